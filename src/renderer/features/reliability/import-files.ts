/** Files of finished DFT runs: chosen, or dropped as files or whole folders. Paths are kept: they say which deck a result belongs to. */

export interface ImportFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const MAX_BYTES = 512 * 1024 * 1024
/** of a run folder, what is never a result and often large */
const SKIPPED = /(^|\/)(WAVECAR|CHGCAR|CHG|POTCAR|[^/]*\.(gpw|traj|save|pickle|npy|py|upf))$/i

/** Whether a dropped file is a result of DFT rather than a structure to open. */
export const looksLikeDft = (name: string): boolean => /(^|\/)(adatom-deck\.json|result\.extxyz|vasprun[^/]*\.xml(\.gz)?|OUTCAR[^/]*|[^/]*\.(pwo|out|csv))$/i.test(name)

export function chooseDftFiles(folder: boolean): Promise<readonly ImportFile[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.webkitdirectory = folder
  return new Promise((resolve, reject) => {
    input.addEventListener('cancel', () => resolve([]))
    input.addEventListener('change', () => void readAll([...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }))).then(resolve, reject))
    input.click()
  })
}

interface Found {
  readonly path: string
  readonly file: File
}

/** Everything that was dropped, folders walked to their ends. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly ImportFile[]> {
  // the entries are gone after the event: they are taken before anything is awaited
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return readAll([...transfer.files].map((file) => ({ path: file.name, file })))
  return readAll((await Promise.all(entries.map((entry) => walk(entry)))).flat())
}

async function walk(entry: FileSystemEntry): Promise<Found[]> {
  const path = entry.fullPath.replace(/^\//, '')
  if (entry.isFile) return [{ path, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) }]
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const all: FileSystemEntry[] = []
  // a reader gives its entries in portions, and none after the last
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) break
    all.push(...some)
  }
  return (await Promise.all(all.map((one) => walk(one)))).flat()
}

const readAll = (found: readonly Found[]): Promise<ImportFile[]> =>
  Promise.all(found.filter(({ path, file }) => file.size <= MAX_BYTES && !SKIPPED.test(path)).map(async ({ path, file }) => ({ name: path, bytes: new Uint8Array(await file.arrayBuffer()) })))
