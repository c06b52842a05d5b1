/** What a host says of one small set-up, fixed: one crystal, two surfaces, four adsorbates, one potential. For pictures of the steps. */
import type { About, CutSurfaces, HostClient, Plan, ReadMaterial, RunProgress, SlabPreview, UncertaintyEvidence } from '../../src/contract/host-api'
import type { CalibrationVersion, DftImport, Reliability, ReliabilityPoint } from '../../src/contract/reliability-api'
import type { Adsorbate, Placement } from '../../src/domain/chemistry/types'
import { proportion } from '../../src/domain/math/binomial'
import { makeStructure } from '../../src/domain/structure/structure'
import { editSetup, useSetupStore } from '../../src/renderer/state/setup-store'
import { EMPTY_SETUP } from '../../src/renderer/state/setup'
import { smallAdslab } from './fake-results'

const A = 3.61
const CU3AU = makeStructure({ numbers: [79, 29, 29, 29], positions: [0, 0, 0, 0, 1.87, 1.87, 1.87, 0, 1.87, 1.87, 1.87, 0], cell: [3.74, 0, 0, 0, 3.74, 0, 0, 0, 3.74] })
const CU = makeStructure({ numbers: [29, 29, 29, 29], positions: [0, 0, 0, 0, A / 2, A / 2, A / 2, 0, A / 2, A / 2, A / 2, 0], cell: [A, 0, 0, 0, A, 0, 0, 0, A] })

export const MATERIALS: readonly ReadMaterial[] = [
  { material: { id: 'Cu', source: 'Cu.cif', role: 'bulk', structure: CU }, formula: 'Cu', spaceGroup: 'Fm-3m', warnings: [] },
  { material: { id: 'Cu3Au', source: 'a-rather-long-name-of-a-file-from-somebody-elses-calculation_CONTCAR.vasp', role: 'bulk', structure: CU3AU }, formula: 'AuCu3', spaceGroup: 'Pm-3m', warnings: ['Selective dynamics are not taken over'] },
]

const adslab = smallAdslab()
const clean = makeStructure({ ...adslab, numbers: adslab.numbers.slice(0, 8), positions: adslab.positions.slice(0, 24), tags: adslab.tags.slice(0, 8), fixed: adslab.fixed.slice(0, 8) })

const surface = (material: string, facet: string, termination: string, index: number): SlabPreview => ({
  slab: { id: `${material}-${facet}-t${index}`, structure: clean, origin: { kind: 'cut', bulk: material, miller: facet.split('').map(Number) as [number, number, number], shift: 0, top: true, termination: index, repeat: [2, 2] }, area: 26.01 },
  material,
  summary: { atoms: 8, area: 26.01, thickness: 7.2, symmetric: index === 0, tasker: index === 0 ? '1' : 'unknown', termination },
})
const SURFACES: CutSurfaces = { surfaces: [surface('Cu', '111', 'Cu-terminated', 0), surface('Cu', '100', 'Cu-terminated', 0), surface('Cu3Au', '111', 'AuCu3-terminated', 0), surface('Cu3Au', '100', 'AuCu-terminated', 1)], leftOut: ['Cu3Au(211) would have 1200 atoms, more than the 400 that the potential is meant for'] }

const molecule = (id: string, smiles: string, numbers: readonly number[], positions: readonly number[]): Adsorbate => ({ id, smiles, structure: makeStructure({ numbers, positions, cell: [0, 0, 0, 0, 0, 0, 0, 0, 0], pbc: [false, false, false], tags: numbers.map(() => 2) }), bindingAtoms: [0] })
const ADSORBATES = [
  molecule('O', '*O', [8], [0, 0, 0]),
  molecule('OH', '*OH', [8, 1], [0, 0, 0, 0.8, 0, 0.6]),
  molecule('CO', '*CO', [6, 8], [0, 0, 0, 0, 0, 1.15]),
  molecule('CH3', '*CH3', [6, 1, 1, 1], [0, 0, 0, 1.02, 0, 0.35, -0.51, 0.88, 0.35, -0.51, -0.88, 0.35]),
]

const MODEL = { name: 'model-1', sha256: 'a'.repeat(64), functional: 'RPBE', elements: ['H', 'C', 'O', 'Cu'], trainedOn: 'a made-up set', calibration: 'c0ffee00c0ffee00', bars: 'OH on metals', notes: ['oxides and anything that wants +U', 'dispersion, magnetism, charge'] }
const ABOUT: About = { version: '0.1.0', node: 'v24.0.0', platform: 'linux x64', sqlite: '3.54.1', models: [MODEL], defaultModel: MODEL.name }
const PLAN: Plan = { surfaces: SURFACES.surfaces, configurations: 400, relaxations: 404, expectedRelaxations: 244, expectedForceCalls: 9760, expectedSeconds: 5400, warnings: ['Au is not among the elements of the potential'] }

/** What a run says of itself while it is paused. */
export const PAUSED: RunProgress = { run: 'r', state: 'paused', total: 40, done: 12, failed: 1, skipped: 3, anomalies: 2, throughput: 0, remaining: null, running: [], messages: [] }
export const RUNNING: RunProgress = { ...PAUSED, state: 'running', throughput: 21.4, remaining: { seconds: 340, uncertainty: 45 }, running: [{ configuration: 'Cu-111-t0/OH/rand0007', step: 11, energy: -303.243, fmax: 0.375 }] }
export const PAIRS = ['OH', 'CO'].map((adsorbate, k) => ({ slab: 'Cu-111-t0', material: 'Cu', miller: '111', adsorbate, total: 20, done: k === 0 ? 12 : 0, failed: 0, skipped: 0, anomalies: k === 0 ? 2 : 0, running: 0, front: null }))

const points: readonly ReliabilityPoint[] = Array.from({ length: 48 }, (_, i) => ({ run: null, configuration: null, label: `point ${i}`, adsorbate: i % 3 === 0 ? 'H' : 'OH', elements: 'Cu', part: i % 2 === 0 ? 'calibration' : 'test', error: 0.3 * Math.sin(2.3 * i), dft: -1 + 0.04 * i, energy: -1 + 0.04 * i + 0.3 * Math.sin(2.3 * i), distance: 10 + ((7 * i) % 40), excluded: null }))
const VERSION: CalibrationVersion = {
  id: MODEL.calibration, origin: 'model', created: null, truth: 'own-minimum', level: 0.9, method: 'locally-weighted', n: 48, bars: '90 % intervals; 48 points of OH and H', warnings: ['With 12 independent sources the true coverage lies between 80 % and 97 %'], active: true,
  judgement: {
    n: 48, mae: 0.19, spearman: 0.2, auroc: [], outOfDomain: 0, elements: [],
    reliability: Array.from({ length: 11 }, (_, i) => ({ nominal: i / 10, observed: (i / 10) ** 1.15, low: Math.max(0, i / 10 - 0.1), high: Math.min(1, i / 10 + 0.06) })),
    rejection: Array.from({ length: 20 }, (_, i) => ({ kept: (i + 1) / 20, mae: 0.1 + 0.005 * i, oracle: 0.01 * i })),
    coverage: { level: 0.9, overall: proportion(44, 48), deciles: [], worst: 0.8, groups: [{ ...proportion(29, 32), name: 'OH', halfWidth: 0.5 }], halfWidth: 0.5, constantHalfWidth: 0.55 },
  },
  judgedOn: '24 points kept out of the training and of the calibration',
}
export const RELIABILITY: Reliability = { model: MODEL.name, notes: MODEL.notes, groups: [{ truth: 'own-minimum', theory: 'own minimum, RPBE: OH and H on metals', points }], shown: 0, versions: [VERSION], waiting: [{ configuration: 'Cu-111-t0/CO/rand0001', missing: ['the clean slab Cu-111-t0'] }] }
export const IMPORTED: DftImport = {
  imported: [{ file: 'OUTCAR', role: 'adslab', target: 'Cu-111-t0/OH/rand0002', theory: 'RPBE', truth: 'same-structure', energy: -300.12, adsorption: 0.31, error: -0.08, missing: [], notes: [] }],
  known: [], refused: [{ file: 'OUTCAR.2', reason: 'It stops before its energy', advice: 'Let the calculation finish and import it again' }],
}

/** The farthest atoms of the small adslab, each beside an environment that it resembles. */
export const EVIDENCE: UncertaintyEvidence = {
  kind: 'measured', distance: 51, threshold: 282, aggregate: 'mean', metric: 'squared', bars: '48 points of OH and H', perAtom: Float64Array.from(adslab.numbers, (_, i) => (i < 4 ? Number.NaN : 120 - 9 * i)),
  atoms: [8, 9, 4, 5].map((atom, k) => ({ atom, distance: 108 - 20 * k, known: [{ distance: 100 - 20 * k, element: adslab.numbers[atom]!, system: { id: 'x', title: 'OH on AlCu (221)' }, atom: 0, environment: { numbers: Uint8Array.from([adslab.numbers[atom]!, 29, 29, 29]), positions: Float32Array.from([0, 0, 0, 1.9, 0, -1, -1, 1.6, -1, -1, -1.6, -1]) } }] })),
}

const placement = (id: string): Placement => ({ id, structure: adslab, mode: 'heuristic', site: { kind: 'bridge', position: [2.6, 2.5, 6.8], atoms: [4, 5] }, seed: 1, anchor: 0, azimuth: 310, tilt: 12 })

/** Answers to everything that the steps and dialogs ask; `more` replaces some. */
export function setupHost(more: Partial<HostClient> = {}): HostClient {
  const answers: Partial<HostClient> = {
    about: () => Promise.resolve(ABOUT),
    examples: () => Promise.resolve([{ name: 'Cu', title: 'Copper, fcc' }, { name: 'Cu3Au', title: 'Cu3Au, ordered alloy (L1_2)' }, { name: 'RuO2', title: 'Ruthenium dioxide, rutile' }]),
    recentProjects: () => Promise.resolve([{ path: '/home/somebody/campaigns/first.adatom', name: 'OH on copper and gold' }]),
    adsorbates: () => Promise.resolve(ADSORBATES),
    slabs: () => Promise.resolve(SURFACES),
    placements: () => Promise.resolve(['heur0000', 'heur0001', 'rand0000'].map(placement)),
    plan: () => Promise.resolve(PLAN),
    pairs: () => Promise.resolve(PAIRS),
    preferences: () => Promise.resolve({ preferences: { provider: 'cpu', processes: null, threads: 1, cacheMegabytes: 1000, page: null }, fixed: {}, cores: 8, problem: null } as unknown as Awaited<ReturnType<HostClient['preferences']>>),
    reliability: () => Promise.resolve(RELIABILITY),
    ...more,
  }
  return new Proxy(answers, { get: (target, name) => Reflect.get(target, name) ?? (() => Promise.reject(new Error(`The test's host does not answer ${String(name)}`))) }) as HostClient
}

/** The set-up with everything chosen. */
export function fillSetup(): void {
  useSetupStore.getState().begin(EMPTY_SETUP)
  editSetup({ kind: 'add-materials', materials: MATERIALS })
  editSetup({ kind: 'facets', patch: { miller: [[1, 1, 1], [1, 0, 0]] } })
  editSetup({ kind: 'adsorbates', adsorbates: ['OH', '2CH3'] })
}

