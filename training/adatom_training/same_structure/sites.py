"""Where an adsorbate starts: tops, bridges and hollows of the topmost layer, one of each kind that the surface distinguishes."""

import numpy as np
from ase.data import covalent_radii
from scipy.spatial import Delaunay

REACH = 5.0  # A: what tells two sites apart


def images(atoms, reach=2):
    """Numbers and positions of the atoms and their in-plane periodic images."""
    grid = np.array([(i, j) for i in range(-reach, reach + 1) for j in range(-reach, reach + 1)])
    shifts = grid @ atoms.cell.array[:2]
    return np.tile(atoms.numbers, len(grid)), (atoms.positions[None] + shifts[:, None]).reshape(-1, 3)


def sites(slab):
    """[M, 2] in-plane positions, A: atoms, edge centres and circumcentres of the Delaunay triangles of the topmost layer, without equivalents."""
    numbers, positions = images(slab)
    top = slab.positions[:, 2].max()
    layer = positions[positions[:, 2] > top - 0.8][:, :2]
    triangles = layer[Delaunay(layer).simplices]
    # circumcentres: of the two triangles that a square falls into both are its centre
    edges = triangles[:, 1:] - triangles[:, :1]
    centres = triangles[:, 0] + np.linalg.solve(edges, (edges**2).sum(-1)[..., None] / 2)[..., 0]
    middles = np.concatenate([(triangles[:, i] + triangles[:, (i + 1) % 3]) / 2 for i in range(3)])
    found, seen = [], set()
    for point in np.concatenate([layer, centres, middles]):
        scaled = np.linalg.solve(slab.cell.array[:2, :2].T, point)
        if (scaled < -1e-6).any() or (scaled >= 1 - 1e-6).any():
            continue
        kind = fingerprint(point, top, numbers, positions)
        if kind not in seen:
            seen.add(kind)
            found.append(point)
    return np.array(found)


def fingerprint(point, top, numbers, positions):
    """Distances to 0.05 A and elements of the slab atoms about a point 1 A above the topmost layer."""
    length = np.linalg.norm(positions - (*point, top + 1), axis=1)
    near = length < REACH
    return tuple(sorted(zip(np.round(length[near] / 0.05).astype(int).tolist(), numbers[near].tolist())))


def placed(slab, adsorbate, point):
    """Adslab with the binding atom over `point`, as low as no atom of the adsorbate comes closer to a slab atom than touching covalent radii."""
    numbers, positions = images(slab, 1)
    gap = covalent_radii[adsorbate.numbers][:, None] + covalent_radii[numbers][None]
    out = slab + adsorbate
    for height in np.arange(0.0, 4.0, 0.02) + slab.positions[:, 2].max():
        guest = adsorbate.positions + (*point, height)
        if (np.linalg.norm(guest[:, None] - positions[None], axis=-1) >= gap).all():
            break
    out.positions[len(slab) :] = guest
    return out
