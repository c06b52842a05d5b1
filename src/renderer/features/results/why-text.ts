/** An error bar, or the lack of one, explained in words. */
import type { UncertaintyEvidence } from '../../../contract/host-api'
import { assertNever } from '../../../domain/errors'
import { basisText, type Interval } from '../../../domain/uncertainty/interval'
import type { Aggregate } from '../../../domain/uncertainty/latent/distance'
import { fixed, intervalText, significant } from '../../ui/format'

export interface Story {
  readonly title: string
  readonly text: string
}

type Measured = UncertaintyEvidence & { kind: 'measured' }

/** `domainNote`: why the model was not made for this system, where it was not. */
export function intervalStory(interval: Interval, evidence: UncertaintyEvidence, domainNote?: string): Story {
  if (evidence.kind === 'unmeasured') return { title: 'Uncalibrated', text: `${evidence.reason}. The energy is shown without an error bar.` }
  const where = significant(evidence.distance)
  switch (interval.kind) {
    case 'calibrated': {
      const percent = fixed(100 * interval.level, 0)
      return {
        title: `Calibrated: ${intervalText(interval)}`,
        text: `Distance to the training data ${where}; errors were measured up to ${significant(evidence.threshold)}. Of 100 such bars about ${percent} hold the true energy; which ones miss is not known.${interval.basis ? ` Measured on ${basisText(interval.basis)}.` : ''}`,
      }
    }
    case 'out-of-domain':
      return evidence.distance > evidence.threshold
        ? { title: 'Out of domain', text: `Distance to the training data ${where}; errors were measured up to ${significant(evidence.threshold)} only. How wrong the energy may be is not known here, so no bar is drawn.` }
        : { title: 'Out of domain', text: `${domainNote ?? 'The model was not made for this kind of system'}. Its distance to the training data, ${where}, is within ${significant(evidence.threshold)}, but the errors behind the bars were measured on other systems, so none is drawn.` }
    case 'uncalibrated':
      return { title: 'Uncalibrated', text: `${interval.reason}. The energy is shown without a bar; its distance to the training data is ${where}, where bars are drawn up to ${significant(evidence.threshold)}.` }
    default:
      return assertNever(interval)
  }
}

const AGGREGATES: Readonly<Record<Aggregate, string>> = { mean: 'the mean of its free atoms', sum: 'the sum over its free atoms', max: 'the largest of its free atoms', top: 'the mean of its farthest atoms' }

/** How the structure's distance comes from its atoms'. */
export const aggregateText = ({ aggregate, metric }: Measured): string =>
  `The structure's distance is ${AGGREGATES[aggregate]}: ${metric === 'squared' ? 'squared' : ''} distances between what the potential computes for an atom and for the nearest training atom of its element, in units of the spread of the training data.`.replace(':  ', ': ')

/** Share of the structure's distance that an atom brings, 0 to 1; null where it is not a sum of its atoms. */
export function atomShare({ aggregate, atoms }: Measured, distance: number): number | null {
  if (aggregate !== 'mean' && aggregate !== 'sum') return null
  const total = atoms.reduce((sum, a) => sum + a.distance, 0)
  return Number.isFinite(total) && total > 0 ? distance / total : null
}
