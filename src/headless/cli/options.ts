/** Options that several commands share, with one name and one meaning each. */
import { Option, type Command } from 'commander'
import type { TypedPlane } from '../../domain/chemistry/surfaces/miller-notation'
import { DEFAULT_OPTIMISER, OPTIMISER_NAMES } from '../../domain/relax/optimisers'
import { DEFAULT_RELAX } from '../../host/context'
import { DEFAULT_STOP_AT, SEARCH_METHODS } from '../../domain/adsorbml/search/presets'
import type { ScreenSettings, SearchMethod } from '../../domain/catalogue/records'
import { oneOf, planes, positive, probability, whole } from './parse'

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
  readonly vacancies?: number
  readonly asSlab?: boolean
  readonly axis?: 'a' | 'b' | 'c'
  readonly side?: 'top' | 'bottom'
}

export interface PlacementOptions {
  readonly configs: number
  readonly placement: ScreenSettings['placement']
  readonly seed: number
}

export interface SearchOptions {
  readonly search: SearchMethod
  /** null: until the placements are used up */
  readonly stopAt: number | null
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
    .addOption(new Option('--vacancies <n>', 'with oc22: also each slab with n surface oxygen atoms less on each side, one for every distinct atom').argParser(whole('--vacancies', 1, 16)))
    .option('--as-slab', 'the files are slabs already: nothing is cut')
    .addOption(new Option('--axis <a|b|c>', 'of your own slabs: the cell vector that crosses the vacuum (default: found)').argParser(oneOf('--axis', ['a', 'b', 'c'])))
    .addOption(new Option('--side <side>', 'of your own slabs: top or bottom is the surface; its atoms and the fixed ones are found anew (default: the side away from fixed atoms)').argParser(oneOf('--side', ['top', 'bottom'])))

const PLACEMENTS = ['mixed', 'random', 'heuristic', 'random-site-heuristic', 'mx', 'mvk'] as const

export const withPlacements = (command: Command): Command =>
  command
    .addOption(new Option('--configs <n>', 'placements per surface and adsorbate').default(50).argParser(whole('--configs', 1, 2000)))
    .addOption(
      new Option('--placement <mode>', `${PLACEMENTS.join(', ')} (mx and mvk: sites of oxides, as OC22)`).default('mixed').argParser(oneOf('--placement', PLACEMENTS)),
    )
    .addOption(new Option('--seed <n>', 'seed of the placements').default(0).argParser(whole('--seed', 0, 0xffffffff)))

export const withSearch = (command: Command): Command =>
  command
    .addOption(new Option('--search <method>', `how the placements are gone through: ${SEARCH_METHODS.join(', ')} (the last two with the settings of their papers)`).default('adatom').argParser(oneOf('--search', SEARCH_METHODS)))
    .addOption(new Option('--stop-at <p>', 'of --search adatom: end once the probability that nothing better by 0.1 eV is unseen is this; no: use all placements').default(DEFAULT_STOP_AT).argParser(stopLevel))

const stopLevel = (text: string): number | null => (text === 'no' ? null : probability('--stop-at')(text))
