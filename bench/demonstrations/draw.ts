/** The figures of the three demonstrations. */
import type { Purity } from './clustering'
import { DFT_ENERGY_PER_O, type Coverage } from './coverage'
import { STRAINS, type EquationOfState } from './equation-of-state'
import { barChart, COLOURS, figure, type Panel, type Series } from './figure'

const PERCENT = STRAINS.map((strain) => Math.round(100 * strain))

/** One panel a crystal: distances over their least, logarithmic, and the crystal's energy on a scale of its own. */
export function equationOfStateFigure(equations: readonly EquationOfState[]): string {
  const panels = [...Map.groupBy(equations, ({ crystal }) => crystal)].map(([crystal, both], k): Panel => {
    const of = (what: EquationOfState['of']): EquationOfState => both.find((one) => one.of === what)!
    const relative = (one: EquationOfState): [number, number][] => PERCENT.map((x, i) => [x, one.distances[i]! / Math.min(...one.distances)])
    const { energies } = of('bulk')
    const highest = Math.max(...energies)
    return {
      title: crystal, x: { range: [-12, 12], ticks: [-12, -6, 0, 6, 12], ...(k < 12 ? {} : { label: 'volume change (%)' }) }, y: { range: [1, 16], ticks: [1, 2, 4, 8, 16], log: true },
      series: [
        { label: 'energy of the crystal (own scale)', colour: COLOURS.grey, dash: true, points: PERCENT.map((x, i) => [x, 1 + (3 * energies[i]!) / highest]) },
        { label: 'distance over its least: crystal', colour: COLOURS.orange, points: relative(of('bulk')) },
        { label: 'distance over its least: slab', colour: COLOURS.blue, points: relative(of('slab')) },
      ],
    }
  })
  return figure(panels, { columns: 6, width: 170, height: 150 })
}

export function coverageFigure({ spread, packed, threshold }: { readonly spread: readonly Coverage[]; readonly packed: readonly Coverage[]; readonly threshold: number }): string {
  const counts = { range: [1, 6], ticks: [1, 2, 3, 4, 5, 6], label: 'O atoms on Pt(111) 3x3' } as const
  const series = (label: string, colour: string, of: (one: Coverage) => number, rows = spread, dash = false): Series => ({ label, colour, dots: true, dash, points: rows.map((one) => [one.count, of(one)]) })
  const top = Math.ceil(Math.max(threshold, ...[...spread, ...packed].map(({ ofOxygen }) => ofOxygen)) / 50) * 50
  return figure([
    {
      title: 'Adsorption energy', x: counts, y: { range: [0, 2], ticks: [0, 0.5, 1, 1.5, 2], label: 'eV an O atom' },
      series: [{ label: 'DFT', colour: COLOURS.black, dots: true, points: DFT_ENERGY_PER_O.map((e, k) => [k + 1, e]) }, series('model, O spread', COLOURS.blue, ({ energy }) => energy), series('model, O packed', COLOURS.blue, ({ energy }) => energy, packed, true)],
    },
    {
      title: 'Latent distance', x: counts, y: { range: [0, top], ticks: Array.from({ length: Math.floor(top / 100) + 1 }, (_, k) => 100 * k), label: 'distance' },
      series: [
        series('mean of free atoms', COLOURS.green, ({ distance }) => distance), series('of O', COLOURS.orange, ({ ofOxygen }) => ofOxygen), series('of Pt', COLOURS.grey, ({ ofPlatinum }) => ofPlatinum),
        { label: 'border of the domain', colour: COLOURS.black, dash: true, points: [[1, threshold], [6, threshold]] },
      ],
    },
  ], { columns: 2, width: 440, height: 280 })
}

export function clusteringFigure(ofIndex: readonly Purity[], ofFresh: readonly Purity[]): string {
  const group = (title: string, purities: readonly Purity[]): Parameters<typeof barChart>[0][number] => ({ title, bars: purities.map(({ trait, found, chance }) => ({ label: `same ${trait}`, found, chance })) })
  return barChart([group(`${ofIndex[0]!.atoms} entries of the index, against other materials`, ofIndex), group(`${ofFresh[0]!.atoms} free atoms of fresh adslabs`, ofFresh)], ['nearest latent neighbour', 'by chance'])
}
