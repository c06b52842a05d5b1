/** The built page as files: which one an address names, and what it is. The same rule for app:// and for `adatom serve`. */
import { extname, join, normalize, sep } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** The media type of a page's file. */
export const contentTypeOf = (file: string): string => TYPES[extname(file)] ?? 'application/octet-stream'

/** The file of an address (path and query), or null when it lies outside the folder or cannot be decoded. */
export function fileOf(folder: string, url: string): string | null {
  const root = normalize(folder) + sep
  const decoded = decode(url)
  if (decoded === null || decoded.includes('\0')) return null
  const file = normalize(join(root, decoded === '/' ? 'index.html' : decoded))
  return file.startsWith(root) ? file : null
}

function decode(url: string): string | null {
  try {
    return decodeURIComponent(new URL(`http://127.0.0.1${url}`).pathname)
  } catch {
    return null
  }
}
