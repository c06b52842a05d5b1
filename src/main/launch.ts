/** Projects that the system hands to the app: on its command line, from a second start, or by opening the file on a Mac. */
import { resolve } from 'node:path'
import { app, BrowserWindow } from 'electron'
import { openWindow } from './window'

/** The last *.adatom of a command line, as a full path; undefined where there is none. */
export function projectIn(args: readonly string[], folder: string): string | undefined {
  const named = args.findLast((arg) => arg.endsWith('.adatom') && !arg.startsWith('-'))
  return named === undefined ? undefined : resolve(folder, named)
}

/** Opens a window on what this start was given, and in it whatever comes later. */
export async function followLaunches(): Promise<void> {
  const open = (path: string | undefined): void => {
    const [window] = BrowserWindow.getAllWindows()
    if (!window) return void openWindow(path)
    if (window.isMinimized()) window.restore()
    window.focus()
    if (path !== undefined) window.webContents.postMessage('project:open', path)
  }
  app.on('second-instance', (_event, args, folder) => open(projectIn(args, folder)))
  app.on('activate', () => open(undefined))
  app.removeListener('open-file', keep)
  app.on('open-file', (event, path) => {
    event.preventDefault()
    open(path)
  })
  await openWindow(early ?? projectIn(process.argv.slice(1), process.cwd()))
}

/** A Mac names the file before the app is ready. */
let early: string | undefined
const keep = (event: { preventDefault(): void }, path: string): void => {
  event.preventDefault()
  early = path
}
app.on('open-file', keep)
