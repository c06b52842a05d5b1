/**
 * The height of an adsorbate over a slab: OC20's "scaled normal" rule in closed form.
 *
 * For an adsorbate atom i at a_i and a slab atom j at s_j, w = s_j - a_i, the shift along the normal n at which their distance becomes
 * D = r_i + r_j + gap is x = w.n + sqrt(D^2 - |w - (w.n) n|^2), wherever the root is real. The adsorbate is lifted by the LARGEST x over all
 * pairs, every periodic image of the slab along the surface included: at least one pair then touches at D, and none is closer.
 * (fairchem finds the same x with a numerical solver, over one image of each slab atom.)
 */
import type { Vec2 } from '../math/delaunay'
import { covalentRadius } from '../structure/elements'
import { lateralImages, type Surface } from './sites-surface'

/** A rigid set of adsorbate atoms. */
export interface Rigid {
  readonly numbers: ArrayLike<number>
  /** [3m] Cartesian, Å */
  readonly positions: Float64Array
}

export interface ContactField {
  /** Å along +z that brings the closest contact to r_i + r_j + gap; 0 where no atom of the slab lies under or over the adsorbate. */
  lift(adsorbate: Rigid, gap: number): number
}

/** Prepares a slab for many placements of adsorbates whose largest covalent radius is `radius`, at gaps up to `gap`. */
export function contactField(surface: Surface, radius: number, gap: number): ContactField {
  const radii = Float64Array.from(surface.structure.numbers, (z) => covalentRadius(z))
  const widest = radii.reduce((a, b) => Math.max(a, b), 0)
  const images = lateralImages(surface.positions, surface.lattice, widest + radius + gap)
  return {
    lift({ numbers, positions }, gap) {
      let highest = -Infinity
      for (let i = 0; i < numbers.length; i++) {
        const here: Vec2 = [positions[3 * i]!, positions[3 * i + 1]!]
        const own = covalentRadius(numbers[i]!) + gap
        images.visit(here, (atom, lateral2) => {
          const d = own + radii[atom]!
          if (lateral2 > d * d) return
          const x = surface.positions[3 * atom + 2]! - positions[3 * i + 2]! + Math.sqrt(d * d - lateral2)
          if (x > highest) highest = x
        })
      }
      return highest === -Infinity ? 0 : highest
    },
  }
}
