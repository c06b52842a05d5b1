"""Which part of the data a frame belongs to: train, calibration or test.

Written once, used by training, evaluation and calibration alike. A part is decided by a *key* that names everything that
could leak (trajectory, crystal, composition, group), never by the frame. Keys are ordered by SHA-256 of
"adatom-split-1:<source>:<key>", so that the parts depend on nothing but the key. Sources with few keys cut the ordered
list at stated counts; sources with many keys cut the hash, read as a fraction of 1, at stated thresholds.
"""

import hashlib

SALT = "adatom-split-1"
PARTS = ("train", "calibration", "test")
#: source -> (number of test keys, number of calibration keys), for sources with few keys
COUNTS = {"oc20-dft": (5, 3), "alcohol": (2, 1), "oxide": (1, 1), "nrr": (3, 2)}
#: everything else: fraction of keys in test, in calibration
FRACTIONS = (0.15, 0.10)
#: four molecules that pin the gas references, and dimers that make the wall: there is nothing to hold out
ALWAYS_TRAIN = ("gas-anchors", "short-range")


def fraction(source: str, key: str) -> float:
    """The key's hash as a number in [0, 1)."""
    digest = hashlib.sha256(f"{SALT}:{source}:{key}".encode()).hexdigest()
    return int(digest[:12], 16) / 16**12


def parts_of(source: str, keys) -> dict[str, str]:
    """Part of every distinct key of one source; `keys` must hold all keys of the source where COUNTS applies."""
    ordered = sorted(set(keys), key=lambda key: fraction(source, key))
    if source in ALWAYS_TRAIN:
        return {key: "train" for key in ordered}
    if source in COUNTS:
        test, calibration = COUNTS[source]
        if test + calibration >= len(ordered):
            raise ValueError(f"source {source}: {len(ordered)} keys are too few for {test} test and {calibration} calibration keys")
        return {key: "test" if n < test else "calibration" if n < test + calibration else "train" for n, key in enumerate(ordered)}
    test, calibration = FRACTIONS
    cut = lambda u: "test" if u < test else "calibration" if u < test + calibration else "train"
    return {key: cut(fraction(source, key)) for key in ordered}
