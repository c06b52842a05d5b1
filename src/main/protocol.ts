/** The page comes from app://adatom/, never from file://: one origin, one folder, one content security policy. */
import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { CONTENT_SECURITY_POLICY } from '../contract/security'
import { contentTypeOf, fileOf } from '../platform/files/pages'

export const PAGE = 'app://adatom/index.html'

/** Must run before the app is ready. */
export const registerScheme = (): void => protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }])

/** Serves the files below `folder`, and nothing outside it. */
export function servePages(folder: string): void {
  protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url)
    const file = host === 'adatom' ? fileOf(folder, pathname) : null
    if (file === null) return new Response('Not found', { status: 404 })
    try {
      const headers = {
        'content-type': contentTypeOf(file),
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
      }
      return new Response(new Uint8Array(await readFile(file)), { headers })
    } catch {
      return new Response('Not found', { status: 404 })
    }
  })
}
