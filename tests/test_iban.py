#!/usr/bin/env python3
"""Account numbers, right and wrong, judged by us and by ibantools from npm, which shares nothing with
us. Without npm it is skipped."""
import json
import os
import random
import re
import shutil
import subprocess
import unittest

import counted
from world import ROOT, World

HERE = os.path.join(ROOT, "tests", "iban")
DIGITS, CAPITALS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KINDS = {"n": DIGITS, "a": CAPITALS, "c": DIGITS + CAPITALS}
EACH = 12
# The judge wants letters or digits where the registry lets both.
NARROWER = {"BY", "DO", "PK", "PS"}


def number_of(text):
    return int("".join(str(int(one, 36)) for one in text))


def rib_key(rib):
    letters = str.maketrans(CAPITALS, "12345678912345678923456789")
    return 97 - int(rib.translate(letters) + "00") % 97


def made_up(dice, country, structure):
    """A right one of a country's structure."""
    rest = "".join(dice.choice(KINDS[kind])
                   for count, kind in re.findall(r"(\d+)([nac])", structure) for _ in range(int(count)))
    if country in ("FR", "MC"):
        rest = rest[:21] + f"{rib_key(rest[:21]):02d}"
    return f"{country}{98 - number_of(rest + country + '00') % 97:02d}{rest}"


def spoilt(dice, iban):
    """With one mistake that people make."""
    at = dice.randrange(len(iban) - 1)
    other = dice.choice([one for one in DIGITS + CAPITALS if one != iban[at]])
    return dice.choice([
        iban[:at] + other + iban[at + 1:],
        iban[:at] + iban[at + 1] + iban[at] + iban[at + 2:],
        iban[:at] + iban[at + 1:],
        iban[:at] + iban[at] + iban[at:],
    ])


def install(test):
    if not shutil.which("npm") or not shutil.which("node"):
        test.skipTest("Node.js is not here")
    folder = os.path.join(ROOT, "build", "iban")
    modules = os.path.join(folder, "node_modules")
    if not os.path.exists(os.path.join(modules, "ibantools")):
        os.makedirs(folder, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(os.path.join(HERE, name), folder)
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, timeout=120,
                              capture_output=True, stdin=subprocess.DEVNULL, encoding="utf-8")
        if done.returncode != 0:
            test.skipTest("the judge could not be installed from npm")
    return modules


class Ibans(unittest.TestCase):
    maxDiff = None

    def test_both_find_the_same_right(self):
        modules = install(self)
        with open(os.path.join(ROOT, "src", "rules", "iban.c"), encoding="utf-8") as file:
            structures = re.findall(r'\{"([A-Z]{2})", "(\w+)", \w+\}', file.read())
        self.assertGreater(len(structures), 80)
        structures = [one for one in structures if one[0] not in NARROWER]
        dice = random.Random(7)
        right = [made_up(dice, *one) for one in structures for _ in range(EACH)]
        numbers = right + [spoilt(dice, one) for one in right]
        done = subprocess.run(["node", os.path.join(HERE, "judge.js")], input=json.dumps(numbers),
                              capture_output=True, encoding="utf-8", timeout=60,
                              env=dict(os.environ, NODE_PATH=modules), check=True)
        judged = [not wrong for wrong in json.loads(done.stdout)]
        ours = self.ours(numbers)
        differ = [(number, "we say right" if our else "we say wrong")
                  for number, our, their in zip(numbers, ours, judged) if our != their]
        self.assertEqual([], differ)
        self.assertGreater(sum(judged), len(right) - 1)

    def ours(self, numbers):
        """By the mistakes of a mandate file, of which the first is always there: it names nobody."""
        with World("sqlite") as world:
            head = "ReferenceCustomer;ReferenceMandate;NameDebtor;Iban;DateSignature\n"
            path = world.write("ibans.csv", head + "".join(
                f"nobody;M{i};Somebody;{number};2020-01-01\n" for i, number in enumerate(numbers)))
            done = subprocess.run([os.environ.get("TACITE", os.path.join(ROOT, "build", "tacite")),
                                   "mandate", "import", path], env=world.environment,
                                  capture_output=True, encoding="utf-8", timeout=120)
            told = dict(re.findall(r"Line (\d+): (Iban: [^\n]*)", done.stderr))
        return [told.get(str(i + 2), "does not reach").endswith("does not reach.")
                or str(i + 2) not in told for i in range(len(numbers))]


if __name__ == "__main__":
    counted.main()
