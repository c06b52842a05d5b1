/** What --adsorbates and --coverage ask for: names, SMILES, files, several that go on together. */
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Option, type Command } from 'commander'
import { setNames, setText } from '../../domain/chemistry/adsorbate-sets'
import { invalidInput } from '../../domain/errors'
import { UsageError } from './exit-codes'
import { parseList, whole } from './parse'
import type { Session } from './session'

export interface AdsorbateOptions {
  readonly adsorbates?: readonly string[]
  readonly coverage?: number
}

export const withAdsorbates = (command: Command): Command =>
  command
    .addOption(new Option('--adsorbates <list>', 'library names (CO,H,OH), SMILES (*CO) or files (mol.xyz; mol.xyz:1:4 binds with atoms 1 and 4); several at once: 3O, CO+2O, or O,O,O').argParser(parseList))
    .addOption(new Option('--coverage <n>', 'so many of each entry of --adsorbates on the surface at once').argParser(whole('--coverage', 1, 64)))

export interface AskedAdsorbates {
  /** entries of the settings */
  readonly adsorbates: readonly string[]
  /** the files among them, by name, as extXYZ */
  readonly molecules?: Readonly<Record<string, string>>
}

/** Reads the files; an entry that is repeated stands for that many at once. Throws UsageError without --adsorbates. */
export async function adsorbatesOf(session: Session, { adsorbates, coverage = 1 }: AdsorbateOptions): Promise<AskedAdsorbates> {
  if (!adsorbates) throw new UsageError('--adsorbates is needed, e.g. --adsorbates CO,H,O')
  const molecules = new Map<string, { readonly from: string; readonly text: string }>()
  const entries: string[] = []
  for (const [entry, times] of counted(adsorbates)) {
    const names: string[] = []
    for (const name of setNames(entry)) names.push(FILE.test(name) ? await readInto(session, molecules, name) : name)
    entries.push(setText(Array.from({ length: times * coverage }, () => names).flat()))
  }
  for (const entry of entries) setNames(entry)
  return { adsorbates: entries, ...(molecules.size === 0 ? {} : { molecules: Object.fromEntries([...molecules].map(([name, { text }]) => [name, text])) }) }
}

function counted(list: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const entry of list) counts.set(entry, (counts.get(entry) ?? 0) + 1)
  return counts
}

/** 'folder/mol.xyz', 'mol.cif:3', 'mol.xyz.gz:1:4' */
const FILE = /^(.*\.(?:xyz|extxyz|cif|vasp|poscar|contcar)(?:\.gz)?)((?::\d+)*)$/i

async function readInto(session: Session, molecules: Map<string, { readonly from: string; readonly text: string }>, entry: string): Promise<string> {
  const [, path = '', atoms = ''] = FILE.exec(entry)!
  if (!(await stat(path).catch(() => null))?.isFile()) throw invalidInput(`There is no file ${path}`, { at: { file: path }, expected: 'the file of a molecule, a name of the library or a SMILES' })
  const binding = atoms === '' ? {} : { binding: atoms.slice(1).split(':').map(Number) }
  const { name, text } = await session.handlers.molecule({ name: basename(path), bytes: new Uint8Array(await readFile(path)), ...binding }, session.signal)
  const known = molecules.get(name)
  if (known && known.from !== entry) throw new UsageError(`${known.from} and ${entry} would both be called ${name}; rename one of the files`)
  molecules.set(name, { from: entry, text })
  return name
}
