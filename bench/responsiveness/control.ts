/** A thread that does nothing but look at the clock. */
import { parentPort } from 'node:worker_threads'
import { watchDelays } from './delays'

const delays = watchDelays()
parentPort!.on('message', () => parentPort!.postMessage(delays()))
