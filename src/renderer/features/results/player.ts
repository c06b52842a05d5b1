/** Which frame of a relaxation is shown, and playing through it. */
import { create } from 'zustand'

interface Player {
  /** the configuration whose relaxation this is */
  readonly of: string | null
  /** null: the last frame */
  readonly frame: number | null
  readonly playing: boolean
  readonly show: (frame: number | null) => void
  readonly open: (of: string | null) => void
  readonly play: () => void
  readonly pause: () => void
}

export const usePlayer = create<Player>()((set) => ({
  of: null,
  frame: null,
  playing: false,
  show: (frame) => set({ frame }),
  open: (of) => set({ of, frame: null, playing: false }),
  play: () => set({ playing: true }),
  pause: () => set({ playing: false }),
}))

/** Frames a second: a relaxation of usual length takes a few seconds, a long one not more than twelve. */
export const frameRate = (frames: number): number => Math.max(10, frames / 12)

/** The frame to show `elapsedMs` after `start` was shown. */
export const frameAt = (start: number, elapsedMs: number, frames: number): number => Math.min(frames - 1, start + Math.floor((elapsedMs / 1000) * frameRate(frames)))
