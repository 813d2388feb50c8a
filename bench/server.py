"""Servers under test: started pinned to one core, asked, watched, stopped."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def post(url, body, headers={}):
    """What is answered, whatever its status."""
    request = urllib.request.Request(url, body.encode(), {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.read()


def warm(database):
    """Reads a database's files, so that no cell measures the disk."""
    if not database.startswith("sqlite://"):
        return
    path = database.removeprefix("sqlite://")
    for file in (path, path + "-wal"):
        if os.path.exists(file):
            with open(file, "rb", buffering=0) as bytes_of_it:
                while bytes_of_it.read(1 << 20):
                    pass


class Server:
    """One process on one core, and for PostgreSQL the server processes that work for it."""

    def __init__(self, name, command, options, database=None, environment=None, log=None):
        self.name, self.options = name, options
        self.database = database or options.database
        self.address = f"127.0.0.1:{free_port()}"
        self.base = f"http://{self.address}/"
        port = self.address.split(":")[1]
        self.command = [str(word).replace("ADDRESS", self.address).replace("PORT", port) for word in command]
        self.environment = {**os.environ, **(environment or {})}
        self.log = log
        self.process, self.backends, self.last = None, [], {}

    def url(self, path):
        return f"http://{self.address}{path}"

    def start(self, pause=0.05):
        """Starts it and waits until it listens, with a look each so many seconds."""
        command = ["taskset", "-c", self.options.server_core, *self.command]
        log = open(self.log, "w") if self.log else None
        self.process = subprocess.Popen(command, stdout=log or subprocess.DEVNULL, stderr=log, env=self.environment)
        for _ in range(int(30 / pause)):
            try:
                socket.create_connection(("127.0.0.1", int(self.address.split(":")[1])), timeout=1).close()
                break
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit(f"{self.name} ended at once: {' '.join(self.command)}")
                time.sleep(pause)
        else:
            raise SystemExit(f"{self.name} does not listen on {self.address}")
        self.pin()

    def pin(self):
        """Puts PostgreSQL's processes of this database on the server's core; pools open more as they are asked."""
        self.backends = sorted(self.database_processes())
        for pid in self.backends:
            pin = ["taskset", "-pc", self.options.server_core, str(pid)]
            subprocess.run(pin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def database_processes(self):
        """PostgreSQL's processes that serve this database, when it runs on this machine. Other servers on the same
        database are idle while this one is timed, so that what these processes spend is spent for it."""
        if self.database.startswith("sqlite://"):
            return set()
        query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        command = ["psql", self.database, "-Atc", query]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        return {int(line) for line in lines if Path(f"/proc/{line}").exists()}

    def usage(self):
        """CPU seconds and major faults so far, with those of its PostgreSQL processes, and memory in MB."""
        for pid in [self.process.pid, *self.backends]:
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                # A pool has closed the connection: what was spent for it until then stays counted.
                continue
            self.last[pid] = ((int(fields[11]) + int(fields[12])) / TICK, int(fields[9]))
        spent = [self.last.get(pid, (0, 0)) for pid in [self.process.pid, *self.backends]]
        seconds, faults = (sum(each) for each in zip(*spent))
        resident = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE / 1e6
        return seconds, faults, resident
