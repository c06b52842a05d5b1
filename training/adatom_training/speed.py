"""Time of one energy-and-forces call, nets side by side: the time of accuracy per millisecond, and the speed row.

An 80-atom Pt(111) slab, one thread, neighbours ready. The nets take turns, and each keeps the least processor time of its turns: what a
busy machine adds comes and goes, and hits all of them. Everything runs on the processor of one process.
"""

import csv
import json
import platform
import time
from datetime import date
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from ase.build import fcc111

from . import export
from .model import energy_forces
from .neighbours import edges, table
from .painn import PaiNN
from .tensornet import TensorNet
from .train import restore

COLUMNS = ("date", "cpu", "name", "engine", "atoms", "rounds", "ms", "of_adatom_s")


def slab():
    atoms = fcc111("Pt", (4, 4, 5), a=3.98, vacuum=8)
    atoms.pbc = True
    atoms.rattle(0.05, seed=0)
    return atoms


def in_onnx(path, cutoff):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    atoms = slab()
    inputs = dict(zip(export.INPUTS, export.inputs_of(atoms.numbers, atoms.positions, atoms.cell.array, atoms.pbc, cutoff)))
    return lambda: session.run(["e", "f"], inputs)


def in_torch(net):
    net.requires_grad_(False)
    atoms = slab()
    rows = [torch.as_tensor(a) for a in table(atoms.positions, atoms.cell.array, atoms.pbc, net.cutoff)]
    inputs = (torch.as_tensor(atoms.numbers), torch.as_tensor(atoms.positions, dtype=torch.float32), *rows)
    return lambda: energy_forces(net, *inputs, None)


def teacher(folder):
    net, atoms = TensorNet(folder), slab()
    prepared = net.prepared(atoms.numbers, atoms.positions, atoms.cell.array, atoms.pbc)
    return lambda: net.forces(*prepared)


def nequix(path):
    from .label import nequix_network

    (net, card), atoms = nequix_network(path), slab()
    i, j, shift = edges(atoms.positions, atoms.cell.array, atoms.pbc, card["cutoff"])
    real = lambda a: torch.tensor(np.asarray(a), dtype=torch.float32)
    types = torch.full((len(atoms),), card["atomic_numbers"].index(78))
    batch = torch.zeros(len(atoms), dtype=torch.long)
    inputs = (types, real(atoms.positions), real(shift), torch.tensor(np.stack([j, i])), real(atoms.cell.array)[None], None, None, batch)
    return lambda: net(*inputs)


def contestants(checkpoint, models, tensornet, nequix_file, folder):
    """{(name, engine): call}; the PaiNN of equal width is exported to `folder` first, with random weights: they cost the same."""
    calls = {}
    for path in map(Path, models):
        card = json.loads(path.with_suffix(".json").read_text())
        calls[(path.stem, "ONNX Runtime")] = in_onnx(path, card["cutoff_A"])
    net = restore(checkpoint)[0]
    calls[("adatom-s", "PyTorch")] = in_torch(net.folded(0))
    for layers in (2, 3):
        torch.manual_seed(0)
        yardstick, name = PaiNN(net.width, layers, cutoff=net.cutoff), f"PaiNN {net.width}, {layers} layers"
        path = Path(folder) / f"painn-{layers}.onnx"
        export.export(yardstick, str(path))
        calls[(name, "ONNX Runtime")], calls[(name, "PyTorch")] = in_onnx(path, net.cutoff), in_torch(yardstick)
    if tensornet:
        calls[("TensorNet-MatPES-PBE", "PyTorch")] = teacher(tensornet)
    if nequix_file:
        calls[("nequix-omat-1", "PyTorch")] = nequix(nequix_file)
    return calls


def least(calls, rounds, log=print):
    """{key: least processor time of `rounds` turns, ms}; the first turn of each warms up and does not count."""
    best = dict.fromkeys(calls, float("inf"))
    for turn in range(rounds + 1):
        for key, call in calls.items():
            start = time.process_time()
            call()
            if turn:
                best[key] = min(best[key], 1000 * (time.process_time() - start))
        if turn % 10 == 0:
            log(f"round {turn} of {rounds}")
    return best


def processor():
    """The processor's name without its serial digits, as bench/record.ts writes it."""
    try:
        line = next(x for x in Path("/proc/cpuinfo").read_text().splitlines() if x.startswith("model name"))
        return " ".join(line.partition(":")[2].split()[:2])
    except (OSError, StopIteration):
        return platform.machine()


def write(best, rounds, out):
    """Append the rows to a CSV of bench/results; `of_adatom_s`: times adatom-s in ONNX Runtime, in the same run."""
    unit, path = best[("adatom-s", "ONNX Runtime")], Path(out)
    fresh = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        if fresh:
            rows.writerow(COLUMNS)
        for (name, engine), ms in best.items():
            rows.writerow([date.today(), processor(), name, engine, 80, rounds, f"{ms:.2f}", f"{ms / unit:.3g}"])


def run(checkpoint, models, tensornet, nequix_file, rounds, out, log=print):
    import tempfile

    torch.set_num_threads(1)
    if not any(Path(m).stem == "adatom-s" for m in models):
        raise ValueError("speed: adatom-s.onnx must be among the models: the others are counted in it")
    with tempfile.TemporaryDirectory() as folder:
        best = least(contestants(checkpoint, models, tensornet, nequix_file, folder), rounds, log)
    for (name, engine), ms in sorted(best.items(), key=lambda item: item[1]):
        log(f"{ms:8.2f} ms  {name}, {engine}")
    write(best, rounds, out)
