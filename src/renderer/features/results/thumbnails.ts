/** Pictures of configurations for the gallery: drawn when they come into sight, the newest wish first, and kept as images. */
import { useEffect, useState } from 'react'
import type { ConfigurationDetail, HostClient } from '../../../contract/host-api'
import { configurationDetail, useCampaign } from '../../state/campaign'
import { useHost } from '../../state/host'
import type { Preset } from '../../scene/camera'
import { plainContent, type SceneContent } from '../../scene/content'
import type { Theme } from '../../scene/palette'
import { ThumbnailPainter } from '../../scene/thumbnail'
import { marksOf } from './evidence-text'

export interface Thumbnail {
  readonly id: string
  /** a new state gives a new picture */
  readonly state: string
  readonly theme: Theme
  readonly preset: Preset
  readonly width: number
  readonly height: number
}

interface Drawn {
  readonly kind: 'drawn'
  readonly url: string
}
export type Picture = Drawn | { readonly kind: 'failed'; readonly why: string }

interface Wish {
  readonly key: string
  readonly make: () => Promise<Blob>
  readonly settle: (picture: Picture) => void
}

/** Pictures kept: some 20 kB each. */
const KEPT = 600

/** One queue for the window. At most one picture is made at a time, with a turn for everything else in between. */
export class PictureQueue {
  readonly #kept = new Map<string, Drawn>()
  readonly #wishes: Wish[] = []
  #busy = false

  get(key: string): Picture | undefined {
    return this.#kept.get(key)
  }

  /** Returns how to take the wish back. */
  wish(wish: Wish): () => void {
    this.#wishes.push(wish)
    void this.#work()
    return () => {
      const at = this.#wishes.indexOf(wish)
      if (at >= 0) this.#wishes.splice(at, 1)
    }
  }

  async #work(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    for (let wish = this.#wishes.pop(); wish; wish = this.#wishes.pop()) {
      const picture = this.#kept.get(wish.key) ?? (await made(wish))
      this.#keep(wish.key, picture)
      wish.settle(picture)
      await new Promise((next) => setTimeout(next))
    }
    this.#busy = false
  }

  #keep(key: string, picture: Picture): void {
    this.#kept.delete(key)
    // a failure is tried again when it comes into sight again
    if (picture.kind === 'failed') return
    this.#kept.set(key, picture)
    for (const [oldest, { url }] of this.#kept) {
      if (this.#kept.size <= KEPT) break
      this.#kept.delete(oldest)
      URL.revokeObjectURL(url)
    }
  }
}

async function made({ make }: Wish): Promise<Picture> {
  try {
    return { kind: 'drawn', url: URL.createObjectURL(await make()) }
  } catch (error) {
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) }
  }
}

const queue = new PictureQueue()
let painter: ThumbnailPainter | null = null

/** The picture of a configuration, or null until it is there. */
export function useThumbnail({ id, state, theme, preset, width, height }: Thumbnail): Picture | null {
  const host = useHost()
  const where = useCampaign((s) => `${s.project?.path}/${s.run}`)
  const key = [where, id, state, theme, preset, width, height].join('|')
  const [held, setHeld] = useState<{ readonly key: string; readonly picture: Picture } | null>(null)
  useEffect(() => {
    if (queue.get(key)) return undefined
    return queue.wish({ key, make: () => paint(host, { id, state, theme, preset, width, height }), settle: (picture) => setHeld({ key, picture }) })
  }, [key, host, id, state, theme, preset, width, height])
  return queue.get(key) ?? (held?.key === key ? held.picture : null)
}

async function paint(host: HostClient, { id, theme, preset, width, height }: Thumbnail): Promise<Blob> {
  const detail = await configurationDetail(host, id)
  painter ??= new ThumbnailPainter()
  return painter.paint({ content: contentOf(detail), theme, preset, width, height })
}

function contentOf({ configuration, final, initial }: ConfigurationDetail): SceneContent {
  const structure = final ?? initial
  const marks = marksOf(configuration.result?.anomalies ?? [])
  return { ...plainContent(configuration.id, structure), highlights: marks.atoms, links: marks.links }
}
