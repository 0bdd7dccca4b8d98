#!/usr/bin/env python3
"""The demonstration shops of examples/shop in a real browser: each way in which a page of a merchant's
shows the portal inside, on another site than ours. tests/browser/shops.js drives it."""
import json
import os
import shutil
import socket
import subprocess
import sys
import time

from test_browser import BUILT, HERE, install
from world import ROOT, World

SHOPS = {
    "node": lambda port: ["node", "shop.js", str(port)],
    "php": lambda port: ["php", "-S", f"127.0.0.1:{port}", "shop.php"],
}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port):
    for _ in range(100):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nobody answers on port {port}")


class Shop:
    def __init__(self, name, world, address, secret):
        self.port = free_port()
        environment = dict(
            os.environ, TACITE_URL=address, TACITE_BUSINESS=str(world.key["IdBusiness"]),
            TACITE_KEYS=f"{world.key['AgentKey']}:{world.key['ApiKey']}", TACITE_SECRET=secret,
        )
        self.process = subprocess.Popen(
            SHOPS[name](self.port), cwd=os.path.join(ROOT, "examples", "shop"), env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        wait_for(self.port)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)


def try_shop(name):
    with World("sqlite", "--language", "en") as world:
        world.run("catalogue", os.path.join(ROOT, "tests", "catalogues", "plans.json"))
        server = world.serve()
        address = "http://127.0.0.1:%d" % server.address[1]
        secret = world.exchange("POST", "/Organization/Portal/Secret", {})[1]["Secret"]
        shop = Shop(name, world, address, secret)
        try:
            told = world.write("shops.json", json.dumps({
                "address": address, "shop": f"http://localhost:{shop.port}",
                "stranger": f"http://127.0.0.1:{shop.port}", "key": world.key,
            }))
            return subprocess.run(
                ["node", os.path.join(HERE, "shops.js"), told, name], timeout=300,
                env=dict(os.environ, NODE_PATH=os.path.join(BUILT, "node_modules")),
            ).returncode
        finally:
            shop.stop()


def main():
    install()
    names = [name for name in SHOPS if shutil.which(name)]
    failed = sum(try_shop(name) != 0 for name in names)
    print(f"{len(names) - failed} passed, {failed} failed, {len(SHOPS) - len(names)} skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
