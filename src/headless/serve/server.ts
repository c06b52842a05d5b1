/**
 * `adatom serve`: the app's page and its host for a browser on this machine. Only 127.0.0.1, only with the token that was printed, and only
 * for requests that name this very address: a page of somebody else's cannot reach it, by DNS rebinding or otherwise.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { socketChannel } from '../../contract/channels'
import { hostContract } from '../../contract/host-api'
import { serve as serveChannel } from '../../contract/rpc'
import type { Host } from '../../host/host'
import { pageHandler } from './pages'

export interface Served {
  readonly url: string
  readonly port: number
  readonly token: string
  close(): Promise<void>
}

export interface ServeOptions {
  readonly host: Pick<Host, 'handlers'>
  /** folder of index.html */
  readonly pages: string
  /** 0: any free one */
  readonly port: number
  /** added to the page's address, e.g. the project to open */
  readonly query?: Readonly<Record<string, string>>
}

/** Files of 512 MB arrive as one message, with the little that stands around them. */
const MAX_MESSAGE_BYTES = 520 * 1024 * 1024

/** Where the page looks for its host. */
export const SOCKET_PATH = '/host'

/** Resolves when it listens. Rejects when the port is taken. */
export async function startServer({ host, pages, port, query = {} }: ServeOptions): Promise<Served> {
  const token = randomBytes(32).toString('hex')
  const server = createServer()
  const actual = await listen(server, port)
  const isOurs = addressCheck(actual)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  const answer = pageHandler(pages)
  server.on('request', (request, response) => {
    if (isOurs(request)) void answer(request, response)
    else response.writeHead(403).end('Forbidden')
  })
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(`http://127.0.0.1${request.url ?? '/'}`)
    const isAllowed = url.pathname === SOCKET_PATH && isOurs(request) && hasOurOrigin(request, actual) && isToken(url.searchParams.get('token'), token)
    if (isAllowed) sockets.handleUpgrade(request, socket, head, (client) => serveChannel(socketChannel(client as unknown as Parameters<typeof socketChannel>[0]), hostContract, host.handlers))
    else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
  })
  const address = new URLSearchParams({ token, ...query })
  return { url: `http://127.0.0.1:${actual}/?${address.toString()}`, port: actual, token, close: () => closeAll(server, sockets) }
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })

/** The Host header must name this address: a name that an attacker's DNS points here does not. */
const addressCheck =
  (port: number) =>
  (request: IncomingMessage): boolean =>
    request.headers.host === `127.0.0.1:${port}` || request.headers.host === `localhost:${port}`

/** A browser always sends the Origin of the page; ours is the only one allowed. Programs that send none need the token all the same. */
const hasOurOrigin = ({ headers: { origin } }: IncomingMessage, port: number): boolean => origin === undefined || origin === `http://127.0.0.1:${port}` || origin === `http://localhost:${port}`

function isToken(given: string | null, token: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

async function closeAll(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const client of sockets.clients) client.terminate()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
