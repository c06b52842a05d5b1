/** `adatom serve`: what it gives to the page it serves, and what it refuses to everyone else. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect as connectTcp } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { socketChannel } from '../../src/contract/channels'
import { hostContract, type HostClient } from '../../src/contract/host-api'
import { connect } from '../../src/contract/rpc'
import { CONTENT_SECURITY_POLICY } from '../../src/contract/security'
import { isError } from '../../src/domain/errors'
import type { Host } from '../../src/host/host'
import { startServer, type Served } from '../../src/headless/serve/server'
import { fileOf } from '../../src/platform/files/pages'
import { fcc, settings, testHost } from '../host/fixtures'

let served: Served
let host: Host
const base = mkdtempSync(join(tmpdir(), 'adatom-serve-'))
const pages = join(base, 'renderer')

beforeAll(async () => {
  mkdirSync(join(pages, 'assets'), { recursive: true })
  mkdirSync(join(base, 'renderer-secret'))
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Adatom</title>')
  writeFileSync(join(pages, 'assets', 'app.js'), 'export {}')
  writeFileSync(join(base, 'secret.txt'), 'secret')
  writeFileSync(join(base, 'renderer-secret', 'index.html'), 'secret')
  host = testHost('/nowhere/compute.mjs')
  served = await startServer({ host, pages, port: 0 })
}, 180_000)
afterAll(async () => {
  await served.close()
  await host.close()
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** A request as it stands: no client in between that would tidy the path. */
const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: served.port, path, method, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject)
    sent.end()
  })

/** 'open', or the status of the refusal. */
const socket = (query: string, headers: Readonly<Record<string, string>> = {}, path = '/host'): Promise<string> =>
  new Promise((resolve) => {
    const ws = new WebSocket(`ws://127.0.0.1:${served.port}${path}${query}`, { headers })
    ws.on('open', () => {
      ws.close()
      resolve('open')
    })
    ws.on('unexpected-response', (_request, response) => {
      response.destroy()
      resolve(String(response.statusCode))
    })
    ws.on('error', () => resolve('error'))
  })

describe('pages', () => {
  test('the page and its files, with the same policy as in the desktop app', async () => {
    for (const path of ['/', '/index.html', `/?token=${served.token}`]) {
      const answer = await get(path)
      expect(answer).toMatchObject({ status: 200, body: '<!doctype html><title>Adatom</title>' })
      expect(answer.headers).toMatchObject({ 'content-security-policy': CONTENT_SECURITY_POLICY, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' })
    }
    expect((await get('/assets/app.js')).headers['content-type']).toBe('text/javascript')
    expect(await get('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
  })

  test('nothing outside its folder', async () => {
    const tries = ['/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/%2e%2e%2fsecret.txt', '/assets/../../secret.txt', '/..\\secret.txt', '/..%5csecret.txt', '//secret.txt', '/../renderer-secret/index.html', '/%00', '/%', '/etc/passwd', '/assets']
    for (const path of tries) {
      const { status, body } = await get(path)
      expect([path, status]).toEqual([path, 404])
      expect(body).not.toContain('secret')
    }
    for (const path of ['/../x', '/..%2fx', '/%', '/\0']) expect(fileOf('/srv/pages', path) ?? '/srv/pages/').toMatch(/^\/srv\/pages\//)
  })

  test('nothing to a foreign name: DNS rebinding', async () => {
    for (const name of ['evil.example', `evil.example:${served.port}`, '127.0.0.1', `127.0.0.1:${served.port + 1}`]) expect((await get('/', { host: name })).status).toBe(403)
  })

  test('only reading', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await get('/', {}, method)).status).toBe(405)
  })
})

describe('the socket', () => {
  test('opens for our page with its token', async () => {
    const query = `?token=${served.token}`
    expect(await socket(query)).toBe('open')
    expect(await socket(query, { origin: `http://127.0.0.1:${served.port}` })).toBe('open')
  })

  test('is refused without the token, with a wrong one, from another page, under another name or path', async () => {
    const good = `?token=${served.token}`
    expect(await socket('')).toBe('403')
    expect(await socket('?token=')).toBe('403')
    expect(await socket(`?token=${served.token.slice(0, -1)}`)).toBe('403')
    expect(await socket(`?token=${served.token.slice(0, -1)}${served.token.endsWith('0') ? '1' : '0'}`)).toBe('403')
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${served.port + 1}`, `http://127.0.0.1.evil.example:${served.port}`]) expect(await socket(good, { origin })).toBe('403')
    expect(await socket(good, { host: `evil.example:${served.port}` })).toBe('403')
    expect(await socket(good, {}, '/other')).toBe('403')
  })

  test('has another token every time', async () => {
    const other = await startServer({ host, pages, port: 0 })
    expect(other.token).not.toBe(served.token)
    expect(other.token).toMatch(/^[0-9a-f]{64}$/)
    await other.close()
  })

  test('carries the host: answers, tagged errors, binary data', async () => {
    const ws = new WebSocket(`ws://127.0.0.1:${served.port}/host?token=${served.token}`)
    await new Promise((resolve) => ws.once('open', resolve))
    const client: HostClient = connect(socketChannel(ws as unknown as Parameters<typeof socketChannel>[0]), hostContract)
    expect((await client.about()).models.map(({ name }) => name)).toContain('adatom-0')
    const co = (await client.adsorbates()).find(({ id }) => id === 'CO')
    expect(co?.structure.positions).toBeInstanceOf(Float64Array)
    const { path } = await client.createProject({ name: 'Over the wire' })
    const error = await client.startRun({ project: path, materials: [fcc('Cu', 3.6)], settings: { ...settings(), configurations: 0 } }).catch((e: unknown) => e)
    expect(isError(error, 'InvalidInput')).toBe(true)
    ws.close()
  })
})

test('it listens on 127.0.0.1 and on nothing else', async () => {
  const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []).filter(({ family, internal }) => family === 'IPv4' && !internal)
  for (const { address } of others) {
    const reached = await new Promise<boolean>((resolve) => {
      const tcp = connectTcp({ host: address, port: served.port, timeout: 500 }, () => resolve(true))
      tcp.on('error', () => resolve(false))
      tcp.on('timeout', () => resolve(false))
    })
    expect([address, reached]).toEqual([address, false])
  }
})

test('a port that is taken is an error, not a crash', async () => {
  await expect(startServer({ host, pages, port: served.port })).rejects.toThrow(/EADDRINUSE/)
})
