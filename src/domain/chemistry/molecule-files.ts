/** The user's own molecules as text: what settings keep of a file, so that a run can be repeated without it. */
import { invalidInput } from '../errors'
import { writeExtxyz } from '../structure/formats/extxyz-write'
import { readExtxyz } from '../structure/formats/extxyz-read'
import type { InfoValue } from '../structure/formats/frame'
import type { Structure } from '../structure/structure'
import { adsorbateFromStructure } from './adsorbates'
import type { Adsorbate } from './types'

/** The key of `binding` in the comment line of an extXYZ file: numbers of the atoms that bind, from 1: `binding="1 4"`. */
const BINDING = 'binding'

/** A name that can stand in a list of adsorbates: of a file's name without its ending; never empty, never a digit or an operator first. */
export function moleculeName(stem: string): string {
  const plain = stem.replaceAll(/[^\w.-]+/g, '-').replace(/^[-.]+/, '')
  return /^[A-Za-z_]/.test(plain) ? plain : `m${plain}`
}

/** The molecule as extXYZ text. `binding`: the atoms that bind, from 1; otherwise those that the file names, else they are guessed. Throws InvalidInput as `adsorbateFromStructure`. */
export function writeMolecule(name: string, structure: Structure, binding: readonly number[] | undefined): string {
  const bindingAtoms = binding?.map((i) => i - 1)
  const made = adsorbateFromStructure(structure, { id: name, ...(bindingAtoms ? { bindingAtoms } : {}) })
  return writeExtxyz([{ structure: { ...structure, pbc: [false, false, false] }, info: { [BINDING]: made.bindingAtoms.map((i) => i + 1).join(' ') } }])
}

/** Throws InvalidInput for a text that holds no molecule. */
export function readMolecule(name: string, text: string): Adsorbate {
  const [frame] = readExtxyz({ text, file: name })
  if (frame === undefined) throw invalidInput(`${name} holds no molecule`)
  const bindingAtoms = bindingOf(frame.info[BINDING])
  return adsorbateFromStructure(frame.structure, { id: name, ...(bindingAtoms ? { bindingAtoms } : {}) })
}

/** Atoms from 0 for what a comment line gives ('1 4', 1, [1, 4]); undefined where it gives none. */
export function bindingOf(value: InfoValue | undefined): number[] | undefined {
  if (value === undefined) return undefined
  const list = typeof value === 'object' ? value : String(value).trim().split(/[\s,]+/)
  return list.map((one) => Number(one) - 1)
}
