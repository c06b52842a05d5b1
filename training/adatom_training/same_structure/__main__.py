"""Command line: python -m adatom_training.same_structure COMMAND --help"""

import argparse
import os
import subprocess
import time
from pathlib import Path


def listing(args):
    from .systems import systems

    for system in systems(args.count):
        print(system.name)


def relax(args):
    from .relax import main

    main(args.model, args.queue, args.count, log=lambda message: print(message, flush=True))


def dft(args):
    from .dft import main

    part, of = (int(n) for n in args.part.split("/"))
    deadline = time.time() + 60 * args.minutes if args.minutes else float("inf")
    main(args.queue, args.results, deadline, part, of, log=lambda message: print(message, flush=True))


def collect(args):
    from .collect import main

    main(args.results, args.model, args.state, args.folder)


def teachers(args):
    from .teachers import main

    main(args.state, args.teachers, args.data, log=lambda message: print(message, flush=True))


def held_out(args):
    from .held_out import main

    main(args.checkpoints, log=lambda message: print(message, flush=True))


def calibrate(args):
    """`collect`, then the calibration in the app's own code."""
    collect(args)
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "MODEL": str(Path(args.model).with_suffix(".onnx").resolve())}
    command_line = ["npx", "node", "bench/run.mjs", "calibrate-same-structure", str(Path(args.folder).resolve())]
    raise SystemExit(subprocess.run(command_line, cwd=root, env=environment, check=False).returncode)


def main():
    parser = argparse.ArgumentParser(prog="adatom_training.same_structure", description="Errors at the potential's own structures, against RPBE by GPAW")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add = lambda name, function, help: command(commands, name, function, help)
    count = ("--count", {"type": int, "default": 110, "help": "systems; any number is balanced"})
    add("systems", listing, "print the list")(count)
    add("relax", relax, "relax slabs and adslabs with an exported model and queue them")(("model", {"help": "NAME.onnx, its card beside it"}), ("queue", {"help": "JSONL to write"}), count)
    add("dft", dft, "GPAW single points of a queue; resumes; needs the Python that has GPAW")(
        ("queue", {}),
        ("results", {"help": "JSONL, one for each process"}),
        ("--part", {"default": "0/1", "help": "PART/OF, for several processes side by side"}),
        ("--minutes", {"type": float, "help": "start nothing after that"}),
    )
    collected = (
        ("results", {"nargs": "+"}),
        ("--model", {"required": True, "help": "the model that relaxed them"}),
        ("--state", {"default": "state/same-structure.npz"}),
        ("--folder", {"required": True, "help": "for points.csv and adslabs.extxyz, e.g. results/same-structure-adatom-s"}),
    )
    add("collect", collect, "errors, structures and the labelled set from results")(*collected)
    add("calibrate", calibrate, "collect, then calibrate the model's bars on them (needs Node)")(*collected)
    add("teachers", teachers, "how far teachers, moved to RPBE, lie from these points")(
        ("state", {"help": "state/same-structure.npz"}),
        ("teachers", {"nargs": "+", "help": "as for generate"}),
        ("--data", {"default": "../../shared/data"}),
    )
    add("held-out", held_out, "errors of checkpoints on these points, on metals kept out of the training and on the others")(("checkpoints", {"nargs": "+"}))
    args = parser.parse_args()
    args.function(args)


def command(commands, name, function, help):
    parser = commands.add_parser(name, help=help, description=help)
    parser.set_defaults(function=function)

    def arguments(*options):
        for argument, settings in options:
            parser.add_argument(argument, **settings)

    return arguments


if __name__ == "__main__":
    main()
