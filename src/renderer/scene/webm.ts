/** A relaxation as a WebM video: the frames of the GIF in full colour, recorded by the browser in real time, at most 1280 pixels wide. */
import { unsupported } from '../../domain/errors'
import { chosenFrames, DELAY_MS, filmCanvas, LAST_MS, type Drawn, type Movie } from './film'

const MAX_WIDTH = 1280
const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm']
const BITS_PER_SECOND = 8_000_000

/** The first type that this browser records; null where it records none. */
export const webmType = (): string | null => (typeof MediaRecorder === 'undefined' ? null : (TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null))

/** Throws Unsupported where the browser cannot record video. */
export async function renderWebm(drawn: Drawn, movie: Movie): Promise<Uint8Array> {
  const mimeType = webmType()
  if (mimeType === null) throw unsupported('This machine cannot record WebM video. Save the relaxation as a GIF instead.', { what: 'WebM recording' })
  const { canvas, draw, restore } = filmCanvas(drawn, movie, MAX_WIDTH)
  const recorder = new MediaRecorder(canvas.captureStream(), { mimeType, videoBitsPerSecond: BITS_PER_SECOND })
  const chunks: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => chunks.push(data))
  const ended = new Promise<void>((resolve, reject) => {
    recorder.addEventListener('stop', () => resolve())
    recorder.addEventListener('error', () => reject(new Error('The browser stopped recording the film')))
  })
  const frames = chosenFrames(movie.frames)
  try {
    draw(frames[0]!)
    recorder.start()
    for (const [k, frame] of frames.entries()) {
      if (k > 0) draw(frame)
      await pause(k === frames.length - 1 ? LAST_MS : DELAY_MS)
    }
    // the recorder drops a picture that never changed: the last one is drawn once more
    draw(frames.at(-1)!)
    await pause(DELAY_MS)
    recorder.stop()
    await ended
  } finally {
    restore()
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
