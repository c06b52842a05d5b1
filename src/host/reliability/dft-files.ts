/** The files of finished DFT runs: which code wrote each, and which deck it belongs to. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { parseDeckRecord, type DeckRecord } from '../../domain/dft/deck-record'
import { parseEnergyTable, type EnergyRow } from '../../domain/dft/energy-table'
import { readEspresso } from '../../domain/dft/espresso-output'
import { readOutcar } from '../../domain/dft/outcar'
import type { DftOutput } from '../../domain/dft/output'
import { readVasprun } from '../../domain/dft/vasprun'
import { invalidInput } from '../../domain/errors'
import { readExtxyz } from '../../domain/structure/formats/extxyz-read'
import type { ReadFrame } from '../../domain/structure/formats/frame'

export interface GivenFile {
  /** path with '/', as given */
  readonly name: string
  readonly bytes: Uint8Array
}

/** One energy as a file gives it, before it is held against the project. */
export interface FoundEnergy {
  readonly file: string
  readonly sha256: string
  readonly deck: DeckRecord | null
  /** what the file itself says it belongs to, where there is no deck */
  readonly id: string | null
  readonly output: DftOutput
}

export interface FoundRow {
  readonly file: string
  readonly sha256: string
  readonly row: EnergyRow
}

export interface FoundFiles {
  readonly energies: readonly FoundEnergy[]
  readonly rows: readonly FoundRow[]
  /** files that could not be read; the others go on */
  readonly failed: readonly { readonly file: string; readonly error: unknown }[]
}

const MAX_BYTES = 512 * 1024 * 1024

type Kind = 'deck' | 'gpaw-log' | 'vasprun' | 'outcar' | 'espresso' | 'extxyz' | 'table' | 'other'

/** Files of a deck's folder that are no results: inputs and logs. */
const NO_RESULT = /^(index\.csv|run\.py|run\.log|relax\.(log|traj)|INCAR|KPOINTS|POSCAR|CONTCAR|POTCAR(\.list)?|pw\.in|OSZICAR|EIGENVAL|DOSCAR|WAVECAR|CHGCAR?|XDATCAR|IBZKPT|PCDAT|REPORT)$/i

/** Throws InvalidInput where nothing in the files could be a result. */
export async function findEnergies(files: readonly GivenFile[]): Promise<FoundFiles> {
  const energies: FoundEnergy[] = []
  const rows: FoundRow[] = []
  const failed: { file: string; error: unknown }[] = []
  const texts = await Promise.all(files.map(async ({ name, bytes }) => ({ name, bytes, folder: folderOf(name), text: await textOf(bytes, name) })))
  const kinds = texts.map(({ name, text }) => kindOf(name, text))
  for (const [k, { name, bytes, folder, text }] of texts.entries()) {
    const kind = kinds[k]!
    if (kind === 'deck' || kind === 'gpaw-log' || kind === 'other') continue
    // both hold the same energy; vasprun.xml says more
    if (kind === 'outcar' && texts.some((other, j) => other.folder === folder && kinds[j] === 'vasprun')) continue
    const beside = (wanted: Kind): string | undefined => texts.find((other, j) => other.folder === folder && kinds[j] === wanted)?.text
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    try {
      if (kind === 'table') {
        rows.push(...parseEnergyTable(text, name).map((row) => ({ file: name, sha256, row })))
        continue
      }
      const record = beside('deck')
      const deck = record === undefined ? null : parseDeckRecord(record, `${folder}adatom-deck.json`)
      for (const { output, id } of outputsOf(kind, text, name, beside('gpaw-log'))) energies.push({ file: name, sha256, deck, id, output })
    } catch (error) {
      failed.push({ file: name, error })
    }
  }
  if (energies.length + rows.length + failed.length === 0) {
    throw invalidInput('None of these files is the result of a DFT run', { found: files.map(({ name }) => name).join(', ').slice(0, 300), expected: 'result.extxyz, vasprun.xml, OUTCAR, a pw.x output, or a CSV with the columns id and energy' })
  }
  return { energies, rows, failed }
}

function kindOf(name: string, text: string): Kind {
  const base = name.slice(name.lastIndexOf('/') + 1).replace(/\.gz$/i, '')
  if (base === 'adatom-deck.json') return 'deck'
  if (NO_RESULT.test(base)) return 'other'
  const head = text.slice(0, 20_000)
  if (/<modeling>/.test(head)) return 'vasprun'
  if (/^ vasp\.\d/.test(head) || base.startsWith('OUTCAR')) return 'outcar'
  if (/Program PWSCF/.test(head)) return 'espresso'
  if (/^\s*\d+\s*\n.*(?:Lattice|energy)\s*=/.test(head) || /\.(ext)?xyz$/i.test(base)) return 'extxyz'
  if (/___ ___ ___ _ _ _/.test(head)) return 'gpaw-log'
  if (/\.(csv|tsv)$/i.test(base)) return 'table'
  return 'other'
}

function outputsOf(kind: Kind, text: string, file: string, log: string | undefined): readonly { readonly output: DftOutput; readonly id: string | null }[] {
  switch (kind) {
    case 'vasprun':
      return [{ output: readVasprun(text, file), id: null }]
    case 'outcar':
      return [{ output: readOutcar(text, file), id: null }]
    case 'espresso':
      return [{ output: readEspresso(text, file), id: null }]
    default:
      return framesOf(readExtxyz({ text, file }), file, log)
  }
}

/** Frames with an id of their own are results each; without ids they are one relaxation, whose last frame counts. */
function framesOf(frames: readonly ReadFrame[], file: string, log: string | undefined): { output: DftOutput; id: string | null }[] {
  const idOf = ({ info }: ReadFrame): string | null => [info['configuration'], info['id']].find((one) => typeof one === 'string') ?? null
  const named = frames.filter((frame) => idOf(frame) !== null && frame.energy !== undefined)
  const output = (frame: ReadFrame, first: ReadFrame | null): DftOutput => ({
    code: log === undefined ? 'extxyz' : 'gpaw',
    energy: frame.energy!,
    ...(first?.energy === undefined ? {} : { firstEnergy: first.energy }),
    first: first?.structure ?? null,
    last: frame.structure,
    ...(frame.forces ? { forces: frame.forces } : {}),
    electronic: log === undefined ? null : isConvergedLog(log),
    ionic: null,
    ionicSteps: frames.length,
    theory: log === undefined ? null : gpawTheory(log),
  })
  if (named.length > 0) return named.map((frame) => ({ output: output(frame, null), id: idOf(frame) }))
  const last = frames.at(-1)!
  if (last.energy === undefined) throw invalidInput(`${file} holds no energy`, { at: { file }, expected: 'energy=... in the comment line of the last frame' })
  return [{ output: output(last, frames.length > 1 ? frames[0]! : null), id: null }]
}

/** GPAW ends with an error, and writes no result, where its last cycle did not converge; its log says it for every cycle. */
const isConvergedLog = (log: string): boolean => /Converged after \d+ iterations/.test(log.slice(log.lastIndexOf('iter:   1')))

function gpawTheory(log: string): string | null {
  const xc = /^\s*xc:\s*(\S+)/m.exec(log)?.[1]
  const cutoff = /\becut:\s*([\d.]+)/.exec(log)?.[1]
  return xc === undefined ? null : `GPAW, ${xc}${cutoff === undefined ? '' : `, ${Number(cutoff)} eV`}`
}

const folderOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1)

async function textOf(bytes: Uint8Array, name: string): Promise<string> {
  if (bytes.length > MAX_BYTES) throw invalidInput(`${name} is larger than 512 MB`, { at: { file: name } })
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? await promisify(gunzip)(bytes, { maxOutputLength: MAX_BYTES }).catch(() => bytes) : bytes
  return new TextDecoder('utf-8').decode(plain)
}
