/** The 530 settings of the 230 space groups, found by name; operations by moyo. */
import type { MoyoHallSymbolEntry } from '@spglib/moyo-wasm'
import type { SpaceGroupLookup, SpaceGroupSetting } from '../../domain/structure/symmetry'
import { loadMoyo, operationOf } from './moyo'

const SETTINGS = 530

/** Names of the groups with an 'e' glide before 1992 (International Tables A, table 1.3.2.1 of the 4th edition), standard setting only. */
const FORMER_NAMES: Readonly<Record<string, string>> = { Aem2: 'Abm2', Aea2: 'Aba2', Cmce: 'Cmca', Cmme: 'Cmma', Ccce: 'Ccca' }

/** Letters that programs append for a setting: ICSD's S and Z (origins 1 and 2), H and R (axes). */
const SETTING_OF_SUFFIX: Readonly<Record<string, string>> = { s: '1', z: '2', h: 'H', hr: 'H', r: 'R', '1': '1', '2': '2' }

let loaded: Promise<SpaceGroupLookup> | undefined

/** Loads the table on the first call and returns the lookup. */
export function loadSpaceGroups(): Promise<SpaceGroupLookup> {
  loaded ??= buildTable().catch((error: unknown) => {
    loaded = undefined
    throw error
  })
  return loaded
}

async function buildTable(): Promise<SpaceGroupLookup> {
  const moyo = await loadMoyo()
  const entries = Array.from({ length: SETTINGS }, (_, i) => moyo.hall_symbol_entry(i + 1))
  const byHall = index(entries, (e) => [e.hall_symbol], spaced)
  const bySymbol = index(entries, namesOf, compact)
  const byNumber = index(entries, (e) => [String(e.number)], compact)
  const withOperations = (e: MoyoHallSymbolEntry): SpaceGroupSetting => ({
    label: e.setting === '' ? e.hm_full : `${e.hm_full} :${e.setting}`,
    number: e.number,
    operations: moyo.operations_from_number(e.number, { type: 'HallNumber', value: e.hall_number }, false).map(operationOf),
  })
  return ({ hall, hermannMauguin, number }) => {
    const found = (hall === undefined ? undefined : byHall.get(spaced(hall)))
      ?? (hermannMauguin === undefined ? undefined : settingsNamed(hermannMauguin, bySymbol))
      ?? (number === undefined || hermannMauguin !== undefined ? [] : (byNumber.get(String(number)) ?? []))
    return found.map(withOperations)
  }
}

/** The settings with this symbol; a setting in the symbol (':2', 'Z', ...) narrows them. */
function settingsNamed(symbol: string, bySymbol: ReadonlyMap<string, MoyoHallSymbolEntry[]>): MoyoHallSymbolEntry[] | undefined {
  const whole = bySymbol.get(compact(symbol))
  if (whole !== undefined) return whole
  const text = symbol.trim()
  const cut = Math.max(text.lastIndexOf(':'), text.lastIndexOf(' '))
  if (cut < 0) return undefined
  const [stem, suffix] = [text.slice(0, cut).replaceAll(':', ''), text.slice(cut + 1).trim()]
  const setting = SETTING_OF_SUFFIX[suffix.toLowerCase()] ?? suffix
  return bySymbol.get(compact(stem))?.filter((e) => e.setting === setting)
}

/** Every way of writing the symbol of a setting that names it. */
function namesOf(e: MoyoHallSymbolEntry): string[] {
  // 'P 2_1/c' is the short symbol of nine settings of group 14; without its ones, the full symbol says which: 'P 1 2_1/n 1' -> 'P 2_1/n'.
  const short = isMonoclinic(e) ? e.hm_full.split(' ').filter((part) => part !== '1').join('') : e.hm_short
  const former = e.setting === '' || e.setting === '1' || e.setting === '2' ? FORMER_NAMES[e.hm_short.replaceAll(' ', '')] : undefined
  const names = [short, e.hm_full, ...(former === undefined ? [] : [former])]
  // Before 1983 cubic symbols had no bar: 'F m 3 m'.
  return isCentricCubic(e) ? [...names, ...names.map((name) => name.replace('-3', '3'))] : names
}

const isMonoclinic = (e: MoyoHallSymbolEntry): boolean => e.number >= 3 && e.number <= 15
const isCentricCubic = (e: MoyoHallSymbolEntry): boolean => e.number >= 200 && e.hm_short.includes('-3')

function index(entries: readonly MoyoHallSymbolEntry[], keys: (e: MoyoHallSymbolEntry) => string[], normal: (key: string) => string): Map<string, MoyoHallSymbolEntry[]> {
  const map = new Map<string, MoyoHallSymbolEntry[]>()
  for (const entry of entries) {
    for (const key of new Set(keys(entry).map(normal))) map.set(key, [...(map.get(key) ?? []), entry])
  }
  return map
}

/** A Hall symbol, in which spaces tell 'P 32' from 'P 3 2'. */
const spaced = (symbol: string): string => symbol.trim().replaceAll(/[\s_]+/g, ' ').toLowerCase()

/** The symbol without what varies between programs: spaces, underscores, brackets, case. */
const compact = (symbol: string): string => symbol.replaceAll(/[\s_()]/g, '').toLowerCase()
