/** Several calibrations, several truths: which belong beside which points. */
import type { CalibrationVersion, ReliabilityGroup } from '../../../contract/reliability-api'

/** The versions that are drawn beside a group of points: of the model's own, the one against the same truth, or else its first. */
export function versionsFor({ truth }: Pick<ReliabilityGroup, 'truth'>, versions: readonly CalibrationVersion[]): readonly CalibrationVersion[] {
  const shipped = versions.filter(({ origin }) => origin === 'model')
  const own = shipped.find((one) => one.truth === truth) ?? shipped[0]
  return versions.filter((one) => one.origin === 'project' || one === own)
}
