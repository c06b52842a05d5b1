/** What a compressed index costs: distances by it against distances by the exact one. Printed into the model card by whoever builds one. */
import { quantile, spearman } from '../../math/statistics'
import { readLatentIndex, writeLatentIndex, type LatentIndexData, type RowEncoding } from './index-format'
import { latentIndex, type SearchOptions } from './latent-index'

export interface EncodingLoss {
  readonly encoding: RowEncoding
  readonly bytes: number
  /** relative change of the distance, over the queries: median and 99 % point; queries at zero distance are left out */
  readonly median: number
  readonly q99: number
  /** share of queries whose nearest entry changed */
  readonly changed: number
  /** Spearman's correlation of the two distances: what the calibration sees */
  readonly spearman: number
}

/** `latents` [m D] and `elements` [m]: atoms that are not in the index. */
export function encodingLoss(index: LatentIndexData, encoding: RowEncoding, latents: ArrayLike<number>, elements: ArrayLike<number>, options: SearchOptions): EncodingLoss {
  const bytes = writeLatentIndex(index, encoding)
  const nearest = (data: LatentIndexData): { entry: number; distance: number }[] =>
    latentIndex(data)
      .nearest(latents, elements, options)
      .map((found) => ({ entry: found[0]?.entry ?? -1, distance: found.reduce((s, x) => s + x.distance, 0) / found.length }))
  const exact = nearest(index)
  const coarse = nearest(readLatentIndex(bytes))
  const usable = exact.map((_, i) => i).filter((i) => exact[i]!.distance > 0)
  const relative = usable.map((i) => Math.abs(coarse[i]!.distance / exact[i]!.distance - 1))
  return {
    encoding,
    bytes: bytes.length,
    median: quantile(relative, 0.5),
    q99: quantile(relative, 0.99),
    changed: exact.filter((e, i) => e.entry !== coarse[i]!.entry).length / exact.length,
    spearman: spearman(
      usable.map((i) => exact[i]!.distance),
      usable.map((i) => coarse[i]!.distance),
    ),
  }
}
