/** A run as files: the ranked list, the structures, DFT decks. Equal runs give equal bytes: no date, no path, no machine in them. */
import { setImmediate } from 'node:timers/promises'
import type { ExportedFile, HostContract, RunResults } from '../../contract/host-api'
import type { Handlers } from '../../contract/define'
import type { PairAnswer } from '../../domain/adsorbml/answer'
import { pairKey } from '../../domain/adsorbml/campaign-order'
import { formatMillers } from '../../domain/adsorbml/rank'
import type { RowProbability } from '../../domain/adsorbml/rank-probabilities'
import { searchOf } from '../../domain/adsorbml/search/presets'
import { forceCallsOf, skipSentence } from '../../domain/adsorbml/search/skipped'
import type { RankedRow as ScreenRow, ScreenSettings } from '../../domain/catalogue/records'
import { assertNever, invalidInput } from '../../domain/errors'
import type { Calculation } from '../../domain/export/dft/deck'
import { DECK_CODES, type DeckCode } from '../../domain/export/dft/decks'
import { rankedCsv, rankedJson, type RankedList, type RankedRow } from '../../domain/export/ranked-list'
import { writeCif } from '../../domain/structure/formats/cif-write'
import { writeExtxyz } from '../../domain/structure/formats/extxyz-write'
import { writePoscar } from '../../domain/structure/formats/poscar-write'
import { hillFormula } from '../../domain/structure/formula'
import type { CalibratedModel } from '../../domain/uncertainty/calibrated-model'
import type { ProjectStore } from '../../platform/store/project-store'
import { runAnswers } from './answers'
import { runProbabilities, TOP_K } from './probabilities'
import { deckExport } from './decks'

export type ExportFormat = Parameters<Handlers<HostContract>['exportRun']>[0]['formats'][number]
type StructureFormat = Exclude<ExportFormat, 'csv' | 'json' | DeckCode>

const isDeck = (format: ExportFormat): format is DeckCode => (DECK_CODES as readonly string[]).includes(format)

/** `calibration`: the one that the run's intervals come from; without it there are no probabilities. Throws InvalidInput for a configuration that the run does not have. Structures of configurations that are not done are left out. */
export async function exportFiles(store: ProjectStore, results: RunResults, chosen: readonly string[] | undefined, formats: readonly ExportFormat[], calibration?: CalibratedModel, calculation: Calculation = 'single-point'): Promise<ExportedFile[]> {
  const rows = chooseRows(results.rows, chosen)
  const files: ExportedFile[] = []
  const listed = formats.some((format) => format === 'csv' || format === 'json')
  const plain = rankedList(store, results, rows, listed && calibration ? await runProbabilities(results, calibration) : undefined)
  const list = formats.includes('json') ? { ...plain, answers: await answersTo(rows, results, calibration) } : plain
  for (const format of formats) {
    if (format === 'csv') files.push(text('ranking.csv', rankedCsv(list)))
    else if (format === 'json') files.push(text('ranking.json', rankedJson(list)))
    else if (isDeck(format)) files.push(...deckExport(store, results, rows, format, calculation))
    else
      for (const { configuration } of rows) {
        if (configuration.state !== 'done') continue
        files.push(...(await structureFiles(store, results, configuration.id, format)))
        // A turn for everything else: a run can have thousands of structures.
        await setImmediate()
      }
  }
  return files
}

/** Of the pairs that the rows belong to, from all rows of those. */
async function answersTo(rows: readonly ScreenRow[], results: RunResults, calibration: CalibratedModel | undefined): Promise<readonly PairAnswer[]> {
  const wanted = new Set(rows.map(keyOf))
  return runAnswers({ ...results, rows: results.rows.filter((row) => wanted.has(keyOf(row))) }, calibration)
}

function chooseRows(rows: readonly ScreenRow[], chosen: readonly string[] | undefined): readonly ScreenRow[] {
  if (!chosen) return rows
  const ids = new Set(rows.map(({ configuration }) => configuration.id))
  const missing = chosen.find((id) => !ids.has(id))
  if (missing !== undefined) throw invalidInput('The run has no such configuration', { found: missing })
  const wanted = new Set(chosen)
  return rows.filter(({ configuration }) => wanted.has(configuration.id))
}

/** The rows of a run as a ranked list for files. */
export function rankedList(store: ProjectStore, { provenance, run, rows }: RunResults, chosen: readonly ScreenRow[] = rows, probabilities: ReadonlyMap<string, RowProbability> = new Map()): RankedList {
  const formulas = pairFormulas(store, run.id, chosen)
  const reference = rows.find(({ configuration }) => configuration.result)?.configuration.result?.reference
  return {
    provenance: {
      software: provenance.software,
      model: { name: provenance.model.name, sha256: provenance.model.sha256 },
      ...(provenance.calibration === null ? {} : { calibrationId: provenance.calibration }),
      ...(provenance.otherCalibrations === undefined ? {} : { otherCalibrationIds: provenance.otherCalibrations }),
      reference: `adsorption energy E(adslab) - E(slab) - gas; ${provenance.model.functional}; gas ${reference?.gas ?? 'references of the model'}`,
      seed: provenance.settings.seed,
      settings: settingsRecord(provenance.settings),
    },
    topK: TOP_K,
    rows: chosen.map((row) => listRow(row, formulas.get(keyOf(row)) ?? row.formula, probabilities.get(row.configuration.id))),
  }
}

const keyOf = ({ configuration: { slab, adsorbate } }: ScreenRow): string => pairKey(slab, adsorbate)

/** Formula of slab and adsorbate, from one configuration of each pair. */
function pairFormulas(store: ProjectStore, run: string, rows: readonly ScreenRow[]): Map<string, string> {
  const formulas = new Map<string, string>()
  for (const row of rows) {
    if (formulas.has(keyOf(row))) continue
    const placed = store.configuration(run, row.configuration.id)?.placed
    if (placed) formulas.set(keyOf(row), hillFormula(placed.placement.structure))
  }
  return formulas
}

const settingsRecord = ({ facets, surfacePreset, vacancies = 0, adsorbates, configurations, placement, relax, search }: ScreenSettings): Readonly<Record<string, string | number>> => ({
  facets: facets.kind === 'all' ? `all up to ${facets.maxIndex}` : formatMillers(facets.miller),
  surfacePreset,
  ...(vacancies > 0 ? { vacancies } : {}),
  adsorbates: adsorbates.join(' '),
  configurations,
  placement,
  optimiser: relax.optimiser,
  fmax: relax.fmax,
  maxSteps: relax.maxSteps,
  search: searchOf({ search }).method,
  stopAt: searchOf({ search }).stopAt ?? 'no',
})

function listRow({ rank, configuration: c, miller, relative, basin, dft }: ScreenRow, formula: string, probability: RowProbability | undefined): RankedRow {
  const { result } = c
  const note = c.reason ?? result?.domainNote ?? (c.skipped && skipSentence(c.skipped))
  return {
    // in brackets, so that no reader takes 001 for the number 1
    rank, group: probability?.group ?? null, id: c.id, slab: c.slab, miller: miller === 'custom' ? miller : `(${miller})`, adsorbate: c.adsorbate, placement: c.placement,
    formula,
    energy: result?.energy ?? null,
    ...(result?.adsorbates === undefined ? {} : { adsorbates: result.adsorbates }),
    ...(relative === null ? {} : { relative }),
    ...(basin === undefined ? {} : { basin }),
    ...(result?.distance === undefined ? {} : { distance: result.distance }),
    ...(probability === undefined ? {} : { pBest: probability.best, pTopK: probability.topK }),
    interval: result?.interval ?? { kind: 'uncalibrated', reason: 'not relaxed' },
    outcome: result?.outcome ?? c.skipped?.kind ?? c.state,
    ...(dft === undefined ? {} : { dftEnergy: dft.energy, dftTruth: dft.truth }),
    anomalies: result?.anomalies.map(({ kind }) => kind) ?? [],
    forceCalls: forceCallsOf(c),
    ...(result ? { fmax: result.fmax, inDomain: result.inDomain } : {}),
    ...(note === undefined ? {} : { note }),
  }
}

async function structureFiles(store: ProjectStore, { run, provenance }: RunResults, id: string, format: StructureFormat): Promise<ExportedFile[]> {
  const stored = store.configuration(run.id, id)
  const trajectory = await store.trajectory(run.id, id)
  if (!stored?.final || !stored.configuration.result || !trajectory) return []
  const { result } = stored.configuration
  const name = fileName(id)
  const { energies } = trajectory.trajectory
  switch (format) {
    case 'extxyz': {
      const info = { configuration: id, adsorption_energy: result.energy, outcome: result.outcome, anomalies: result.anomalies.map(({ kind }) => kind).join(' ') || 'none', model: provenance.model.sha256 }
      const frames = [
        { structure: stored.placed.placement.structure, energy: energies[0]!, info: { configuration: id, frame: 'initial' } },
        { structure: stored.final, energy: energies.at(-1)!, forces: stored.forces ?? new Float64Array(3 * stored.final.numbers.length), info: { ...info, frame: 'final' } },
      ]
      return [text(`relaxed/${name}.extxyz`, writeExtxyz(frames))]
    }
    case 'poscar':
      return [text(`relaxed/${name}.vasp`, writePoscar(stored.final, `${id} E_ads ${result.energy} eV`))]
    case 'cif':
      return [text(`relaxed/${name}.cif`, writeCif(stored.final, name))]
    default:
      return assertNever(format)
  }
}


const text = (name: string, content: string): ExportedFile => ({ name, bytes: new TextEncoder().encode(content) })

/** 'Cu-111-t0/CO/rand0003' -> 'Cu-111-t0_CO_rand0003'; what a file name may not have (SMILES) is written as its code point. */
export const fileName = (id: string): string => id.replaceAll('/', '_').replaceAll(/[^\w.+-]/gu, (c) => `%${c.codePointAt(0)!.toString(16)}`)
