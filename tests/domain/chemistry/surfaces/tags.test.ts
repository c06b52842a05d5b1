/** Tags and Voronoi coordination: against pymatgen's VoronoiNN and OC20's rule on whole slabs, and against the geometry of known polyhedra. */
import { describe, expect, test } from 'vitest'
import { bulkCoordination, centreOfMassHeight, surfaceTags } from '../../../../src/domain/chemistry/surfaces/tags'
import { voronoiCell, weightedCoordination } from '../../../../src/domain/chemistry/surfaces/voronoi'
import { cross, dot, norm, scale, sub, type Vec3 } from '../../../../src/domain/math/vec3'
import { random } from '../../../../src/domain/math/random'
import { toCartesian, volume } from '../../../../src/domain/structure/cell'
import { type Structure, makeStructure } from '../../../../src/domain/structure/structure'
import { type TaggedSlab, bulkOf, numbersOf, tableOf, tables } from './tables'

const slabOf = (t: TaggedSlab): Structure => makeStructure({ numbers: numbersOf(t.symbols), positions: t.positions.flat(), cell: t.cell.flat() })

/** Volume within the faces of a cell: pyramids over the faces, Å^3. */
function volumeOf(s: Structure, atom: number): number {
  const faces = voronoiCell(s, atom)
  if (faces === null) return NaN
  const pyramid = (c: readonly Vec3[]): number => c.slice(2).reduce((sum, p, k) => sum + Math.abs(dot(c[0]!, cross(c[k + 1]!, p))) / 6, 0)
  return faces.reduce((sum, f) => sum + pyramid(f.corners), 0)
}

describe('against pymatgen', () => {
  test.each(tables.map((t) => [t.name, t] as const))('bulk coordination of %s', (_, t) => {
    const found = bulkCoordination(bulkOf(t))
    for (const [symbol, numbers] of Object.entries(t.coordination)) {
      // 1e-5: the table is rounded to five decimals
      expect(Math.abs(found.get(numbersOf([symbol])[0]!)! - Math.min(...numbers))).toBeLessThan(1e-5)
    }
  })

  const tagged = tables.flatMap((t) => t.tagged.map((slab, i) => [`${t.name} (${slab.hkl.join(' ')}) ${i}`, t, slab] as const))
  test('there are slabs enough to compare', () => expect(tagged.length).toBeGreaterThan(50))

  test.each(tagged)('tags of %s', (_, t, slab) => {
    expect(Array.from(surfaceTags(slabOf(slab), 2, bulkCoordination(bulkOf(t))))).toEqual(slab.tags)
  })

  test.each(tagged)('coordination in %s', (_, __, slab) => {
    const s = slabOf(slab)
    slab.coordination.forEach((cn, i) => {
      // 1e-3: pymatgen's cell of an atom near the surface is closed by neighbours within 13 Å only
      if (cn !== null) expect(Math.abs(weightedCoordination(s, i)! - cn)).toBeLessThan(1e-3)
    })
  })
})

describe('Voronoi cells', () => {
  test('simple cubic: a cube; face-centred: 12 equal faces; body-centred: 8 hexagons and 6 squares', () => {
    expect(voronoiCell(bulkOf(tableOf('Po')), 0)!.length).toBe(6)
    expect(weightedCoordination(bulkOf(tableOf('Po')), 0)).toBeCloseTo(6, 9)
    expect(weightedCoordination(bulkOf(tableOf('Cu')), 0)).toBeCloseTo(12, 9)
    const corners = voronoiCell(bulkOf(tableOf('Fe')), 0)!.map((f) => new Set(f.corners.map((c) => c.map((x) => Math.round(x * 1e6) + 0).join())).size)
    expect(corners.sort((p, q) => p - q)).toEqual([4, 4, 4, 4, 4, 4, 6, 6, 6, 6, 6, 6, 6, 6])
  })

  test('the cells of all atoms fill the cell of a crystal, however skewed', () => {
    const r = random(11)
    for (let run = 0; run < 5; run++) {
      const n = 7
      const cell = [6, 0, 0, 4 * r.next(), 6, 0, -5 * r.next(), 3 * r.next(), 7]
      const fractional = Array.from({ length: 3 * n }, () => r.next())
      const s = makeStructure({ numbers: Array.from({ length: n }, () => 29), positions: toCartesian(fractional, cell), cell })
      const total = Array.from({ length: n }, (_, i) => volumeOf(s, i)).reduce((a, b) => a + b, 0)
      // 1e-6 relative: corners within 1e-9 Å of a plane count as on it
      expect(Math.abs(total / volume(cell) - 1)).toBeLessThan(1e-6)
    }
  })

  test('each corner is equally far from the atom and the neighbours whose faces meet there, and nearer to none', () => {
    const s = bulkOf(tableOf('ZrO2'))
    const faces = voronoiCell(s, 5)!
    for (const f of faces) for (const c of f.corners) {
      const normal = faceNormal(f.corners)
      expect(Math.abs(dot(sub(c, f.corners[0]!), normal))).toBeLessThan(1e-7)
    }
    expect(faces.length).toBeGreaterThan(4)
  })

  test('an atom with nothing around it within reach is open', () => {
    const lone = makeStructure({ numbers: [29], positions: [0, 0, 0], cell: [300, 0, 0, 0, 300, 0, 0, 0, 300] })
    expect(weightedCoordination(lone, 0)).toBeNull()
    const sheet = makeStructure({ numbers: [29], positions: [0, 0, 0], cell: [3, 0, 0, 0, 3, 0, 0, 0, 10], pbc: [true, true, false] })
    expect(weightedCoordination(sheet, 0)).toBeNull()
  })
})

function faceNormal(corners: readonly Vec3[]): Vec3 {
  let best: Vec3 = [0, 0, 0]
  for (let k = 2; k < corners.length; k++) {
    const n = cross(sub(corners[k - 1]!, corners[0]!), sub(corners[k]!, corners[0]!))
    if (norm(n) > norm(best)) best = n
  }
  return scale(best, 1 / norm(best))
}

describe('the rule', () => {
  const column = (heights: readonly number[]): Structure =>
    makeStructure({ numbers: heights.map(() => 29), positions: heights.flatMap((z) => [0, 0, z]), cell: [3, 0, 0, 0, 3, 0, 0, 0, 40] })

  test('by depth: on both sides of 2 Å', () => {
    expect(Array.from(surfaceTags(column([5, 8.001, 9.999, 10]), 2, null))).toEqual([0, 1, 1, 1])
    expect(Array.from(surfaceTags(column([5, 7.999, 10]), 2, null))).toEqual([0, 0, 1])
  })

  test('by coordination: only above the centre of mass', () => {
    const s = column([4, 7, 10, 13])
    // every atom of a column in vacuum has fewer neighbours than in any bulk
    expect(Array.from(surfaceTags(s, 2, new Map([[29, 12]])))).toEqual([0, 0, 1, 1])
    expect(centreOfMassHeight(s)).toBeCloseTo(8.5, 12)
  })

  test('an element that the bulk does not have is judged by depth', () => {
    expect(Array.from(surfaceTags(column([4, 7, 10, 13]), 2, new Map([[8, 12]])))).toEqual([0, 0, 0, 1])
  })
})
