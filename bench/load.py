"""One cell: a while of load on one way, by wrk on a core of its own."""

import json
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent


def cell(url, bodies, server, start, options, token=None):
    """Rate (requests a second), CPU (µs a request), latencies (ms), failed requests, major faults, MB.
    `bodies` is a file; a short load from another place in it first warms the server's own caches."""
    run(url, bodies, (start + 0.5) % 1, 1, options, token)
    server.pin()
    before = server.usage()
    told = run(url, bodies, start, options.seconds, options, token)
    after = server.usage()
    requests = max(1, told["requests"])
    return {
        "rate": told["requests"] / told["microseconds"] * 1e6,
        "cpu": (after[0] - before[0]) / requests * 1e6,
        "p50": told["p50"] / 1000,
        "p99": told["p99"] / 1000,
        "failed": told["failed"],
        "requests": told["requests"],
        "faults": after[1] - before[1],
        "rss": after[2],
    }


def run(url, file, start, seconds, options, token=None, script="post.lua", more=()):
    """Load for so long; what the script tells at the end. `more` is for the script alone."""
    command = ["taskset", "-c", options.load_core, "wrk", "-t1", f"-c{options.connections}", f"-d{seconds}s", "--timeout", "30s"]
    command += ["-s", str(HERE / script), url, "--", file, str(start)]
    command += ([token] if token else []) + list(more)
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output.strip().splitlines()[-1])
