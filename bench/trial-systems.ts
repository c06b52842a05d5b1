/** Random surfaces and placements for bench/trial.ts: small, of any elements a potential knows, each from its number and a seed alone. */
import { adsorbateLibrary } from '../src/domain/chemistry/adsorbates'
import { placeAdsorbate } from '../src/domain/chemistry/placements'
import { previewSlabs, slabBuilder } from '../src/domain/chemistry/surfaces/cut'
import { OC20 } from '../src/domain/chemistry/surfaces/options'
import type { Slab } from '../src/domain/chemistry/types'
import { random, type Random } from '../src/domain/math/random'
import type { Potential } from '../src/domain/potentials/potential'
import { covalentRadius, symbolOf } from '../src/domain/structure/elements'
import { makeStructure, type Structure } from '../src/domain/structure/structure'
import type { SymmetryFinder } from '../src/domain/structure/symmetry'
import { leastBetween } from './golden-section'

export interface TrialStart {
  /** 'CH2OH on Pt3Ni L12 (111)' */
  readonly name: string
  readonly structure: Structure
}

/** Cells of few atoms: fractional positions, which of the drawn elements stands there, axes over a, and nearest neighbours' distance over a. */
interface Prototype {
  readonly name: string
  readonly sites: readonly (readonly [number, number, number, number])[]
  readonly axes: readonly [number, number]
  readonly nearest: number
  /** elements drawn: metals, then an anion where there is one */
  readonly kinds: 'metal' | 'metals' | 'compound'
}

const FCC = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]] as const
const PROTOTYPES: readonly Prototype[] = [
  { name: 'fcc', kinds: 'metal', axes: [1, 1], nearest: Math.SQRT1_2, sites: FCC.map(([x, y, z]) => [x, y, z, 0]) },
  { name: 'bcc', kinds: 'metal', axes: [1, 1], nearest: Math.sqrt(3) / 2, sites: [[0, 0, 0, 0], [0.5, 0.5, 0.5, 0]] },
  { name: 'B2', kinds: 'metals', axes: [1, 1], nearest: Math.sqrt(3) / 2, sites: [[0, 0, 0, 0], [0.5, 0.5, 0.5, 1]] },
  { name: 'L12', kinds: 'metals', axes: [1, 1], nearest: Math.SQRT1_2, sites: FCC.map(([x, y, z], k) => [x, y, z, k === 0 ? 1 : 0]) },
  { name: 'L10', kinds: 'metals', axes: [1, 1], nearest: Math.SQRT1_2, sites: FCC.map(([x, y, z]) => [x, y, z, z === 0 ? 0 : 1]) },
  { name: 'rocksalt', kinds: 'compound', axes: [1, 1], nearest: 0.5, sites: FCC.flatMap(([x, y, z]) => [[x, y, z, 0], [(x + 0.5) % 1, y, z, 1]] as const) },
  { name: 'rutile', kinds: 'compound', axes: [1, 0.69], nearest: 0.43, sites: [[0, 0, 0, 0], [0.5, 0.5, 0.5, 0], [0.305, 0.305, 0, 1], [0.695, 0.695, 0, 1], [0.805, 0.195, 0.5, 1], [0.195, 0.805, 0.5, 1]] },
]
const NON_METALS: ReadonlySet<number> = new Set([1, 2, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 33, 34, 35, 36, 52, 53, 54])
const ANIONS = [6, 7, 8, 16]
/** Å: thin, and narrow: 40 atoms at most with the adsorbate, as one core does thousand of these in well under an hour */
const SMALL = { ...OC20, minThickness: 5, minVacuum: 12, minLateral: 5, millers: { kind: 'up-to', max: 2 } } as const
const MOST_ATOMS = 40
/** draws before a number is given up: most draws fit */
const TRIES = 200

const pick = <T>(items: readonly T[], stream: Random): T => items[stream.integer(items.length)]!

/** Start number k. Crystals have the volume that the potential itself likes best, so that no strain is added to what it knows. */
export async function trialStart(k: number, seed: number, potential: Potential, symmetry: SymmetryFinder): Promise<TrialStart> {
  const stream = random(seed, 'trial', k)
  const metals = [...potential.elements].filter((z) => !NON_METALS.has(z)).toSorted((a, b) => a - b)
  const anions = ANIONS.filter((z) => potential.elements.has(z))
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const prototype = pick(PROTOTYPES, stream)
    const elements = [pick(metals, stream), prototype.kinds === 'compound' ? pick(anions, stream) : pick(metals, stream)]
    const adsorbate = pick(adsorbateLibrary(), stream)
    if (adsorbate.structure.numbers.some((z) => !potential.elements.has(z))) continue
    const label = `${[...new Set(elements.slice(0, prototype.kinds === 'metal' ? 1 : 2).map(symbolOf))].join('')} ${prototype.name}`
    const slab = randomSlab(await relaxedCrystal(prototype, elements, potential), label, MOST_ATOMS - adsorbate.structure.numbers.length, symmetry, stream)
    if (slab === null) continue
    const mode = pick(['random', 'random-site-heuristic'] as const, stream)
    const [placement] = placeAdsorbate(slab, adsorbate, { mode, count: 1, seed: stream.integer(2 ** 31) })
    if (placement) return { name: `${adsorbate.id} on ${slab.id}`, structure: placement.structure }
  }
  throw new Error(`No start number ${k} of at most ${MOST_ATOMS} atoms in ${TRIES} draws`)
}

function randomSlab(bulk: Structure, label: string, mostAtoms: number, symmetry: SymmetryFinder, stream: Random): Slab | null {
  const { crystal, planned } = previewSlabs(bulk, symmetry, { ...SMALL, label, maxAtoms: mostAtoms })
  return planned.length === 0 ? null : slabBuilder(crystal, SMALL)(pick(planned, stream))
}

const crystal = ({ sites, axes }: Prototype, elements: readonly number[], a: number): Structure => makeStructure({
  numbers: sites.map(([, , , kind]) => elements[kind]!), positions: sites.flatMap(([x, y, z]) => [x * a, y * a * axes[0], z * a * axes[1]]), cell: [a, 0, 0, 0, a * axes[0], 0, 0, 0, a * axes[1]],
})

/** Golden-section search for the lattice constant of lowest energy, from 0.8 to 1.25 times that of touching covalent spheres, to 0.5 %. */
async function relaxedCrystal(prototype: Prototype, elements: readonly number[], potential: Potential): Promise<Structure> {
  const touching = (covalentRadius(elements[0]!) + covalentRadius(elements[prototype.kinds === 'metal' ? 0 : 1]!)) / prototype.nearest
  const energy = async (a: number): Promise<number> => (await potential.evaluate([crystal(prototype, elements, a)]))[0]!.energy
  return crystal(prototype, elements, await leastBetween(0.8 * touching, 1.25 * touching, 0.01 * touching, energy))
}
