/** The main job on the real model: ranked, repeatable to the byte, and unharmed by whatever stops it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Material } from '../../src/domain/catalogue/records'
import { makeStructure } from '../../src/domain/structure/structure'
import type { ComputeProcess } from '../../src/host/compute-process'
import type { Host } from '../../src/host/host'
import { forkProcess } from '../../src/platform/process/fork'
import { computeEntry, ended, fcc, never, rankingCsv, settings, smallSlab, startRun, temporary, testHost, type Ran } from './fixtures'

let entry: string
let host: Host
let first: Ran
/** ranking.csv of an undisturbed run on the small slab */
let csv: string
const small = [smallSlab()]
const search = settings({ configurations: 6, relax: { optimiser: 'lbfgs', fmax: 0.05, maxSteps: 60 } })
const copper = fcc('Cu', 3.61)

beforeAll(async () => {
  entry = await computeEntry()
  host = testHost(entry)
  first = await startRun(host, [copper], settings())
  expect(await ended(host, first)).toMatchObject({ state: 'done', messages: [] })
  const undisturbed = await startRun(host, small, search)
  expect(await ended(host, undisturbed)).toMatchObject({ state: 'done', done: 6 })
  csv = await rankingCsv(host, undisturbed)
}, 180_000)
afterAll(() => host.close())

describe('a finished run', () => {
  test('ranks by energy, with reference, interval and domain on every result', async () => {
    const { rows, run, provenance } = await host.handlers.results(first, never)
    expect(run).toMatchObject({ state: 'done', total: 3, done: 3, failed: 0 })
    expect(provenance).toMatchObject({ software: 'adatom 0.0.0-test', provider: 'cpu', calibration: null, model: { name: 'adatom-0', functional: 'PBE' } })
    expect(rows).toHaveLength(3)
    const ranked = rows.filter(({ rank }) => rank !== null)
    const energies = ranked.map(({ configuration }) => configuration.result!.energy)
    expect(energies).toEqual(energies.toSorted((a, b) => a - b))
    for (const { configuration, relative } of ranked) {
      expect(configuration.result).toMatchObject({ interval: { kind: 'uncalibrated' }, inDomain: true, reference: { kind: 'adsorption', gas: 'H2, H2O, CO, N2 by adatom-0', functional: 'PBE' } })
      expect(relative).toBeCloseTo(configuration.result!.energy - energies[0]!, 12)
    }
    // basins count from 1 in the order of their lowest energies
    const basins = ranked.map(({ basin }) => basin!)
    expect([...new Set(basins)]).toEqual(Array.from(new Set(basins), (_, k) => k + 1))
    expect(rows.filter(({ rank, basin }) => rank === null && basin !== undefined)).toEqual([])
    // O on Cu(100) against H2O and H2: +0.5 to +1.5 eV in PBE, by site; far outside means a broken reference or a broken slab
    expect(energies[0]).toBeGreaterThan(-0.5)
    expect(energies[0]).toBeLessThan(2.5)
  })

  test('keeps structures and trajectories: fixed atoms where they were, free ones at the trajectory\'s end', async () => {
    const { rows } = await host.handlers.results(first, never)
    const id = rows[0]!.configuration.id
    const { initial, final, forces } = await host.handlers.configuration({ ...first, configuration: id }, never)
    const trajectory = await host.handlers.trajectory({ ...first, configuration: id }, never)
    const n = initial.numbers.length
    expect(trajectory.frames).toBe(rows[0]!.configuration.result!.forceCalls)
    expect(trajectory.positions).toHaveLength(3 * n * trajectory.frames)
    expect(final!.numbers).toEqual(initial.numbers)
    for (let i = 0; i < n; i++) if (initial.fixed[i]) expect(final!.positions.slice(3 * i, 3 * i + 3)).toEqual(initial.positions.slice(3 * i, 3 * i + 3))
    expect(Float32Array.from(final!.positions)).toEqual(trajectory.positions.slice(-3 * n))
    const free = Array.from({ length: n }, (_, i) => i).filter((i) => !final!.fixed[i])
    const fmax = Math.max(...free.map((i) => Math.hypot(...forces!.subarray(3 * i, 3 * i + 3))))
    expect(fmax).toBeCloseTo(rows[0]!.configuration.result!.fmax, 10)
  })

  test('exports every format, one file or folder a configuration', async () => {
    const files = await host.handlers.exportRun({ ...first, formats: ['csv', 'json', 'extxyz', 'poscar', 'cif', 'vasp-oc20', 'vasp-oc22', 'espresso', 'gpaw'] }, never)
    const names = files.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const pattern of [/^ranking\.csv$/, /^ranking\.json$/]) expect(names.filter((name) => pattern.test(name))).toHaveLength(1)
    for (const ending of ['.extxyz', '.vasp', '.cif']) expect(names.filter((name) => name.endsWith(ending))).toHaveLength(3)
    for (const deck of ['vasp-oc20', 'vasp-oc22', 'espresso', 'gpaw']) expect(new Set(names.filter((name) => name.startsWith(`dft/${deck}/`)).map((name) => name.split('/')[2])).size).toBe(7)
    // header, three configurations of O, their clean slab, H2 and H2O for the gas reference
    const index = new TextDecoder().decode(files.find(({ name }) => name === 'dft/gpaw/index.csv')!.bytes)
    expect(index.trim().split('\n')).toHaveLength(7)
    expect(index).toMatch(/^slab_.*single-point$/m)
    expect(index).toMatch(/^gas_.*relaxation$/m)
    await expect(host.handlers.exportRun({ ...first, formats: ['csv'], configurations: ['nope'] }, never)).rejects.toThrow('no such configuration')
  })
})

describe('the same inputs give the same bytes', () => {
  test('in two processes as in one', async () => {
    const again = await startRun(host, small, search, 2)
    await ended(host, again)
    expect(await rankingCsv(host, again)).toBe(csv)
  })

  test('another seed gives other placements', async () => {
    const other = await startRun(host, small, { ...search, seed: 2 })
    await ended(host, other)
    expect(await rankingCsv(host, other)).not.toBe(csv)
  })

  test('interrupted, closed, opened by another host and gone on with', async () => {
    const dataDir = temporary()
    const one = testHost(entry, { dataDir })
    const ran = await startRun(one, small, search)
    let paused = false
    const last = await ended(one, ran, ({ done }) => {
      if (done < 1 || paused) return
      paused = true
      void one.handlers.pauseRun(ran, never)
    })
    expect(last.state).toBe('paused')
    expect(last.done).toBeGreaterThanOrEqual(1)
    expect(last.done).toBeLessThan(6)
    await one.close()

    const two = testHost(entry, { dataDir })
    const { runs } = await two.handlers.openProject({ path: ran.project }, never)
    expect(runs[0]).toMatchObject({ state: 'paused', total: 6, done: last.done })
    await two.handlers.resumeRun(ran, never)
    expect(await ended(two, ran)).toMatchObject({ state: 'done', done: 6, total: 6 })
    expect(await rankingCsv(two, ran)).toBe(csv)
    await two.close()
  })

  test('its compute process killed in the middle: it goes on, says so, and the ranking is the same', async () => {
    const children: ComputeProcess[] = []
    const careless = testHost(entry, {
      spawnCompute: () => {
        const child = forkProcess(entry)
        children.push(child)
        return child
      },
    })
    const ran = await startRun(careless, small, search)
    let killed = false
    const last = await ended(careless, ran, ({ running }) => {
      if (killed || !running.some(({ configuration }) => configuration.includes('/O/'))) return
      killed = true
      process.kill(children.at(-1)!.pid()!, 'SIGKILL')
    })
    expect(killed).toBe(true)
    expect(last).toMatchObject({ state: 'done', done: 6, failed: 0 })
    expect(last.messages.map(({ text }) => text).join('\n')).toMatch(/A compute process was lost \(signal SIGKILL\) while relaxing .*; it is tried again/)
    expect(await rankingCsv(careless, ran)).toBe(csv)
    await careless.close()
  })
})

describe('what cannot be computed is said, and the rest goes on', () => {
  test('a configuration that kills its process every time is set aside as failed', async () => {
    const poisoned = testHost(entry, { spawnCompute: () => poison(forkProcess(entry)) })
    const ran = await startRun(poisoned, small, search)
    expect(await ended(poisoned, ran)).toMatchObject({ state: 'done', done: 5, failed: 1, total: 6 })
    const { rows } = await poisoned.handlers.results(ran, never)
    expect(rows.at(-1)).toMatchObject({ rank: null, configuration: { state: 'failed', reason: expect.stringMatching(/Set aside after its compute process ended 2 times/) } })
    expect(await rankingCsv(poisoned, ran)).toMatch(/Set aside/)
    await poisoned.close()
  })

  test('elements that the model does not know: refused by name; oxides: computed and marked', async () => {
    const ran = await startRun(host, [copper, fcc('Al', 4.05), nickelOxide], settings({ adsorbates: ['H', '*S'], configurations: 1, relax: { optimiser: 'lbfgs', fmax: 0.3, maxSteps: 2 } }))
    const last = await ended(host, ran)
    const said = last.messages.map(({ text }) => text).join('\n')
    expect([last.state, said]).toEqual(['done', expect.stringContaining('left out')])
    expect(said).toMatch(/Al-100-t0 is left out: adatom-0 does not know Al/)
    expect(said).toMatch(/\*S is left out: adatom-0 does not know S/)
    const { rows } = await host.handlers.results(ran, never)
    expect(new Set(rows.map(({ configuration }) => configuration.material))).toEqual(new Set(['Cu', 'NiO']))
    for (const { configuration } of rows) {
      const isOxide = configuration.material === 'NiO'
      expect(configuration.result?.inDomain).toBe(!isOxide)
      expect(configuration.result?.domainNote).toBe(isOxide ? 'adatom-0 was not made for oxides' : undefined)
    }
  })

  test('nothing left to compute ends the run as failed, with the reason', async () => {
    const ran = await startRun(host, [fcc('Al', 4.05)], settings())
    const last = await ended(host, ran)
    expect(last.state).toBe('failed')
    expect(last.messages.at(-1)?.text).toMatch(/None of the surfaces .* does not know Al/)
  })

  test('an unknown adsorbate ends the run as failed, and names it', async () => {
    const ran = await startRun(host, [copper], settings({ adsorbates: ['Unobtainium'] }))
    const last = await ended(host, ran)
    expect(last.state).toBe('failed')
    expect(last.messages.at(-1)?.text).toMatch(/Unobtainium/)
  })

  test('two materials of one name, a project that is not open, a run that is not there', async () => {
    await expect(host.handlers.startRun({ project: first.project, materials: [copper, copper], settings: settings() }, never)).rejects.toThrow('Two materials are called Cu')
    await expect(host.handlers.results({ project: '/nowhere', run: 'run-1' }, never)).rejects.toThrow('not open')
    await expect(host.handlers.results({ project: first.project, run: 'run-9' }, never)).rejects.toThrow('no such run')
  })
})

const nickelOxide: Material = {
  ...fcc('Ni', 4.18),
  id: 'NiO',
  structure: makeStructure({
    numbers: [28, 28, 28, 28, 8, 8, 8, 8],
    positions: [0, 0, 0, 0, 2.09, 2.09, 2.09, 0, 2.09, 2.09, 2.09, 0, 2.09, 0, 0, 2.09, 2.09, 2.09, 0, 0, 2.09, 0, 2.09, 0],
    cell: [4.18, 0, 0, 0, 4.18, 0, 0, 0, 4.18],
  }),
}

/** The process, ended whenever it is asked to relax the second random placement: recognised by its place in the line, which is fixed. */
function poison(child: ComputeProcess): ComputeProcess {
  return {
    ...child,
    send: (message) => {
      const { method, input } = message as { method?: string; input?: { structure?: { positions: Float64Array; tags: Uint8Array } } }
      if (method === 'relax' && input?.structure && isPoison(input.structure)) child.kill()
      else child.send(message)
    },
  }
}

let poisonPositions: Float64Array | undefined
function isPoison({ positions, tags }: { readonly positions: Float64Array; readonly tags: Uint8Array }): boolean {
  if (!tags.includes(2)) return false
  poisonPositions ??= positions
  return positions.length === poisonPositions.length && positions.every((x, i) => x === poisonPositions![i])
}
