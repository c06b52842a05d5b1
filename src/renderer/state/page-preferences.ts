/** The page's own preferences, kept by the host: so they are the same in the desktop window and in every browser that it serves. */
import type { HostClient } from '../../contract/host-api'
import { showEnergiesIn } from '../ui/format'
import { emptySetup } from './defaults'
import { useSetupStore } from './setup-store'
import { parseLayout } from './view'
import { attempt, useView } from './view-store'

const WAIT_MS = 400

/** Before anything is drawn: the layout, the unit, and the set-up that a new campaign begins with. From then on, changes are kept. */
export async function takePreferences(host: HostClient): Promise<void> {
  const state = await attempt('Reading the preferences', () => host.preferences())
  const kept = parseLayout(state?.preferences.page ?? null)
  if (kept) useView.getState().setLayout(kept)
  if (state?.problem) useView.getState().notify({ text: state.problem })
  const { layout } = useView.getState()
  showEnergiesIn(layout.energyUnit)
  useSetupStore.getState().begin(emptySetup(layout.defaults))
  keep(host)
}

function keep(host: HostClient): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  useView.subscribe((now, before) => {
    if (now.layout === before.layout) return
    showEnergiesIn(now.layout.energyUnit)
    clearTimeout(timer)
    timer = setTimeout(() => void attempt('Keeping the preferences', () => host.setPreferences({ page: JSON.stringify(useView.getState().layout) })), WAIT_MS)
  })
}
