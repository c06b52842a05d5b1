/** A process that answers what it is asked, for the tests of the channel. */
import { parentEnd } from '../../src/compute/parent'
import { processChannel } from '../../src/contract/channels'
import { serve } from '../../src/contract/rpc'
import { echoContract } from './echo-contract'

serve(processChannel(parentEnd()), echoContract, { echo: (value) => value, hang: () => new Promise<void>(() => undefined) })
