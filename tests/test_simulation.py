#!/usr/bin/env python3
"""Random worlds with accidents keep their books (tests/simulate.py): the same on both databases and
without the accidents. SIM_SEED repeats a run; SIM_WORLDS says how many, SIM_DAYS how long each is."""
import os
import random
import unittest

import counted
from simulate import Broken, Life, Plan, simulate
from world import ENGINES

SEED = int(os.environ.get("SIM_SEED", random.SystemRandom().randrange(1 << 32)))
WORLDS = int(os.environ.get("SIM_WORLDS", "4"))
DAYS = int(os.environ.get("SIM_DAYS", "30"))


class Simulation(unittest.TestCase):
    def test_worlds(self):
        for number in range(WORLDS):
            # One of them on both, which costs more than the rest together.
            engines = ENGINES if number == 0 else ["sqlite"]
            failure = simulate(SEED + number, DAYS, 8 if number == 0 else 12, engines)
            self.assertIsNone(failure, failure)
        print(f"{WORLDS} worlds of {DAYS} days from SIM_SEED={SEED}")


class Invariants(unittest.TestCase):
    """They must be able to fail: each is shown something that it exists to see."""

    line = {"ReferenceCustomer": "c1", "TypeLine": "AutoSubscriptionRecurrence", "AmountSubtotal": "100",
            "IdSubscription": 7, "DatePeriodStart": "2027-01-01", "FullNumber": "S1-00000001"}
    invoice = {"ReferenceCustomer": "c1", "IssuedOn": "2027-01-01", "DateIssue": "2027-01-01",
               "AmountSubtotal": "100", "AmountTotal": "120", "StateInvoice": "Paid"}

    def evening(self, before, after):
        life = Life.__new__(Life)
        life.evening = before
        life.hold_documents(after)

    def test_a_period_is_charged_once(self):
        invoices = {"S1-00000001": self.invoice}
        Life.hold_periods([self.line], invoices)
        with self.assertRaises(Broken):
            Life.hold_periods([self.line, self.line], invoices)
        cancelled = {"S1-00000001": {**self.invoice, "StateInvoice": "Void"}}
        Life.hold_periods([self.line, {**self.line, "FullNumber": ""}], cancelled)

    def test_documents_keep_their_content(self):
        for change in ({}, {"AmountTotal": "121"}, {"StateInvoice": "DueOffline"}):
            with self.subTest(change), self.assertRaises(Broken):
                self.evening({"S1-00000001": self.invoice},
                             {"S1-00000001": {**self.invoice, **change}} if change else {})
        self.evening({"S1-00000001": self.invoice},
                     {"S1-00000001": {**self.invoice, "StateInvoice": "PaidRefunded"}})

    def test_a_failure_is_made_smaller(self):
        """A world that is told a wrong price stops at the purchase, and little else is left of it."""
        plan = Plan(3, 10, 3)
        honest = Life.as_quoted

        def wrong(life, quote, before, after, what):
            honest(life, {"Details": [{"AmountSubtotal": -1}]}, before, after, what)

        Life.as_quoted = wrong
        try:
            failure = simulate(3, 10, 3, ["sqlite"], is_calm=True, patience=20)
        finally:
            Life.as_quoted = honest
        self.assertIn("a purchase was quoted as [-1]", failure)
        self.assertLess(failure.count("POST "), 6, failure)
        self.assertGreater(len(plan.steps), 12)


if __name__ == "__main__":
    counted.main()
