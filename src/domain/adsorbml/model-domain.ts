/** Whether a potential was made for what it is asked: refused when it knows an element not at all, remarked when it was made for something else. */
import type { MaterialClass } from '../potentials/model-card'
import { symbolOf } from '../structure/elements'
import { composition } from '../structure/formula'
import type { Structure } from '../structure/structure'

/** What a model card says a potential was made for. */
export interface ModelDomain {
  readonly model: string
  readonly elements: ReadonlySet<number>
  readonly classes: readonly MaterialClass[]
  /** atoms of the largest adsorbate it has seen on a surface; null: no limit known */
  readonly maxAdsorbateAtoms: number | null
}

/** In the order in which they decide: an oxyhydride is an oxide first. B Si Ge As Sb (P, too) make intermetallics a potential of metals has not seen. */
const DECIDING: readonly (readonly [MaterialClass, readonly number[]])[] = [
  ['oxide', [8]],
  ['nitride', [7]],
  ['halide', [9, 17, 35, 53, 85]],
  ['chalcogenide', [16, 34, 52]],
  ['carbide', [6]],
  ['hydride', [1]],
  ['metalloid', [5, 14, 15, 32, 33, 51]],
]

/** The class of a bulk or slab by its elements: 'metal' for elements and alloys of metals only. */
export function materialClass(s: Pick<Structure, 'numbers'>): MaterialClass {
  const present = new Set(s.numbers)
  return DECIDING.find(([, elements]) => elements.some((z) => present.has(z)))?.[0] ?? 'metal'
}

/** Symbols of the elements that a potential does not know, by atomic number. */
export const unknownElements = (s: Pick<Structure, 'numbers'>, known: ReadonlySet<number>): string[] =>
  [...composition(s.numbers).keys()].filter((z) => !known.has(z)).map(symbolOf)

/** One sentence when the elements are known but the kind of system is not; undefined inside the domain. */
export function domainNote(slab: Pick<Structure, 'numbers'>, adsorbate: Pick<Structure, 'numbers'>, domain: ModelDomain): string | undefined {
  const kind = materialClass(slab)
  if (!domain.classes.includes(kind)) return `${domain.model} was not made for ${kind === 'metalloid' ? 'compounds with metalloids' : `${kind}s`}`
  const largest = domain.maxAdsorbateAtoms
  if (largest !== null && adsorbate.numbers.length > largest) return `${domain.model} has not seen adsorbates of more than ${largest} atoms on a surface`
  return undefined
}
