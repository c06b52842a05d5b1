"""Neighbour tables in the padded [N, K] form of the ONNX contract (version 1)."""

import numpy as np
from scipy.spatial import cKDTree


def edges(positions, cell, pbc, cutoff):
    """Directed edges i -> j with |x_j + S.cell - x_i| < cutoff, sorted by i.

    positions [N, 3] A, cell [3, 3] A (rows are vectors; ignored where pbc is False), pbc [3] bool.
    Returns i [M], j [M], S [M, 3] (integers).
    """
    positions, pbc = np.asarray(positions, float), np.asarray(pbc, bool)
    repeats = [0, 0, 0]
    lattice = complete(cell, pbc)
    inverse = np.linalg.inv(lattice)
    scaled = positions @ inverse
    for axis in np.flatnonzero(pbc):
        height = 1 / np.linalg.norm(inverse[:, axis])
        repeats[axis] = int(np.ceil(cutoff / height + np.ptp(scaled[:, axis])))
    grid = np.stack(np.meshgrid(*[np.arange(-r, r + 1) for r in repeats], indexing="ij"), -1).reshape(-1, 3)
    images = (positions[None] + (grid @ lattice)[:, None]).reshape(-1, 3)
    low, high = positions.min(0) - cutoff, positions.max(0) + cutoff
    near = np.flatnonzero(((images >= low) & (images <= high)).all(1))
    found = cKDTree(positions).query_ball_tree(cKDTree(images[near]), cutoff)
    i = np.repeat(np.arange(len(positions)), [len(row) for row in found])
    image = near[np.concatenate([np.asarray(row, int) for row in found])]
    j, shift = image % len(positions), grid[image // len(positions)]
    length = np.linalg.norm(images[image] - positions[i], axis=1)
    keep = (length < cutoff) & ((j != i) | shift.any(1))
    return i[keep], j[keep], shift[keep]


def complete(cell, pbc):
    """The cell with unit vectors put in place of its non-periodic axes [3, 3]."""
    lattice = np.array(cell, float)
    free = np.flatnonzero(~np.asarray(pbc, bool))
    if len(free):
        kept = np.flatnonzero(np.asarray(pbc, bool))
        lattice[free] = np.linalg.svd(lattice[kept])[2][len(kept) :] if len(kept) else np.eye(3)
    return lattice


def table(positions, cell, pbc, cutoff, real=np.float32):
    """nbr [N, K] and rev [N, K] int32, shift [N, K, 3] and mask [N, K] of type `real`; pads point to self, beyond the cutoff.

    rev[i, k] is the flat index (row * K + column) of the same edge seen from its other end.
    """
    i, j, images = edges(positions, cell, pbc, cutoff)
    n = len(positions)
    count = np.bincount(i, minlength=n)
    width = max(int(count.max()), 1)
    column = np.arange(len(i)) - (np.cumsum(count) - count)[i]
    nbr = np.repeat(np.arange(n)[:, None], width, 1)
    rev = np.arange(n * width).reshape(n, width)
    shift, mask = np.zeros((n, width, 3)), np.zeros((n, width))
    shift[..., 0] = 2 * cutoff
    nbr[i, column], mask[i, column] = j, 1
    shift[i, column] = images @ complete(cell, pbc)
    span = int(np.abs(images).max()) + 1 if len(i) else 1
    base = 2 * span + 1
    key = lambda a, b, s: (((a * n + b) * base + s[:, 0] + span) * base + s[:, 1] + span) * base + s[:, 2] + span
    forward, backward = key(i, j, images), key(j, i, -images)
    order = np.argsort(forward)
    place = np.searchsorted(forward[order], backward)
    partner = order[np.minimum(place, len(order) - 1)] if len(i) else place
    if len(i) and not (forward[partner] == backward).all():
        raise ValueError("an edge has no reverse: two distances straddle the cutoff by rounding")
    rev[i, column] = i[partner] * width + column[partner]
    return nbr.astype(np.int32), rev.astype(np.int32), shift.astype(real), mask.astype(real)
