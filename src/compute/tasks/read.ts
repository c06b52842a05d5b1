/** Files of structures. */
import type { ReadMaterial } from '../../contract/host-api'
import { unsupported } from '../../domain/errors'

export function read({ name }: { readonly name: string; readonly bytes: Uint8Array }): readonly ReadMaterial[] {
  throw unsupported(`${name} cannot be read yet`, { what: 'file formats' })
}
