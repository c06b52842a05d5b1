/** Everything on one surface: the clean slab once, then each adsorbate's placements, then their relaxations. */
import { pairKey } from '../../domain/adsorbml/campaign-order'
import { configurationId } from '../../domain/adsorbml/screen'
import { isError } from '../../domain/errors'
import type { Slab } from '../../domain/chemistry/types'
import type { Structure } from '../../domain/structure/structure'
import { settleAll, type RunEnvironment } from './environment'
import { relaxJob } from './relax-job'
import { searchPair } from './search'
import type { PreparedPair, PreparedSurface } from './prepare'

export interface CleanSurface {
  readonly slab: Slab
  readonly material: string
  /** eV, total */
  readonly energy: number
  readonly relaxed: Structure
}

/** Does what is not done yet. Rejects only with what concerns the whole run; a surface that fails is refused, and said so. */
export async function screenSurface(environment: RunEnvironment, { surface, pairs }: PreparedSurface): Promise<void> {
  const clean = await cleanSurface(environment, surface)
  if (clean) return settleAll(pairs.map((pair) => screenPair(environment, clean, pair)), environment)
  const given = pairs.filter(({ refused, isPlaced }) => refused === undefined && !isPlaced)
  environment.tracker.count({ total: -given.length * environment.run.settings.configurations })
}

async function cleanSurface(environment: RunEnvironment, { slab, material, energy, relaxed }: PreparedSurface['surface']): Promise<CleanSurface | null> {
  if (energy !== undefined && relaxed !== undefined) return { slab, material, energy, relaxed }
  const { store, run, tracker } = environment
  try {
    const done = await environment.pool.submit(relaxJob(environment, slab.id, `${slab.id} (clean)`, () => slab.structure, { turn: () => environment.order.slabTurn(slab.id) }))
    tracker.ended(`${slab.id} (clean)`, null)
    if ('into' in done) throw new TypeError('A clean slab was merged')
    if (done.outcome === 'exploded') return refuse(environment, slab.id, 'the relaxation of the clean slab did not stay finite')
    if (done.outcome === 'max-steps') environment.say('warning', `The clean slab ${slab.id} is not converged: fmax ${done.fmax.toFixed(3)} eV/Å after ${done.steps} steps`)
    store.relaxedSurface(run.id, slab.id, done.energy, done.structure)
    return { slab, material, energy: done.energy, relaxed: done.structure }
  } catch (error) {
    return refuse(environment, slab.id, reasonOrRethrow(error))
  }
}

function refuse({ store, run, say }: RunEnvironment, slab: string, reason: string): null {
  store.refuseSurface(run.id, slab, reason)
  say('warning', `${slab} is left out: ${reason}`)
  return null
}

async function screenPair(environment: RunEnvironment, clean: CleanSurface, pair: PreparedPair): Promise<void> {
  if (!pair.isPlaced) await placePair(environment, clean, pair)
  await searchPair(environment, clean, pair)
}

/** Places on the relaxed clean slab, and keeps all placements of the pair in one commit. */
async function placePair(environment: RunEnvironment, { slab, material, relaxed }: CleanSurface, pair: PreparedPair): Promise<void> {
  const { store, run, pool, signal, say, tracker, order } = environment
  const { configurations: count, placement } = run.settings
  if (pair.refused !== undefined) return store.addPair(run.id, { slab: pair.slab, adsorbate: pair.adsorbate, refused: pair.refused }, material, [])
  try {
    const clean: Slab = { ...slab, structure: relaxed }
    const placed = await pool.submit({ signal, turn: () => order.turn(pairKey(pair.slab, pair.adsorbate), 0), run: (client) => client.place({ slab: clean, adsorbate: pair.asked, molecules: run.settings.molecules, count, placement, seed: pair.seed }) })
    const configurations = placed.map((one, k) => ({ id: configurationId(pair.slab, pair.adsorbate, one.id), slab: pair.slab, adsorbate: pair.adsorbate, placement: one, ord: pair.firstOrder + k }))
    store.addPair(run.id, { slab: pair.slab, adsorbate: pair.adsorbate }, material, configurations)
    tracker.count({ total: placed.length - count })
  } catch (error) {
    const refused = reasonOrRethrow(error)
    store.addPair(run.id, { slab: pair.slab, adsorbate: pair.adsorbate, refused }, material, [])
    say('warning', `${pair.adsorbate} on ${pair.slab} is left out: ${refused}`)
    tracker.count({ total: -count })
  }
}

/** Why this one thing could not be done; an error that concerns the whole run is thrown on. */
export function reasonOrRethrow(error: unknown): string {
  if (isError(error, 'InvalidInput') || isError(error, 'Unsupported') || isError(error, 'NumericalFailure') || isError(error, 'ComputeLost')) return error.message
  throw error
}
