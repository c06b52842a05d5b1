/** Configurations built by hand on textbook slabs. */
import { SAME_BASIN, type BasinTolerance, type Final } from '../../../../src/domain/adsorbml/search/basins'
import { makeStructure, type Structure, type StructureParts } from '../../../../src/domain/structure/structure'
import { aseSurfaces } from '../../chemistry/fixtures'

export type Atom = readonly [z: number, x: number, y: number, height: number]

export const surfaceNamed = (name: string): (typeof aseSurfaces)[number] => aseSurfaces.find((s) => s.name === name)!

export const topOf = (slab: Structure): number => slab.positions.reduce((top, v, q) => (q % 3 === 2 ? Math.max(top, v) : top), -Infinity)

/** The slab with atoms at (x, y) and a height above its topmost atom; `nudge` moves slab atoms. */
export function withAtoms(slab: Structure, atoms: readonly Atom[], nudge: ReadonlyMap<number, readonly [number, number, number]> = new Map()): Structure {
  const top = topOf(slab)
  const positions = slab.positions.slice()
  for (const [i, by] of nudge) by.forEach((d, k) => { positions[3 * i + k]! += d })
  const parts: StructureParts = {
    numbers: [...slab.numbers, ...atoms.map(([z]) => z)],
    positions: [...positions, ...atoms.flatMap(([, x, y, h]) => [x, y, top + h])],
    cell: slab.cell,
    pbc: slab.pbc,
    tags: [...slab.tags, ...atoms.map(() => 2)],
    fixed: [...slab.fixed, ...atoms.map(() => 0)],
  }
  return makeStructure(parts)
}

export const final = (id: string, structure: Structure, energy = -1): Final => ({ id, energy, structure })

/** Turns a molecule about the vertical through the origin, degrees, and moves it. */
export function placed(molecule: readonly Atom[], [x, y]: readonly [number, number], azimuth = 0): Atom[] {
  const [c, s] = [Math.cos((azimuth * Math.PI) / 180), Math.sin((azimuth * Math.PI) / 180)]
  return molecule.map(([z, px, py, h]) => [z, x + c * px - s * py, y + s * px + c * py, h])
}

export const within = (distance: number): BasinTolerance => ({ ...SAME_BASIN, heavy: distance, hydrogen: distance, surface: distance })
