"""ONNX export: energies, analytic forces, virials and latents in one graph, contract version 1 (POTENTIAL.md section 1).

make_fx traces the energy together with its gradient, torch.onnx.export(dynamo=True) writes it. (A direct dynamo export of a
forward that calls autograd.grad fails, and so does the legacy exporter: torch 2.13.)
"""

import collections
import contextlib
import hashlib
import io
import logging
import warnings

import numpy as np
import onnx
import torch
from ase.build import fcc111
from torch import nn
from torch._decomp import get_decompositions
from torch.fx.experimental.proxy_tensor import make_fx

from .model import FIDELITIES, energy_forces
from .neighbours import table

CONTRACT, OPSET = 1, 18
INPUTS, OUTPUTS = ["typ", "pos", "nbr", "rev", "shift", "mask"], ["e", "f", "vir", "lat"]
DECOMPOSITIONS = get_decompositions([torch.ops.aten.silu_backward, torch.ops.aten.sigmoid_backward])


class OneFidelity(nn.Module):
    """The six inputs of the contract to its four outputs."""

    def __init__(self, net, fidelity):
        super().__init__()
        self.net = net.folded(FIDELITIES.index(fidelity))

    def forward(self, typ, pos, nbr, rev, shift, mask):
        return energy_forces(self.net, typ, pos, nbr, rev, shift, mask, None)


def inputs_of(numbers, positions, cell, pbc, cutoff):
    """The six inputs as numpy arrays of the contract's types."""
    nbr, rev, shift, mask = table(positions, cell, pbc, cutoff)
    return np.asarray(numbers, np.int32), np.asarray(positions, np.float32), nbr, rev, shift, mask


def example(cutoff):
    slab = fcc111("Cu", (3, 3, 4), vacuum=8)
    slab.rattle(0.05, seed=0)
    return tuple(torch.as_tensor(a) for a in inputs_of(slab.numbers, slab.positions, slab.cell.array, slab.pbc, cutoff))


def export(net, path, fidelity=FIDELITIES[0], name="adatom"):
    """Write the graph; returns the count of each operator in it."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    wrapped, sample = OneFidelity(net.float(), fidelity), example(net.cutoff)
    graph = make_fx(lambda *a: wrapped(*a), tracing_mode="symbolic", decomposition_table=DECOMPOSITIONS, _allow_non_fake_inputs=True)(
        *sample
    )
    n, k = torch.export.Dim("N", min=2, max=1000000), torch.export.Dim("K", min=2, max=1024)
    dynamic = ({0: n}, {0: n}, {0: n, 1: k}, {0: n, 1: k}, {0: n, 1: k}, {0: n, 1: k})
    with contextlib.redirect_stdout(io.StringIO()):
        program = torch.onnx.export(
            graph, sample, dynamo=True, input_names=INPUTS, output_names=OUTPUTS, opset_version=OPSET, dynamic_shapes=dynamic, verbose=False
        )
    program.save(path)
    model = onnx.load(path)
    scatter = [node.op_type for node in model.graph.node if node.op_type.startswith("Scatter")]
    if scatter:
        raise RuntimeError(f"the graph holds {scatter}: it would race on the CPU provider")
    for key, value in {"name": name, "contract": str(CONTRACT), "fidelity": fidelity, "cutoff_A": str(net.cutoff), "weights_sha256": weights_hash(net, fidelity)}.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return collections.Counter(node.op_type for node in model.graph.node)


def weights_hash(net, fidelity):
    """SHA-256 over every weight of the folded net and what shapes its graph: the identity of an export."""
    digest = hashlib.sha256(repr(sorted(net.config().items())).encode())
    for name, value in sorted(net.folded(FIDELITIES.index(fidelity)).state_dict().items()):
        digest.update(name.encode() + value.detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()


def is_export_of(path, net, fidelity):
    """Whether the file is a graph of these very weights, so that a card can be renewed without tracing again (half a minute)."""
    try:
        stored = {entry.key: entry.value for entry in onnx.load(path).metadata_props}
    except FileNotFoundError:
        return False
    return stored.get("weights_sha256") == weights_hash(net, fidelity)


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
