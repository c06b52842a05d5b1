/** A run by its pairs of surface and adsorbate: how far each is, and which the user wants first. */
import type { PairProgress } from '../../contract/host-api'
import { pairKey } from '../../domain/adsorbml/campaign-order'
import { millerText } from '../../domain/adsorbml/rank'
import { invalidInput } from '../../domain/errors'
import type { RunRecord } from '../../platform/store/project-store'
import type { Project } from '../projects'
import type { PlannedPair } from './run'

/** In the planned order. Of a run that this host does not control, those that have their placements. */
export function pairProgress({ store, controls }: Project, run: RunRecord): readonly PairProgress[] {
  const live = controls.get(run.id)
  const planned: readonly PlannedPair[] = live && live.pairs().length > 0 ? live.pairs() : store.pairs(run.id)
  const kept = new Map(store.pairs(run.id).map((pair) => [pairKey(pair.slab, pair.adsorbate), pair]))
  const surfaces = new Map(store.surfaces(run.id).map((surface) => [surface.slab.id, surface]))
  const counts = new Map(store.pairCounts(run.id).map((one) => [pairKey(one.slab, one.adsorbate), one]))
  const running = (live?.snapshot().running ?? []).map(({ configuration }) => configuration)
  const front = live?.front() ?? []
  return planned.flatMap(({ slab, adsorbate, refused }) => {
    const surface = surfaces.get(slab)
    if (!surface) return []
    const key = pairKey(slab, adsorbate)
    const why = refused ?? kept.get(key)?.refused ?? surface.refused
    const place = front.findIndex((one) => one.slab === slab && one.adsorbate === adsorbate)
    const { total, done, failed, skipped, anomalies } = counts.get(key) ?? { total: why === undefined ? run.settings.configurations : 0, done: 0, failed: 0, skipped: 0, anomalies: 0 }
    return [{
      slab, material: surface.material, miller: millerText(surface.slab), adsorbate, total, done, failed, skipped, anomalies,
      running: running.filter((id) => id.startsWith(`${slab}/${adsorbate}/`)).length,
      front: place < 0 ? null : place + 1,
      ...(why === undefined ? {} : { refused: why }),
    }]
  })
}

/** Throws InvalidInput where the run does not go on, or has no such pair. */
export function prioritise({ controls }: Project, { id }: RunRecord, slab: string, adsorbate: string): void {
  const live = controls.get(id)
  if (!live || (live.state !== 'running' && live.state !== 'preparing' && live.state !== 'paused')) throw invalidInput('Only a run that goes on has an order to change', { found: live?.state ?? 'not started here' })
  if (!live.pairs().some((pair) => pair.slab === slab && pair.adsorbate === adsorbate)) throw invalidInput(`The run has no ${adsorbate} on ${slab}`, { found: `${slab}, ${adsorbate}` })
  live.prioritise(slab, adsorbate)
}
