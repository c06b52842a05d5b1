/** A molecule of a user's file, as settings keep it. */
import type { OwnMolecule } from '../../contract/host-api'
import { bindingOf, moleculeName, readMolecule, writeMolecule } from '../../domain/chemistry/molecule-files'
import { makeWhole } from '../../domain/chemistry/whole'
import { invalidInput } from '../../domain/errors'
import { stemOf } from '../../domain/structure/formats'
import { ADSORBATE } from '../../domain/structure/structure'
import { readStructureBytes } from '../../platform/files'

interface MoleculeInput {
  readonly name: string
  readonly bytes: Uint8Array
  readonly binding?: readonly number[] | undefined
}

/** Atoms that a cell boundary separates are put together first. Throws InvalidInput, naming the file, for several frames or what is no one molecule. */
export async function molecule({ name: file, bytes, binding }: MoleculeInput): Promise<OwnMolecule> {
  const frames = await readStructureBytes(bytes, file)
  const [frame] = frames
  if (frame === undefined || frames.length > 1) throw invalidInput(`${file} holds ${frames.length} structures; an adsorbate is one molecule`, { at: { file }, expected: 'a file with one frame' })
  const whole = makeWhole({ ...frame.structure, tags: new Uint8Array(frame.structure.numbers.length).fill(ADSORBATE) })
  const name = moleculeName(stemOf(file))
  const text = writeMolecule(name, whole, binding ?? bindingOf(frame.info['binding'])?.map((i) => i + 1))
  return { name, text, adsorbate: readMolecule(name, text) }
}
