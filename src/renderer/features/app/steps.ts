/** The steps of a campaign: names, what each one holds now, and whether it still needs something. */
import type { RunProgress, RunResults } from '../../../contract/host-api'
import { missing, type Setup } from '../../state/setup'
import type { Step } from '../../state/view'
import { plural } from '../../ui/format'
import { formatMiller } from '../surfaces/miller-text'

export const STEP_NAMES: Readonly<Record<Step, string>> = {
  materials: 'Materials',
  surfaces: 'Surfaces',
  adsorbates: 'Adsorbates',
  settings: 'Settings',
  run: 'Run',
  results: 'Results',
  reliability: 'Reliability',
}

export interface StepState {
  readonly summary: string
  readonly state: 'needed' | 'ready' | 'idle'
}

export function stepStates(setup: Setup, progress: RunProgress | null, results: RunResults | null): Readonly<Record<Step, StepState>> {
  const gaps = missing(setup)
  const ready = (yes: boolean): StepState['state'] => (yes ? 'ready' : 'needed')
  const { facets, knobs } = setup
  // what nobody has looked at yet is not done
  const begun = setup.materials.length > 0
  const run = progress ?? results?.run ?? null
  return {
    materials: { summary: setup.materials.length === 0 ? 'none yet' : listed(setup.materials.map(({ material }) => material.id)), state: ready(setup.materials.length > 0) },
    surfaces: { summary: facets.kind === 'all' ? `all up to ${facets.maxIndex}` : facets.miller.length === 0 ? 'none yet' : listed(facets.miller.map(formatMiller)), state: ready(begun && !gaps.includes('facets')) },
    adsorbates: { summary: setup.adsorbates.length === 0 ? 'none yet' : listed(setup.adsorbates), state: ready(setup.adsorbates.length > 0) },
    settings: { summary: plural(knobs.configurations, 'placement'), state: ready(begun) },
    run: { summary: run ? `${run.state}, ${run.done + run.skipped} of ${run.total}` : gaps.length === 0 ? 'ready to start' : 'not ready', state: run || gaps.length === 0 ? 'ready' : 'idle' },
    results: { summary: results && results.rows.length > 0 ? plural(results.rows.filter((r) => r.configuration.state === 'done').length, 'configuration') : 'none yet', state: results ? 'ready' : 'idle' },
    reliability: { summary: 'errors and their bars', state: 'idle' },
  }
}

const listed = (items: readonly string[]): string => (items.length > 3 ? `${items.slice(0, 3).join(', ')} +${items.length - 3}` : items.join(', '))
