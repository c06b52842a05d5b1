/** The ONNX contract, version 1: names, types and ranks of what goes in and comes out. docs/models.md states it for people. */
import type { InferenceSession } from 'onnxruntime-node'
import { modelUnusable } from '../../domain/errors'
import type { ModelCard } from '../../domain/potentials/model-card'

interface TensorSpec {
  readonly type: 'float32' | 'int32'
  readonly rank: number
  /** fixed sizes by axis */
  readonly sizes?: Readonly<Record<number, number>>
}

/** N atoms, K neighbour slots. */
export const CONTRACT_INPUTS: Readonly<Record<string, TensorSpec>> = {
  typ: { type: 'int32', rank: 1 },
  pos: { type: 'float32', rank: 2, sizes: { 1: 3 } },
  nbr: { type: 'int32', rank: 2 },
  rev: { type: 'int32', rank: 2 },
  shift: { type: 'float32', rank: 3, sizes: { 2: 3 } },
  mask: { type: 'float32', rank: 2 },
}

export const contractOutputs = (latentDim: number): Readonly<Record<string, TensorSpec>> => ({
  e: { type: 'float32', rank: 1 },
  f: { type: 'float32', rank: 2, sizes: { 1: 3 } },
  vir: { type: 'float32', rank: 3, sizes: { 1: 3, 2: 3 } },
  ...(latentDim > 0 ? { lat: { type: 'float32', rank: 2, sizes: { 1: latentDim } } as const } : {}),
})

/** Throws ModelUnusable, naming every input and output that is missing, of another type or of another shape. */
export function checkContract(session: Pick<InferenceSession, 'inputMetadata' | 'outputMetadata'>, card: ModelCard): void {
  const wrong = [
    ...differences('input', session.inputMetadata, CONTRACT_INPUTS),
    ...unexpected(session.inputMetadata),
    ...differences('output', session.outputMetadata, contractOutputs(card.latents.dim)),
  ]
  if (wrong.length > 0) throw modelUnusable(`The model ${card.name} does not follow ONNX contract version ${card.contract}`, { model: card.name, reason: wrong.join('; ') })
}

function differences(role: string, found: readonly InferenceSession.ValueMetadata[], specs: Readonly<Record<string, TensorSpec>>): string[] {
  return Object.entries(specs).flatMap(([name, spec]) => {
    const value = found.find((each) => each.name === name)
    if (value === undefined) return [`${role} '${name}' is missing`]
    if (!value.isTensor) return [`${role} '${name}' is not a tensor`]
    if (value.type !== spec.type) return [`${role} '${name}' is ${value.type}, not ${spec.type}`]
    if (value.shape.length !== spec.rank) return [`${role} '${name}' has ${value.shape.length} axes, not ${spec.rank}`]
    return Object.entries(spec.sizes ?? {}).flatMap(([axis, size]) => {
      const actual = value.shape[Number(axis)]
      return typeof actual === 'number' && actual !== size ? [`axis ${axis} of ${role} '${name}' is ${actual}, not ${size}`] : []
    })
  })
}

/** An input that the engine would not feed. Further outputs do no harm. */
const unexpected = (found: readonly InferenceSession.ValueMetadata[]): string[] =>
  found.filter(({ name }) => !(name in CONTRACT_INPUTS)).map(({ name }) => `input '${name}' is not part of the contract`)
