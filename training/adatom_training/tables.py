"""The measured part of docs/models.md, written between two marks from result files: one command, no number typed by hand."""

from pathlib import Path

from .probes import load_json

BEGIN, END = "<!-- measured: begin (python -m adatom_training table) -->", "<!-- measured: end -->"


def dig(result, *path):
    """The value at a path of keys, or a dash."""
    for key in path:
        result = result.get(key) if isinstance(result, dict) else None
    return "-" if result is None else str(result)


ROWS = (
    ("OC20 DFT relaxations (5 held-out trajectories): force MAE, eV/Å", ("oc20-dft", "forces_eV_A", "mae")),
    ("… mean absolute force component, eV/Å", ("oc20-dft", "forces_eV_A", "mean_abs")),
    ("… force cosine", ("oc20-dft", "forces_eV_A", "cosine")),
    ("… relaxation energy MAE, eV", ("oc20-dft", "relaxation_energy_eV", "mae")),
    ("… relaxation energy, correlation", ("oc20-dft", "relaxation_energy_eV", "r")),
    ("Alcohols (2 held-out crystals): force MAE, eV/Å", ("alcohol", "forces_eV_A", "mae")),
    ("… force cosine", ("alcohol", "forces_eV_A", "cosine")),
    ("… relaxation energy MAE, eV", ("alcohol", "relaxation_energy_eV", "mae")),
    ("Oxides, PBE+U fidelity (1 held-out system): force MAE, eV/Å", ("oxide", "forces_eV_A", "mae")),
    ("… relaxation energy MAE, eV", ("oxide", "relaxation_energy_eV", "mae")),
    ("Oxides of nequix-broad, PBE+U fidelity, held-out groups: force MAE, eV/Å", ("nequix-oxides", "all", "forces_eV_A", "mae")),
    ("… energy MAE, eV/atom", ("nequix-oxides", "all", "energy_eV_per_atom", "mae")),
    ("nequix-broad-1, held-out groups, against the teacher: force MAE, eV/Å", ("nequix-broad-1", "all", "forces_eV_A", "mae")),
    ("… energy MAE, eV/atom", ("nequix-broad-1", "all", "energy_eV_per_atom", "mae")),
    ("nequix-broad-2, held-out groups: force MAE, eV/Å", ("nequix-broad-2", "all", "forces_eV_A", "mae")),
    ("… energy MAE, eV/atom", ("nequix-broad-2", "all", "energy_eV_per_atom", "mae")),
    ("tensornet-broad, held-out groups: force MAE, eV/Å", ("tensornet-broad", "all", "forces_eV_A", "mae")),
    ("… energy MAE, eV/atom", ("tensornet-broad", "all", "energy_eV_per_atom", "mae")),
    ("tensornet-5k, held-out groups: force MAE, eV/Å", ("tensornet-5k", "all", "forces_eV_A", "mae")),
    ("… relaxation frames only, eV/Å", ("tensornet-5k", "relax", "forces_eV_A", "mae")),
    ("… energy MAE, eV/atom", ("tensornet-5k", "all", "energy_eV_per_atom", "mae")),
    *[
        (f"{title}: adsorption MAE, eV", (source, geometry, "all", "mae"))
        for source, name in (("gaspy-oh", "OH, unseen crystals"), ("gaspy-h", "H, unseen compositions"))
        for geometry, title in (
            ("dft_geometry_stripped_slab", f"{name}, DFT geometry, unrelaxed slab"),
            ("dft_geometry_relaxed_slab", f"{name}, DFT geometry, relaxed slab"),
            ("own_minimum", f"{name}, own minima"),
        )
    ],
    *[
        (
            f"{name}, DFT geometry, unrelaxed slab, one constant removed: MAE, eV",
            (source, "dft_geometry_stripped_slab", "all, median removed", "mae"),
        )
        for source, name in (("gaspy-oh", "OH"), ("gaspy-h", "H"))
    ],
    ("O on elemental slabs (PBE, other theory), one constant removed: MAE, eV", ("o_on_elements", "median_removed", "mae")),
    ("… systems over 1 eV", ("o_on_elements", "over_1_eV_after_median")),
    ("Repulsive wall: element pairs", ("wall", "pairs")),
    ("… pairs that do not rise monotonically under 0.6 × the sum of covalent radii", ("wall", "failures")),
    ("Random adslabs relaxed: number", ("random_relaxations", "count")),
    ("… converged (300 steps, fmax 0.05 eV/Å)", ("random_relaxations", "converged")),
    ("… exploded", ("random_relaxations", "exploded")),
    ("… collapsed", ("random_relaxations", "collapsed")),
    ("NVE drift of H2O/Pt(111), meV/atom/ps", ("drift", "drift_meV_per_atom_ps")),
)


def errors_table(named):
    lines = ["| measure | " + " | ".join(named) + " |", "|---|" + "---|" * len(named)]
    for title, path in ROWS:
        values = [dig(result, *path) for result in named.values()]
        values = ["none" if v == "[]" else v.replace("'", "").strip("[]") for v in values]
        if any(v != "-" for v in values):
            lines.append(f"| {title} | " + " | ".join(values) + " |")
    return lines


def groups_table(named):
    """Adsorption errors by element group of the slab."""
    lines = ["| adsorbate, slab | " + " | ".join(f"{name}: n, MAE, bias (eV)" for name in named) + " |", "|---|" + "---|" * len(named)]
    for source, label in (("gaspy-oh", "OH"), ("gaspy-h", "H")):
        groups = sorted(
            {g for r in named.values() for g in r.get(source, {}).get("dft_geometry_stripped_slab", {}) if not g.startswith("all")}
        )
        for group in groups:
            cells = [r.get(source, {}).get("dft_geometry_stripped_slab", {}).get(group) for r in named.values()]
            lines.append(
                f"| {label}, {group} | " + " | ".join(f"{c['n']}, {c['mae']}, {c['bias']}" if c and c["n"] else "-" for c in cells) + " |"
            )
    return lines


def sites_table(named):
    """H, O and CO on fcc(111): the best site and its energy relative to the model's own gas references."""
    systems = sorted({s for r in named.values() for s in r.get("fcc111_sites", {})})
    lines = ["| system | " + " | ".join(named) + " |", "|---|" + "---|" * len(named)]
    for system in systems:
        cells = []
        for result in named.values():
            entry = result.get("fcc111_sites", {}).get(system)
            best = entry and entry["sites"][entry["best"]]
            cells.append(
                f"from {entry['best']}: {best['adsorption_eV']} eV, {best['bonds']} bonds of {best['shortest_A']} Å{'' if best['converged'] else ', not converged'}"
                if entry
                else "-"
            )
        lines.append(f"| {system} | " + " | ".join(cells) + " |")
    return lines


def write(results, out):
    """Replace the text between the marks of `out` (a new file gets them) by tables of the result files, named by their stems."""
    named = {Path(path).stem: load_json(path) for path in results}
    with_sites = {name: r for name, r in named.items() if "fcc111_sites" in r}
    body = [
        "Errors on parts never trained on (`training/adatom_training/splits.py`). A dash: not measured, or outside the model's elements.",
        "",
    ]
    body += (
        errors_table(named)
        + ["", "Adsorption energies by what the slab is made of (DFT geometry, slab not relaxed):", ""]
        + groups_table(named)
    )
    if with_sites:
        body += ["", "Best site of H, O and CO on fcc(111), 2×2, with the model's own gas references:", ""] + sites_table(with_sites)
    path = Path(out)
    text = path.read_text(encoding="utf-8") if path.exists() else f"# Models\n\n{BEGIN}\n{END}\n"
    if BEGIN not in text or END not in text:
        raise ValueError(f"{out}: the marks of the measured part are missing")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    path.write_text(before + BEGIN + "\n" + "\n".join(body) + "\n" + END + after, encoding="utf-8")
