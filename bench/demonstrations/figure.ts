/** Small line and bar charts as SVG text, for the documentation. */

export interface Series {
  readonly label: string
  readonly colour: string
  readonly points: readonly (readonly [number, number])[]
  readonly dash?: boolean
  readonly dots?: boolean
}

export interface Axis {
  readonly label?: string
  readonly range: readonly [number, number]
  readonly ticks: readonly number[]
  readonly log?: boolean
}

export interface Panel {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
}

export interface Grid {
  readonly columns: number
  /** px, of one panel with its margins */
  readonly width: number
  readonly height: number
}

const MARGIN = { left: 46, right: 12, top: 24, bottom: 34 }
const LEGEND = 24

/** Panels row by row, one legend below: of the series of the first panel that has each label. */
export function figure(panels: readonly Panel[], { columns, width, height }: Grid): string {
  const rows = Math.ceil(panels.length / columns)
  const drawn = panels.map((panel, k) => `<g transform="translate(${(k % columns) * width},${Math.floor(k / columns) * height})">${panelOf(panel, width, height)}</g>`)
  const labels = [...new Map(panels.flatMap(({ series }) => series).map((one) => [one.label, one])).values()]
  return documentOf(columns * width, rows * height + LEGEND, [...drawn, legend(labels, rows * height + 14)])
}

export interface Bar {
  readonly label: string
  /** 0 to 1 */
  readonly found: number
  readonly chance: number
}

export interface BarGroup {
  readonly title: string
  readonly bars: readonly Bar[]
}

/** Groups of two bars a row: what was found, and chance. */
export function barChart(groups: readonly BarGroup[], [found, chance]: readonly [string, string]): string {
  const [row, left, width] = [34, 170, 620]
  const parts: string[] = []
  let y = 8
  for (const { title, bars } of groups) {
    parts.push(text(8, y + 14, title, 'font-weight="bold"'))
    y += 26
    for (const { label, found: share, chance: random } of bars) {
      const scale = width - left - 60
      parts.push(text(left - 8, y + 14, label, 'text-anchor="end"'))
      for (const [k, value, colour] of [[0, share, COLOURS.blue], [1, random, COLOURS.grey]] as const) {
        parts.push(`<rect x="${left}" y="${y + 12 * k}" width="${round(value * scale)}" height="11" fill="${colour}"/>`, text(left + value * scale + 4, y + 12 * k + 9, value.toFixed(2), 'font-size="10"'))
      }
      y += row
    }
    y += 6
  }
  return documentOf(width, y + LEGEND, [...parts, legend([{ label: found, colour: COLOURS.blue, points: [] }, { label: chance, colour: COLOURS.grey, points: [] }], y + 8)])
}

/** Okabe and Ito's colours, told apart by most eyes. */
export const COLOURS = { blue: '#0072b2', orange: '#d55e00', green: '#009e73', grey: '#999999', black: '#222222' } as const

function panelOf({ title, x, y, series }: Panel, width: number, height: number): string {
  const [w, h] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom]
  const at = (axis: Axis, v: number): number => {
    const of = (u: number): number => (axis.log ? Math.log(u) : u)
    return (of(v) - of(axis.range[0])) / (of(axis.range[1]) - of(axis.range[0]))
  }
  const px = (v: number): number => round(MARGIN.left + w * at(x, v))
  const py = (v: number): number => round(MARGIN.top + h * (1 - at(y, v)))
  const ticks = [
    ...x.ticks.map((v) => line(px(v), MARGIN.top, px(v), MARGIN.top + h) + text(px(v), MARGIN.top + h + 13, number(v), 'text-anchor="middle" font-size="10"')),
    ...y.ticks.map((v) => line(MARGIN.left, py(v), MARGIN.left + w, py(v)) + text(MARGIN.left - 5, py(v) + 3, number(v), 'text-anchor="end" font-size="10"')),
  ]
  const middle = MARGIN.top + h / 2
  return [
    ...ticks,
    text(MARGIN.left, MARGIN.top - 8, title, 'font-weight="bold"'),
    x.label ? text(MARGIN.left + w / 2, height - 6, x.label, 'text-anchor="middle" font-size="11"') : '',
    y.label ? text(12, middle, y.label, `text-anchor="middle" font-size="11" transform="rotate(-90 12 ${middle})"`) : '',
    ...series.map(({ colour, points, dash, dots }) => {
      const path = `<polyline points="${points.map(([u, v]) => `${px(u)},${py(v)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="1.6"${dash ? ' stroke-dasharray="4 3"' : ''}/>`
      return path + (dots ? points.map(([u, v]) => `<circle cx="${px(u)}" cy="${py(v)}" r="2.6" fill="${colour}"/>`).join('') : '')
    }),
  ].join('')
}

function legend(series: readonly Series[], y: number): string {
  let x = MARGIN.left
  return series.map(({ label, colour, dash }) => {
    const part = `<line x1="${x}" y1="${y - 4}" x2="${x + 22}" y2="${y - 4}" stroke="${colour}" stroke-width="3"${dash ? ' stroke-dasharray="4 3"' : ''}/>${text(x + 27, y, label)}`
    x += 45 + 6.2 * label.length
    return part
  }).join('')
}

const round = (v: number): number => Number(v.toFixed(1))
const number = (v: number): string => String(v).replace('-', '−')
const escaped = (label: string): string => label.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const line = (x1: number, y1: number, x2: number, y2: number): string => `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#dddddd"/>`
const text = (x: number, y: number, label: string, more = ''): string => `<text x="${round(x)}" y="${round(y)}" ${more}>${escaped(label)}</text>`

const documentOf = (width: number, height: number, parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="${COLOURS.black}">\n<rect width="${width}" height="${height}" fill="white"/>\n${parts.join('\n')}\n</svg>\n`
