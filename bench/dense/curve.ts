/** The curve of success over force calls, as SVG: hand-written, so that equal numbers give equal bytes. */
export interface Series {
  readonly name: string
  readonly colour: string
  readonly dashed?: boolean
  /** [force calls a pair, success 0 to 1] */
  readonly points: readonly (readonly [number, number])[]
  /** drawn as dots with a label each, not as a line */
  readonly labels?: readonly string[]
}

const [W, H, LEFT, RIGHT, TOP, BOTTOM] = [760, 420, 56, 20, 20, 52] as const
const TICKS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000]

export function curveSvg(title: string, series: readonly Series[]): string {
  const xs = series.flatMap(({ points }) => points.map(([x]) => x))
  const [low, high] = [Math.min(...xs) * 0.9, Math.max(...xs) * 1.1]
  const x = (v: number): number => LEFT + ((W - LEFT - RIGHT) * (Math.log(v) - Math.log(low))) / (Math.log(high) - Math.log(low))
  const y = (v: number): number => H - BOTTOM - (H - TOP - BOTTOM) * v
  const at = (v: number): string => v.toFixed(1)
  const grid = [
    ...TICKS.filter((t) => t >= low && t <= high).map((t) => `<path d="M${at(x(t))} ${TOP}V${H - BOTTOM}" stroke="#ddd"/><text x="${at(x(t))}" y="${H - BOTTOM + 18}" text-anchor="middle">${t}</text>`),
    ...[0, 0.2, 0.4, 0.6, 0.8, 1].map((v) => `<path d="M${LEFT} ${at(y(v))}H${W - RIGHT}" stroke="#ddd"/><text x="${LEFT - 8}" y="${at(y(v) + 4)}" text-anchor="end">${Math.round(100 * v)}</text>`),
  ]
  const lines = series.map(({ points, colour, dashed, labels }) =>
    labels
      ? points.map(([px, py], k) => `<circle cx="${at(x(px))}" cy="${at(y(py))}" r="5" fill="${colour}"/><text x="${at(x(px) + 8)}" y="${at(y(py) + 16)}" fill="${colour}">${labels[k]}</text>`).join('')
      : `<path d="${points.map(([px, py], k) => `${k === 0 ? 'M' : 'L'}${at(x(px))} ${at(y(py))}`).join('')}" fill="none" stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ''}/>`,
  )
  const legend = series.map(({ name, colour }, k) => `<rect x="${LEFT + 14}" y="${TOP + 10 + 20 * k}" width="14" height="4" fill="${colour}"/><text x="${LEFT + 36}" y="${TOP + 17 + 20 * k}">${name}</text>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${W}" height="${H}" viewBox="0 0 ${W} ${H}" font-family="sans-serif" font-size="13" role="img" aria-label="${title}">
<title>${title}</title><rect width="${W}" height="${H}" fill="#fff"/>
${grid.join('\n')}
${lines.join('\n')}
${legend.join('\n')}
<text x="${(LEFT + W - RIGHT) / 2}" y="${H - 12}" text-anchor="middle">force calls a pair</text><text transform="translate(14 ${(H - BOTTOM + TOP) / 2}) rotate(-90)" text-anchor="middle">success, within 0.1 eV (%)</text>
</svg>
`
}
