/** The answer of one (surface, adsorbate) as text for a terminal. */
import type { PairAnswer } from '../../domain/adsorbml/answer'
import { promiseSentence } from '../../domain/adsorbml/search/summary'
import type { AnomalyEvidence } from '../../domain/chemistry/types'
import { assertNever } from '../../domain/errors'
import { plural } from '../../domain/units/plural'
import { barText } from './bar-text'

export const placementOf = (configuration: string): string => configuration.slice(configuration.lastIndexOf('/') + 1)

/** The sentences of an answer; none for a pair of which nothing is known. */
export function answerLines({ minimum, undecided, promise, counts, forceCalls, anomalies, dft }: PairAnswer): string[] {
  const others = (undecided ?? []).slice(1)
  const skipped = [[counts.merged, 'merged into a known minimum'], [counts.sameStart, 'on the place of another'], [counts.notNeeded, 'not needed']] as const
  return [
    ...(minimum === null ? [] : [`Lowest: ${minimum.energy.toFixed(3)} eV, ${barText(minimum.interval)}; ${plural(minimum.visits, 'placement')} went there${minimum.pBest === null ? '' : `; P(best) ${minimum.pBest.toFixed(2)}`}`]),
    ...(others.length === 0 ? [] : [`Not told apart from it: ${others.map(({ configuration, energy }) => `${placementOf(configuration)} (${energy.toFixed(3)} eV)`).join(', ')}`]),
    ...(promise === null ? [] : [promiseSentence(promise)]),
    `${plural(forceCalls, 'force call')}${skipped.some(([n]) => n > 0) ? `; placements ${skipped.filter(([n]) => n > 0).map(([n, what]) => `${what}: ${n}`).join(', ')}` : ''}`,
    ...anomalies.map(({ kind, count, example }) => `${kind}: ${count}, e.g. ${placementOf(example.configuration)}${example.evidence[0] ? `, ${evidenceText(example.evidence[0])}` : ''}`),
    ...(dft.length < 2 ? [] : [`To DFT, in this order: ${dft.map(({ configuration, gain }) => `${placementOf(configuration)}${gain === null ? '' : ` (${gain.toFixed(3)} eV)`}`).join(', ')}${dft[0]!.gain === null ? '; by energy, without error bars' : '; in brackets what the lowest true energy is expected to gain by then'}`]),
  ]
}

/** Atoms are numbered from 0. */
function evidenceText(evidence: AnomalyEvidence): string {
  switch (evidence.kind) {
    case 'bond-broken':
    case 'bond-formed':
      return `bond of atoms ${evidence.atoms.join(' and ')} ${evidence.kind === 'bond-broken' ? 'broken' : 'formed'}: ${evidence.distance.toFixed(2)} Å, bonded below ${evidence.threshold.toFixed(2)} Å`
    case 'moved':
      return `atom ${evidence.atom} moved by ${evidence.displacement.toFixed(2)} Å`
    case 'nearest-contact':
      return `nearest contact of atoms ${evidence.atoms.join(' and ')}: ${evidence.distance.toFixed(2)} Å, in contact below ${evidence.threshold.toFixed(2)} Å`
    default:
      return assertNever(evidence)
  }
}
