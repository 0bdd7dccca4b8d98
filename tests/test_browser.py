#!/usr/bin/env python3
"""Every page in a real browser: how it looks, reads and moves, and the walks of a customer through the
portal. The browser is Debian's Chromium, driven by tests/browser/run.js with two packages from npm; the
server is ours, with a sandbox that is full of life. Pictures of every page stay in build/screenshots,
with an index.html to look at them.

    test_browser.py [WORD...]     only the cases whose name has one of the words"""
import fcntl
import json
import os
import shutil
import subprocess
import sys

from world import ROOT, World

HERE = os.path.join(ROOT, "tests", "browser")
BUILT = os.path.join(ROOT, "build", "browser")


def install():
    """The packages of the lock file, into the folder of what is built, if they are not there yet."""
    os.makedirs(BUILT, exist_ok=True)
    with open(os.path.join(BUILT, "lock"), "w", encoding="utf-8") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)  # two programs may begin at once
        install_alone()


def install_alone():
    stamp = os.path.join(BUILT, "installed")
    with open(os.path.join(HERE, "package-lock.json"), encoding="utf-8") as file:
        lock = file.read()
    if os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as file:
            if file.read() == lock:
                return
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(HERE, name), BUILT)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=BUILT, timeout=300, check=True,
                   stdin=subprocess.DEVNULL)
    with open(stamp, "w", encoding="utf-8") as file:
        file.write(lock)


def in_a_browser(program, words, **options):
    """Runs a program of tests/browser against a server that is full of life."""
    install()
    with World("sqlite") as world:
        demo = world.json("demo")
        server = world.serve()
        told = world.write("world.json", json.dumps({
            "address": "http://%s:%d" % server.address,
            "key": world.key,
            "demo": demo,
            "command": world.command(),
            "environment": {name: world.environment[name]
                            for name in ("TACITE_DATABASE", "TACITE_KEY_FILE")},
            "screenshots": os.path.join(ROOT, "build", "screenshots"),
        }))
        return subprocess.run(["node", os.path.join(HERE, program), told, *words], timeout=900,
                              env=dict(os.environ, NODE_PATH=os.path.join(BUILT, "node_modules")), **options)


if __name__ == "__main__":
    sys.exit(in_a_browser("run.js", sys.argv[1:]).returncode)
