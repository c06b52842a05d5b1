import { expect, it } from 'vitest'
import { createCampaignOrder } from '../../../src/domain/adsorbml/campaign-order'

const around = (energy: number): { energy: number; low: number; high: number } => ({ energy, low: energy - 0.2, high: energy + 0.2 })

it('clean slabs and first rounds come first; then the candidates in contention, by rounds; the others last', () => {
  const order = createCampaignOrder()
  order.note('best', 'CO', around(-1))
  order.note('near', 'CO', around(-0.7))
  order.note('far', 'CO', around(0))
  order.note('alone', 'H', around(3))
  const jobs = [['far', 2], ['near', 3], ['best', 2], ['far', 1], ['alone', 2], ['new', 2], ['near', 0]] as const
  const taken = jobs.toSorted(([a, m], [b, n]) => order.turn(a, m) - order.turn(b, n)).map(([pair, round]) => `${pair} ${round}`)
  // stable: of equal turns the first in line
  expect(taken).toEqual(['far 1', 'near 0', 'best 2', 'alone 2', 'new 2', 'near 3', 'far 2'])
})

it('a lower energy moves the bar for its adsorbate alone, and a higher one changes nothing', () => {
  const order = createCampaignOrder()
  order.note('a', 'CO', around(-1))
  order.note('b', 'CO', around(-0.9))
  order.note('c', 'H', around(-0.9))
  expect(['a', 'b', 'c'].map((pair) => order.isContender(pair))).toEqual([true, true, true])
  order.note('a', 'CO', around(-2))
  expect(['a', 'b', 'c'].map((pair) => order.isContender(pair))).toEqual([true, false, true])
  order.note('a', 'CO', around(5))
  expect(order.isContender('a')).toBe(true)
  order.note('b', 'CO', around(-1.9))
  expect(order.isContender('b')).toBe(true)
})
