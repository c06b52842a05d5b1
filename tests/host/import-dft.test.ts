/** DFT energies into a project: a real GPAW run, VASP and table rows; what does not fit is refused by name and loses nothing. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { adsorptionEnergy } from '../../src/domain/chemistry/references'
import { geometryHash, type DeckRole } from '../../src/domain/export/dft/deck'
import { deckFiles } from '../../src/domain/export/dft/decks'
import { writeExtxyz } from '../../src/domain/structure/formats/extxyz-write'
import { makeStructure, withParts, type Structure } from '../../src/domain/structure/structure'
import { importDft } from '../../src/host/reliability/import'
import type { GivenFile } from '../../src/host/reliability/dft-files'
import { importedGroups, recalibrate, reliability, withActiveCalibration, withDft } from '../../src/host/reliability/recalibrate'
import { rankConfigurations, rankedSurface } from '../../src/domain/adsorbml/rank'
import { loadCard } from '../../src/platform/models/registry'
import { calibrationOf } from '../../src/platform/models/uncertainty'
import { encodeTrajectory } from '../../src/platform/store/blobs'
import type { ProjectStore } from '../../src/platform/store/project-store'
import { openProject } from '../../src/platform/store/project-store'
import { at, newPath, placed, result, settings, slab } from '../platform/store/fixtures'
import { ROOT } from './fixtures'

const FIXTURES = join(ROOT, 'tests/fixtures/dft')
const model = await loadCard(join(ROOT, 'models/adatom-s.json'))
const cell = [5.2, 0, 0, -2.6, 4.503332, 0, 0, 0, 15]
const clean = makeStructure({ numbers: [29, 29], positions: [0, 0, 5, 2.6, 1.501111, 5], cell, tags: [0, 1], fixed: [1, 0] })
const adslab = (lift = 0): Structure => makeStructure({ numbers: [29, 29, 6, 8], positions: [0, 0, 5, 2.6, 1.501111, 5, 0, 0, 6.85 + lift, 0, 0, 8 + lift], cell, tags: [0, 1, 2, 2], fixed: [1, 0, 0, 0] })
const ID = placed(0).id
const paths: string[] = []
let store: ProjectStore

beforeEach(async () => {
  const path = newPath()
  paths.push(path)
  mkdirSync(dirname(path), { recursive: true })
  store = openProject(path, 'create', { name: 'Test', at })
  store.addRun({ created: at, settings, provenance: { software: 'test', model: { name: 'adatom-s', sha256: model.card.sha256, functional: 'RPBE' }, calibration: null, settings, provider: 'cpu' } }, [])
  store.addSurfaces('run-1', [{ slab: { ...slab, structure: clean }, material: 'Cu' }])
  store.relaxedSurface('run-1', slab.id, -7, clean)
  store.addPair('run-1', { slab: slab.id, adsorbate: 'CO' }, 'Cu', Array.from({ length: 8 }, (_, k) => placed(k)))
  for (let k = 0; k < 8; k++) {
    const final = adslab(k / 100)
    const trajectory = { frames: 1, positions: Float32Array.from(final.positions), energies: new Float64Array([-1]), fmax: new Float64Array([0.01]) }
    store.finish('run-1', placed(k).id, { result: { ...result(-0.5), distance: 40 + k }, final, forces: new Float64Array(12), trajectory: { frames: 1, data: await encodeTrajectory(trajectory, final) } })
  }
  // every commit is on disk before the next: seconds where the disk is busy
}, 60_000)
afterAll(() => paths.forEach((path) => rmSync(dirname(path), { recursive: true, force: true })))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const given = (name: string, text: string): GivenFile => ({ name, bytes: bytes(text) })
const fixture = (name: string): string => readFileSync(join(FIXTURES, name), 'utf8')
const take = (files: readonly GivenFile[], options: Parameters<typeof importDft>[2] = {}): ReturnType<typeof importDft> => importDft(store, files, options, at)

/** What a finished GPAW run of a deck leaves: the structure with its energy, and the deck's record beside it. */
function gpawRun(folder: string, role: DeckRole, target: string, structure: Structure, energy: number, options: { readonly exported?: Structure; readonly calculation?: 'single-point' | 'relaxation'; readonly fmax?: number } = {}): GivenFile[] {
  const { exported = structure, calculation = 'single-point', fmax = 0.01 } = options
  const deck = deckFiles(exported, { id: folder, role, target, provenance: { run: 'run-1', model: model.card.sha256 } }, { code: 'gpaw', calculation }).find(({ path }) => path === 'adatom-deck.json')!
  const forces = new Float64Array(structure.positions.length)
  forces[forces.length - 1] = fmax
  return [given(`${folder}/result.extxyz`, writeExtxyz([{ structure, energy, forces, info: {} }])), given(`${folder}/adatom-deck.json`, deck.text), given(`${folder}/gpaw.txt`, fixture('gas_CO/gpaw.txt'))]
}
const gasCO = (): GivenFile[] => ['result.extxyz', 'adatom-deck.json', 'gpaw.txt'].map((name) => given(`gas_CO/${name}`, fixture(`gas_CO/${name}`)))

describe('energies of finished decks', () => {
  test('a real GPAW run of CO, a slab and a candidate give E_ads as its definition has it', async () => {
    const first = await take(gpawRun('a', 'adslab', ID, adslab(), -40))
    expect(first.imported[0]).toMatchObject({ adsorption: null, missing: ['clean slab Cu-111-t0', 'molecule CO'], truth: 'same-structure', theory: 'GPAW, RPBE, 350 eV' })
    const { imported, refused } = await take([...gasCO(), ...gpawRun('s', 'slab', slab.id, clean, -28.5)])
    expect(refused).toEqual([])
    expect(imported.map(({ role }) => role).toSorted()).toEqual(['gas', 'slab'])
    const [group] = importedGroups(store, model.card.sha256)
    // mu_C + mu_O = E(CO), whatever mu_O is
    const expected = adsorptionEnergy({ adslab: -40, slab: -28.5, adsorbate: [6, 8], references: { mu: { C: -10.82578913630406 + 7, O: -7 }, scheme: '', source: '' } })
    expect(group!.points[0]!.dft).toBeCloseTo(expected, 9)
    expect(group!.points[0]!.error).toBeCloseTo(-0.5 - expected, 9)
    const rows = withDft(store, 'run-1', rankConfigurations(store.configurations('run-1'), new Map(store.surfaces('run-1').map((s) => [s.slab.id, rankedSurface(s.slab)]))))
    expect(rows.find(({ configuration }) => configuration.id === ID)!.dft).toMatchObject({ truth: 'same-structure' })
  })
  test('a VASP single point; an OUTCAR beside its vasprun.xml is not a second energy', async () => {
    // the fixture's first ionic step alone, NSW = 0
    const vasp = readFileSync(join(FIXTURES, 'vasprun.xml'), 'utf8').replaceAll(/2000(?=<)/g, '0').replace(/<calculation>[\s\S]*?<\/calculation>\n/g, (block, offset: number, all: string) => (all.indexOf('<calculation>') === offset ? block : ''))
    const record = deckFiles(adslab(), { id: 'v', role: 'adslab', target: ID, provenance: { run: 'run-1', model: model.card.sha256 } }, { code: 'vasp-oc20', calculation: 'single-point' }).find(({ path }) => path === 'adatom-deck.json')!
    const { imported, refused } = await take([given('v/vasprun.xml', vasp), given('v/OUTCAR', fixture('OUTCAR')), given('v/adatom-deck.json', record.text)])
    expect(refused).toEqual([])
    expect(imported).toHaveLength(1)
    expect(imported[0]).toMatchObject({ energy: -30.48, theory: 'VASP, RPBE, 350 eV', truth: 'same-structure' })
  })
  test('own minimum and same structure stay apart', async () => {
    const moved = withParts(adslab(), { positions: Float64Array.from(adslab().positions, (x, i) => (i > 8 ? x + 0.2 : x)) })
    await take([...gpawRun('a', 'adslab', ID, adslab(), -40), ...gpawRun('r', 'adslab', ID, moved, -40.2, { exported: adslab(), calculation: 'relaxation' }), ...gpawRun('s', 'slab', slab.id, clean, -28.5), ...gasCO()])
    const [only, ...rest] = importedGroups(store, model.card.sha256)
    expect(rest).toEqual([])
    expect(only).toMatchObject({ truth: 'same-structure', points: [{ configuration: ID }] })
    // a relaxed candidate is not counted from a slab that DFT has not relaxed
    expect((await reliability(store, model)).waiting).toEqual([{ configuration: ID, missing: ['clean slab Cu-111-t0, relaxed'] }])
  })
  test('the same file again is known; a corrected energy counts from then on and the old one stays', async () => {
    const files = gpawRun('a', 'adslab', ID, adslab(), -40)
    await take(files)
    expect(await take(files)).toMatchObject({ imported: [], known: ['a/result.extxyz'] })
    await take([...gpawRun('a', 'adslab', ID, adslab(), -41), ...gpawRun('s', 'slab', slab.id, clean, -28.5), ...gasCO()])
    expect(store.dft().filter(({ role }) => role === 'adslab').map(({ energy }) => energy)).toEqual([-40, -41])
    expect(importedGroups(store, model.card.sha256)[0]!.points[0]!.dft).toBeCloseTo(-41 + 28.5 + 10.82578913630406, 9)
  })
})

describe('refused by name, with advice', () => {
  const moved = withParts(adslab(), { positions: Float64Array.from(adslab().positions, (x, i) => (i > 8 ? x + 0.2 : x)) })
  test.each([
    ['a geometry that was changed after the export', () => gpawRun('a', 'adslab', ID, adslab(), -40, { exported: adslab(0.5) }), /another geometry.*hash/],
    ['a single point at other positions', () => gpawRun('a', 'adslab', ID, moved, -40, { exported: adslab() }), /Å away from the exported structure/],
    ['forces that are not relaxed', () => gpawRun('a', 'adslab', ID, moved, -40, { exported: adslab(), calculation: 'relaxation', fmax: 0.3 }), /0\.300 eV\/Å/],
    ['electronic steps that did not converge', () => gpawRun('a', 'adslab', ID, adslab(), -40).map((f) => (f.name.endsWith('gpaw.txt') ? given(f.name, fixture('gas_CO/gpaw.txt').replace(/Converged after/, 'Stopped after')) : f)), /electronic steps did not converge/],
    ['other atoms', () => gpawRun('a', 'adslab', ID, clean, -40, { exported: adslab() }), /it is a calculation of Cu2/],
    ['no record of a deck and no id', () => gpawRun('a', 'adslab', ID, adslab(), -40).slice(0, 1), /does not say which configuration/],
    ['a configuration of another project', () => gpawRun('a', 'adslab', 'Pt/CO/rand0000', adslab(), -40), /no relaxed configuration Pt\/CO\/rand0000/],
  ])('%s', async (_, files, reason) => {
    const { imported, refused } = await take([...files(), ...gpawRun('good', 'adslab', placed(1).id, adslab(0.01), -40)])
    expect(imported.map(({ target }) => target)).toEqual([placed(1).id])
    expect(refused).toHaveLength(1)
    expect(refused[0]!.reason).toMatch(reason)
    expect(refused[0]!.advice).not.toBe('')
  })
  test('nothing that could be a result', async () => expect(take([given('notes.txt', 'x')])).rejects.toThrow('None of these files'))
})

describe('calibration on imported energies', () => {
  const table = (n: number): GivenFile => given('t.csv', `id,adsorption_energy,converged\n${Array.from({ length: n }, (_, k) => `${placed(k).id},${-0.5 - 0.05 * (k + 1)},yes`).join('\n')}\n`)
  test('too few points are refused with their number; versions are kept, and one is active', async () => {
    await take([table(8)], { theory: 'RPBE, by hand' })
    expect(() => recalibrate(store, model, {}, at)).toThrow(/8 points are too few/)
    const made = recalibrate(store, model, { level: 0.8 }, at)
    expect(made).toMatchObject({ truth: 'same-structure', n: 8, adsorbates: { CO: 8 }, potential: model.card.sha256 })
    expect(made.warnings.join(' ')).toMatch(/true coverage of a 80 % interval/)
    const second = recalibrate(store, model, { level: 0.5 }, at)
    const run = store.run('run-1')!
    const rows = rankConfigurations(store.configurations('run-1'), new Map(store.surfaces('run-1').map((s) => [s.slab.id, rankedSurface(s.slab)])))
    const barred = withActiveCalibration(store, run, rows)
    expect(barred.provenance.calibration).toBe(second.id)
    expect(barred.rows[0]!.configuration.result!.interval).toMatchObject({ kind: 'calibrated', level: 0.5, calibrationId: second.id })
    store.activateCalibration(null)
    expect(withActiveCalibration(store, run, rows).rows).toBe(rows)
    const { versions } = await reliability(store, model)
    const [shipped, own] = (['model', 'project'] as const).map((whose) => versions.filter(({ origin }) => origin === whose))
    expect(shipped!.length).toBe(1 + (calibrationOf(model.card)!.also ?? []).length)
    expect(shipped!.every(({ active }) => active)).toBe(true)
    expect(own!.map(({ active }) => active)).toEqual([false, false])
    expect(own![0]!.judgement).toMatchObject({ n: 8 })
    expect(own![0]!.judgedOn).toMatch(/cross-validation/)
  })
  test('the project remembers it all when it is opened again', async () => {
    await take([table(8)], { theory: 'RPBE, by hand' })
    const made = recalibrate(store, model, { level: 0.8 }, at)
    const { path } = store
    store.close()
    store = openProject(path, 'open', { name: 'x', at })
    expect(store.activeCalibration()).toBe(made.id)
    expect(store.calibrations()[0]!.model).toEqual(made)
    expect(store.dft()).toHaveLength(8)
    expect(store.dft()[0]!.notes.length).toBeGreaterThan(0)
  })
  test('the points that ship with the model are there without a project, judged on the test part', async () => {
    const { groups, versions } = await reliability(undefined, model)
    expect(groups[0]!.truth).toBe('own-minimum')
    expect(groups[0]!.points.length).toBeGreaterThan(100)
    expect(versions[0]!.judgement!.n).toBe(groups[0]!.points.filter(({ part }) => part === 'test').length)
  })
})

test('the hash of a deck is that of the geometry in the project', () => expect(geometryHash(store.configuration('run-1', ID)!.final!)).toBe(geometryHash(adslab())))
