/** The buttons that save a plot as SVG, PNG and data. */
import { Download } from 'lucide-react'
import { attempt, useView } from '../state/view-store'
import { Button } from '../ui/controls'
import { saveFiles, textBytes } from '../ui/save'
import { svgText, svgToPng } from './svg-export'

interface SavePlotProps {
  /** the plot; asked for when a button is pressed */
  readonly svg: () => SVGSVGElement | null
  /** the data as CSV */
  readonly csv: () => string
  /** file name without extension */
  readonly name: string
}

const KINDS = ['svg', 'png', 'csv'] as const

export function SavePlot({ svg, csv, name }: SavePlotProps): React.JSX.Element {
  const save = async (kind: (typeof KINDS)[number]): Promise<void> => {
    const where = await attempt('Saving the plot', async () => {
      const drawing = svg()
      if (!drawing) return null
      const bytes = kind === 'csv' ? textBytes(csv()) : kind === 'svg' ? textBytes(svgText(drawing)) : await svgToPng(drawing, 3)
      return saveFiles([{ name: `${name}.${kind}`, bytes }], 'plot')
    })
    if (where) useView.getState().notify({ text: `The plot was saved to ${where}` })
  }
  return (
    <div className="plot-actions" role="group" aria-label="Save the plot">
      {KINDS.map((kind) => <Button key={kind} kind="quiet" icon={Download} onClick={() => void save(kind)}>{kind.toUpperCase()}</Button>)}
    </div>
  )
}
