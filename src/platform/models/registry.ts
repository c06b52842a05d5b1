/** Models on disk: NAME.json (the card) beside NAME.onnx (the weights). */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import { AdatomError, modelUnusable } from '../../domain/errors'
import type { ModelCard } from '../../domain/potentials/model-card'
import { parseCard } from './card-schema'

/** A model that can be opened: its card was read and its weights are the ones that the card names. */
export interface Model {
  readonly card: ModelCard
  readonly cardPath: string
  readonly modelPath: string
}

/** What a folder of models holds; a broken model is listed with its reason, it does not hide the others. */
export interface ModelListing {
  readonly models: readonly Model[]
  readonly unusable: readonly { readonly path: string; readonly reason: string }[]
}

/**
 * Reads a card and checks that the model file beside it has the card's hash.
 * `path` is the card (.json) or the model (.onnx). Throws ModelUnusable, which names what is missing or wrong.
 */
export async function loadCard(path: string): Promise<Model> {
  const cardPath = path.endsWith('.onnx') ? path.replace(/\.onnx$/, '.json') : path
  const name = basename(cardPath, '.json')
  const content = await readFile(cardPath, 'utf8').catch((error: unknown) => {
    throw modelUnusable(`The model ${name} has no readable model card`, { model: name, reason: `${cardPath}: ${reasonOf(error)}` })
  })
  const card = await withCalibration(readCard(name, content), cardPath)
  const modelPath = join(dirname(cardPath), card.file)
  const hash = await sha256(modelPath).catch((error: unknown) => {
    throw modelUnusable(`The weights of the model ${card.name} cannot be read`, { model: card.name, reason: `${modelPath}: ${reasonOf(error)}` })
  })
  if (hash !== card.sha256) {
    const reason = `${card.file} has SHA-256 ${hash}, the card names ${card.sha256}`
    throw modelUnusable(`The weights of the model ${card.name} are not the ones that its card describes`, { model: card.name, reason })
  }
  return { card, cardPath, modelPath }
}

/** Every model of a folder, by name. A missing folder holds no models; a model without a card is listed as unusable. */
export async function listModels(folder: string): Promise<ModelListing> {
  const names = await readdir(folder).catch(() => [])
  const stems = new Set(names.filter((name) => name.endsWith('.onnx')).map((name) => basename(name, '.onnx')))
  for (const name of names) if (/^[^.]+\.json$/.test(name)) stems.add(basename(name, '.json'))
  const models: Model[] = []
  const unusable: { path: string; reason: string }[] = []
  for (const stem of [...stems].toSorted()) {
    const path = join(folder, `${stem}.json`)
    try {
      models.push(await loadCard(path))
    } catch (error) {
      if (!(error instanceof AdatomError)) throw error
      unusable.push({ path, reason: 'reason' in error.fields ? `${error.message}: ${error.fields.reason}` : error.message })
    }
  }
  return { models, unusable }
}

function readCard(name: string, content: string): ModelCard {
  try {
    return parseCard(content)
  } catch (error) {
    const reason = error instanceof z.ZodError ? error.issues.map((issue) => `${issue.path.join('.') || 'card'}: ${issue.message}`).join('; ') : reasonOf(error)
    throw modelUnusable(`The model card of ${name} is not valid`, { model: name, reason })
  }
}

/** A card may name a file beside it that holds its calibration. */
async function withCalibration(card: ModelCard, cardPath: string): Promise<ModelCard> {
  if (typeof card.calibration !== 'string') return card
  const path = join(dirname(cardPath), card.calibration)
  try {
    return { ...card, calibration: JSON.parse(await readFile(path, 'utf8')) as unknown }
  } catch (error) {
    throw modelUnusable(`The calibration of ${card.name} cannot be read`, { model: card.name, reason: `${path}: ${reasonOf(error)}` })
  }
}

/** SHA-256 of a file's content, hexadecimal, read in pieces. */
async function sha256(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) throw new Error('not a file')
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
