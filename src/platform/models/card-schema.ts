/** The model card as it stands in a file (snake_case, units in names), and its way into the domain. */
import * as z from 'zod'
import { MATERIAL_CLASSES, type ModelCard } from '../../domain/potentials/model-card'
import { atomicNumberOf } from '../../domain/structure/elements'

const text = z.string().min(1)
const energy = z.number()
const element = text.refine((symbol) => atomicNumberOf(symbol) !== undefined, { error: (issue) => `${JSON.stringify(issue.input)} is not an element` })
/** A file beside the card: no folders, so that a card cannot reach elsewhere. */
const fileName = text.regex(/^[\w.-]+$/, 'a file name without folders')

const gasReferences = z.object({
  scheme: text,
  computed: text,
  molecules_eV: z.record(text, energy),
  atoms_eV: z.record(element, energy),
})

export const cardSchema = z
  .object({
    name: text.regex(/^[\w.-]+$/, 'letters, digits, dot, dash and underscore'),
    summary: text,
    contract_version: z.literal(1),
    file: fileName,
    sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits'),
    cutoff_A: z.number().positive().max(20),
    elements: z.array(element).min(1),
    reference_energy_eV: z.record(element, energy),
    functional: text,
    theory: text,
    teacher: text.nullable().default(null),
    licence: text,
    trained_on: z.array(z.object({ set: text, what: text, licence: text })),
    accuracy: z.array(z.record(text, z.union([z.string(), z.number()]))).default([]),
    material_classes: z.array(z.enum(MATERIAL_CLASSES)).min(1).default(['metal']),
    max_adsorbate_atoms: z.int().positive().nullable().default(null),
    not_for: z.array(text),
    gas_references: gasReferences.nullable().default(null),
    latents: z.object({ dim: z.int().nonnegative(), what: z.string(), index_file: fileName.nullable().default(null) }),
    calibration: z.union([fileName, z.record(z.string(), z.unknown()), z.null()]).optional(),
    selftest_file: fileName.nullable().default(null),
  })
  .refine((card) => card.elements.every((symbol) => symbol in card.reference_energy_eV), { error: 'every element needs a reference energy', path: ['reference_energy_eV'] })

const byNumber = (energies: Readonly<Record<string, number>>): Map<number, number> =>
  new Map(Object.entries(energies).map(([symbol, value]) => [atomicNumberOf(symbol)!, value]))

/** The card of a file's content. Throws ZodError, or SyntaxError where it is not JSON. */
export function parseCard(content: string): ModelCard {
  const card = cardSchema.parse(JSON.parse(content))
  const gas = card.gas_references
  return {
    name: card.name, summary: card.summary, contract: card.contract_version, file: card.file, sha256: card.sha256, cutoff: card.cutoff_A,
    elements: card.elements.map((symbol) => atomicNumberOf(symbol)!),
    referenceEnergies: byNumber(card.reference_energy_eV),
    functional: card.functional, theory: card.theory, teacher: card.teacher, licence: card.licence, trainedOn: card.trained_on,
    accuracy: card.accuracy, materialClasses: card.material_classes, maxAdsorbateAtoms: card.max_adsorbate_atoms, notFor: card.not_for,
    gasReferences: gas === null ? null : { scheme: gas.scheme, computed: gas.computed, molecules: new Map(Object.entries(gas.molecules_eV)), atoms: byNumber(gas.atoms_eV) },
    latents: { dim: card.latents.dim, what: card.latents.what, indexFile: card.latents.index_file },
    calibration: card.calibration ?? null,
    selftestFile: card.selftest_file,
  }
}
