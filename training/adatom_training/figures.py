"""The figures of docs/models.md as SVG text: error over time per call, and the learning curve."""

import csv
import math
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

from .probes import load_json

BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#888888"  # Okabe and Ito's, told apart by most eyes
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 380, 300, 52, 14, 30, 42
TICKS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


@dataclass
class Series:
    """points (x, y); drawn as a line, as dots, or as dots with `names`; `label` stands in the panel's corner, None hides it there."""

    label: str | None
    colour: str
    points: list
    line: bool = True
    names: tuple = ()


@dataclass
class Panel:
    """`rules`: (x, label) of vertical lines, for what has a time and no error."""

    title: str
    x: str
    y: str
    series: list
    rules: tuple = ()
    log_x: bool = False


def text(x, y, content, **attributes):
    more = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in attributes.items())
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{escape(content)}</text>'


def linear_ticks(high):
    """About five round values from 0 to `high`."""
    step = 10 ** math.floor(math.log10(high / 4))
    step *= next(m for m in (1, 2, 5, 10) if high / (m * step) <= 5)
    return [step * n for n in range(int(high / step) + 1)]


def axis(values, log, room=1.08):
    """(function of a value to 0..1, ticks) that hold all values; a linear axis starts at 0 and ends at `room` times the largest."""
    if log:
        low, high = min(values) / 1.4, max(values) * 1.8
        return (lambda v: math.log(v / low) / math.log(high / low)), [t for t in TICKS if low < t < high]
    high = room * max(values)
    return (lambda v: v / high), linear_ticks(high)


def draw(panel):
    """One panel at the origin, WIDTH by HEIGHT."""
    points = [p for s in panel.series for p in s.points]
    fx, x_ticks = axis([x for x, _ in points] + [x for x, _ in panel.rules], panel.log_x)
    labels = [s for s in panel.series if s.label]
    fy, y_ticks = axis([y for _, y in points], False, 1.1 + 0.08 * len(labels))
    px = lambda x: LEFT + fx(x) * (WIDTH - LEFT - RIGHT)
    py = lambda y: HEIGHT - BOTTOM - fy(y) * (HEIGHT - TOP - BOTTOM)
    out = [text(LEFT, 18, panel.title, font_weight="bold")]
    for t in x_ticks:
        out.append(f'<path d="M{px(t):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#e4e4e4"/>' + text(px(t), HEIGHT - BOTTOM + 15, f"{t:g}", text_anchor="middle"))
    for t in y_ticks:
        out.append(f'<path d="M{LEFT} {py(t):.1f}H{WIDTH - RIGHT}" stroke="#e4e4e4"/>' + text(LEFT - 6, py(t) + 4, f"{t:g}", text_anchor="end"))
    out.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, panel.x, text_anchor="middle"))
    out.append(text(0, 0, panel.y, text_anchor="middle", transform=f"translate(13 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)"))
    for x, label in panel.rules:
        out.append(f'<path d="M{px(x):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="{GREY}" stroke-dasharray="4 3"/>')
        out.append(text(0, 0, label, fill="#555", font_size=10, transform=f"translate({px(x) - 3:.1f} {HEIGHT - BOTTOM - 6}) rotate(-90)"))
    for n, s in enumerate(labels):
        out.append(text(WIDTH - RIGHT - 4, TOP + 13 + 15 * n, s.label, text_anchor="end", fill=s.colour))
    for s in panel.series:
        at = [(px(x), py(y)) for x, y in s.points]
        if s.line:
            out.append(f'<path d="M{" ".join(f"{x:.1f},{y:.1f}" for x, y in at)}" fill="none" stroke="{s.colour}" stroke-width="1.6"/>')
        else:
            out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{s.colour}"/>' for x, y in at]
        for (x, y), name in zip(at, s.names):
            right = x > 0.7 * WIDTH
            out.append(text(x + (-7 if right else 7), y - 6, name, text_anchor="end" if right else "start"))
    return "\n".join(out)


def figure(panels, columns=2):
    """The panels row by row."""
    width, height = columns * WIDTH, -(-len(panels) // columns) * HEIGHT
    body = [f'<g transform="translate({n % columns * WIDTH},{n // columns * HEIGHT})">{draw(p)}</g>' for n, p in enumerate(panels)]
    title = escape("; ".join(p.title for p in panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" role="img" '
        f'aria-label="{title}">\n<title>{title}</title><rect width="{width}" height="{height}" fill="#fff"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


MEASURES = (
    ("Forces of OC20 relaxations", "force MAE, eV/Å", ("oc20-dft", "forces_eV_A", "mae")),
    ("Energies of OC20 relaxations", "relaxation-energy MAE, eV", ("oc20-dft", "relaxation_energy_eV", "mae")),
    ("Forces on metals of 14 elements (teacher's labels)", "force MAE, eV/Å", ("tensornet-5k", "all", "forces_eV_A", "mae")),
    ("OH adsorption, DFT geometry, unseen crystals", "adsorption-energy MAE, eV", ("gaspy-oh", "dft_geometry_stripped_slab", "all", "mae")),
)


def times(path):
    """{name: (ms, engine)} of the latest run in a CSV of speed.write; of two engines the faster."""
    with open(path, encoding="utf-8", newline="") as file:
        latest = {(row["name"], row["engine"]): float(row["ms"]) for row in csv.DictReader(file)}
    found = {}
    for (name, engine), ms in latest.items():
        if name not in found or ms < found[name][0]:
            found[name] = (ms, engine)
    return found


def dig(result, path):
    for key in path:
        result = result.get(key) if isinstance(result, dict) else None
    return result


def accuracy_over_time(table, results, out):
    """Held-out errors of the result files, named by their stems, over the times of the table. What was timed only is a dashed line."""
    measured, clock = {Path(p).stem: load_json(p) for p in results}, times(table)
    panels = []
    for title, y, path in MEASURES:
        errors = {name: dig(measured[name], path) for name in measured if name in clock}
        known = {name: error for name, error in errors.items() if error is not None}
        if known:
            points = Series(None, BLUE, [(clock[n][0], e) for n, e in known.items()], line=False, names=tuple(known))
            rules = tuple((ms, f"{n} (timed only)") for n, (ms, _) in clock.items() if n not in known and n not in measured)
            panels.append(Panel(title, "ms per energy and forces, 80 atoms, one thread", y, [points], rules, log_x=True))
    Path(out).write_text(figure(panels), encoding="utf-8")


HELD_OUT = {
    "Held out: OC20 relaxations": (("force MAE, eV/Å", "oc20_force_mae", BLUE), ("relaxation-energy MAE, eV", "oc20_relaxation_mae", ORANGE)),
    "Held out: adsorption at the DFT geometry": (("OH: MAE, eV", "oh_mae", GREEN), ("H: MAE, eV", "h_mae", PURPLE)),
}


def learning_curve(path, out):
    """Training terms of every stage, one after another, and the held-out points that the file holds, over minutes of training."""
    content, start, force, energy, starts = load_json(path), 0.0, [], [], []
    for stage in content["stages"]:
        curve = stage["curve"]
        starts.append((start, [row["step"] for row in curve], [row["minutes"] for row in curve]))
        force.append([(start + row["minutes"], row["force"]) for row in curve])
        energy.append([(start + row["minutes"], row["energy"]) for row in curve])
        start += curve[-1]["minutes"]
    colours = (BLUE, ORANGE, GREEN, PURPLE, GREY)
    stages = lambda rows: [Series(f"stage {n + 1}", colours[n % len(colours)], row) for n, row in enumerate(rows)]
    panels = [
        Panel("Training batches: mean norm of the force error", "minutes of training", "eV/Å", stages(force)),
        Panel("Training batches: energy term", "minutes of training", "eV / √atoms, and pairs in eV", stages(energy)),
    ]

    def minute(row):
        began, steps, minutes = starts[row["stage"] - 1]
        return began + float(np.interp(row["step"], steps, minutes))

    held = content.get("held_out", [])
    for title, measures in HELD_OUT.items():
        lines = [Series(label, colour, [(minute(r), r[key]) for r in held if key in r]) for label, key, colour in measures]
        lines = [line for line in lines if line.points]
        dots = [Series(None, line.colour, line.points, line=False) for line in lines]
        if lines:
            panels.append(Panel(title, "minutes of training", "eV/Å and eV" if "OC20" in title else "eV", lines + dots))
    Path(out).write_text(figure(panels), encoding="utf-8")
