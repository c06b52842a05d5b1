/** What a finished slab is, from its atoms alone: cut or the user's own. For planned slabs, see PlannedSlab.summary. */
import { hillFormula } from '../../structure/formula'
import type { SymmetryFinder } from '../../structure/symmetry'
import type { Slab } from '../types'
import { layersOf, layerName, taskerType, terminationName } from './layers'
import { millerLabel } from './miller'
import { guessOxidationStates } from './oxidation'
import type { SlabSummary } from './plan'

/** Å: the tolerance of OC20's and pymatgen's test of a slab's symmetry */
const SLAB_SYMPREC = 0.1

/**
 * Area, size, symmetry, Tasker type and termination of a slab. `tolerance` (Å) groups atoms into layers: 0.1 suits cut slabs, relaxed
 * ones may need more. Formal charges are guessed from the slab's own composition. Throws InvalidInput where the finder does
 * (atoms that overlap).
 */
export function summariseSlab(slab: Slab, symmetry: SymmetryFinder, tolerance = 0.1): SlabSummary {
  const { numbers, positions } = slab.structure
  const z = Array.from(numbers, (_, i) => positions[3 * i + 2]!)
  const layers = layersOf(z, numbers, tolerance)
  return {
    label: labelOf(slab), area: slab.area, atoms: numbers.length, thickness: layers.length === 0 ? 0 : extent(z),
    symmetric: mapsTopOnBottom(slab, symmetry), tasker: taskerType(layers, slab.area, guessOxidationStates(numbers)),
    formula: hillFormula(slab.structure), stoichiometric: null, termination: terminationName(layers), layers: layers.slice(0, 4).map(layerName),
  }
}

/** Whether a symmetry operation of the slab turns it over: the third row of its rotation is (0 0 -1). */
export function mapsTopOnBottom(slab: Slab, symmetry: SymmetryFinder): boolean {
  const { operations } = symmetry(slab.structure, SLAB_SYMPREC)
  return operations.some(({ rotation }) => rotation[8] === -1)
}

function labelOf({ id, origin }: Slab): string {
  if (origin.kind === 'custom') return `${id} (${origin.source})`
  return `${origin.bulk} (${millerLabel(origin.miller)}), termination ${origin.termination}${origin.top ? '' : ', bottom side'}`
}

const extent = (z: readonly number[]): number => z.reduce((m, x) => Math.max(m, x), -Infinity) - z.reduce((m, x) => Math.min(m, x), Infinity)
