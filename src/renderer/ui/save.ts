/** Saving what the user exports: through the desktop shell's dialog, or as a download of the browser. */
import '../../contract/shell'
import { zip, type ZipEntry } from './zip'

const TYPES: Readonly<Record<string, string>> = { csv: 'text/csv', json: 'application/json', png: 'image/png', svg: 'image/svg+xml', zip: 'application/zip', gif: 'image/gif' }

/** Where the files went, in words; null when the user cancelled. */
export async function saveFiles(files: readonly ZipEntry[], archive: string): Promise<string | null> {
  if (files.length === 0) return null
  if (window.shell) return window.shell.saveFiles(files)
  const [only] = files
  if (files.length === 1 && only) download(only.name.split('/').at(-1)!, only.bytes)
  else download(`${archive}.zip`, zip(files))
  return 'the downloads'
}

function download(name: string, bytes: Uint8Array): void {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: TYPES[name.split('.').at(-1)!] ?? 'application/octet-stream' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

export const blobBytes = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer())
export const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text)
