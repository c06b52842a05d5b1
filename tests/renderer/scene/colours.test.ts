/** Colours against the published tables, the theme against WCAG 2.2 and against the scene's own palette. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeStructure } from '../../../src/domain/structure/structure'
import { arrows, atomColours, displacements, lengths } from '../../../src/renderer/scene/atom-values'
import { scaleColour } from '../../../src/renderer/scene/colour-scales'
import { elementColour, rgbOf } from '../../../src/renderer/scene/element-colours'
import { isSoftware } from '../../../src/renderer/scene/gl'
import { PALETTES } from '../../../src/renderer/scene/palette'

const css = readFileSync(join(import.meta.dirname, '../../../src/renderer/ui/theme.css'), 'utf8')
const block = (selector: string): string => css.slice(css.indexOf(selector)).slice(0, css.slice(css.indexOf(selector)).indexOf('\n}'))
const themes = { light: block(':root {'), dark: block(":root[data-theme='dark'] {") } as const
const colour = (theme: keyof typeof themes, name: string): string => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(themes[theme])![1]!

test('elements have the colours of Jmol', () => {
  expect(elementColour(8)).toEqual(rgbOf('ff0d0d'))
  expect(elementColour(29)).toEqual(rgbOf('c88033'))
  expect(elementColour(78)).toEqual(rgbOf('d0d0e0'))
  expect(elementColour(109)).toEqual(rgbOf('eb0026'))
  expect(elementColour(118)).toEqual(rgbOf('ff1493'))
})

test('the scales meet matplotlib at their ends and in the middle', () => {
  // matplotlib: viridis(0), viridis(0.5), viridis(1), cividis(0), cividis(1); the middle within a byte of rounding
  expect(scaleColour('viridis', 0)).toEqual([68, 1, 84])
  expect(scaleColour('viridis', 1)).toEqual([253, 231, 37])
  scaleColour('viridis', 0.5).forEach((v, i) => expect(Math.abs(v - [33, 145, 140][i]!)).toBeLessThanOrEqual(1))
  expect(scaleColour('cividis', 0)).toEqual([0, 34, 78])
  expect(scaleColour('cividis', 1)).toEqual([254, 232, 56])
  expect(scaleColour('cividis', Number.NaN)).toEqual([0, 34, 78])
  expect(scaleColour('cividis', 7)).toEqual([254, 232, 56])
})

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const [r, g, bl] = rgbOf(hex.slice(1)).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * bl!
  }
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p)
  return (x! + 0.05) / (y! + 0.05)
}

test.each(['light', 'dark'] as const)('every text colour of the %s theme has a contrast of 4.5 on its ground', (theme) => {
  const pairs = [['text', 'surface'], ['muted', 'surface'], ['muted', 'raised'], ['muted', 'view'], ['muted', 'hover'], ['muted', 'accent-soft'], ['accent', 'surface'], ['accent', 'accent-soft'], ['accent-text', 'accent'], ['alarm', 'alarm-soft'], ['danger', 'danger-soft'], ['danger', 'surface'], ['series-2', 'surface']] as const
  for (const [text, ground] of pairs) expect(contrast(colour(theme, text), colour(theme, ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
})

test.each(['light', 'dark'] as const)('the %s scene has the colours of the page', (theme) => {
  expect(PALETTES[theme].background).toBe(colour(theme, 'view'))
  expect(PALETTES[theme].accent).toBe(colour(theme, 'accent'))
})

const s = makeStructure({ numbers: [29, 8], cell: [4, 0, 0, 0, 4, 0, 0, 0, 20], positions: [0, 0, 0, 3.9, 0, 2], tags: [1, 2] })

test('displacements take the short way through the boundary', () => {
  const moved = displacements(s, [0.1, 0, 0, 0.1, 0, 2], s.positions)
  expect([...lengths(moved)].map((x) => Math.round(x * 1e9) / 1e9)).toEqual([0.1, 0.2])
})

test('colours by number have a scale with its unit; without numbers elements are shown', () => {
  const forces = Float64Array.of(0, 0, 0, 0, 3, 4)
  const byForce = atomColours(s, 'force', forces, 'viridis')
  expect(byForce.scale).toEqual({ low: 0, high: 5, unit: 'eV/Å', title: 'Force' })
  expect(byForce.colours).toEqual([scaleColour('viridis', 0), scaleColour('viridis', 1)])
  expect(atomColours(s, 'force', null, 'viridis')).toEqual({ colours: [elementColour(29), elementColour(8)], scale: null })
})

test('arrows: forces start at the atom, displacements end there, atoms that feel nothing have none', () => {
  const spheres = Float32Array.of(0, 0, 0, 1, 1, 1, 1, 1)
  const vectors = Float64Array.of(0, 0, 0, 0, 0, 0.5)
  expect(arrows('force', [0, 1], spheres, vectors)).toEqual([{ from: [1, 1, 1], vector: [0, 0, 2.2] }])
  expect(arrows('displacement', [0, 1], spheres, vectors)).toEqual([{ from: [1, 1, 0.5], vector: [0, 0, 0.5] }])
  expect(arrows('force', [0, 1], spheres, new Float64Array(6))).toEqual([])
})

test('software renderers are known by name', () => {
  expect(isSoftware('ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)))')).toBe(true)
  expect(isSoftware('ANGLE (Mesa/X.org, llvmpipe (LLVM 15.0.6 256 bits), OpenGL ES 3.2)')).toBe(true)
  expect(isSoftware('ANGLE (NVIDIA GeForce RTX 4070)')).toBe(false)
})
