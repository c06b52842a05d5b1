/** Reads NAME.selftest.json: double-precision energies and forces of a model, written by `training/`. Format: docs/models.md. */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { modelUnusable } from '../../domain/errors'
import type { SelftestReference } from '../../domain/potentials/selftest'
import { makeStructure } from '../../domain/structure/structure'
import type { Model } from './registry'

const row = z.tuple([z.number(), z.number(), z.number()])

const fileSchema = z.object({
  model: z.string(),
  contract: z.literal(1),
  precision: z.string(),
  tolerance: z.object({ energy_eV_per_atom: z.number().positive(), forces_eV_A: z.number().positive() }),
  structures: z
    .array(
      z
        .object({
          name: z.string(),
          numbers: z.array(z.int().min(1).max(118)),
          positions: z.array(row),
          cell: z.tuple([row, row, row]),
          pbc: z.tuple([z.boolean(), z.boolean(), z.boolean()]),
          energy_eV: z.number(),
          forces: z.array(row),
        })
        .refine((s) => s.positions.length === s.numbers.length && s.forces.length === s.numbers.length, { error: 'positions and forces need one row per atom' }),
    )
    .min(1),
})

/** The model's self-test values; null when its card names none. Throws ModelUnusable when the file is missing or malformed. */
export async function loadSelftest({ card, cardPath }: Model): Promise<SelftestReference | null> {
  if (card.selftestFile === null) return null
  const path = join(dirname(cardPath), card.selftestFile)
  try {
    const content = fileSchema.parse(JSON.parse(await readFile(path, 'utf8')))
    return {
      model: content.model,
      precision: content.precision,
      tolerance: { energy: content.tolerance.energy_eV_per_atom, forces: content.tolerance.forces_eV_A },
      structures: content.structures.map((s) => ({
        name: s.name,
        structure: makeStructure({ numbers: s.numbers, positions: s.positions.flat(), cell: s.cell.flat(), pbc: s.pbc }),
        energy: s.energy_eV,
        forces: Float64Array.from(s.forces.flat()),
      })),
    }
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : String(error)
    throw modelUnusable(`The self-test values of the model ${card.name} cannot be used`, { model: card.name, reason: `${path}: ${reason}` })
  }
}
