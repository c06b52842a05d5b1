/** The host's thread as the desktop starts it, which also says how its own event loop does. */
import { BroadcastChannel } from 'node:worker_threads'
import '../../src/main/host-thread/worker'
import { CHANNEL, watchDelays } from './delays'

const delays = watchDelays()
const channel = new BroadcastChannel(CHANNEL)
setInterval(() => channel.postMessage(delays()), 1000)
