/** Where the relaxations of a run meet a pause: each saves itself between two force calls, and the pause waits until all have. */

export interface PausePoint {
  readonly isAsked: boolean
  /** One begins; what is returned is called when it has saved itself or has ended, once or more often. */
  enter(): () => void
  /** Settles when none is inside any more, after `patienceMs` at the latest. */
  ask(patienceMs: number): Promise<void>
}

export function createPausePoint(): PausePoint {
  const inside = new Set<symbol>()
  const empty = Promise.withResolvers<void>()
  let isAsked = false
  const look = (): void => {
    if (isAsked && inside.size === 0) empty.resolve()
  }
  return {
    get isAsked() {
      return isAsked
    },
    enter: () => {
      const one = Symbol('relaxation')
      inside.add(one)
      return () => {
        inside.delete(one)
        look()
      }
    },
    ask: async (patienceMs) => {
      isAsked = true
      look()
      const timer = setTimeout(empty.resolve, patienceMs)
      await empty.promise
      clearTimeout(timer)
    },
  }
}
