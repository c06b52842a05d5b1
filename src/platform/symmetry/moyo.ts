/** The moyo library (Rust, WebAssembly), compiled once per process. Its `operations` hold rotations column by column. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import * as moyo from '@spglib/moyo-wasm'
import type { SymmetryOperation } from '../../domain/structure/symmetry'

let loaded: Promise<typeof moyo> | undefined

/** Compiles the library on the first call. */
export function loadMoyo(): Promise<typeof moyo> {
  loaded ??= compile().catch((error: unknown) => {
    loaded = undefined
    throw error
  })
  return loaded
}

async function compile(): Promise<typeof moyo> {
  const module = await readFile(createRequire(import.meta.url).resolve('@spglib/moyo-wasm/moyo_wasm_bg.wasm'))
  moyo.initSync({ module })
  return moyo
}

/** moyo's operation in our convention: rotation row by row, translation in [0, 1). */
export function operationOf({ rotation: r, translation: t }: moyo.MoyoOperation): SymmetryOperation {
  const fraction = (x: number): number => {
    const f = x - Math.floor(x)
    return f > 1 - 1e-9 ? 0 : f
  }
  // `+ 0` turns -0 into 0
  return { rotation: [r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]].map((x) => x + 0), translation: [fraction(t[0]), fraction(t[1]), fraction(t[2])] }
}
