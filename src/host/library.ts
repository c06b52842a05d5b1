/** The bundled inputs: adsorbates and example crystals. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { HostContract } from '../contract/host-api'
import type { Handlers } from '../contract/define'
import { adsorbateLibrary } from '../domain/chemistry/adsorbates'
import { invalidInput } from '../domain/errors'
import type { Context } from './context'
import { readMaterials } from './desk'

export function libraryHandlers(context: Context): Pick<Handlers<HostContract>, 'adsorbates' | 'examples' | 'example'> {
  const folder = join(context.options.resourcesDir, 'bulks')
  return {
    adsorbates: () => adsorbateLibrary(),
    examples: async () => {
      const titles = await readTitles(folder)
      return (await exampleFiles(folder)).map((file) => ({ name: stem(file), title: titles[stem(file)] ?? stem(file) }))
    },
    example: async ({ name }, signal) => {
      const files = await exampleFiles(folder)
      const file = files.find((each) => stem(each) === name)
      if (file === undefined) throw invalidInput(`There is no example called ${name}`, { found: name, expected: files.map(stem).join(', ') })
      return readMaterials(context, file, new Uint8Array(await readFile(join(folder, file))), signal)
    },
  }
}

const stem = (file: string): string => file.replace(/\.\w+$/, '')

const titlesSchema = z.record(z.string(), z.string())

async function readTitles(folder: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(join(folder, 'titles.json'), 'utf8').catch(() => '{}')
  return titlesSchema.parse(JSON.parse(text))
}

/** Files of structures, by name; none when the folder is missing. */
async function exampleFiles(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => [])
  return files.filter((file) => /\.(cif|vasp|xyz|extxyz)$/.test(file)).toSorted()
}
