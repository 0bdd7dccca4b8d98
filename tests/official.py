"""The official client of a payment provider, as a judge: npm installs it by its lock file into the
folder of what is built, and it is driven through a pipe."""
import json
import os
import shutil
import subprocess

from world import ROOT

HERE = os.path.join(ROOT, "tests", "gateways")
FOLDER = os.path.join(ROOT, "build", "gateways")


def install(test):
    """Skips the test where npm cannot be had."""
    if not shutil.which("npm") or not shutil.which("node"):
        test.skipTest("Node.js is not here")
    os.makedirs(FOLDER, exist_ok=True)
    shutil.copy(os.path.join(HERE, "client.mjs"), FOLDER)
    if all(os.path.exists(os.path.join(FOLDER, "node_modules", name))
           for name in ("stripe", "gocardless-nodejs")):
        return
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(HERE, name), FOLDER)
    done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=FOLDER, timeout=300,
                          capture_output=True, stdin=subprocess.DEVNULL, encoding="utf-8")
    if done.returncode != 0:
        test.skipTest("the official clients could not be installed from npm")


class Refused(Exception):
    def __init__(self, error):
        super().__init__(error["name"], error["message"])
        self.error = error


class Official:
    """`client("paymentIntents.create", {...}, {"idempotencyKey": "k"})`"""

    def __init__(self, provider, url, key):
        self.process = subprocess.Popen(
            ["node", "client.mjs", provider, url, key], cwd=FOLDER, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *why):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def __call__(self, *words):
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        if "error" in told:
            raise Refused(told["error"])
        return told.get("result")
