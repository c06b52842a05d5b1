/** View state of the window: where the user is, what is selected, which dialogs are open, what there is to tell. */
import { create } from 'zustand'
import { readLayout, writeLayout, type Layout, type SceneOptions, type Step } from './view'

export type DialogName = 'palette' | 'keys' | 'export' | 'preferences' | 'about'

export interface Notice {
  readonly id: number
  readonly error?: unknown
  /** what failed, for an error: 'Reading Cu.cif' */
  readonly doing?: string
  /** plain news */
  readonly text?: string
  readonly retry?: () => void
}

interface ViewStore {
  readonly step: Step
  readonly layout: Layout
  readonly dialog: DialogName | null
  readonly notices: readonly Notice[]
  readonly material: string | null
  readonly surface: string | null
  /** adsorbate looked at in the preview */
  readonly adsorbate: string | null
  /** which of the previewed placements */
  readonly placement: number
  readonly go: (step: Step) => void
  readonly show: (dialog: DialogName | null) => void
  readonly patch: (patch: Partial<Pick<ViewStore, 'material' | 'surface' | 'adsorbate' | 'placement'>>) => void
  readonly setLayout: (patch: Partial<Layout>) => void
  readonly setScene: (patch: Partial<SceneOptions>) => void
  readonly notify: (notice: Omit<Notice, 'id'>) => void
  readonly dismiss: (id: number) => void
}

let nextNotice = 1

export const useView = create<ViewStore>()((set) => ({
  step: 'materials',
  layout: readLayout(localStorage),
  dialog: null,
  notices: [],
  material: null,
  surface: null,
  adsorbate: null,
  placement: 0,
  go: (step) => set({ step }),
  show: (dialog) => set({ dialog }),
  patch: (patch) => set(patch),
  setLayout: (patch) => set(({ layout }) => ({ layout: { ...layout, ...patch } })),
  setScene: (patch) => set(({ layout }) => ({ layout: { ...layout, scene: { ...layout.scene, ...patch } } })),
  // The same failure again replaces its older notice; at most four stay on screen.
  notify: (notice) => set(({ notices }) => ({ notices: [...notices.filter((n) => n.doing !== notice.doing || n.text !== notice.text), { ...notice, id: nextNotice++ }].slice(-4) })),
  dismiss: (id) => set(({ notices }) => ({ notices: notices.filter((n) => n.id !== id) })),
}))

let writing: ReturnType<typeof setTimeout> | undefined
useView.subscribe((now, before) => {
  if (now.layout === before.layout) return
  clearTimeout(writing)
  writing = setTimeout(() => writeLayout(localStorage, now.layout), 250)
})

/** Runs something that may fail; a failure becomes a notice that says what was being done. */
export async function attempt<T>(doing: string, work: () => Promise<T>, options: { readonly retry?: () => void } = {}): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    useView.getState().notify({ error, doing, ...options })
    return undefined
  }
}
