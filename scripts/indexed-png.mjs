// Screenshots as PNGs with a palette of 256 colours: a third of the size, and the same to the eye.
import { crc32, deflateSync } from 'node:zlib'
import * as gifenc from 'gifenc'

const { applyPalette, quantize } = gifenc.default ?? gifenc

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** An indexed PNG (ISO/IEC 15948: colour type 3, 8 bits, no filter) of opaque RGBA pixels. */
export function indexedPng(rgba, width, height) {
  const palette = quantize(rgba, 256, { format: 'rgb565' })
  // Quantising averages: the flat colours of the page must stay what they are.
  const exact = new Map()
  for (const pixel of commonPixels(rgba, 24)) {
    const colour = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]
    const index = nearest(palette, colour, new Set(exact.values()))
    palette[index] = colour
    exact.set(pixel, index)
  }
  const indices = applyPalette(rgba, palette, 'rgb565')
  pixelsOf(rgba).forEach((pixel, i) => (indices[i] = exact.get(pixel) ?? indices[i]))
  const rows = Buffer.alloc(height * (width + 1))
  for (let y = 0; y < height; y++) rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(([r, g, b]) => [r, g, b]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const pixelsOf = (rgba) => new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4)

function commonPixels(rgba, count) {
  const seen = new Map()
  for (const p of pixelsOf(rgba)) seen.set(p, (seen.get(p) ?? 0) + 1)
  return [...seen].sort((a, b) => b[1] - a[1]).slice(0, count).map(([p]) => p)
}

/** Index of the nearest colour that is not taken. */
function nearest(palette, [r, g, b], taken) {
  let best = 0
  let least = Infinity
  palette.forEach(([x, y, z], i) => {
    const d = (x - r) ** 2 + (y - g) ** 2 + (z - b) ** 2
    if (d < least && !taken.has(i)) [best, least] = [i, d]
  })
  return best
}
