import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Lru } from '../../../src/renderer/state/lru'
import { DEFAULT_LAYOUT, readLayout, writeLayout } from '../../../src/renderer/state/view'

test('the least recently used entry goes first', () => {
  const cache = new Lru<string>(3, (v) => v.length)
  cache.set('a', 'x')
  cache.set('b', 'x')
  cache.set('c', 'x')
  cache.get('a')
  cache.set('d', 'x')
  expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.get('d')]).toEqual(['x', undefined, 'x', 'x'])
})

test('the size is the sum of what is held and within the budget, unless one entry alone exceeds it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 9 })), { maxLength: 60 }), (entries) => {
      const cache = new Lru<number>(12, (v) => v)
      for (const [key, value] of entries) {
        cache.set(key, value)
        const held = ['a', 'b', 'c', 'd'].map((k) => cache.get(k) ?? 0).reduce((x, y) => x + y, 0)
        expect(cache.size).toBe(held)
        expect(cache.size).toBeLessThanOrEqual(12)
        expect(cache.get(key)).toBe(value)
      }
    }),
  )
  const cache = new Lru<number>(5, (v) => v)
  cache.set('big', 50)
  expect(cache.get('big')).toBe(50)
  cache.set('next', 1)
  expect([cache.get('big'), cache.size]).toEqual([undefined, 1])
})

test('a remembered layout comes back; damage gives the default', () => {
  let text = ''
  const storage = { getItem: () => text, setItem: (_: string, value: string) => void (text = value) }
  const layout = { ...DEFAULT_LAYOUT, theme: 'dark' as const, setupWidth: 500 }
  writeLayout(storage, layout)
  expect(readLayout(storage)).toEqual(layout)
  for (const bad of ['{', 'null', '{"theme":"pink"}', '{"setupWidth":-4}', '[]']) {
    text = bad
    expect(readLayout(storage)).toEqual(DEFAULT_LAYOUT)
  }
  expect(() => writeLayout({ setItem: () => { throw new Error('full') } }, layout)).not.toThrow()
})
