"""Random structures over OC20's chemistry: crystals, slabs to Miller index 2, adsorbates placed by contact, molecules, dimers.

All randomness comes from the generator that is passed in. `metals` and `nonmetals` may be narrowed to a few elements; +U
metals are never paired with O where the labelling theory switches to PBE+U (POTENTIAL.md section 3).
"""

import json
from dataclasses import dataclass

import numpy as np
from ase import Atoms
from ase.build import bulk, surface
from ase.data import atomic_numbers, covalent_radii, reference_states
from ase.neighborlist import neighbor_list
from ase.spacegroup import crystal as spacegroup_crystal

METALS = tuple(
    "Ag Al Au Bi Ca Cd Co Cr Cs Cu Fe Ga Ge Hf Hg In Ir K Mn Mo Na Nb Ni Os Pb Pd Pt Rb Re Rh Ru Sb Sc Sn Sr Ta Tc Ti Tl V W Y Zn Zr".split()
)
NONMETALS = tuple("As B C Cl H N O P S Se Si Te".split())
PLUS_U = frozenset("Co Cr Fe Mn Mo Ni V W".split())
ANIONS = ("O", "O", "O", "S", "N", "Cl", "Se", "Te", "P", "As")
#: prototype -> (fractional sites with a species index, shape of the cell, probability)
PROTOTYPES = {
    "L12": ([(0, 0, 0, 0), (0.5, 0.5, 0, 1), (0.5, 0, 0.5, 1), (0, 0.5, 0.5, 1)], (1, 1, 1), 0.25),
    "B2": ([(0, 0, 0, 0), (0.5, 0.5, 0.5, 1)], (1, 1, 1), 0.15),
    "L10": ([(0, 0, 0, 0), (0.5, 0.5, 0, 0), (0.5, 0, 0.5, 1), (0, 0.5, 0.5, 1)], (1, 1, 0.95), 0.15),
    "A15": (
        [
            (0, 0, 0, 0),
            (0.5, 0.5, 0.5, 0),
            (0.25, 0, 0.5, 1),
            (0.75, 0, 0.5, 1),
            (0.5, 0.25, 0, 1),
            (0.5, 0.75, 0, 1),
            (0, 0.5, 0.25, 1),
            (0, 0.5, 0.75, 1),
        ],
        (1, 1, 1),
        0.08,
    ),
    "B1": (
        [
            (0, 0, 0, 0),
            (0.5, 0.5, 0, 0),
            (0.5, 0, 0.5, 0),
            (0, 0.5, 0.5, 0),
            (0.5, 0.5, 0.5, 1),
            (0, 0, 0.5, 1),
            (0, 0.5, 0, 1),
            (0.5, 0, 0, 1),
        ],
        (1, 1, 1),
        0.12,
    ),
    "rutile": (
        [(0, 0, 0, 0), (0.5, 0.5, 0.5, 0), (0.305, 0.305, 0, 1), (0.695, 0.695, 0, 1), (0.195, 0.805, 0.5, 1), (0.805, 0.195, 0.5, 1)],
        (1, 1, 0.65),
        0.13,
    ),
    "fluorite": (
        [(0, 0, 0, 0), (0.5, 0.5, 0, 0), (0.5, 0, 0.5, 0), (0, 0.5, 0.5, 0)]
        + [(x, y, z, 1) for x in (0.25, 0.75) for y in (0.25, 0.75) for z in (0.25, 0.75)],
        (1, 1, 1),
        0.06,
    ),
    "perovskite": ([(0, 0, 0, 0), (0.5, 0.5, 0.5, 1), (0.5, 0.5, 0, 2), (0.5, 0, 0.5, 2), (0, 0.5, 0.5, 2)], (1, 1, 1), 0.06),
}
#: further prototypes: name -> (space group, (b/a, c/a, gamma), (species index, fractional site) of each orbit, probability); free
#: coordinates are those of the compound after which each is named (W. B. Pearson, *The Crystal Chemistry and Physics of Metals and Alloys*, 1972)
GROUP_PROTOTYPES = {
    "D0_3, Heusler": (225, (1, 1, 90), [(0, (0.25, 0.25, 0.25)), (1, (0, 0, 0)), (2, (0.5, 0.5, 0.5))], 0.12),
    "half-Heusler": (216, (1, 1, 90), [(0, (0.25, 0.25, 0.25)), (1, (0, 0, 0)), (2, (0.5, 0.5, 0.5))], 0.06),
    "D0_19": (194, (1, 0.80, 120), [(0, (5 / 6, 2 / 3, 0.25)), (1, (1 / 3, 2 / 3, 0.25))], 0.10),
    "D0_22": (139, (1, 2.2, 90), [(0, (0, 0, 0.5)), (0, (0, 0.5, 0.25)), (1, (0, 0, 0))], 0.08),
    "C11_b": (139, (1, 2.45, 90), [(0, (0, 0, 0)), (1, (0, 0, 1 / 3))], 0.08),
    "C14": (194, (1, 1.63, 120), [(0, (1 / 3, 2 / 3, 0.062)), (1, (0, 0, 0)), (1, (0.83, 0.66, 0.25))], 0.06),
    "C15": (227, (1, 1, 90), [(0, (0, 0, 0)), (1, (5 / 8, 5 / 8, 5 / 8))], 0.08),
    "C32": (191, (1, 1.08, 120), [(0, (0, 0, 0)), (1, (1 / 3, 2 / 3, 0.5))], 0.06),
    "D2_d": (191, (1, 0.80, 120), [(0, (0, 0, 0)), (1, (1 / 3, 2 / 3, 0)), (1, (0.5, 0, 0.5))], 0.06),
    "B8_1": (194, (1, 1.39, 120), [(0, (0, 0, 0)), (1, (1 / 3, 2 / 3, 0.25))], 0.06),
    "B20": (198, (1, 1, 90), [(0, (0.137, 0.137, 0.137)), (1, (0.842, 0.842, 0.842))], 0.05),
    "B27": (62, (0.536, 0.738, 90), [(0, (0.18, 0.25, 0.125)), (1, (0.036, 0.25, 0.61))], 0.05),
    "B33": (63, (2.65, 0.987, 90), [(0, (0, 0.146, 0.25)), (1, (0, 0.44, 0.25))], 0.05),
    "B3": (216, (1, 1, 90), [(0, (0, 0, 0)), (1, (0.25, 0.25, 0.25))], 0.04),
    "C2": (205, (1, 1, 90), [(0, (0, 0, 0)), (1, (0.385, 0.385, 0.385))], 0.05),
    "C6": (164, (1, 1.6, 120), [(0, (0, 0, 0)), (1, (1 / 3, 2 / 3, 0.25))], 0.03),
    "TiNiSi": (62, (0.597, 1.141, 90), [(0, (0.021, 0.25, 0.18)), (1, (0.142, 0.25, 0.561)), (2, (0.765, 0.25, 0.623))], 0.06),
    "ThCr2Si2": (139, (1, 2.5, 90), [(0, (0, 0, 0)), (1, (0, 0.5, 0.25)), (2, (0, 0, 0.37))], 0.06),
}
IONIC = ("B1", "rutile", "fluorite", "perovskite", "C2", "C6")
MILLER = ((1, 0, 0), (1, 1, 0), (1, 1, 1), (0, 0, 1), (2, 1, 0), (2, 1, 1), (1, 0, 1), (2, 2, 1))
#: elemental crystals that ASE does not build: space group, cell (A, degrees), fractional sites (A. F. Wells, *Structural Inorganic Chemistry*, 5th ed.)
NONMETAL_CRYSTALS = {
    "B": (166, (4.908, 4.908, 12.567, 90, 90, 120), [(0.1189, 0.2378, 0.8913), (0.1965, 0.3930, 0.0243)]),  # alpha
    "C": (194, (2.461, 2.461, 6.708, 90, 90, 120), [(0, 0, 0.25), (1 / 3, 2 / 3, 0.25)]),  # graphite
    "P": (64, (3.314, 10.478, 4.376, 90, 90, 90), [(0, 0.1017, 0.0806)]),  # black
    "Se": (152, (4.366, 4.366, 4.954, 90, 90, 120), [(0.2254, 0, 1 / 3)]),
    "Te": (152, (4.457, 4.457, 5.929, 90, 90, 120), [(0.2633, 0, 1 / 3)]),
}
LIGHT_VOLUMES = {"O": 9.0, "N": 9.0, "H": 3.5, "C": 7.5, "Cl": 20.0, "S": 17.0, "P": 16.0}
#: kinds of structure with their probabilities
KINDS = (("molecule", 0.08), ("dimer", 0.04), ("bulk", 0.10), ("slab", 0.14), ("adslab", 0.64))


class Rejected(ValueError):
    """A random draw that makes no sensible structure; draw again."""


@dataclass
class Chemistry:
    """What to draw from: metals, non-metals, adsorbates (dicts with atoms, positions, binding_indices), the +U ban.

    `elemental` is the share of elemental crystals, `wide` of the others that of GROUP_PROTOTYPES, `largest` the atoms of a slab, `kinds` the kinds of
    structure with their probabilities. `relaxed` (Atoms -> Atoms or Rejected), where given, brings a crystal to its minimum before it is strained, and
    the strain is then small.
    """

    metals: tuple = METALS
    nonmetals: tuple = NONMETALS
    adsorbates: tuple = ()
    avoid_plus_u: bool = True
    elemental: float = 0.35
    wide: float = 0.0
    relaxed: object = None
    largest: int = 60
    kinds: tuple = KINDS

    @classmethod
    def with_adsorbates(cls, path, only=None, **more):
        """`only` names adsorbates as the file's `smiles` without `*`; one named twice is drawn twice as often."""
        with open(path, encoding="utf-8") as file:
            entries = json.load(file)
        if only:
            by_name = {entry["smiles"].replace("*", ""): entry for entry in entries}
            unknown = sorted(set(only) - set(by_name))
            if unknown:
                raise ValueError(f"{path}: no adsorbate {', '.join(unknown)}")
            entries = [by_name[name] for name in only]
        return cls(adsorbates=tuple(entries), **more)

    def forbidden(self, symbols):
        return self.avoid_plus_u and bool(set(symbols) & PLUS_U) and bool(set(symbols) & {"O", "F"})


def volume(symbol):
    """A^3 per atom: of the elemental crystal where ASE knows it, else from the covalent radius."""
    if symbol in LIGHT_VOLUMES:
        return LIGHT_VOLUMES[symbol]
    try:
        crystal = bulk(symbol)
        return crystal.get_volume() / len(crystal)
    except (ValueError, KeyError, TypeError, RuntimeError):
        return (2 * covalent_radii[atomic_numbers[symbol]]) ** 3


def element(symbol):
    """The elemental crystal, or fcc at its volume where neither ASE nor NONMETAL_CRYSTALS has the real one."""
    if symbol in NONMETAL_CRYSTALS:
        group, cell, sites = NONMETAL_CRYSTALS[symbol]
        return spacegroup_crystal([symbol] * len(sites), sites, spacegroup=group, cellpar=cell)
    try:
        return bulk(symbol, cubic=reference_states[atomic_numbers[symbol]]["symmetry"] in ("fcc", "bcc", "diamond"))
    except (ValueError, KeyError, TypeError, RuntimeError):
        return bulk(symbol, "fcc", a=(4 * volume(symbol)) ** (1 / 3), cubic=True)


def species(chemistry, name, rng):
    """Symbols for the sites of a prototype, drawn until the pairing is allowed."""
    for _ in range(50):
        first, second = rng.choice(chemistry.metals, 2, replace=len(chemistry.metals) < 2)
        anions = [x for x in ANIONS if x in chemistry.nonmetals] or list(chemistry.nonmetals)
        guests = [x for x in ("Si", "Ge", "As", "P", "Se", "Te", "B") if x in chemistry.nonmetals]
        if name in GROUP_PROTOTYPES and name not in IONIC:
            return intermetallic(chemistry, guests, rng)
        if name == "perovskite" and "O" in chemistry.nonmetals:
            drawn = [first, second, "O"]
        elif name in IONIC and anions:
            drawn = [first, second, rng.choice(anions)] if name == "perovskite" else [first, rng.choice(anions)]
        else:
            drawn = [first, rng.choice(guests) if guests and rng.random() < 0.2 else second, first]
        if not chemistry.forbidden(drawn):
            return [str(s) for s in drawn]
    raise Rejected("no allowed pairing")


def intermetallic(chemistry, guests, rng):
    """Symbols for a site of each of three species: metals, the second or third of them a semimetal or non-metal in two of five."""
    drawn = [str(s) for s in rng.choice(chemistry.metals, 3, replace=len(chemistry.metals) < 3)]
    if guests and rng.random() < 0.4:
        drawn[int(rng.integers(1, 3))] = str(rng.choice(guests))
    return drawn


def grouped(chemistry, rng):
    """A crystal of GROUP_PROTOTYPES, as its primitive cell, at the volume of its elements."""
    names = list(GROUP_PROTOTYPES)
    weights = np.array([GROUP_PROTOTYPES[name][3] for name in names])
    name = str(rng.choice(names, p=weights / weights.sum()))
    group, (b, c, gamma), orbits, _ = GROUP_PROTOTYPES[name]
    symbols = species(chemistry, name, rng)
    atoms = spacegroup_crystal(
        [symbols[n] for n, _ in orbits], [site for _, site in orbits], spacegroup=group, cellpar=(1, b, c, 90, 90, gamma), primitive_cell=True
    )
    a = (sum(volume(s) for s in atoms.symbols) / atoms.get_volume()) ** (1 / 3)
    return Atoms(atoms.symbols, scaled_positions=atoms.get_scaled_positions(), cell=atoms.cell.array * a, pbc=True)


def crystal(chemistry, rng):
    """An elemental crystal (the chemistry's share) or a prototype at a volume within -10 to +8 % of its elements', strained a little.

    Where the chemistry relaxes crystals, the strain is that between theories: 2 %, and 0.5 % of shear.
    """
    if rng.random() < chemistry.elemental or not chemistry.nonmetals:
        atoms = element(str(rng.choice(chemistry.metals)))
    elif rng.random() < chemistry.wide:
        atoms = grouped(chemistry, rng)
    else:
        names = list(PROTOTYPES)
        name = str(rng.choice(names, p=np.array([PROTOTYPES[n][2] for n in names]) / sum(PROTOTYPES[n][2] for n in names)))
        sites, shape, _ = PROTOTYPES[name]
        symbols = [species_list[s[3]] for species_list in [species(chemistry, name, rng)] for s in sites]
        a = (sum(volume(s) for s in symbols) * rng.uniform(0.9, 1.08) / np.prod(shape)) ** (1 / 3)
        atoms = Atoms(symbols, scaled_positions=[s[:3] for s in sites], cell=np.diag(shape) * a, pbc=True)
    if chemistry.relaxed:
        atoms = chemistry.relaxed(atoms)
    most, shear = (0.02, 0.005) if chemistry.relaxed else (0.05, 0.01)
    strain = np.eye(3) * rng.uniform(1 - most, 1 + most) + rng.normal(0, shear, (3, 3))
    atoms.set_cell(atoms.cell.array @ strain, scale_atoms=True)
    return atoms


def slab(chemistry, rng, largest=None):
    """A slab of a random crystal and facet, repeated towards two thirds of the largest size (of the chemistry, where none is given)."""
    largest = largest or chemistry.largest
    base, hkl = crystal(chemistry, rng), MILLER[rng.integers(len(MILLER))]
    for layers in (int(rng.integers(2, 5)), 2, 1):
        atoms = surface(base, hkl, layers, vacuum=6.5)
        if len(atoms) <= 0.8 * largest:
            break
    while len(atoms) * 2 <= 0.67 * largest:
        a, b = atoms.cell.lengths()[:2]
        atoms = atoms * ((2, 1, 1) if a <= b else (1, 2, 1))
        if min(atoms.cell.lengths()[:2]) > 5.5 and rng.random() < 0.6:
            break
    if len(atoms) > largest or min(atoms.cell.lengths()[:2]) < 2.4:
        raise Rejected("size")
    atoms.pbc = True
    atoms.positions[:, 2] += rng.uniform(0, 3)
    atoms.wrap()
    return atoms


def place(atoms, chemistry, rng):
    """The slab with one adsorbate turned at random and lowered onto a random point until an atom touches by covalent radii."""
    entry = chemistry.adsorbates[rng.integers(len(chemistry.adsorbates))]
    guest = Atoms(entry["atoms"], positions=entry["positions"])
    if chemistry.forbidden(list(atoms.symbols) + list(guest.symbols)):
        raise Rejected("+U pairing")
    guest.positions -= guest.positions[int(rng.choice(entry["binding_indices"]))]
    if len(guest) > 1:
        guest.rotate(rng.uniform(0, 360), "z")
        guest.rotate(rng.uniform(0, 25 if rng.random() < 0.7 else 180), rng.normal(size=3))
    cell, gap = atoms.cell.array, rng.choice([-0.15, 0, 0.1, 0.4, 1.0])
    spot = rng.random(2) @ cell[:2, :2]
    images = [i * cell[0] + j * cell[1] for i in range(-2, 3) for j in range(-2, 3)]
    positions, numbers = np.concatenate([atoms.positions + t for t in images]), np.tile(atoms.numbers, len(images))
    heights = []
    for z, offset in zip(guest.numbers, guest.positions):
        reach = covalent_radii[z] + covalent_radii[numbers] + gap
        lateral = ((positions[:, :2] - offset[:2] - spot) ** 2).sum(1)
        below = lateral < reach**2
        if below.any():
            heights.append((positions[below, 2] + np.sqrt(reach[below] ** 2 - lateral[below]) - offset[2]).max())
    if not heights:
        raise Rejected("no contact")
    guest.positions += [spot[0], spot[1], max(heights)]
    adslab = atoms + guest
    adslab.info["slab_atoms"] = len(atoms)
    return adslab


def gas(chemistry, rng):
    entry = chemistry.adsorbates[rng.integers(len(chemistry.adsorbates))]
    atoms = Atoms(entry["atoms"], positions=entry["positions"], cell=[12, 12, 12], pbc=True)
    atoms.center()
    return atoms


def dimer(chemistry, rng):
    """Two atoms at 0.65 to 1.6 times the sum of their covalent radii."""
    pair = [str(s) for s in rng.choice(chemistry.metals + chemistry.nonmetals, 2)]
    if chemistry.forbidden(pair):
        raise Rejected("+U pairing")
    r = sum(covalent_radii[atomic_numbers[s]] for s in pair) * rng.uniform(0.65, 1.6)
    return Atoms(pair, positions=[[5, 5, 5], [5 + r, 5, 5]], cell=[11, 10, 10], pbc=True)


def draw(chemistry, rng):
    """(kind, structure): one random structure, rattled; raises Rejected when the draw fails."""
    names, weights = zip(*[k for k in chemistry.kinds if chemistry.adsorbates or k[0] not in ("molecule", "adslab")])
    kind = str(rng.choice(names, p=np.array(weights) / sum(weights)))
    if kind == "dimer":
        return kind, dimer(chemistry, rng)
    if kind == "molecule":
        atoms = gas(chemistry, rng)
    elif kind == "bulk":
        atoms = crystal(chemistry, rng)
        atoms = atoms * (2, 2, 1) if len(atoms) < 4 else atoms
    else:
        atoms = slab(chemistry, rng)
        if kind == "adslab":
            atoms = place(atoms, chemistry, rng)
    atoms.rattle(float(rng.choice([0.01, 0.06, 0.13])), seed=int(rng.integers(1 << 30)))
    if len(neighbor_list("i", atoms, 0.55)):
        raise Rejected("atoms closer than 0.55 A")
    return kind, atoms
