/**
 * Where pictures can be compared with the references: pixels of a canvas depend on the browser and its software renderer, those of a screen also on the
 * fonts. Elsewhere the tests are skipped, and say why.
 */
import { glSupport } from '../../src/renderer/scene/gl'

/** What drew the references. */
const REFERENCE = { chromium: '156', renderer: /SwiftShader/, text: 2313.5625 }

/** Why a canvas or a drawing without text cannot be compared here; null: it can. */
export function otherRenderer(): string | null {
  const chromium = /Chrome\/(\d+)/.exec(navigator.userAgent)?.[1] ?? 'none'
  if (chromium !== REFERENCE.chromium || !navigator.userAgent.includes('Linux')) return `the references were drawn by Chromium ${REFERENCE.chromium} on Linux; this is ${navigator.userAgent}`
  return REFERENCE.renderer.test(glSupport().renderer) ? null : `the references were drawn by SwiftShader; this is ${glSupport().renderer}`
}

/** Why a screen with text cannot be compared here: another renderer, or other fonts, seen from the width of a line. */
export function otherFonts(): string | null {
  const width = textWidth()
  return otherRenderer() ?? (Math.abs(width - REFERENCE.text) < 0.01 ? null : `the references have other fonts: their sample is ${REFERENCE.text} px wide, here ${width} px`)
}

/** px, of a line in both fonts of the window. */
function textWidth(): number {
  const line = document.body.appendChild(document.createElement('span'))
  line.style.cssText = 'position: absolute; white-space: pre; font: 100px var(--font)'
  line.innerHTML = 'Adatom 0123456789 −0.62 eV Å <b>bold</b> <code style="font-family: var(--mono)">Pt-111-t0</code>'
  const { width } = line.getBoundingClientRect()
  line.remove()
  return width
}
