/** Finding commands by words. */
import type { Command } from './commands'

/** Commands whose title holds all typed words, in any order. */
export function search<C extends Pick<Command, 'title' | 'section'>>(list: readonly C[], text: string): readonly C[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return list.filter(({ title, section }) => words.every((word) => `${title} ${section}`.toLowerCase().includes(word)))
}
