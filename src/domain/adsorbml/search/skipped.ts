/** Why a placement has no relaxed energy of its own, in words. */
import type { Configuration, SkipReason } from '../../catalogue/records'
import { assertNever } from '../../errors'
import { chanceText } from './summary'

export const SKIP_TITLES: Readonly<Record<SkipReason['kind'], string>> = { 'same-start': 'same start', merged: 'merged', 'not-needed': 'not needed' }

const placement = (configuration: string): string => configuration.slice(configuration.lastIndexOf('/') + 1)

/** `energy`: how an energy (eV) is written. */
export function skipSentence(skipped: SkipReason, energy: (value: number) => string = (value) => `${value.toFixed(3)} eV`): string {
  switch (skipped.kind) {
    case 'same-start':
      return `Not relaxed: it starts from the same place as ${placement(skipped.of)}, up to the symmetry of the slab`
    case 'merged':
      return `Stopped after step ${skipped.step}: it had entered the minimum of ${placement(skipped.into)}, ${energy(skipped.above)} above it`
    case 'not-needed':
      return `Not started: the search had ended with a promise of ${chanceText(skipped.promised)} that nothing better is unseen`
    default:
      return assertNever(skipped)
  }
}

/** Force calls spent on a configuration: all of a relaxation, or those up to where it was stopped. */
export const forceCallsOf = ({ result, skipped }: Pick<Configuration, 'result' | 'skipped'>): number => result?.forceCalls ?? (skipped?.kind === 'merged' ? skipped.forceCalls : 0)

/** Configuration whose minimum this one shares, where it has been skipped for that. */
export const standsFor = (skipped: SkipReason): string | null => (skipped.kind === 'merged' ? skipped.into : skipped.kind === 'same-start' ? skipped.of : null)
