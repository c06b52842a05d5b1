/** The built page over HTTP: the files below one folder, with the headers of the desktop app. */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { CONTENT_SECURITY_POLICY } from '../../contract/security'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // the address of the page holds the token
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

export function pageHandler(folder: string): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...HEADERS, allow: 'GET, HEAD' }).end()
      return
    }
    const file = fileOf(folder, request.url ?? '/')
    const content = file === null ? null : await readFile(file).catch(() => null)
    if (file === null || content === null) {
      response.writeHead(404, HEADERS).end('Not found')
      return
    }
    response.writeHead(200, { ...HEADERS, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-length': content.length })
    response.end(request.method === 'HEAD' ? undefined : content)
  }
}

/** The file of an address, or null when it lies outside the folder or cannot be decoded. */
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
