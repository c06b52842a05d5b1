/**
 * Execution providers: which of them work on this machine. A provider whose driver crashes takes its process with it, below any
 * try/catch; so each is tried in a child process of its own, and compared there with nothing but what it printed.
 */
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'

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

/** Runs the script (CommonJS) in a process of its own with `input` on its standard input; resolves to what it printed, rejects when it fails or dies. */
export type ProbeRunner = (script: string, input: string) => Promise<string>

export interface ProbeOptions {
  readonly providers?: readonly Provider[]
  readonly model?: ProbeModel
  readonly run?: ProbeRunner
}

/** y = x + x for float32 x [4]: ModelProto with ir_version 10, opset 21, made with onnx.helper 1.23. */
export const TINY_MODEL: ProbeModel = {
  model: { base64: 'CAo6OAoOCgF4CgF4EgF5IgNBZGQSBHRpbnlaDwoBeBIKCggIARIECgIIBGIPCgF5EgoKCAgBEgQKAggEQgQKABAV' },
  feeds: { x: { type: 'float32', dims: [4], data: [1, -2, 0.5, 1024] } },
  output: 'y',
}

/** Largest difference from the CPU, relative to the largest value, at which a provider still counts as right: float32 over a deep graph. */
const RELATIVE_TOLERANCE = 1e-3
const TIMEOUT_MS = 120_000

interface ProbeAnswer {
  readonly values: readonly number[]
  readonly runMs: number
}

/** Tries every provider (or those named) and says which work, how far they are from the CPU, and how fast they are. Never throws. */
export async function probeProviders({ providers = PROVIDERS, model = TINY_MODEL, run = runInChild }: ProbeOptions = {}): Promise<ProviderProbe[]> {
  const ask = async (provider: Provider): Promise<ProbeAnswer | string> => {
    try {
      return parseAnswer(await run(PROBE_SCRIPT, JSON.stringify({ runtime: runtimePath(), provider, ...model })))
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

/** In plain CommonJS: it runs from a command line, outside of any bundle. */
const PROBE_SCRIPT = `
const { runtime, provider, model, feeds, output } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
const ort = require(runtime)
const arrays = { float32: Float32Array, int32: Int32Array }
async function main() {
  const source = typeof model === 'string' ? model : new Uint8Array(Buffer.from(model.base64, 'base64'))
  const session = await ort.InferenceSession.create(source, { executionProviders: [provider], intraOpNumThreads: 1, logSeverityLevel: 4 })
  const input = {}
  for (const [name, t] of Object.entries(feeds)) input[name] = new ort.Tensor(t.type, arrays[t.type].from(t.data), t.dims)
  let result = await session.run(input)
  const start = performance.now()
  result = await session.run(input)
  const runMs = performance.now() - start
  process.stdout.write('PROBE ' + JSON.stringify({ values: Array.from(result[output].data), runMs }) + '\\n')
}
main().catch((error) => process.stdout.write('FAILED ' + JSON.stringify(String((error && error.message) || error)) + '\\n'))
`

const runtimePath = (): string => createRequire(import.meta.url).resolve('onnxruntime-node')

/** In Electron, the executable acts as plain Node only under this variable and where the runAsNode fuse allows it. */
export const runInChild: ProbeRunner = (script, input) =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
    const child = execFile(process.execPath, ['-e', script], { env, timeout: TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: 64e6 }, (error, stdout, stderr) => {
      // a process that dies while it unloads a driver has still answered
      if (/^(PROBE|FAILED) /m.test(stdout)) resolve(stdout)
      else if (error === null) reject(new Error('the probing process said nothing'))
      else reject(new Error(error.signal ? `the probing process was ended by ${error.signal}` : stderr.trim() || error.message))
    })
    child.stdin?.on('error', () => undefined) // it died before it read its input; the callback above says so
    child.stdin?.end(input)
  })

function parseAnswer(printed: string): ProbeAnswer {
  const answer = /^PROBE (.*)$/m.exec(printed)?.[1]
  if (answer !== undefined) return JSON.parse(answer) as ProbeAnswer
  const failure = /^FAILED (.*)$/m.exec(printed)?.[1]
  throw new Error(failure === undefined ? 'the probing process gave no answer' : (JSON.parse(failure) as string))
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 400)
