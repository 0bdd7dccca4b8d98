#!/usr/bin/env python3
"""Kills the program at random moments of an import and of a billing run with recurring invoices, again and again, and starts it
anew each time: in the end the books are the same as without any crash. The moments come from a seed,
which is printed; `CRASH_SEED=n` repeats a run, `CRASH_ROUNDS=n` kills more often, `CRASH_CUSTOMERS=n`
makes the company larger."""
import hashlib
import json
import os
import random
import time
import unittest

import counted
from world import ENGINES, TELCO, World, customers_csv, small_catalogue

SEED = int(os.environ.get("CRASH_SEED", time.time_ns() % 1000000))
ROUNDS = int(os.environ.get("CRASH_ROUNDS", 3))
CUSTOMERS = int(os.environ.get("CRASH_CUSTOMERS", 400))
RECURRING = 12
IMPORTED_AT, UNTIL = "2026-11-01T00:00:00Z", "2027-01-15T00:00:00Z"


def books(world):
    """What must not depend on crashes: the invoices without their ids, and the balances."""
    invoices = [
        {name: value for name, value in one.items() if name not in ("Id", "DateIssue")}
        for one in world.json("export", "invoices")
    ]
    lines = [
        {name: value for name, value in one.items()
         if name not in ("Id", "IdSubscription", "FullNumber")}
        for one in world.json("export", "lines")
    ]
    invoices.sort(key=lambda one: (one["ReferenceCustomer"], one["IssuedOn"], one["AmountTotal"]))
    numbers = sorted(one.pop("FullNumber") for one in invoices)
    lines.sort(key=repr)
    digest = hashlib.sha256(repr((invoices, lines)).encode()).hexdigest()
    prefixes = {number.split("-")[0] for number in numbers}
    counted_up = [f"{prefix}-{i + 1:08d}" for prefix in prefixes for i in range(len(numbers))]
    return {"invoices": len(invoices), "without gap": numbers == sorted(counted_up),
            "digest": digest}


def add_recurring(world):
    """Recurring invoices of customers that the import made: every day, week and month."""
    customers = sorted(one["ReferenceCustomer"] for one in world.json("export", "customers"))
    for i, reference in enumerate(customers[:RECURRING]):
        recurring = world.json("recurring", "add", world.write("recurring.json", json.dumps({
            "ReferenceCustomer": reference,
            "DateStart": f"2026-11-{23 + i % 8}T{i % 24:02d}:30:00Z",
            "UnitRecurrence": ("Day", "Week", "Month")[i % 3],
            "Composition": {"Lines": [{"Label": "No. {CYCLE}: {PERIOD}", "AmountUnit": 1000 + i}]},
        })))
        world.run("recurring", "start", str(recurring["Id"]))


def has_arrived(world):
    """Has the clock's run reached its end, in the server or here?"""
    return world.json("clock")["Now"].startswith(UNTIL[:19])


class Crashes(unittest.TestCase):
    def undisturbed(self, engine, catalogue, csv):
        """The books, and the seconds that the import and the clock take."""
        with World(engine) as world:
            self.prepare(world, catalogue)
            started = time.monotonic()
            world.run("import", csv)
            importing = time.monotonic() - started
            add_recurring(world)
            started = time.monotonic()
            world.run("clock", "--to", UNTIL)
            billing = time.monotonic() - started
            world.run("verify")
            return books(world), importing, billing

    def prepare(self, world, catalogue):
        world.run("catalogue", catalogue)
        world.run("clock", "--to", IMPORTED_AT)

    def disturb(self, world, dice, longest, *words):
        """The command through a server that dies after a while; on PostgreSQL the command itself."""
        for _ in range(ROUNDS):
            if world.postgres:
                command = world.start(*words)
                time.sleep(dice.uniform(0, longest))
                command.kill()
                command.wait()
            else:
                world.serve()
                command = world.start(*words)
                time.sleep(dice.uniform(0, longest))
                world.kill()
                command.wait()
        world.run(*words)

    def crash_and_compare(self, engine, catalogue, csv):
        dice = random.Random(SEED)
        expected, importing, billing = self.undisturbed(engine, catalogue, csv)
        print(f"seed {SEED}, {engine}, {expected['invoices']} invoices", flush=True)
        with World(engine) as world:
            self.prepare(world, catalogue)
            self.disturb(world, dice, importing, "import", csv)
            before = world.json("export", "customers"), len(world.json("export", "events"))
            world.run("import", csv)
            after = world.json("export", "customers"), len(world.json("export", "events"))
            self.assertEqual(before, after, "the same import a second time changes something")
            add_recurring(world)
            self.disturb(world, dice, billing, "clock", "--to", UNTIL)
            self.assertTrue(has_arrived(world))
            world.run("verify")
            self.assertEqual(expected, books(world))

    def test_a_made_up_company(self):
        for engine in ENGINES:
            with self.subTest(engine), World(engine) as scratch:
                self.crash_and_compare(engine, scratch.write("catalogue.json", small_catalogue()),
                                       scratch.write("customers.csv", customers_csv(CUSTOMERS)))

    @unittest.skipUnless(os.path.isdir(TELCO), "../shared/data/telco is not there")
    def test_the_telephone_company(self):
        global IMPORTED_AT, UNTIL
        kept = IMPORTED_AT, UNTIL
        IMPORTED_AT, UNTIL = "2026-11-21T12:00:00Z", "2026-12-31T23:59:59Z"
        try:
            for engine in ENGINES:
                with self.subTest(engine):
                    self.crash_and_compare(
                        engine, os.path.join(TELCO, "catalogue.json"),
                        os.path.join(TELCO, "customers-and-subscriptions.csv"))
        finally:
            IMPORTED_AT, UNTIL = kept

    def test_a_server_goes_on_by_itself(self):
        """The clock was under way when everything died; the next server needs no command."""
        for engine in ENGINES:
            with self.subTest(engine), World(engine) as world:
                csv = world.write("customers.csv", customers_csv(CUSTOMERS))
                self.prepare(world, world.write("catalogue.json", small_catalogue()))
                world.run("import", csv)
                world.serve()
                command = world.start("clock", "--to", UNTIL)
                time.sleep(0.15)
                command.kill()
                world.kill()
                command.wait()
                world.serve()
                for _ in range(300):
                    if has_arrived(world):
                        break
                    time.sleep(0.1)
                # Where the command died before it set a target, there was nothing to go on with.
                world.run("clock", "--to", UNTIL)
                world.run("verify")


if __name__ == "__main__":
    counted.main()
