/** The compare tray: a few structures put aside, two of them chosen. Pure, so that the store only holds it. */

/** Which structure of a configuration: as placed, as relaxed, or the clean slab under it. */
export type Part = 'relaxed' | 'initial' | 'clean'
export const PART_NAMES: Readonly<Record<Part, string>> = { relaxed: 'relaxed', initial: 'start', clean: 'clean slab' }

export interface Pin {
  readonly configuration: string
  readonly part: Part
}

export interface Tray {
  readonly pins: readonly Pin[]
  /** keys of the two that are compared; null where none is chosen */
  readonly a: string | null
  readonly b: string | null
}

export const EMPTY_TRAY: Tray = { pins: [], a: null, b: null }
export const MAX_PINS = 4

export const pinKey = ({ configuration, part }: Pin): string => `${configuration}#${part}`
/** 'Pt-111-t0/OH/heur0000, start' */
export const pinName = ({ configuration, part }: Pin): string => (part === 'relaxed' ? configuration : `${configuration}, ${PART_NAMES[part]}`)
/** What tells one pin from the others first: a narrow menu cuts the end. */
export function pinLabel(pin: Pin): string {
  const name = pinName(pin)
  const at = name.lastIndexOf('/')
  return at < 0 ? name : `${name.slice(at + 1)} · ${name.slice(0, at)}`
}
export const findPin = (tray: Tray, key: string | null): Pin | undefined => tray.pins.find((pin) => pinKey(pin) === key)

/** Adds a structure; the first two are chosen. In a full tray the oldest that is not chosen makes room. */
export function addPin(tray: Tray, pin: Pin): Tray {
  const key = pinKey(pin)
  if (findPin(tray, key)) return tray
  const goes = tray.pins.length < MAX_PINS ? undefined : (tray.pins.find((p) => pinKey(p) !== tray.a && pinKey(p) !== tray.b) ?? tray.pins[0])
  const kept = goes ? removePin(tray, pinKey(goes)) : tray
  const pins = [...kept.pins, pin]
  if (kept.a === null) return { ...kept, pins, a: key }
  return { ...kept, pins, b: kept.b ?? key }
}

/** Takes a structure away; what was chosen beside it moves up. */
export function removePin(tray: Tray, key: string): Tray {
  const pins = tray.pins.filter((pin) => pinKey(pin) !== key)
  const left = [tray.a, tray.b].filter((k) => k !== null && k !== key)
  const free = pins.map(pinKey).filter((k) => !left.includes(k))
  const [a, b] = [...left, ...free]
  return { pins, a: a ?? null, b: b ?? null }
}

/** Chooses one side; choosing what stands on the other side swaps them, where there are two. */
export function choosePin(tray: Tray, side: 'a' | 'b', key: string): Tray {
  const other = side === 'a' ? 'b' : 'a'
  if (tray.b === null) return tray
  return tray[other] === key ? { ...tray, [side]: key, [other]: tray[side] } : { ...tray, [side]: key }
}

/** Both structures in the tray and chosen. */
export function chooseBoth(tray: Tray, a: Pin, b: Pin): Tray {
  const [ka, kb] = [pinKey(a), pinKey(b)]
  const withA = addPin({ ...tray, a: ka, b: kb }, a)
  return { ...addPin({ ...withA, a: ka, b: kb }, b), a: ka, b: kb }
}
