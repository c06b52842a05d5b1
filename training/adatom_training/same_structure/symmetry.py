"""In-plane point symmetry about one atom: found to a tolerance, then made exact, so that plane-wave codes can use it."""

import itertools

import numpy as np


def centred(atoms, anchor):
    """A copy shifted so that atom `anchor` has x = y = 0; the others wrapped in the plane."""
    out = atoms.copy()
    out.positions[:, :2] -= out.positions[anchor, :2]
    out.wrap(pbc=(True, True, False), eps=1e-6)
    return out


def operations(cell):
    """Integer matrices W [2, 2] that keep the in-plane lattice, for row vectors of scaled coordinates: s -> s W."""
    metric = cell[:2] @ cell[:2].T
    entries = itertools.product((-1, 0, 1), repeat=4)
    return [w for w in (np.array(e).reshape(2, 2) for e in entries) if abs(abs(np.linalg.det(w)) - 1) < 1e-9 and np.allclose(w @ metric @ w.T, metric, rtol=1e-6, atol=1e-6)]


def mapping(atoms, w, tolerance):
    """[N] where each atom goes under w about the origin, to `tolerance` A; None where it is no symmetry."""
    scaled = atoms.get_scaled_positions(wrap=False)
    turned = scaled.copy()
    turned[:, :2] = scaled[:, :2] @ w
    out = []
    for n in range(len(atoms)):
        difference = turned[n] - scaled
        difference[:, :2] -= np.round(difference[:, :2])
        length = np.linalg.norm(difference @ atoms.cell.array, axis=1)
        length[atoms.numbers != atoms.numbers[n]] = np.inf
        out.append(int(length.argmin()))
        if length.min() > tolerance:
            return None
    return out if len(set(out)) == len(out) else None


def symmetrised(atoms, anchor, tolerance=0.05):
    """(copy centred on `anchor` whose symmetries of `tolerance` A are exact, their number); 1 where averaging does not make a group of them."""
    out = centred(atoms, anchor)
    found = [(w, where) for w in operations(out.cell.array) if (where := mapping(out, w, tolerance)) is not None]
    scaled = out.get_scaled_positions(wrap=False)
    total = np.zeros_like(scaled)
    for w, where in found:
        turned = scaled.copy()
        turned[:, :2] = scaled[:, :2] @ w
        target = scaled[where]
        turned[:, :2] += np.round(target[:, :2] - turned[:, :2])
        for n, m in enumerate(where):
            total[m] += turned[n]
    exact = out.copy()
    exact.set_scaled_positions(total / len(found))
    if all(mapping(exact, w, 1e-6) is not None for w, _ in found):
        return exact, len(found)
    return out, 1
