import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../../src/contract/codec'
import { AdatomError } from '../../../src/domain/errors'
import { add, cross, norm, sub, vec3, type Vec3 } from '../../../src/domain/math/vec3'
import { lennardJones } from '../../../src/domain/potentials/lennard-jones'
import type { Potential } from '../../../src/domain/potentials/potential'
import { freeAtomsOf } from '../../../src/domain/relax/model-hessian'
import { DEFAULT_OPTIMISER } from '../../../src/domain/relax/optimisers'
import { relaxed } from '../../../src/domain/relax/relax'
import { bodiesOf, followed, softMotions } from '../../../src/domain/relax/rigid-motions'
import { RelaxRun } from '../../../src/domain/relax/run-state'
import { makeStructure, withParts, type Structure } from '../../../src/domain/structure/structure'

/** neighbours at 2.556 Å, as in copper */
const copper = lennardJones({ sigma: 2.277, epsilon: 0.415, cutoff: 6 })
const d = 2.5
const SETTINGS = { optimiser: DEFAULT_OPTIMISER, fmax: 0.01, maxSteps: 300 }

/** Three fixed layers of fcc(100), 4 x 4, with an adatom over (x, y) in units of the neighbour distance: (0, 0) is a hollow, (0.5, 0) a bridge, (0.5, 0.5) on top. */
function adatom(x: number, y: number, tag = 2): Structure {
  const layers = [0, 1, 2].flatMap((l) => Array.from({ length: 16 }, (_, i) => [((i % 4) + (l % 2) / 2 + 0.5) * d, (Math.floor(i / 4) + (l % 2) / 2 + 0.5) * d, 8 - (l * d) / Math.SQRT2]).flat())
  return makeStructure({
    numbers: Array<number>(49).fill(29), positions: [...layers, (x + 2) * d, (y + 2) * d, 10.2], cell: [4 * d, 0, 0, 0, 4 * d, 0, 0, 0, 25],
    fixed: [...Array<number>(48).fill(1), 0], tags: [...Array<number>(48).fill(0), tag],
  })
}

const place = (s: Structure): number[] => [0, 1].map((c) => Math.abs(s.positions[3 * 48 + c]! / d - Math.round(s.positions[3 * 48 + c]! / d)))

describe('a saddle', () => {
  it('is left for the hollow by an adatom set exactly on a bridge or on top, where L-BFGS stays', async () => {
    const hollow = await relaxed(adatom(0.1, 0.07), copper, SETTINGS)
    for (const [x, y] of [[0.5, 0], [0, 0.5], [0.5, 0.5]] as const) {
      const [mine, ase] = [await relaxed(adatom(x, y), copper, SETTINGS), await relaxed(adatom(x, y), copper, { ...SETTINGS, optimiser: 'lbfgs' })]
      expect([mine.outcome, ase.outcome]).toEqual(['converged', 'converged'])
      // symmetry holds L-BFGS there, tens of meV and more above the hollow
      expect(ase.evaluation.energy - hollow.evaluation.energy).toBeGreaterThan(0.02)
      expect(Math.abs(mine.evaluation.energy - hollow.evaluation.energy)).toBeLessThan(1e-3)
      place(mine.structure).forEach((off) => expect(off).toBeLessThan(0.02))
      expect(mine.trajectory.energies.at(-1)).toBe(mine.evaluation.energy)
      expect(mine.trajectory.frames.at(-1)).toEqual(Float32Array.from(mine.structure.positions))
    }
  })

  it('is left the same way when the relaxation is stopped and resumed at every step', async () => {
    const whole = await relaxed(adatom(0.5, 0), copper, SETTINGS)
    let saved: ReturnType<RelaxRun['save']> | undefined
    for (;;) {
      const run = new RelaxRun(adatom(0.5, 0), SETTINGS, saved)
      const [evaluation] = await copper.evaluate([run.structure], {})
      run.absorb(evaluation!)
      if (run.outcome !== null) {
        expect(run.result()).toEqual(whole)
        return
      }
      saved = decode(encode(run.save()).buffer) as ReturnType<RelaxRun['save']>
    }
  })

  it('is not looked for without an adsorbate', async () => {
    const { structure } = await relaxed(adatom(0.5, 0, 1), copper, SETTINGS)
    expect(place(structure)[0]).toBeCloseTo(0.5, 6)
  })
})

describe('a minimum', () => {
  const tight = { ...SETTINGS, fmax: 1e-4 }

  it('is kept, for at most four more force calls', async () => {
    const { structure, evaluation } = await relaxed(adatom(0.1, 0.07), copper, tight)
    const again = await relaxed(structure, copper, SETTINGS)
    expect([again.outcome, again.evaluation.energy]).toEqual(['converged', evaluation.energy])
    expect(again.structure.positions).toEqual(structure.positions)
    expect(again.trajectory.frames).toHaveLength(1)
    expect(again.forceCalls).toBeGreaterThan(1)
    expect(again.forceCalls).toBeLessThanOrEqual(5)
  })

  it('stands, converged, when the potential fails or the steps run out while it is being looked at', async () => {
    const { structure, evaluation } = await relaxed(adatom(0.1, 0.07), copper, tight)
    let calls = 0
    const failing: Potential = { ...copper, evaluate: (...args) => (++calls === 2 ? Promise.reject(new AdatomError('NumericalFailure', 'not a number', { where: 'here' })) : copper.evaluate(...args)) }
    for (const [potential, maxSteps] of [[failing, 300], [copper, 1]] as const) {
      const again = await relaxed(structure, potential, { ...SETTINGS, maxSteps })
      expect([again.outcome, again.evaluation.energy]).toEqual(['converged', evaluation.energy])
      expect(again.structure.positions).toEqual(structure.positions)
    }
  })
})

describe('rigid motions', () => {
  // methanol over the boundary of the cell along x, and an oxygen atom
  const two = makeStructure({
    numbers: [29, 6, 8, 1, 1, 1, 1, 8], tags: [1, 2, 2, 2, 2, 2, 2, 2], fixed: [1, 0, 0, 0, 0, 0, 0, 0], cell: [9, 0, 0, 0, 9, 0, 0, 0, 20],
    positions: [5, 5, 5, 8.9, 2, 8, 1.32, 2.05, 8.1, 8.5, 3, 8.2, 8.5, 1.5, 7.1, 8.55, 1.4, 8.9, 1.6, 1.2, 8.4, 4, 7, 8],
  })
  const free = freeAtomsOf(two), bodies = bodiesOf(two, free), m = 21
  const x = two.positions.slice(3)
  const distances = (s: Structure, p: Float64Array, body: readonly number[]): number[] => {
    const at = (f: number): Vec3 => vec3(p, 3 * f)
    const image = (v: Vec3): number => norm([v[0] - 9 * Math.round(v[0] / s.cell[0]!), v[1], v[2]])
    return body.flatMap((f) => body.map((g) => image(sub(at(f), at(g)))))
  }

  it('are three turns of a molecule and two shifts of an atom, orthogonal to the shifts and of unit length', () => {
    expect(bodies.map(({ places }) => places)).toEqual([[0, 1, 2, 3, 4, 5], [6]])
    const motions = softMotions(bodies, two.cell, m)
    expect(motions).toHaveLength(5)
    for (const motion of motions) expect(Math.hypot(...motion)).toBeCloseTo(1, 12)
    for (const turn of motions.slice(0, 3)) for (const c of [0, 1, 2]) expect(turn.filter((_, k) => k % 3 === c && k < 18).reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12)
  })

  it('leave molecules with a fixed atom out', () => {
    const held = withParts(two, { fixed: two.fixed.map((f, i) => (i === 3 ? 1 : f)) })
    expect(bodiesOf(held, freeAtomsOf(held)).map(({ places }) => places.length)).toEqual([1])
  })

  // to 1e-7 Å: 1e-9 of the inertia is added, so that a linear molecule has one about its own axis
  it('when followed far keep every distance in the molecule, across the boundary too', () => {
    const before = distances(two, x, bodies[0]!.places)
    for (const motion of softMotions(bodies, two.cell, m)) {
      const after = distances(two, followed(bodies, x, motion.map((v) => 1.5 * v)), bodies[0]!.places)
      after.forEach((r, k) => expect(r).toBeCloseTo(before[k]!, 7))
    }
  })

  it('when followed a little are the direction itself, with what is not rigid in it', () => {
    const u = Float64Array.from({ length: m }, (_, k) => 1e-4 * Math.sin(2 * k + 1))
    followed(bodies, x, u).forEach((v, k) => expect(v - x[k]! - u[k]!).toBeCloseTo(0, 7))
  })

  it('turn by the angle that least squares gives: a pure rotation is recovered', () => {
    const w: Vec3 = [0.02, -0.3, 0.1]
    const [body] = bodies
    const u = new Float64Array(m)
    body!.places.forEach((f, k) => u.set(cross(w, body!.arms[k]!), 3 * f))
    const moved = followed(bodies, x, u)
    const middle = (p: Float64Array): Vec3 => body!.places.reduce<Vec3>((sum, f) => add(sum, vec3(p, 3 * f)), [0, 0, 0])
    expect(norm(sub(middle(moved), middle(x)))).toBeLessThan(1e-9)
    // the arm along the axis stays; the others turn by |w|
    const arm = body!.arms[1]!, after = add(arm, sub(vec3(moved, 3 * body!.places[1]!), vec3(x, 3 * body!.places[1]!)))
    const flat = (v: Vec3): Vec3 => { const k = (v[0] * w[0] + v[1] * w[1] + v[2] * w[2]) / norm(w) ** 2; return sub(v, [k * w[0], k * w[1], k * w[2]]) }
    const [p, q] = [flat(arm), flat(after)]
    expect(Math.atan2(norm(cross(p, q)), p[0] * q[0] + p[1] * q[1] + p[2] * q[2])).toBeCloseTo(norm(w), 9)
  })
})
