/** The common scale on which error bars are drawn: one for each energy reference. */
import type { RankedRow } from '../../../domain/catalogue/records'
import { inUnit } from '../../ui/format'
import { rowReference } from './rows'

export interface EnergyScale {
  /** eV */
  readonly low: number
  readonly high: number
  /** energies on it that are round in the shown unit, eV */
  readonly ticks: readonly number[]
}

/**
 * One scale for each reference, holding the energies and error bars of its ranked configurations. Anomalous ones do not stretch it
 * (a slab that came apart can lie tens of eV below): they are drawn at its edge. Where nothing is ranked, all finite energies count.
 */
export function energyScales(rows: readonly RankedRow[]): ReadonlyMap<string, EnergyScale> {
  const finite = rows.filter(({ configuration: { result } }) => result && Number.isFinite(result.energy))
  return new Map(
    [...Map.groupBy(finite, rowReference)].map(([reference, all]) => {
      const ranked = all.filter((r) => r.rank !== null)
      const used = ranked.length > 0 ? ranked : all
      let [low, high] = [Infinity, -Infinity]
      for (const { configuration } of used) {
        const { energy, interval } = configuration.result!
        const [a, b] = interval.kind === 'calibrated' ? [interval.low, interval.high] : [energy, energy]
        ;[low, high] = [Math.min(low, a), Math.max(high, b)]
      }
      return [reference, widened(low, high)] as const
    }),
  )
}

function widened(low: number, high: number): EnergyScale {
  const margin = Math.max(0.04 * (high - low), 0.05)
  const [from, to] = [low - margin, high + margin]
  return { low: from, high: to, ticks: roundTicks(inUnit(from), inUnit(to), 4).map((tick) => tick / inUnit(1)) }
}

/** Multiples of 1, 2 or 5 times a power of ten inside [low, high]: at most `most`. */
export function roundTicks(low: number, high: number, most: number): readonly number[] {
  const raw = (high - low) / most
  if (!(raw > 0) || !Number.isFinite(raw)) return []
  const power = 10 ** Math.floor(Math.log10(raw))
  const steps = [1, 2, 5, 10].map((m) => m * power)
  const multiples = (step: number): readonly number[] => {
    const first = Math.ceil(low / step - 1e-9)
    return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)))
  }
  return multiples(steps.find((step) => step >= raw && multiples(step).length <= most) ?? steps.at(-1)!)
}

/** Where an energy stands on the scale, 0 to 1; what lies beyond stands at the edge. */
export const placeOn = ({ low, high }: EnergyScale, energy: number): number => Math.max(0, Math.min(1, (energy - low) / (high - low)))
export const isBeyond = ({ low, high }: EnergyScale, energy: number): boolean => energy < low || energy > high
