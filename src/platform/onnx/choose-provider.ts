/** Chooses the execution provider for a model, by trying the model itself on each in a child process. */
import { neighbourList } from '../../domain/neighbours/cell-list'
import { graphInputs } from '../../domain/potentials/graph-inputs'
import type { ModelCard } from '../../domain/potentials/model-card'
import { makeStructure, type Structure } from '../../domain/structure/structure'
import { runInChild } from './probe-child'
import { PROVIDERS, probeProviders, type ProbeModel, type ProbeTensor, type Provider, type ProviderProbe } from './providers'

export interface ProviderChoice {
  readonly provider: Provider
  /** why it is not what was asked for; null when it is */
  readonly fallback: string | null
}

/** The model with an input of 80 atoms, for `probeProviders`. */
export function probeOf(modelPath: string, card: ModelCard): ProbeModel {
  const g = graphInputs([sampleSlab(card.elements)], (s) => neighbourList(s, card.cutoff))
  const tensor = (type: ProbeTensor['type'], dims: number[], data: ArrayLike<number>): ProbeTensor => ({ type, dims, data: Array.from(data) })
  return {
    model: modelPath,
    output: 'f',
    feeds: {
      typ: tensor('int32', [g.atoms], g.typ), pos: tensor('float32', [g.atoms, 3], g.pos), nbr: tensor('int32', [g.atoms, g.slots], g.nbr),
      rev: tensor('int32', [g.atoms, g.slots], g.rev), shift: tensor('float32', [g.atoms, g.slots, 3], g.shift), mask: tensor('float32', [g.atoms, g.slots], g.mask),
    },
  }
}

/** Never throws: what cannot be used becomes the CPU, with the reason. `known`: answers of an earlier probe; without them children of plain Node are started. */
export async function chooseProvider(modelPath: string, card: ModelCard, asked: Provider | 'auto', known?: readonly ProviderProbe[]): Promise<ProviderChoice> {
  if (asked === 'cpu') return { provider: 'cpu', fallback: null }
  const providers: readonly Provider[] = asked === 'auto' ? PROVIDERS : [asked]
  const probes = known ?? (await probeProviders({ providers, model: probeOf(modelPath, card), run: runInChild }))
  const working = probes.filter((probe) => probe.works && providers.includes(probe.provider))
  if (asked === 'auto') {
    const fastest = working.toSorted((a, b) => a.runMs - b.runMs)[0]
    return { provider: fastest?.provider ?? 'cpu', fallback: null }
  }
  if (working.length > 0) return { provider: asked, fallback: null }
  const reason = probes.find((probe) => probe.provider === asked)?.reason ?? 'it was not probed'
  return { provider: 'cpu', fallback: `${asked} could not be used (${reason}); the CPU is used instead` }
}

/** 80 atoms of the model's elements in turn on a cubic lattice of 2.7 Å with a vacuum, each a little off its place. */
function sampleSlab(elements: readonly number[]): Structure {
  const positions = Array.from({ length: 80 }, (_, i) => {
    const [a, b, c] = [i % 4, Math.floor(i / 4) % 4, Math.floor(i / 16)]
    return [2.7 * a + 0.1 * Math.sin(i), 2.7 * b + 0.1 * Math.cos(3 * i), 2.7 * c + 0.1 * Math.sin(7 * i)]
  }).flat()
  return makeStructure({ numbers: Array.from({ length: 80 }, (_, i) => elements[i % elements.length]!), positions, cell: [10.8, 0, 0, 0, 10.8, 0, 0, 0, 26], pbc: [true, true, true] })
}
