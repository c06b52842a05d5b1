/** The models of this installation, as the host knows them: cards, hashes checked once per start. */
import type { ModelSummary } from '../contract/host-api'
import type { ModelDomain } from '../domain/adsorbml/model-domain'
import { AdatomError, modelUnusable } from '../domain/errors'
import { OC20_GAS_REFERENCES, OC22_GAS_REFERENCES, type GasReferences } from '../domain/chemistry/references'
import { describeCalibration } from '../domain/uncertainty/calibrated-model'
import type { ModelCard } from '../domain/potentials/model-card'
import { symbolOf } from '../domain/structure/elements'
import { calibrationOf } from '../platform/models/uncertainty'
import { loadCard, listModels, type Model, type ModelListing } from '../platform/models/registry'

export interface Models {
  list(): Promise<ModelListing>
  /** '' when there is no model at all */
  defaultName(): Promise<string>
  /** By name, or by the path of a card or model file; the default without a name. Throws ModelUnusable, naming what there is. */
  find(name?: string): Promise<Model>
}

export function createModels(folder: string): Models {
  let listing: Promise<ModelListing> | undefined
  const list = (): Promise<ModelListing> => (listing ??= listModels(folder).then(withoutBrokenCalibrations))
  const names = async (): Promise<string[]> => (await list()).models.map(({ card }) => card.name)
  const defaultName = async (): Promise<string> => {
    const installed = (await names()).toSorted()
    return installed.includes(DEFAULT_MODEL) ? DEFAULT_MODEL : (installed[0] ?? '')
  }
  return {
    list,
    defaultName,
    find: async (name) => {
      if (name !== undefined && /[\\/]|\.(onnx|json)$/.test(name)) return loadCard(name)
      const wanted = name ?? (await defaultName())
      const found = (await list()).models.find(({ card }) => card.name === wanted)
      if (found) return found
      const broken = (await list()).unusable.find(({ path }) => path.endsWith(`/${wanted}.json`) || path.endsWith(`\\${wanted}.json`))
      const reason = broken?.reason ?? ((await names()).length === 0 ? `there is no model in ${folder}` : `there are: ${(await names()).join(', ')}`)
      throw modelUnusable(wanted ? `There is no usable model called ${wanted}` : 'There is no usable model', { model: wanted, reason })
    },
  }
}

/** A model whose error bars cannot be trusted is not offered at all. */
function withoutBrokenCalibrations({ models, unusable }: ModelListing): ModelListing {
  const broken = new Map<Model, string>()
  for (const model of models) {
    try {
      calibrationOf(model.card)
    } catch (error) {
      if (!(error instanceof AdatomError)) throw error
      broken.set(model, 'reason' in error.fields ? `${error.message}: ${error.fields.reason}` : error.message)
    }
  }
  return { models: models.filter((model) => !broken.has(model)), unusable: [...unusable, ...[...broken].map(([{ cardPath }, reason]) => ({ path: cardPath, reason }))] }
}

/** The model of a run that names none; where it is not installed, the first by name. */
const DEFAULT_MODEL = 'adatom-s'

export function summarise(card: ModelCard): ModelSummary {
  const calibration = calibrationOf(card)
  return {
    name: card.name,
    sha256: card.sha256,
    functional: card.functional,
    elements: card.elements.map(symbolOf),
    trainedOn: card.trainedOn.map(({ set, what }) => `${set}: ${what}`).join('; '),
    calibration: calibration?.id ?? null,
    ...(calibration ? { bars: describeCalibration(calibration) } : {}),
    notes: card.notFor,
  }
}

export const domainOf = (card: ModelCard): ModelDomain => ({
  model: card.name,
  elements: new Set(card.elements),
  classes: card.materialClasses,
  maxAdsorbateAtoms: card.maxAdsorbateAtoms,
})

/** The published set that a card's atomic references are equal to, if any. */
const publishedSet = (atoms: ReadonlyMap<number, number>): string | undefined =>
  [OC20_GAS_REFERENCES, OC22_GAS_REFERENCES].find(({ mu }) => [...atoms].every(([z, energy]) => Math.abs(energy - (mu[symbolOf(z)] ?? NaN)) < 1e-9))?.scheme

/** The gas-phase references of a model. Throws ModelUnusable when its card has none: then it cannot give adsorption energies. */
export function gasReferencesOf(card: ModelCard): GasReferences {
  const gas = card.gasReferences
  if (!gas) throw modelUnusable(`The model ${card.name} has no gas-phase references`, { model: card.name, reason: 'its card has no gas_references, so it cannot give adsorption energies' })
  const published = publishedSet(gas.atoms)
  return { mu: Object.fromEntries([...gas.atoms].map(([z, energy]) => [symbolOf(z), energy])), scheme: published ? `H2, H2O, CO, N2 of ${published}` : `${[...gas.molecules.keys()].join(', ')} by ${card.name}`, source: `${card.name}: ${gas.scheme}; ${gas.computed}` }
}
