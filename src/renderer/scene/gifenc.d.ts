/** The part of gifenc 1.0.3 that is used: the package has no types. */
declare module 'gifenc' {
  interface FrameOptions {
    readonly palette?: number[][]
    /** ms */
    readonly delay?: number
  }
  interface Encoder {
    writeFrame(indices: Uint8Array, width: number, height: number, options: FrameOptions): void
    finish(): void
    bytes(): Uint8Array
  }
  export function GIFEncoder(): Encoder
  /** [r, g, b] of at most `colours` colours */
  export function quantize(rgba: Uint8Array | Uint8ClampedArray, colours: number): number[][]
  export function applyPalette(rgba: Uint8Array | Uint8ClampedArray, palette: number[][]): Uint8Array
}
