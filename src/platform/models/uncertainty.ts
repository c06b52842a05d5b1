/** What a model needs for error bars: the calibration of its card, and the latents of its training beside it. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AdatomError, invalidInput, modelUnusable } from '../../domain/errors'
import type { ModelCard } from '../../domain/potentials/model-card'
import { calibrations, parseCalibration, type CalibratedModel, type Truth } from '../../domain/uncertainty/calibrated-model'
import { parseErrorPoints, type ErrorPoint } from '../../domain/uncertainty/error-points'
import type { DistanceSettings } from '../../domain/uncertainty/latent/distance'
import { readLatentIndex, type LatentIndexData } from '../../domain/uncertainty/latent/index-format'
import { latentIndex, type LatentIndex } from '../../domain/uncertainty/latent/latent-index'
import type { Model } from './registry'

/** The calibration of a card; undefined when it has none. Throws ModelUnusable when it was changed, or was made for other weights. */
export function calibrationOf(card: ModelCard): CalibratedModel | undefined {
  if (card.calibration === null || card.calibration === undefined) return undefined
  const calibration = parsed(card)
  if (calibration.potential !== card.sha256) {
    const reason = `it was made for the weights ${calibration.potential}, the model has ${card.sha256}`
    throw modelUnusable(`The calibration of ${card.name} belongs to another model`, { model: card.name, reason })
  }
  return calibration
}

function parsed(card: ModelCard): CalibratedModel {
  try {
    return parseCalibration(JSON.stringify(card.calibration), `${card.name}.json`)
  } catch (error) {
    if (!(error instanceof AdatomError)) throw error
    throw modelUnusable(`The calibration of ${card.name} cannot be used`, { model: card.name, reason: error.message })
  }
}

export interface DistanceMeter {
  readonly index: LatentIndex
  readonly settings: DistanceSettings
}

/**
 * What latent distances are measured with; null for a model without calibration or without an index. Throws ModelUnusable when the index is
 * missing or damaged, belongs to other weights, or is not the one that the calibration was measured with.
 */
export async function loadDistanceMeter({ card, cardPath }: Model): Promise<DistanceMeter | null> {
  const calibration = calibrationOf(card)
  const file = card.latents.indexFile
  if (calibration?.distance === undefined || file === null) return null
  try {
    const bytes = new Uint8Array(await readFile(join(dirname(cardPath), file)))
    const data = readLatentIndex(bytes, file)
    assertBelongs(data, card)
    const digest = createHash('sha256').update(bytes).digest('hex')
    if (calibration.index !== undefined && calibration.index !== digest) throw invalidInput('it is not the index that the calibration was measured with', { found: digest, expected: calibration.index })
    return { index: latentIndex(data), settings: calibration.distance }
  } catch (error) {
    const reason = `${file}: ${error instanceof Error ? error.message : String(error)}`
    throw modelUnusable(`The latent index of ${card.name} cannot be used`, { model: card.name, reason })
  }
}

function assertBelongs({ potential, dimension }: LatentIndexData, { sha256, latents }: ModelCard): void {
  if (potential !== sha256) throw invalidInput('it holds latents of another model', { found: potential, expected: sha256 })
  if (dimension !== latents.dim) throw invalidInput('its latents have another width than the model gives', { found: String(dimension), expected: String(latents.dim) })
}

/** The points behind one calibration of a model. */
export interface CalibrationPoints {
  readonly calibration: CalibratedModel
  readonly points: readonly ErrorPoint[]
}

/**
 * The points that each of the model's calibrations was fitted to and judged on, in their order; no points where they do not ship with it. They lie in
 * NAME.errors.csv, those of further truths in NAME.TRUTH.errors.csv. Throws ModelUnusable for a file of another calibration.
 */
export async function loadErrorPoints({ card, cardPath }: Model): Promise<readonly CalibrationPoints[]> {
  const main = calibrationOf(card)
  if (main === undefined) return []
  return Promise.all(calibrations(main).map(async (calibration, k): Promise<CalibrationPoints> => {
    const file = join(dirname(cardPath), errorPointsFile(card.name, k === 0 ? undefined : calibration.truth))
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) return { calibration, points: [] }
    try {
      return { calibration, points: parseErrorPoints(text, file, calibration.id) }
    } catch (error) {
      throw modelUnusable(`The calibration points of ${card.name} cannot be used`, { model: card.name, reason: error instanceof Error ? error.message : String(error) })
    }
  }))
}

/** `truth`: of a calibration beside the main one. */
export const errorPointsFile = (model: string, truth?: Truth): string => (truth === undefined ? `${model}.errors.csv` : `${model}.${truth}.errors.csv`)
