/** What the host's tests share: crystals, settings, a host on temporary folders with real compute processes. */
import { mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { RunProgress } from '../../src/contract/host-api'
import type { Material, ScreenSettings } from '../../src/domain/catalogue/records'
import { atomicNumberOf } from '../../src/domain/structure/elements'
import { makeStructure } from '../../src/domain/structure/structure'
import { createHost, type Host, type HostOptions } from '../../src/host/host'
import { forkProcess } from '../../src/platform/process/fork'
import { bundleEntry } from './bundle'

export const ROOT = resolve(import.meta.dirname, '../..')
export const never = new AbortController().signal

/** The conventional fcc cell, lattice constant in Å. */
export const fcc = (symbol: string, a: number): Material => ({
  id: symbol,
  source: `${symbol}.cif`,
  role: 'bulk',
  structure: makeStructure({
    numbers: Array<number>(4).fill(atomicNumberOf(symbol)!),
    positions: [0, 0, 0, 0, a / 2, a / 2, a / 2, 0, a / 2, a / 2, a / 2, 0],
    cell: [a, 0, 0, 0, a, 0, 0, 0, a],
  }),
})

/** Cu(100) as a user's own slab: three layers of 2 x 2 atoms, 15 Å of vacuum. Small, so that whole runs take a second or two. */
export const smallSlab = (): Material => {
  const d = 3.61 / Math.SQRT2
  const sites = Array.from({ length: 12 }, (_, i) => ({ x: i % 2, y: Math.floor(i / 2) % 2, layer: Math.floor(i / 4) }))
  return {
    id: 'Cu',
    source: 'Cu100.extxyz',
    role: 'slab',
    structure: makeStructure({
      numbers: sites.map(() => 29),
      positions: sites.flatMap(({ x, y, layer }) => [d * (x + (layer % 2) / 2), d * (y + (layer % 2) / 2), 5 + 1.805 * layer]),
      cell: [2 * d, 0, 0, 0, 2 * d, 0, 0, 0, 3.61 + 15],
      tags: sites.map(({ layer }) => (layer === 2 ? 1 : 0)),
      fixed: sites.map(({ layer }) => (layer === 0 ? 1 : 0)),
    }),
  }
}

/** Small enough for a test: loose convergence, few placements. */
export const settings = (change: Partial<ScreenSettings> = {}): ScreenSettings => ({
  facets: { kind: 'indices', miller: [[1, 0, 0]] },
  surfacePreset: 'oc20',
  adsorbates: ['O'],
  configurations: 3,
  placement: 'mixed',
  seed: 1,
  relax: { optimiser: 'lbfgs', fmax: 0.2, maxSteps: 30 },
  ...change,
})

/** A models folder with adatom-0 alone: small, without a calibration, and made for fourteen elements. */
function onlyAdatom0(): string {
  const folder = temporary()
  for (const name of ['adatom-0.onnx', 'adatom-0.json', 'adatom-0.selftest.json']) symlinkSync(join(ROOT, 'models', name), join(folder, name))
  return folder
}

export const temporary = (): string => mkdtempSync(join(tmpdir(), 'adatom-test-'))

/** The real compute process, built once per test file. */
export const computeEntry = (): Promise<string> => bundleEntry(join(ROOT, 'src/compute/index.ts'))

export function testHost(entry: string, change: Partial<HostOptions> = {}): Host {
  return createHost({
    dataDir: temporary(),
    modelsDir: onlyAdatom0(),
    resourcesDir: join(ROOT, 'resources'),
    spawnCompute: () => forkProcess(entry),
    version: '0.0.0-test',
    processes: 1,
    now: () => new Date(Date.UTC(2026, 0, 1)),
    ...change,
  })
}

export interface Ran {
  readonly project: string
  readonly run: string
}

export async function startRun(host: Host, materials: readonly Material[], chosen: ScreenSettings, processes = 1): Promise<Ran> {
  const { path } = await host.handlers.createProject({ name: 'Test' }, never)
  const { run } = await host.handlers.startRun({ project: path, materials: [...materials], settings: chosen, processes }, never)
  return { project: path, run }
}

/** Follows a run to its end; the last snapshot. */
export async function ended(host: Host, ran: Ran, onProgress: (progress: RunProgress) => void = () => undefined): Promise<RunProgress> {
  let last: RunProgress | undefined
  for await (const progress of host.handlers.watchRun(ran, never)) {
    last = progress
    onProgress(progress)
  }
  return last!
}

/** ranking.csv of a run. */
export async function rankingCsv(host: Host, ran: Ran): Promise<string> {
  const [file] = await host.handlers.exportRun({ ...ran, formats: ['csv'] }, never)
  return new TextDecoder().decode(file!.bytes)
}
