"""Active learning: frames along the student's own relaxations that its training set does not cover, labelled by a teacher.

Distance is that of docs/uncertainty.md: latents standardised over the index, squared Euclidean distance to the nearest index atom of the same
element, mean over the free atoms. A frame is taken when it lies beyond `threshold` from all that was trained on *and* from all that was taken
before it (a taken frame joins the index at once: that is what keeps near copies out).
"""

import time
from dataclasses import replace
from itertools import product

import numpy as np
from ase.constraints import FixAtoms
from ase.optimize import FIRE

from .evaluator import NetCalculator
from .label import MAX_FORCE, cleaned
from .structures import Rejected, place, slab

#: adsorbates drawn as often as all others together: those that the search meets most, and that RPBE data holds least of
FAVOURED = ("*O", "*C", "*N", "*H", "*CO", "*OH", "*CH", "*CH2", "*CH3", "*NH", "*NO", "*OH2")
APART = 3  # steps between two frames taken of one relaxation, at least
SCALES = np.linspace(0.9, 1.12, 12)  # of the lengths of a crystal's cell, in the search for its minimum
AXES = np.linspace(0.95, 1.05, 5)  # of the length of one of its vectors
SPEND = 0.9  # of the time: the last relaxation ends within the rest


class Index:
    """Standardised latents by element; grows by `add`."""

    def __init__(self, latents, numbers, most=400, seed=0):
        """latents [M, D] and their elements [M]; of each element `most` random rows are kept."""
        self.mean, self.spread = latents.mean(0), latents.std(0) + 1e-6
        rng = np.random.default_rng(seed)
        self.rows = {}
        for z in np.unique(numbers):
            own = np.flatnonzero(numbers == z)
            self.add(latents[rng.permutation(own)[:most]], np.full(min(most, len(own)), z))

    def add(self, latents, numbers):
        scaled = (latents - self.mean) / self.spread
        for z in np.unique(numbers):
            old = self.rows.get(int(z), np.zeros((0, latents.shape[1])))
            self.rows[int(z)] = np.concatenate([old, scaled[numbers == z]])

    def distances(self, latents, numbers):
        """Squared distance [N] to the nearest row of the same element; infinite where there is none."""
        scaled, out = (latents - self.mean) / self.spread, np.full(len(numbers), np.inf)
        for z in np.unique(numbers):
            rows, own = self.rows.get(int(z)), numbers == z
            if rows is not None and len(rows):
                square = (scaled[own] ** 2).sum(1)[:, None] + (rows**2).sum(1) - 2 * scaled[own] @ rows.T
                out[own] = np.maximum(square.min(1), 0)
        return out

    def distance(self, latents, numbers, free):
        """Mean over the free atoms [N] bool."""
        return float(self.distances(latents[free], numbers[free]).mean())


def latents_of(evaluator, frames, batch=8):
    """Latents [N, D] of each frame in turn."""
    for low in range(0, len(frames), batch):
        part = frames[low : low + batch]
        both = evaluator.latents([(f.numbers, f.positions, f.cell, f.pbc) for f in part])
        yield from np.split(both, np.cumsum([len(f.numbers) for f in part])[:-1])


def index_of(evaluator, samples, count, quantile, seed=0):
    """(index of `count` random training frames, threshold): the threshold is that quantile of the distances of held-out frames."""
    rng = np.random.default_rng(seed)

    def some(part, most):
        frames = [s.frames[0] for s in samples if s.part == part and len(s.frames[0].numbers) > 4]
        return [frames[i] for i in rng.permutation(len(frames))[:most]]

    inside, outside = some("train", count), some("calibration", max(20, count // 10))
    index = Index(np.concatenate(list(latents_of(evaluator, inside))), np.concatenate([f.numbers for f in inside]), seed=seed)
    held_out = [index.distance(lat, f.numbers, f.free) for f, lat in zip(outside, latents_of(evaluator, outside))]
    return index, float(np.quantile(held_out, quantile))


def favouring(chemistry):
    """The chemistry with FAVOURED repeated until they are drawn as often as the others."""
    favoured = tuple(a for a in chemistry.adsorbates if a.get("smiles") in FAVOURED)
    return replace(chemistry, adsorbates=chemistry.adsorbates + favoured * round(len(chemistry.adsorbates) / len(favoured))) if favoured else chemistry


def adslab(chemistry, rng, metallic):
    """A random slab with one adsorbate at contact; about `metallic` of the slabs hold no non-metal (of the raw draws, half do)."""
    base = slab(chemistry, rng)
    mixed = any(s in chemistry.nonmetals for s in base.symbols)
    if rng.random() > ((1 - metallic) if mixed else metallic) / max(metallic, 1 - metallic):
        raise Rejected("has or lacks a non-metal")
    return place(base, chemistry, rng)


def lowest(evaluator, cells, atoms):
    """The atoms in the cell of lowest energy, of a parabola through it and its neighbours; Rejected where that is the first or the last."""
    tried = []
    for cell in cells:
        one = atoms.copy()
        one.set_cell(cell, scale_atoms=True)
        tried.append((one.numbers, one.positions, cell, one.pbc))
    energies = evaluator.energies(tried)
    best = int(np.argmin(energies))
    if not 0 < best < len(cells) - 1:
        raise Rejected("no minimum within reach")
    left, middle, right = energies[best - 1 : best + 2]
    shift = 0.5 * (left - right) / (left - 2 * middle + right)
    found = atoms.copy()
    found.set_cell(cells[best] + shift * (cells[best + 1] - cells[best]), scale_atoms=True)
    return found


def at_minimum(evaluator, steps=25):
    """Brings a crystal to the student's minimum: volume, then atoms and the lengths of the cell's vectors in turn; its angles stay."""

    def relaxed(crystal):
        atoms = lowest(evaluator, [crystal.cell.array * scale for scale in SCALES], crystal)
        for _, axis in product(range(2), range(3)):
            if axis == 0 and len(atoms) > 2:
                atoms.calc = NetCalculator(evaluator)
                FIRE(atoms, logfile=None, maxstep=0.05).run(fmax=0.05, steps=steps)
                atoms.calc = None
            atoms = lowest(evaluator, [atoms.cell.array * np.where(np.arange(3) == axis, scale, 1)[:, None] for scale in AXES], atoms)
        return atoms

    return relaxed


def path(evaluator, atoms, free, steps, fmax):
    """(positions, latents) at each step of the student's relaxation; ends early where a force leaves MAX_FORCE."""
    own = atoms.copy()
    own.set_constraint(FixAtoms(mask=~free))
    own.calc = NetCalculator(evaluator, latents=True)
    for _ in FIRE(own, logfile=None, maxstep=0.1).irun(fmax=fmax, steps=steps):
        if np.abs(own.calc.results["forces"]).max() > MAX_FORCE:
            return
        yield own.positions.copy(), own.calc.results["latents"].copy()


def novel(index, frames, numbers, free, threshold, most=8):
    """Positions of the frames (at most `most`) that are far from the index, which learns them, and of the last one where any was."""
    apart = max(APART, len(frames) // most)
    taken, last = [], -apart
    for n, (positions, latents) in enumerate(frames):
        if n - last >= apart and len(taken) < most and index.distance(latents, numbers, free) > threshold:
            index.add(latents[free], numbers[free])
            taken.append(positions)
            last = n
    return taken + ([frames[-1][0]] if taken and last < len(frames) - 1 else [])


def labelled(group, atoms, positions, predict):
    """The records of one relaxation: its frames of kind "active" and, last, the bare slab of the last frame."""
    records = []
    for x in positions:
        frame = atoms.copy()
        frame.positions = x
        energy, forces = predict(frame.numbers, x, frame.cell.array, frame.pbc)
        if np.isfinite(energy) and np.abs(forces).max() <= MAX_FORCE:
            records.append(("active", group, frame, energy, forces))
    return records + (cleaned(group, records[-1][2], predict) if records else [])


def mine(evaluator, predict, chemistry, index, threshold, seed, count=None, seconds=None, metallic=0.8, most=8, steps=60, fmax=0.05, save=None, log=print):
    """Records of label.write until there are `count` of them or `seconds` have passed; `save(records)` is called now and then."""
    if count is None and seconds is None:
        raise ValueError("active: give a count or a time")
    rng, records, group, start, saved = np.random.default_rng(seed), [], 0, time.monotonic(), 0
    done = lambda: (count is not None and len(records) >= count) or (seconds is not None and time.monotonic() - start > SPEND * seconds)
    while not done():
        try:
            atoms = adslab(chemistry, rng, metallic)
        except Rejected:
            continue
        group += 1
        free = atoms.positions[:, 2] >= np.median(atoms.positions[:, 2])
        free[atoms.info["slab_atoms"] :] = True
        frames = list(path(evaluator, atoms, free, steps, fmax))
        chosen = novel(index, frames, atoms.numbers, free, threshold, most) if frames else []
        records += labelled(group, atoms, chosen, predict)
        if len(records) - saved >= 200:
            saved = len(records)
            log(f"{saved} records of {group} relaxations, {time.monotonic() - start:.0f} s")
            if save:
                save(records)
    return records


def run(evaluator, predict, chemistry, samples, quantile, index_frames, seed, log=print, **more):
    """Index and threshold from the samples, then the records of `mine`."""
    index, threshold = index_of(evaluator, samples, index_frames, quantile, seed)
    log(f"index of {sum(map(len, index.rows.values()))} atoms of {len(index.rows)} elements; frames beyond {threshold:.3g} are taken")
    return mine(evaluator, predict, chemistry, index, threshold, seed, log=log, **more)
