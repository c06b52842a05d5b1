/** adatom place FILE */
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Placement, Slab } from '../../domain/chemistry/types'
import { pairSeed } from '../../domain/adsorbml/screen'
import { invalidInput, isError } from '../../domain/errors'
import { writeExtxyz } from '../../domain/structure/formats/extxyz-write'
import { plural } from '../../domain/units/plural'
import { adsorbatesOf, withAdsorbates, type AdsorbateOptions, type AskedAdsorbates } from '../cli/adsorbates'
import { facetsOf, readAll, warningsOf } from '../cli/facets'
import { withFacets, withJson, withPlacements, type FacetOptions, type JsonOption, type PlacementOptions } from '../cli/options'
import { note, print, printJson, table } from '../cli/output'
import { withSession, type Session } from '../cli/session'

interface Options extends FacetOptions, PlacementOptions, AdsorbateOptions, JsonOption {
  readonly out?: string
}

interface Placed extends Placement {
  readonly slab: string
  readonly adsorbate: string
}

export function register(program: Command): void {
  const command = program.command('place <file>').description('Place adsorbates on a slab of your own, or on the surfaces of a crystal (--miller)').option('--out <file>', 'write all placements as one extXYZ file')
  withJson(withPlacements(withAdsorbates(withFacets(command)))).action(place)
}

async function place(file: string, options: Options): Promise<void> {
  await withSession({}, async (session) => {
    const asked = await adsorbatesOf(session, options)
    const slabs = await slabsOf(session, file, options)
    const placed: Placed[] = []
    const pairs = slabs.flatMap((slab) => asked.adsorbates.map((entry) => ({ slab, entry })))
    for (const { slab, entry } of pairs) {
      try {
        placed.push(...(await placeOn(session, slab, entry, asked, options)))
      } catch (error) {
        // of several, those that cannot be are named and the others go on
        if (pairs.length === 1 || !isError(error, 'InvalidInput')) throw error
        note(`${entry} on ${slab.id} is left out: ${error.message}`)
      }
    }
    if (placed.length === 0) throw invalidInput('Nothing could be placed; the reasons stand above', { found: pairs.map(({ slab, entry }) => `${entry} on ${slab.id}`).join(', ') })
    if (options.out !== undefined) {
      const frames = placed.map(({ slab, adsorbate, id, mode, site, structure }) => ({ structure, info: { slab, adsorbate, placement: id, mode, site: site.kind } }))
      await writeFile(options.out, writeExtxyz(frames))
      note(`${plural(placed.length, 'placement')} written to ${options.out}`)
    }
    if (options.json) return printJson({ slabs: slabs.map(({ id, area, structure }) => ({ id, area, atoms: structure.numbers.length })), placements: placed })
    print(table(['slab', 'adsorbate', 'placement', 'mode', 'site', 'position (Å)', 'azimuth (°)', 'tilt (°)'], placed.flatMap(rowsOf)))
  })
}

async function slabsOf(session: Session, file: string, options: Options): Promise<Slab[]> {
  const materials = await readAll(session, [file], options)
  const last = materials.slice(-1)
  if (materials.length > 1) note(`${file} holds ${plural(materials.length, 'structure')}; the last is taken`)
  warningsOf(last).forEach(note)
  const { surfaces, leftOut } = await session.handlers.slabs(
    { materials: last.map(({ material }) => material), facets: facetsOf(options, last), surfacePreset: options.preset, vacancies: options.vacancies },
    session.signal,
  )
  leftOut.forEach(note)
  return surfaces.map(({ slab }) => slab)
}

async function placeOn({ pool }: Session, slab: Slab, entry: string, { molecules }: AskedAdsorbates, options: Options): Promise<Placed[]> {
  const { id } = await pool.submit({ run: (client) => client.adsorbate({ id: entry, molecules }) })
  const seed = pairSeed(options.seed, slab.id, id)
  const placements = await pool.submit({ run: (client) => client.place({ slab, adsorbate: entry, molecules, count: options.configs, placement: options.placement, seed }) })
  return placements.map((placement) => ({ slab: slab.id, adsorbate: id, ...placement }))
}

/** One line for every adsorbate of a placement. */
function rowsOf({ slab, adsorbate, id, mode, site, azimuth, tilt, more = [] }: Placed): string[][] {
  return [{ adsorbate, site, azimuth, tilt }, ...more].map((one, k) => [
    ...(k === 0 ? [slab, adsorbate, id, mode] : ['', `and ${one.adsorbate}`, '', '']),
    one.site.kind, one.site.position.map((x) => x.toFixed(3)).join(' '), one.azimuth.toFixed(1), one.tilt.toFixed(1),
  ])
}
