"""How long each system takes from its start to its first answer, and what memory it has when nobody asks anything."""

import statistics
import time

from archives import tell
from server import post, warm
from systems import Static
from work import draws

# How long nobody asks before memory is looked at, in seconds.
IDLE = 3


def measure(archives, systems, results, options):
    """Each run starts every system once, on the files in memory, and asks for one name."""
    asked = draws("Q6", archives.peers, options)[1]
    for run in range(options.runs):
        for system in systems:
            if isinstance(system, Static) or (system.name, "Q6") in results.without:
                continue
            server = system.server(system.database())
            warm(server.database)
            started = time.monotonic()
            try:
                server.start(pause=0.002)
                post(system.url(server, "Q6", 0), system.body("Q6", asked))
                seconds = time.monotonic() - started
                time.sleep(IDLE)
                memory = server.usage()[2]
            finally:
                server.stop()
            results.starts.append({"run": run, "system": system.name, "ms": seconds * 1e3, "rss": memory})
            tell(results.starts[-1])


def lines(results):
    """The table of it."""
    if not results.starts:
        return []
    told = ["", "| system | start to first answer, ms, median (range) | memory when idle, MB |", "|---|---|---|"]
    for name in dict.fromkeys(it["system"] for it in results.starts):
        mine = [it for it in results.starts if it["system"] == name]
        times, memory = [it["ms"] for it in mine], statistics.median(it["rss"] for it in mine)
        told.append(f"| {name} | {statistics.median(times):.0f} ({min(times):.0f}–{max(times):.0f}) | {memory:.0f} |")
    return told
