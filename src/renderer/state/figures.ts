/** The figures of the view on screen, for the command palette: the view puts them here, and takes them away when it goes. */
import { create } from 'zustand'

export interface FigureCommand {
  readonly id: string
  readonly title: string
  readonly hint: string
  readonly missing: string | null
  readonly run: () => Promise<void>
}

export const useFigures = create<{ readonly list: readonly FigureCommand[] }>()(() => ({ list: [] }))
