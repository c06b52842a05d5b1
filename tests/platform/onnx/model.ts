/** The shipped model, and real slabs to try it on. */
import { fileURLToPath } from 'node:url'
import { loadCard, type Model } from '../../../src/platform/models/registry'
import { makeStructure, type Structure } from '../../../src/domain/structure/structure'

export const adatom0 = (): Promise<Model> => loadCard(fileURLToPath(new URL('../../../models/adatom-0.onnx', import.meta.url)))

/** An fcc(111)-like block of 3 x 3 x `layers` metal atoms with an OH above, everything a little off its place. */
export function adslab(metal: number, layers = 3, seed = 1): Structure {
  const d = 2.7
  const positions: number[] = []
  for (let l = 0; l < layers; l++) {
    for (let j = 0; j < 3; j++) for (let i = 0; i < 3; i++) positions.push((i + j / 2 + l / 2) * d, (j * Math.sqrt(3) / 2 + l / Math.sqrt(12)) * d, 5 + l * d * Math.sqrt(2 / 3))
  }
  const top = 5 + (layers - 1) * d * Math.sqrt(2 / 3)
  positions.push(2.9, 2.4, top + 1.5, 3.5, 2.6, top + 2.25)
  const n = positions.length / 3
  return makeStructure({
    numbers: [...Array<number>(n - 2).fill(metal), 8, 1],
    positions: positions.map((v, k) => v + 0.06 * Math.sin(12.9898 * (k + 1) + 78.233 * seed)),
    cell: [3 * d, 0, 0, 1.5 * d, 1.5 * Math.sqrt(3) * d, 0, 0, 0, top + 11],
    tags: [...Array<number>(n - 2).fill(0), 2, 2],
    fixed: [...Array<number>(9).fill(1), ...Array<number>(n - 9).fill(0)],
  })
}
