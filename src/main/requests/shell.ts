/** The shell's few requests: native dialogs, and the message port on which the page talks to the host. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, normalize, sep } from 'node:path'
import { dialog, ipcMain, MessageChannelMain, type IpcMainEvent, type IpcMainInvokeEvent, type OpenDialogOptions } from 'electron'
import { z } from 'zod'
import type { OpenedFile } from '../../contract/shell'
import { bytesSchema } from '../../contract/wire'
import { invalidInput } from '../../domain/errors'
import type { HostThread } from '../host-thread/host-thread'
import { assertSender } from '../security'

const MAX_FILE_BYTES = 512 * 1024 * 1024
const filesSchema = z.array(z.object({ name: z.string().min(1), bytes: bytesSchema }))
const PROJECT = { name: 'Adatom project', extensions: ['adatom'] }

/** Registers the handlers; every one checks who asks. */
export function answerShell(host: HostThread): void {
  const handle = (name: string, answer: (argument: unknown) => Promise<unknown>): void =>
    ipcMain.handle(name, (event: IpcMainInvokeEvent, argument: unknown) => {
      assertSender(event.senderFrame)
      return answer(argument)
    })

  handle('shell:open-structures', openStructures)
  handle('shell:open-project', async () => (await ask({ properties: ['openFile'], filters: [PROJECT] }))[0] ?? null)
  handle('shell:new-project', async () => (await dialog.showSaveDialog({ filters: [PROJECT], defaultPath: 'project.adatom' })).filePath || null)
  handle('shell:save-files', (files) => saveFiles(filesSchema.parse(files)))
  ipcMain.on('shell:connect', (event: IpcMainEvent) => {
    assertSender(event.senderFrame)
    const { port1, port2 } = new MessageChannelMain()
    port1.start()
    host.connect({
      post: (bytes) => port1.postMessage(bytes),
      onBytes: (listen) => void port1.on('message', (message) => listen(message.data as Uint8Array)),
      onClose: (listen) => void port1.on('close', listen),
      close: () => port1.close(),
    })
    event.sender.postMessage('host:port', null, [port2])
  })
}

const ask = async (options: OpenDialogOptions): Promise<readonly string[]> => {
  const { canceled, filePaths } = await dialog.showOpenDialog(options)
  return canceled ? [] : filePaths
}

async function openStructures(): Promise<readonly OpenedFile[]> {
  const paths = await ask({
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Structures', extensions: ['cif', 'vasp', 'poscar', 'xyz', 'extxyz', 'gz'] },
      { name: 'All files (POSCAR, CONTCAR)', extensions: ['*'] },
    ],
  })
  return Promise.all(
    paths.map(async (path) => {
      if ((await stat(path)).size > MAX_FILE_BYTES) throw invalidInput(`${basename(path)} is larger than 512 MB`, { at: { file: path } })
      return { name: basename(path), bytes: new Uint8Array(await readFile(path)) }
    }),
  )
}

/** Writes below one folder that the user picks; a name that points outside it is refused. */
async function saveFiles(files: readonly OpenedFile[]): Promise<string | null> {
  const [folder] = await ask({ properties: ['openDirectory', 'createDirectory'] })
  if (folder === undefined) return null
  const root = normalize(folder) + sep
  for (const { name, bytes } of files) {
    const path = normalize(join(root, name))
    if (!path.startsWith(root)) throw invalidInput('A file name points outside the chosen folder', { found: name })
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes)
  }
  return folder
}
