/**
 * A relaxation as a WebM video: the frames of the GIF in full colour, at most 1280 pixels wide. Each frame is encoded with its own time (WebCodecs):
 * recording the canvas in real time lost up to all frames of a busy machine.
 */
import { unsupported } from '../../domain/errors'
import { chosenFrames, DELAY_MS, filmCanvas, LAST_MS, type Drawn, type Movie } from './film'
import { webmFile, type VideoTrack } from './webm-file'

const MAX_WIDTH = 1280
const CODECS = [['vp09.00.40.08', 'V_VP9'], ['vp8', 'V_VP8']] as const
const BITS_PER_SECOND = 8_000_000
const KEY_EVERY = 20

export const encodesVideo = (): boolean => typeof VideoEncoder !== 'undefined'

const cannot = (): Error => unsupported('This machine cannot encode WebM video. Save the relaxation as a GIF instead.', { what: 'WebM video' })

/** Throws Unsupported where the browser cannot encode video. */
export async function renderWebm(drawn: Drawn, movie: Movie): Promise<Uint8Array> {
  if (!encodesVideo()) throw cannot()
  const { canvas, draw, restore } = filmCanvas(drawn, movie, MAX_WIDTH)
  const { width, height } = canvas
  const frames: VideoTrack['frames'][number][] = []
  let failure: unknown = null
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const data = new Uint8Array(chunk.byteLength)
      chunk.copyTo(data)
      frames.push({ data, ms: Math.round(chunk.timestamp / 1000), key: chunk.type === 'key' })
    },
    error: (error) => (failure = error),
  })
  const shown = chosenFrames(movie.frames)
  // the last one stays: shown again, so that players that know no duration stay on it, too
  const all = [...shown, ...Array.from({ length: Math.round(LAST_MS / DELAY_MS) }, () => shown.at(-1)!)]
  try {
    const codec = await configured(encoder, width, height)
    for (const [k, frame] of all.entries()) {
      draw(frame)
      const picture = new VideoFrame(canvas, { timestamp: 1000 * DELAY_MS * k, duration: 1000 * DELAY_MS })
      encoder.encode(picture, { keyFrame: k % KEY_EVERY === 0 })
      picture.close()
      // between two frames of the screen, so that the window stays alive
      await new Promise(requestAnimationFrame)
      if (failure) throw failure
    }
    await encoder.flush()
    return webmFile({ codec, width, height, durationMs: DELAY_MS * all.length, frames })
  } finally {
    if (encoder.state !== 'closed') encoder.close()
    restore()
  }
}

/** Sets the encoder up for the first codec that it has. */
async function configured(encoder: VideoEncoder, width: number, height: number): Promise<VideoTrack['codec']> {
  for (const [codec, name] of CODECS) {
    const config = { codec, width, height, bitrate: BITS_PER_SECOND, framerate: 1000 / DELAY_MS }
    if (!(await VideoEncoder.isConfigSupported(config)).supported) continue
    encoder.configure(config)
    return name
  }
  throw cannot()
}
