/** Numbers as people read them: true minus signs, units, no more digits than are known. */
import { decimalsIn, PER_EV, type EnergyUnit } from '../../domain/units/energy'
import { plural as pluralOf } from '../../domain/units/plural'
import type { Interval } from '../../domain/uncertainty/interval'

const MINUS = '\u2212'
const THIN = '\u202f'

/** Fixed decimals with a true minus sign; a value that rounds to zero has no sign. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : `${MINUS}∞`
  const text = Math.abs(value).toFixed(decimals)
  return value < 0 && Number(text) !== 0 ? MINUS + text : text
}

/** '1.2 × 10⁻⁶', '0': two digits with a power of ten. */
export function scientific(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return value === 0 ? '0' : fixed(value, 0)
  const [digits = '', exponent = ''] = value.toExponential(1).split('e')
  const raised = exponent.replace('+', '').replaceAll(/[-\d]/g, (c) => (c === '-' ? '\u207b' : '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079'.charAt(Number(c))))
  return `${digits.replace('-', MINUS)} × 10${raised}`
}

/** 12 345 with thin spaces. */
export const count = (n: number): string => Math.round(n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, THIN)

/** '1 atom', '1 234 atoms' */
export const plural = (n: number, one: string, many?: string): string => pluralOf(n, one, many, count)

/**
 * Decimals worth showing beside an uncertainty: the Particle Data Group's rule (Phys. Rev. D 110, 030001 (2024), section 5.3).
 * Three leading digits 100-354: two digits; 355-949: one digit; 950-999: 1000, two digits.
 */
export function decimalsFor(uncertainty: number): number {
  if (!(uncertainty > 0) || !Number.isFinite(uncertainty)) return 3
  const exponent = Math.floor(Math.log10(uncertainty))
  const leading = Math.round((uncertainty / 10 ** exponent) * 100)
  // 950-999 becomes 1000: one power of ten more, of which two digits stay
  return Math.max(0, leading < 355 ? 1 - exponent : -exponent)
}

/** '−0.53 ± 0.12', both rounded to the uncertainty. */
export function withUncertainty(value: number, uncertainty: number): string {
  const decimals = decimalsFor(uncertainty)
  return `${fixed(value, decimals)} ± ${fixed(uncertainty, decimals)}`
}

/** Adsorption energies without an error bar are shown to 0.01 eV: the potential is not better than that. */
export const ENERGY_DECIMALS = 2

let unit: EnergyUnit = 'eV'

/** The unit that every energy is shown in from now on; what is drawn already must be drawn anew. */
export const showEnergiesIn = (chosen: EnergyUnit): void => {
  unit = chosen
}
export const energyUnit = (): EnergyUnit => unit

/** eV as a number of the shown unit. */
export const inUnit = (energy: number): number => energy * PER_EV[unit]

/** eV in the shown unit, with about as many digits as so many decimals of an eV; without the unit. */
export const energyFixed = (energy: number, decimals: number): string => fixed(inUnit(energy), decimalsIn(unit, decimals))

/** '0.1 eV', '9.65 kJ/mol': an energy (eV) that is given, not computed, such as a threshold: no more digits than it needs, and none rounded away. */
export const givenEnergy = (energy: number): string => `${fixedDigits(inUnit(energy))} ${unit}`

/** Of forces: 'eV/Å', 'kJ/(mol Å)'. */
export const forceUnit = (): string => (unit === 'eV' ? 'eV/Å' : `${unit.replace('mol', '(mol')}\u00a0Å)`)

/** eV/Å in the shown unit, with about as many digits as so many decimals of an eV/Å; without the unit. */
export const forceFixed = (force: number, decimals: number): string => energyFixed(force, decimals)

/** The same with the unit. */
export const forceText = (force: number, decimals = 3): string => `${forceFixed(force, decimals)} ${forceUnit()}`

/** What a field shows of an energy or a force given in eV or eV/Å; `fromUnit` takes back what was typed. */
export const typedIn = (value: number): number => Number(inUnit(value).toPrecision(6))
export const fromUnit = (value: number): number => value / PER_EV[unit]

const fixedDigits = (value: number): string => String(Number(value.toPrecision(3))).replace('-', MINUS)

/** '0.250 eV', '24.1 kJ/mol' */
export const energyAmount = (energy: number, decimals = 3): string => `${energyFixed(energy, decimals)} ${unit}`

/** An energy (eV) with what is known of its error, never more, in the shown unit but without it. */
export const energyNumber = (energy: number, interval: Interval): string =>
  interval.kind === 'calibrated' ? fixed(inUnit(energy), decimalsFor(inUnit((interval.high - interval.low) / 2))) : energyFixed(energy, ENERGY_DECIMALS)

/** The same with the unit. */
export const energyText = (energy: number, interval: Interval): string => `${energyNumber(energy, interval)} ${unit}`

/** The interval in words: '[−0.71, −0.38] eV, 90 %', 'uncalibrated', 'out of domain'. */
export function intervalText(interval: Interval): string {
  if (interval.kind === 'uncalibrated') return 'uncalibrated'
  if (interval.kind === 'out-of-domain') return 'out of domain'
  return `${boundsText(interval)} ${unit}, ${fixed(interval.level * 100, 0)}${THIN}%`
}

/** '[−0.71, −0.38]': the bounds alone, in the shown unit, where unit and level stand elsewhere. */
export function boundsText({ low, high }: { readonly low: number; readonly high: number }): string {
  const decimals = decimalsFor(inUnit((high - low) / 2))
  return `[${fixed(inUnit(low), decimals)}, ${fixed(inUnit(high), decimals)}]`
}

/** '45 s', '3 min', '2 h 10 min', '3 d 4 h': two units at most. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown'
  const s = Math.max(0, seconds)
  if (s < 10) return `${s.toFixed(1)} s`
  if (s < 90) return `${Math.round(s)} s`
  const minutes = Math.round(s / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  const rounded = Math.round(s / 3600)
  const days = Math.floor(rounded / 24)
  return rounded % 24 === 0 ? `${days} d` : `${days} d ${rounded % 24} h`
}

/** Time left with its uncertainty, in the unit of the value: '4 ± 1 min'. */
export function remainingText(seconds: number, uncertainty: number): string {
  const { unit, size } = seconds < 90 ? { unit: 's', size: 1 } : seconds < 5400 ? { unit: 'min', size: 60 } : seconds < 172_800 ? { unit: 'h', size: 3600 } : { unit: 'd', size: 86_400 }
  const sigma = uncertainty / size
  const decimals = sigma > 0 && sigma < 0.95 && seconds / size < 10 ? 1 : 0
  return `${fixed(seconds / size, decimals)} ± ${fixed(Math.max(sigma, decimals ? 0.1 : 1), decimals)} ${unit}`
}

/** '3f2a9c1' of a SHA-256. */
export const shortHash = (sha256: string): string => sha256.slice(0, 7)

export const angstrom = (value: number, decimals = 3): string => `${fixed(value, decimals)} Å`
export const degrees = (value: number): string => `${fixed(value, 1)}°`

/** Three digits of a number without unit: '0.0123', '45.6', '1 230'; whole from a hundred on. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return fixed(value, 0)
  const size = Math.abs(value)
  return size >= 100 ? `${value < 0 ? MINUS : ''}${count(size)}` : fixed(value, size >= 10 ? 1 : size >= 1 ? 2 : 3)
}
