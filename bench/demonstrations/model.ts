/** The model that the demonstrations look at: its potential, and the meter that its error bars are measured with. */
import { ADSORBATE, type Structure } from '../../src/domain/structure/structure'
import type { Evaluation } from '../../src/domain/potentials/potential'
import { structureDistance, type StructureDistance } from '../../src/domain/uncertainty/latent/latent-index'
import { loadCard, type Model } from '../../src/platform/models/registry'
import { loadDistanceMeter, type DistanceMeter } from '../../src/platform/models/uncertainty'
import { openPotential, type OnnxPotential } from '../../src/platform/onnx/potential'

export interface Demonstrated {
  readonly card: Model['card']
  readonly potential: OnnxPotential
  readonly meter: DistanceMeter
}

/** Throws where the model has no calibration: then it has no distances. */
export async function openDemonstrated(path: string): Promise<Demonstrated> {
  const model = await loadCard(path)
  const meter = await loadDistanceMeter(model)
  if (meter === null) throw new Error(`${model.card.name} has no calibration, and so no latent distances`)
  return { card: model.card, meter, potential: await openPotential(model.modelPath, model.card) }
}

/** Distances as the calibration measures them. */
export const distanceOf = ({ meter }: Demonstrated, structure: Structure, evaluation: Evaluation): StructureDistance =>
  structureDistance(meter.index, structure, evaluation.latents!, meter.settings)

export const isAdsorbate = (s: Structure, i: number): boolean => s.tags[i] === ADSORBATE
