/** Columns: chosen, moved, sorted, copied; and the brackets and scales that the table draws. */
import { describe, expect, it } from 'vitest'
import { COLUMN_IDS, COLUMNS, columnOf, completeColumns, DEFAULT_COLUMNS, moveColumn, shiftShown, shownColumns, sortRows, type ColumnChoice } from '../../../src/renderer/features/results/columns'
import { rowsAsTsv } from '../../../src/renderer/features/results/copy-rows'
import { energyScales, isBeyond, placeOn, roundTicks } from '../../../src/renderer/features/results/energy-scale'
import { groupText, rowMarks } from '../../../src/renderer/features/results/groups'
import { percentText } from '../../../src/renderer/features/results/percent'
import { rowReference } from '../../../src/renderer/features/results/rows'
import { markRange, toggleMark } from '../../../src/renderer/features/results/selection'
import { bar, idsOf, resultRow } from './result-rows'

const shownIds = (choices: readonly ColumnChoice[]): string[] => shownColumns(choices).map((c) => c.id)

describe('columns', () => {
  it('are each there once, and the default shows some of them', () => {
    expect(COLUMNS.map((c) => c.id).toSorted()).toEqual([...COLUMN_IDS].toSorted())
    expect(new Set(COLUMNS.map((c) => c.name)).size).toBe(COLUMNS.length)
    expect(shownIds(DEFAULT_COLUMNS)).toEqual(['rank', 'group', 'surface', 'adsorbate', 'placement', 'energy', 'bar', 'relative', 'best', 'outcome'])
  })
  it('move by places, and past the next shown one', () => {
    const few: ColumnChoice[] = [{ id: 'rank', shown: true }, { id: 'basin', shown: false }, { id: 'energy', shown: true }]
    expect(moveColumn(few, 'rank', 1).map((c) => c.id)).toEqual(['basin', 'rank', 'energy'])
    expect(moveColumn(few, 'rank', 99).map((c) => c.id)).toEqual(['basin', 'energy', 'rank'])
    expect(shownIds(shiftShown(few, 'rank', 1))).toEqual(['energy', 'rank'])
    expect(shiftShown(few, 'rank', -1)).toEqual(few)
    expect(shiftShown(few, 'energy', 1)).toEqual(few)
  })
  it('that were not known stand hidden at the end, twice named ones stand once, and a table never has none', () => {
    const choices = completeColumns([{ id: 'energy', shown: true }, { id: 'energy', shown: false }])
    expect(choices).toHaveLength(COLUMN_IDS.length)
    expect(shownIds(choices)).toEqual(['energy'])
    expect(shownIds(choices.map((c) => ({ ...c, shown: false })))).toEqual(['rank'])
  })
  it('sort by what they hold; no value comes last', () => {
    const rows = [resultRow('a', -1, { interval: bar(-2, 0), group: 1, best: 0.2, basin: 2 }), resultRow('b', -0.9, { interval: bar(-1, -0.8), group: 1, best: 0.8, basin: 1 }), resultRow('c', -0.8)]
    const by = (column: 'bar' | 'best' | 'basin' | 'window', descending = false): string[] => idsOf(sortRows(rows, { column, descending }))
    expect([by('bar'), by('bar', true), by('best'), by('best', true), by('basin'), by('window')]).toEqual([['b', 'a', 'c'], ['a', 'b', 'c'], ['a', 'b', 'c'], ['b', 'a', 'c'], ['b', 'a', 'c'], ['a', 'b', 'c']])
  })
})

describe('rows in the clipboard', () => {
  const columns = ['rank', 'energy', 'bar', 'best', 'outcome', 'anomaly'].map((id) => columnOf(id as 'rank'))
  it('are a line of names with units, and a line each with all digits', () => {
    const text = rowsAsTsv([resultRow('x/1', -0.51234, { interval: bar(-0.75, -0.25), group: 1, best: 0.25 }), resultRow('x/2', null, { rank: null })], columns)
    expect(text.split('\n')).toEqual(['Configuration\tRank\tE_ads (eV)\tError bar (eV)\tP(best)\tOutcome\tAnomaly', 'x/1\t1\t-0.51234\t-0.75 to -0.25\t0.25\tconverged\t', 'x/2\t\t\t\t\tfailed\t', ''])
  })
  it('do not break on tabs and line breaks, and say where there is no calibration', () => {
    expect(rowsAsTsv([resultRow('a\tb\nc', -1)], columns).split('\n')[1]).toBe('a b c\t1\t-1\tuncalibrated\t\tconverged\t')
  })
})

describe('groups that cannot be told apart', () => {
  const of = (id: string, group: number | undefined, basin: number, adsorbate = 'OH') => resultRow(id, -1, { adsorbate, basin, ...(group === undefined ? {} : { group }) })
  const rows = [of('a', 1, 1), of('b', 1, 1), of('c', 1, 2), of('d', 2, 3), of('e', 1, 1, 'H'), of('f', undefined, 1, 'H')]
  it('have a bracket from their first to their last row, and end with their surface and adsorbate', () => {
    const marks = rowMarks(rows, rows)
    expect(marks.map((m) => m.bracket)).toEqual(['first', 'middle', 'last', null, null, null])
    expect(marks.map((m) => m.label)).toEqual([1, null, null, 2, 1, null])
    expect(marks.map((m) => m.startsPair)).toEqual([false, false, false, false, true, false])
    expect([marks[0]!.minima, marks[0]!.configurations]).toEqual([2, 3])
  })
  it('keep their size when the filter hides members, and their bracket is broken by another order', () => {
    const marks = rowMarks([rows[0]!, rows[3]!, rows[2]!], rows)
    expect(marks.map((m) => m.bracket)).toEqual([null, null, null])
    expect([marks[0]!.minima, marks[2]!.label]).toEqual([2, 1])
    expect(groupText(1, marks[0]!, 0.9)).toBe('Group 1: 2 minima (3 configurations) whose order the error bars do not decide at 90 %')
    expect(groupText(2, marks[1]!, 0.9)).toMatch(/^Group 2: one minimum, told apart/)
  })
})

describe('the energy scale', () => {
  const rows = [resultRow('a', -1, { interval: bar(-1.5, -0.5) }), resultRow('b', 0.2), resultRow('c', -40, { rank: null }), resultRow('d', 5, { functional: 'PBE' })]
  const scales = energyScales(rows)
  it('holds every bar of the ranked rows of its reference, and no anomaly stretches it', () => {
    expect(scales.size).toBe(2)
    const scale = scales.get(rowReference(rows[0]!))!
    expect([scale.low < -1.5, scale.low > -2, scale.high > 0.2, scale.high < 0.5]).toEqual([true, true, true, true])
    expect([isBeyond(scale, -40), placeOn(scale, -40), placeOn(scale, scale.high), isBeyond(scale, 0)]).toEqual([true, 0, 1, false])
    const other = scales.get(rowReference(rows[3]!))!
    expect([other.low < 5, other.high > 5]).toEqual([true, true])
  })
  it('has few, round ticks inside it', () => {
    expect(roundTicks(-1.6, 0.3, 4)).toEqual([-1.5, -1, -0.5, 0])
    expect(roundTicks(4.95, 5.05, 4)).toEqual([4.95, 5, 5.05])
    expect(roundTicks(1, 1, 4)).toEqual([])
    for (const [low, high] of [[-3.3, 9.1], [0.001, 0.0042], [-740, -690]] as const) {
      const ticks = roundTicks(low, high, 4)
      expect(ticks.length).toBeGreaterThan(0)
      expect(ticks.length).toBeLessThanOrEqual(4)
      expect(ticks.every((t) => t >= low - 1e-9 && t <= high + 1e-9)).toBe(true)
    }
  })
})

describe('marks', () => {
  it('a range goes both ways from the anchor; without one it is the row alone', () => {
    const ids = ['a', 'b', 'c', 'd']
    expect([...markRange(new Set(['z']), ids, 'c', 'a')]).toEqual(['z', 'a', 'b', 'c'])
    expect([...markRange(new Set(), ids, null, 'b')]).toEqual(['b'])
    expect([...markRange(new Set(), ids, 'gone', 'b')]).toEqual(['b'])
    expect([...markRange(new Set(['a']), ids, 'a', 'gone')]).toEqual(['a'])
    expect([...toggleMark(new Set(['a']), 'a')]).toEqual([])
  })
})

it('a probability is never written as certain', () => {
  expect([0, 0.004, 0.37, 0.996, 1].map(percentText)).toEqual(['<1\u202f%', '<1\u202f%', '37\u202f%', '>99\u202f%', '>99\u202f%'])
})
