"""Commensurate k-meshes: the clean slab in its primitive cell is sampled at the points that the adslab's mesh unfolds into."""

import numpy as np

from .systems import CELLS

#: A, k-points times cell edge: five in 4 A. O on Pt(100) c(2x2) against the slab: -2.220, -2.338, -2.274 eV at 4, 5, 6 points a side; what is left is
#: about 0.05 eV there, of either sign. A tighter mesh costs systems: 22 A is a third slower
LENGTH = 20.0


def mesh(cell, length=LENGTH):
    """Gamma-centred (n1, n2, 1) of a slab."""
    return tuple(max(1, int(round(length / edge))) for edge in np.linalg.norm(cell[:2], axis=1)) + (1,)


def unfolded(mesh_, cell_name):
    """[K, 3] fractional k-points of the primitive cell, equal weights, that `mesh_` of the supercell `cell_name` stands for.

    With supercell vectors A' = M A, reciprocal ones are B' = M^-T B: a point q B' + G B' of the supercell's lattice has primitive
    coordinates (q + G) M^-T.
    """
    matrix = np.array(CELLS[cell_name])
    inverse = np.round(np.linalg.inv(matrix) * np.linalg.det(matrix)).astype(int)  # times the determinant: integers throughout
    copies = round(np.linalg.det(matrix))
    n1, n2, _ = mesh_
    grid = np.array([(i * n2, j * n1) for i in range(-3 * n1, 4 * n1) for j in range(-3 * n2, 4 * n2)])
    unit = copies * n1 * n2
    unique = np.unique(np.mod(grid @ inverse.T, unit), axis=0)
    if len(unique) != n1 * n2 * copies:
        raise AssertionError(f"{cell_name}: {len(unique)} k-points in place of {n1 * n2 * copies}")
    centred = np.where(2 * unique > unit, unique - unit, unique) / unit
    return np.column_stack([centred, np.zeros(len(centred))])
