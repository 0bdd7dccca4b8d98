#!/usr/bin/env python3
"""How fast webhooks are told to a receiver on this machine, and what reads lose meanwhile.

    bench/webhooks.py [--engine sqlite|postgres] [--events N] [--tacite PROGRAM]

A file of N customers is imported while nobody tells anything, so that N events lie in the outbox;
then they are told, first alone and then while wrk reads offers. PostgreSQL is the server that
TACITE_TEST_POSTGRES names.
"""
import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests"))

READ_SECONDS = 6
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Receiving(asyncio.Protocol):
    """One connection: counts requests, and looks into none but the one with a code."""

    def __init__(self, receiver):
        self.receiver, self.buffer = receiver, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buffer += data
        while True:
            head, end, rest = self.buffer.partition(b"\r\n\r\n")
            length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1)) if end else 0
            if not end or len(rest) < length:
                return
            self.receiver.take(rest[:length])
            self.buffer = rest[length:]
            self.transport.write(ANSWER)


class Receiver:
    def __init__(self):
        self.count, self.code, self.is_ready = 0, None, threading.Event()
        threading.Thread(target=asyncio.run, args=(self.serve(),), daemon=True).start()
        self.is_ready.wait()

    async def serve(self):
        server = await asyncio.get_running_loop().create_server(
            lambda: Receiving(self), "127.0.0.1", 0, backlog=512)
        self.url = "http://127.0.0.1:%d/" % server.sockets[0].getsockname()[1]
        self.is_ready.set()
        await server.serve_forever()

    def take(self, body):
        if body.startswith(b'{"Code"'):
            self.code = json.loads(body)["Code"]
        else:
            self.count += 1


def wait_for(what):
    end = time.monotonic() + 300
    while not what():
        if time.monotonic() > end:
            raise SystemExit("webhooks: it did not happen in time")
        time.sleep(0.01)


def reads_per_second(world):
    """Of one offer, by eight clients."""
    import base64
    pair = f"{world.key['AgentKey']}:{world.key['ApiKey']}".encode()
    host, port = world.server.address
    done = subprocess.run(
        ["wrk", "-t1", "-c8", f"-d{READ_SECONDS}s", "-H",
         "Authorization: Basic " + base64.b64encode(pair).decode(),
         f"http://{host}:{port}/v1/Offer?ReferenceOffer=team"],
        capture_output=True, encoding="utf-8", check=True)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout).group(1))


def fill(world, turn, count):
    """Events that nobody tells yet, since the server is down."""
    world.stop()
    lines = ["ReferenceOffer,ReferenceCustomer,TypePayment"]
    lines += [f"team,{turn}-{i:06d},ExternalBank" for i in range(count)]
    world.run("import", world.write(f"{turn}.csv", "\n".join(lines) + "\n"))


def measure(engine="sqlite", count=20000):
    """Webhooks per second alone; reads per second alone; both at once."""
    from world import World, small_catalogue

    receiver = Receiver()
    with World(engine) as world:
        world.run("catalogue", world.write("catalogue.json", small_catalogue()))
        webhook = world.json("webhook", "add", receiver.url, "CustomerAdded")["Id"]
        world.serve()
        world.run("webhook", "verify", str(webhook))
        wait_for(lambda: receiver.code)
        world.run("webhook", "verify", str(webhook), receiver.code)

        fill(world, "a", count)
        world.serve()
        start = time.monotonic()
        wait_for(lambda: receiver.count >= count)
        told = count / (time.monotonic() - start)
        time.sleep(1)
        reads = reads_per_second(world)

        receiver.count = 0
        fill(world, "b", count * 4)
        world.serve()
        reads_beside = reads_per_second(world)
        told_beside = receiver.count / READ_SECONDS
    return {"told": told, "reads": reads, "told_beside": told_beside, "reads_beside": reads_beside}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--events", type=int, default=20000)
    parser.add_argument("--tacite", default="build/tacite")
    options = parser.parse_args()
    os.environ["TACITE"] = os.path.abspath(options.tacite)
    found = measure(options.engine, options.events)
    print("webhooks alone: {told:.0f}/s; reads alone: {reads:.0f}/s; "
          "both: {told_beside:.0f} webhooks/s, {reads_beside:.0f} reads/s".format(**found))


if __name__ == "__main__":
    main()
