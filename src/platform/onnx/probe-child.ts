/**
 * Tries a provider in a child process of plain Node: for commands and benchmarks that compute in their own process. Never under Electron,
 * whose executable is no Node where the runAsNode fuse is off, as it is in our packages: started so, it would open a second window.
 */
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { PROBE_TIMEOUT_MS, type ProbeAnswer, type ProbeRunner } from './providers'

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

export const runInChild: ProbeRunner = async (task) => parseAnswer(await runScript(PROBE_SCRIPT, JSON.stringify({ runtime: createRequire(import.meta.url).resolve('onnxruntime-node'), ...task })))

/** Runs a script (CommonJS) in a child with `input` on its standard input; resolves to what it printed, rejects when it fails or dies. */
export function runScript(script: string, input: string): Promise<string> {
  if (process.versions['electron'] !== undefined) return Promise.reject(new Error('under Electron, providers are tried in compute processes'))
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, ['-e', script], { timeout: PROBE_TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: 64e6 }, (error, stdout, stderr) => {
      // a process that dies while it unloads a driver has still answered
      if (/^(PROBE|FAILED) /m.test(stdout)) resolve(stdout)
      else if (error === null) reject(new Error('the probing process said nothing'))
      else reject(new Error(error.signal ? `the probing process was ended by ${error.signal}` : stderr.trim() || error.message))
    })
    child.stdin?.on('error', () => undefined) // it died before it read its input; the callback above says so
    child.stdin?.end(input)
  })
}

/** Drivers print what they like; the answer is the line that says so. */
export function parseAnswer(printed: string): ProbeAnswer {
  const answer = /^PROBE (.*)$/m.exec(printed)?.[1]
  if (answer !== undefined) return JSON.parse(answer) as ProbeAnswer
  const failure = /^FAILED (.*)$/m.exec(printed)?.[1]
  throw new Error(failure === undefined ? 'the probing process gave no answer' : (JSON.parse(failure) as string))
}
