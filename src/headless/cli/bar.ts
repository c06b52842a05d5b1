/** Progress on stderr: a bar on a terminal, a line now and then elsewhere. */
import { Presets, SingleBar } from 'cli-progress'
import { note } from './output'

export interface Bar {
  update(done: number, text: string, total?: number): void
  /** a line above the bar, which stays */
  say(text: string): void
  stop(): void
}

const LINE_EVERY_MS = 30_000
const BAR_WIDTH = 20

export function startBar(title: string, total: number): Bar {
  return process.stderr.isTTY ? terminalBar(title, total) : plainLines(title, total)
}

function terminalBar(title: string, total: number): Bar {
  const bar = new SingleBar({ format: `${title} {bar} {value}/{total}  {text}`, stream: process.stderr, hideCursor: true, clearOnComplete: true, barsize: BAR_WIDTH, gracefulExit: false }, Presets.shades_classic)
  bar.start(total, 0, { text: '' })
  return {
    update: (done, text, newTotal) => {
      if (newTotal !== undefined) bar.setTotal(newTotal)
      bar.update(done, { text: text.slice(0, Math.max(0, (process.stderr.columns || 80) - title.length - BAR_WIDTH - 14)) })
    },
    say: (text) => {
      process.stderr.write(`\r\x1b[2K${text}\n`)
    },
    stop: () => bar.stop(),
  }
}

/** For logs: no more than a line in half a minute. */
function plainLines(title: string, total: number): Bar {
  let last = performance.now()
  let shown = total
  return {
    update: (done, text, newTotal) => {
      shown = newTotal ?? shown
      if (performance.now() - last < LINE_EVERY_MS) return
      last = performance.now()
      note(`${title}: ${done}/${shown}  ${text}`)
    },
    say: note,
    stop: () => undefined,
  }
}
