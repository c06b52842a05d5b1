/** The error bar of a relaxed configuration's energy, or why it has none. */
import type { Anomaly } from '../chemistry/types'
import { intervalFor, speaking, type CalibratedModel } from '../uncertainty/calibrated-model'
import { uncalibrated, type Interval } from '../uncertainty/interval'

export interface BarInput {
  /** eV, adsorption energy */
  readonly energy: number
  /** latent distance of the relaxed structure; null where there is nothing to measure it with */
  readonly distance: number | null
  readonly adsorbate: string
  readonly anomalies: readonly Anomaly[]
  /** whether the model was made for this kind of system */
  readonly inDomain: boolean
  /** of the model */
  readonly name: string
  /** undefined: the model has none */
  readonly calibration: CalibratedModel | undefined
}

/**
 * Calibrated only where the calibration's points speak for the configuration: an adsorbate they hold, no anomaly (rows with anomalies are
 * no calibration points), a kind of system that the model was made for, however near the latents, and a distance within the threshold.
 */
export function errorBar({ energy, distance, adsorbate, anomalies, inDomain, name, calibration }: BarInput): Interval {
  if (calibration === undefined) return uncalibrated(`${name} has no calibration`)
  if (distance === null) return uncalibrated(`${name} has no latent index to measure distances with`)
  const interval = intervalFor(calibration, energy, distance, { group: adsorbate })
  if (interval.kind === 'uncalibrated') return interval
  if (anomalies.length > 0) return uncalibrated(`Bars are measured for relaxations without anomalies; this one is ${anomalies.map(({ kind }) => kind).join(', ')}`)
  if (!inDomain) return { kind: 'out-of-domain', distance, threshold: (speaking(calibration, adsorbate) ?? calibration).threshold }
  return interval
}
