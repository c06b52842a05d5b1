/** A DFT output held against the structure that was exported: order of atoms, images, geometry, convergence. */
import { expect, it } from 'vitest'
import { assessOutput } from '../../../src/domain/dft/assess'
import type { DftOutput } from '../../../src/domain/dft/output'
import { makeStructure, withParts, type Structure } from '../../../src/domain/structure/structure'

// O below C below Cu: POSCAR would group them in another order than the candidate has
const candidate = makeStructure({ numbers: [8, 29, 6, 29], positions: [0.1, 0.2, 8, 0, 0, 5, 0, 0.1, 6.9, 2.6, 1.5, 5], cell: [5.2, 0, 0, -2.6, 4.5, 0, 0, 0, 15], tags: [2, 0, 2, 1], fixed: [0, 1, 0, 0] })
const order = [1, 3, 2, 0]
const inFile = (s: Structure): Structure => withParts(s, { numbers: Uint8Array.from(order, (i) => s.numbers[i]!), positions: Float64Array.from(order.flatMap((i) => [...s.positions.subarray(3 * i, 3 * i + 3)])) })
const output = (last: Structure, more: Partial<DftOutput> = {}): DftOutput => ({ code: 'vasp', energy: -1, first: inFile(candidate), last: inFile(last), electronic: true, ionic: null, ionicSteps: 1, theory: null, ...more })
const shifted = (by: number): Structure => withParts(candidate, { positions: Float64Array.from(candidate.positions, (x, i) => (i === 2 ? x + by : x)) })

it('atoms come back in the order of the candidate, with its tags', () => {
  const found = assessOutput(output(shifted(0.5), { ionic: true }), { structure: candidate, order, calculation: 'relaxation' })
  expect(found).toMatchObject({ kind: 'accepted', calculation: 'relaxation', structure: { numbers: candidate.numbers, tags: candidate.tags } })
  expect(found.kind === 'accepted' && Array.from(found.structure!.positions)).toEqual(Array.from(shifted(0.5).positions))
  expect(found.kind === 'accepted' && found.displacement).toBeCloseTo(0.5, 12)
})
it('an atom wrapped into the cell has not moved', () => {
  const wrapped = withParts(candidate, { positions: Float64Array.from(candidate.positions, (x, i) => (i === 0 ? x + 5.2 - 2.6 : i === 1 ? x + 4.5 : x)) })
  expect(assessOutput(output(wrapped), { structure: candidate, order, calculation: 'single-point' })).toMatchObject({ kind: 'accepted', calculation: 'single-point' })
})
it('forces of held atoms do not count', () => {
  const forces = new Float64Array(12)
  // the first atom of the file is atom 1 of the candidate, which is held
  forces[2] = 3
  expect(assessOutput(output(shifted(0.5), { forces }), { structure: candidate, order, calculation: 'relaxation' })).toMatchObject({ kind: 'accepted', fmax: 0 })
  forces[11] = 0.2
  expect(assessOutput(output(shifted(0.5), { forces }), { structure: candidate, order, calculation: 'relaxation' })).toMatchObject({ kind: 'refused' })
})
it('without a deck the displacement tells a single point from a relaxation', () => {
  expect(assessOutput(output(shifted(0.001)), { structure: candidate, order })).toMatchObject({ calculation: 'single-point' })
  expect(assessOutput(output(shifted(0.5), { ionic: true }), { structure: candidate, order })).toMatchObject({ calculation: 'relaxation' })
})
it('refuses another start, another order and another size of cell', () => {
  expect(assessOutput(output(candidate, { first: inFile(shifted(0.3)) }), { structure: candidate, order })).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/atom 1 is 0\.30 Å away/) as string })
  expect(assessOutput(output(candidate), { structure: candidate })).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/atom 1 is Cu where O was exported/) as string })
  const wide = withParts(candidate, { cell: Float64Array.from(candidate.cell, (x) => 1.1 * x) })
  expect(assessOutput(output(candidate, { first: inFile(wide) }), { structure: candidate, order })).toMatchObject({ kind: 'refused' })
})
