import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConfigurationResult, PlacedConfiguration, Provenance, ScreenSettings } from '../../../src/domain/catalogue/records'
import type { Slab } from '../../../src/domain/chemistry/types'
import { makeStructure, type Structure } from '../../../src/domain/structure/structure'
import { uncalibrated } from '../../../src/domain/uncertainty/interval'
import { openProject, type ProjectStore } from '../../../src/platform/store/project-store'

export const at = '2026-01-01T00:00:00.000Z'
export const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'adatom-store-')), 'project.adatom')

/** Coordinates whose last bits matter, one fixed and two free atoms. */
export const structure = (): Structure =>
  makeStructure({
    numbers: [29, 6, 8],
    positions: [0.1 + 0.2, 1 / 3, -0, 1e-17, 2.5, 3, 4, 5, 6.000000000000001],
    cell: [8, 0, 0, -4, Math.sqrt(48), 0, 0, 0, 30],
    pbc: [true, true, false],
    tags: [0, 2, 2],
    fixed: [1, 0, 0],
  })

export const slab: Slab = { id: 'Cu-111-t0', structure: structure(), origin: { kind: 'cut', bulk: 'Cu', miller: [1, 1, 1], shift: 0.25, top: true, termination: 0, repeat: [2, 3] }, area: 55.4 }

export const settings: ScreenSettings = {
  facets: { kind: 'indices', miller: [[1, 1, 1]] },
  surfacePreset: 'oc20',
  adsorbates: ['CO'],
  configurations: 8,
  placement: 'mixed',
  seed: 3,
  relax: { optimiser: 'lbfgs', fmax: 0.03, maxSteps: 100 },
}

const provenance: Provenance = { software: 'test', model: { name: 'm', sha256: 'f'.repeat(64), functional: 'PBE' }, calibration: null, settings, provider: 'cpu' }

export const placed = (k: number): PlacedConfiguration & { readonly ord: number } => ({
  id: `Cu-111-t0/CO/rand000${k}`,
  slab: 'Cu-111-t0',
  adsorbate: 'CO',
  ord: k,
  placement: { id: `rand000${k}`, structure: structure(), mode: 'random', site: { kind: 'random', position: [1, 2, 3], atoms: [0] }, seed: 7, anchor: -1, azimuth: 12.5, tilt: 0 },
})

export const result = (energy: number): ConfigurationResult => ({
  outcome: 'converged',
  energy,
  reference: { kind: 'adsorption', gas: 'H2', functional: 'PBE', model: 'f' },
  interval: uncalibrated('none'),
  anomalies: energy > 0 ? [{ kind: 'desorbed', evidence: [{ kind: 'nearest-contact', atoms: [0, 1], distance: 4, threshold: 3 }] }] : [],
  steps: 1,
  forceCalls: 2,
  fmax: 0.01,
  inDomain: true,
})

export const trajectory = { frames: 2, positions: Float32Array.from({ length: 18 }, (_, i) => (i % 9 < 3 ? structure().positions[i % 9]! : i + 0.25)), energies: new Float64Array([1 / 3, -1]), fmax: new Float64Array([0.5, 0.01]) }

/** A project with one run, one surface, and eight placements of CO. */
export function projectWithRun(path: string): ProjectStore {
  const store = openProject(path, 'create', { name: 'Test', at })
  const { id } = store.addRun({ created: at, settings, provenance }, [{ id: 'Cu', source: 'Cu.cif', structure: structure(), role: 'bulk' }])
  store.addSurfaces(id, [{ slab, material: 'Cu' }])
  store.addPair(id, { slab: slab.id, adsorbate: 'CO' }, 'Cu', Array.from({ length: 8 }, (_, k) => placed(k)))
  return store
}
