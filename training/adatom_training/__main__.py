"""Command line: python -m adatom_training COMMAND --help"""

import argparse
import json
from dataclasses import replace
from pathlib import Path


def selfcheck(args):
    from . import selfcheck as checks

    checks.main()


def chemistry_of(args):
    """What `generate` and `active` draw from, as their common options say."""
    from .structures import Chemistry

    only = args.only.split(",") if args.only else None
    chemistry = Chemistry.with_adsorbates(args.adsorbates, only, avoid_plus_u=not args.allow_plus_u, elemental=args.elemental, largest=args.largest)
    return replace(chemistry, metals=tuple(args.metals.split(","))) if args.metals else chemistry


def generate(args):
    from . import label

    chemistry = chemistry_of(args)
    if args.adslabs:
        chemistry.kinds = (("adslab", 1.0),)
    records = label.generate(chemistry, label.teacher(args.teacher), args.seed, args.count, args.seconds)
    label.write(records, args.out)
    print(f"{len(records)} structures in {args.out}")


def active(args):
    from . import active as learning
    from . import datasets, label
    from .evaluator import load_checkpoint

    chemistry = chemistry_of(args)
    if args.nonmetals:
        chemistry.nonmetals = tuple(args.nonmetals.split(","))
    student = load_checkpoint(args.checkpoint, fidelity=args.fidelity)
    chemistry.wide = args.wide
    if args.relaxed_crystals:
        chemistry.relaxed = learning.at_minimum(student)
    records = learning.run(
        student,
        label.teacher(args.teacher),
        chemistry if args.only else learning.favouring(chemistry),
        datasets.load(args.data, json.loads(Path(args.config).read_text())["sources"]),
        args.quantile,
        args.index_frames,
        args.seed,
        log=lambda message: print(message, flush=True),
        count=args.count,
        seconds=args.seconds,
        metallic=args.metallic,
        most=args.frames,
        save=lambda found: label.write(found, args.out),
    )
    label.write(records, args.out)
    print(f"{len(records)} structures in {args.out}")


def short_range(args):
    from . import label
    from .short_range import dimers

    records = dimers()
    label.write(records, args.out)
    print(f"{len(records)} dimers in {args.out}")


def train(args):
    from . import train as training

    config = json.loads(Path(args.config).read_text())
    for key in ("data", "init", "relaxed_slabs"):
        if config.get(key):
            config[key] = str((Path(args.config).parent / config[key]).resolve())
    if args.data:
        config["data"] = args.data
    training.run(config, args.checkpoint, log=lambda message: print(message, flush=True))


def compact(args):
    from .train import compact as write

    write(args.checkpoint, args.out)


def relax_slabs(args):
    from . import datasets
    from .evaluator import load_checkpoint
    from .relaxing import relax_slabs as relax

    samples = [s for s in datasets.load(args.data, ["gaspy-oh", "gaspy-h"]) if s.part in args.parts]
    gain = relax(load_checkpoint(args.checkpoint), samples, args.out, steps=args.steps)
    print(f"mean gain {gain:.3f} eV")


def evaluate(args):
    from . import report

    (report.oxides if args.oxides else report.run)(args.predictor, args.data, args.out, args.part, args.quick)


def export(args):
    from .card import release

    release(args.checkpoint, args.name, args.config, args.data, args.results, Path(args.models))


def selftest(args):
    import torch
    from .evaluator import load_spike
    from .selftest import reference, write

    write(reference(load_spike(args.checkpoint, torch.float64), args.name), args.out)


def table(args):
    from .tables import write

    write(args.results, args.out)


def speed(args):
    from .speed import run

    run(args.checkpoint, args.models, args.tensornet, args.nequix, args.rounds, args.out, log=lambda message: print(message, flush=True))


def speed_figure(args):
    from .figures import accuracy_over_time

    accuracy_over_time(args.table, args.results, args.out)


def curve_figure(args):
    from .figures import learning_curve

    learning_curve(args.curve, args.out)


METALS = ("--metals", {"help": "comma-separated, as often as they are named; default: all of OC20's"})


def command(commands, function, help, *arguments):
    parser = commands.add_parser(function.__name__.replace("_", "-"), help=help, description=help)
    for name, options in arguments:
        parser.add_argument(name, **options)
    parser.set_defaults(function=function)


def main():
    parser = argparse.ArgumentParser(prog="adatom_training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    data = ("--data", {"default": "../../shared/data", "help": "folder of the data sets (POTENTIAL.md section 4)"})
    command(commands, selfcheck, "tiny end-to-end run with EMT as the teacher; exits non-zero on failure")
    command(
        commands,
        generate,
        "random structures, labelled by a teacher, as one .npz",
        ("out", {}),
        ("--teacher", {"required": True, "help": "emt, nequix:PATH, tensornet:FOLDER or adatom:PATH"}),
        ("--adsorbates", {"required": True, "help": "adsorbates-reference.json"}),
        ("--seed", {"type": int, "default": 0}),
        ("--count", {"type": int}),
        ("--seconds", {"type": float}),
        METALS,
        ("--only", {"help": "comma-separated adsorbates, e.g. O,O,CO: as often as they are named"}),
        ("--adslabs", {"action": "store_true", "help": "nothing but adslabs, with their descents and bare slabs"}),
        ("--elemental", {"type": float, "default": 0.35, "help": "share of elemental crystals"}),
        ("--largest", {"type": int, "default": 60, "help": "atoms of the largest slab"}),
        ("--allow-plus-u", {"action": "store_true", "help": "the teacher has no +U trap"}),
    )
    command(
        commands,
        active,
        "frames along the student's relaxations of random adslabs, far from its training set, labelled by a teacher, as one .npz",
        ("checkpoint", {"help": "the student"}),
        ("config", {"help": "its training config: whose sources it has seen"}),
        ("out", {}),
        ("--teacher", {"required": True, "help": "as for generate"}),
        ("--adsorbates", {"required": True, "help": "adsorbates-reference.json"}),
        data,
        ("--seed", {"type": int, "default": 0}),
        ("--count", {"type": int, "help": "stop at this many labelled structures"}),
        ("--seconds", {"type": float}),
        ("--only", {"help": "comma-separated adsorbates, as for generate; default: all, with the small ones half of the time"}),
        METALS,
        ("--nonmetals", {"help": "comma-separated, of the slabs; default: all of OC20's"}),
        ("--frames", {"type": int, "default": 8, "help": "frames taken of one relaxation at most, apart from its last and the bare slab"}),
        ("--metallic", {"type": float, "default": 0.8, "help": "share of slabs without a non-metal"}),
        ("--elemental", {"type": float, "default": 0.35, "help": "share of elemental crystals in the raw draws"}),
        ("--wide", {"type": float, "default": 0.0, "help": "share of the further prototypes among the compounds"}),
        ("--relaxed-crystals", {"action": "store_true", "help": "cut slabs from crystals at the student's minimum"}),
        ("--largest", {"type": int, "default": 45, "help": "atoms of the largest slab"}),
        ("--fidelity", {"default": "rpbe-oc20", "help": "the theory in which the student relaxes"}),
        ("--quantile", {"type": float, "default": 0.5, "help": "of the distances of held-out frames: what lies beyond is far"}),
        ("--index-frames", {"type": int, "default": 2500, "help": "training frames in the index"}),
        ("--allow-plus-u", {"action": "store_true", "help": "the teacher has no +U trap"}),
    )
    command(commands, short_range, "dimers on their way into each other, by xtb, as one .npz", ("out", {}))
    command(
        commands,
        train,
        "train or resume a run",
        ("config", {}),
        ("checkpoint", {}),
        ("--data", {"help": "in place of the config's data folder"}),
    )
    command(commands, compact, "the averaged weights of a checkpoint, to keep and to evaluate", ("checkpoint", {}), ("out", {}))
    command(
        commands,
        relax_slabs,
        "relax the stripped slabs of the adsorption-energy sets with a checkpoint",
        ("checkpoint", {}),
        ("out", {}),
        data,
        ("--parts", {"nargs": "+", "default": ["train"]}),
        ("--steps", {"type": int, "default": 40}),
    )
    command(
        commands,
        evaluate,
        "errors on held-out parts, as JSON",
        ("predictor", {"help": "adatom:PATH, spike:PATH, nequix:PATH or emt"}),
        ("out", {}),
        data,
        ("--part", {"default": "test"}),
        ("--quick", {"action": "store_true", "help": "fewer frames, no relaxations"}),
        ("--oxides", {"action": "store_true", "help": "the PBE+U fidelity, on oxides: what adatom-s-oxide's card states"}),
    )
    command(
        commands,
        export,
        "ONNX graph, card and self-test values of a checkpoint",
        ("checkpoint", {}),
        ("name", {}),
        ("config", {}),
        ("results", {}),
        data,
        ("--models", {"default": "../models"}),
    )
    command(commands, selftest, "self-test values of the starting model", ("checkpoint", {}), ("name", {}), ("out", {}))
    command(commands, table, "write the measured part of docs/models.md from result files", ("out", {}), ("results", {"nargs": "+"}))
    command(
        commands,
        speed,
        "time of one energy-and-forces call of 80 atoms on one thread, nets side by side, appended to a CSV",
        ("checkpoint", {"help": "adatom-s, for its time in PyTorch"}),
        ("out", {"help": "e.g. ../bench/results/potential-speed.csv"}),
        ("models", {"nargs": "+", "help": "ONNX files with their cards beside them; adatom-s among them"}),
        ("--tensornet", {"help": "folder of the teacher TensorNet-MatPES-PBE"}),
        ("--nequix", {"help": "file of nequix-omat-1; needs NEQUIX_PATHS (label.py)"}),
        ("--rounds", {"type": int, "default": 60}),
    )
    command(
        commands,
        speed_figure,
        "SVG: held-out errors over the time of a call",
        ("table", {"help": "CSV of the command speed"}),
        ("out", {}),
        ("results", {"nargs": "+", "help": "result files of evaluate, named as the nets in the table"}),
    )
    command(commands, curve_figure, "SVG: the learning curve with its held-out points", ("curve", {"help": "results/NAME.curve.json"}), ("out", {}))
    args = parser.parse_args()
    args.function(args)


if __name__ == "__main__":
    main()
