/** adatom slabs FILE */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { millerText } from '../../domain/adsorbml/rank'
import { writeExtxyz } from '../../domain/structure/formats/extxyz-write'
import { facetsOf, readAll, warningsOf } from '../cli/facets'
import { withFacets, withJson, type FacetOptions, type JsonOption } from '../cli/options'
import { plural } from '../../domain/units/plural'
import { note, print, printJson, table } from '../cli/output'
import { withSession } from '../cli/session'

interface Options extends FacetOptions, JsonOption {
  readonly out?: string
}

export function register(program: Command): void {
  withJson(withFacets(program.command('slabs <files...>').description('Cut surfaces: every termination, with its tags and fixed atoms').option('--out <dir>', 'write each slab as extXYZ'))).action(slabs)
}

async function slabs(files: readonly string[], options: Options): Promise<void> {
  await withSession({}, async (session) => {
    const materials = await readAll(session, files, options)
    warningsOf(materials).forEach(note)
    const facets = facetsOf(options, materials)
    const { surfaces: found, leftOut } = await session.handlers.slabs({ materials: materials.map(({ material }) => material), facets: facets, surfacePreset: options.preset }, session.signal)
    leftOut.forEach(note)
    if (options.out !== undefined) {
      await mkdir(options.out, { recursive: true })
      for (const { slab } of found) await writeFile(join(options.out, `${slab.id}.extxyz`), writeExtxyz([{ structure: slab.structure, info: { slab: slab.id } }]))
      note(`${plural(found.length, 'slab')} written to ${options.out}`)
    }
    if (options.json) return printJson({ leftOut, slabs: found.map(({ slab, material, summary }) => ({ id: slab.id, material, origin: slab.origin, ...summary, structure: slab.structure })) })
    const rows = found.map(({ slab, summary: s }) => [slab.id, millerText(slab), String(s.atoms), s.area.toFixed(2), s.thickness.toFixed(2), s.symmetric ? 'yes' : 'no', s.tasker, s.termination])
    print(table(['slab', 'miller', 'atoms', 'area (Å²)', 'thickness (Å)', 'symmetric', 'Tasker', 'termination'], rows))
  })
}
