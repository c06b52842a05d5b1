/** An error bar, or the honest lack of one. Only `calibrate(...)` (this folder) makes the calibrated kind. */
export type Interval =
  | {
      readonly kind: 'calibrated'
      /** eV */
      readonly low: number
      /** eV */
      readonly high: number
      /** nominal coverage, e.g. 0.9 */
      readonly level: number
      /** which calibration made it */
      readonly calibrationId: string
    }
  | { readonly kind: 'out-of-domain'; readonly distance: number; readonly threshold: number }
  /** the potential has no calibration: the energy is shown without a bar and called uncalibrated */
  | { readonly kind: 'uncalibrated'; readonly reason: string }
