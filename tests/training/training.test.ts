/**
 * The training package end to end, in small: EMT labels, a few steps with a stop and a resume, export, ONNX against finite differences.
 * Needs Python with training/requirements.txt; ADATOM_PYTHON names the interpreter (default python3). Skipped, and said so, without it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const python = process.env['ADATOM_PYTHON'] ?? 'python3'
const folder = join(import.meta.dirname, '..', '..', 'training')
const probe = spawnSync(python, ['-c', 'import torch, onnx, onnxscript, onnxruntime, ase, scipy'], { encoding: 'utf8' })
const missing = probe.error?.message ?? (probe.status === 0 ? undefined : (probe.stderr.trim().split('\n').at(-1) ?? 'failed'))
if (missing !== undefined) console.warn(`training: skipped, ${python} lacks a package of training/requirements.txt (${missing})`)

describe.skipIf(missing !== undefined)('training', () => {
  it('generates, trains, resumes, exports; forces are the gradient of the energy', { timeout: 600_000 }, () => {
    const run = spawnSync(python, ['-m', 'adatom_training', 'selfcheck'], { cwd: folder, encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } })
    expect(run.stdout + run.stderr).toContain('selfcheck passed')
    expect(run.status).toBe(0)
  })

  const shared = join(folder, '..', '..', 'shared', 'data')
  it.skipIf(!existsSync(shared))('TensorNet in our code gives the energies and forces of labels made by other code', { timeout: 600_000 }, () => {
    const script = `
import numpy as np
from adatom_training import datasets, label
predict, worst = label.teacher("tensornet:${shared}/teacher/TensorNet-MatPES-PBE-v2025.1-PES"), [0, 0]
for n, (frame, energy, info) in enumerate(datasets.frames_of(datasets.Path("${shared}/distill/tensornet-5k.npz"))):
    if n % 500 == 0:
        e, f = predict(frame.numbers, frame.positions, frame.cell, frame.pbc)
        worst = max(worst[0], abs(e - energy)), max(worst[1], float(np.abs(f - frame.forces).max()))
print(*worst)`
    const run = spawnSync(python, ['-c', script], { cwd: folder, encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } })
    expect(run.stderr).toBe('')
    const [energy, force] = run.stdout.trim().split(' ').map(Number)
    // float32 sums over some thousand edges, and positions stored in float32: 1 meV, 1 meV/Å
    expect(energy).toBeLessThan(1e-3)
    expect(force).toBeLessThan(1e-3)
  })

  it.each([[], ['train'], ['evaluate'], ['export'], ['generate'], ['relax-slabs'], ['table'], ['selftest'], ['active'], ['speed'], ['speed-figure'], ['curve-figure']])('%s explains itself with --help', (...command: string[]) => {
    const run = spawnSync(python, ['-m', 'adatom_training', ...command, '--help'], { cwd: folder, encoding: 'utf8' })
    expect(run.stderr).toBe('')
    expect(run.stdout).toContain('usage:')
  })
})
