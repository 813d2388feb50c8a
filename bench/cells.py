"""Answers compared, and cells timed: each run asks every system for every piece of work once."""

import contextlib
import fcntl
import json
import tempfile
from pathlib import Path

import load
from archives import tell
from server import post, warm
from systems import Missing, Static, Vitae
from work import WORK, draws


class Results:
    """What came of it all."""

    def __init__(self):
        # Why a system is not there at all, by its name.
        self.absent = {}
        # Why a system has no figure for a piece of work, by both.
        self.without = {}
        # What broke off, with the reason.
        self.broken = {}
        self.cells = []
        # Starts, each with its time and memory.
        self.starts = []
        self.sizes = {}


def install(systems, results):
    for system in list(systems):
        try:
            tell(f"{system.name}: installing")
            system.install()
        except Missing as why:
            results.absent[system.name] = str(why)
            systems.remove(system)
            tell(f"{system.name}: {why}")


def reading(systems, works, archives, results, options):
    """All reading: the servers stay up, for all read the same data."""
    running = {}
    try:
        for system in list(systems):
            start(system, system.database(), running, systems, results)
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            for work in works:
                drawn = draws(work, archives.peers, options)
                compare(work, drawn, systems, running, results, options)
                write_bodies(work, drawn, systems, results, folder)
            for run in range(options.runs):
                for work in works:
                    for system in systems:
                        timed(run, work, system, running[system.name], folder, results, options)
    finally:
        for server in running.values():
            server.stop()


def writing(systems, archives, results, options):
    """Making records: each system has a copy of the archive of its own, and keeps it through all runs."""
    writers = [system for system in systems if "M1" not in system.lacks]
    for system in systems:
        if "M1" in system.lacks:
            results.without[system.name, "M1"] = system.lacks["M1"]
    running, tokens = {}, {}
    try:
        for system in list(writers):
            database = archives.copy(system.slug(), system.kind)
            if start(system, database, running, writers, results):
                tokens[system.name] = system.token(database)
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            drawn = draws("M1", archives.peers, options)
            compare("M1", drawn, writers, running, results, options, tokens)
            write_bodies("M1", drawn, writers, results, folder)
            before = {system.name: archives.persons(running[system.name].database) for system in writers}
            for run in range(options.runs):
                for system in writers:
                    timed(run, "M1", system, running[system.name], folder, results, options, tokens.get(system.name))
            for system in writers:
                made = archives.persons(running[system.name].database) - before[system.name]
                counted(system, made, results)
    finally:
        for server in running.values():
            server.stop()
        archives.remove_copies()


def counted(system, made, results):
    """Answers are no persons: at least as many were made as requests were answered, those that warm the caches beside."""
    answered = sum(it["requests"] for it in results.cells if (it["system"], it["work"]) == (system.name, "M1"))
    if made < answered:
        results.without[system.name, "M1"] = f"made {made} persons in {answered} answers"


def start(system, database, running, systems, results):
    server = system.server(database)
    try:
        server.start()
    except SystemExit as why:
        server.stop()
        results.absent[system.name] = str(why)
        systems.remove(system)
        return False
    running[system.name] = server
    return True


def compare(work, drawn, systems, running, results, options, tokens=None):
    """Whether each system answers as Vitae does, on SQLite if it is there; who does not, has no figure for that work."""
    first = next((system for system in systems if isinstance(system, Vitae)), None)
    sample = drawn[: options.sample + 1] if work != "M1" else drawn[-5:]
    answers = {}
    total = 0
    for place, draw in enumerate(sample):
        for system in [first, *(it for it in systems if it is not first)] if first else systems:
            if work in system.lacks:
                results.without[system.name, work] = system.lacks[work]
            if (system.name, work) in results.without or isinstance(system, Static):
                continue
            url = system.url(running[system.name], work, 0)
            headers = {"Authorization": f"Bearer {tokens[system.name]}"} if tokens and tokens.get(system.name) else {}
            raw = post(url, system.body(work, draw), headers)
            if system is first:
                answers[place] = json.loads(raw)
                total += len(raw)
            difference = differs(system, work, raw, answers.get(place))
            if difference:
                results.without[system.name, work] = f"answers differently: {difference}"
                tell(f"{work} {system.name}: {difference} (for {json.dumps(draw.variables)})")
    results.sizes[work] = total // len(sample)
    agree = [it.name for it in systems if (it.name, work) not in results.without and not isinstance(it, Static)]
    tell(f"{work}: {len(sample)} answers agree on {', '.join(agree)}")


def differs(system, work, raw, expected):
    """What is different, in a few words; nothing if nothing is."""
    try:
        answer = json.loads(raw)
    except ValueError:
        return f"no JSON: {raw[:200]!r}"
    if answer.get("errors") or "data" not in answer:
        return f"errors: {json.dumps(answer)[:300]}"
    if expected is None:
        return None
    try:
        mine, theirs = system.seen(work, answer), system.expected(work, expected)
    except (KeyError, TypeError) as why:
        return f"not the form that was expected ({why!r}): {json.dumps(answer)[:300]}"
    mine, theirs = json.dumps(mine), json.dumps(theirs)
    if mine == theirs:
        return None
    at = next((i for i, (a, b) in enumerate(zip(mine, theirs)) if a != b), min(len(mine), len(theirs)))
    return f"`…{mine[max(0, at - 60):at + 60]}…`; expected `…{theirs[max(0, at - 60):at + 60]}…`"


def write_bodies(work, drawn, systems, results, folder):
    """The requests of each system, a line each, as the load reads them."""
    for system in systems:
        if (system.name, work) not in results.without:
            lines = [system.body(work, draw) for draw in drawn]
            bodies_of(folder, work, system).write_text("\n".join(lines) + "\n")


def bodies_of(folder, work, system):
    return Path(folder) / f"{work}-{system.slug()}"


def timed(run, work, system, server, folder, results, options, token=None):
    if (system.name, work) in results.without:
        return
    warm(server.database)
    file = str(bodies_of(folder, work, system))
    url = system.url(server, work, results.sizes.get(work, 0))
    with alone(options):
        cell = load.cell(url, file, server, run / options.runs, options, token)
    if not cell["requests"]:
        results.without[system.name, work] = f"no request was answered within {options.seconds} s"
    elif cell["failed"]:
        results.without[system.name, work] = f"{cell['failed']} of {cell['requests']} requests failed or had no answer in time"
    results.cells.append({"run": run, "work": work, "system": system.name, "kind": system.kind, **cell})
    tell(json.dumps(results.cells[-1]))


@contextlib.contextmanager
def alone(options):
    """Holds the lock while something is timed, if there is one."""
    if not options.lock:
        yield
        return
    with open(options.lock, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
