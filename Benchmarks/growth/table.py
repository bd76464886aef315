"""Results as JSON, and as a table in var/bench."""

import json
import statistics

from hesap_process import ROOT

BAR = 1.3
FOLDER = ROOT / "var/bench"


def ratios(rounds, smallest, figure):
    return sorted(a[figure] / b[figure] for a, b in zip(rounds, smallest, strict=True))


def write(engine, shops, rounds, without_email_index):
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "growth.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    kept[engine] = {
        shop.name: {
            "sessions": shop.size.sessions,
            "users": shop.size.users,
            "cities": shop.size.cities,
            "import_seconds": shop.import_seconds,
            "fill_seconds": shop.fill_seconds,
            "megabytes": shop.megabytes,
            "operations": {name: [each[shop.name][name] for each in rounds] for name in rounds[0][shop.name]},
            "without_email_index": without_email_index[shop.name],
        }
        for shop in shops
    }
    path.write_text(json.dumps(kept, indent=1))
    text = "\n\n".join(f"## {engine}\n\n{rows(sets)}" for engine, sets in kept.items())
    (FOLDER / "growth.md").write_text(text + "\n")
    print(text)


def rows(sets):
    names = list(sets)
    lines = ["Processor time and median latency at 16 connections; of the larger sets as multiples (least–most of the rounds).", ""]
    lines += ["| operation | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for operation, first in sets[names[0]]["operations"].items():
        cells = [cell_of_smallest(first)]
        cells += [cell(sets[name]["operations"][operation], first) for name in names[1:]]
        lines.append(f"| {operation} | " + " | ".join(cells) + " |")
    for operation in sets[names[0]]["without_email_index"]:
        cells = [milliseconds(sets[name]["without_email_index"][operation]) for name in names]
        lines.append(f"| {operation}, no e-mail index | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def cell_of_smallest(rounds):
    cpu = statistics.median(each["cpu"] for each in rounds) * 1e6
    latency = statistics.median(each["p50"] for each in rounds) * 1e3
    return f"{cpu:.0f} µs, {latency:.1f} ms"


def cell(rounds, first):
    """Processor time and median latency, as multiples of the smallest set's, with the extremes of the rounds."""
    parts = []
    for figure in ("cpu", "p50"):
        values = ratios(rounds, first, figure)
        middle = statistics.median(values)
        text = f"{middle:.2f} ({values[0]:.2f}–{values[-1]:.2f})"
        parts.append(f"**{text}**" if middle > BAR else text)
    return ", ".join(parts)


def milliseconds(rounds):
    return f"{statistics.median(each['cpu'] for each in rounds) * 1e3:.1f} ms CPU"
