/** The page comes from app://adatom/, never from file://: one origin, one folder, one content security policy. */
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'
import { CONTENT_SECURITY_POLICY } from '../contract/security'

export const PAGE = 'app://adatom/index.html'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
}

/** Must run before the app is ready. */
export const registerScheme = (): void => protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }])

/** Serves the files below `folder`, and nothing outside it. */
export function servePages(folder: string): void {
  const root = normalize(folder) + sep
  protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url)
    const file = normalize(join(root, decodeURIComponent(pathname)))
    if (host !== 'adatom' || !file.startsWith(root)) return new Response('Not found', { status: 404 })
    try {
      const headers = {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
      }
      return new Response(new Uint8Array(await readFile(file)), { headers })
    } catch {
      return new Response('Not found', { status: 404 })
    }
  })
}
