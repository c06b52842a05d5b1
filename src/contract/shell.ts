/** What the page hears as a window message when the system hands a project to the app that runs already. */
export interface OpenProjectMessage {
  readonly kind: 'project:open'
  readonly path: string
}

/** What the page may ask of the desktop shell. Absent in a browser (`adatom serve`), where the page uses the browser's own dialogs. */
export interface OpenedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface Shell {
  readonly platform: string
  /** Native open dialog for structures; empty when cancelled. */
  openStructures(): Promise<readonly OpenedFile[]>
  /** Native open dialog for a project file; null when cancelled. */
  openProject(): Promise<string | null>
  /** Native save dialog for a new project; null when cancelled. */
  newProject(): Promise<string | null>
  /** Writes files into a folder the user picks; the folder, or null when cancelled. */
  saveFiles(files: readonly OpenedFile[]): Promise<string | null>
  /** Where a dropped file lies; '' where that is not known. */
  pathOf(file: unknown): string
  /** Asks main for the host's message port; it arrives as a window message 'host:port'. */
  connect(): void
}

declare global {
  interface Window {
    readonly shell?: Shell
  }
}
