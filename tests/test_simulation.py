#!/usr/bin/env python3
"""Random worlds with accidents keep their books (tests/simulate.py): the same on both databases and
without the accidents. SIM_SEED repeats a run; SIM_WORLDS says how many, SIM_DAYS how long each is."""
import os
import random
import unittest

import counted
from invariants import Broken, hold_documents, hold_periods, hold_states, hold_succession
from simulate import Life, simulate, smaller
from simulate_stripe import simulate_stripe
from world import ENGINES

SEED = int(os.environ.get("SIM_SEED", random.SystemRandom().randrange(1 << 32)))
WORLDS = int(os.environ.get("SIM_WORLDS", "1"))
DAYS = int(os.environ.get("SIM_DAYS", "20"))


class Simulation(unittest.TestCase):
    def test_worlds(self):
        for number in range(WORLDS):
            # The first on both, which costs more than many others, and so is shorter.
            engines = ENGINES if number == 0 else ["sqlite"]
            failure = simulate(SEED + number, DAYS // 2 if number == 0 else DAYS,
                               8 if number == 0 else 12, engines)
            self.assertIsNone(failure, failure)
        print(f"{WORLDS} worlds of {DAYS} days from SIM_SEED={SEED}")

    def test_a_world_that_collects_by_stripe(self):
        for engine in ENGINES:
            failure = simulate_stripe(engine, SEED, DAYS)
            self.assertIsNone(failure, failure)


class Invariants(unittest.TestCase):
    """They must be able to fail: each is shown something that it exists to see."""

    line = {"ReferenceCustomer": "c1", "TypeLine": "AutoSubscriptionRecurrence", "AmountSubtotal": "100",
            "IdSubscription": 7, "DatePeriodStart": "2027-01-01", "FullNumber": "S1-00000001"}
    invoice = {"ReferenceCustomer": "c1", "IssuedOn": "2027-01-01", "DateIssue": "2027-01-01",
               "AmountSubtotal": "100", "AmountTotal": "120", "StateInvoice": "Paid"}

    def test_a_period_is_charged_once(self):
        invoices = {"S1-00000001": self.invoice}
        hold_periods([self.line], invoices)
        with self.assertRaises(Broken):
            hold_periods([self.line, self.line], invoices)
        cancelled = {"S1-00000001": {**self.invoice, "StateInvoice": "Void"}}
        hold_periods([self.line, {**self.line, "FullNumber": ""}], cancelled)

    def test_documents_keep_their_content(self):
        for change in ({}, {"AmountTotal": "121"}, {"StateInvoice": "Draft"}):
            with self.subTest(change), self.assertRaises(Broken):
                hold_documents({"S1-00000001": self.invoice},
                               {"S1-00000001": {**self.invoice, **change}} if change else {})
        given_back = {**self.invoice, "StateInvoice": "PaidRefunded"}
        with self.assertRaises(Broken):
            hold_documents({"S1-00000001": given_back}, {"S1-00000001": self.invoice})
        hold_documents({"S1-00000001": self.invoice},
                       {"S1-00000001": {**self.invoice, "StateInvoice": "PaidRefunded"}})

    def test_states_follow_each_other(self):
        running, draft = {"StateSubscription": "ActiveRunning"}, {"StateSubscription": "DraftAgent"}
        ended = {"StateSubscription": "EndedTerminated"}
        hold_states({7: draft, 8: running, 9: ended}, {8: ended, 9: ended})
        for before, after in ((running, draft), (ended, running), (running, None)):
            with self.subTest(before=before, after=after), self.assertRaises(Broken):
                hold_states({7: before}, {7: after} if after else {})

    def test_no_period_is_missing(self):
        before = {"Id": 7, "ReferenceCustomer": "c1", "StateSubscription": "ActiveRunning",
                  "AmountRecurrence": 2900, "IsTrial": False, "DatePeriodStart": "2027-01-01", "DatePeriodEnd": "2027-02-01"}
        after = {**before, "DatePeriodStart": "2027-03-01", "DatePeriodEnd": "2027-04-01"}
        january, february, march = [
            {"TypeLine": "AutoSubscriptionRecurrence", "AmountSubtotal": "100", "DatePeriodStart": start,
             "DatePeriodEnd": end} for start, end in (
                 ("2027-01-01", "2027-02-01"), ("2027-02-01", "2027-03-01"), ("2027-03-01", "2027-04-01"))]
        later = {"TimingRecurrence": "Arrears"}
        hold_succession(before, after, [january, march, february])
        hold_succession({**before, **later}, {**after, **later}, [january, february])
        for lines in ([january, march], [january, february], [february, february, march]):
            with self.subTest(lines), self.assertRaises(Broken):
                hold_succession(before, after, lines)
        with self.assertRaises(Broken):
            hold_succession({**before, **later}, {**after, **later}, [february])

    def test_a_failure_is_made_smaller(self):
        """Of a hundred steps three are needed."""
        asked = []

        def fails(steps):
            asked.append(steps)
            return ("broken", steps) if {7, 8, 61} <= set(steps) else None

        steps = list(range(100))
        self.assertEqual(("broken", [7, 8, 61]), smaller(fails, steps, fails(steps), 200))
        self.assertLess(len(asked), 60)
        asked.clear()
        _, fewer = smaller(fails, steps, fails(steps), 10)
        self.assertEqual(11, len(asked))
        self.assertLess(len(fewer), 100)

    def test_a_wrong_price_is_found_and_told_as_a_story(self):
        honest = Life.as_quoted

        def wrong(life, quote, before, after, what):
            honest(life, {"Details": [{"AmountSubtotal": -1}]}, before, after, what)

        Life.as_quoted = wrong
        try:
            failure = simulate(3, 10, 3, ["sqlite"], is_calm=True, attempts=6, merchants=1)
        finally:
            Life.as_quoted = honest
        self.assertIn("a purchase was quoted as [-1]", failure)
        self.assertIn("POST /v1/Subscription", failure)
        self.assertLess(failure.count("POST "), 6, failure)


if __name__ == "__main__":
    counted.main()
