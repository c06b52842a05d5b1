import { beforeAll, describe, expect, it } from 'vitest'
import type { SpaceGroupLookup, SymmetryOperation } from '../../../src/domain/structure/symmetry'
import { loadSpaceGroups } from '../../../src/platform/symmetry/space-groups'

let lookup: SpaceGroupLookup
beforeAll(async () => { lookup = await loadSpaceGroups() })

const keyOf = (o: SymmetryOperation): string => `${o.rotation.join(' ')}|${o.translation.map((x) => (Math.round(24 * x) % 24) / 24).join(' ')}`

/** a after b. */
function compose(a: SymmetryOperation, b: SymmetryOperation): SymmetryOperation {
  const rotation = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => [0, 1, 2].reduce((sum, k) => sum + a.rotation[3 * i + k]! * b.rotation[3 * k + j]!, 0) + 0))
  const at = (i: number): number => {
    const x = a.translation[i]! + [0, 1, 2].reduce((sum, k) => sum + a.rotation[3 * i + k]! * b.translation[k]!, 0)
    return x - Math.floor(x + 1e-9)
  }
  return { rotation, translation: [at(0), at(1), at(2)] }
}

describe('the table of space groups', () => {
  it('holds 230 groups in 530 settings, each closed under composition (a group law, checked on products with every generator)', () => {
    let settings = 0
    for (let number = 1; number <= 230; number++) {
      for (const setting of lookup({ number })) {
        settings++
        expect(setting.number).toBe(number)
        const keys = new Set(setting.operations.map(keyOf))
        expect(keys.size).toBe(setting.operations.length)
        const some = [setting.operations[1], setting.operations.at(-1), setting.operations[setting.operations.length >> 1]]
        for (const a of some) for (const b of setting.operations) if (a !== undefined) expect(keys.has(keyOf(compose(a, b)))).toBe(true)
      }
    }
    expect(settings).toBe(530)
  })

  it('never gives one symbol to two groups', () => {
    for (let number = 1; number <= 230; number++) {
      for (const { label } of lookup({ number })) {
        const found = lookup({ hermannMauguin: label })
        expect(new Set(found.map((s) => s.number))).toEqual(new Set([number]))
      }
    }
  })

  it.each([
    // number of operations of the conventional cell: International Tables A
    ['F m -3 m', 225, 192], ['Fm-3m', 225, 192], ['F m 3 m', 225, 192], ['F 4/m -3 2/m', 225, 192], ['P 63/m m c', 194, 24], ['P6_3/mmc', 194, 24],
    ['P 42/m n m', 136, 16], ['P 1 21/c 1', 14, 4], ['P 21/n', 14, 4], ['P2(1)/c', 14, 4], ['R -3 m :H', 166, 36], ['R -3 m H', 166, 36], ['R -3 m :R', 166, 12],
    ['F d -3 m :2', 227, 192], ['F d -3 m : 2', 227, 192], ['F d -3 m Z', 227, 192], ['F d -3 m S', 227, 192], ['C m c a', 64, 16], ['P n m a', 62, 8], ['P b n m', 62, 8], ['P 1', 1, 1], ['P 32', 145, 3],
    ['P 3 2 1', 150, 6],
  ])('knows %s as group %i', (hermannMauguin, number, order) => {
    const found = lookup({ hermannMauguin })
    expect(new Set(found.map((s) => s.number))).toEqual(new Set([number]))
    for (const setting of found) expect(setting.operations.length).toBe(order)
  })

  it('leaves open what a name leaves open', () => {
    expect(lookup({ hermannMauguin: 'F d -3 m' }).map((s) => s.label)).toEqual(['F 4_1/d -3 2/m :1', 'F 4_1/d -3 2/m :2'])
    expect(lookup({ hermannMauguin: 'R -3 m' })).toHaveLength(2)
    expect(lookup({ number: 225 })).toHaveLength(1)
    expect(lookup({ hermannMauguin: 'P 17/q' })).toEqual([])
    expect(lookup({ number: 231 })).toEqual([])
    expect(lookup({})).toEqual([])
  })

  it('trusts a Hall symbol first, spaces telling screw axes from products', () => {
    expect(lookup({ hall: '-P 2ybc' }).map((s) => s.number)).toEqual([14])
    expect(lookup({ hall: 'P 32' }).map((s) => s.number)).toEqual([145])
    expect(lookup({ hall: 'P 3 2' }).map((s) => s.number)).toEqual([149])
    expect(lookup({ hall: 'nonsense', hermannMauguin: 'F m -3 m' }).map((s) => s.number)).toEqual([225])
  })
})
