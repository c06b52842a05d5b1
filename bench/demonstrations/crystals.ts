/** Elemental metals and an ordered alloy, by their smallest cells at any volume. */
import { atomicNumberOf } from '../../src/domain/structure/elements'
import { makeStructure, type Structure } from '../../src/domain/structure/structure'
import type { Miller } from '../../src/domain/chemistry/types'

export type Lattice = 'fcc' | 'bcc' | 'hcp' | 'L12'

export interface Crystal {
  readonly name: string
  readonly lattice: Lattice
  /** of L12: the face atom first, then the corner */
  readonly symbols: readonly string[]
  /** Å, where the search for the volume begins: experiment, rounded (elements: ASE's reference states) */
  readonly a: number
  /** of hcp; held */
  readonly ratio?: number
  /** its closest-packed plane */
  readonly plane: Miller
}

export const CRYSTALS: readonly Crystal[] = [
  { name: 'Ag', lattice: 'fcc', symbols: ['Ag'], a: 4.09, plane: [1, 1, 1] },
  { name: 'Au', lattice: 'fcc', symbols: ['Au'], a: 4.08, plane: [1, 1, 1] },
  { name: 'Pd', lattice: 'fcc', symbols: ['Pd'], a: 3.89, plane: [1, 1, 1] },
  { name: 'Pb', lattice: 'fcc', symbols: ['Pb'], a: 4.95, plane: [1, 1, 1] },
  { name: 'Ru', lattice: 'hcp', symbols: ['Ru'], a: 2.7, ratio: 1.584, plane: [0, 0, 1] },
  { name: 'Re', lattice: 'hcp', symbols: ['Re'], a: 2.76, ratio: 1.615, plane: [0, 0, 1] },
  { name: 'Cu', lattice: 'fcc', symbols: ['Cu'], a: 3.61, plane: [1, 1, 1] },
  { name: 'Ni', lattice: 'fcc', symbols: ['Ni'], a: 3.52, plane: [1, 1, 1] },
  { name: 'Pt', lattice: 'fcc', symbols: ['Pt'], a: 3.92, plane: [1, 1, 1] },
  { name: 'Rh', lattice: 'fcc', symbols: ['Rh'], a: 3.8, plane: [1, 1, 1] },
  { name: 'Ir', lattice: 'fcc', symbols: ['Ir'], a: 3.84, plane: [1, 1, 1] },
  { name: 'Co', lattice: 'hcp', symbols: ['Co'], a: 2.51, ratio: 1.622, plane: [0, 0, 1] },
  { name: 'Fe', lattice: 'bcc', symbols: ['Fe'], a: 2.87, plane: [1, 1, 0] },
  { name: 'Mo', lattice: 'bcc', symbols: ['Mo'], a: 3.15, plane: [1, 1, 0] },
  { name: 'W', lattice: 'bcc', symbols: ['W'], a: 3.16, plane: [1, 1, 0] },
  { name: 'Pt3Ni', lattice: 'L12', symbols: ['Pt', 'Ni'], a: 3.83, plane: [1, 1, 1] },
  { name: 'Cu3Au', lattice: 'L12', symbols: ['Cu', 'Au'], a: 3.75, plane: [1, 1, 1] },
  { name: 'Pd3Au', lattice: 'L12', symbols: ['Pd', 'Au'], a: 3.95, plane: [1, 1, 1] },
]

/** The crystal with lattice constant a (Å): conventional cells, of hcp the primitive one. All atoms free. */
export function bulkOf({ lattice, symbols, ratio = Math.sqrt(8 / 3) }: Crystal, a: number): Structure {
  const z = symbols.map((symbol) => atomicNumberOf(symbol)!)
  const fractions = FRACTIONS[lattice]
  const cell = lattice === 'hcp' ? [a, 0, 0, -a / 2, (a * Math.sqrt(3)) / 2, 0, 0, 0, a * ratio] : [a, 0, 0, 0, a, 0, 0, 0, a]
  const positions = fractions.flatMap((f) => [0, 1, 2].map((x) => f[0] * cell[x]! + f[1] * cell[3 + x]! + f[2] * cell[6 + x]!))
  return makeStructure({ numbers: fractions.map((_, k) => (lattice === 'L12' && k === 0 ? z[1]! : z[0]!)), positions, cell })
}

const FCC = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]] as const
const FRACTIONS: Readonly<Record<Lattice, readonly (readonly [number, number, number])[]>> = {
  fcc: FCC,
  L12: FCC,
  bcc: [[0, 0, 0], [0.5, 0.5, 0.5]],
  hcp: [[1 / 3, 2 / 3, 0.25], [2 / 3, 1 / 3, 0.75]],
}
