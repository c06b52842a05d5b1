/** adatom place SLAB */
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { customSlab } from '../../domain/chemistry/surfaces/custom'
import { writeExtxyz } from '../../domain/structure/formats/extxyz-write'
import { pairSeed } from '../../domain/adsorbml/screen'
import { withAdsorbates, withJson, withPlacements, type JsonOption, type PlacementOptions } from '../cli/options'
import { plural } from '../../domain/units/plural'
import { note, print, printJson, table } from '../cli/output'
import { readOne, withSession } from '../cli/session'

interface Options extends PlacementOptions, JsonOption {
  readonly adsorbates: readonly string[]
  readonly out?: string
}

export function register(program: Command): void {
  withJson(withPlacements(withAdsorbates(program.command('place <slab>').description('Place adsorbates on a slab from a file').option('--out <file>', 'write all placements as one extXYZ file')))).action(place)
}

async function place(file: string, options: Options): Promise<void> {
  await withSession({}, async (session) => {
    const { material } = await readOne(session, file)
    const slab = customSlab(material.structure, { id: material.id, source: material.source })
    const placed = []
    for (const name of options.adsorbates) {
      const { id } = await session.pool.submit({ run: (client) => client.adsorbate({ id: name }) })
      const seed = pairSeed(options.seed, slab.id, id)
      const placements = await session.pool.submit({ run: (client) => client.place({ slab, adsorbate: name, count: options.configs, placement: options.placement, seed }) })
      placed.push(...placements.map((placement) => ({ adsorbate: id, ...placement })))
    }
    if (options.out !== undefined) {
      const frames = placed.map(({ adsorbate, id, mode, site, structure }) => ({ structure, info: { slab: slab.id, adsorbate, placement: id, mode, site: site.kind } }))
      await writeFile(options.out, writeExtxyz(frames))
      note(`${plural(placed.length, 'placement')} written to ${options.out}`)
    }
    if (options.json) return printJson({ slab: { id: slab.id, area: slab.area, atoms: slab.structure.numbers.length }, placements: placed })
    const rows = placed.map((p) => [p.adsorbate, p.id, p.mode, p.site.kind, p.site.position.map((x) => x.toFixed(3)).join(' '), p.azimuth.toFixed(1), p.tilt.toFixed(1)])
    print(table(['adsorbate', 'placement', 'mode', 'site', 'position (Å)', 'azimuth (°)', 'tilt (°)'], rows))
  })
}
