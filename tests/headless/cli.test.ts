/** The command line as a user calls it: processes, files, exit codes. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildInstallation } from '../host/bundle'

let adatom: string
const folder = mkdtempSync(join(tmpdir(), 'adatom-cli-'))
beforeAll(async () => {
  adatom = await buildInstallation()
}, 180_000)

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Running {
  readonly ended: Promise<Ended>
  signal(name: NodeJS.Signals): void
  /** what it has printed so far */
  out(): string
  err(): string
}

function start(...args: string[]): Running {
  const child = spawn(process.execPath, [adatom, ...args], { cwd: folder, env: { ...process.env, ADATOM_DATA: join(folder, 'data') } })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out, err })))
  return { ended, signal: (name) => child.kill(name), out: () => out, err: () => err }
}
const run = (...args: string[]): Promise<Ended> => start(...args).ended

const cif = (symbol: string, a: number): string => `data_${symbol}
_cell_length_a ${a}
_cell_length_b ${a}
_cell_length_c ${a}
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_symmetry_space_group_name_H-M 'F m -3 m'
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
${symbol}1 ${symbol} 0 0 0
`
writeFileSync(join(folder, 'Cu.cif'), cif('Cu', 3.61))
writeFileSync(join(folder, 'Al.cif'), cif('Al', 4.05))
const quick = ['--miller', '100', '--adsorbates', 'CO', '--configs', '3', '--seed', '1', '--fmax', '0.2', '--max-steps', '40', '--processes', '1', '--model', 'adatom-0']

describe('screen', () => {
  test('writes the ranked list, the structures and the project; the same seed gives the same bytes', async () => {
    const first = await run('screen', 'Cu.cif', ...quick, '--out', 'runs/first')
    expect(first).toMatchObject({ code: 0 })
    expect(first.out).toMatch(/Cu-100-t0 \+ CO: 3 configurations/)
    expect(first.out).toMatch(/rank +E_ads \(eV\) +error bar/)
    expect(first.out).toMatch(/uncalibrated/)
    expect(first.out).toMatch(/gas: H2, H2O, CO, N2 by adatom-0; functional PBE/)
    const csv = readFileSync(join(folder, 'runs/first/ranking.csv'), 'utf8')
    expect(csv.split('\n').filter((line) => /^\d*,/.test(line))).toHaveLength(3)
    expect(readdirSync(join(folder, 'runs/first/relaxed'))).toHaveLength(3)
    expect(existsSync(join(folder, 'runs/first/project.adatom'))).toBe(true)
    const json = JSON.parse(readFileSync(join(folder, 'runs/first/ranking.json'), 'utf8')) as { rows: { energy: number }[] }
    expect(json.rows).toHaveLength(3)

    const again = await run('screen', 'Cu.cif', ...quick, '--out', 'runs/again', '--json')
    expect(again.code).toBe(0)
    expect(JSON.parse(again.out)).toMatchObject({ run: { state: 'done', done: 3 }, provenance: { model: { name: 'adatom-0' } } })
    expect(readFileSync(join(folder, 'runs/again/ranking.csv'), 'utf8')).toBe(csv)
    for (const name of readdirSync(join(folder, 'runs/first/relaxed')))
      expect(readFileSync(join(folder, 'runs/again/relaxed', name), 'utf8')).toBe(readFileSync(join(folder, 'runs/first/relaxed', name), 'utf8'))

    const over = await run('screen', 'Cu.cif', ...quick, '--out', 'runs/first')
    expect(over.code).toBe(2)
    expect(over.err).toMatch(/holds a run already[\s\S]*--resume runs\/first/)
  })

  const more = [...quick, '--configs', '4', '--fmax', '0.1']
  let whole: string
  beforeAll(async () => {
    expect((await run('screen', 'Cu.cif', ...more, '--out', 'runs/whole')).code).toBe(0)
    whole = readFileSync(join(folder, 'runs/whole/ranking.csv'), 'utf8')
  }, 180_000)

  test.each(['SIGINT', 'SIGKILL'] as const)('%s keeps what is done; --resume goes on to the same bytes', async (signal) => {
    const out = `runs/cut-${signal}`
    const cut = start('screen', 'Cu.cif', ...more, '--out', out)
    // The run holds the lock of its file; the log beside it tells when a relaxation or two have been kept.
    await expect.poll(() => existsSync(join(folder, out, 'project.adatom-wal')) && readFileSync(join(folder, out, 'project.adatom-wal')).length > 200_000, { timeout: 50_000, interval: 20 }).toBe(true)
    cut.signal(signal)
    const { code, err } = await cut.ended
    if (signal === 'SIGINT') {
      expect(code).toBe(130)
      expect(err).toMatch(/\d of 4 configurations are done and kept/)
      expect(err).toMatch(`adatom screen --resume ${out}`)
    }
    const db = new Database(join(folder, out, 'project.adatom'))
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
    expect(existsSync(join(folder, out, 'ranking.csv'))).toBe(false)
    const resumed = signal === 'SIGINT' ? await run('screen', '--resume', out) : await run('resume', out)
    expect(resumed.code).toBe(0)
    expect(readFileSync(join(folder, out, 'ranking.csv'), 'utf8')).toBe(whole)
    // A run that is done is written again, not computed again.
    expect((await run('resume', out)).code).toBe(0)
  })
})

describe('exit codes and messages', () => {
  test.each([
    [['screen'], 2, /needs at least one file/],
    [['screen', 'Cu.cif', '--miller', '1x1', '--adsorbates', 'CO', '--out', 'x'], 2, /“1x1” is not a plane/],
    [['screen', 'Cu.cif', '--miller', '10-10', '--adsorbates', 'CO', '--out', 'x'], 2, /hexagonal/],
    [['screen', 'Cu.cif', '--adsorbates', 'CO', '--out', 'x'], 2, /--miller or --max-miller/],
    [['screen', 'Cu.cif', ...quick, '--model', 'nope', '--out', 'x'], 3, /no usable model called nope/],
    [['screen', 'missing.cif', ...quick, '--out', 'x'], 2, /no file missing\.cif/],
    [['screen', 'Al.cif', ...quick, '--out', 'aluminium'], 3, /does not know Al/],
    [['evaluate', 'Al.cif', '--model', 'adatom-0'], 3, /does not know Al/],
    [['screen', 'Cu.cif', ...quick, '--search', 'magic', '--out', 'x'], 2, /--search is one of adatom, every, adsorbml-2023, uma-era/],
    [['screen', 'Cu.cif', ...quick, '--stop-at', '2', '--out', 'x'], 2, /--stop-at is a probability between 0 and 1/],
    [['screen', 'Cu.cif', ...quick, '--search', 'uma-era', '--stop-at', '0.9', '--out', 'x'], 2, /--search uma-era takes every placement/],
    [['screen', 'Cu.cif', ...quick, '--elements', 'Xx', '--out', 'x'], 2, /no such element/],
    [['rank', 'nowhere'], 2, /no file or folder nowhere/],
    [['rank', 'nowhere', '--window=1'], 2, /--window is two energies/],
    [['bench', 'walking'], 2, /The benchmark is one of search/],
    [['frobnicate'], 2, /unknown command/],
    [['relax', 'Cu.cif', '--fmax', '-1'], 2, /--fmax is a number above 0/],
  ] as const)('adatom %j', async (args, code, message) => {
    const ended = await run(...args)
    expect([ended.code, ended.err]).toEqual([code, expect.stringMatching(message)])
  })

  test('a broken file: where, what was found, what is expected; as JSON too', async () => {
    writeFileSync(join(folder, 'broken.cif'), cif('Cu', 3.61).replace('3.61', 'wide'))
    const { code, err, out } = await run('slabs', 'broken.cif', '--miller', '111', '--json')
    expect(code).toBe(2)
    expect(err).toMatch(/broken\.cif, line \d+/)
    expect(err).toMatch(/found: .*wide/)
    expect(JSON.parse(out)).toMatchObject({ error: { kind: 'InvalidInput', at: { file: 'broken.cif' } } })
  })
})

describe('the other commands', () => {
  test('slabs, place, relax, anomalies: one after the other on files', async () => {
    const slabs = await run('slabs', 'Cu.cif', '--miller', '111,100', '--out', 'slabs', '--json')
    expect((JSON.parse(slabs.out) as { slabs: { id: string; atoms: number }[] }).slabs.map(({ id }) => id)).toEqual(['Cu-111-t0', 'Cu-100-t0'])
    expect((await run('place', 'slabs/Cu-100-t0.extxyz', '--adsorbates', 'O', '--configs', '2', '--placement', 'random', '--out', 'placed.extxyz')).code).toBe(0)
    const relaxed = await run('relax', 'placed.extxyz', '--fmax', '0.3', '--max-steps', '20', '--json', '--out', 'relaxed.extxyz')
    const { results } = JSON.parse(relaxed.out) as { results: { outcome: string; energy: number; initialEnergy: number }[] }
    expect(results).toHaveLength(2)
    for (const { energy, initialEnergy } of results) expect(energy).toBeLessThan(initialEnergy)
    const anomalies = await run('anomalies', 'relaxed.extxyz')
    expect(anomalies).toMatchObject({ code: 0 })
    expect(anomalies.out).toMatch(/No anomaly|surface-changed|desorbed/)
  })

  test('evaluate gives energies, forces and latents; forces of a perfect crystal vanish', async () => {
    const { out } = await run('evaluate', 'Cu.cif', '--latents', '--json')
    const [one] = (JSON.parse(out) as { results: { energy: number; forces: number[][]; latents: number[][] }[] }).results
    expect(one!.latents).toHaveLength(4)
    expect(one!.latents[0]).toHaveLength(192)
    // float32: a few 1e-6 eV/Å of rounding on forces that cancel by symmetry
    for (const x of one!.forces.flat()) expect(Math.abs(x)).toBeLessThan(1e-4)
  })

  test('neighbours: twelve in fcc at a / sqrt 2', async () => {
    const { out } = await run('neighbours', 'Cu.cif', '--cutoff', '3', '--json')
    const { distances, offsets } = JSON.parse(out) as { distances: number[]; offsets: number[] }
    expect(offsets).toEqual([0, 12, 24, 36, 48])
    for (const d of distances) expect(d).toBeCloseTo(3.61 / Math.SQRT2, 10)
  })

  test('models, doctor, selftest, help', async () => {
    expect((JSON.parse((await run('models', '--json')).out) as { defaultModel: string }).defaultModel).toBe('adatom-s')
    const doctor = await run('doctor', '--json')
    const { checks, providers } = JSON.parse(doctor.out) as { checks: { name: string; ok: boolean }[]; providers: { name: string; available: boolean }[] }
    expect(checks.find(({ name }) => name === 'Compute process')).toMatchObject({ ok: true })
    expect(providers.find(({ name }) => name === 'cpu')).toMatchObject({ available: true })
    const selftest = await run('selftest', '--model', 'adatom-0', '--json')
    expect(selftest.code).toBe(0)
    expect(JSON.parse(selftest.out)).toMatchObject({ passed: true, provider: 'cpu' })
    const { out } = await run('--help')
    for (const command of ['screen', 'resume', 'relax', 'evaluate', 'slabs', 'place', 'anomalies', 'neighbours', 'models', 'selftest', 'doctor', 'serve', 'uq-report', 'calibrate', 'replay']) expect(out).toContain(command)
  })
})
