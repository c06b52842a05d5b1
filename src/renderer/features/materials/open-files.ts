/** Opening structures and projects: by dialog, by drop, by example. */
import '../../../contract/shell'
import type { HostClient, ReadMaterial } from '../../../contract/host-api'
import { openProject } from '../../state/campaign'
import { editSetup } from '../../state/setup-store'
import { attempt, useView } from '../../state/view-store'

export const STRUCTURE_FILES = '.cif,.vasp,.poscar,.contcar,.xyz,.extxyz,.gz,POSCAR,CONTCAR'
const MAX_BYTES = 512 * 1024 * 1024

interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The files that can be read are added in one step; each other one gets its own notice. */
export async function addFiles(host: HostClient, files: readonly NamedBytes[]): Promise<void> {
  const read = await Promise.all(files.map(({ name, bytes }) => attempt(`Reading ${name}`, () => host.readFile({ name, bytes }))))
  add(read.flatMap((materials) => materials ?? []))
}

export async function addExample(host: HostClient, name: string): Promise<void> {
  add((await attempt(`Loading the example ${name}`, () => host.example({ name }))) ?? [])
}

function add(materials: readonly ReadMaterial[]): void {
  if (materials.length === 0) return
  editSetup({ kind: 'add-materials', materials })
  useView.getState().patch({ material: null })
  useView.getState().go('materials')
}

export async function chooseStructures(host: HostClient): Promise<void> {
  const { shell } = window
  const files = shell ? await attempt('Opening files', () => shell.openStructures()) : await chooseInBrowser()
  if (files && files.length > 0) await addFiles(host, files)
}

/** In a browser projects live on the host: they are chosen from the list of recent ones. */
export async function chooseProject(host: HostClient): Promise<void> {
  const { shell } = window
  if (!shell) return useView.getState().go('materials')
  const path = await attempt('Opening a project', () => shell.openProject())
  if (path) await openProject(host, path)
}

function chooseInBrowser(): Promise<readonly NamedBytes[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.accept = STRUCTURE_FILES
  return new Promise((resolve) => {
    input.addEventListener('cancel', () => resolve([]))
    input.addEventListener('change', () => void readAll([...(input.files ?? [])]).then(resolve))
    input.click()
  })
}

export async function dropFiles(host: HostClient, transfer: DataTransfer): Promise<void> {
  await addFiles(host, await readAll([...transfer.files]))
}

async function readAll(files: readonly File[]): Promise<NamedBytes[]> {
  const small = files.filter((file) => file.size <= MAX_BYTES)
  for (const file of files) if (file.size > MAX_BYTES) useView.getState().notify({ text: `${file.name} is larger than 512 MB and was left out` })
  return Promise.all(small.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })))
}
