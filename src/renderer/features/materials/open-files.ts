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

/** One or more examples, as one step. */
export async function addExamples(host: HostClient, ...names: readonly string[]): Promise<void> {
  const read = await Promise.all(names.map((name) => attempt(`Loading the example ${name}`, () => host.example({ name }))))
  add(read.flatMap((materials) => materials ?? []))
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

/** The molecule of each file, chosen as an adsorbate; a file that is no molecule gets its notice. */
export async function chooseMolecules(host: HostClient): Promise<void> {
  const { shell } = window
  const files = shell ? await attempt('Opening files', () => shell.openStructures()) : await chooseInBrowser()
  for (const { name, bytes } of files ?? []) {
    const made = await attempt(`Reading ${name} as an adsorbate`, () => host.molecule({ name, bytes }))
    if (made) editSetup({ kind: 'add-molecule', name: made.name, text: made.text })
    if (made) useView.getState().patch({ adsorbate: made.name, placement: 0 })
  }
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

/** Structures are added; a project is opened. */
export async function dropFiles(host: HostClient, transfer: DataTransfer): Promise<void> {
  const files = [...transfer.files]
  const project = files.find(isProject)
  if (project) return dropProject(host, project)
  await addFiles(host, await readAll(files))
}

const isProject = ({ name }: File): boolean => name.toLowerCase().endsWith('.adatom')

async function dropProject(host: HostClient, file: File): Promise<void> {
  const path = window.shell?.pathOf(file) ?? ''
  if (path) return openProject(host, path)
  const how = window.shell ? 'Choose it with “Open a project”.' : 'Projects lie on the host: start it as adatom serve --project FILE, or choose a recent project.'
  useView.getState().notify({ text: `${file.name} cannot be opened from here. ${how}` })
}

async function readAll(files: readonly File[]): Promise<NamedBytes[]> {
  const small = files.filter((file) => file.size <= MAX_BYTES)
  for (const file of files) if (file.size > MAX_BYTES) useView.getState().notify({ text: `${file.name} is larger than 512 MB and was left out` })
  return Promise.all(small.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })))
}
