/** A compute process as the host sees it: messages in both directions, and its end. How it is forked is the caller's business. */
export interface ComputeProcess {
  pid(): number | undefined
  send(message: unknown): void
  onMessage(listen: (message: unknown) => void): void
  /** Called once, however the process ends. */
  onExit(listen: (code: number | null, signal: string | undefined) => void): void
  kill(): void
}
