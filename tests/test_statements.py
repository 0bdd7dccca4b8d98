#!/usr/bin/env python3
"""Statements of account against the books: whatever happened to a customer, in any order, opening and
operations come to the closing balance, days follow each other without a gap, every unpaid invoice is of
one age, and what all customers owe and have as credit is what the ledger says."""
import datetime
import random
import unittest

import counted
from world import ENGINES, World

CUSTOMERS = ["ada", "bob", "eve"]
DAYS = ["2036-01-10", "2036-01-11", "2036-02-01", "2036-02-29", "2036-03-01", "2036-05-15"]
HOURS = ["00:30", "11:00", "23:45"]


class Life:
    """What happens to the customers of a world, by dice that fall the same every time."""

    def __init__(self, world, dice):
        self.world, self.dice = world, dice

    def ask(self, method, path, body=None):
        status, answer = self.world.ask(method, path, body)
        assert status < 500, (path, answer)
        return answer if status in (200, 201) else None

    def begin(self):
        for name in CUSTOMERS:
            self.ask("POST", "/v1/Customer", {"ReferenceCustomer": name})
            self.ask("POST", "/v1/CustomerSettingsPayment",
                     {"ReferenceCustomer": name, "TypePayment": "ExternalBank"})

    def bill(self, name):
        for _ in range(self.dice.randint(1, 2)):
            self.ask("POST", "/v1/BalanceLine",
                     {"ReferenceCustomer": name, "Amount": self.dice.randint(-500, 20000)})
        self.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": name})

    def pay(self, name):
        self.ask("POST", "/Finance/Payments", {
            "ReferenceCustomer": name, "Amount": self.dice.randint(1, 30000),
            "IsPrepaid": self.dice.random() < 0.2, "DatePayment": "2036-01-09"
            if self.dice.random() < 0.2 else None})

    def change(self, name):
        """Something that may or may not be done with one of his invoices."""
        found = self.ask("GET", f"/Finance/Invoices?ReferenceCustomer={name}&SizePage=100")
        if not found or not found["Items"]:
            return
        one = f"/Finance/Invoices/{self.dice.choice(found['Items'])['Id']}"
        amount = {"Reason": "x", "Amount": self.dice.randint(1, 5000)}
        verb, body = self.dice.choice([
            ("Refund", {**amount, "TypePayment": "ExternalCash"}), ("Credit", amount),
            ("Cancellation", {"Reason": "x"}), ("WriteOff", {"Reason": "x"}),
            ("Reopening", {"Reason": "x"}), ("Dispute", {"Reason": "x"}),
            ("DisputeOutcome", {"Outcome": "Won"}), ("DisputeOutcome", {"Outcome": "Lost"})])
        self.ask("POST", f"{one}/{verb}", body)

    def live(self):
        self.begin()
        for day in DAYS:
            for hour in HOURS:
                self.world.run("clock", "--to", f"{day}T{hour}:00Z")
                for name in CUSTOMERS:
                    for deed in self.dice.choices([self.bill, self.pay, self.change], k=3):
                        deed(name)


class Statements(unittest.TestCase):
    maxDiff = None

    def statement(self, world, name, first=None, last=None):
        days = f"&DateFrom={first}" * bool(first) + f"&DateTo={last}" * bool(last)
        status, answer = world.ask("GET", f"/Finance/Statements?ReferenceCustomer={name}{days}")
        self.assertEqual(status, 200, answer)
        self.assertEqual([one["Currency"] for one in answer["Statements"]], ["EUR"])
        return answer["Statements"][0]

    def expect_sums(self, one):
        running = one["AmountOpening"]
        for operation in one["Operations"]:
            running += operation.get("AmountDebit", 0) - operation.get("AmountCredit", 0)
            self.assertEqual(operation["AmountBalance"], running)
        self.assertEqual(one["AmountClosing"], running)
        self.assertEqual(one["AmountOpening"] + one["AmountDebit"] - one["AmountCredit"], running)
        self.assertEqual(sum(one["Ageing"].values()), running)
        days = [operation["DoneOn"] for operation in one["Operations"]]
        self.assertEqual(days, sorted(days))

    def expect_no_gap(self, world, name):
        """The parts of a year are the year."""
        whole, last, operations = self.statement(world, name), None, []
        for first, until in zip([None, *DAYS[1:]], [*[self.before(day) for day in DAYS[1:]], None]):
            part = self.statement(world, name, first, until)
            self.expect_sums(part)
            if last:
                self.assertEqual(part["AmountOpening"], last["AmountClosing"])
            operations += part["Operations"]
            last = part
        self.assertEqual([one["Seq"] for one in operations], [one["Seq"] for one in whole["Operations"]])
        self.assertEqual(last["AmountClosing"], whole["AmountClosing"])
        self.assertEqual(last["AmountUnused"], whole["AmountUnused"])
        return whole

    @staticmethod
    def before(day):
        return str(datetime.date.fromisoformat(day) - datetime.timedelta(days=1))

    def expect_history(self, world, name):
        status, answer = world.ask("GET", f"/Finance/PaymentHistory?ReferenceCustomer={name}&SizePage=1000")
        self.assertEqual(status, 200, answer)
        for one in answer["Items"]:
            for part in one["Parts"]:
                if part["Amount"] > 0:
                    self.assertEqual(part["AmountApplied"], part["Amount"] - part.get("AmountReturned", 0))
                    self.assertGreaterEqual(part["AmountApplied"], 0)
            self.assertLessEqual(one["AmountReturned"], max(one["Amount"], 0))
            if one["Amount"] > 0:
                given = sum(part["Amount"] for part in one["Parts"])
                self.assertLessEqual(given + one["AmountRemaining"], one["Amount"])

    def test_they_are_what_the_books_say(self):
        for engine in ENGINES:
            for seed in range(3):
                with self.subTest(f"{engine}, {seed}"), World(engine, "--currency", "EUR") as world:
                    world.run("clock", "--to", f"{DAYS[0]}T00:00:00Z")
                    world.serve()
                    Life(world, random.Random(seed)).live()
                    wholes = [self.expect_no_gap(world, name) for name in CUSTOMERS]
                    for name in CUSTOMERS:
                        self.expect_history(world, name)
                    self.assertGreater(sum(len(one["Operations"]) for one in wholes), 60)
                    kinds = {row["KindOperation"] for one in wholes for row in one["Operations"]}
                    self.assertGreater(len(kinds), 5, kinds)
                    ledger = world.json("export", "ledger")
                    for account, sign, member in (("Receivable", 1, "AmountClosing"),
                                                  ("Credit", -1, "AmountUnused")):
                        said = sum(row["Amount"] for row in ledger if row["Account"] == account)
                        self.assertEqual(sum(one[member] for one in wholes), sign * said)
                    world.run("verify")


if __name__ == "__main__":
    counted.main()
