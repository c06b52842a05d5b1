/** What a user waits for: files, previews, plans, one structure relaxed. The event loop of the host stays free meanwhile. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isError } from '../../src/domain/errors'
import { writeCif, writeExtxyz, writePoscar } from '../../src/domain/structure/formats'
import { makeStructure } from '../../src/domain/structure/structure'
import type { Host } from '../../src/host/host'
import { computeEntry, ended, fcc, never, settings, startRun, temporary, testHost } from './fixtures'

let host: Host
let entry: string
beforeAll(async () => {
  entry = await computeEntry()
  host = testHost(entry)
}, 180_000)
afterAll(() => host.close())

const copper = fcc('Cu', 3.61)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('files', () => {
  test('a crystal becomes a bulk with its space group, a slab a slab; several frames get numbers', async () => {
    const [bulk] = await host.handlers.readFile({ name: 'My Cu.cif', bytes: bytes(writeCif(copper.structure, 'Cu')) }, never)
    expect(bulk).toMatchObject({ material: { id: 'My-Cu', source: 'My Cu.cif', role: 'bulk' }, formula: 'Cu', spaceGroup: 'Fm-3m', warnings: [] })
    const { surfaces: [cut] } = await host.handlers.slabs({ materials: [copper], facets: { kind: 'indices', miller: [[1, 1, 1]] }, surfacePreset: 'oc20' }, never)
    const [slab] = await host.handlers.readFile({ name: 'POSCAR', bytes: bytes(writePoscar(cut!.slab.structure)) }, never)
    expect(slab).toMatchObject({ material: { id: 'POSCAR', role: 'slab' } })
    const frames = await host.handlers.readFile({ name: 'two.extxyz', bytes: bytes(writeExtxyz([{ structure: copper.structure }, { structure: copper.structure }])) }, never)
    expect(frames.map(({ material }) => [material.id, material.source])).toEqual([['two-1', 'two.extxyz #1'], ['two-2', 'two.extxyz #2']])
  })

  test('atoms on top of each other are a warning, nonsense is an error with its place', async () => {
    const close = makeStructure({ ...copper.structure, positions: [0, 0, 0, 0.4, 0, 0, 1.8, 0, 1.8, 1.8, 1.8, 0] })
    const [read] = await host.handlers.readFile({ name: 'close.vasp', bytes: bytes(writePoscar(close)) }, never)
    expect(read!.warnings).toEqual(['atoms 1 and 2 are only 0.40 Å apart'])
    const error = await Promise.resolve(host.handlers.readFile({ name: 'x.cif', bytes: bytes('data_x\n_cell_length_a wide\n') }, never)).catch((e: unknown) => e)
    expect(isError(error, 'InvalidInput') && error.fields.at?.file).toBe('x.cif')
  })

  test('examples: what the folder holds, by name; a name that it does not hold is an error', async () => {
    const resourcesDir = temporary()
    const other = testHost(entry, { resourcesDir })
    expect(await other.handlers.examples(undefined, never)).toEqual([])
    await expect(other.handlers.example({ name: '../Cu' }, never)).rejects.toThrow('no example called ../Cu')
    await other.close()
    const all = await host.handlers.examples(undefined, never)
    expect(all).toContainEqual({ name: 'Pt3Ni', title: 'Pt3Ni, ordered alloy (L1_2)' })
    for (const { name, title } of all) {
      expect(title).not.toBe(name)
      expect(await host.handlers.example({ name }, never)).toMatchObject([{ material: { id: name, role: 'bulk' }, spaceGroup: expect.any(String), warnings: [] }])
    }
  })
})

describe('previews', () => {
  test('placements: the first of those that a run with these settings makes', async () => {
    const { surfaces: [cut] } = await host.handlers.slabs({ materials: [copper], facets: settings().facets, surfacePreset: 'oc20' }, never)
    const previewed = await host.handlers.placements({ slab: cut!.slab, adsorbate: 'CO', settings: settings({ configurations: 40, placement: 'random' }) }, never)
    expect(previewed).toHaveLength(12)
    const again = await host.handlers.placements({ slab: cut!.slab, adsorbate: '*CO', settings: settings({ configurations: 5, placement: 'random' }) }, never)
    expect(again).toEqual(previewed.slice(0, 5))
  })

  test('a plan counts, warns, and knows the time once something was measured', async () => {
    const fresh = testHost(entry)
    const asked = settings({ adsorbates: ['O', 'CH2CH3'], configurations: 10, facets: { kind: 'indices', miller: [[1, 1, 1], [1, 0, 0]] } })
    const plan = await fresh.handlers.plan({ materials: [copper, fcc('Al', 4.05)], settings: asked }, never)
    expect(plan.surfaces.map(({ slab }) => slab.id)).toEqual(['Cu-111-t0', 'Cu-100-t0', 'Al-111-t0', 'Al-100-t0'])
    expect(plan).toMatchObject({ configurations: 40, relaxations: 42, expectedSeconds: null })
    expect(plan.expectedForceCalls).toBeGreaterThan(42)
    expect(plan.warnings).toEqual(expect.arrayContaining([expect.stringMatching(/Al-111-t0 will be left out: adatom-0 does not know Al/), expect.stringMatching(/more than 4 atoms/)]))
    const ran = await startRun(fresh, [copper], settings({ configurations: 1, relax: { optimiser: 'lbfgs', fmax: 0.3, maxSteps: 2 } }))
    await ended(fresh, ran)
    await expect.poll(async () => (await fresh.handlers.plan({ materials: [copper], settings: asked }, never)).expectedSeconds).toBeGreaterThan(0)
    await fresh.close()
  })
})

describe('one structure relaxed', () => {
  const start = makeStructure({ ...copper.structure, positions: copper.structure.positions.map((x, i) => x + (i === 0 ? 0.3 : 0)) })
  const relax = { optimiser: 'lbfgs', fmax: 0.02, maxSteps: 60 }

  test('steps, then the whole relaxation, lower than it began', async () => {
    const kinds: string[] = []
    for await (const event of host.handlers.relaxStructure({ structure: start, settings: relax }, never)) {
      kinds.push(event.kind)
      if (event.kind === 'step') continue
      expect(event.outcome).toBe('converged')
      expect(event.energy).toBeLessThan(event.trajectory.energies[0]!)
    }
    expect(kinds.at(-1)).toBe('done')
    expect(kinds.filter((kind) => kind === 'done')).toHaveLength(1)
  })

  test('cancelled in the middle it stops, and the process serves the next', async () => {
    const stop = new AbortController()
    const events = (async () => {
      for await (const event of host.handlers.relaxStructure({ structure: start, settings: { ...relax, fmax: 1e-9, maxSteps: 10_000 } }, stop.signal)) if (event.kind === 'step') stop.abort()
    })()
    expect(isError(await events.catch((error: unknown) => error), 'Cancelled')).toBe(true)
    expect(await host.handlers.readFile({ name: 'Cu.cif', bytes: bytes(writeCif(copper.structure, 'Cu')) }, never)).toHaveLength(1)
  })
})

test('nothing blocks the host: a file of 40,000 atoms is read and a run goes on while its event loop turns', async () => {
  const n = 34
  const many = makeStructure({
    numbers: new Uint8Array(n ** 3).fill(29),
    positions: Float64Array.from({ length: 3 * n ** 3 }, (_, i) => 2.6 * (Math.floor(Math.floor(i / 3) / n ** (i % 3)) % n)),
    cell: [2.6 * n, 0, 0, 0, 2.6 * n, 0, 0, 0, 2.6 * n],
  })
  const file = join(temporary(), 'many.vasp')
  const content = bytes(writePoscar(many))
  writeFileSync(file, content)
  const delays = monitorEventLoopDelay({ resolution: 1 })
  const ran = startRun(host, [copper], settings({ configurations: 2, relax: { optimiser: 'lbfgs', fmax: 0.3, maxSteps: 4 } }))
  delays.enable()
  const [[read]] = await Promise.all([host.handlers.readFile({ name: 'many.vasp', bytes: content }, never), ran.then((one) => ended(host, one))])
  delays.disable()
  expect(read!.material.structure.numbers).toHaveLength(n ** 3)
  // The median is what the user feels; the largest is printed, since a loaded machine stops any process for longer than our own work does.
  console.log(`event loop delay: median ${(delays.percentile(50) / 1e6).toFixed(1)} ms, 99 % ${(delays.percentile(99) / 1e6).toFixed(1)} ms, largest ${(delays.max / 1e6).toFixed(1)} ms`)
  expect(delays.percentile(50) / 1e6).toBeLessThan(50)
})
