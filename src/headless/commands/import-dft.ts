/** adatom import-dft PROJECT FILES: energies of finished DFT runs, each held against the structure that was exported. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Option, type Command } from 'commander'
import type { DftImport } from '../../contract/reliability-api'
import { invalidInput } from '../../domain/errors'
import { plural } from '../../domain/units/plural'
import { EXIT, UsageError } from '../cli/exit-codes'
import { withJson, type JsonOption } from '../cli/options'
import { note, print, printJson, table } from '../cli/output'
import { oneOf } from '../cli/parse'
import { projectFile } from '../cli/project'
import { withSession } from '../cli/session'

interface Options extends JsonOption {
  readonly theory?: string
  readonly slabEnergy: Readonly<Record<string, number>>
  readonly gasEnergy: Readonly<Record<string, number>>
  readonly calculation?: 'single-point' | 'relaxation'
}

/** NAME=eV, once or several times */
const energies =
  (option: string) =>
  (text: string, before: Readonly<Record<string, number>>): Record<string, number> => {
    const at = text.lastIndexOf('=')
    const energy = Number(text.slice(at + 1))
    if (at < 1 || text.slice(at + 1).trim() === '' || !Number.isFinite(energy)) throw new UsageError(`${option} is NAME=ENERGY in eV, not "${text}"`)
    return { ...before, [text.slice(0, at)]: energy }
  }

export function register(program: Command): void {
  withJson(
    program
      .command('import-dft <project> [files...]')
      .description('Import energies of finished DFT runs: result.extxyz (GPAW), vasprun.xml or OUTCAR, pw.x output, extXYZ or CSV with ids; folders are searched')
      .option('--theory <text>', 'settings of the DFT where the files do not say, e.g. "RPBE, 400 eV"; only energies of one theory are subtracted')
      .addOption(new Option('--slab-energy <name=eV>', 'total energy of a clean slab that was not computed from a deck; repeatable').default({}, 'none').argParser(energies('--slab-energy')))
      .addOption(new Option('--gas-energy <name=eV>', 'total energy of H2, H2O, CO or N2; repeatable').default({}, 'none').argParser(energies('--gas-energy')))
      .addOption(new Option('--calculation <kind>', 'of --slab-energy: single-point, relaxation').argParser(oneOf('--calculation', ['single-point', 'relaxation']))),
  ).action(importFiles)
}

async function importFiles(project: string, paths: readonly string[], { theory, slabEnergy, gasEnergy, calculation, json }: Options): Promise<void> {
  if (paths.length === 0 && Object.keys(slabEnergy).length + Object.keys(gasEnergy).length === 0) throw new UsageError('import-dft needs files or folders, e.g. adatom import-dft runs/first decks/')
  const files = await readGiven(paths)
  await withSession({}, async ({ handlers, signal }) => {
    const { path } = await handlers.openProject({ path: await projectFile(project) }, signal)
    const done = await handlers.importDft(
      { project: path, files, slabs: slabEnergy, gas: gasEnergy, ...(theory === undefined ? {} : { theory }), ...(calculation === undefined ? {} : { calculation }) },
      signal,
    )
    if (json) printJson(done)
    else show(done)
    if (done.imported.length + done.known.length === 0) process.exitCode = EXIT.invalid
  })
}

const eV = (x: number | null): string => (x === null ? '' : x.toFixed(3))

function show({ imported, known, refused }: DftImport): void {
  if (imported.length > 0) {
    print(table(['what', 'truth', 'theory', 'energy (eV)', 'E_ads DFT (eV)', 'error (eV)'], imported.map((one) => [one.role === 'adslab' ? one.target : `${one.role} ${one.target}`, one.role === 'gas' ? '' : one.truth, one.theory, one.energy.toFixed(4), eV(one.adsorption), eV(one.error)])))
    for (const { target, missing } of imported) if (missing.length > 0) note(`${target} waits for: ${missing.join(', ')}`)
    for (const { file, notes } of imported) for (const text of notes) note(`${file}: ${text}`)
  }
  for (const file of known) note(`${file} is in the project already`)
  for (const { file, reason, advice } of refused) note(`Refused: ${file}: ${reason}${advice === '' ? '' : `; ${advice}`}`)
  note(`${plural(imported.length, 'energy', 'energies')} imported, ${known.length} known already, ${refused.length} refused`)
}

interface Given {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Larger files of a run folder are never results (WAVECAR, CHGCAR). */
const MAX_BYTES = 512 * 1024 * 1024
const SKIPPED = /^(WAVECAR|CHGCAR|CHG|POTCAR|.*\.(gpw|traj|save|pickle|npy|py))$/i

/** The files themselves with what stands beside each (the deck's record, the log); folders with all they hold. */
async function readGiven(paths: readonly string[]): Promise<Given[]> {
  const found = new Set<string>()
  for (const path of paths) {
    const info = await stat(path).catch(() => null)
    if (info === null) throw invalidInput(`There is no file or folder ${path}`, { at: { file: path } })
    if (info.isDirectory()) (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).forEach((entry) => found.add(join(entry.parentPath, entry.name)))
    else [path, ...['adatom-deck.json', 'gpaw.txt'].map((name) => join(dirname(path), name))].forEach((one) => found.add(one))
  }
  const given: Given[] = []
  for (const path of found) {
    const info = await stat(path).catch(() => null)
    if (info === null || !info.isFile() || info.size > MAX_BYTES || SKIPPED.test(basename(path))) continue
    given.push({ name: path.replaceAll('\\', '/'), bytes: new Uint8Array(await readFile(path)) })
  }
  return given
}
