/** A cache with a budget: the least recently used entries go first. The newest entry always stays, however large. */
export class Lru<V> {
  readonly #budget: number
  readonly #sizeOf: (value: V) => number
  readonly #entries = new Map<string, V>()
  #size = 0

  constructor(budget: number, sizeOf: (value: V) => number) {
    this.#budget = budget
    this.#sizeOf = sizeOf
  }

  /** Sum of the sizes held. */
  get size(): number {
    return this.#size
  }

  get(key: string): V | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }

  set(key: string, value: V): void {
    this.delete(key)
    this.#entries.set(key, value)
    this.#size += this.#sizeOf(value)
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#budget || oldest === key) break
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const value = this.#entries.get(key)
    if (value === undefined) return
    this.#entries.delete(key)
    this.#size -= this.#sizeOf(value)
  }

  clear(): void {
    this.#entries.clear()
    this.#size = 0
  }
}
