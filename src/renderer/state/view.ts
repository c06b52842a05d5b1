/** What the window remembers about itself: step, theme, widths, how structures are drawn. Kept in localStorage, checked when read. */
import { z } from 'zod'

export const STEPS = ['materials', 'surfaces', 'adsorbates', 'settings', 'run', 'results'] as const
export type Step = (typeof STEPS)[number]

export const COLOURINGS = ['element', 'tag', 'force', 'displacement'] as const
export type Colouring = (typeof COLOURINGS)[number]

const sceneSchema = z.object({
  colouring: z.enum(COLOURINGS),
  scale: z.enum(['cividis', 'viridis']),
  style: z.enum(['ball', 'space']),
  bonds: z.boolean(),
  cell: z.boolean(),
  images: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  markFixed: z.boolean(),
  arrows: z.enum(['none', 'force', 'displacement']),
  perspective: z.boolean(),
})
export type SceneOptions = z.output<typeof sceneSchema>

const layoutSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** px, of the middle panel while setting up and on the results */
  setupWidth: z.number().min(300).max(1600),
  resultsWidth: z.number().min(300).max(1600),
  lowerHeight: z.number().min(80).max(600),
  /** `best`: at least two samples per CSS pixel and direction, also in a software renderer */
  drawing: z.enum(['automatic', 'best']),
  scene: sceneSchema,
})
export type Layout = z.output<typeof layoutSchema>

export const DEFAULT_LAYOUT: Layout = {
  theme: 'system',
  setupWidth: 460,
  resultsWidth: 820,
  lowerHeight: 176,
  drawing: 'automatic',
  scene: { colouring: 'element', scale: 'cividis', style: 'ball', bonds: true, cell: true, images: 1, markFixed: true, arrows: 'none', perspective: false },
}

const KEY = 'adatom.layout.1'

/** The remembered layout; the default where nothing usable is remembered. */
export function readLayout(storage: Pick<Storage, 'getItem'>): Layout {
  try {
    const parsed = layoutSchema.partial().safeParse(JSON.parse(storage.getItem(KEY) ?? '{}'))
    return parsed.success ? { ...DEFAULT_LAYOUT, ...(parsed.data as Partial<Layout>) } : DEFAULT_LAYOUT
  } catch {
    return DEFAULT_LAYOUT
  }
}

/** Remembers the layout; a full or forbidden storage only means that it is forgotten. */
export function writeLayout(storage: Pick<Storage, 'setItem'>, layout: Layout): void {
  try {
    storage.setItem(KEY, JSON.stringify(layout))
  } catch {
    // Nothing that the user did is lost with it.
  }
}
