/** What the host's tests share: crystals, settings, a host on temporary folders with real compute processes. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Material, ScreenSettings } from '../../src/domain/catalogue/records'
import { atomicNumberOf } from '../../src/domain/structure/elements'
import { makeStructure } from '../../src/domain/structure/structure'
import { createHost, type Host, type HostOptions } from '../../src/host/host'
import { forkProcess } from '../../src/platform/process/fork'
import { bundleEntry } from './fake-compute'

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

/** Small enough for a test: loose convergence, few placements. */
export const settings = (change: Partial<ScreenSettings> = {}): ScreenSettings => ({
  facets: { kind: 'indices', miller: [[1, 1, 1]] },
  surfacePreset: 'oc20',
  adsorbates: ['O'],
  configurations: 3,
  placement: 'mixed',
  seed: 1,
  relax: { optimiser: 'lbfgs', fmax: 0.2, maxSteps: 30 },
  ...change,
})

export const temporary = (): string => mkdtempSync(join(tmpdir(), 'adatom-test-'))

/** The real compute process, built once per test file. */
export const computeEntry = (): Promise<string> => bundleEntry(join(ROOT, 'src/compute/index.ts'))

export function testHost(entry: string, change: Partial<HostOptions> = {}): Host {
  return createHost({
    dataDir: temporary(),
    modelsDir: join(ROOT, 'models'),
    resourcesDir: join(ROOT, 'resources'),
    spawnCompute: () => forkProcess(entry),
    version: '0.0.0-test',
    processes: 1,
    now: () => new Date(Date.UTC(2026, 0, 1)),
    ...change,
  })
}

export async function* untilEnded(host: Host, project: string, run: string): AsyncGenerator<import('../../src/contract/host-api').RunProgress> {
  yield* host.handlers.watchRun({ project, run }, never) as AsyncGenerator<import('../../src/contract/host-api').RunProgress>
}
