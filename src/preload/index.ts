/** The bridge: six plain functions, one message port, one message; never ipcRenderer itself (checklist point 20). */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { OpenedFile, OpenProjectMessage, Shell } from '../contract/shell'

const shell: Shell = {
  platform: process.platform,
  openStructures: () => ipcRenderer.invoke('shell:open-structures') as Promise<readonly OpenedFile[]>,
  openProject: () => ipcRenderer.invoke('shell:open-project') as Promise<string | null>,
  newProject: () => ipcRenderer.invoke('shell:new-project') as Promise<string | null>,
  saveFiles: (files) => ipcRenderer.invoke('shell:save-files', files) as Promise<string | null>,
  pathOf: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
  connect: () => ipcRenderer.send('shell:connect'),
}
contextBridge.exposeInMainWorld('shell', shell)
// A MessagePort cannot cross the contextBridge; window.postMessage hands it to the page, whose origin is fixed.
ipcRenderer.on('host:port', (event) => window.postMessage('host:port', window.location.origin, event.ports))
ipcRenderer.on('project:open', (_event, path: string) => window.postMessage({ kind: 'project:open', path } satisfies OpenProjectMessage, window.location.origin))
