"""The results as Markdown: the bars, then each work with every contestant."""

from .bars import verdicts
from .results import cases, find, median, ratios, values

COLUMNS = [
    ("requests a second", "rate", "{:,.0f}"), ("p50 ms", "p50_ms", "{:.2f}"), ("p99 ms", "p99_ms", "{:.2f}"),
    ("CPU µs each", "cpu_us", "{:,.0f}"), ("database's CPU µs each", "database_cpu_us", "{:,.0f}"),
    ("memory MB", "memory_mb", "{:.0f}"), ("start ms", "start_ms", "{:.0f}"), ("idle memory MB", "idle_mb", "{:.0f}"),
]


def number(value):
    """`1/18` reads better than 0.0556 where the bar is a thirtieth."""
    if value < 0.2:
        return f"1/{1 / value:.3g}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def spread(numbers, form):
    """Median, and the least and the most of the rounds."""
    middle, least, most = (form.format(each) for each in (median(numbers), min(numbers), max(numbers)))
    return middle if least == most else f"{middle} ({least} to {most})"


def row(cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def bars_table(results):
    lines = [row(["bar", "limit", "median", "least to most of the rounds", ""]), row(["---"] * 5)]
    for each in verdicts(results):
        limit = f"{'≥' if each['is_least'] else '≤'} {number(each['limit'])} {each['unit']}"
        middle, figures = f"{number(each['median'])} {each['unit']}", f"{number(each['least'])} to {number(each['most'])}"
        lines.append(row([each["bar"], limit, middle, figures, "met" if each["met"] else "**missed**"]))
    return lines


def work_table(results, work):
    mine = [case for case in cases(results) if case["work"] == work]
    columns = [column for column in COLUMNS if any(values(case["rounds"], column[1]) for case in mine)]
    head = ["connections", "", "store", *(name for name, *_ in columns), f"Hesap / it, {columns[0][0]}"]
    lines = [f"### {work}", "", row(head), row(["---"] * len(head))]
    for case in mine:
        figures = [values(case["rounds"], figure) for _, figure, _ in columns]
        cells = [spread(each, form) if each else "" for each, (*_, form) in zip(figures, columns)]
        lines.append(row([case["connections"] or "", case["who"], case["store"], *cells, ratio(results, case, columns[0])]))
    return [*lines, ""]


def ratio(results, case, column):
    """Of the first column, with Hesap on the same store, or on SQLite where the rival keeps nothing."""
    store = "SQLite" if case["store"] == "none" else case["store"]
    ours = find(results, case["work"], "Hesap", store, case["connections"])
    return "" if case["who"] == "Hesap" or not ours else spread(ratios(ours, case["rounds"], column[1]), "{:.3g}")


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
