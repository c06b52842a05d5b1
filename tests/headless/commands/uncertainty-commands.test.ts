/** `calibrate`, `uq-report` and `replay` as a user calls them: files in, text or one JSON document out. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { gzipSync } from 'node:zlib'
import { Command } from 'commander'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { random } from '../../../src/domain/math/random'
import { intervalFor, parseCalibration } from '../../../src/domain/uncertainty/calibrated-model'
import { register as registerCalibrate } from '../../../src/headless/commands/calibrate'
import { register as registerReplay } from '../../../src/headless/commands/replay'
import { register as registerReport } from '../../../src/headless/commands/uq-report'

const folder = mkdtempSync(`${tmpdir()}/adatom-uq-`)
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.restoreAllMocks())

/** Runs a command line; what it printed. */
async function adatom(...args: string[]): Promise<string> {
  const out: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => out.push(String(chunk)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  const program = new Command().exitOverride()
  for (const register of [registerCalibrate, registerReport, registerReplay]) register(program)
  await program.parseAsync(args, { from: 'user' })
  return out.join('')
}

const stream = random(12)
const rows = Array.from({ length: 400 }, () => {
  const d = 0.2 + stream.next()
  return { d, e: 0.3 * d * stream.normal() }
})
const csv = `# made by a test\nsystem,error (eV),distance\n${rows.map(({ d, e }, i) => `s${i},${e},${d}`).join('\n')}\n`
writeFileSync(`${folder}/mine.csv`, csv)
writeFileSync(`${folder}/mine_id.json.gz`, gzipSync(JSON.stringify({ err: rows.slice(0, 200).map((r) => Math.abs(r.e)), unc: rows.slice(0, 200).map((r) => r.d) })))
writeFileSync(`${folder}/mine_ood.json`, JSON.stringify(rows.slice(200).map(({ d, e }) => ({ err: e, unc: d }))))

describe('adatom calibrate', () => {
  it('writes a calibration that draws intervals', async () => {
    const text = await adatom('calibrate', `${folder}/mine.csv`, '--out', `${folder}/out/mine.json`, '--truth', 'user', '--potential', 'p')
    expect(text).toMatch(/Calibration [0-9a-f]{16}: \S+ on 400 rows/)
    const model = parseCalibration(readFileSync(`${folder}/out/mine.json`, 'utf8'))
    expect(model).toMatchObject({ potential: 'p', truth: 'user', n: 400, level: 0.9 })
    expect(intervalFor(model, 0, 0.5).kind).toBe('calibrated')
  })
  it('prints one JSON document', async () => {
    const value = JSON.parse(await adatom('calibrate', `${folder}/mine.csv`, '--json', '--method', 'split-conformal')) as { calibration: { method: string }; crossValidated: unknown[] }
    expect(value.calibration.method).toBe('split-conformal')
    expect(value.crossValidated).toHaveLength(3)
  })
  it.each([
    ['a missing file', ['calibrate', 'nowhere.csv'], /no file or folder nowhere/],
    ['an unknown method', ['calibrate', `${folder}/mine.csv`, '--method', 'magic'], /no calibration of this name/],
    ['an unknown truth', ['calibrate', `${folder}/mine.csv`, '--truth', 'gossip'], /truth is one of/],
    ['a folder of several tables', ['calibrate', folder], /One table/],
  ])('refuses %s', async (_, args, message) => expect(adatom(...args)).rejects.toThrow(message))
})

describe('adatom uq-report', () => {
  it('judges the tables of a folder by the one that ends in _id', async () => {
    writeFileSync(`${folder}/skip.txt`, 'not a table')
    const value = JSON.parse(await adatom('uq-report', `${folder}/mine_id.json.gz`, `${folder}/mine_ood.json`, '--json', '--draws', '2')) as {
      calibration: { n: number }
      tables: { name: string; fitted: boolean; sigma: unknown[]; coverage: { level: number; coverage: { overall: { value: number } } }[] }[]
    }
    expect(value.calibration.n).toBe(200)
    expect(value.tables.map((t) => [t.name, t.fitted])).toEqual([['mine_id', true], ['mine_ood', false]])
    expect(value.tables[1]!.sigma).toHaveLength(3)
    // 200 rows of the same law: binomial sd 0.02 on each side, four of their root sum
    expect(Math.abs(value.tables[1]!.coverage.find((c) => c.level === 0.9)!.coverage.overall.value - 0.9)).toBeLessThan(0.12)
  })
  it('prints tables', async () => {
    const text = await adatom('uq-report', folder, '--draws', '2')
    for (const part of ['== mine:', '== mine_id:', 'Var(Z)', 'worst decile', 'Spearman', 'rows']) expect(text).toContain(part)
  })
  it('without a table to fit it reports the uncertainty as it is', async () => {
    const text = await adatom('uq-report', `${folder}/mine.csv`, '--draws', '2')
    expect(text).not.toContain('Calibration')
    expect(text).toContain('as given')
  })
  it('refuses a table to fit that is not there', async () => expect(adatom('uq-report', `${folder}/mine.csv`, '--fit', 'other')).rejects.toThrow(/no one table called other/))
})

describe('adatom replay', () => {
  const dense = mkdtempSync(`${tmpdir()}/adatom-dense-`)
  afterAll(() => rmSync(dense, { recursive: true }))
  it('prints expectations and top-k success', async () => {
    writeFileSync(`${dense}/x_dft_targets.json`, JSON.stringify({ s: [['rand0', 0], ['rand1', -1], ['heur0', -0.95]] }))
    writeFileSync(`${dense}/x_mlrelaxed_dft.json`, JSON.stringify({ m: { s: { rand9: 0, rand1: -1.2 } } }))
    const value = JSON.parse(await adatom('replay', dense, '--json', '--budgets', '1,2')) as {
      placements: { pool: string; success: { expected: number }[] }[]
      models: { topK: { success: number; muchBetter: number }[] }[]
    }
    expect(value.placements.map((p) => p.success[0]!.expected)).toEqual([expect.closeTo(2 / 3, 12), expect.closeTo(1 / 2, 12), 1])
    expect(value.models[0]!.topK.slice(0, 2)).toEqual([{ k: 1, success: 0, muchBetter: 0 }, { k: 2, success: 1, muchBetter: 1 }])
    expect(await adatom('replay', dense, '--draws', '0')).toContain('n = 100')
  })
  it.each([
    ['no folder', ['replay', 'nowhere'], /no folder nowhere/],
    ['a folder without targets', ['replay', folder], /no table of DFT targets/],
    ['no placements', ['replay', folder, '--budgets', '0'], /whole number/],
  ])('refuses %s', async (_, args, message) => expect(adatom(...args)).rejects.toThrow(message))
})
