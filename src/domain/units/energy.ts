/** Units that energies are shown in. The engine, the store and every export speak eV. */

export const ENERGY_UNITS = ['eV', 'kJ/mol', 'kcal/mol'] as const
export type EnergyUnit = (typeof ENERGY_UNITS)[number]

/** e N_A / 1000, kJ/mol: both exact in the SI since 2019 (CODATA 2018). */
export const KJ_PER_MOL = (1.602176634e-19 * 6.02214076e23) / 1000

/** The thermochemical calorie, J (ISO 80000-5:2007, C.5). */
const CALORIE = 4.184

/** of one eV */
export const PER_EV: Readonly<Record<EnergyUnit, number>> = { eV: 1, 'kJ/mol': KJ_PER_MOL, 'kcal/mol': KJ_PER_MOL / CALORIE }

/** Decimals in a unit that say about as much as so many of an eV: 0.01 eV are 1 kJ/mol and 0.2 kcal/mol. */
export const decimalsIn = (unit: EnergyUnit, ofEv: number): number => Math.max(0, ofEv - { eV: 0, 'kJ/mol': 2, 'kcal/mol': 1 }[unit])
