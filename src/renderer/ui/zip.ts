/** A ZIP archive of uncompressed entries (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.16): how a browser saves several files at once. */

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

/** CRC-32 as in ISO 3309 (polynomial 0xEDB88320, reflected). */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (const byte of bytes) c = TABLE[(c ^ byte) & 0xff]! ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

export interface ZipEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const UTF8_NAMES = 0x0800
/** 1980-01-01: archives of the same files are the same bytes */
const DATE = 0x0021
const MAX_BYTES = 0xffffffff

/** Throws RangeError when the entries do not fit a ZIP without its 64-bit extension. */
export function zip(entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const files = entries.map(({ name, bytes }) => ({ name: new TextEncoder().encode(name), bytes, crc: crc32(bytes) }))
  const total = files.reduce((sum, f) => sum + 30 + 46 + 2 * f.name.length + f.bytes.length, 22)
  if (total > MAX_BYTES || files.length > 0xffff) throw new RangeError('Too much for one archive: export fewer configurations')
  const out = new Uint8Array(total)
  const view = new DataView(out.buffer)
  let at = 0
  const put16 = (...values: number[]): void => values.forEach((v) => (view.setUint16(at, v, true), (at += 2)))
  const put32 = (...values: number[]): void => values.forEach((v) => (view.setUint32(at, v, true), (at += 4)))
  const putBytes = (bytes: Uint8Array): void => {
    out.set(bytes, at)
    at += bytes.length
  }
  const offsets = files.map(({ name, bytes, crc }) => {
    const offset = at
    put32(LOCAL)
    put16(20, UTF8_NAMES, 0, 0, DATE)
    put32(crc, bytes.length, bytes.length)
    put16(name.length, 0)
    putBytes(name)
    putBytes(bytes)
    return offset
  })
  const directory = at
  files.forEach(({ name, bytes, crc }, i) => {
    put32(CENTRAL)
    put16(20, 20, UTF8_NAMES, 0, 0, DATE)
    put32(crc, bytes.length, bytes.length)
    put16(name.length, 0, 0, 0, 0)
    put32(0, offsets[i]!)
    putBytes(name)
  })
  const size = at - directory
  put32(END)
  put16(0, 0, files.length, files.length)
  put32(size, directory)
  put16(0)
  return out
}
