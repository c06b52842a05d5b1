/**
 * Electron's security checklist, the points that the main process decides: what our code asks of Electron, against a record of the requests. That Electron then does
 * what it was asked is for the end-to-end tests, and for real Electron where docs/security.md says so.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'

type Listener = (...args: readonly unknown[]) => unknown

const made = vi.hoisted(() => ({ windows: [] as Record<string, unknown>[], handlers: new Map<string, Listener>(), app: new Map<string, Listener>(), permissions: {} as Record<string, Listener>, dialogs: 0 }))

/** A page's contents: what was set on it, and whether an event that it is sent is stopped. */
function contents(): { readonly setWindowOpenHandler: (handler: Listener) => void; readonly on: (name: string, listener: Listener) => void; readonly opens: () => unknown; readonly stops: (name: string, url?: string) => boolean } {
  const listeners = new Map<string, Listener>()
  let open: Listener = () => ({ action: 'allow' })
  return {
    setWindowOpenHandler: (handler) => void (open = handler),
    on: (name, listener) => void listeners.set(name, listener),
    opens: () => open({ url: 'https://example.org/' }),
    stops: (name, url) => {
      let stopped = false
      listeners.get(name)?.({ preventDefault: () => void (stopped = true) }, url)
      return stopped
    },
  }
}

vi.mock('electron', () => {
  class BrowserWindow {
    readonly webContents = contents()
    constructor(options: Record<string, unknown>) {
      made.windows.push({ ...options, contents: this.webContents })
    }
    once(): void {}
    on(): void {}
    loadURL(url: string): Promise<void> {
      made.windows.at(-1)!['url'] = url
      return Promise.resolve()
    }
  }
  const ask = () => Promise.resolve({ canceled: true, filePaths: [made.dialogs++], filePath: '' })
  return {
    BrowserWindow,
    app: { on: (name: string, listener: Listener) => made.app.set(name, listener), whenReady: () => Promise.resolve(), getPath: () => '/nowhere' },
    session: { defaultSession: { setPermissionRequestHandler: (handler: Listener) => (made.permissions['request'] = handler), setPermissionCheckHandler: (handler: Listener) => (made.permissions['check'] = handler) } },
    ipcMain: { handle: (name: string, handler: Listener) => made.handlers.set(name, handler), on: (name: string, handler: Listener) => made.handlers.set(name, handler) },
    dialog: { showOpenDialog: ask, showSaveDialog: ask },
    MessageChannelMain: vi.fn(),
    protocol: {},
  }
})

const { assertSender, deny, lockDown } = await import('../../src/main/security')
const { openWindow } = await import('../../src/main/window')
const { answerShell } = await import('../../src/main/requests/shell')
const { CONTENT_SECURITY_POLICY } = await import('../../src/contract/security')

const OURS = 'app://adatom/index.html'
const FOREIGN = ['https://example.org/', 'file:///etc/passwd', 'app://another/index.html', 'app://adatom.example.org/', 'data:text/html,x', 'javascript:0', '']
type Contents = Parameters<typeof deny>[0]
type Frame = Parameters<typeof assertSender>[0]

beforeEach(() => {
  made.windows.length = 0
  made.dialogs = 0
})

describe('the window (points 1 to 4, 6, 8 to 10, 12 and 18)', () => {
  test('is sandboxed and isolated, without Node, and loosens nothing', async () => {
    await openWindow()
    const { webPreferences, url } = made.windows[0]!
    const { preload, ...rest } = webPreferences as Record<string, unknown>
    // whatever else could be set (webviewTag, experimentalFeatures, enableBlinkFeatures, allowRunningInsecureContent) is not
    expect(rest).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true })
    expect(preload).toMatch(/preload[/\\]index\.cjs$/)
    expect(url).toBe(OURS)
  })
  test('a project on the command line becomes a parameter of our page, never its address', async () => {
    await openWindow('https://example.org/x.adatom')
    const url = new URL(made.windows[0]!['url'] as string)
    expect([url.protocol, url.host, url.searchParams.get('project')]).toEqual(['app:', 'adatom', 'https://example.org/x.adatom'])
  })
  test('has the denials from its first moment, and so has whatever else is created', async () => {
    await openWindow()
    lockDown()
    const later = contents()
    made.app.get('web-contents-created')!({}, later)
    for (const one of [made.windows[0]!['contents'] as ReturnType<typeof contents>, later]) expect(one.opens()).toEqual({ action: 'deny' })
  })
})

describe('pages (points 11 to 14)', () => {
  const page = contents()
  deny(page as unknown as Contents)
  test('open no window', () => expect(page.opens()).toEqual({ action: 'deny' }))
  test('attach no webview', () => expect(page.stops('will-attach-webview')).toBe(true))
  test.each(FOREIGN)('do not go to %j', (url) => expect(page.stops('will-navigate', url)).toBe(true))
  test('go to our own page', () => expect(page.stops('will-navigate', `${OURS}?project=x`)).toBe(false))
})

test('permissions are asked of one rule, for requests and for checks (point 5)', async () => {
  lockDown()
  await Promise.resolve()
  const { request, check } = made.permissions
  const requested = (permission: string, url: string): unknown => {
    let answered: unknown
    request!({ getURL: () => url }, permission, (answer: unknown) => (answered = answer))
    return answered
  }
  expect([requested('clipboard-sanitized-write', OURS), requested('media', OURS), requested('clipboard-sanitized-write', FOREIGN[0]!)]).toEqual([true, false, false])
  expect([check!(null, 'clipboard-sanitized-write', 'app://adatom/'), check!(null, 'geolocation', 'app://adatom/')]).toEqual([true, false])
})

describe('every request says from where it comes (point 17)', () => {
  answerShell({ connect: () => expect.unreachable('a foreign page was connected') } as unknown as Parameters<typeof answerShell>[0])
  test.each([...FOREIGN, null])('%j is refused by all of them, before anything is asked of the user', (url) => {
    const senderFrame = (url === null ? null : { url }) as Frame
    expect(() => assertSender(senderFrame)).toThrow(/Refused/)
    expect(made.handlers.size).toBe(5)
    for (const handler of made.handlers.values()) expect(() => handler({ senderFrame }, [])).toThrow(/Refused/)
    expect(made.dialogs).toBe(0)
  })
  test('our page is answered', async () => {
    const senderFrame = { url: OURS } as Frame
    expect(() => assertSender(senderFrame)).not.toThrow()
    expect(await made.handlers.get('shell:open-structures')!({ senderFrame })).toEqual([])
  })
})

test('the policy allows no inline script or style, no eval, no frame, and connections only to this machine (point 7)', () => {
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*\.|https?:/)
  const directives = new Map(CONTENT_SECURITY_POLICY.split('; ').map((line) => [line.split(' ')[0]!, line.split(' ').slice(1)]))
  expect(directives.get('default-src')).toEqual(["'none'"])
  for (const name of ['script-src', 'style-src']) expect(directives.get(name)).toEqual(["'self'"])
  expect(directives.has('frame-src')).toBe(false)
  for (const source of directives.get('connect-src')!) expect(source).toMatch(/^('self'|ws:\/\/(127\.0\.0\.1|localhost):\*)$/)
})

test('no file of the shell opens addresses outside, or gives the page ipcRenderer (points 15 and 20)', () => {
  const source = (folder: string): string => readdirSync(resolve(import.meta.dirname, '../../src', folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(resolve(import.meta.dirname, '../../src', folder), name), 'utf8')).join('\n')
  expect(source('main')).not.toMatch(/openExternal|webviewTag|allowpopups/)
  expect(source('preload').match(/exposeInMainWorld\(([^)]*)\)/g)).toEqual(["exposeInMainWorld('shell', shell)"])
  expect(source('preload')).not.toMatch(/:\s*ipcRenderer\b(?!\.)/)
})
