/** When ambient occlusion is shown, how strongly, and who computes it: at once for what is small, in slices between frames for what is large. */
import type { SceneOptions } from '../state/view'
import { occlusionInSlices, type Occlusion } from './occlusion'

/** drawn atoms up to which a software renderer shades them, too */
const SMALL = 5_000
/** drawn atoms up to which nobody waits: a few milliseconds */
const AT_ONCE = 2_000
/** of one slice of the rest: well within a frame */
const SLICE_MS = 8

/** Balls leave wide gaps, through which more light comes than between the atoms they stand for. */
const STRENGTH: Readonly<Record<SceneOptions['style'], number>> = { ball: 3.6, space: 2.2 }
/** Where colours are read as numbers, shading must not be mistaken for them. */
const WITH_NUMBERS = 0.4

/** By default wherever it costs nothing that one sees: on a graphics card, and in small scenes. */
export const occlusionShown = (choice: SceneOptions['occlusion'], software: boolean, drawn: number): boolean => (choice === 'automatic' ? !software || drawn <= SMALL : choice === 'on')

export const occlusionStrength = (style: SceneOptions['style'], numbers: boolean): number => STRENGTH[style] * (numbers ? WITH_NUMBERS : 1)

interface Subject {
  readonly spheres: Float32Array
  readonly count: number
  readonly ends: Float32Array
  /** which atoms and bonds these are, and how large */
  readonly of: readonly unknown[]
  /** where they are: the same object, the same places */
  readonly positions: unknown
}

/** Keeps the occlusion of what is drawn; a change of colours computes nothing anew. */
export class OcclusionWork {
  readonly #apply: (occlusion: Occlusion) => void
  readonly #redraw: () => void
  #of: readonly unknown[] = []
  #positions: unknown = null
  #rest: Generator<undefined, Occlusion> | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  /** `apply` has been called for the present atoms */
  ready = false

  constructor(apply: (occlusion: Occlusion) => void, redraw: () => void) {
    this.#apply = apply
    this.#redraw = redraw
  }

  want({ spheres, count, ends, of, positions }: Subject): void {
    const same = of.length === this.#of.length && of.every((part, i) => part === this.#of[i])
    if (same && positions === this.#positions) return
    // while atoms move, the shading of a moment ago stays until theirs is ready: nothing flickers
    const before = this.ready && same
    this.stop()
    this.ready = before
    this.#of = of
    this.#positions = positions
    // a copy: the scene writes the next frame over its spheres
    this.#rest = occlusionInSlices(count > AT_ONCE ? spheres.slice(0, 4 * count) : spheres, count, ends)
    if (count <= AT_ONCE) this.settle()
    else this.#later()
  }

  /** Computes what is left, now: for pictures that leave the window. */
  settle(): void {
    if (this.#rest) this.#advance(Infinity)
  }

  /** Forgets all. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#rest = null
    this.#of = []
    this.ready = false
  }

  #later(): void {
    this.#timer = setTimeout(() => {
      this.#advance(SLICE_MS)
      if (this.#rest) this.#later()
      else this.#redraw()
    })
  }

  #advance(ms: number): void {
    const end = performance.now() + ms
    do {
      const { done, value } = this.#rest!.next()
      if (!done) continue
      clearTimeout(this.#timer)
      this.#rest = null
      this.ready = true
      this.#apply(value)
      return
    } while (performance.now() < end)
  }
}
