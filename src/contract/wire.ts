/** Run-time checks of domain values that cross a process boundary; typed arrays stay typed arrays on every channel. */
import { z } from 'zod'
import type { FacetChoice, ScreenSettings } from '../domain/catalogue/records'
import type { Miller } from '../domain/chemistry/types'
import { makeStructure, type Structure } from '../domain/structure/structure'

const typed = <T extends Uint8Array | Float64Array>(of: { new (n: number): T }): z.ZodType<T> => z.custom<T>((v) => v instanceof of)

/** A structure, with every invariant checked again on arrival. */
export const structureSchema: z.ZodType<Structure> = z
  .object({
    numbers: typed(Uint8Array),
    positions: typed(Float64Array),
    cell: typed(Float64Array),
    pbc: z.tuple([z.boolean(), z.boolean(), z.boolean()]),
    tags: typed(Uint8Array),
    fixed: typed(Uint8Array),
  })
  .transform((parts) => makeStructure(parts))

export const materialsSchema = z.array(z.object({ id: z.string().min(1), source: z.string(), structure: structureSchema, role: z.enum(['bulk', 'slab']) }))

export const bytesSchema: z.ZodType<Uint8Array> = typed(Uint8Array)

const index = z.number().int().min(-20).max(20)
export const millerSchema: z.ZodType<Miller, Miller> = z.tuple([index, index, index]).refine((m) => m.some((v) => v !== 0), '(0 0 0) is not a plane')

export const relaxSettingsSchema = z.object({
  optimiser: z.string().min(1),
  fmax: z.number().positive().max(10),
  maxSteps: z.number().int().min(0).max(10_000),
})

export const facetsSchema: z.ZodType<FacetChoice, FacetChoice> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('indices'), miller: z.array(millerSchema).min(1) }),
  z.object({ kind: z.literal('all'), maxIndex: z.number().int().min(1).max(4) }),
])

export const surfacePresetSchema = z.enum(['oc20', 'oc22'])
export const placementModeSchema = z.enum(['mixed', 'random', 'heuristic', 'random-site-heuristic', 'mx', 'mvk'])
/** The cell vector that crosses the vacuum (0 = a), and the side that is the surface; found from the atoms where left out. */
export const slabHandlingSchema = z.object({ axis: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional(), side: z.enum(['top', 'bottom']).optional() })
export type SlabHandling = z.infer<typeof slabHandlingSchema>
export const vacanciesSchema = z.number().int().min(0).max(16).optional()
/** extXYZ texts by name */
export const moleculesSchema = z.record(z.string().min(1).max(200), z.string().max(100_000)).optional()

export const screenSettingsSchema: z.ZodType<ScreenSettings, ScreenSettings> = z.object({
  facets: facetsSchema,
  surfacePreset: surfacePresetSchema,
  vacancies: vacanciesSchema,
  molecules: moleculesSchema,
  adsorbates: z.array(z.string().min(1)).min(1),
  configurations: z.number().int().min(1).max(2000),
  placement: placementModeSchema,
  seed: z.number().int().min(0).max(0xffffffff),
  relax: relaxSettingsSchema,
  search: z.object({ method: z.enum(['adatom', 'every', 'adsorbml-2023', 'uma-era']), stopAt: z.number().gt(0).lt(1).nullable() }).optional(),
})
