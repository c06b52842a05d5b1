/** Electron's security checklist, the points that live in the main process. Each is asserted in tests/e2e/security.spec.ts where it can be. */
import { app, session, type WebContents, type WebFrameMain } from 'electron'

const ORIGINS: readonly string[] = ['app://adatom', ...(process.env['ELECTRON_RENDERER_URL'] ? [new URL(process.env['ELECTRON_RENDERER_URL']).origin] : [])]

/** Whether a URL is a page of ours. */
export function isOurs(url: string): boolean {
  try {
    const { protocol, host, origin } = new URL(url)
    return ORIGINS.includes(protocol === 'app:' ? `app://${host}` : origin)
  } catch {
    return false
  }
}

/** Throws when a message did not come from a page of ours (checklist point 17). */
export function assertSender(frame: WebFrameMain | null): void {
  if (!frame || !isOurs(frame.url)) throw new Error(`Refused a request from ${frame?.url ?? 'a closed frame'}`)
}

/** The one permission that a page of ours has: putting what the user copies on the clipboard. It cannot read it. */
export const isPermitted = (permission: string, url: string): boolean => permission === 'clipboard-sanitized-write' && isOurs(url)

/** No new windows, no navigation away, no permissions but one (points 5, 13, 14). Must run before the first window. */
export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => deny(contents))
  void app.whenReady().then(() => {
    session.defaultSession.setPermissionRequestHandler((contents, permission, answer) => answer(isPermitted(permission, contents.getURL())))
    session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => isPermitted(permission, origin))
  })
}

export function deny(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event, url) => {
    if (!isOurs(url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
}
