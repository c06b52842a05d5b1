/** What every benchmark shares: interleaved timing, medians, rows in bench/results. */
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { createInterface } from 'node:readline'

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Times each contestant once per round, in turn, so that a busy moment hits all alike; milliseconds by name. */
export async function interleaved(rounds: number, contestants: Readonly<Record<string, () => number | Promise<number>>>): Promise<Map<string, number[]>> {
  const times = new Map(Object.keys(contestants).map((name) => [name, [] as number[]]))
  for (let round = 0; round < rounds; round++) for (const [name, run] of Object.entries(contestants)) times.get(name)!.push(await run())
  return times
}

export function timed(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** A process that answers each line with a line: the other side of a benchmark. Null when it cannot be started. */
export async function lineServer(command: string, args: readonly string[], first?: string): Promise<{ ask(line: string): Promise<string>; close(): void } | null> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const failed = new Promise<true>((resolve) => child.on('error', () => resolve(true)))
  if (await Promise.race([failed, new Promise<false>((resolve) => child.on('spawn', () => resolve(false)))])) return null
  if (first !== undefined) child.stdin.write(first)
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`)
      const answer = await lines.next()
      if (answer.done) throw new Error(`${command} gave no answer`)
      return answer.value
    },
    close: () => child.stdin.end(),
  }
}

/** Appends rows to bench/results/NAME.csv, with the day and the processor, and prints them. */
export function record(name: string, rows: readonly Readonly<Record<string, string | number>>[]): void {
  const path = `bench/results/${name}.csv`
  const stamped: Record<string, string | number>[] = rows.map((row) => ({ date: new Date().toISOString().slice(0, 10), cpu: cpus()[0]?.model.replaceAll(',', ' ') ?? 'unknown', ...row }))
  const columns = Object.keys(stamped[0] ?? {})
  mkdirSync('bench/results', { recursive: true })
  if (!existsSync(path)) writeFileSync(path, `${columns.join(',')}\n`)
  for (const row of stamped) {
    appendFileSync(path, `${Object.values(row).map((v) => (typeof v === 'number' ? Number(v.toPrecision(4)) : v)).join(',')}\n`)
    console.log(Object.entries(row).slice(2).map(([k, v]) => `${k} ${typeof v === 'number' ? Number(v.toPrecision(4)) : v}`).join('  '))
  }
}
