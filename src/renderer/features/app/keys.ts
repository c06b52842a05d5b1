/** Key combinations as text: 'mod+shift+z'. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

export const isMac = (platform: string): boolean => /mac|darwin/i.test(platform)

/** Whether a press is this combination. 'mod' is Cmd on a Mac and Ctrl elsewhere; for signs like '?' the shift key does not count. */
export function matches(combination: string, press: KeyPress, mac: boolean): boolean {
  const parts = combination.split('+')
  const key = parts.at(-1)!
  const mod = mac ? press.metaKey : press.ctrlKey
  const other = mac ? press.ctrlKey : press.metaKey
  if (other || press.altKey || mod !== parts.includes('mod')) return false
  if (/^[a-z0-9]$|^enter$/.test(key) && press.shiftKey !== parts.includes('shift')) return false
  return press.key.toLowerCase() === key
}

const NAMES: Readonly<Record<string, string>> = { enter: 'Enter', shift: 'Shift' }

export const keyText = (combination: string, mac: boolean): string =>
  combination
    .split('+')
    .map((part) => (part === 'mod' ? (mac ? '⌘' : 'Ctrl') : part === 'shift' && mac ? '⇧' : (NAMES[part] ?? part.toUpperCase())))
    .join(mac ? '' : '+')
