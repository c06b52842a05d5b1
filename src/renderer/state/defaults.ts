/** What a new campaign begins with: Adatom's own values, or those that the user keeps in the preferences. */
import { z } from 'zod'
import { EMPTY_SETUP, type Setup } from './setup'

/** Kept with the page's preferences; checked when read, so that an older or newer page's text does no harm. */
export const defaultsSchema = z.object({
  configurations: z.number().int().min(1).max(2000),
  placement: z.enum(['mixed', 'random', 'heuristic', 'random-site-heuristic']),
  seed: z.number().int().min(0).max(0xffffffff),
  optimiser: z.string().min(1),
  fmax: z.number().positive().max(10),
  maxSteps: z.number().int().min(0).max(10_000),
  model: z.string().nullable(),
})
export type CampaignDefaults = z.output<typeof defaultsSchema>

/** The settings of a set-up as defaults; null where its placement is for one kind of surface only. */
export function defaultsOf({ knobs, relax, model }: Pick<Setup, 'knobs' | 'relax' | 'model'>): CampaignDefaults | null {
  const parsed = defaultsSchema.safeParse({ configurations: knobs.configurations, placement: knobs.placement, seed: knobs.seed, ...relax, model })
  return parsed.success ? parsed.data : null
}

/** An empty set-up with these settings. */
export function emptySetup(defaults: CampaignDefaults | null): Setup {
  if (!defaults) return EMPTY_SETUP
  const { configurations, placement, seed, optimiser, fmax, maxSteps, model } = defaults
  return { ...EMPTY_SETUP, knobs: { ...EMPTY_SETUP.knobs, configurations, placement, seed }, relax: { optimiser, fmax, maxSteps }, model }
}
