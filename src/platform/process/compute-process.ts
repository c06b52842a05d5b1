/** What the host holds of a compute process, whoever started it: a forked child, or Electron's utility process in the desktop app. */
export interface ComputeProcess {
  /** undefined before it runs and when it could not be started */
  pid(): number | undefined
  /** Never throws; a message to a process that has ended is dropped. */
  send(message: unknown): void
  onMessage(listen: (message: unknown) => void): void
  /** Called once, also when the process could not be started at all. `stderr` is the end of what it wrote there, where that was captured. */
  onExit(listen: (code: number | null, signal: string | undefined, stderr?: string) => void): void
  /** Ends the process at once, whatever it is doing. */
  kill(): void
}
