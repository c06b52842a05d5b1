/** The host as the components see it, and questions to it that follow the state of the page. */
import { createContext, useContext, useEffect, useEffectEvent, useState } from 'react'
import type { HostClient } from '../../contract/host-api'

export const HostContext = createContext<HostClient | null>(null)

export function useHost(): HostClient {
  const host = useContext(HostContext)
  if (!host) throw new Error('No host around this component')
  return host
}

export interface Answer<T> {
  /** the newest answer; while a newer question is open, the one before */
  readonly data: T | undefined
  readonly error: unknown
  readonly loading: boolean
  readonly retry: () => void
}

interface Held<T> {
  readonly key: string | null
  readonly turn: number
  readonly data: T | undefined
  readonly error: unknown
}

/**
 * Asks the host whenever `key` changes, after it has stood still for `delayMs`; answers to older questions are dropped.
 * A null key asks nothing and forgets the answer.
 */
export function useAnswer<T>(key: string | null, ask: (host: HostClient) => Promise<T>, delayMs = 0): Answer<T> {
  const host = useHost()
  const [held, setHeld] = useState<Held<T>>({ key: null, turn: 0, data: undefined, error: undefined })
  const [turn, setTurn] = useState(0)
  const askNow = useEffectEvent((h: HostClient) => ask(h))
  useEffect(() => {
    if (key === null) return undefined
    let current = true
    const timer = setTimeout(() => {
      askNow(host).then(
        (data) => current && setHeld({ key, turn, data, error: undefined }),
        (error: unknown) => current && setHeld({ key, turn, data: undefined, error }),
      )
    }, delayMs)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [key, host, turn, delayMs])
  const answered = held.key === key && held.turn === turn
  return { data: key === null ? undefined : held.data, error: answered ? held.error : undefined, loading: key !== null && !answered, retry: () => setTurn((t) => t + 1) }
}
