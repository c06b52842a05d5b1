"""The data sets as samples: structures with forces and linear combinations of their total energies.

A `Frame` is one structure with forces (NaN where unknown or constrained). A `Sample` is one or two frames and the `Target`s
on their energies: sum_m coef_m E_m = value. A total energy is coef (1,), an adsorption energy without a labelled slab is
coef (1, -1) on the pair of adslab and stripped slab, so that sets that only state adsorption energies train the same net.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.build import molecule
from ase.data import chemical_symbols, covalent_radii
from ase.neighborlist import neighbor_list

from .functionals import PBE_GAS, shifts
from .model import FIDELITIES
from .neighbours import table
from .splits import parts_of

#: eV per adsorbed atom, OC20's references from RPBE H2, H2O, CO and N2 (SCIENCE.md C.1)
GAS_REFERENCES = {1: -3.477, 6: -7.282, 7: -8.083, 8: -7.204}
#: the same of OC22 (PBE; SCIENCE.md C.2)
OC22_REFERENCES = {1: -3.38, 6: -7.345, 7: -8.309, 8: -7.461}
#: eV by which a stripped slab lies above the relaxed one: assumed, not measured (`relax-slabs` gives the relaxed slabs and makes it needless)
STRIP_SHIFT = {"H": 0.03, "OH": 0.10}
#: eV by which a teacher with PBE's molecules and the functionals' shift lies above RPBE, on training adslabs of metals: nequix-omat-1 .15 for OH (26, std .16) and
#: -.02 for H (16, std .15), O taken as OH; TensorNet .27 for OH (130, std .26) and .22 to .35 for H (119), all others taken alike
TEACHER_BIAS = {"nequix": {"HO": 0.15, "O": 0.15}, "tensornet": {"": 0.28}}
#: labels of our own
STATE = Path(__file__).parent.parent / "state"
HIGHEST_RISE = 60.0  # eV of a dimer above contact; beyond, the wall speaks for itself
MAX_FORCE = 30.0  # eV/A; frames above it are starting points of broken relaxations
LOWEST_ADSORPTION, HIGHEST_ADSORPTION = -4.0, 4.0  # eV; outside lie desorbed or broken entries


@dataclass
class Frame:
    """numbers [N], positions [N, 3] A, cell [3, 3] A (rows), pbc [3], forces [N, 3] eV/A with NaN where unknown, free [N]."""

    numbers: np.ndarray
    positions: np.ndarray
    cell: np.ndarray
    pbc: np.ndarray
    forces: np.ndarray
    free: np.ndarray
    tables: dict = field(default_factory=dict, repr=False)

    def neighbours(self, cutoff):
        if cutoff not in self.tables:
            self.tables[cutoff] = table(self.positions, self.cell, self.pbc, cutoff)
        return self.tables[cutoff]


@dataclass
class Target:
    """sum over frames of coef * energy = value (eV); `size` divides the error in the loss."""

    coefs: tuple
    value: float
    size: float


@dataclass
class Sample:
    """frames, their energy targets, the source and its fidelity, the split key, and the group one epoch samples from."""

    frames: list
    targets: list
    source: str
    fidelity: int
    key: str
    group: str
    kind: str = ""
    part: str = "train"
    info: dict = field(default_factory=dict)

    @property
    def atoms(self):
        return sum(len(frame.numbers) for frame in self.frames)


def fidelity(name):
    return FIDELITIES.index(name)


def total(frame, energy):
    return Target((1.0,), float(energy), float(np.sqrt(len(frame.numbers))))


def frames_of(path):
    """All frames of one `.npz` of POTENTIAL.md section 4, with per-frame energy, meta, group, kind and tags."""
    z = {name: value for name, value in np.load(path).items()}
    meta = json.loads(str(z["meta"])) if "meta" in z else None
    for n, (a, b) in enumerate(zip(z["atom_offsets"][:-1], z["atom_offsets"][1:])):
        fixed = z["fixed"][a:b] > 0 if "fixed" in z else np.zeros(b - a, bool)
        forces = z["forces"][a:b].astype(np.float32)
        pbc = z["pbc"][n] if "pbc" in z else np.ones(3, bool)
        frame = Frame(z["numbers"][a:b].astype(np.int32), z["positions"][a:b].astype(float), z["cell"][n], pbc, forces, ~fixed)
        yield (
            frame,
            float(z["energy"][n]),
            {
                "meta": meta[n] if meta else {},
                "group": int(z["group"][n]),
                "kind": str(z["kinds"][z["kind"][n]]) if "kinds" in z else "",
                "tags": z["tags"][a:b] if "tags" in z else None,
            },
        )


def usable(frame):
    known = frame.forces[np.isfinite(frame.forces)]
    return not len(known) or np.abs(known).max() <= MAX_FORCE


def hide_constrained(frame):
    """Forces that the source zeroed on constrained atoms say nothing: NaN."""
    frame.forces[~frame.free] = np.nan


def strip(frame, adsorbate):
    """The slab left when the atoms `adsorbate` [N] bool are taken away; its forces are unknown."""
    keep = ~adsorbate
    return Frame(
        frame.numbers[keep], frame.positions[keep], frame.cell, frame.pbc, np.full((keep.sum(), 3), np.nan, np.float32), frame.free[keep]
    )


def labelled(path, theory):
    for frame, energy, info in frames_of(path):
        if usable(frame):
            key = f"{path.name}:{info['group']}"
            yield Sample([frame], [total(frame, energy)], path.name.split(".")[0], fidelity(theory), key, key, info["kind"])


def distill(root, file, theory):
    return labelled(root / "distill" / file, theory)


def own(file, theory):
    """A set that `generate` made and that is kept in training/state/."""
    return labelled(STATE / file, theory)


def adatoms(root, file, theory, bias):
    """A set of `generate --adslabs` or `active`, and from the last adslab of each descent with its bare slab an RPBE adsorption energy.

    That energy is the teacher's, moved to RPBE (functionals.py), less the teacher's `bias` (eV, by adsorbate). Adsorbates without a shift, and those that have left the
    surface or bind outside +-4 eV, give frames alone.
    """
    samples = list(own(file, theory))
    yield from samples
    shift, groups = shifts(root / "functional-errors-cmr.json"), defaultdict(list)
    for sample in samples:
        groups[sample.group].append(sample)
    for group, members in groups.items():
        *adslabs, slab = members
        if slab.kind != "stripped" or not adslabs:
            continue
        (adslab,), (bare,) = adslabs[-1].frames, slab.frames
        taken = adslab.numbers[len(bare.numbers) :]
        name = "".join(sorted(chemical_symbols[z] for z in taken))
        energy = adslabs[-1].targets[0].value - slab.targets[0].value - sum(PBE_GAS[z] for z in taken) - bias.get(name, bias.get("", 0.0))
        if name in shift and bound(adslab, len(bare.numbers)) and -7 < energy < 5:  # O binds to La and its like by -4 eV and more
            value = energy + shift[name] + sum(GAS_REFERENCES[z] for z in taken)
            frames = [silent(adslab), silent(bare)]
            yield Sample(frames, [Target((1.0, -1.0), value, 1.0)], f"{slab.source}-rpbe", fidelity("rpbe-oc20"), slab.key, f"{group}-rpbe", "adslab")


def silent(frame):
    """The frame with its forces unknown: they are of another theory than its energy."""
    return replace(frame, forces=np.full_like(frame.forces, np.nan), tables={})


def bound(frame, first, reach=1.35):
    """Whether an atom from `first` on touches one before it, within `reach` times the sum of covalent radii."""
    i, j, d = neighbor_list("ijd", Atoms(frame.numbers, positions=frame.positions, cell=frame.cell, pbc=frame.pbc), 4.5)
    across = (i >= first) & (j < first)
    radius = covalent_radii[frame.numbers]
    return bool((d[across] < reach * (radius[i] + radius[j])[across]).any())


def oc20_dft(root):
    for path in sorted((root / "oc20-dft").glob("*.npz")):
        z = np.load(path)
        first_ads = np.flatnonzero(z["fixed"] > 0).max() + 1
        for n, (positions, forces, energy) in enumerate(zip(z["positions"], z["forces"], z["energy"])):
            frame = Frame(
                z["numbers"].astype(np.int32), positions.astype(float), z["cell"], np.ones(3, bool), forces.copy(), z["fixed"] == 0
            )
            if usable(frame) and energy < z["energy"][-1] + 20:
                yield Sample(
                    [frame],
                    [total(frame, energy)],
                    "oc20-dft",
                    fidelity("rpbe-oc20"),
                    path.stem,
                    path.stem,
                    "relax",
                    info={"frame": n, "frames": len(z["energy"]), "last_fixed": int(first_ads)},
                )


def alcohol(root):
    for frame, energy, info in frames_of(root / "rpbe-adslabs" / "finetuna-alcohol.npz"):
        system = info["meta"]["system"].removeprefix("ignore/")
        if usable(frame):
            raw = energy / len(frame.numbers) < -0.8  # one crystal's energies are not raw VASP totals: its forces serve
            yield Sample(
                [frame],
                [total(frame, energy)] if raw else [],
                "alcohol",
                fidelity("rpbe-oc20"),
                "-".join(system.split("-")[:2]).split("_")[0],
                system,
                "relax",
                info=info["meta"],
            )


def oxide(root):
    """Oxide relaxations (PBE+U, OC22's settings), of one theory with nequix-omat-1: its totals on a frame of each system lie within 60 meV/atom (median 17).

    Two systems hold Ce or Li, which no other set knows: their forces serve.
    """
    for frame, energy, info in frames_of(root / "oc22-like" / "finetuna-oxide.npz"):
        system = info["meta"]["system"]
        if usable(frame):
            targets = [] if set(frame.numbers) & {3, 58} else [total(frame, energy)]
            yield Sample([frame], targets, "oxide", fidelity("pbe-omat"), system.split("/")[0], system, "relax", info=info["meta"])


def nrr(root):
    for frame, _, info in frames_of(root / "oc20-model-labels" / "nrr.npz"):
        if usable(frame):
            hide_constrained(frame)
            system = info["meta"]["system"]
            yield Sample(
                [frame], [], "nrr", fidelity("rpbe-model"), system.rsplit("_", 1)[0], str(info["group"]), "relax", info=info["meta"]
            )


def gaspy(root, file, adsorbate):
    """Relaxed adslabs with adsorption energies; the slab is the adslab stripped of its adsorbate."""
    for n, (frame, energy, info) in enumerate(frames_of(root / "rpbe-adslabs" / file)):
        e_ads = info["meta"]["adsorption_energy"]
        if not (usable(frame) and LOWEST_ADSORPTION < e_ads < HIGHEST_ADSORPTION):
            continue
        hide_constrained(frame)
        taken = info["tags"] == 1 if adsorbate == "OH" else np.arange(len(frame.numbers)) == len(frame.numbers) - 1
        slab = strip(frame, taken)
        difference = e_ads + sum(GAS_REFERENCES[z] for z in frame.numbers[taken])
        targets = [Target((1.0, -1.0), difference - STRIP_SHIFT[adsorbate], 1.0)]
        if np.isfinite(energy):
            size = float(np.sqrt(len(frame.numbers)))
            targets.append(Target((1.0, 0.0), energy, size))
        key = info["meta"]["mpid"] if "mpid" in info["meta"] else composition(slab.numbers)
        yield Sample(
            [frame, slab],
            targets,
            f"gaspy-{adsorbate.lower()}",
            fidelity("rpbe-oc20"),
            key,
            f"{adsorbate}{n}",
            adsorbate,
            info={**info["meta"], "slab_energy": energy - difference},
        )


def gas_anchors():
    """H2, H2O, CO and N2 at ASE's geometries with the total energies that OC20's references (RPBE) and OC22's (PBE) stand for.

    E(H2) = 2 mu_H, E(H2O) = 2 mu_H + mu_O, E(CO) = mu_C + mu_O, E(N2) = 2 mu_N; near a minimum the small differences between
    these bond lengths and RPBE's cost about 10 meV. Their forces are left unknown.
    """
    theories = (("rpbe-oc20", GAS_REFERENCES), ("pbe-omat", OC22_REFERENCES))
    for name, (theory, mu) in product(("H2", "H2O", "CO", "N2"), theories):
        gas = molecule(name, cell=[13, 13, 13], pbc=True)
        gas.center()
        n = len(gas)
        frame = Frame(
            gas.numbers.astype(np.int32),
            gas.positions,
            gas.cell.array,
            np.ones(3, bool),
            np.full((n, 3), np.nan, np.float32),
            np.ones(n, bool),
        )
        energy = sum(mu[z] for z in gas.numbers)
        yield Sample([frame], [Target((1.0,), energy, 1.0)], "gas-anchors", fidelity(theory), name, f"{name}:{theory}", "mol")


def short_range():
    """Dimers of short_range.py, each against the same pair near contact; the error counts relative to 1 eV plus a third of the rise."""
    groups = defaultdict(list)
    for frame, energy, info in frames_of(STATE / "short-range.npz"):
        groups[info["group"]].append((frame, energy))
    for group, ((start, lowest), *others) in groups.items():
        for frame, energy in others:
            if energy - lowest < HIGHEST_RISE:
                target = Target((1.0, -1.0), energy - lowest, 1 + max(0.0, energy - lowest) / 3)
                yield Sample([frame, start], [target], "short-range", fidelity("rpbe-oc20"), str(group), str(group), "dimer")


def same_structure():
    """Our own RPBE single points at structures that an earlier adatom-s relaxed (same_structure/): adslabs with their clean slabs."""
    from .same_structure.samples import samples

    yield from samples(STATE / "same-structure.npz")


def use_relaxed_slabs(samples, path):
    """Put the slabs of relaxing.relax_slabs in place of the stripped ones; returns how many were replaced."""
    stored, count = np.load(path), 0
    for sample in samples:
        key = f"{sample.source}:{sample.group}"
        if len(sample.frames) == 2 and key in stored:
            adslab, slab = sample.frames
            sample.frames = [adslab, Frame(slab.numbers, stored[key].astype(float), slab.cell, slab.pbc, slab.forces, slab.free)]
            pair = sample.targets[0]
            sample.targets[0] = Target(pair.coefs, pair.value + STRIP_SHIFT[sample.kind], pair.size)
            count += 1
    return count


def paired(samples, seed):
    """Frames of one group (a trajectory; an adslab with its descent and its bare slab) two by two, in a seeded order.

    A pair keeps its total energies and gains their difference in plain eV, in which composition and reference cancel: what a relaxation
    gains and what an adsorbate is worth. The bare slab, where there is one, goes with the group's last frame. A group's odd frame stays alone.
    """
    rng, groups, out = np.random.default_rng(seed), defaultdict(list), []
    for sample in samples:
        single = len(sample.frames) == 1 and len(sample.targets) == 1
        groups[(sample.source, sample.group) if single else id(sample)].append(sample)
    for members in groups.values():
        bare = members.pop() if len(members) > 2 and members[-1].kind == "stripped" else None
        last = [members.pop(), bare] if bare else []
        order = last + [members[i] for i in rng.permutation(len(members))]
        out += [joined(a, b) for a, b in zip(order[::2], order[1::2])] + order[len(order) - len(order) % 2 :]
    return out


def joined(a, b):
    """One sample of two single-frame samples of one group, with the difference of their energies as a third target."""
    (one,), (two,) = a.targets, b.targets
    targets = [Target((1.0, 0.0), one.value, one.size), Target((0.0, 1.0), two.value, two.size), Target((1.0, -1.0), one.value - two.value, 1.0)]
    return replace(a, frames=a.frames + b.frames, targets=targets)


def element_counts(samples, species=100):
    """How many samples hold each element [species]."""
    counts = np.zeros(species, int)
    for sample in samples:
        counts[np.unique(np.concatenate([frame.numbers for frame in sample.frames]))] += 1
    return counts


def composition(numbers):
    """Reduced formula of a slab, e.g. 29x3-78x1."""
    z, count = np.unique(numbers, return_counts=True)
    return "-".join(f"{a}x{b}" for a, b in zip(z, count // np.gcd.reduce(count)))


READERS = {
    "nequix-broad-1": lambda root: distill(root, "nequix-broad-1.npz", "pbe-omat"),
    "nequix-broad-2": lambda root: distill(root, "nequix-broad-2.npz", "pbe-omat"),
    "tensornet-5k": lambda root: distill(root, "tensornet-5k.npz", "pbe-matpes"),
    "tensornet-broad": lambda root: own("tensornet-broad.npz", "pbe-matpes"),
    "adatoms-nequix": lambda root: adatoms(root, "adatoms-nequix.npz", "pbe-omat", TEACHER_BIAS["nequix"]),
    "adatoms-tensornet": lambda root: adatoms(root, "adatoms-tensornet.npz", "pbe-matpes", TEACHER_BIAS["tensornet"]),
    "metals-nequix": lambda root: adatoms(root, "metals-nequix.npz", "pbe-omat", TEACHER_BIAS["nequix"]),
    "metals-tensornet": lambda root: adatoms(root, "metals-tensornet.npz", "pbe-matpes", TEACHER_BIAS["tensornet"]),
    "wide-nequix": lambda root: adatoms(root, "wide-nequix.npz", "pbe-omat", TEACHER_BIAS["nequix"]),
    "wide-tensornet": lambda root: adatoms(root, "wide-tensornet.npz", "pbe-matpes", TEACHER_BIAS["tensornet"]),
    "wider-nequix": lambda root: adatoms(root, "wider-nequix.npz", "pbe-omat", TEACHER_BIAS["nequix"]),
    "wider-tensornet": lambda root: adatoms(root, "wider-tensornet.npz", "pbe-matpes", TEACHER_BIAS["tensornet"]),
    "compounds-nequix": lambda root: adatoms(root, "compounds-nequix.npz", "pbe-omat", TEACHER_BIAS["nequix"]),
    "active": lambda root: own("active.npz", "pbe-matpes"),
    "nonmetals": lambda root: own("nonmetals.npz", "pbe-matpes"),
    "oc20-dft": oc20_dft,
    "alcohol": alcohol,
    "oxide": oxide,
    "nrr": nrr,
    "gaspy-oh": lambda root: gaspy(root, "gaspy-oh.npz", "OH"),
    "gaspy-h": lambda root: gaspy(root, "gaspy-h.npz", "H"),
    "gas-anchors": lambda root: gas_anchors(),
    "short-range": lambda root: short_range(),
    "same-structure": lambda root: same_structure(),
}


def load(root, sources):
    """Samples of the named sources, each with its part assigned."""
    samples = []
    for source in sources:
        own = list(READERS[source](Path(root)))
        part = parts_of(source, [sample.key for sample in own])
        for sample in own:
            sample.part = part[sample.key]
        samples += own
    return samples


#: elements that sources hold in different company (adsorbates here, oxides there), so that least squares on compositions
#: alone would not find the shift between two theories: the net learns it (`shift_fid`) from a common start
SHARED = (1, 6, 7, 8)


def references(samples, fidelities, species=100, ridge=0.02, prior_ridge=0.5):
    """Element reference energies per fidelity [fidelities, species] (eV) by ridge least squares on total energies.

    The fidelity with the broadest coverage is fitted first; the others are drawn to it, so that an element which a source
    hardly holds keeps a sensible reference, and are held at it for SHARED.
    """
    rows = defaultdict(list)
    for sample in samples:
        for target in sample.targets:
            if sum(target.coefs) == 1:
                frame = sample.frames[target.coefs.index(1.0)]
                rows[sample.fidelity].append((np.bincount(frame.numbers, minlength=species), target.value))
    refs, prior = np.zeros((fidelities, species)), None
    for index in sorted(rows, key=lambda f: -len(np.unique(np.concatenate([np.flatnonzero(r[0]) for r in rows[f]])))):
        x, y = np.array([r[0] for r in rows[index]], float), np.array([r[1] for r in rows[index]])
        weight = 1 / np.sqrt(x.sum(1, keepdims=True))
        centre = np.zeros(species) if prior is None else prior
        a, strength = x * weight, np.full(species, ridge if prior is None else prior_ridge)
        if prior is not None:
            strength[list(SHARED)] = 1e9
        refs[index] = centre + np.linalg.solve(a.T @ a + np.diag(strength), a.T @ ((y - x @ centre) * weight[:, 0]))
        prior = refs[index] if prior is None else prior
    for index in set(range(fidelities)) - set(rows):
        refs[index] = prior
    return refs
