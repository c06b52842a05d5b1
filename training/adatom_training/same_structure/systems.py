"""A fixed, seeded list of small systems, ordered so that any prefix is balanced over adsorbates and surfaces.

Slabs are thin and small so that a single point takes about a minute on one core: three layers (four of bcc(100) and B2(100)), the topmost free,
11 A of vacuum and 2 A of room for the adsorbate, one adsorbate in two to nine surface atoms. The error is taken at one structure for both methods,
so neither the thickness nor the coverage has to be converged; but coverages of 1/4 to 1/2 are denser than what a
search in the app looks at, and are what these points speak of.

Lattice constants are inputs of the list, not results: room-temperature experiment (ASE's `reference_states`; for alloys the values below,
Pearson's Handbook, rounded), times RPBE_SCALE, by which RPBE's lattices are longer than experiment's (about 1 % for 3d metals, 1.5 to 3 % for
late 4d and 5d ones: Hammer, Hansen, Norskov, Phys. Rev. B 59, 7413 (1999)). They need not be exact, both methods get the same.
Without spin, as OC20: Ni and Co are non-magnetic; Fe, Cr and Mn, which do not converge so, are left out. So are Ta, Zr and Sc: the latent index of
adatom-s does not hold them, so that no bar could be drawn.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from ase import Atoms
from ase.build import bcc100, bcc110, fcc100, fcc111, hcp0001, surface
from ase.data import atomic_numbers, reference_states

SEED = 1
RPBE_SCALE = 1.015
VACUUM, ROOM = 11.0, 2.0  # A in all; of it ROOM for the adsorbate

#: adsorbate -> (symbols, positions in A from the binding atom, which is the first; x along a mirror plane where there is one; weight in the list)
ADSORBATES = {
    "O": ("O", [(0, 0, 0)], 21),
    "CO": ("CO", [(0, 0, 0), (0, 0, 1.16)], 18),
    "N": ("N", [(0, 0, 0)], 10),
    "C": ("C", [(0, 0, 0)], 10),
    "OH": ("OH", [(0, 0, 0), (0.80, 0, 0.56)], 10),
    "H": ("H", [(0, 0, 0)], 10),
    "NO": ("NO", [(0, 0, 0), (0, 0, 1.19)], 7),
    "CH": ("CH", [(0, 0, 0), (0, 0, 1.10)], 6),
    "NH": ("NH", [(0, 0, 0), (0, 0, 1.03)], 5),
    "CH3": ("CHHH", [(0, 0, 0), (1.03, 0, 0.37), (-0.515, 0.892, 0.37), (-0.515, -0.892, 0.37)], 5),
    "CH2": ("CHH", [(0, 0, 0), (0.90, 0, 0.62), (-0.90, 0, 0.62)], 4),
    "NH2": ("NHH", [(0, 0, 0), (0.81, 0, 0.62), (-0.81, 0, 0.62)], 4),
}

#: in-plane supercells: rows are the new vectors in units of the primitive ones
CELLS = {
    "1x1": ((1, 0), (0, 1)),
    "2x1": ((2, 0), (0, 1)),
    "2x2": ((2, 0), (0, 2)),
    "c2x2": ((1, 1), (-1, 1)),
    "sqrt3": ((1, 1), (-1, 2)),
    "bcc3": ((1, 1), (-2, 1)),
}

FCC, BCC, HCP = "Cu Ag Au Ni Pd Pt Rh Ir Al Pb".split(), "Mo W Nb".split(), "Ru Os Co Re Ti Zn".split()
#: ordered alloys: name -> (prototype, elements A and B, a, c in A). L12: A at the corner, B on the faces
ALLOYS = {
    "AuCu3": ("L12", "Au", "Cu", 3.75, 3.75),
    "NiPt3": ("L12", "Ni", "Pt", 3.84, 3.84),
    "CoPt3": ("L12", "Co", "Pt", 3.85, 3.85),
    "AlNi3": ("L12", "Al", "Ni", 3.57, 3.57),
    "SnPd3": ("L12", "Sn", "Pd", 3.98, 3.98),
    "TiPt3": ("L12", "Ti", "Pt", 3.91, 3.91),
    "TiIr3": ("L12", "Ti", "Ir", 3.82, 3.82),
    "NbRh3": ("L12", "Nb", "Rh", 3.86, 3.86),
    "ZnPt3": ("L12", "Zn", "Pt", 3.87, 3.87),
    "NiAl": ("B2", "Ni", "Al", 2.89, 2.89),
    "CuZn": ("B2", "Cu", "Zn", 2.95, 2.95),
    "CuPd": ("B2", "Cu", "Pd", 2.99, 2.99),
    "RuAl": ("B2", "Ru", "Al", 2.99, 2.99),
    "CoTi": ("B2", "Co", "Ti", 3.00, 3.00),
    "OsTi": ("B2", "Os", "Ti", 3.08, 3.08),
    "RhAl": ("B2", "Rh", "Al", 2.98, 2.98),
    "AgZn": ("B2", "Ag", "Zn", 3.16, 3.16),
    "CuAu": ("L10", "Cu", "Au", 2.80, 3.67),
    "PtCo": ("L10", "Pt", "Co", 2.69, 3.71),
    "PdZn": ("L10", "Pd", "Zn", 2.90, 3.34),
    "PtZn": ("L10", "Pt", "Zn", 2.85, 3.49),
}
#: (prototype, plane, supercell of its adslabs): one plane of each alloy
ALLOY_PLANES = (("L12", "100", "1x1"), ("B2", "100", "c2x2"), ("L10", "110", "1x1"))


@dataclass(frozen=True)
class Surface:
    """`metal` is an element or a key of ALLOYS; `cell` names the supercell of its adslabs, a key of CELLS."""

    metal: str
    facet: str
    cell: str

    @property
    def name(self):
        return f"{self.metal}-{self.facet}"


@dataclass(frozen=True)
class System:
    surface: Surface
    adsorbate: str

    @property
    def name(self):
        return f"{self.surface.name}-{self.surface.cell}-{self.adsorbate}"


def surfaces():
    """Every surface of the list: the closest-packed plane of each metal, a second one of some, one plane of each alloy."""
    out = [Surface(m, "fcc111", "sqrt3") for m in FCC] + [Surface(m, "hcp0001", "sqrt3") for m in HCP]
    out += [Surface(m, "bcc110", "bcc3") for m in BCC]
    out += [Surface(m, "fcc100", "c2x2") for m in "Cu Pd Ag Pt Rh Ir".split()] + [Surface(m, "bcc100", "c2x2") for m in "Mo W".split()]
    out += [Surface(name, f"{plane}-{proto}", cell) for proto, plane, cell in ALLOY_PLANES for name in ALLOYS if ALLOYS[name][0] == proto]
    return out


def rank(*words):
    """A number that nobody chose: the hash of the seed and the words."""
    return hashlib.sha256(":".join(["same-structure", str(SEED), *words]).encode()).hexdigest()


def adsorbate_order(count):
    """[count] adsorbates; after any number of them, each has had its share by weight to within one."""
    weights = {name: entry[2] for name, entry in ADSORBATES.items()}
    total, had, out = sum(weights.values()), dict.fromkeys(weights, 0), []
    for n in range(1, count + 1):
        due = max(weights, key=lambda a: (weights[a] * n / total - had[a], rank(a)))
        had[due] += 1
        out.append(due)
    return out


def systems(count=110):
    """[count] systems. Surfaces come round in turn, each round in another hashed order, each time with an adsorbate that it has not had."""
    out, taken, waiting, turn = [], set(), [], 0
    for adsorbate in adsorbate_order(count):
        free = lambda: next((s for s in waiting if (s, adsorbate) not in taken), None)
        while (chosen := free()) is None:
            waiting += sorted(surfaces(), key=lambda s: rank(str(turn), s.name))
            turn += 1
        waiting.remove(chosen)
        taken.add((chosen, adsorbate))
        out.append(System(chosen, adsorbate))
    return out


def lattice(metal):
    """(a, c) of an element or alloy, A, as stated at the head."""
    if metal in ALLOYS:
        return ALLOYS[metal][3] * RPBE_SCALE, ALLOYS[metal][4] * RPBE_SCALE
    state = reference_states[atomic_numbers[metal]]
    return state["a"] * RPBE_SCALE, state["a"] * RPBE_SCALE * state.get("c/a", 1)


def alloy_bulk(metal):
    prototype, one, two, *_ = ALLOYS[metal]
    a, c = lattice(metal)
    if prototype == "L12":
        return Atoms([one, two, two, two], scaled_positions=[(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)], cell=[a, a, a], pbc=True)
    return Atoms([one, two], scaled_positions=[(0, 0, 0), (0.5, 0.5, 0.5)], cell=[a, a, c], pbc=True)


def layers_of(atoms, gap=0.3):
    """[N] number of the atomic layer of each atom, 0 the lowest; heights closer than `gap` A are one layer."""
    order = np.argsort(atoms.positions[:, 2])
    step = np.diff(atoms.positions[order, 2], prepend=atoms.positions[order[0], 2]) > gap
    out = np.empty(len(atoms), int)
    out[order] = np.cumsum(step)
    return out


def layers_in(facet):
    """Layers of bcc(100) are close: four there, else three."""
    return 4 if facet in ("bcc100", "100-B2") else 3


def slab(surface_):
    """The primitive clean slab, unrelaxed: three layers (bcc(100), B2(100): four), tags 0 below and 1 in the topmost layer, which alone is free."""
    metal, facet = surface_.metal, surface_.facet
    a, c = lattice(metal)
    if facet == "hcp0001":
        atoms = hcp0001(metal, (1, 1, 3), a=a, c=c)
    elif metal not in ALLOYS:
        make = {"fcc111": fcc111, "fcc100": fcc100, "bcc110": bcc110, "bcc100": bcc100}[facet]
        atoms = make(metal, (1, 1, layers_in(facet)), a=a)
    else:
        atoms = surface(alloy_bulk(metal), tuple(int(i) for i in facet[:3]), 3)
        layer = layers_of(atoms)
        atoms = atoms[layer > layer.max() - layers_in(facet)]
    thickness = np.ptp(atoms.positions[:, 2])
    atoms.positions[:, 2] -= atoms.positions[:, 2].min() - VACUUM / 2
    cell = atoms.cell.array.copy()
    cell[2] = (0, 0, thickness + VACUUM + ROOM)
    cell[:2, 2] = 0
    layer = layers_of(atoms)
    tags = np.where(layer == layer.max(), 1, 0)
    return Atoms(atoms.numbers, positions=atoms.positions, cell=cell, pbc=True, tags=tags)


def repeated(primitive, cell_name):
    """The slab in one of CELLS: the atoms of the primitive one, translated; tags kept."""
    matrix = np.array(CELLS[cell_name])
    cell = primitive.cell.array.copy()
    cell[:2] = matrix @ cell[:2]
    # translations of the primitive lattice, one of each class
    grid = np.array([(i, j) for i in range(-3, 4) for j in range(-3, 4)])
    inside = np.mod(np.round(grid @ np.linalg.inv(matrix), 9), 1)
    shifts = np.unique(np.round(inside, 6) % 1, axis=0)
    out = Atoms(cell=cell, pbc=True)
    for u, v in shifts:
        copy = primitive.copy()
        copy.set_cell(cell)
        copy.positions += u * cell[0] + v * cell[1]
        out += copy
    if len(out) != len(primitive) * abs(round(np.linalg.det(matrix))):
        raise AssertionError(f"{cell_name}: {len(out)} atoms out of {len(primitive)}")
    out.wrap(pbc=(True, True, False))
    return out


def adsorbate(name, direction):
    """The adsorbate about its binding atom at the origin; `direction` [2] is what its x axis turns into."""
    symbols, positions, _ = ADSORBATES[name]
    x, y = np.asarray(direction) / np.linalg.norm(direction)
    turn = np.array([[x, y, 0], [-y, x, 0], [0, 0, 1]])
    return Atoms(symbols, positions=np.array(positions, float) @ turn, tags=np.full(len(positions), 2))
