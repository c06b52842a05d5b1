/** Opens a session on the provider asked for, and says so when it had to be another one. */
import { InferenceSession } from 'onnxruntime-node'
import { modelUnusable } from '../../domain/errors'
import type { ModelCard } from '../../domain/potentials/model-card'
import type { Provider } from './providers'

export interface OpenedSession {
  readonly session: InferenceSession
  readonly provider: Provider
  /** why it is not the provider that was asked for; null when it is */
  readonly fallback: string | null
}

/**
 * One thread per session: with more, ScatterND(add) on the CPU races (microsoft/onnxruntime#18048) and shared cores slow each other
 * down. Spinning threads steal the core from what runs beside them.
 */
export const sessionOptions = (provider: Provider, threads: number): InferenceSession.SessionOptions => ({
  executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
})

/** Throws ModelUnusable when ONNX Runtime cannot read the file even on the CPU. */
export async function openSession(modelPath: string, card: ModelCard, provider: Provider, threads: number): Promise<OpenedSession> {
  if (provider !== 'cpu') {
    try {
      return { session: await InferenceSession.create(modelPath, sessionOptions(provider, threads)), provider, fallback: null }
    } catch (error) {
      const fallback = `${provider} could not be used (${messageOf(error)}); the CPU is used instead`
      return { ...(await openOnCpu(modelPath, card, threads)), fallback }
    }
  }
  return openOnCpu(modelPath, card, threads)
}

async function openOnCpu(modelPath: string, card: ModelCard, threads: number): Promise<OpenedSession> {
  try {
    return { session: await InferenceSession.create(modelPath, sessionOptions('cpu', threads)), provider: 'cpu', fallback: null }
  } catch (error) {
    throw modelUnusable(`The model ${card.name} is not a file that ONNX Runtime can read`, { model: card.name, reason: messageOf(error) })
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 400)
