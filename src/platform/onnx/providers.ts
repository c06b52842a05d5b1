/**
 * Execution providers: which of them work on this machine. A provider whose driver crashes takes its process with it, below any
 * try/catch; so each is tried in a process of its own, and judged by nothing but its answer. Who has compute processes (the app and the
 * commands that screen) starts one for each try: src/host/providers.ts. Plain Node programs use `runInChild`.
 */

export const PROVIDERS = ['cpu', 'cuda', 'tensorrt', 'dml', 'coreml', 'webgpu'] as const
export type Provider = (typeof PROVIDERS)[number]

export interface ProviderProbe {
  readonly provider: Provider
  readonly works: boolean
  /** why it does not work; '' when it does */
  readonly reason: string
  /** milliseconds of one run after the first, NaN when it does not work; a rough figure */
  readonly runMs: number
  /** largest difference from the CPU's answer, NaN when there is none */
  readonly error: number
}

/** One tensor, as it travels to the probing process. */
export interface ProbeTensor {
  readonly type: 'float32' | 'int32'
  readonly dims: readonly number[]
  readonly data: readonly number[]
}

/** A model with an input to try providers on; the answer is its output `output`. */
export interface ProbeModel {
  /** path of an ONNX file, or its content in base64 */
  readonly model: string | { readonly base64: string }
  readonly feeds: Readonly<Record<string, ProbeTensor>>
  readonly output: string
}

/** One provider to try on one model. */
export interface ProbeTask extends ProbeModel {
  readonly provider: Provider
}

export interface ProbeAnswer {
  /** the output, flat */
  readonly values: readonly number[]
  /** milliseconds of the second run */
  readonly runMs: number
}

/** Tries a provider in a process of its own; rejects with the reason when it fails, or when the process dies. */
export type ProbeRunner = (task: ProbeTask) => Promise<ProbeAnswer>

export interface ProbeOptions {
  readonly providers?: readonly Provider[]
  readonly model?: ProbeModel
  readonly run: ProbeRunner
}

/** y = x + x for float32 x [4]: ModelProto with ir_version 10, opset 21, made with onnx.helper 1.23. */
export const TINY_MODEL: ProbeModel = {
  model: { base64: 'CAo6OAoOCgF4CgF4EgF5IgNBZGQSBHRpbnlaDwoBeBIKCggIARIECgIIBGIPCgF5EgoKCAgBEgQKAggEQgQKABAV' },
  feeds: { x: { type: 'float32', dims: [4], data: [1, -2, 0.5, 1024] } },
  output: 'y',
}

/** Largest difference from the CPU, relative to the largest value, at which a provider still counts as right: float32 over a deep graph. */
const RELATIVE_TOLERANCE = 1e-3
/** a process that has not answered by then is ended: drivers compile for up to a minute */
export const PROBE_TIMEOUT_MS = 120_000

/** Tries every provider (or those named) and says which work, how far they are from the CPU, and how fast they are. Never throws. */
export async function probeProviders({ providers = PROVIDERS, model = TINY_MODEL, run }: ProbeOptions): Promise<ProviderProbe[]> {
  const ask = async (provider: Provider): Promise<ProbeAnswer | string> => {
    try {
      return await run({ provider, ...model })
    } catch (error) {
      return firstLine(error)
    }
  }
  const cpu = await ask('cpu')
  const probes: ProviderProbe[] = []
  for (const provider of providers) probes.push(judge(provider, provider === 'cpu' ? cpu : await ask(provider), cpu))
  return probes
}

function judge(provider: Provider, answer: ProbeAnswer | string, cpu: ProbeAnswer | string): ProviderProbe {
  const failed = (reason: string, error = Number.NaN): ProviderProbe => ({ provider, works: false, reason, runMs: Number.NaN, error })
  if (typeof answer === 'string') return failed(answer)
  if (typeof cpu === 'string') return failed(`the CPU gives nothing to compare with: ${cpu}`)
  let [error, scale] = [0, 0]
  for (let k = 0; k < cpu.values.length; k++) {
    error = Math.max(error, Math.abs((answer.values[k] ?? Number.NaN) - cpu.values[k]!))
    scale = Math.max(scale, Math.abs(cpu.values[k]!))
  }
  if (!(error <= RELATIVE_TOLERANCE * Math.max(scale, 1e-30))) return failed(`its numbers differ from the CPU's by ${error}`, error)
  return { provider, works: true, reason: '', runMs: answer.runMs, error }
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 400)
