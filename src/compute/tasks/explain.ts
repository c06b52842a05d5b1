/** The latent distance of every atom of a structure, and the training environments nearest to it. Null for a model without an index of latents. */
import { modelUnusable } from '../../domain/errors'
import type { Structure } from '../../domain/structure/structure'
import { explainDistance, type DistanceExplanation } from '../../domain/uncertainty/latent/explain'
import type { Held } from './load'

export async function explain({ potential, meter }: Held, { structure }: { readonly structure: Structure }): Promise<DistanceExplanation | null> {
  if (!meter) return null
  const [evaluation] = await potential.evaluate([structure], { latents: true })
  if (!evaluation?.latents) throw modelUnusable('The potential gives no latents', { model: meter.index.data.potential, reason: 'it has an index of latents but returned none' })
  return explainDistance(meter.index, structure, evaluation.latents, meter.settings)
}
