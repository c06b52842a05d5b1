/** Options that several commands share, with one name and one meaning each. */
import { Option, type Command } from 'commander'
import type { TypedPlane } from '../../domain/chemistry/surfaces/miller-notation'
import { DEFAULT_OPTIMISER, OPTIMISER_NAMES } from '../../domain/relax/optimisers'
import { DEFAULT_RELAX } from '../../host/context'
import { oneOf, parseList, planes, positive, whole } from './parse'

export interface JsonOption {
  readonly json?: boolean
}

export interface ModelOptions extends JsonOption {
  readonly model?: string
  readonly provider?: string
}

export interface RelaxOptions {
  readonly optimiser: string
  readonly fmax: number
  readonly maxSteps: number
}

export interface FacetOptions {
  readonly miller?: readonly TypedPlane[]
  readonly maxMiller?: number
  readonly preset: 'oc20' | 'oc22'
  readonly asSlab?: boolean
}

export interface PlacementOptions {
  readonly configs: number
  readonly placement: 'mixed' | 'random' | 'heuristic' | 'random-site-heuristic'
  readonly seed: number
}

export const withJson = (command: Command): Command => command.option('--json', 'print one JSON document on stdout')

export const withModel = (command: Command): Command =>
  withJson(command).option('--model <name>', 'model: a name of `adatom models`, or a card or .onnx file').option('--provider <name>', 'ONNX Runtime provider: cpu, auto, cuda, webgpu, ... (default: cpu)')

export const withRelax = (command: Command): Command =>
  command
    .addOption(new Option('--optimiser <name>', OPTIMISER_NAMES.join(', ')).default(DEFAULT_OPTIMISER).argParser(oneOf('--optimiser', OPTIMISER_NAMES)))
    .addOption(new Option('--fmax <eV/Å>', 'largest force on a free atom at convergence').default(DEFAULT_RELAX.fmax).argParser(positive('--fmax', 10)))
    .addOption(new Option('--max-steps <n>', 'largest number of steps').default(DEFAULT_RELAX.maxSteps).argParser(whole('--max-steps', 0, 10_000)))

export const withFacets = (command: Command): Command =>
  command
    .addOption(new Option('--miller <list>', 'surfaces: 111,1-10,"1 -1 0"; 10-10 in hexagonal crystals').argParser(planes))
    .addOption(new Option('--max-miller <n>', 'all distinct surfaces up to this index, instead of --miller').argParser(whole('--max-miller', 1, 4)).conflicts('miller'))
    .addOption(new Option('--preset <name>', 'slab rules: oc20 or oc22 (symmetric oxide slabs)').default('oc20').argParser(oneOf('--preset', ['oc20', 'oc22'])))
    .option('--as-slab', 'the files are slabs already: nothing is cut')

export const withPlacements = (command: Command): Command =>
  command
    .addOption(new Option('--configs <n>', 'placements per surface and adsorbate').default(50).argParser(whole('--configs', 1, 2000)))
    .addOption(
      new Option('--placement <mode>', 'mixed, random, heuristic or random-site-heuristic').default('mixed').argParser(oneOf('--placement', ['mixed', 'random', 'heuristic', 'random-site-heuristic'])),
    )
    .addOption(new Option('--seed <n>', 'seed of the placements').default(0).argParser(whole('--seed', 0, 0xffffffff)))

export const withAdsorbates = (command: Command): Command =>
  command.addOption(new Option('--adsorbates <list>', 'library names (CO,H,OH) or SMILES (*CO)').argParser(parseList).makeOptionMandatory())
