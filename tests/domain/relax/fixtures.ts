/** Relaxations written by ASE: tests/fixtures/make_relaxations.py. */
import { readFileSync } from 'node:fs'
import { makeStructure, type Structure, type StructureParts } from '../../../src/domain/structure/structure'

export type PlainStructure = StructureParts

export interface AseRun {
  readonly name: string
  readonly optimiser: string
  readonly lj: { readonly sigma: number; readonly epsilon: number; readonly rc: number }
  readonly start: PlainStructure
  readonly fmax: number
  readonly max_steps: number
  readonly steps: readonly { readonly energy: number; readonly fmax: number; readonly positions: readonly number[] }[]
}

export interface OnnxFixture {
  readonly sha256: string
  readonly evaluations: readonly { readonly name: string; readonly structure: PlainStructure; readonly energy: number; readonly forces: readonly number[] }[]
  readonly relaxations: readonly {
    readonly name: string
    readonly start: PlainStructure
    readonly fmax: number
    readonly energy: number
    readonly steps: number
    readonly positions: readonly number[]
  }[]
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../fixtures/relaxations/${name}`, import.meta.url), 'utf8'))

export const lennardJonesRuns = (): readonly AseRun[] => (read('lennard-jones.json') as { runs: AseRun[] }).runs
export const onnxFixture = (): OnnxFixture => read('adatom-0.json') as OnnxFixture
export const structureOf = (plain: PlainStructure): Structure => makeStructure(plain)
