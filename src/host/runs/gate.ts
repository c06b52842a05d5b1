/** Lets only so many pieces of work go on at the same time; of those that wait the one with the smallest turn is next. */
export interface Gate {
  /** `turn` is asked when a place is free */
  readonly pass: <T>(turn: () => number, work: () => Promise<T>) => Promise<T>
}

export function createGate(most: number): Gate {
  const waiting: { readonly turn: () => number; readonly go: () => void }[] = []
  let inside = 0
  const leave = (): void => {
    if (waiting.length === 0) return void inside--
    // the place passes on: nobody who comes now can take it
    const next = waiting.map(({ turn }, k) => ({ k, at: turn() })).reduce((a, b) => (b.at < a.at ? b : a), { k: 0, at: Infinity })
    waiting.splice(next.k, 1)[0]!.go()
  }
  return {
    pass: async (turn, work) => {
      if (inside >= most) await new Promise<void>((go) => waiting.push({ turn, go }))
      else inside++
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
