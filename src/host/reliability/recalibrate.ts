/** Calibrations of a project: made from its imported energies, kept as versions, one of them active. */
import type { CalibrationVersion, Reliability, ReliabilityGroup, ReliabilityPoint } from '../../contract/reliability-api'
import { errorBar } from '../../domain/adsorbml/error-bar'
import type { Provenance, RankedRow } from '../../domain/catalogue/records'
import { AdatomError, invalidInput, unsupported } from '../../domain/errors'
import { calibrate } from '../../domain/uncertainty/calibrate'
import { describeCalibration, speaking, type CalibratedModel, type Truth } from '../../domain/uncertainty/calibrated-model'
import { tableOfPoints, type ErrorPoint } from '../../domain/uncertainty/error-points'
import type { ErrorTable } from '../../domain/uncertainty/error-table'
import { judgeCalibration, type CalibrationJudgement } from '../../domain/uncertainty/judgement'
import type { Model } from '../../platform/models/registry'
import { calibrationOf, loadErrorPoints } from '../../platform/models/uncertainty'
import type { ProjectStore, RunRecord } from '../../platform/store/project-store'
import { configurationEnergies, pointOf, tableOf } from './points'

export interface RecalibrateOptions {
  readonly truth?: Truth | undefined
  readonly theory?: string | undefined
  readonly level?: number | undefined
  readonly method?: string | undefined
  readonly seed?: number | undefined
}

/** Points of the runs of one model, by truth and theory: most points first. */
export function importedGroups(store: ProjectStore, model: string): ReliabilityGroup[] {
  const runs = new Set(store.runs().filter(({ provenance }) => provenance.model.sha256 === model).map(({ id }) => id))
  const known = configurationEnergies(store).filter(({ run, dft }) => runs.has(run) && dft !== null)
  const groups = Map.groupBy(known, ({ truth, theory }) => JSON.stringify([truth, theory]))
  return [...groups.values()].map((all): ReliabilityGroup => ({ truth: all[0]!.truth, theory: all[0]!.theory, points: all.map(pointOf) })).toSorted((a, b) => b.points.length - a.points.length)
}

/**
 * Fits error bars to the imported energies of one truth and theory, keeps them with the project and makes them the active ones. Distances
 * are those that the runs measured, so the model must have a latent index. Throws InvalidInput where there are too few points, or several
 * truths to choose from with equal claim; Unsupported for a model without distances.
 */
export function recalibrate(store: ProjectStore, { card }: Model, options: RecalibrateOptions, now: string): CalibratedModel {
  const own = calibrationOf(card)
  if (own?.distance === undefined) throw unsupported(`${card.name} measures no latent distances, so its errors cannot be calibrated`, { what: 'models without a latent index' })
  const group = chooseGroup(importedGroups(store, card.sha256), options)
  const found = tableOf(group.points)
  const level = options.level ?? 0.9
  if (found === undefined) throw invalidInput('None of the imported energies can be a calibration point', { found: group.points.map(({ label, excluded }) => `${label}: ${excluded ?? ''}`).join('; ').slice(0, 300) })
  const model = calibrate(found.table, {
    potential: card.sha256, truth: group.truth, source: `${found.used.length} energies imported into the project; ${group.theory}`, level, otherLevels: [0.68, 0.95].filter((one) => one !== level),
    distance: own.distance, byAdsorbate: true, fewest: 1, sources: new Set(found.used.map(slabOf)).size, seed: options.seed ?? 0,
    ...(own.index === undefined ? {} : { index: own.index }), ...(options.method === undefined ? {} : { method: options.method }),
  })
  store.addCalibration({ model, created: now, points: found.used.map(({ configuration }) => configuration!) })
  return model
}

const slabOf = ({ configuration, label }: ReliabilityPoint): string => (configuration ?? label).split('/')[0]!

function chooseGroup(groups: readonly ReliabilityGroup[], { truth, theory }: RecalibrateOptions): ReliabilityGroup {
  const fitting = groups.filter((one) => (truth === undefined || one.truth === truth) && (theory === undefined || one.theory === theory))
  const names = (some: readonly ReliabilityGroup[]): string => some.map((one) => `${one.truth}, ${one.theory} (${one.points.length})`).join('; ')
  if (fitting.length === 0) {
    throw invalidInput(groups.length === 0 ? 'The project has no DFT adsorption energies to calibrate on' : 'No imported energies are of this truth and theory', { ...(groups.length === 0 ? {} : { found: names(groups) }), expected: 'imported energies of configurations, their clean slabs and gas molecules' })
  }
  if (fitting.length > 1 && truth === undefined && theory === undefined) throw invalidInput('The imported energies are of several kinds, which are never mixed: say which', { found: names(fitting), expected: 'a truth (same-structure or own-minimum) and a theory' })
  return fitting[0]!
}

/** The project's active calibration, for runs of the potential it was made for. */
export function activeCalibration(store: ProjectStore, { model }: Pick<Provenance, 'model'>): CalibratedModel | undefined {
  const id = store.activeCalibration()
  const found = id === null ? undefined : store.calibrations().find((one) => one.model.id === id)?.model
  return found?.potential === model.sha256 ? found : undefined
}

/** Rows and provenance as the active calibration has them; as they are where the project has none. */
export function withActiveCalibration(store: ProjectStore, run: RunRecord, rows: readonly RankedRow[]): { readonly rows: readonly RankedRow[]; readonly provenance: Provenance } {
  const calibration = activeCalibration(store, run.provenance)
  if (calibration === undefined) return { rows, provenance: run.provenance }
  const { name } = run.provenance.model
  const barred = rows.map((row): RankedRow => {
    const { result } = row.configuration
    if (result === undefined) return row
    // a distance that could not be measured was kept as none
    const distance = result.distance ?? (result.interval.kind === 'out-of-domain' ? Infinity : null)
    const interval = errorBar({ energy: result.energy, distance, adsorbate: row.configuration.adsorbate, anomalies: result.anomalies, inDomain: result.inDomain, name, calibration })
    return { ...row, configuration: { ...row.configuration, result: { ...result, interval } } }
  })
  const { otherCalibrations: _, ...provenance } = run.provenance
  return { rows: barred, provenance: { ...provenance, calibration: calibration.id } }
}

/** Rows with the DFT energies that were imported for them: where there are several, own minimum first, then the newest. */
export function withDft(store: ProjectStore, run: string, rows: readonly RankedRow[]): readonly RankedRow[] {
  const known = configurationEnergies(store).filter((one) => one.run === run && one.dft !== null)
  if (known.length === 0) return rows
  const best = new Map(known.toSorted((a, b) => (a.truth === b.truth ? 0 : a.truth === 'own-minimum' ? 1 : -1)).map(({ configuration, dft, truth, theory }) => [configuration, { energy: dft!, truth, theory }]))
  return rows.map((row) => {
    const dft = best.get(row.configuration.id)
    return dft === undefined ? row : { ...row, dft }
  })
}

/** Everything that the reliability page shows of one model: imported points, the model's own, and every calibration on them. */
export async function reliability(store: ProjectStore | undefined, model: Model): Promise<Reliability> {
  const { card } = model
  const shipped = await loadErrorPoints(model)
  const behind = shipped.filter(({ points }) => points.length > 0).map(({ calibration, points }): ReliabilityGroup => ({ truth: calibration.truth, theory: calibration.source, points: points.map(shippedPoint) }))
  const groups: readonly ReliabilityGroup[] = [...(store ? importedGroups(store, card.sha256) : []), ...behind]
  const active = store?.activeCalibration() ?? null
  const [shown] = groups
  const kept = store ? store.calibrations().filter((one) => one.model.potential === card.sha256) : []
  const isActive = kept.some((one) => one.model.id === active)
  return {
    model: card.name,
    notes: card.notFor,
    groups,
    shown: shown === undefined ? null : 0,
    versions: [
      ...shipped.map(({ calibration, points }) => version({ ...calibration, also: [] }, 'model', null, !isActive, judgedOwn(calibration, shown, points))),
      ...kept.map(({ model: one, created, points }) => version(one, 'project', created, one.id === active, judgedProject(one, groups, points))),
    ],
    waiting: store ? configurationEnergies(store).filter(({ dft }) => dft === null).map(({ configuration, missing }) => ({ configuration, missing })) : [],
  }
}

interface Judged {
  readonly judgement: CalibrationJudgement | null
  readonly judgedOn: string
}

const NOT_JUDGED = (judgedOn: string): Judged => ({ judgement: null, judgedOn })

function version(model: CalibratedModel, origin: CalibrationVersion['origin'], created: string | null, active: boolean, judged: Judged): CalibrationVersion {
  const { id, truth, level, method, n, warnings } = model
  return { id, origin, created, truth, level, method, n, bars: describeCalibration(model), warnings, active, ...judged }
}

/** The model's calibration: on the imported points that it gives bars for, which it has never seen; else on the test part of its own table. */
function judgedOwn(own: CalibratedModel, shown: ReliabilityGroup | undefined, shipped: readonly ErrorPoint[]): Judged {
  const given = shown?.points[0]?.part === 'imported' ? shown.points.filter(({ adsorbate }) => speaking({ ...own, also: [] }, adsorbate) !== undefined) : []
  const imported = tableOf(given)
  if (shown && imported) {
    const other = shown.truth === own.truth ? '' : `; another truth than the ${own.truth} that it was made for`
    return judged(own, imported.table, imported.used.map(({ elements }) => elements), false, `${imported.used.length} imported energies (${shown.truth}, ${shown.theory}${other})`)
  }
  const test = shipped.filter(({ part }) => part === 'test')
  if (test.length === 0) return NOT_JUDGED('its points do not ship with the model')
  return judged(own, tableOfPoints(test), test.map(({ elements }) => elements), false, `${test.length} points kept out of the training and of the calibration (${own.source})`)
}

/** A calibration of the project is judged by cross-validation on the points it was made from. */
function judgedProject(model: CalibratedModel, groups: readonly ReliabilityGroup[], points: readonly string[]): Judged {
  const group = groups.find((one) => one.truth === model.truth && model.source.endsWith(one.theory))
  const wanted = new Set(points)
  const found = group && tableOf(group.points.filter(({ configuration }) => configuration !== null && wanted.has(configuration)))
  if (found === undefined || found.used.length < 2) return NOT_JUDGED('its points are no longer in the project')
  return judged(model, found.table, found.used.map(({ elements }) => elements), true, `the ${found.used.length} points it was made from, each judged by a fit without it (cross-validation)`)
}

function judged(model: CalibratedModel, table: ErrorTable, elements: readonly string[], crossValidated: boolean, judgedOn: string): Judged {
  try {
    return { judgement: judgeCalibration(model, table, { elements, crossValidated }), judgedOn }
  } catch (error) {
    if (error instanceof AdatomError) return NOT_JUDGED(`not judged: ${error.message}`)
    throw error
  }
}

const shippedPoint = (p: ErrorPoint): ReliabilityPoint => ({ run: null, configuration: null, label: p.label, adsorbate: p.adsorbate, elements: p.elements, part: p.part, error: p.error, dft: null, energy: null, distance: p.distance, excluded: null })
