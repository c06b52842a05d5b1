/** Entry of a compute process: everything that takes CPU happens here, one task at a time; it ends with its parent. */
import { processChannel } from '../contract/channels'
import { computeContract } from '../contract/compute-api'
import { serve } from '../contract/rpc'
import { parentEnd } from './parent'
import { tasks } from './tasks'

serve(processChannel(parentEnd()), computeContract, tasks())
