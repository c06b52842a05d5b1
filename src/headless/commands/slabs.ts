/** adatom slabs FILE */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { millerText } from '../../domain/adsorbml/rank'
import { writeExtxyz } from '../../domain/structure/formats/extxyz-write'
import { plural } from '../../domain/units/plural'
import { facetsOf, readAll, warningsOf } from '../cli/facets'
import { withFacets, withJson, type FacetOptions, type JsonOption } from '../cli/options'
import { note, print, printJson, table } from '../cli/output'
import { withSession, type Session } from '../cli/session'

interface Options extends FacetOptions, JsonOption {
  readonly out?: string
  readonly preview?: boolean
}

export function register(program: Command): void {
  const command = program.command('slabs <files...>').description('Cut surfaces: every termination, with its tags and fixed atoms')
  withJson(withFacets(command.option('--out <dir>', 'write each slab as extXYZ').option('--preview', 'say what slabs there are (atoms, area, symmetry, Tasker type) without making one'))).action(slabs)
}

async function slabs(files: readonly string[], options: Options): Promise<void> {
  await withSession({}, (session) => (options.preview ? preview(session, files, options) : make(session, files, options)))
}

async function make(session: Session, files: readonly string[], options: Options): Promise<void> {
  const materials = await readAll(session, files, options)
  warningsOf(materials).forEach(note)
  const facets = facetsOf(options, materials)
  const { surfaces: found, leftOut } = await session.handlers.slabs({ materials: materials.map(({ material }) => material), facets, surfacePreset: options.preset, vacancies: options.vacancies }, session.signal)
  leftOut.forEach(note)
  if (options.out !== undefined) {
    await mkdir(options.out, { recursive: true })
    for (const { slab } of found) await writeFile(join(options.out, `${slab.id}.extxyz`), writeExtxyz([{ structure: slab.structure, info: { slab: slab.id } }]))
    note(`${plural(found.length, 'slab')} written to ${options.out}`)
  }
  if (options.json) return printJson({ leftOut, slabs: found.map(({ slab, material, summary }) => ({ id: slab.id, material, origin: slab.origin, ...summary, structure: slab.structure })) })
  printTable(found.map(({ slab, summary }) => ({ id: slab.id, miller: millerText(slab), ...summary })))
}

/** Bulks only: a slab of the user's own is there already. */
async function preview(session: Session, files: readonly string[], options: Options): Promise<void> {
  const materials = await readAll(session, files, options)
  warningsOf(materials).forEach(note)
  const facets = facetsOf(options, materials)
  const bulks = materials.filter(({ material }) => material.role === 'bulk')
  const planned = await Promise.all(
    bulks.map(async ({ material: { id, structure } }) => ({ material: id, ...(await session.pool.submit({ run: (client) => client.planSurfaces({ id, structure, facets, preset: options.preset }) })) })),
  )
  const leftOut = planned.flatMap((one) => one.leftOut)
  leftOut.forEach(note)
  if (options.json) return printJson({ leftOut, slabs: planned.flatMap((one) => one.slabs.map((slab) => ({ material: one.material, ...slab }))) })
  printTable(planned.flatMap((one) => one.slabs))
}

interface Row {
  readonly id: string
  readonly miller: string
  readonly atoms: number
  readonly area: number
  readonly thickness: number
  readonly symmetric: boolean
  readonly tasker: string
  readonly termination: string
}

const printTable = (rows: readonly Row[]): void =>
  print(
    table(
      ['slab', 'miller', 'atoms', 'area (Å²)', 'thickness (Å)', 'symmetric', 'Tasker', 'termination'],
      rows.map((s) => [s.id, s.miller, String(s.atoms), s.area.toFixed(2), s.thickness.toFixed(2), s.symmetric ? 'yes' : 'no', s.tasker, s.termination]),
    ),
  )
