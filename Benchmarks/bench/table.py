"""The results as Markdown: the bars, then each work with every contestant."""

from .bars import verdicts
from .results import cases, find, median, ratios, values

COLUMNS = {
    "rate": "requests a second", "p50_ms": "p50 ms", "p99_ms": "p99 ms", "cpu_us": "CPU µs each",
    "database_cpu_us": "database's CPU µs each", "memory_mb": "memory MB", "start_ms": "start ms",
    "idle_mb": "idle memory MB",
}


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def multiple(value):
    """`1/18` reads better than 0.0556 where the bar is a thirtieth."""
    return f"1/{1 / value:.3g}" if value < 1 else number(value)


def spread(numbers):
    """Median, and the least and the most of the rounds."""
    middle, least, most = (number(each) for each in (median(numbers), min(numbers), max(numbers)))
    return middle if least == most else f"{middle} ({least} to {most})"


def row(cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def bars_table(results):
    lines = [row(["bar", "limit", "median", "least to most of the rounds", ""]), row(["---"] * 5)]
    for each in verdicts(results):
        sign, show = ("≥", number) if each["is_least"] else ("≤", multiple)
        limit, middle = (f"{show(each[key])} {each['unit']}" for key in ("limit", "median"))
        limit, figures = f"{sign} {limit}", f"{show(each['least'])} to {show(each['most'])}"
        lines.append(row([each["bar"], limit, middle, figures, "met" if each["met"] else "**missed**"]))
    return lines


def work_table(results, work):
    mine = [case for case in cases(results) if case["work"] == work]
    figures = [figure for figure in COLUMNS if any(values(case["rounds"], figure) for case in mine)]
    names = [COLUMNS[figure] for figure in figures]
    head = ["connections", "", "store", *names, f"Hesap / it, {names[0]}"]
    lines = [f"### {work}", "", row(head), row(["---"] * len(head))]
    for case in mine:
        measured = [values(case["rounds"], figure) for figure in figures]
        cells = [spread(each) if each else "" for each in measured]
        lines.append(row([case["connections"] or "", case["who"], case["store"], *cells, ratio(results, case, figures[0])]))
    return [*lines, ""]


def ratio(results, case, figure):
    """Round by round, with Hesap on the same store, or on SQLite where the rival keeps nothing."""
    store = "SQLite" if case["store"] == "none" else case["store"]
    ours = find(results, case["work"], "Hesap", store, case["connections"])
    return "" if case["who"] == "Hesap" or not ours else spread(ratios(ours, case["rounds"], figure))


def machine_line(results):
    machine = results["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    programs = "SQLite {sqlite}, PostgreSQL {postgresql}, nginx {nginx}, Python {python}".format(**machine)
    return "{processor}, {cores} cores, {memory_gib} GiB, {system}, {disk}; {swift}; ".format(**machine) + (
        f"{programs}, {packages}."
    )


def parts_line(results):
    parts = results["parts"].items()
    return ", ".join(f"{name}: {part['at']}, {part['commit']}, binary {part['binary']}" for name, part in parts) + "."


def table(results):
    lines = [machine_line(results), "", parts_line(results), "", *bars_table(results), ""]
    for work in dict.fromkeys(case["work"] for case in cases(results)):
        lines += work_table(results, work)
    return "\n".join(lines)
