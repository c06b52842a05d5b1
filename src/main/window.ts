/** The window: sandboxed, isolated, and where the user left it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, type Rectangle } from 'electron'
import { PAGE } from './protocol'
import { deny } from './security'

interface WindowState extends Partial<Rectangle> {
  readonly maximised?: boolean
}

const stateFile = (): string => join(app.getPath('userData'), 'window.json')

/** `project`: the file that its page opens. */
export async function openWindow(project?: string): Promise<BrowserWindow> {
  const { maximised, ...bounds } = readState()
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    ...bounds,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Adatom',
    webPreferences: { preload: join(import.meta.dirname, '../preload/index.cjs'), sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true },
  })
  deny(window.webContents)
  if (maximised) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => writeState({ ...window.getNormalBounds(), maximised: window.isMaximized() }))
  const url = new URL(process.env['ELECTRON_RENDERER_URL'] ?? PAGE)
  if (project !== undefined) url.searchParams.set('project', project)
  await window.loadURL(url.href)
  return window
}

/** What was remembered; nothing when the file is absent or makes no sense. */
function readState(): WindowState {
  try {
    const state = JSON.parse(readFileSync(stateFile(), 'utf8')) as Record<string, unknown>
    const numbers = Object.entries(state).filter(([key, value]) => ['x', 'y', 'width', 'height'].includes(key) && Number.isFinite(value))
    return { ...Object.fromEntries(numbers), maximised: state['maximised'] === true }
  } catch {
    return {}
  }
}

function writeState(state: WindowState): void {
  try {
    writeFileSync(stateFile(), JSON.stringify(state))
  } catch (error) {
    console.error('The window state could not be saved:', error)
  }
}
