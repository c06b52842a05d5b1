/** The first-run tour: where it is. That it was taken, or skipped, is remembered with the preferences. */
import { create } from 'zustand'
import { useView } from '../../state/view-store'

interface TourState {
  /** null: not running */
  readonly at: number | null
  readonly goTo: (at: number) => void
}

export const useTour = create<TourState>()((set) => ({ at: null, goTo: (at) => set({ at }) }))

export function startTour(): void {
  useView.getState().show(null)
  useTour.setState({ at: 0 })
}

/** Finished or skipped: it does not come again by itself. */
export function endTour(): void {
  useTour.setState({ at: null })
  useView.getState().setLayout({ tourSeen: true })
}
