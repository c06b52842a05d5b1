/** What past runs on this machine cost, so that a plan can say what a new one will. A small JSON file; losing it loses only the estimate. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'

const schema = z.object({
  /** seconds of one process per force call and atom */
  secondsPerCallAtom: z.number().positive(),
  callsPerRelaxation: z.number().positive(),
})
export type Measured = z.infer<typeof schema>

export interface Measurements {
  /** null before anything was measured, or when the file makes no sense */
  read(): Promise<Measured | null>
  /** Mixes in a finished run: half the weight to the new one. */
  add(run: Measured): Promise<void>
}

export function createMeasurements(path: string): Measurements {
  const read = async (): Promise<Measured | null> => {
    try {
      return schema.parse(JSON.parse(await readFile(path, 'utf8')))
    } catch {
      return null
    }
  }
  return {
    read,
    add: async (run) => {
      const known = await read()
      const mixed = known
        ? { secondsPerCallAtom: (known.secondsPerCallAtom + run.secondsPerCallAtom) / 2, callsPerRelaxation: (known.callsPerRelaxation + run.callsPerRelaxation) / 2 }
        : run
      if (!schema.safeParse(mixed).success) return
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, JSON.stringify(mixed))
    },
  }
}
