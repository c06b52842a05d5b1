import { expect, test } from 'vitest'
import { detectAnomalies } from '../../../../src/domain/chemistry/anomalies'
import { findAdsorbate } from '../../../../src/domain/chemistry/adsorbates'
import { placeAdsorbate } from '../../../../src/domain/chemistry/placements'
import type { Anomaly, AnomalyKind } from '../../../../src/domain/chemistry/types'
import { type Structure, makeStructure } from '../../../../src/domain/structure/structure'
import { aseSurface, tiled } from '../fixtures'

const EPSILON = 1e-6

const kinds = (anomalies: readonly Anomaly[]): AnomalyKind[] => anomalies.map((a) => a.kind)

/** A copy with atom i at the given place. */
function withAtom(s: Structure, i: number, at: readonly number[]): Structure {
  const positions = s.positions.slice()
  positions.set(at, 3 * i)
  return { ...s, positions }
}

const shifted = (s: Structure, atoms: readonly number[], by: readonly [number, number, number]): Structure =>
  atoms.reduce((t, i) => withAtom(t, i, [0, 1, 2].map((k) => s.positions[3 * i + k]! + by[k]!)), s)

// Cu, r = 1.32: two surface atoms (tag 1) 3 Å apart over two fixed ones (tag 0) far below; C-O, r = 0.76 and 0.66, standing on the first.
const SIMPLE = makeStructure({
  numbers: [29, 29, 29, 29, 6, 8],
  positions: [0, 0, 0, 3, 0, 0, 0, 0, -6, 3, 0, -6, 0, 0, 2, 0, 0, 3.15],
  cell: [20, 0, 0, 0, 20, 0, 0, 0, 40],
  tags: [1, 1, 0, 0, 2, 2],
  fixed: [0, 0, 1, 1, 0, 0],
})
const CLEAN: Structure = makeStructure({ numbers: [29, 29, 29, 29], positions: SIMPLE.positions.slice(0, 12), cell: SIMPLE.cell, tags: [1, 1, 0, 0], fixed: [0, 0, 1, 1] })

const verdicts = (final: Structure, clean = CLEAN): Anomaly[] => detectAnomalies({ initial: SIMPLE, final, cleanFinal: clean })

test('a relaxation that changes nothing has no anomaly', () => {
  expect(verdicts(SIMPLE)).toEqual([])
  expect(detectAnomalies({ initial: SIMPLE, final: SIMPLE })).toEqual([])
})

test('dissociated: the C-O bond ends at 1.0 (r_C + r_O) + 0.6 = 2.02 Å, from either side', () => {
  const at = (d: number): Anomaly[] => verdicts(withAtom(SIMPLE, 5, [0, 0, 2 + d]))
  expect(kinds(at(2.02 - EPSILON))).toEqual([])
  expect(at(2.02 + EPSILON)).toEqual([
    { kind: 'dissociated', evidence: [{ kind: 'bond-broken', atoms: [4, 5], distance: expect.closeTo(2.02, 5), threshold: expect.closeTo(2.02, 12) }] },
  ])
})

test('dissociated: a bond that forms inside the adsorbate counts as well', () => {
  const apart = withAtom(SIMPLE, 5, [0, 0, 2 + 2.02 + EPSILON])
  const anomalies = detectAnomalies({ initial: apart, final: SIMPLE, cleanFinal: CLEAN })
  expect(anomalies).toEqual([{ kind: 'dissociated', evidence: [expect.objectContaining({ kind: 'bond-formed', atoms: [4, 5] })] }])
})

test('a C-H bond of 1.09 Å is a bond: without the skin of 0.6 Å every hydrocarbon would be dust', () => {
  const methyl = makeStructure({ ...SIMPLE, numbers: [29, 29, 29, 29, 6, 1], positions: withAtom(SIMPLE, 5, [0, 0, 3.09]).positions })
  const stretched = withAtom(methyl, 5, [0, 0, 2 + 1.67 + EPSILON])
  expect(detectAnomalies({ initial: methyl, final: withAtom(methyl, 5, [0, 0, 3.2]), cleanFinal: CLEAN })).toEqual([])
  expect(kinds(detectAnomalies({ initial: methyl, final: stretched, cleanFinal: CLEAN }))).toEqual(['dissociated'])
})

test('desorbed: no atom within 1.5 (r + r_Cu) + 0.6 Å of the slab; the nearest contact is the evidence', () => {
  const limit = 1.5 * (0.76 + 1.32) + 0.6
  const at = (d: number): Anomaly[] => verdicts(shifted(SIMPLE, [4, 5], [0, 0, d - 2]))
  expect(kinds(at(limit - EPSILON))).toEqual([])
  expect(at(limit + EPSILON)).toEqual([
    { kind: 'desorbed', evidence: [{ kind: 'nearest-contact', atoms: [4, 0], distance: expect.closeTo(limit, 5), threshold: expect.closeTo(limit, 12) }] },
  ])
})

test('an adsorbate held by another atom than its binding one has not desorbed', () => {
  const upsideDown = withAtom(withAtom(SIMPLE, 5, [0, 0, 2.1]), 4, [0, 0, 3.25])
  expect(verdicts(upsideDown)).toEqual([])
})

test('an adsorbate bonded to the image of the slab above counts as adsorbed: the slab is periodic', () => {
  const c = SIMPLE.cell[8]!
  expect(verdicts(shifted(SIMPLE, [4, 5], [0, 0, c - 6 - 2 - 2 - 1.15]))).not.toContainEqual(expect.objectContaining({ kind: 'desorbed' }))
})

test('surface-changed: a Cu-Cu bond of the clean slab (at 1.0: 3.24 Å) that is none at 1.5 (4.56 Å)', () => {
  const at = (d: number): Anomaly[] => verdicts(withAtom(SIMPLE, 1, [d, 0, 0]))
  // between the two thresholds the surface counts as the same
  expect(kinds(at(3.24 + EPSILON))).toEqual([])
  expect(kinds(at(4.56 - EPSILON))).toEqual([])
  expect(at(4.56 + EPSILON)).toEqual([
    {
      kind: 'surface-changed',
      evidence: [
        { kind: 'bond-broken', atoms: [0, 1], distance: expect.closeTo(4.56, 5), threshold: expect.closeTo(4.56, 12) },
        { kind: 'moved', atom: 1, displacement: expect.closeTo(1.56, 5) },
        { kind: 'moved', atom: 0, displacement: 0 },
      ],
    },
  ])
})

test('surface-changed: a bond of the final slab (at 1.0) that the clean slab does not have at 1.5', () => {
  const apart = (d: number): Structure => withAtom(CLEAN, 1, [d, 0, 0])
  // the pair is at 3 Å in the final structure: bonded at 1.0
  expect(kinds(verdicts(SIMPLE, apart(4.56 - EPSILON)))).toEqual([])
  const anomalies = verdicts(SIMPLE, apart(4.56 + EPSILON))
  expect(kinds(anomalies)).toEqual(['surface-changed'])
  expect(anomalies[0]!.evidence[0]).toEqual({ kind: 'bond-formed', atoms: [0, 1], distance: expect.closeTo(3, 12), threshold: expect.closeTo(3.24, 12) })
  // and just not bonded at 1.0 in the final structure: no verdict, however far the clean slab's atoms are
  expect(kinds(verdicts(withAtom(SIMPLE, 1, [3.24 + EPSILON, 0, 0]), apart(6)))).toEqual([])
})

test('intercalated: an adsorbate atom within 1.0 (r + r_Cu) + 0.6 Å of a subsurface atom (tag 0), not of a surface one', () => {
  const limit = 0.66 + 1.32 + 0.6
  const at = (d: number): Anomaly[] => verdicts(withAtom(withAtom(SIMPLE, 5, [0, 0, -6 + d]), 4, [0, 0, -6 + d + 1.15]))
  expect(kinds(at(limit + EPSILON))).toEqual([])
  expect(at(limit - EPSILON)).toEqual([
    { kind: 'intercalated', evidence: [{ kind: 'nearest-contact', atoms: [5, 2], distance: expect.closeTo(limit, 5), threshold: expect.closeTo(limit, 12) }] },
  ])
})

// a second CO on the second Cu atom
const TWO = makeStructure({
  numbers: [...SIMPLE.numbers, 6, 8], positions: [...SIMPLE.positions, 3, 0, 2, 3, 0, 3.15], cell: SIMPLE.cell, tags: [...SIMPLE.tags, 2, 2], fixed: [...SIMPLE.fixed, 0, 0],
})
// 10 Å apart, so that they cannot touch
const FAR = withAtom(withAtom(withAtom(TWO, 1, [10, 0, 0]), 6, [10, 0, 2]), 7, [10, 0, 3.15])
const judge = (final: Structure): Anomaly[] => detectAnomalies({ initial: FAR, final })

test('of several adsorbates each is judged by itself: one that leaves is desorbed though the other stays, with its own contact as evidence', () => {
  const limit = 1.5 * (0.76 + 1.32) + 0.6
  const at = (d: number): Anomaly[] => judge(shifted(FAR, [6, 7], [0, 0, d - 2]))
  expect(kinds(at(limit - EPSILON))).toEqual([])
  expect(at(limit + EPSILON)).toEqual([{ kind: 'desorbed', evidence: [{ kind: 'nearest-contact', atoms: [6, 1], distance: expect.closeTo(limit, 5), threshold: expect.closeTo(limit, 12) }] }])
})

test('of several adsorbates a bond broken in one, or formed between two, is dissociation with these atoms as evidence', () => {
  expect(judge(withAtom(FAR, 7, [10, 0, 2 + 2.02 + EPSILON]))).toEqual([{ kind: 'dissociated', evidence: [expect.objectContaining({ kind: 'bond-broken', atoms: [6, 7] })] }])
  // the second CO beside the first: O-O at 1.32 + 0.6 = 1.92 Å
  const beside = (d: number): Structure => withAtom(withAtom(withAtom(FAR, 1, [d, 0, 0]), 6, [d, 0, 1.5]), 7, [d, 0, 3.15])
  expect(kinds(judge(beside(4)).filter((a) => a.kind !== 'surface-changed'))).toEqual([])
  expect(judge(beside(1.92 - EPSILON)).find((a) => a.kind === 'dissociated')?.evidence).toContainEqual(expect.objectContaining({ kind: 'bond-formed', atoms: [5, 7] }))
})

test('several anomalies are all reported', () => {
  const wreck = withAtom(withAtom(SIMPLE, 5, [10, 10, 12]), 1, [8, 0, 0])
  expect(kinds(verdicts(withAtom(wreck, 4, [10, 10, 9])))).toEqual(['dissociated', 'desorbed', 'surface-changed'])
})

test('verdicts do not depend on which images the atoms are stored as', () => {
  const slab = tiled(aseSurface('Cu fcc111'), 2, 1)
  for (const placement of placeAdsorbate(slab, findAdsorbate('CH2OH'), { mode: 'heuristic', seed: 4 })) {
    const s = placement.structure
    const scattered = { ...s, positions: s.positions.map((x, q) => x + (((Math.floor(q / 3) * 5) % 3) - 1) * s.cell[q % 3]! + (((Math.floor(q / 3) * 7) % 3) - 1) * s.cell[3 + (q % 3)]!) }
    expect(detectAnomalies({ initial: s, final: scattered, cleanFinal: slab.structure })).toEqual([])
    expect(detectAnomalies({ initial: scattered, final: s, cleanFinal: slab.structure })).toEqual([])
  }
})

test('a clean slab alone can only change its surface', () => {
  expect(detectAnomalies({ initial: CLEAN, final: CLEAN })).toEqual([])
  expect(kinds(detectAnomalies({ initial: CLEAN, final: withAtom(CLEAN, 1, [6, 0, 0]) }))).toEqual(['surface-changed'])
})

test('structures of other atoms are refused', () => {
  expect(() => verdicts(CLEAN)).toThrow(/relaxed structure has other atoms/)
  expect(() => verdicts({ ...SIMPLE, numbers: Uint8Array.of(29, 29, 29, 29, 8, 6) })).toThrow(/other atoms/)
  expect(() => verdicts(SIMPLE, SIMPLE)).toThrow(/clean slab has other atoms/)
})
