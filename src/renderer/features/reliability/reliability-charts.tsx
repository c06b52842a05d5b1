/** The four charts: promise against coverage, error by distance, what rejecting the most doubtful would save, potential against DFT. */
import { useMemo } from 'react'
import type { CalibrationVersion, ReliabilityGroup } from '../../../contract/reliability-api'
import { domainOf, XyChart } from '../../plots/xy-chart'
import { select, useCampaign } from '../../state/campaign'
import { energyUnit, inUnit } from '../../ui/format'
import { coloursOf, dotsOf, pointsCsv, rejectionCsv, rejectionLines, reliabilityBands, reliabilityCsv, reliabilityLines, versionName } from './charts'
import { useReliability } from './reliability-store'

/** The model's calibration, and one of the project's beside it: before and after. */
function useCompared(versions: readonly CalibrationVersion[]): readonly CalibrationVersion[] {
  const chosen = useReliability((s) => s.version)
  const own = versions.find(({ origin }) => origin === 'model')
  const project = versions.filter(({ origin }) => origin === 'project')
  const after = project.find(({ id }) => id === chosen) ?? project.find(({ active }) => active) ?? project.at(-1)
  return [own, after].flatMap((one) => (one ? [one] : []))
}

/** eV: smaller errors are drawn as this on the logarithmic axis */
const SMALLEST = 0.001

export function Charts({ group, versions }: { readonly group: ReliabilityGroup; readonly versions: readonly CalibrationVersion[] }): React.JSX.Element {
  const compared = useCompared(versions)
  const selected = useCampaign((s) => s.selected)
  const { points } = group
  const byDistance = useMemo(() => dotsOf(points, (p) => (p.distance === null || p.distance <= 0 ? null : { x: p.distance, y: inUnit(Math.max(SMALLEST, Math.abs(p.error))) })), [points])
  const parity = useMemo(() => dotsOf(points, (p) => (p.dft === null || p.energy === null ? null : { x: inUnit(p.dft), y: inUnit(p.energy) })), [points])
  const judged = compared.filter(({ judgement }) => judgement !== null)
  const both = domainOf(parity.flatMap(({ x, y }) => [x, y]))
  const rejection = rejectionLines(judged.at(-1))
  const distances = byDistance.map(({ x }) => x)
  const hollow = points.some(({ part }) => part === 'calibration') ? 'Hollow: calibration part. Filled: test part.' : 'Hollow: no calibration point.'
  return (
    <div className="chart-grid">
      {judged.length > 0 && (
        <XyChart
          title="Reliability diagram"
          description="Share of errors inside the intervals, by their nominal coverage, with binomial bands"
          x={{ label: 'Nominal coverage', domain: [0, 1] }}
          y={{ label: 'Observed coverage', domain: [0, 1] }}
          lines={reliabilityLines(judged)}
          bands={reliabilityBands(judged)}
          name="reliability"
          csv={() => reliabilityCsv(judged)}
          note={judged.map((version) => `${versionName(version)}: ${version.judgedOn}`).join('. ')}
        />
      )}
      {parity.length > 0 && (
        <XyChart
          title="Potential against DFT"
          description="Adsorption energies of the potential against those of DFT"
          x={{ label: `E_ads, DFT (${energyUnit()})`, domain: both }}
          y={{ label: `E_ads, potential (${energyUnit()})`, domain: both }}
          lines={[{ name: 'equal', look: 'guide', points: [{ x: both[0], y: both[0] }, { x: both[1], y: both[1] }] }]}
          dots={parity}
          selected={selected}
          onSelect={select}
          name="parity"
          csv={() => pointsCsv(points)}
          note={coloursOf(points)}
        />
      )}
      {byDistance.length > 0 && (
        <XyChart
          title="Error against distance"
          description="Absolute error of each point against its latent distance"
          x={{ label: 'Latent distance', domain: [Math.min(...distances) * 0.8, Math.max(...distances) * 1.2], log: true }}
          y={{ label: `|error| (${energyUnit()})`, domain: [inUnit(SMALLEST), Math.max(inUnit(1), ...byDistance.map(({ y }) => y)) * 1.2], log: true }}
          dots={byDistance}
          selected={selected}
          onSelect={select}
          name="error-distance"
          csv={() => pointsCsv(points)}
          note={`${coloursOf(points)} ${hollow}`}
        />
      )}
      {(rejection[0]?.points.length ?? 0) > 1 && (
        <XyChart
          title="Rejection curve"
          description="Mean absolute error of the share of points that is kept, those of least distance first"
          x={{ label: 'Share kept', domain: [0, 1] }}
          y={{ label: `Mean |error| (${energyUnit()})`, domain: domainOf(rejection.flatMap((line) => line.points.map(({ y }) => y)), { floor: 0 }) }}
          lines={rejection}
          name="rejection"
          csv={() => rejectionCsv(judged.at(-1))}
        />
      )}
    </div>
  )
}
