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

let followed: { readonly host: HostClient; readonly stop: () => void } | null = null

const WRITE_MS = 300

/** Reads the user's views once, and from then on keeps every change of them with this host. */
export function followViews(host: HostClient): void {
  if (followed?.host === host) return
  followed?.stop()
  let isOver = false
  let unsubscribe = (): void => undefined
  followed = {
    host,
    stop: () => {
      isOver = true
      unsubscribe()
    },
  }
  void readViews(host).then((text) => {
    if (isOver) return
    // where they could not be read they are not written over; the next look at the results tries again
    if (text === null) followed = null
    else unsubscribe = writeChanges(host, text)
  })
}

/** Shows the view last used. What is kept, as text; null where it could not be read. */
async function readViews(host: HostClient): Promise<string | null> {
  const text = await attempt('Reading the saved views', () => host.resultsViews())
  if (text === undefined) return null
  const kept = parseViews(text)
  if (kept === null) useView.getState().notify({ text: 'The saved views of the results could not be understood; the default view is shown' })
  const { views, current, left } = kept ?? NO_VIEWS
  useResultsView.setState({ views, view: current, ...settingsOf(views, current), ...left })
  return writeViews({ views, current, left })
}

function writeChanges(host: HostClient, text: string): () => void {
  let written = text
  let timer: ReturnType<typeof setTimeout> | undefined
  return useResultsView.subscribe((now) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const next = writeViews(keptOf(now))
      if (next === written) return
      written = next
      void attempt('Saving the view', () => host.keepResultsViews({ text: next }))
    }, WRITE_MS)
  })
}
