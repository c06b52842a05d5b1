/** The desktop shell: starts the host, opens a window on it, and leaves everything else to them. */
import { join } from 'node:path'
import { app } from 'electron'
import { forkUtility } from './compute-process'
import { startHostThread } from './host-thread/host-thread'
import { followLaunches } from './launch'
import { answerShell } from './requests/shell'
import { registerScheme, servePages } from './protocol'
import { lockDown } from './security'

registerScheme()
lockDown()

/** The real folder beside a packaged app's archive: ONNX Runtime opens its models itself, and knows nothing of archives. */
const unpacked = (root: string): string => root.replace(/app\.asar$/, 'app.asar.unpacked')

async function start(): Promise<void> {
  await app.whenReady()
  servePages(join(import.meta.dirname, '../renderer'))
  const root = app.getAppPath()
  const host = startHostThread({
    entry: join(import.meta.dirname, 'host.js'),
    settings: { dataDir: app.getPath('userData'), modelsDir: join(unpacked(root), 'models'), resourcesDir: join(root, 'resources'), version: app.getVersion(), remembers: true },
    spawnCompute: () => forkUtility(join(import.meta.dirname, 'compute.js')),
  })
  answerShell(host)
  app.on('will-quit', (event) => {
    // Runs are paused and projects closed before the program ends.
    event.preventDefault()
    void host.close().finally(() => app.exit())
  })
  await followLaunches()
}

app.on('window-all-closed', () => app.quit())
// A second start hands its project to the first, which holds the projects.
if (app.requestSingleInstanceLock()) void start()
else app.quit()
