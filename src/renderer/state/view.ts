/**
 * What the window remembers about itself: theme, units, widths, how structures are drawn, what a new campaign begins with. Kept by the host with
 * the other preferences, and in localStorage, where it is at hand before the host answers. Checked when read.
 */
import { z } from 'zod'
import { ENERGY_UNITS } from '../../domain/units/energy'
import { defaultsSchema } from './defaults'

export const STEPS = ['materials', 'surfaces', 'adsorbates', 'settings', 'run', 'results', 'reliability'] as const
export type Step = (typeof STEPS)[number]

export const COLOURINGS = ['element', 'tag', 'force', 'displacement', 'distance'] as const
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
  outlines: z.boolean().default(false),
  /** ambient; `automatic`: on a graphics card, and of small scenes elsewhere */
  occlusion: z.enum(['automatic', 'on', 'off']).default('automatic'),
})
export type SceneOptions = z.output<typeof sceneSchema>

const layoutSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** of what is shown; exports stay in eV */
  energyUnit: z.enum(ENERGY_UNITS),
  /** the first-run tour was taken, or skipped */
  tourSeen: z.boolean(),
  /** of new campaigns; null: Adatom's own */
  defaults: defaultsSchema.nullable(),
  /** px, of the middle panel while setting up and on the results */
  setupWidth: z.number().min(300).max(1600),
  resultsWidth: z.number().min(300).max(1600),
  lowerHeight: z.number().min(80).max(600),
  /** below the structure of a result: its relaxation, or why its error bar is what it is */
  lower: z.enum(['relaxation', 'why']),
  whyHeight: z.number().min(160).max(800),
  /** `best`: at least two samples per CSS pixel and direction, also in a software renderer */
  drawing: z.enum(['automatic', 'best']),
  scene: sceneSchema,
})
export type Layout = z.output<typeof layoutSchema>

export const DEFAULT_LAYOUT: Layout = {
  theme: 'system',
  energyUnit: 'eV',
  tourSeen: false,
  defaults: null,
  setupWidth: 460,
  resultsWidth: 820,
  lowerHeight: 176,
  lower: 'relaxation',
  whyHeight: 380,
  drawing: 'automatic',
  scene: { colouring: 'element', scale: 'cividis', style: 'ball', bonds: true, cell: true, images: 1, markFixed: true, arrows: 'none', perspective: false, outlines: false, occlusion: 'automatic' },
}

const KEY = 'adatom.layout.1'

/** The remembered layout; the default where nothing usable is remembered. */
export function readLayout(storage: Pick<Storage, 'getItem'>): Layout {
  try {
    return parseLayout(storage.getItem(KEY)) ?? DEFAULT_LAYOUT
  } catch {
    return DEFAULT_LAYOUT
  }
}

/** The layout of a text that was written by some Adatom: what it does not say takes its default. null where it makes no sense. */
export function parseLayout(text: string | null): Layout | null {
  if (text === null) return null
  try {
    const parsed = layoutSchema.partial().safeParse(JSON.parse(text))
    return parsed.success ? { ...DEFAULT_LAYOUT, ...(parsed.data as Partial<Layout>) } : null
  } catch {
    return null
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
