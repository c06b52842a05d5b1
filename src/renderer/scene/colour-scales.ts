/** Perceptually even, colour-blind-safe scales, linear between the published stops. */
import { rgbOf, type Rgb } from './element-colours'

const SCALES = {
  /** Nuñez, Anderton & Renslow, PLoS ONE 13, e0199239 (2018) */
  cividis: '00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838',
  /** van der Walt & Smith, matplotlib 2 (2015) */
  viridis: '440154 482475 414487 355f8d 2a788e 21918c 22a884 44bf70 7ad151 bddf26 fde725',
} as const
export type ScaleName = keyof typeof SCALES

const STOPS: Readonly<Record<ScaleName, readonly Rgb[]>> = { cividis: SCALES.cividis.split(' ').map(rgbOf), viridis: SCALES.viridis.split(' ').map(rgbOf) }

/** Colour at t in [0, 1]; values outside are clamped, NaN is the low end. */
export function scaleColour(name: ScaleName, t: number): Rgb {
  const stops = STOPS[name]
  const x = (t > 0 ? Math.min(t, 1) : 0) * (stops.length - 1)
  const k = Math.min(Math.floor(x), stops.length - 2)
  const [a, b] = [stops[k]!, stops[k + 1]!]
  return [0, 1, 2].map((i) => Math.round(a[i]! + (b[i]! - a[i]!) * (x - k))) as unknown as Rgb
}

export const scaleGradient = (name: ScaleName): string => `linear-gradient(to right, ${STOPS[name].map(([r, g, b]) => `rgb(${r} ${g} ${b})`).join(', ')})`

/** Atoms that a colouring by number does not speak of. */
export const NEUTRAL: Rgb = rgbOf('a9b0b7')

/** OC20's tags: subsurface, surface, adsorbate (Okabe & Ito's colour-blind-safe palette). */
export const TAG_COLOURS: readonly Rgb[] = [rgbOf('9aa3ad'), rgbOf('56b4e9'), rgbOf('e69f00')]
export const TAG_NAMES: readonly string[] = ['subsurface', 'surface', 'adsorbate']
