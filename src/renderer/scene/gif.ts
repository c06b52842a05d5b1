/** A relaxation as an animated GIF: what is on screen, without selection, at most 80 frames and 560 pixels wide. */
import { applyPalette, GIFEncoder, quantize } from 'gifenc'
import { chosenFrames, DELAY_MS, filmCanvas, LAST_MS, type Drawn, type Movie } from './film'

const MAX_WIDTH = 560

/** Draws and encodes one frame between two frames of the screen, so that the window stays alive. */
export async function renderGif(drawn: Drawn, movie: Movie): Promise<Uint8Array> {
  const { canvas, context, draw, restore } = filmCanvas(drawn, movie, MAX_WIDTH)
  const encoder = GIFEncoder()
  const frames = chosenFrames(movie.frames)
  let colours: number[][] | null = null
  try {
    for (const [k, frame] of frames.entries()) {
      draw(frame)
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
      // One palette for all frames: the atoms keep their colours and the file stays small.
      colours ??= quantize(data, 256)
      encoder.writeFrame(applyPalette(data, colours), canvas.width, canvas.height, { ...(k === 0 ? { palette: colours } : {}), delay: k === frames.length - 1 ? LAST_MS : DELAY_MS })
      await new Promise(requestAnimationFrame)
    }
  } finally {
    restore()
  }
  encoder.finish()
  return encoder.bytes()
}
