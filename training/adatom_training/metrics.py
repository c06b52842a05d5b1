"""Error measures that evaluation reports."""

import numpy as np

D_BLOCK_EARLY = set(range(21, 26)) | set(range(39, 44)) | {57} | set(range(72, 76))
D_BLOCK_LATE = set(range(26, 31)) | set(range(44, 49)) | set(range(76, 81))
S_BLOCK = {3, 11, 19, 37, 55, 4, 12, 20, 38, 56}
P_METALS = {13, 31, 49, 81, 50, 82, 83}
FORCE_FLOOR = 0.02  # eV/A; the direction of smaller forces is noise


def element_group(numbers):
    """What a slab is made of, by its most reactive member: decides how much its chemistry resembles the transition metals'."""
    z = set(int(n) for n in numbers)
    metals = D_BLOCK_EARLY | D_BLOCK_LATE | S_BLOCK | P_METALS
    if z - metals:
        return "with non-metals or metalloids"
    if z & S_BLOCK:
        return "with s-block metals"
    if z & D_BLOCK_EARLY:
        return "with early d metals"
    return "with p-block metals" if z & P_METALS else "late d metals only"


def summary(errors, digits=4):
    """Count, mean absolute error, median absolute error, bias and root mean square of signed errors."""
    e = np.asarray(errors, float)
    if not len(e):
        return {"n": 0}
    values = {
        "mae": np.abs(e).mean(),
        "median": np.median(np.abs(e)),
        "bias": e.mean(),
        "rmse": np.sqrt((e * e).mean()),
        "worst": np.abs(e).max(),
    }
    return {"n": len(e), **{name: round(float(value), digits) for name, value in values.items()}}


class ForceErrors:
    """Collects force errors of labelled free atoms: mean absolute component, mean |F| component, mean cosine."""

    def __init__(self):
        self.errors, self.sizes, self.cosines = [], [], []

    def add(self, predicted, frame):
        known = np.isfinite(frame.forces).all(1) & frame.free
        p, f = predicted[known], frame.forces[known].astype(float)
        self.errors.append(np.abs(p - f).ravel())
        self.sizes.append(np.abs(f).ravel())
        norm = np.linalg.norm(f, axis=1)
        sure = norm > FORCE_FLOOR
        self.cosines.append((p * f).sum(1)[sure] / (norm[sure] * np.linalg.norm(p, axis=1)[sure] + 1e-12))

    def result(self):
        join = lambda parts: np.concatenate(parts) if parts else np.zeros(0)
        error, size, cosine = join(self.errors), join(self.sizes), join(self.cosines)
        if not len(error):
            return {"atoms": 0}
        return {
            "atoms": len(error) // 3,
            "mae": round(float(error.mean()), 4),
            "mean_abs": round(float(size.mean()), 4),
            "cosine": round(float(cosine.mean()), 4) if len(cosine) else None,
        }
