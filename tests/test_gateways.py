#!/usr/bin/env python3
"""Collecting under strain: many click at once, two servers share a database, a run of the clock is
killed at random moments. Whatever happens, nobody is charged twice, and the books say what moved."""
import collections
import concurrent.futures
import os
import random
import time
import unittest

import counted
from fake_stripe import KEY, FakeStripe
from merchant import Merchant, until
from story import Server
from world import ENGINES, TACITE, World

CARD = "4200460037003700"
MANY = 20


def at_once(count, function):
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(function, range(count)))


class Sandbox(World):
    """A business whose customers pay by the sandbox's cards."""

    def __init__(self, engine):
        super().__init__(engine, "--tax-rate", "0", "--currency", "EUR")
        self.run("clock", "--to", "2026-01-31T09:00:00Z")
        self.run("gateway", "add", "Sandbox", "card")
        self.run("gateway", "add", "Sandbox", "debit", "--name", "Debits")
        self.serve()

    def good(self, *request):
        status, answer = self.ask(*request)
        if status not in (200, 201):
            raise AssertionError(f"{request}: {status} {answer}")
        return answer

    def invoice(self, reference, number=CARD, kind="Card"):
        self.good("POST", "/v1/Customer", {"ReferenceCustomer": reference})
        self.good("POST", "/Gateway/Permissions",
                  {"ReferenceCustomer": reference, "TypePayment": kind, "Number": number})
        return self.bill(reference)

    def bill(self, reference):
        self.good("POST", "/v1/BalanceLine",
                  {"ReferenceCustomer": reference, "Amount": 1000, "Label": "Training"})
        return self.good("POST", "/v1/Billing/Customer", {"ReferenceCustomer": reference})["Id"]

    def transactions(self, **query):
        found, page = [], 1
        filters = "".join(f"&{name}={value}" for name, value in query.items())
        while True:
            answer = self.good(
                "GET", f"/Gateway/Transactions?SizePage=500&Page={page}{filters}")
            found += answer["Items"]
            if len(found) >= answer["TotalItems"]:
                return found
            page += 1


class Strain(unittest.TestCase):
    def test_a_double_click_charges_once(self):
        for engine in ENGINES:
            with self.subTest(engine), Sandbox(engine) as world:
                invoice = world.invoice("ada")
                answers = at_once(MANY, lambda _: world.ask(
                    "POST", f"/Finance/Invoices/{invoice}/Charge", {}))
                self.assertEqual([200] + [409] * (MANY - 1), sorted(one[0] for one in answers))
                self.assertEqual(["Succeeded"], [one["StateTransaction"] for one in
                                                 world.transactions(IdInvoice=invoice)])
                world.run("verify")

    def test_charge_payment_and_cancellation_at_once(self):
        for engine in ENGINES:
            with self.subTest(engine), Sandbox(engine) as world:
                for turn in range(6):
                    invoice = world.invoice(f"c{turn}", "FR1420041010050500013M02606", "DirectDebit")
                    asked = [
                        ("POST", f"/Finance/Invoices/{invoice}/Charge", {}),
                        ("POST", "/Finance/Payments", {"Invoices": [{"IdInvoice": invoice}],
                                                       "TypePayment": "ExternalBank"}),
                        ("POST", f"/Finance/Invoices/{invoice}/Cancellation", {"Reason": "no"}),
                    ]
                    random.shuffle(asked)
                    answers = at_once(3, lambda at: world.ask(*asked[at])[0])
                    self.assertFalse(set(answers) - {200, 201, 409}, answers)
                    self.assertIn(world.good("GET", f"/v1/Invoice/{invoice}")["StateInvoice"],
                                  ("Paid", "Void"))
                world.run("clock", "--to", "2026-03-01T00:00:00Z")
                world.run("verify")

    def test_a_refund_clicked_often_goes_back_once(self):
        for engine in ENGINES:
            with self.subTest(engine), Sandbox(engine) as world:
                invoice = world.invoice("ada")
                world.good("POST", f"/Finance/Invoices/{invoice}/Charge", {})
                answers = at_once(MANY, lambda _: world.ask(
                    "POST", f"/Finance/Invoices/{invoice}/Refund",
                    {"ModeRefund": "Automatic", "Reason": "a bad day"})[0])
                self.assertEqual([201] + [409] * (MANY - 1), sorted(answers))
                self.assertEqual([-1000, 1000],
                                 sorted(one["Amount"] for one in world.transactions()))
                world.run("verify")

    def test_a_killed_clock_goes_on_and_charges_once(self):
        for engine in ENGINES:
            with self.subTest(engine), Sandbox(engine) as world:
                numbers = [CARD, "4200460037025901", "4200460037000028", "4200460037000036"]
                for i in range(MANY):
                    world.invoice(f"c{i}", numbers[i % len(numbers)])
                world.stop()
                for turn in range(8):
                    process = world.start("clock", "--to", "2026-03-31T00:00:00Z")
                    time.sleep(random.uniform(0.01, 0.15))
                    process.kill()
                    process.wait()
                world.run("clock", "--to", "2026-03-31T00:00:00Z")
                world.run("verify")
                world.serve()
                taken = collections.Counter(
                    share["IdInvoice"] for one in world.transactions() for share in one["Shares"]
                    if one["StateTransaction"] in ("Succeeded", "Disputed"))
                self.assertEqual({1}, set(taken.values()))
                self.assertEqual(MANY // 2, len(taken))

    def test_a_gateway_that_nobody_signs_for(self):
        with Sandbox("sqlite") as world:
            status, _ = world.ask("POST", "/Gateway/Gateways", {
                "TypeGateway": "Stripe", "TypePayment": "Card", "ApiKey": "sk_test_x"})
            self.assertEqual(201, status)
            gateway = [one for one in world.good("GET", "/Gateway/Gateways")["Items"]
                       if one["TypeGateway"] == "Stripe"][0]
            path = f"/gateway/{gateway['Id']}/notifications"
            self.assertEqual(401, world.exchange("POST", path, {}, Authorization="")[0])
            self.assertEqual(404, world.exchange("POST", "/gateway/77/notifications", {})[0])
            secrets = world.json("key", "secret", "list")
            self.assertIn("gateway.key", [one["Name"] for one in secrets])
            self.assertNotIn("sk_test_x", world.run("key", "secret", "list", "--json"))


class TwoServers(unittest.TestCase):
    """On one database, both with a clock and a switchboard, while the provider misbehaves."""

    def register(self, merchant, reference):
        merchant.customer(reference)
        method = merchant.begin(reference, "Card")
        merchant.fake.fill(method["PageUrl"].rsplit("/", 1)[1], "4242424242424242")
        merchant.fake.tell()
        return merchant.method_in(method["Id"], "Ok")

    def test_each_invoice_is_charged_once(self):
        if "postgres" not in ENGINES:
            self.skipTest("TACITE_TEST_POSTGRES names no server")
        with FakeStripe() as fake, Merchant("postgres", fake, "Stripe", KEY) as merchant:
            references = [f"c{i}" for i in range(12)]
            for reference in references:
                self.register(merchant, reference)
            invoices = [merchant.invoice(one) for one in references]
            other = Server([TACITE, "serve", "--port", "0"], merchant.environment,
                           os.path.join(merchant.folder, "other.log"))
            try:
                fake.misbehave("/v1/payment_intents", "lost", "broken", "not JSON", "broken after",
                               "hang up", "slow", "busy")
                merchant.clock("2026-02-15T09:00:00Z")
                self.wait(merchant, invoices)
            finally:
                other.stop()
            keys = [intent["metadata"]["tacite_key"] for intent in fake.of_kind("payment_intent")
                    if intent["status"] == "succeeded"]
            self.assertEqual(len(invoices), len(keys))
            self.assertEqual(len(keys), len(set(keys)))
            merchant.verify()

    def wait(self, merchant, invoices):
        """Silences last longer each time; nobody waits for minutes here."""
        def all_paid():
            merchant.execute("UPDATE transactions SET due_at = 1 "
                             "WHERE due_at IS NOT NULL AND leased_until IS NULL")
            time.sleep(0.3)
            return all(merchant.state(one) == "Paid" for one in invoices)
        until(all_paid, 60)


if __name__ == "__main__":
    counted.main()
