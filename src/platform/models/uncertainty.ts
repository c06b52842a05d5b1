/** What a model needs for error bars: the calibration in its card, and the latents of its training beside it. */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { modelUnusable } from '../../domain/errors'
import type { ModelCard } from '../../domain/potentials/model-card'
import { parseCalibration, type CalibratedModel } from '../../domain/uncertainty/calibrated-model'
import type { DistanceSettings } from '../../domain/uncertainty/latent/distance'
import { readLatentIndex } from '../../domain/uncertainty/latent/index-format'
import { latentIndex, type LatentIndex } from '../../domain/uncertainty/latent/latent-index'
import type { Model } from './registry'

/** The calibration of a card; undefined when it has none. Throws InvalidInput when it was changed, ModelUnusable when it is that of another model. */
export function calibrationOf(card: ModelCard): CalibratedModel | undefined {
  if (card.calibration === null || card.calibration === undefined) return undefined
  const calibration = parseCalibration(JSON.stringify(card.calibration), `${card.name}.json`)
  if (calibration.potential !== card.sha256 && calibration.potential !== card.name) {
    const reason = `its card holds a calibration of ${calibration.potential}`
    throw modelUnusable(`The calibration of ${card.name} belongs to another model`, { model: card.name, reason })
  }
  return calibration
}

export interface DistanceMeter {
  readonly index: LatentIndex
  readonly settings: DistanceSettings
}

/** What latent distances are measured with; null for a model without calibration or without an index. Throws ModelUnusable when the index is missing or damaged. */
export async function loadDistanceMeter({ card, cardPath }: Model): Promise<DistanceMeter | null> {
  const settings = calibrationOf(card)?.distance
  const file = card.latents.indexFile
  if (settings === undefined || file === null) return null
  try {
    return { index: latentIndex(readLatentIndex(new Uint8Array(await readFile(join(dirname(cardPath), file))), file)), settings }
  } catch (error) {
    throw modelUnusable(`The latent index of ${card.name} cannot be used`, { model: card.name, reason: `${file}: ${error instanceof Error ? error.message : String(error)}` })
  }
}
