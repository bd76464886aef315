"""One picture: each work with every contestant, throughput and latency, on logarithmic scales from zero work up."""

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "hesap"  # the same figures give the same file

import matplotlib.pyplot as pyplot  # noqa: E402

from .results import cases, median, ratios, values  # noqa: E402

MARKS = {
    "Hesap": ("o", "#c2410c"),
    "Django": ("s", "#166534"),
    "FastAPI": ("D", "#0e7490"),
    "Hummingbird constant": ("|", "#6b7280"),
    "nginx 204": ("|", "#111827"),
    "pgbench, bare UPDATE, 32 clients": ("|", "#7c3aed"),
    "PBKDF2 loop on all cores": ("|", "#6b7280"),
}
PANELS = [
    ("requests a second, more is better", "rate"),
    ("p99 in milliseconds, less is better", "p99_ms"),
    ("processor time of a request in µs, less is better", "cpu_us"),
]


def rows(results):
    """(label, cases) of each work and store, with 64 connections, or 16 where hashing is the work.

    Django with several kinds of workers is for the table: here the marks would lie on each other.
    """
    found = {}
    for case in cases(results):
        if case["connections"] == (16 if case["work"] in ("sign-in", "reset confirm, history 5") else 64):
            found.setdefault(case["work"], []).append(case)
    split = []
    for work, all_cases in found.items():
        for store in ("SQLite", "PostgreSQL"):
            mine = [case for case in all_cases if case["store"] in (store, "none") and case["who"] in MARKS]
            if {"Hesap", "Django"} <= {case["who"] for case in mine}:
                split.append((f"{work}\n{store}, {mine[0]['connections']} connections", mine))
    return split


def draw(axes, position, case, figure):
    figures = values(case["rounds"], figure)
    if not figures:
        return
    mark, colour = MARKS[case["who"]]
    axes.plot([min(figures), max(figures)], [position, position], color=colour, linewidth=2, alpha=0.5)
    size = 14 if mark == "|" else 7
    axes.plot(median(figures), position, marker=mark, color=colour, markersize=size, markeredgewidth=2, linestyle="none")


def ratio(mine, figure):
    ours, theirs = (next((c["rounds"] for c in mine if c["who"] == who), None) for who in ("Hesap", "Django"))
    return median(ratios(ours, theirs, figure)) if ours and theirs else None


def plot(results, path):
    found = rows(results)
    if not found:
        return
    figure, panels = pyplot.subplots(1, 3, sharey=True, figsize=(15, 1.6 + 0.62 * len(found)), layout="constrained")
    for axes, (title, name) in zip(panels, PANELS):
        for position, (_, mine) in enumerate(found):
            for case in mine:
                draw(axes, position, case, name)
            if (times := ratio(mine, name)) is not None:
                text = f"{times:.1f} ×" if times >= 1 else f"1/{1 / times:.1f}"
                axes.annotate(
                    text, (1, position), xycoords=("axes fraction", "data"), xytext=(-4, 0),
                    textcoords="offset points", ha="right", va="center", fontsize=9, color="#c2410c",
                )
        axes.set_xscale("log")
        axes.set_xmargin(0.25)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,g}")
        axes.set_title(title, fontsize=11)
        axes.grid(axis="x", which="major", color="#d1d5db")
        axes.set_axisbelow(True)
    panels[0].set_yticks(range(len(found)), [label for label, _ in found], fontsize=9)
    panels[0].invert_yaxis()
    legend(figure, found)
    pyplot.savefig(path)
    pyplot.close(figure)


def legend(figure, found):
    seen = {case["who"] for _, mine in found for case in mine}
    marks = [
        pyplot.Line2D([], [], marker=mark, color=colour, linestyle="none", markeredgewidth=2, label=who)
        for who, (mark, colour) in MARKS.items() if who in seen
    ]
    title = "Median and range of the rounds; at the right edge Hesap as a multiple of Django"
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks), title=title, frameon=False)
