/** What ASE wrote (tests/fixtures/make_structures.py), typed. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { Vec3 } from '../../../src/domain/math/vec3'

const folder = new URL('../../fixtures/structures/', import.meta.url)

export const fixtureText = (name: string): string => readFileSync(new URL(name, folder), 'utf8')
export const fixtureBytes = (name: string): Uint8Array => readFileSync(new URL(name, folder))
export const fixturePath = (name: string): string => fileURLToPath(new URL(name, folder))

interface AseCell {
  readonly cell: number[]
  readonly pbc: readonly [boolean, boolean, boolean]
  readonly parameters: number[]
  readonly standard: number[]
  readonly positions: number[]
  readonly fractional: number[]
  readonly wrapped: number[]
  readonly vectors: number[]
  readonly shortestImages: number[]
  readonly repeats: Vec3
  readonly repeated: number[]
  readonly repeatedNumbers: number[]
}
export const aseCells = (JSON.parse(fixtureText('cells.json')) as { cells: AseCell[] }).cells

/** Largest absolute difference at most `tolerance`, lengths equal. */
export function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length)
  let worst = 0
  for (let i = 0; i < expected.length; i++) worst = Math.max(worst, Number.isNaN(found[i]!) ? Infinity : Math.abs(found[i]! - expected[i]!))
  expect(worst).toBeLessThanOrEqual(tolerance)
}

/** What ASE reads from one of the files of tests/fixtures/structures. */
export interface AseFrame {
  readonly numbers: number[]
  readonly positions: number[]
  readonly cell: number[]
  readonly pbc: boolean[]
  readonly tags: number[]
  readonly fixed: number[]
  readonly energy?: number
  readonly forces?: number[]
  readonly info: Record<string, string | number | boolean | number[]>
}
export const aseFiles = (JSON.parse(fixtureText('files.json')) as { files: Record<string, AseFrame[]> }).files
