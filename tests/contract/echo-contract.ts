import { z } from 'zod'
import { call } from '../../src/contract/define'

export const echoContract = { echo: call(z.unknown()).returns<unknown>(), hang: call(z.void()).returns<void>() } as const
