/** Demonstration 3: what the nearest latent neighbours of an atom have in common with it. */
import { random } from '../../src/domain/math/random'
import { mean } from '../../src/domain/math/statistics'
import { environments } from '../../src/domain/neighbours/environments'
import { bondThreshold } from '../../src/domain/chemistry/connectivity'
import { ENVIRONMENT_RADIUS, type Environment } from '../../src/domain/structure/environment'
import type { Structure } from '../../src/domain/structure/structure'
import type { Evaluation } from '../../src/domain/potentials/potential'
import { countedAtoms } from '../../src/domain/uncertainty/latent/distance'
import type { LatentIndexData } from '../../src/domain/uncertainty/latent/index-format'
import type { Demonstrated } from './model'

/** A local environment in a few words, from the atoms within 4.5 Å and the surface normal, z. */
export interface Surroundings {
  readonly element: number
  /** adsorbate: H, and O that is bonded to H; subsurface: an atom of the slab is bonded to it from above */
  readonly role: 'adsorbate' | 'surface' | 'subsurface'
  /** atoms bonded to it */
  readonly coordination: number
}

const [H, O] = [1, 8]
/** cosine to the normal from which a bonded atom lies above: the next layer's in fcc(111) has 0.82, fcc(100) 0.71, bcc(110) 0.82; fcc(110)'s 0.5 leaves the atoms of its troughs exposed */
const ABOVE = 0.6

export function surroundings({ numbers, positions }: Environment): Surroundings {
  const element = numbers[0]!
  const bonded = Array.from(numbers.keys()).slice(1).flatMap((i) => {
    const vector = positions.subarray(3 * i, 3 * i + 3)
    const length = Math.hypot(...vector)
    return length < bondThreshold(element, numbers[i]!) ? [{ z: numbers[i]!, cosine: vector[2]! / length }] : []
  })
  const isAdsorbate = element === H || (element === O && bonded.some(({ z }) => z === H))
  const isCovered = bonded.some(({ z, cosine }) => z !== H && z !== O && cosine > ABOVE)
  return { element, role: isAdsorbate ? 'adsorbate' : isCovered ? 'subsurface' : 'surface', coordination: bonded.length }
}

/** What a neighbour may share with an atom. Roles and coordinations are asked of slab atoms: an adsorbate's follow from its element. */
const TRAITS = ['element', 'role', 'coordination', 'coordination within 1'] as const
export type Trait = (typeof TRAITS)[number]

/** Share of atoms whose nearest latent neighbour agrees with them, and the same for a neighbour drawn at random. */
export interface Purity {
  readonly trait: Trait
  readonly atoms: number
  readonly found: number
  /** of entries of other materials; for role and coordination of the same element, too */
  readonly chance: number
}

/** Share of what chance leaves open, as Cohen's kappa: 0 is chance, 1 is perfect. */
export const aboveChance = ({ found, chance }: Purity): number => (found - chance) / (1 - chance)

const AGREE: Readonly<Record<Trait, (a: Surroundings, b: Surroundings) => boolean>> = {
  element: (a, b) => a.element === b.element,
  role: (a, b) => a.role === b.role,
  coordination: (a, b) => a.coordination === b.coordination,
  // one bond more or less may be a matter of where the cut-off lies
  'coordination within 1': (a, b) => Math.abs(a.coordination - b.coordination) <= 1,
}

interface Query {
  readonly around: Surroundings
  /** [D] standardised */
  readonly row: Float32Array
  /** entries of this material are left out: a slab's own atoms are alike by construction */
  readonly material?: string
}

/** Material of each system: its title is 'OH on Pt3Ni (111)'. */
const materialOf = (title: string): string => / on (\S+)/.exec(title)?.[1] ?? title

/** `count` entries drawn from the index, each compared with the entries of all other materials. */
export function clusteringOfIndex(data: LatentIndexData, count: number, seed: number): Purity[] {
  const known = entriesOf(data)
  const d = data.dimension
  const drawn = random(seed, 'clustering').shuffle(known.map((_, k) => k)).slice(0, count)
  return purities(drawn.map((k) => ({ ...known[k]!, row: data.rows.subarray(known[k]!.entry * d, (known[k]!.entry + 1) * d) })), data, known)
}

/** The free atoms of structures that are not in the index. */
export function clusteringOfStructures(structures: readonly Structure[], evaluations: readonly Evaluation[], { meter }: Demonstrated): Purity[] {
  const { data } = meter.index
  const { dimension: d, mean: centre, deviation } = data
  const queries = structures.flatMap((s, k) => {
    const atoms = countedAtoms(s, 'both')
    return environments(s, atoms, ENVIRONMENT_RADIUS).map((environment, q): Query => ({
      around: surroundings(environment),
      row: Float32Array.from({ length: d }, (_, c) => (evaluations[k]!.latents![atoms[q]! * d + c]! - centre[c]!) / deviation[c]!),
    }))
  })
  return purities(queries, data, entriesOf(data))
}

interface Entry {
  readonly entry: number
  readonly around: Surroundings
  readonly material: string
}

/** Entries whose surroundings are kept. */
function entriesOf({ environments: kept, systemOf, systems }: LatentIndexData): Entry[] {
  return kept.flatMap((environment, entry) => (environment ? [{ entry, around: surroundings(environment), material: materialOf(systems[systemOf[entry]!]!.title) }] : []))
}

/** Nearest over all elements, whatever the calibration's settings: else the element could not differ. */
function purities(queries: readonly Query[], data: LatentIndexData, known: readonly Entry[]): Purity[] {
  const compared = queries.map((query) => {
    const others = known.filter(({ material }) => material !== query.material)
    const alike = others.filter(({ around }) => around.element === query.around.element)
    return { around: query.around, others, alike, nearest: nearestOf(query.row, data, others).around }
  })
  return TRAITS.map((trait) => {
    const agree = AGREE[trait]
    const asked = compared.filter(({ around, alike }) => trait === 'element' || (around.role !== 'adsorbate' && alike.length > 0))
    const share = ({ around, others, alike }: (typeof asked)[number]): number => mean((trait === 'element' ? others : alike).map((other) => Number(agree(around, other.around))))
    return { trait, atoms: asked.length, found: mean(asked.map(({ around, nearest }) => Number(agree(around, nearest)))), chance: mean(asked.map(share)) }
  })
}

function nearestOf(row: Float32Array, { rows, dimension: d }: LatentIndexData, others: readonly Entry[]): Entry {
  let best = others[0]!
  let least = Infinity
  for (const other of others) {
    let sum = 0
    for (let c = 0, at = other.entry * d; c < d && sum < least; c++, at++) sum += (row[c]! - rows[at]!) ** 2
    if (sum < least) [best, least] = [other, sum]
  }
  return best
}
