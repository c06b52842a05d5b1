/** The one set-up of this window, with its undo history. */
import { create } from 'zustand'
import { record, redo, startHistory, undo, type History } from './history'
import { applyEdit, describeEdit, EMPTY_SETUP, mergeKey, type Setup, type SetupEdit } from './setup'

interface SetupStore {
  readonly history: History<Setup>
  readonly edit: (edit: SetupEdit) => void
  readonly undo: () => void
  readonly redo: () => void
  /** begins anew, with nothing to undo */
  readonly begin: (setup: Setup) => void
}

export const useSetupStore = create<SetupStore>()((set) => ({
  history: startHistory(EMPTY_SETUP),
  edit: (edit) => set(({ history }) => ({ history: record(history, applyEdit(history.present, edit), describeEdit(edit), mergeKey(edit)) })),
  undo: () => set(({ history }) => ({ history: undo(history) })),
  redo: () => set(({ history }) => ({ history: redo(history) })),
  begin: (setup) => set({ history: startHistory(setup) }),
}))

export const useSetup = (): Setup => useSetupStore((s) => s.history.present)
export const editSetup = (edit: SetupEdit): void => useSetupStore.getState().edit(edit)
export const currentSetup = (): Setup => useSetupStore.getState().history.present
