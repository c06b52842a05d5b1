/** Nothing outside this folder may claim that an interval, a model or a spread was calibrated. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const src = join(import.meta.dirname, '../../../src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).map((f) => f.replaceAll('\\', '/')).filter((f) => /\.tsx?$/.test(f))
const CLAIM = /\bas\s+(unknown\s+as\s+)?(CalibratedInterval|CalibratedModel|ErrorSpread|Interval)\b|<(CalibratedInterval|CalibratedModel|ErrorSpread)>\s*\{/

describe('calibrated things have one maker', () => {
  it('no cast makes one elsewhere', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(files.filter((f) => !f.startsWith('domain/uncertainty/') && CLAIM.test(readFileSync(join(src, f), 'utf8')))).toEqual([])
  })
  it('inside, two files do: the model that makes them and the reader of stored intervals', () => {
    const makers = files.filter((f) => f.startsWith('domain/uncertainty/') && CLAIM.test(readFileSync(join(src, f), 'utf8')))
    expect(makers.sort()).toEqual(['domain/uncertainty/calibrated-model.ts', 'domain/uncertainty/interval.ts'])
  })
})
