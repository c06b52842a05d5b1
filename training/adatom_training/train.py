"""Joint multi-fidelity training with checkpoints: stop it at any time, start it again, and it goes on."""

import copy
import json
import math
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch

from . import datasets
from .batches import collate, plan, predicted
from .model import FIDELITIES, DensityNet, energy_forces
from .muon import MuonAdamW, matrices_of

DEFAULTS = {
    "seed": 0,
    "threads": 1,
    "workers": 1,
    "minutes": 60.0,
    "lr": 2e-3,
    "last_lr": 2e-5,
    "warmup": 200,
    "weight_decay": 1e-4,
    "muon": 0.0,
    "clip": 5.0,
    "ema": 0.998,
    "energy_weight": 1.0,
    "late_energy_weight": 3.0,
    "force_weight": 1.0,
    "force_scale": None,
    "pair_weight": 1.0,
    "source_weight": {},
    "per_group": {},
    "repeat": {},
    "keep": {},
    "parts": {},
    "atoms": 320,
    "pool": 160,
    "net": {},
    "checkpoint_seconds": 120,
    "init": None,
    "steps": 0,
    "relaxed_slabs": None,
    "keep_refs": False,
    "paired": False,
}


def losses(batch, e, forces, weight, scale=None):
    """(energy term, force term): mean |error| / size over targets; mean 2-norm of the force error over labelled atoms, where `scale` (eV/A)
    is given divided by 1 + |force| / scale: near minima forces are small, and it is there that relaxations end.
    """
    error = (predicted(batch, e) - batch.value).abs() / batch.size
    known = torch.isfinite(batch.forces).all(-1)
    energy = (error * weight).mean() if len(error) else e.sum() * 0
    difference = (forces - torch.nan_to_num(batch.forces))[known]
    norm = torch.sqrt((difference * difference).sum(-1) + 1e-6)
    if scale:
        norm = norm / (1 + batch.forces[known].norm(dim=-1) / scale)
    force = norm.mean() if len(difference) else e.sum() * 0
    return energy, force


def progress_of(state, config):
    """Fraction of the run that is done: by steps where the config counts steps, else by training time."""
    return state["step"] / config["steps"] if config["steps"] else state["seconds"] / (60 * config["minutes"])


def rate(state, config):
    warm = min(1.0, (state["step"] + 1) / max(1, config["warmup"]))
    low = config["last_lr"]
    return warm * (low + (config["lr"] - low) * 0.5 * (1 + math.cos(math.pi * min(1.0, progress_of(state, config)))))


def save(path, net, optimiser, ema, state, refs, config, elements):
    temporary = Path(f"{path}.part")
    torch.save(
        {
            "net": net.state_dict(),
            "ema": ema,
            "optimiser": optimiser.state_dict(),
            "state": state,
            "refs": refs,
            "config": config,
            "net_config": net.config(),
            "elements": elements,
        },
        temporary,
    )
    os.replace(temporary, path)


def restore(path, averaged=True):
    """(net, refs, checkpoint) from a checkpoint; `averaged` takes the moving average of the weights."""
    checkpoint = torch.load(path, weights_only=False)
    net = DensityNet(**checkpoint["net_config"])
    net.load_state_dict(checkpoint["net"])
    if averaged:
        for parameter, mean in zip(net.parameters(), checkpoint["ema"]):
            parameter.data.copy_(mean)
    return net, checkpoint["refs"], checkpoint


def compact(source, target):
    """A small checkpoint for keeping: the averaged weights, references, element counts and learning curve; no optimiser, no paths."""
    net, refs, full = restore(source)
    config = {key: value for key, value in full["config"].items() if key not in ("data", "init", "relaxed_slabs")}
    kept = {"net": net.state_dict(), "ema": [], "refs": refs, "net_config": net.config(), "config": config}
    torch.save({**kept, "state": full["state"], "elements": full["elements"]}, target)


def warm_start(net, path):
    """Copy what fits from an older checkpoint: ours, or the spike's adatom-0.pt (no fidelities, no wall).

    A net with more layers than the checkpoint starts as the same function: what was the last layer keeps its update of the scalars and gains
    gates, and the update of the new last layer is zero (T. Chen, I. Goodfellow, J. Shlens, Net2Net, ICLR 2016).
    """
    old = torch.load(path, weights_only=False)
    names = [name for name, _ in net.named_parameters()]
    if "sd" in old:
        spike = [name for name in old["sd"] if name not in ("scale", "avgn")]
        weights = dict(zip(spike, old["ema"]))
    else:
        weights = dict(restore(path)[0].named_parameters())
    own = dict(net.named_parameters())
    with torch.no_grad():
        for name in names:
            if name in weights and weights[name].shape[1:] == own[name].shape[1:] and len(weights[name]) <= len(own[name]):
                own[name][: len(weights[name])].copy_(weights[name])
            elif name.startswith(f"L.{len(net.L) - 1}.f2."):
                own[name].zero_()
    return sum(name in weights for name in names), len(names)


def optimiser_of(net, config):
    """Muon for the weight matrices where the config asks for it, else AdamW; the energy shifts per fidelity and element, in eV, learn ten times as fast."""
    shifts = [net.shift_fid, net.sh.weight]
    matrices = matrices_of(net) if config["muon"] else []
    rest = [p for p in net.parameters() if all(p is not other for other in shifts + matrices)]
    groups = [{"params": rest, "factor": 1.0}, {"params": shifts, "factor": 10.0}]
    if matrices:
        groups.append({"params": matrices, "factor": config["muon"], "muon": True})
    return MuonAdamW(groups, lr=config["lr"], weight_decay=config["weight_decay"], betas=(0.9, 0.99))


def training_data(config):
    """(training samples, reference energies) of the sources that the config names."""
    samples = datasets.load(config["data"], config["sources"])
    if config["relaxed_slabs"]:
        datasets.use_relaxed_slabs(samples, config["relaxed_slabs"])
    samples = [sample for sample in samples if sample.part in config["parts"].get(sample.source, ["train"])]
    if config["paired"]:
        samples = datasets.paired(samples, config["seed"])
    return samples, datasets.references(samples, len(FIDELITIES))


def begin(net, optimiser, refs, config, checkpoint_path, log):
    """(state, moving average, refs): from the checkpoint if there is one, else fresh or warm."""
    if Path(checkpoint_path).exists():
        old = torch.load(checkpoint_path, weights_only=False)
        net.load_state_dict(old["net"])
        optimiser.load_state_dict(old["optimiser"])
        log(f"resumed at step {old['state']['step']}")
        return old["state"], old["ema"], old["refs"]
    if config["init"]:
        log("warm start: %d of %d tensors" % warm_start(net, config["init"]))
        if config["keep_refs"]:
            refs = torch.load(config["init"], weights_only=False)["refs"]
    state = {"step": 0, "epoch": 0, "at": 0, "seconds": 0.0, "curve": []}
    return state, [p.detach().clone() for p in net.parameters()], refs


def run(config, checkpoint_path, data=None, log=print, stop=lambda state: False):
    """Train until the configured time or number of steps is used up; resumes where `checkpoint_path` left off.

    `data` is (samples, refs) for a self-made set; otherwise config["data"] and config["sources"] name the sets. `stop` is
    asked before every step and ends the run early, with a checkpoint.
    """
    config = {**DEFAULTS, **config}
    unknown = set(config) - set(DEFAULTS) - {"data", "sources"}
    if unknown:
        raise ValueError(f"config: unknown keys {sorted(unknown)}")
    torch.set_num_threads(config["threads"])
    torch.manual_seed(config["seed"])
    samples, refs = data or training_data(config)
    net = DensityNet(**config["net"])
    optimiser = optimiser_of(net, config)
    state, ema, refs = begin(net, optimiser, refs, config, checkpoint_path, log)
    log(f"{len(samples)} samples, {sum(s.atoms for s in samples)} atoms, {sum(p.numel() for p in net.parameters())} parameters")
    elements = datasets.element_counts(samples)
    trainer = Trainer(net, optimiser, ema, state, samples, refs, config)
    snapshot = lambda: save(checkpoint_path, net, optimiser, ema, state, refs, config, elements)
    ended = lambda: progress_of(state, config) >= 1 or stop(state)
    with ThreadPoolExecutor(config["workers"]) as pool:
        for worker in [pool.submit(trainer.work, ended, snapshot, log) for _ in range(config["workers"])]:
            worker.result()
    trainer.report(log)
    snapshot()
    return net, refs, state


class Trainer:
    """Hands out batches and applies gradients under one lock.

    Each worker computes on its own replica of the net, so that two workers never wait for each other; with one worker the run is
    deterministic, with two a gradient may be one step old and the order of steps is the machine's.
    """

    def __init__(self, net, optimiser, ema, state, samples, refs, config):
        self.net, self.optimiser, self.ema, self.state = net, optimiser, ema, state
        self.samples, self.refs, self.config = samples, refs, config
        self.weights = {source: config["source_weight"].get(source, 1.0) for source in {s.source for s in samples}}
        self.lock, self.batches, self.recent = threading.Lock(), None, []
        self.last_save = self.mark = time.time()

    def work(self, ended, snapshot, log):
        """One worker: until the run ends, take a batch, compute its gradient, apply it."""
        replica = copy.deepcopy(self.net)
        while True:
            with self.lock:
                if ended():
                    return
                members = self.next_batch()
                with torch.no_grad():
                    for own, master in zip(replica.parameters(), self.net.parameters()):
                        own.copy_(master)
            gradients, terms = self.gradient(replica, members)
            with self.lock:
                self.apply(gradients, terms)
                if time.time() - self.last_save > self.config["checkpoint_seconds"]:
                    self.last_save = time.time()
                    self.report(log)
                    snapshot()

    def next_batch(self):
        """Samples of the next batch; a new epoch is planned from its own seed, so that a resumed run goes on as it would have."""
        state = self.state
        if self.batches is not None and state["at"] >= len(self.batches):
            state["epoch"], state["at"], self.batches = state["epoch"] + 1, 0, None
        if self.batches is None:
            self.batches = plan(self.samples, self.config, np.random.default_rng([self.config["seed"], state["epoch"]]))
            if state["at"] >= len(self.batches):
                return self.next_batch()
        state["at"] += 1
        return [self.samples[i] for i in self.batches[state["at"] - 1]]

    def gradient(self, net, members):
        """(gradients of the loss, (energy term, force term)) of one batch."""
        config, weights = self.config, self.weights
        batch = collate(members, self.refs, net.cutoff)
        e, forces, _, _ = energy_forces(net, *batch.inputs, create_graph=True)
        factors = [weights[s.source] * (config["pair_weight"] if -1.0 in t.coefs else 1.0) for s in members for t in s.targets]
        energy, force = losses(batch, e, forces, torch.tensor(factors, dtype=torch.float32), config["force_scale"])
        late = min(1.0, max(0.0, 2 * progress_of(self.state, config) - 0.6))
        energy_weight = config["energy_weight"] + (config["late_energy_weight"] - config["energy_weight"]) * late
        force_weight = config["force_weight"] * float(np.mean([weights[s.source] for s in members]))
        loss = energy_weight * energy + force_weight * force
        return torch.autograd.grad(loss, list(net.parameters()), allow_unused=True), (energy.item(), force.item())

    def apply(self, gradients, terms):
        """One optimiser step on the master weights and their moving average."""
        config, state = self.config, self.state
        for group in self.optimiser.param_groups:
            group["lr"] = group["factor"] * rate(state, config)
        for parameter, gradient in zip(self.net.parameters(), gradients):
            parameter.grad = torch.zeros_like(parameter) if gradient is None else gradient
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), config["clip"])
        self.optimiser.step()
        state["step"] += 1
        decay = min(config["ema"], (1 + state["step"]) / (10 + state["step"]))
        for parameter, mean in zip(self.net.parameters(), self.ema):
            mean.mul_(decay).add_(parameter.detach(), alpha=1 - decay)
        self.recent.append(terms)
        now = time.time()
        state["seconds"], self.mark = state["seconds"] + now - self.mark, now

    def report(self, log):
        """Add the mean terms since the last report to the learning curve."""
        if not self.recent:
            return
        state = self.state
        energy, force = (float(np.mean([r[n] for r in self.recent])) for n in (0, 1))
        epoch = round(state["epoch"] + state["at"] / len(self.batches), 3)
        state["curve"].append(
            {"step": state["step"], "epoch": epoch, "minutes": round(state["seconds"] / 60, 2), "energy": energy, "force": force}
        )
        log(json.dumps(state["curve"][-1]))
        self.recent = []
