/** What the three commands of docs/uncertainty.md, "Measured on our own potential", share: the reference adslabs and where things are kept. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readStructures } from '../src/domain/structure/formats'
import { domainNote, unknownElements } from '../src/domain/adsorbml/model-domain'
import type { ModelCard } from '../src/domain/potentials/model-card'
import { ADSORBATE, type Structure } from '../src/domain/structure/structure'
import { domainOf } from '../src/host/models'

export type Part = 'calibration' | 'test' | 'train'

/** One entry of the files that `python -m adatom_training.adslabs` writes. */
export interface Adslab {
  readonly id: string
  readonly part: Part
  readonly adsorbate: string
  /** crystal or composition: what the split is by */
  readonly key: string
  readonly miller: string
  /** eV, DFT, OC20's gas references */
  readonly dft: number
  /** at the DFT minimum; tags 0 fixed, 1 free, 2 adsorbate */
  readonly structure: Structure
}

/** A relaxed pair, as `measure-errors` keeps it: one line of JSON. */
export interface Measured {
  readonly id: string
  /** eV, adsorption energy; null where a relaxation did not stay finite */
  readonly energy: number | null
  /** worse of the two relaxations */
  readonly outcome: string
  readonly anomalies: readonly string[]
  readonly forceCalls: number
  /** [3n] Å, adslab at the potential's own minimum */
  readonly positions: readonly number[]
}

export function readAdslabs(folder: string, part: Part): Adslab[] {
  const name = `${part}.extxyz`
  return readStructures(readFileSync(join(folder, name), 'utf8'), { name }).map(({ structure, info }) => ({
    id: String(info['id']), part, adsorbate: String(info['adsorbate']), key: String(info['key']), miller: String(info['miller']), dft: Number(info['dft_adsorption_energy']), structure,
  }))
}

/** Where the relaxations of one model are kept while they are measured. */
export const measuredFile = (folder: string, sha256: string): string => join(folder, `measured-${sha256.slice(0, 12)}.jsonl`)

/** What is kept, by id; a last line that a killed process left half written is passed over. */
export function readMeasured(file: string): Map<string, Measured> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
  return new Map(lines.flatMap((line) => {
    try {
      const one = JSON.parse(line) as Measured
      return [[one.id, one] as const]
    } catch {
      return []
    }
  }))
}

/** Whether a model was made for the slab and knows its elements: others get no bar, and are no points of a calibration. */
export function isMadeFor(card: ModelCard, { structure: s }: Adslab): boolean {
  const domain = domainOf(card)
  const numbers = (wanted: boolean): Uint8Array => s.numbers.filter((_, i) => (s.tags[i] === ADSORBATE) === wanted)
  return unknownElements(s, domain.elements).length === 0 && domainNote({ numbers: numbers(false) }, { numbers: numbers(true) }, domain) === undefined
}

/** Calibration and test entries to be measured: the first of every crystal, then the second, to PER_KEY; stopped early, every crystal is in. */
export function heldAdslabs(folder: string, card: ModelCard): Adslab[] {
  const perKey = Number(process.env['PER_KEY'] ?? 6)
  const all = (['calibration', 'test'] as const).flatMap((part) => readAdslabs(folder, part)).filter((adslab) => isMadeFor(card, adslab))
  const byKey = [...Map.groupBy(all, ({ part, adsorbate, key }) => JSON.stringify([part, adsorbate, key])).values()]
  return Array.from({ length: perKey }, (_, round) => byKey.flatMap((entries) => entries.slice(round, round + 1))).flat()
}

export function folderArgument(): string {
  const folder = process.argv[2]
  if (folder === undefined) throw new Error('Give the folder that python -m adatom_training.adslabs wrote')
  return folder
}

export const modelArgument = (): string => process.env['MODEL'] ?? 'models/adatom-s.onnx'
