/** Tries a provider in this very process, which it may end: what a compute process does that was started for nothing else. */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { sessionOptions } from './session'
import type { ProbeAnswer, ProbeTask, ProbeTensor } from './providers'

/** Rejects with what ONNX Runtime says when the provider cannot be used. There is no fallback to the CPU here. */
export async function tryProvider({ provider, model, feeds, output }: ProbeTask): Promise<ProbeAnswer> {
  const options: InferenceSession.SessionOptions = { ...sessionOptions(provider, 1), executionProviders: [provider], logSeverityLevel: 4 }
  const session = await (typeof model === 'string' ? InferenceSession.create(model, options) : InferenceSession.create(Buffer.from(model.base64, 'base64'), options))
  const input = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toTensor(tensor)]))
  await session.run(input)
  const start = performance.now()
  const result = await session.run(input)
  const runMs = performance.now() - start
  return { values: Array.from(result[output]!.data as Float32Array), runMs }
}

const toTensor = ({ type, dims, data }: ProbeTensor): Tensor =>
  type === 'int32' ? new Tensor('int32', Int32Array.from(data), dims) : new Tensor('float32', Float32Array.from(data), dims)
