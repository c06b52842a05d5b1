import { expect, test } from 'vitest'
import { createGate } from '../../src/host/runs/gate'

test('no more at once than the gate lets, the smallest turn first, also after one that fails', async () => {
  const gate = createGate(2)
  let [inside, most] = [0, 0]
  const order: string[] = []
  const work = (name: string) => async (): Promise<void> => {
    most = Math.max(most, ++inside)
    order.push(name)
    await new Promise((resolve) => setTimeout(resolve, 5))
    inside--
    if (name === 'b') throw new Error('b failed')
  }
  const turns = { a: 0, b: 0, c: 3, d: 1, e: 2 }
  const all = Object.entries(turns).map(([name, turn]) => gate.pass(() => turn, work(name)))
  const ends = await Promise.allSettled(all)
  expect(most).toBe(2)
  expect(order.slice(0, 2)).toEqual(['a', 'b'])
  expect(order.slice(2)).toEqual(['d', 'e', 'c'])
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
})
