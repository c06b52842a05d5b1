/** A model of the ONNX contract as a Potential. */
import { Tensor, type InferenceSession } from 'onnxruntime-node'
import { AdatomError, unsupported } from '../../domain/errors'
import { NeighbourCache } from '../../domain/neighbours/verlet'
import { graphInputs, type GraphInputs } from '../../domain/potentials/graph-inputs'
import type { ModelCard } from '../../domain/potentials/model-card'
import type { Evaluation, EvaluateOptions, Potential } from '../../domain/potentials/potential'
import { symbolOf } from '../../domain/structure/elements'
import type { Structure } from '../../domain/structure/structure'
import { checkContract } from './contract'
import { planRuns } from './plan'
import { chooseProvider } from './choose-provider'
import type { Provider, ProviderProbe } from './providers'
import { openSession } from './session'

export interface OpenOptions {
  /** default 'cpu'; 'auto': the fastest that a probe in child processes finds right for this model */
  readonly provider?: Provider | 'auto'
  /** threads within one operation; default 1, see session.ts */
  readonly threads?: number
  /** structures in one run; default 1 on the CPU, where batching makes each slower, 32 elsewhere */
  readonly structuresPerRun?: number
  /** answers of an earlier probe, to spare a new one */
  readonly probes?: readonly ProviderProbe[]
}

export interface OnnxPotential extends Potential {
  readonly card: ModelCard
  /** the provider that runs it */
  readonly provider: Provider
  /** why it is not the provider that was asked for; null when it is */
  readonly fallback: string | null
  /** Frees the session. Closing twice does no harm. */
  close(): Promise<void>
}

/**
 * Opens a model on ONNX Runtime. The card is that of `loadCard`, which has checked the file's hash.
 * Throws ModelUnusable when the file cannot be read or does not follow the contract.
 */
export async function openPotential(modelPath: string, card: ModelCard, options: OpenOptions = {}): Promise<OnnxPotential> {
  const choice = await chooseProvider(modelPath, card, options.provider ?? 'cpu', options.probes)
  const opened = await openSession(modelPath, card, choice.provider, options.threads ?? 1)
  try {
    checkContract(opened.session, card)
  } catch (error) {
    await opened.session.release()
    throw error
  }
  return makePotential(opened.session, card, opened.provider, opened.fallback ?? choice.fallback, options.structuresPerRun)
}

function makePotential(session: InferenceSession, card: ModelCard, provider: Provider, fallback: string | null, structuresPerRun?: number): OnnxPotential {
  const elements = new Set(card.elements)
  const perRun = Math.max(1, Math.floor(structuresPerRun ?? (provider === 'cpu' ? 1 : 32)))
  const neighbours = new NeighbourCache(card.cutoff)
  let open = true
  return {
    id: card.sha256, cutoff: card.cutoff, elements, latentDim: card.latents.dim, card, provider, fallback,
    async evaluate(structures, options = {}) {
      structures.forEach((s) => refuseUnknown(s, elements, card))
      const answers: Evaluation[] = []
      for (const run of planRuns(structures, perRun)) answers.push(...(await evaluateRun(session, card, run, neighbours, options)))
      return answers
    },
    async close() {
      if (!open) return
      open = false
      await session.release()
    },
  }
}

function refuseUnknown(s: Structure, elements: ReadonlySet<number>, card: ModelCard): void {
  const unknown = new Set<number>()
  for (const z of s.numbers) if (!elements.has(z)) unknown.add(z)
  if (unknown.size === 0) return
  const what = [...unknown].toSorted((a, b) => a - b).map(symbolOf).join(', ')
  throw unsupported(`The model ${card.name} does not know ${what}; it covers ${card.elements.map(symbolOf).join(' ')}`, { what })
}

async function evaluateRun(session: InferenceSession, card: ModelCard, structures: readonly Structure[], neighbours: NeighbourCache, { latents = false }: EvaluateOptions): Promise<Evaluation[]> {
  const inputs = graphInputs(structures, (s) => neighbours.list(s))
  if (inputs.atoms === 0) return structures.map(() => nothing(latents))
  const wanted = latents && card.latents.dim > 0 ? ['e', 'f', 'vir', 'lat'] : ['e', 'f', 'vir']
  const out = await session.run(feedsOf(inputs), wanted)
  const data = (name: string): Float32Array => out[name]!.data as Float32Array
  const lat = wanted.includes('lat') ? data('lat') : null
  return structures.map((s, k) => oneEvaluation(s, card, inputs.atomOffsets[k]!, data('e'), data('f'), data('vir'), lat))
}

const nothing = (latents: boolean): Evaluation => ({
  energy: 0, forces: new Float64Array(0), virial: new Float64Array(9), energies: new Float64Array(0), ...(latents ? { latents: new Float32Array(0) } : {}),
})

/** The tensors of one run. */
export function feedsOf(g: GraphInputs): Record<string, Tensor> {
  const { atoms: n, slots: k } = g
  return {
    typ: new Tensor('int32', g.typ, [n]), pos: new Tensor('float32', g.pos, [n, 3]), nbr: new Tensor('int32', g.nbr, [n, k]),
    rev: new Tensor('int32', g.rev, [n, k]), shift: new Tensor('float32', g.shift, [n, k, 3]), mask: new Tensor('float32', g.mask, [n, k]),
  }
}

function oneEvaluation(s: Structure, card: ModelCard, first: number, e: Float32Array, f: Float32Array, vir: Float32Array, lat: Float32Array | null): Evaluation {
  const n = s.numbers.length
  const energies = new Float64Array(n)
  const virial = new Float64Array(9)
  let energy = 0
  for (let i = 0; i < n; i++) {
    energies[i] = e[first + i]! + card.referenceEnergies.get(s.numbers[i]!)!
    energy += energies[i]!
    for (let c = 0; c < 9; c++) virial[c]! += vir[9 * (first + i) + c]!
  }
  const forces = Float64Array.from(f.subarray(3 * first, 3 * (first + n)))
  if (!Number.isFinite(energy)) throw numericalFailure(card, 'the energy', s, energies)
  if (!forces.every(Number.isFinite)) throw numericalFailure(card, 'a force', s, forces)
  const width = card.latents.dim
  return { energy, forces, virial, energies, ...(lat === null ? {} : { latents: lat.slice(width * first, width * (first + n)) }) }
}

function numericalFailure(card: ModelCard, what: string, s: Structure, values: Float64Array): AdatomError<'NumericalFailure'> {
  const atom = Math.floor((values.findIndex((v) => !Number.isFinite(v)) * s.numbers.length) / values.length)
  const where = `${what} of atom ${atom + 1} (${symbolOf(s.numbers[atom]!)}) by ${card.name}`
  return new AdatomError('NumericalFailure', `The model ${card.name} returned ${what} that is not a finite number`, { where })
}
