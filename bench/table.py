"""The table: shares of the hand-written service's speed, and the figures behind them."""

import os
import statistics

import imports
import starts
from work import WORK


def made(systems, results, options):
    names = [system.name for system in systems] + list(results.absent)
    works = [work for work in options.work.split(",") if work != "start"]
    lines = [heading(options), ""]
    lines += ["| system | " + " | ".join(works) + " |", "|---|" + "---|" * len(works)]
    notes = Notes()
    for name in dict.fromkeys(names):
        system = next((it for it in systems if it.name == name), None)
        row = [cell(name, work, system, results, notes) for work in works]
        lines.append(f"| {name} | " + " | ".join(row) + " |")
    lines += ["", *(f"{work}: {WORK[work][1]}" for work in works if work in WORK)]
    if imports.WORK.keys() & set(works):
        lines.append(f"I1: import of {options.import_size} persons with all that belongs to them, records a second, of {options.import_runs} "
                     "runs; by hand it is the finished rows written as they are. I2: the same without the mentions that the service "
                     "finds in texts")
    lines += ["", *notes.lines(), "", *figures(results), *starts.lines(results)]
    return "\n".join(lines)


def heading(options):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (f"{options.size} persons, {options.size * 5} events, {options.size // 2} articles, {options.size // 4} quotations; "
            f"{options.runs} runs of {options.seconds} s, {options.connections} connections, one core for the server and one "
            f"for the load, of {os.cpu_count()} with {memory:.0f} GiB.\n"
            "Requests a second as a share of the hand-written service on the same database (1 is as fast, more is faster), taken "
            "within each run: median (range).")


class Notes:
    """Remarks under the table, each once."""

    def __init__(self):
        self.texts = []

    def mark(self, text):
        if text not in self.texts:
            self.texts.append(text)
        return f" [{self.texts.index(text) + 1}]"

    def lines(self):
        return [f"[{place + 1}] {text}" for place, text in enumerate(self.texts)]


def cell(name, work, system, results, notes):
    if name in results.absent:
        return "–" + notes.mark(f"not there: {results.absent[name]}")
    if (name, work) in results.without:
        return "–" + notes.mark(results.without[name, work])
    mine = {it["run"]: it["rate"] for it in results.cells if (it["system"], it["work"]) == (name, work)}
    if not mine:
        return "–"
    remark = system.notes.get(work) if system else None
    mark = notes.mark(remark) if remark else ""
    kind = next(it["kind"] for it in results.cells if it["system"] == name)
    base, base_kind = reference(work, kind, results)
    if not base:
        return "timed" + notes.mark("no hand-written service does this: see the figures below")
    if base_kind != kind:
        mark += notes.mark("a share of the hand-written service on SQLite: there is none for this on PostgreSQL")
    shares = [mine[run] / base[run] for run in mine if base.get(run)]
    if name.startswith("limit") and base_kind == kind:
        return "1" + mark
    return f"{told(statistics.median(shares))} ({told(min(shares))}–{told(max(shares))}){mark}"


def reference(work, kind, results):
    """The hand-written service's rates by run, on the same database, or else on SQLite."""
    for which in dict.fromkeys((kind, "sqlite")):
        found = {it["run"]: it["rate"] for it in results.cells
                 if it["work"] == work and it["kind"] == which and it["system"].startswith("limit")}
        if found:
            return found, which
    return {}, kind


def told(share):
    return f"{share:.2f}" if share < 10 else f"{share:.0f}"


def figures(results):
    lines = ["| work | system | a second, median (range) | CPU µs each | p50 ms | p99 ms | memory MB |", "|---|---|---|---|---|---|---|"]
    for work in dict.fromkeys(it["work"] for it in results.cells):
        for name in dict.fromkeys(it["system"] for it in results.cells if it["work"] == work):
            if (name, work) in results.without:
                continue
            mine = [it for it in results.cells if (it["system"], it["work"]) == (name, work)]
            rates = [it["rate"] for it in mine]
            middle = {key: statistics.median(it[key] for it in mine) for key in ("cpu", "p50", "p99", "rss")}
            latencies = [f"{middle[key]:.1f}" if work not in imports.WORK else "" for key in ("p50", "p99")]
            lines.append(f"| {work} | {name} | {statistics.median(rates):.0f} ({min(rates):.0f}–{max(rates):.0f}) | {middle['cpu']:.0f} "
                         f"| {latencies[0]} | {latencies[1]} | {middle['rss']:.0f} |")
    sizes = ", ".join(f"{work} {size}" for work, size in results.sizes.items())
    cold = sum(1 for it in results.cells if it.get("faults"))
    return lines + ["", f"Mean bytes of Vitae's answers: {sizes}. Cells in which a server read from the disk: {cold} of {len(results.cells)}."]
