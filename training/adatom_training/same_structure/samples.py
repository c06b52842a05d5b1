"""The labelled set of `collect` as training samples: adslab and clean slab with DFT's forces, and their difference of energies."""

import json

import numpy as np

from ..datasets import GAS_REFERENCES, Frame, Sample, Target, fidelity


def samples(path):
    """One sample an adslab: frames (adslab, primitive slab), target E(adslab) - copies E(slab) on OC20's zero of energies (eV).

    GPAW's total energies have another zero for each element; in the difference metals cancel, and what is left of the adsorbate is the
    adsorption energy with OC20's references in place of GPAW's. Forces of a single point are real on every atom, fixed or not.
    """
    z = dict(np.load(path))
    meta, offsets = json.loads(str(z["meta"])), z["atom_offsets"]

    def frame(n):
        rows = slice(offsets[n], offsets[n + 1])
        fixed = z["fixed"][rows] > 0
        return Frame(z["numbers"][rows].astype(np.int32), z["positions"][rows].astype(float), z["cell"][n], np.ones(3, bool), z["forces"][rows].astype(np.float32), ~fixed)

    slabs = {m["id"]: n for n, m in enumerate(meta) if m["kind"] == "slab"}
    for n, m in enumerate(meta):
        if m["kind"] != "adslab":
            continue
        adslab, slab = frame(n), frame(slabs[m["slab"]])
        guest = z["numbers"][offsets[n] : offsets[n + 1]][z["tags"][offsets[n] : offsets[n + 1]] == 2]
        value = m["adsorption_energy"] + sum(GAS_REFERENCES[int(a)] for a in guest)
        target = Target((1.0, -float(m["copies"])), value, 1.0)
        yield Sample([adslab, slab], [target], "same-structure", fidelity("rpbe-oc20"), m["metal"], m["id"], m["adsorbate"], info=m)
