/** A scene for POV-Ray 3.7: the same atoms, bonds and arrows seen from the same place. Its second line is the command that renders it in the right proportions. */
import type { Vec3 } from '../../domain/math/vec3'
import type { Rgb } from './element-colours'
import { sightLength, type Shapes, type Sight } from './shapes'

/** ghosts and their bonds */
const CLEAR = 0.72
/** pixels */
const WIDTH = 1600

const number = (x: number): string => String(Number(x.toFixed(4)))
const vector = (v: Vec3): string => `<${v.map(number).join(', ')}>`
/** sRGB as given: `srgb` leaves the gamma to POV-Ray */
const pigment = (c: Rgb, ghost: boolean): string => `pigment { color ${ghost ? 'srgbt' : 'srgb'} <${c.map((x) => number(x / 255)).join(', ')}${ghost ? `, ${CLEAR}` : ''}> }`

/** The whole file. `title` becomes a comment. */
export function povScene({ balls, rods, cones }: Shapes, sight: Sight, title: string): string {
  const lines = [
    ...balls.map(({ centre, radius, colour, ghost }) => `sphere { ${vector(centre)}, ${number(radius)} texture { ${pigment(colour, ghost)} finish { Atom } } }`),
    ...rods.filter(({ from, to }) => vector(from) !== vector(to)).map(({ from, to, radius, colour, ghost }) => `cylinder { ${vector(from)}, ${vector(to)}, ${number(radius)} open texture { ${pigment(colour, ghost)} finish { Atom } } }`),
    ...cones.filter(({ base, tip }) => vector(base) !== vector(tip)).map(({ base, tip, radius, colour }) => `cone { ${vector(base)}, ${number(radius)}, ${vector(tip)}, 0 texture { ${pigment(colour, false)} finish { Atom } } }`),
  ]
  return `${header(sight, title)}${lines.join('\n')}\n`
}

function header(sight: Sight, title: string): string {
  const { orthographic, position, target, up, width, height } = sight
  // POV-Ray is left-handed: a right vector to the left makes it see what a right-handed program drew
  const camera = orthographic
    ? `orthographic\n  location ${vector(position)}\n  sky ${vector(up)}\n  up ${number(height)}*y\n  right -${number(width)}*x`
    : `perspective\n  location ${vector(position)}\n  sky ${vector(up)}\n  up y\n  right -${number(width / height)}*x\n  angle ${number((360 / Math.PI) * Math.atan(width / 2 / sightLength(sight)))}`
  const behind = position.map((p, x) => p - target[x]!) as unknown as Vec3
  const light = behind.map((b, x) => target[x]! + b * 2 + up[x]! * sightLength(sight)) as unknown as Vec3
  return `// ${title.replace(/[\r\n]+/g, ' ')}
// Render: povray +W${WIDTH} +H${Math.round((WIDTH * height) / width)} +A +UA FILE.pov
// Written by Adatom. Lengths in angstrom, z up.
#version 3.7;
global_settings { assumed_gamma 1.0 }
background { color rgbt <1, 1, 1, 1> }
camera {
  ${camera}
  look_at ${vector(target)}
}
light_source { ${vector(light)} color rgb 0.9 parallel point_at ${vector(target)} }
light_source { ${vector(position)} color rgb 0.35 shadowless }
#declare Atom = finish { ambient 0.12 diffuse 0.75 specular 0.25 roughness 0.02 }
`
}
