import { describe, expect, it } from 'vitest'
import { chooseProvider, probeOf } from '../../../src/platform/onnx/choose-provider'
import { openPotential } from '../../../src/platform/onnx/potential'
import { parseAnswer, runInChild, runScript } from '../../../src/platform/onnx/probe-child'
import { PROVIDERS, probeProviders, TINY_MODEL, type ProbeRunner, type Provider } from '../../../src/platform/onnx/providers'
import { tryProvider } from '../../../src/platform/onnx/try-provider'
import { adatom0, adslab } from './model'

/** Answers as a process would, by provider: values, or an error to fail with. */
const pretend = (answers: Partial<Record<Provider, { values: number[]; runMs: number } | Error>>): ProbeRunner => ({ provider }) => {
  const answer = answers[provider] ?? new Error('not installed')
  return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
}

describe('probing execution providers', () => {
  it('finds the CPU, and says why the others do not work', async () => {
    const probes = await probeProviders({ providers: ['cpu', 'dml', 'coreml'], run: runInChild })
    expect(probes.map(({ provider }) => provider)).toEqual(['cpu', 'dml', 'coreml'])
    expect(probes[0]).toMatchObject({ works: true, reason: '', error: 0 })
    for (const probe of probes) expect(probe.works || probe.reason.length > 0).toBe(true)
  })

  it('outlives a provider that kills its process', async () => {
    await expect(runScript(`process.kill(process.pid, 'SIGSEGV'); setTimeout(() => {}, 5000)`, '')).rejects.toThrow(/ended by SIGSEGV/)
    const probes = await probeProviders({ run: async (task) => (task.provider === 'cuda' ? parseAnswer(await runScript('process.abort()', '')) : runInChild(task)), providers: ['cuda', 'cpu'] })
    expect(probes.map(({ works }) => works)).toEqual([false, true])
    expect(probes[0]!.reason).toMatch(/SIGABRT|abort/i)
  })

  it('takes no provider whose numbers are wrong', async () => {
    const run = pretend({ cpu: { values: [10, -4], runMs: 5 }, webgpu: { values: [10, -4.1], runMs: 1 }, cuda: { values: [10.000_1, -4], runMs: 2 }, dml: { values: [10], runMs: 1 } })
    const probes = await probeProviders({ run })
    expect(Object.fromEntries(probes.map(({ provider, works }) => [provider, works]))).toEqual({ cpu: true, cuda: true, tensorrt: false, dml: false, coreml: false, webgpu: false })
    expect(probes.find(({ provider }) => provider === 'webgpu')!.reason).toMatch(/differ from the CPU's by 0\.0999/)
  })

  it('chooses the fastest that is right, and falls back with a reason', async () => {
    const { modelPath, card } = await adatom0()
    const probes = await probeProviders({ run: pretend({ cpu: { values: [1], runMs: 5 }, webgpu: { values: [1], runMs: 1 }, cuda: { values: [1], runMs: 2 } }) })
    expect(await chooseProvider(modelPath, card, 'auto', probes)).toEqual({ provider: 'webgpu', fallback: null })
    expect(await chooseProvider(modelPath, card, 'cuda', probes)).toEqual({ provider: 'cuda', fallback: null })
    expect(await chooseProvider(modelPath, card, 'tensorrt', probes)).toEqual({ provider: 'cpu', fallback: 'tensorrt could not be used (not installed); the CPU is used instead' })
    expect(await chooseProvider(modelPath, card, 'auto', probes.filter(({ provider }) => provider === 'dml'))).toEqual({ provider: 'cpu', fallback: null })
  })

  it('runs the model itself in the probe, and opens on the CPU when the provider asked for is not there', async () => {
    const { modelPath, card } = await adatom0()
    const [cpu] = await probeProviders({ providers: ['cpu'], model: probeOf(modelPath, card), run: runInChild })
    expect(cpu).toMatchObject({ works: true, error: 0 })
    const missing = process.platform === 'win32' ? 'coreml' : 'dml'
    const potential = await openPotential(modelPath, card, { provider: missing })
    expect(potential.provider).toBe('cpu')
    expect(potential.fallback).toMatch(new RegExp(`^${missing} could not be used \\(.+\\); the CPU is used instead$`))
    expect(await potential.evaluate([adslab(78, 2)])).toHaveLength(1)
    await potential.close()
  })

  it('finds the answer in what drivers print', () => {
    expect(parseAnswer("some driver's chatter\nPROBE {\"values\":[1],\"runMs\":2}\n")).toEqual({ values: [1], runMs: 2 })
    expect(() => parseAnswer('FAILED "no such device"\n')).toThrow('no such device')
    expect(() => parseAnswer('chatter\n')).toThrow('gave no answer')
  })

  it('answers the same in its own process, as a compute process does, and has no fallback there', async () => {
    const { values } = await tryProvider({ provider: 'cpu', ...TINY_MODEL })
    expect(values).toEqual([2, -4, 1, 2048])
    await expect(tryProvider({ provider: process.platform === 'win32' ? 'coreml' : 'dml', ...TINY_MODEL })).rejects.toThrow()
  })

  it('never starts the executable as Node under Electron, where it would open another window', async () => {
    Object.defineProperty(process.versions, 'electron', { value: '45.0.0', configurable: true })
    try {
      await expect(runInChild({ provider: 'cpu', ...TINY_MODEL })).rejects.toThrow(/tried in compute processes/)
    } finally {
      Reflect.deleteProperty(process.versions, 'electron')
    }
  })

  it('knows each provider once', () => {
    expect(new Set(PROVIDERS).size).toBe(PROVIDERS.length)
  })
})
