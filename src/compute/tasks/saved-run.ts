/**
 * A relaxation under way as bytes: deflate(codec({ version, run, streak })), to be kept by the host and given back with the same input. What
 * cannot be read, or was written by another version, is not an error: the relaxation then begins at its start and ends the same.
 */
import { deflateSync, inflateSync } from 'node:zlib'
import { decode, encode } from '../../contract/codec'
import type { Streak } from '../../domain/adsorbml/search/knowledge'
import type { SavedRun } from '../../domain/relax/run-state'

/** To be raised when what is saved changes its shape or meaning: the state of an optimiser too. */
const VERSION = 2

export interface SavedRelaxation {
  readonly run: SavedRun
  /** of the watch over known minima */
  readonly streak: Streak
}

/** Level 1: fixed atoms repeat from frame to frame, and more effort finds little else. */
export const encodeSaved = (saved: SavedRelaxation): Uint8Array => new Uint8Array(deflateSync(encode({ version: VERSION, ...saved }), { level: 1 }))

export function decodeSaved(bytes: Uint8Array): SavedRelaxation | null {
  try {
    // a copy that starts at offset 0 of its own buffer, as the codec wants it
    const { version, ...saved } = decode(Uint8Array.from(inflateSync(bytes)).buffer) as SavedRelaxation & { readonly version: number }
    return version === VERSION ? saved : null
  } catch {
    return null
  }
}
