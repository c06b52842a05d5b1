/** The user's views of the results, read from the host once and kept there as they change. */
import type { HostClient } from '../../../contract/host-api'
import { attempt, useView } from '../../state/view-store'
import { useResultsView, type ResultsView } from './results-store'
import { NO_VIEWS, parseViews, sameSettings, settingsOf, writeViews, type KeptViews } from './saved-views'

const keptOf = (s: ResultsView): KeptViews => {
  const settings = settingsOf(s.views, s.view)
  const same = sameSettings({ ...s, filter: settings.filter }, settings)
  return { views: s.views, current: s.view, left: same ? null : { columns: s.columns, sort: s.sort } }
}

let reading: Promise<void> | null = null
let keptText = writeViews(NO_VIEWS)

/** Reads the user's views once, and from then on keeps every change of them with the host. */
export function followViews(host: HostClient): Promise<void> {
  reading ??= read(host)
  return reading
}

async function read(host: HostClient): Promise<void> {
  const text = await attempt('Reading the saved views', () => host.resultsViews())
  // where they could not be read they are not written over
  if (text === undefined) {
    reading = null
    return
  }
  const kept = parseViews(text)
  if (kept === null) useView.getState().notify({ text: 'The saved views of the results could not be understood; the default view is shown' })
  const { views, current, left } = kept ?? NO_VIEWS
  keptText = writeViews({ views, current, left })
  useResultsView.setState({ views, view: current, ...settingsOf(views, current), ...left })
  let timer: ReturnType<typeof setTimeout> | undefined
  useResultsView.subscribe((now) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const next = writeViews(keptOf(now))
      if (next === keptText) return
      keptText = next
      void attempt('Saving the view', () => host.keepResultsViews({ text: next }))
    }, 300)
  })
}
