#!/usr/bin/env python3
"""Attacks a service on this machine and measures how the others fare meanwhile.

    bench/guard.py BINARY DATABASE_URL [--idle 10000] [--seconds 5]

Starts `BINARY serve` for each attack, asks a small query again and again while nothing else goes on and while
the attack does, and prints the 99th percentile of both, their ratio, and the most memory that the service took.
"""

import argparse
import asyncio
import json
import multiprocessing
import resource
import subprocess
import time

QUERY = json.dumps({"query": "{ persons(first: 3) { edges { node { key name } } } }"}).encode()
HEAD = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def request(body):
    return HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body


async def read_answer(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    await reader.readexactly(length)
    return int(head.split(b" ")[1])


async def ask_on_and_on(port, seconds):
    """The times of small queries, each on a connection of its own, in seconds."""
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(QUERY))
        status = await asyncio.wait_for(read_answer(reader), 30)
        assert status == 200, status
        writer.close()
        times.append(time.monotonic() - began)
        await asyncio.sleep(0.005)
    return times


def p99(times):
    return sorted(times)[int(len(times) * 0.99)] * 1000


async def idle(port, count):
    """Connections that say nothing, or never end what they say; closed ones are opened again."""
    open_ones = []
    for at in range(count):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            if at % 2:
                writer.write(HEAD)
            open_ones.append((reader, writer))
        except OSError:
            await asyncio.sleep(0.01)
    try:
        await asyncio.sleep(3600)
    finally:
        for _, writer in open_ones:
            writer.close()


async def slow_loris(port, count):
    """Connections that send one byte of a head a second, and come again when they are closed."""

    async def one():
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                for byte in HEAD * 100:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(1)
            except OSError:
                await asyncio.sleep(0.1)

    await asyncio.gather(*(one() for _ in range(count)))


async def gigabyte(port, _count):
    """A body of a gigabyte in pieces, again and again."""
    piece = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
            for _ in range(1024):
                writer.write(piece)
                await writer.drain()
        except OSError:
            await asyncio.sleep(0.01)


def document(text):
    """Sends a document on four connections, again and again."""
    body = request(json.dumps({"query": text}).encode())

    async def attack(port, _count):
        async def one():
            while True:
                try:
                    reader, writer = await asyncio.open_connection("127.0.0.1", port)
                    while True:
                        writer.write(body)
                        await read_answer(reader)
                except (OSError, asyncio.IncompleteReadError):
                    await asyncio.sleep(0.01)

        await asyncio.gather(*(one() for _ in range(4)))

    return attack


NESTED = "relations { edges { node { " * 6 + "id" + " } } }" * 6
ATTACKS = {
    "slow loris (1,000)": lambda port, count: slow_loris(port, min(count, 1000)),
    "idle": idle,
    "gigabyte": gigabyte,
    "deep": document("{ a" * 5000 + "}" * 5000),
    "wide": document("{" + "id " * 30000 + "}"),
    "cost bomb": document("{ persons { edges { node { %s } } } }" % NESTED),
    "1,000 aliases": document("{" + " ".join(f"a{at}: __typename" for at in range(1000)) + "}"),
}


def attack_forever(attack, port, count):
    asyncio.run(attack(port, count))


def measure(options, name, attack):
    command = [options.binary, "serve", "--listen", "127.0.0.1:0", "--database", options.database]
    command += ["--first-token=false", "--max-connections-per-client", str(options.per_client), "--answer-memory", "0"]
    service = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    attacker = None
    try:
        port = int(service.stdout.readline().rsplit(":", 1)[1].split("/")[0])
        asyncio.run(ask_on_and_on(port, 1))
        quiet = p99(asyncio.run(ask_on_and_on(port, options.seconds)))
        # A process of its own, or what it is busy with would count as the service's.
        attacker = multiprocessing.Process(target=attack_forever, args=(attack, port, options.idle), daemon=True)
        attacker.start()
        time.sleep(options.seconds)
        times = asyncio.run(ask_on_and_on(port, options.seconds))
        with open(f"/proc/{service.pid}/status") as status:
            memory = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
        row = (name, quiet, p99(times), p99(times) / quiet, max(times) * 1000, len(times), memory)
        print("%-20s quiet p99 %6.1f ms, attacked %6.1f ms, ratio %5.1f, worst %6.0f ms, %4d asked, memory %4.0f MiB" % row, flush=True)
    finally:
        if attacker:
            attacker.terminate()
        service.terminate()
        service.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("database")
    parser.add_argument("--idle", type=int, default=10000)
    parser.add_argument("--per-client", type=int, default=20000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--only", choices=list(ATTACKS))
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for name, attack in ATTACKS.items():
        if options.only in (None, name):
            measure(options, name, attack)


if __name__ == "__main__":
    main()
