/**
 * Neighbour lists against ASE and vesin, call by call in turn, in processor time (a busy machine interrupts calls; it does not count then):
 *   [ADATOM_PYTHON=python3] [VESIN_TIMER=/path/of/vesin_timer] npx node bench/run.mjs neighbours
 * A contestant that is not there is left out, and said so.
 */
import { neighbourList } from '../src/domain/neighbours/cell-list'
import { NeighbourCache } from '../src/domain/neighbours/verlet'
import { makeStructure, withParts, type Structure } from '../src/domain/structure/structure'
import { interleaved, lineServer, median, record } from './record'

const ASE = `
import sys, time, json, numpy as np
from ase import Atoms
from ase.neighborlist import neighbor_list
s = json.loads(sys.stdin.readline())
a = Atoms(numbers=s['numbers'], positions=np.array(s['positions']).reshape(-1, 3), cell=np.array(s['cell']).reshape(3, 3), pbc=s['pbc'])
for line in sys.stdin:
    t = time.process_time(); i, j, S, d, D = neighbor_list('ijSdD', a, s['cutoff'])
    print((time.process_time() - t) * 1e3, len(i), flush=True)
`

/** Processor milliseconds of this process, garbage collection and compilation included. */
function cpuTimed(work: () => unknown): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e3
}

/** An fcc(111) slab of nx x ny atoms a layer, or a bulk-like block where the vacuum is 0; each atom a little off its place. */
function block(nx: number, ny: number, layers: number, vacuum: number): Structure {
  const d = 2.77, height = d * Math.sqrt(2 / 3)
  const positions: number[] = []
  for (let l = 0; l < layers; l++) for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) {
    positions.push((i + j / 2 + (l % 3) / 2) * d, (j * Math.sqrt(3) / 2 + (l % 3) / Math.sqrt(12)) * d, l * height)
  }
  return makeStructure({
    numbers: Array<number>(positions.length / 3).fill(78),
    positions: positions.map((v, k) => v + 0.05 * Math.sin(12.9898 * k)),
    cell: [nx * d, 0, 0, (ny / 2) * d, ny * d * (Math.sqrt(3) / 2), 0, 0, 0, layers * height + vacuum],
  })
}

const cases: [string, Structure, number, number][] = [
  ['slab of 100 atoms', block(5, 5, 4, 15), 6, 60],
  ['block of 10000 atoms', block(25, 25, 16, 0), 6, 7],
]

for (const [name, s, cutoff, rounds] of cases) {
  const plain = { numbers: [...s.numbers], positions: [...s.positions], cell: [...s.cell], pbc: s.pbc, cutoff }
  const ase = await lineServer(process.env['ADATOM_PYTHON'] ?? 'python3', ['-c', ASE], `${JSON.stringify(plain)}\n`)
  const text = [s.numbers.length, cutoff, ...s.cell, ...s.pbc.map(Number), ...s.positions].join(' ')
  const vesin = process.env['VESIN_TIMER'] === undefined ? null : await lineServer(process.env['VESIN_TIMER'], [], `${text}\n`)
  if (ase === null) console.log('ASE is left out: no Python')
  if (vesin === null) console.log('vesin is left out: VESIN_TIMER names no program')
  const pairs = neighbourList(s, cutoff).indices.length
  const answer = async (server: NonNullable<typeof ase>): Promise<number> => {
    const [ms, found] = (await server.ask('go')).split(' ').map(Number) as [number, number]
    if (found !== pairs) throw new Error(`${found} pairs there, ${pairs} here`)
    return ms
  }
  const cache = new NeighbourCache(cutoff)
  let call = 0
  const reused = (): number => {
    const moved = withParts(s, { positions: s.positions.map((v, k) => v + 0.02 * Math.sin(k + call++)) })
    return cpuTimed(() => cache.list(moved))
  }
  const contestants = { adatom: () => cpuTimed(() => neighbourList(s, cutoff)), reused, ...(ase && { ase: () => answer(ase) }), ...(vesin && { vesin: () => answer(vesin) }) }
  await interleaved(Math.ceil(rounds / 3), { ...contestants, ...(ase && { ase: () => 0 }) }) // warm-up
  const times = await interleaved(rounds, contestants)
  const ms = (who: string): number => median(times.get(who) ?? [])
  record('neighbours', [{ case: name, cutoff_A: cutoff, pairs, rounds, adatom_cpu_ms: ms('adatom'), reused_cpu_ms: ms('reused'), ase_cpu_ms: ms('ase'), vesin_cpu_ms: ms('vesin'), ase_over_adatom: ms('ase') / ms('adatom'), adatom_over_vesin: ms('adatom') / ms('vesin') }])
  ase?.close()
  vesin?.close()
}
