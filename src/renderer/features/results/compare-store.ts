/** The compare tray of the run on screen, and how its two chosen structures are looked at. */
import { create } from 'zustand'
import { useCampaign } from '../../state/campaign'
import { useView } from '../../state/view-store'
import { addPin, chooseBoth, choosePin, EMPTY_TRAY, removePin, type Pin, type Tray } from './compare-pins'

export type CompareMode = 'side' | 'overlay'

interface Compare {
  readonly tray: Tray
  readonly open: boolean
  readonly mode: CompareMode
  readonly pin: (pin: Pin) => void
  readonly unpin: (key: string) => void
  readonly choose: (side: 'a' | 'b', key: string) => void
  readonly swap: () => void
  readonly setMode: (mode: CompareMode) => void
  readonly show: () => void
  readonly close: () => void
}

export const useCompare = create<Compare>()((set) => ({
  tray: EMPTY_TRAY,
  open: false,
  mode: 'overlay',
  pin: (pin) => set(({ tray }) => ({ tray: addPin(tray, pin) })),
  unpin: (key) =>
    set(({ tray, open }) => {
      const left = removePin(tray, key)
      return { tray: left, open: open && left.b !== null }
    }),
  choose: (side, key) => set(({ tray }) => ({ tray: choosePin(tray, side, key) })),
  swap: () => set(({ tray }) => ({ tray: { ...tray, a: tray.b, b: tray.a } })),
  setMode: (mode) => set({ mode }),
  show: () => set(({ tray }) => ({ open: tray.b !== null })),
  close: () => set({ open: false }),
}))

// Configurations of another run are other structures, whatever their names.
useCampaign.subscribe((now, before) => {
  if (now.run !== before.run || now.project?.path !== before.project?.path) useCompare.setState({ tray: EMPTY_TRAY, open: false })
})

/** Two structures, whatever was in the tray. */
export function compare(a: Pin, b: Pin): void {
  useCompare.setState(({ tray }) => ({ tray: chooseBoth(tray, a, b), open: true }))
  useView.getState().go('results')
}

export const compareWithStart = (configuration: string): void => compare({ configuration, part: 'initial' }, { configuration, part: 'relaxed' })
export const compareWithClean = (configuration: string): void => compare({ configuration, part: 'clean' }, { configuration, part: 'relaxed' })
