/** A flat little picture of a molecule, drawn along its smallest extent; binding atoms are ringed. */
import { findBonds } from '../../../domain/chemistry/connectivity'
import type { Adsorbate } from '../../../domain/chemistry/types'
import { covalentRadius, symbolOf } from '../../../domain/structure/elements'
import { elementColourCss } from '../../ui/element-css'

/** [n] x, y in the plane in which the atoms spread most: the axis of smallest variance is looked along. */
export function flatten(positions: ArrayLike<number>): readonly (readonly [number, number])[] {
  const n = Math.floor(positions.length / 3)
  const mean = [0, 1, 2].map((x) => Array.from({ length: n }, (_, i) => positions[3 * i + x]!).reduce((a, b) => a + b, 0) / Math.max(1, n))
  const spread = [0, 1, 2].map((x) => Array.from({ length: n }, (_, i) => (positions[3 * i + x]! - mean[x]!) ** 2).reduce((a, b) => a + b, 0))
  const axes = [0, 1, 2].sort((a, b) => spread[b]! - spread[a]! || b - a).slice(0, 2)
  // z, where it is kept, points up
  const [across, up] = axes.includes(2) ? [axes.find((a) => a !== 2)!, 2] : [axes[0]!, axes[1]!]
  return Array.from({ length: n }, (_, i) => [positions[3 * i + across]! - mean[across]!, mean[up]! - positions[3 * i + up]!] as const)
}

export function MoleculeDrawing({ adsorbate }: { readonly adsorbate: Adsorbate }): React.JSX.Element {
  const { structure, bindingAtoms } = adsorbate
  const at = flatten(structure.positions)
  const reach = Math.max(1.1, ...at.map(([x, y]) => Math.max(Math.abs(x), Math.abs(y)))) + 0.62
  const bonds = findBonds(structure, { multiplier: 1.15, skin: 0.05 })
  return (
    <svg className="molecule" viewBox={`${-reach} ${-reach} ${2 * reach} ${2 * reach}`} aria-hidden="true">
      {bonds.map(({ i, j }) => <line key={`${i}-${j}`} x1={at[i]![0]} y1={at[i]![1]} x2={at[j]![0]} y2={at[j]![1]} />)}
      {at.map(([x, y], i) => {
        const z = structure.numbers[i]!
        return (
          <g key={i}>
            {bindingAtoms.includes(i) && <circle className="binding" cx={x} cy={y} r={0.24 + 0.5 * covalentRadius(z)} />}
            <circle cx={x} cy={y} r={0.12 + 0.5 * covalentRadius(z)} fill={elementColourCss(z)} className="atom" />
            {z > 1 && <text x={x} y={y}>{symbolOf(z)}</text>}
          </g>
        )
      })}
    </svg>
  )
}
