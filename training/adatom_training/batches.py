"""Samples put together into one graph of disjoint structures."""

from dataclasses import dataclass

import numpy as np
import torch


@dataclass
class Batch:
    """inputs (typ, pos, nbr, rev, shift, mask, fid) of the net; forces [N, 3] with NaN; structure [N] of each atom; and the
    energy targets as a sparse matrix: value_t = sum of coef over entries (target, structure)."""

    inputs: tuple
    forces: torch.Tensor
    structure: torch.Tensor
    structures: int
    entry_target: torch.Tensor
    entry_structure: torch.Tensor
    entry_coef: torch.Tensor
    value: torch.Tensor
    size: torch.Tensor
    free: torch.Tensor


def collate(samples, refs, cutoff, dtype=torch.float32):
    """refs [fidelities, species] eV are subtracted from the targets in float64 before rounding."""
    frames = [(frame, sample.fidelity) for sample in samples for frame in sample.frames]
    tables = [frame.neighbours(cutoff) for frame, _ in frames]
    width = max(t[0].shape[1] for t in tables)
    columns = [[] for _ in range(9)]
    start = 0
    for index, ((frame, fid), (nbr, rev, shift, mask)) in enumerate(zip(frames, tables)):
        n, k = nbr.shape
        wide_nbr, wide_rev = np.repeat(np.arange(n)[:, None], width, 1), np.arange(n * width).reshape(n, width)
        wide_nbr[:, :k], wide_rev[:, :k] = nbr, (rev // k) * width + rev % k
        wide_shift, wide_mask = np.zeros((n, width, 3), shift.dtype), np.zeros((n, width), mask.dtype)
        wide_shift[..., 0], wide_shift[:, :k], wide_mask[:, :k] = 2 * cutoff, shift, mask
        values = (
            frame.numbers,
            frame.positions,
            wide_nbr + start,
            wide_rev + start * width,
            wide_shift,
            wide_mask,
            np.full(n, fid),
            frame.forces,
            np.full(n, index),
        )
        for column, value in zip(columns, values):
            column.append(value)
        start += n
    typ, pos, nbr, rev, shift, mask, fid, forces, structure = [np.concatenate(column) for column in columns]
    whole, real = (lambda a: torch.as_tensor(np.asarray(a, np.int64))), (lambda a: torch.as_tensor(np.asarray(a, np.float64)).to(dtype))
    targets = list(targets_of(samples, refs))
    entries = [(t, m, c) for t, target in enumerate(targets) for m, c in target[0]]
    return Batch(
        (whole(typ), real(pos), whole(nbr), whole(rev), real(shift), real(mask), whole(fid)),
        real(forces),
        whole(structure),
        len(frames),
        whole([e[0] for e in entries]),
        whole([e[1] for e in entries]),
        real([e[2] for e in entries]),
        real([t[1] for t in targets]),
        real([t[2] for t in targets]),
        torch.as_tensor(np.concatenate([frame.free for frame, _ in frames])),
    )


def targets_of(samples, refs):
    """(entries, value less references, size) of every energy target; entries are (structure index, coef)."""
    first = 0
    for sample in samples:
        for target in sample.targets:
            value, entries = target.value, []
            for offset, (coef, frame) in enumerate(zip(target.coefs, sample.frames)):
                if coef:
                    value -= coef * refs[sample.fidelity][frame.numbers].sum()
                    entries.append((first + offset, coef))
            yield entries, value, target.size
        first += len(sample.frames)


def predicted(batch, e):
    """Predicted values of the targets [T] from per-atom energies."""
    total = torch.zeros(batch.structures, dtype=e.dtype).index_add(0, batch.structure, e)
    return torch.zeros(len(batch.value), dtype=e.dtype).index_add(
        0, batch.entry_target, batch.entry_coef * total.index_select(0, batch.entry_structure)
    )


def plan(samples, config, rng):
    """One epoch: samples drawn per group, shuffled, packed into batches of about `atoms` atoms of similar size."""
    groups = {}
    for index, sample in enumerate(samples):
        groups.setdefault((sample.source, sample.group), []).append(index)
    chosen = []
    for (source, _), members in groups.items():
        limit = config["per_group"].get(source, 0)
        chosen += (list(rng.permutation(members)[:limit]) if limit else members) * config["repeat"].get(source, 1)
    chosen = [i for i in rng.permutation(chosen) if rng.random() < config["keep"].get(samples[i].source, 1.0)]
    batches, pool = [], config["pool"]
    for low in range(0, len(chosen), pool):
        part = sorted(chosen[low : low + pool], key=lambda i: samples[i].atoms)
        current, count = [], 0
        for i in part:
            if current and count + samples[i].atoms > config["atoms"]:
                batches.append(current)
                current, count = [], 0
            current.append(i)
            count += samples[i].atoms
        batches.append(current)
    return [batches[i] for i in rng.permutation(len(batches))]
