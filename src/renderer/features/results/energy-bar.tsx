/** An energy with its error bar, drawn on a common scale. Only a calibrated interval has a bar; otherwise the word stands there. */
import type { RankedRow } from '../../../domain/catalogue/records'
import { basisText, type Interval } from '../../../domain/uncertainty/interval'
import { fixed, energyText, intervalText, inUnit } from '../../ui/format'
import { isBeyond, placeOn, type EnergyScale } from './energy-scale'

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`

/** Why an energy has no bar, in a word. */
const lack = (interval: Interval): string => (interval.kind === 'out-of-domain' ? 'out of domain' : interval.kind === 'uncalibrated' ? 'uncalibrated' : '')

/** In a tooltip: what the bar was calibrated against, with how many points. */
export function barTitle(energy: number, interval: Interval, adsorbate?: string): string {
  const text = `${energyText(energy, interval)}, ${intervalText(interval)}`
  if (interval.kind === 'uncalibrated') return `${text}: ${interval.reason}`
  return interval.kind === 'out-of-domain' ? `${text}: distance ${interval.distance.toFixed(2)} to the training data exceeds ${interval.threshold.toFixed(2)}` : `${text}; ${interval.basis ? `${basisText(interval.basis, adsorbate)}, ` : ''}calibration ${interval.calibrationId}`
}

interface EnergyBarProps {
  readonly row: RankedRow
  readonly scale: EnergyScale | undefined
}

export function EnergyBar({ row, scale }: EnergyBarProps): React.JSX.Element | null {
  const { result } = row.configuration
  if (!result || !scale || !Number.isFinite(result.energy)) return null
  const { energy, interval } = result
  const at = placeOn(scale, energy)
  const name = barTitle(energy, interval, row.configuration.adsorbate)
  return (
    <div className={`energy-bar ${interval.kind} ${row.rank === null ? 'unranked' : ''}`} role="img" aria-label={name} title={name}>
      <svg width="100%" height="100%" aria-hidden="true">
        {scale.ticks.map((tick) => <line key={tick} className={tick === 0 ? 'tick zero' : 'tick'} x1={percent(placeOn(scale, tick))} x2={percent(placeOn(scale, tick))} y1="0" y2="100%" />)}
        {interval.kind === 'calibrated' && <Whisker low={placeOn(scale, interval.low)} high={placeOn(scale, interval.high)} />}
        {isBeyond(scale, energy) ? <text className="beyond" x={energy < scale.low ? 2 : '100%'} dx={energy < scale.low ? 0 : -2} y="50%" textAnchor={energy < scale.low ? 'start' : 'end'}>{energy < scale.low ? '◂' : '▸'}</text> : <circle cx={percent(at)} cy="50%" r="3.2" />}
      </svg>
      {interval.kind !== 'calibrated' && <span className={`lack ${at < 0.5 ? 'after' : 'before'}`} style={at < 0.5 ? { left: percent(at) } : { right: percent(1 - at) }}>{lack(interval)}</span>}
    </div>
  )
}

function Whisker({ low, high }: { readonly low: number; readonly high: number }): React.JSX.Element {
  const [a, b] = [percent(low), percent(high)]
  return (
    <g className="whisker">
      <line x1={a} x2={b} y1="50%" y2="50%" />
      <line x1={a} x2={a} y1="30%" y2="70%" />
      <line x1={b} x2={b} y1="30%" y2="70%" />
    </g>
  )
}

/** The ticks of the scale with their energies: the head of the column. */
export function ScaleAxis({ scale }: { readonly scale: EnergyScale }): React.JSX.Element {
  return (
    <svg className="scale-axis" width="100%" height="12" aria-hidden="true">
      {scale.ticks.map((tick) => {
        const at = placeOn(scale, tick)
        return (
          <text key={tick} x={percent(at)} y="10" textAnchor={at < 0.06 ? 'start' : at > 0.94 ? 'end' : 'middle'}>
            {fixed(inUnit(tick), decimalsOf(scale.ticks.map((t) => Number(inUnit(t).toPrecision(9)))))}
          </text>
        )
      })}
    </svg>
  )
}

const decimalsOf = (ticks: readonly number[]): number => Math.max(0, ...ticks.map((t) => (/\.(\d+)$/.exec(String(t))?.[1] ?? '').length))
