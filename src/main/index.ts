/** The desktop shell: starts the host, opens a window on it, and leaves everything else to them. */
import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'
import { createHost } from '../host/host'
import { forkUtility } from './compute-process'
import { answerShell } from './requests/shell'
import { registerScheme, servePages } from './protocol'
import { lockDown } from './security'
import { openWindow } from './window'

registerScheme()
lockDown()

async function start(): Promise<void> {
  await app.whenReady()
  servePages(join(import.meta.dirname, '../renderer'))
  const root = app.getAppPath()
  const host = createHost({
    dataDir: app.getPath('userData'),
    modelsDir: join(root, 'models'),
    resourcesDir: join(root, 'resources'),
    spawnCompute: () => forkUtility(join(import.meta.dirname, 'compute.js')),
    version: app.getVersion(),
  })
  answerShell(host)
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void openWindow()
  })
  app.on('will-quit', () => void host.close())
  await openWindow()
}

app.on('window-all-closed', () => app.quit())
void start()
