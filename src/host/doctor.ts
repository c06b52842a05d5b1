/** What this installation has and lacks. */
import { access, constants, mkdir } from 'node:fs/promises'
import type { Doctor } from '../contract/host-api'
import { version as sqliteVersion } from '../platform/store/version'
import type { Context } from './context'

type Check = Doctor['checks'][number]

export async function doctor(context: Context): Promise<Doctor> {
  const checks = [nodeCheck(), sqliteCheck(), ...(await modelChecks(context)), await dataCheck(context), await computeCheck(context)]
  const probes = await context.providers.probe()
  return {
    checks,
    providers: probes.map(({ provider, works, reason, runMs, error }) => ({
      name: provider,
      available: works,
      note: works ? `${runMs.toFixed(2)} ms for the smallest run, off by ${error.toExponential(1)} from the CPU` : firstLine(reason),
    })),
  }
}

function nodeCheck(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return { name: 'Node', ok: major > 22 || (major === 22 && minor >= 12), detail: `${process.versions.node} (22.12 or newer is needed)` }
}

function sqliteCheck(): Check {
  try {
    return { name: 'SQLite', ok: true, detail: sqliteVersion() }
  } catch (error) {
    return { name: 'SQLite', ok: false, detail: messageOf(error) }
  }
}

async function modelChecks({ models }: Context): Promise<Check[]> {
  const { models: usable, unusable } = await models.list()
  const good = usable.map(({ card }): Check => ({ name: `Model ${card.name}`, ok: true, detail: `${card.functional}, ${card.elements.length} elements, SHA-256 ${card.sha256.slice(0, 12)}...` }))
  const bad = unusable.map(({ path, reason }): Check => ({ name: `Model ${path}`, ok: false, detail: reason }))
  return usable.length > 0 ? [...good, ...bad] : [{ name: 'Models', ok: false, detail: 'none is usable: nothing can be computed' }, ...bad]
}

async function dataCheck({ options }: Context): Promise<Check> {
  try {
    await mkdir(options.dataDir, { recursive: true })
    await access(options.dataDir, constants.W_OK)
    return { name: 'Data folder', ok: true, detail: options.dataDir }
  } catch (error) {
    return { name: 'Data folder', ok: false, detail: messageOf(error) }
  }
}

/** Starts a compute process and has it load the default model. */
async function computeCheck({ desk, models }: Context): Promise<Check> {
  const start = performance.now()
  try {
    const { cardPath } = await models.find()
    const provider = await desk.submit({ model: { model: cardPath }, quietMs: 60_000, run: (_client, _alive, loaded) => Promise.resolve(loaded?.provider) })
    return { name: 'Compute process', ok: true, detail: `loads the default model on ${provider} in ${Math.round(performance.now() - start)} ms` }
  } catch (error) {
    return { name: 'Compute process', ok: false, detail: messageOf(error) }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Drivers explain themselves at length. */
const firstLine = (text: string): string => {
  const [line = ''] = text.split('\n')
  return line.length > 160 ? `${line.slice(0, 157)}...` : line
}
