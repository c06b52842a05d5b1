/** The built page over HTTP: the files below one folder, with the headers of the desktop app. */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { CONTENT_SECURITY_POLICY } from '../../contract/security'
import { contentTypeOf, fileOf } from '../../platform/files/pages'

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
    response.writeHead(200, { ...HEADERS, 'content-type': contentTypeOf(file), 'content-length': content.length })
    response.end(request.method === 'HEAD' ? undefined : content)
  }
}
