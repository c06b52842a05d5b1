/** A slab moved sideways so that its adsorbate stands in the middle of the cell: a small picture shows the site, not the corner of a box. */
import { makeWhole } from '../../domain/chemistry/whole'
import { mulVec } from '../../domain/math/vec3'
import { completeCell, toFractional } from '../../domain/structure/cell'
import { ADSORBATE, atomsWhere, type Structure } from '../../domain/structure/structure'

/** The same atoms in the same order; as it is where there is no adsorbate or no periodicity along a and b. */
export function centredOnAdsorbate(structure: Structure): Structure {
  const adsorbate = new Set(atomsWhere(structure, (i) => structure.tags[i] === ADSORBATE))
  if (adsorbate.size === 0 || !structure.pbc[0] || !structure.pbc[1]) return structure
  const whole = makeWhole(structure)
  const cell = completeCell(structure.cell)
  const fractional = toFractional(whole.positions, cell)
  const middle = [0, 1].map((k) => [...adsorbate].reduce((sum, i) => sum + fractional[3 * i + k]!, 0) / adsorbate.size)
  const positions = new Float64Array(fractional.length)
  for (let i = 0; i < structure.numbers.length; i++) {
    const [a, b] = [0, 1].map((k) => {
      const f = fractional[3 * i + k]! - middle[k]! + 0.5
      return adsorbate.has(i) ? f : f - Math.floor(f)
    })
    positions.set(mulVec([a!, b!, fractional[3 * i + 2]!], cell), 3 * i)
  }
  return { ...whole, positions }
}
