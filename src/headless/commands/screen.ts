/** adatom screen FILES, adatom resume DIR: from crystals to a ranked list in a folder. */
import { access, mkdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { RunResults } from '../../contract/host-api'
import { checkFilter } from '../../domain/adsorbml/candidate-filter'
import { searchPreset } from '../../domain/adsorbml/search/presets'
import type { ScreenSettings } from '../../domain/catalogue/records'
import { invalidInput } from '../../domain/errors'
import { createModels, gasReferencesOf } from '../../host/models'
import { filterOf, shownCandidates, withCandidates, type CandidateOptions } from '../cli/candidates'
import { EXIT, exitCodeOfKind, UsageError } from '../cli/exit-codes'
import { facetsOf, readAll, warningsOf } from '../cli/facets'
import { adsorbatesOf, withAdsorbates, type AdsorbateOptions } from '../cli/adsorbates'
import { withFacets, withModel, withPlacements, withRelax, withSearch, type FacetOptions, type ModelOptions, type PlacementOptions, type RelaxOptions, type SearchOptions } from '../cli/options'
import { note, print, printJson } from '../cli/output'
import { whole } from '../cli/parse'
import { follow } from '../cli/follow'
import { rankingText } from '../cli/ranking'
import { withSession, type Session } from '../cli/session'
import { writeRun } from '../cli/write-run'

interface Common extends ModelOptions, CandidateOptions {
  readonly processes?: number
  readonly top: number
}

interface ScreenOptions extends Common, FacetOptions, PlacementOptions, RelaxOptions, SearchOptions, AdsorbateOptions {
  readonly out?: string
  readonly resume?: string
}

const common = (command: Command): Command =>
  withCandidates(withModel(command))
    .addOption(new Option('--processes <n>', 'compute processes (default: the cores less one)').argParser(whole('--processes', 1, 64)))
    .addOption(new Option('--top <n>', 'configurations shown per surface and adsorbate').default(5).argParser(whole('--top', 1, 2000)))

export function register(program: Command): void {
  const command = program
    .command('screen [files...]')
    .description('Screen crystals: cut surfaces, place adsorbates, relax, judge, rank. Files are CIF, POSCAR, extXYZ or names of bundled examples')
    .option('--out <dir>', 'new folder for ranking.csv, ranking.json, relaxed/ and project.adatom')
    .option('--resume <dir>', 'go on with the run in this folder')
  common(withRelax(withSearch(withPlacements(withAdsorbates(withFacets(command)))))).action((files: readonly string[], options: ScreenOptions) => screen(files, withRecipe(options, (name) => command.getOptionValueSource(name) === 'default')))
  common(program.command('resume <dir>').description('Go on with an interrupted or cancelled screen: the same as `adatom screen --resume DIR`')).action(resume)
}

/** What a published recipe fixes, where the user did not ask for something else. */
function withRecipe(options: ScreenOptions, isDefault: (option: keyof ScreenOptions) => boolean): ScreenOptions {
  const { search: chosen, fixes } = searchPreset(options.search)
  if (chosen.stopAt === null && !isDefault('stopAt') && options.stopAt !== null) throw new UsageError(`--stop-at ends the search \`adatom\`; --search ${options.search} takes every placement`)
  const own = { configs: fixes.configurations, placement: fixes.placement, optimiser: fixes.relax?.optimiser, fmax: fixes.relax?.fmax, maxSteps: fixes.relax?.maxSteps }
  const fixed = Object.fromEntries(Object.entries(own).filter(([name, value]) => value !== undefined && isDefault(name as keyof ScreenOptions)))
  return { ...options, ...fixed, ...(chosen.stopAt === null ? { stopAt: null } : {}) }
}

async function screen(files: readonly string[], options: ScreenOptions): Promise<void> {
  if (options.resume !== undefined) {
    if (files.length > 0 || options.out !== undefined) throw new UsageError('--resume goes on with what its folder holds; it takes no files and no --out')
    return resume(options.resume, options)
  }
  if (files.length === 0) throw new UsageError('screen needs at least one file, e.g. adatom screen Cu.cif --miller 111 --adsorbates CO --out runs/first')
  const { out } = options
  if (!options.adsorbates) throw new UsageError('screen needs --adsorbates, e.g. --adsorbates CO,H,O')
  if (out === undefined) throw new UsageError('screen needs --out, a new folder for its results')
  const project = join(resolve(out), 'project.adatom')
  if (await exists(project)) throw invalidInput(`${out} holds a run already`, { found: project, expected: `another folder, or: adatom screen --resume ${out}` })
  await withSession(options, async (session) => {
    // Whatever cannot work is found before a folder is made.
    checkFilter(filterOf(options))
    gasReferencesOf((await createModels(session.installation.modelsDir).find(options.model)).card)
    const materials = await readAll(session, files, options)
    warningsOf(materials).forEach(note)
    const settings: ScreenSettings = {
      facets: facetsOf(options, materials),
      surfacePreset: options.preset,
      ...(options.vacancies === undefined ? {} : { vacancies: options.vacancies }),
      ...(await adsorbatesOf(session, options)),
      configurations: options.configs,
      placement: options.placement,
      seed: options.seed,
      relax: { optimiser: options.optimiser, fmax: options.fmax, maxSteps: options.maxSteps },
      search: { method: options.search, stopAt: options.stopAt },
    }
    await mkdir(resolve(out), { recursive: true })
    const { path } = await session.handlers.createProject({ name: basename(resolve(out)), path: project }, session.signal)
    const chosen = options.model === undefined ? {} : { model: options.model }
    const { run } = await session.handlers.startRun({ project: path, materials: materials.map(({ material }) => material), settings: settings, ...chosen }, session.signal)
    await finish(session, path, run, out, options)
  })
}

async function resume(out: string, options: Common): Promise<void> {
  const project = join(resolve(out), 'project.adatom')
  await withSession(options, async (session) => {
    const { path, runs } = await session.handlers.openProject({ path: project }, session.signal)
    const last = runs.at(-1)
    if (!last) throw invalidInput(`${project} has no run to go on with`, { at: { file: project } })
    if (last.state !== 'done') await session.handlers.resumeRun({ project: path, run: last.id }, session.signal)
    await finish(session, path, last.id, out, options)
  })
}

/** Waits for the run, writes what it made and shows it; after Ctrl-C says how to go on. */
async function finish(session: Session, project: string, run: string, out: string, options: Common): Promise<void> {
  const { state, failure } = await follow(session, project, run)
  const results = await session.handlers.results({ project, run }, session.signal)
  if (state === 'done') {
    const written = await writeRun(session, project, run, out)
    const answers = await session.handlers.answers({ project, run }, session.signal)
    const shown = shownCandidates(results, answers, filterOf(options))
    if (options.json) printJson({ ...summary(shown.results, out), answers: shown.answers, files: written })
    else print(rankingText(shown.results, options.top, shown.answers))
    if (shown.note !== null) note(shown.note)
    return note(`Written: ${written.filter((name) => !name.startsWith('relaxed/')).join(', ')} and ${written.filter((name) => name.startsWith('relaxed/')).length} relaxed structures in ${out}`)
  }
  process.exitCode = state !== 'failed' ? EXIT.interrupted : failure === undefined ? EXIT.failure : exitCodeOfKind(failure)
  if (options.json) printJson(summary(results, out))
  const { done, skipped, total } = results.run
  if (state === 'failed') note('The run stopped; the message above says why')
  note(`${done} of ${total} configurations are done${skipped > 0 ? `, ${skipped} skipped` : ''} and kept in ${join(out, 'project.adatom')}`)
  note(`Go on with: adatom screen --resume ${out}`)
}

const summary = ({ run, provenance, rows }: RunResults, out: string): object => ({ out, run: { id: run.id, state: run.state, total: run.total, done: run.done, failed: run.failed, skipped: run.skipped }, provenance, rows })

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
