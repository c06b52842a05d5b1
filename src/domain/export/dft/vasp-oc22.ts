/** What OC22's input set adds for oxides: Hubbard U, initial moments, dipole correction. SCIENCE.md C.2. */
import { atomicMass, symbolOf } from '../../structure/elements'
import { inverse, mulVec, vec3 } from '../../math/vec3'
import { ADSORBATE, type Structure } from '../../structure/structure'
import type { SpeciesOrder } from './deck'

/** eV on d, where the structure holds oxygen: MPRelaxSet's values. */
const HUBBARD_U: Readonly<Record<string, number>> = { Co: 3.32, Cr: 3.7, Fe: 5.3, Mn: 3.9, Mo: 4.38, Ni: 6.2, V: 3.25, W: 6.2 }

export type IncarValue = string | number | boolean

/** LDAU tags by species, or none where no element has a U. Dudarev's form; LMAXMIX 4 as pymatgen sets for d elements. */
export function hubbardTags(symbols: readonly string[]): Record<string, IncarValue> {
  const u = symbols.map((s) => (symbols.includes('O') ? (HUBBARD_U[s] ?? 0) : 0))
  if (u.every((v) => v === 0)) return {}
  return {
    LDAU: true,
    LDAUTYPE: 2,
    LDAUL: u.map((v) => (v === 0 ? 0 : 2)).join(' '),
    LDAUU: u.join(' '),
    LDAUJ: u.map(() => 0).join(' '),
    LDAUPRINT: 1,
    LMAXMIX: 4,
  }
}

/** Valence s + d electrons, i.e. the group, of the transition metals; undefined for the rest. */
function transitionGroup(z: number): number | undefined {
  for (const first of [21, 39]) if (z >= first && z <= first + 9) return z - first + 3
  if (z === 57) return 3
  return z >= 72 && z <= 80 ? z - 68 : undefined
}

/** Unpaired d electrons of an octahedral ion (pymatgen's `get_crystal_field_spin`); low spin from the fifth period on. */
function octahedralSpin(dElectrons: number, lowSpin: boolean): number {
  const d = dElectrons
  if (!lowSpin) return d <= 5 ? d : 10 - d
  if (d <= 3) return d
  if (d <= 6) return 6 - d
  return d <= 8 ? d - 6 : 10 - d
}

/**
 * [n] initial moments in Bohr magnetons: 1.2 x the crystal-field spin of the cation, O 0.6, others 0. Every cation is taken as
 * octahedral, with one mean oxidation state from the composition of the slab (O -2, main-group metals their group); OC22 itself
 * guessed both site by site. They are starting values: the self-consistent moments do not depend on them within one basin.
 */
export function initialMoments(structure: Structure): number[] {
  const charge = meanOxidationState(structure)
  return Array.from(structure.numbers, (z) => {
    if (z === 8) return 0.6
    const group = transitionGroup(z)
    if (group === undefined) return 0
    const d = Math.min(10, Math.max(0, Math.round(group - charge)))
    return Number((1.2 * octahedralSpin(d, z >= 37)).toFixed(2))
  })
}

/** Main-group cations and their charge, where the composition leaves no choice. */
const FIXED_CHARGE: Readonly<Record<string, number>> = { Li: 1, Na: 1, K: 1, Rb: 1, Cs: 1, Be: 2, Mg: 2, Ca: 2, Sr: 2, Ba: 2, Zn: 2, Cd: 2, Al: 3, Ga: 3, In: 3, Si: 4, Ge: 4, Sn: 4, H: 1 }

function meanOxidationState(structure: Structure): number {
  let charge = 0
  let metals = 0
  structure.numbers.forEach((z, i) => {
    if (structure.tags[i] === ADSORBATE) return
    if (z === 8) charge += 2
    else if (transitionGroup(z) !== undefined && FIXED_CHARGE[symbolOf(z)] === undefined) metals++
    else charge -= FIXED_CHARGE[symbolOf(z)] ?? 0
  })
  return metals === 0 ? 0 : Math.max(0, charge / metals)
}

/** MAGMOM in POSCAR's order, runs of equal values shortened: '4*3.6 2*0.6'. */
export function magmomTag(structure: Structure, species: SpeciesOrder): string {
  const moments = initialMoments(structure)
  const runs: { value: number; count: number }[] = []
  for (const i of species.order) {
    const last = runs.at(-1)
    if (last !== undefined && last.value === moments[i]) last.count++
    else runs.push({ value: moments[i]!, count: 1 })
  }
  return runs.map((r) => `${r.count}*${r.value}`).join(' ')
}

/** Dipole correction along c about the centre of mass, only where there is an adsorbate. */
export function dipoleTags(structure: Structure): Record<string, IncarValue> {
  if (!structure.tags.includes(ADSORBATE)) return {}
  const toFractional = inverse(structure.cell)
  const centre = [0, 0, 0]
  let mass = 0
  structure.numbers.forEach((z, i) => {
    mass += atomicMass(z)
    mulVec(vec3(structure.positions, 3 * i), toFractional).forEach((x, k) => (centre[k]! += atomicMass(z) * x))
  })
  return { LDIPOL: true, IDIPOL: 3, DIPOL: centre.map((x) => (x / mass).toFixed(10)).join(' ') }
}
