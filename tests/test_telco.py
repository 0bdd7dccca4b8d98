#!/usr/bin/env python3
"""The main job on real input: 7,043 customers of a telephone company, from a catalogue and an import
file to numbered invoices, to the cent. The files are beside the project, not in it."""
import json
import os
import unittest

import counted
from world import ENGINES, TELCO, World


@unittest.skipUnless(os.path.isdir(TELCO), "../shared/data/telco is not there")
class TelephoneCompany(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(TELCO, "expected.json"), encoding="utf-8") as file:
            self.expected = json.load(file)
        self.csv = os.path.join(TELCO, "customers-and-subscriptions.csv")

    def import_file(self, world):
        done = world.json("import", self.csv)
        return done["CustomersAdded"], done["CustomersUpdated"], done["SubscriptionsAdded"]

    def compare(self, world, case):
        invoices = world.json("export", "invoices")
        self.assertEqual(
            (case["invoices"], case["subtotal"], case["total"]),
            (len(invoices), sum(one["AmountSubtotal"] for one in invoices),
             sum(one["AmountTotal"] for one in invoices)))
        numbers = sorted(one["FullNumber"] for one in invoices)
        prefix = numbers[0].rpartition("-")[0]
        self.assertEqual([f"{prefix}-{i + 1:08d}" for i in range(len(numbers))], numbers)

    def test_from_the_file_to_the_invoices(self):
        for engine in ENGINES:
            with self.subTest(engine), World(engine) as world:
                world.run("catalogue", os.path.join(TELCO, "catalogue.json"))
                world.run("clock", "--to", self.expected["clock_at_import"])
                dry = world.json("import", self.csv, "--dry-run")
                self.assertEqual(0, dry["RowsBad"])
                self.assertEqual([], world.json("export", "customers"))
                self.assertEqual(
                    (self.expected["customers"], 0, self.expected["subscriptions"]),
                    self.import_file(world))
                events = len(world.json("export", "events"))
                self.assertEqual((0, 0, 0), self.import_file(world))
                self.assertEqual(events, len(world.json("export", "events")))
                for case in self.expected["cases"]:
                    world.run("clock", "--to", case["until"])
                    self.compare(world, case)
                world.run("verify")

    def test_through_a_server(self):
        """The same on SQLite while the server has the file open: every command works through it."""
        with World("sqlite") as world:
            world.serve()
            world.run("catalogue", os.path.join(TELCO, "catalogue.json"))
            world.run("clock", "--to", self.expected["clock_at_import"])
            self.import_file(world)
            world.run("clock", "--to", self.expected["cases"][0]["until"])
            self.compare(world, self.expected["cases"][0])
            status, page = world.ask("GET", "/v1/Invoices?SizePage=1")
            self.assertEqual((200, self.expected["cases"][0]["invoices"]),
                             (status, page["TotalItems"]))


if __name__ == "__main__":
    counted.main()
