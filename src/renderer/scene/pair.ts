/** Two views beside each other as one figure. */
import { unsupported } from '../../domain/errors'
import { add, cross, normalise, scale, sub, type Vec3 } from '../../domain/math/vec3'
import type { FigureSource } from './figures'
import { joinPictures } from './png'
import type { Shapes, Sight } from './shapes'

const noFilm = (): Promise<never> => Promise.reject(unsupported('Two structures side by side have no relaxation to play', { what: 'a film of two views' }))

/** The second view to the right of the first, in pictures and in scenes. */
export const pairSource = (a: FigureSource, b: FigureSource): FigureSource => ({
  png: () => joinPictures([a.png(), b.png()]),
  gif: noFilm,
  webm: noFilm,
  shapes: () => besides(a.shapes(), b.shapes(), offset(a.sight(), b.sight())),
  sight: () => wide(a.sight()),
})

const right = ({ position, target, up }: Sight): Vec3 => normalise(cross(sub(target, position), up))

/** Å: what moves the middle of the second picture one picture's width to the right of the first. */
const offset = (a: Sight, b: Sight): Vec3 => add(sub(a.target, b.target), scale(right(a), a.width))

function wide(sight: Sight): Sight {
  const half = scale(right(sight), sight.width / 2)
  return { ...sight, position: add(sight.position, half), target: add(sight.target, half), width: 2 * sight.width }
}

function besides(a: Shapes, b: Shapes, by: Vec3): Shapes {
  return {
    balls: [...a.balls, ...b.balls.map((x) => ({ ...x, centre: add(x.centre, by) }))],
    rods: [...a.rods, ...b.rods.map((x) => ({ ...x, from: add(x.from, by), to: add(x.to, by) }))],
    cones: [...a.cones, ...b.cones.map((x) => ({ ...x, base: add(x.base, by), tip: add(x.tip, by) }))],
  }
}
