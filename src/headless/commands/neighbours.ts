/** adatom neighbours FILE --cutoff R */
import { Option, type Command } from 'commander'
import { neighbourList } from '../../domain/neighbours/cell-list'
import { symbolOf } from '../../domain/structure/elements'
import { withJson, type JsonOption } from '../cli/options'
import { print, printJson, table } from '../cli/output'
import { positive, whole } from '../cli/parse'
import { readOne, withSession } from '../cli/session'

interface Options extends JsonOption {
  readonly cutoff: number
  readonly frame: number
}

export function register(program: Command): void {
  withJson(
    program
      .command('neighbours <file>')
      .description('The full neighbour list of a structure: every pair from both ends, with its cell shift')
      .addOption(new Option('--cutoff <Å>', 'distances below this').argParser(positive('--cutoff', 20)).makeOptionMandatory())
      .addOption(new Option('--frame <n>', 'which structure of the file, from 0; -1 is the last').default(-1).argParser(whole('--frame', -1, 1e9))),
  ).action(neighbours)
}

async function neighbours(file: string, { cutoff, frame, json }: Options): Promise<void> {
  const { structure } = await withSession({}, async (session) => (await readOne(session, file, frame)).material)
  const list = neighbourList(structure, cutoff)
  if (json) return printJson({ convention: 'vector = r_j - r_i + S . cell; full list; order (i, distance, j, S)', ...list })
  const rows = [...structure.numbers].map((z, i) => {
    const found = list.distances.subarray(list.offsets[i], list.offsets[i + 1])
    return [String(i + 1), symbolOf(z), String(found.length), found.length === 0 ? '' : found[0]!.toFixed(4), found.length === 0 ? '' : found.at(-1)!.toFixed(4)]
  })
  print(table(['atom', 'element', 'neighbours', 'nearest (Å)', 'farthest (Å)'], rows))
  print(`${list.distances.length} entries within ${cutoff} Å (each pair counts from both ends)`)
}
