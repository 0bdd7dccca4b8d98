#!/usr/bin/env python3
"""A random world whose merchant collects by Stripe, which tests/fake_stripe.py plays: answers are lost or
make no sense, the server is killed while it asks, webhooks come late, twice, in the wrong order. In the
end our books and the provider's have the same money: nothing is charged twice, nothing is lost, and to
hear all webhooks once more changes nothing.

    simulate_stripe.py [--seed N] [--days N] [--engine sqlite|postgres]"""
import argparse
import datetime
import json
import random
import sys

from fake_stripe import KEY, FakeStripe
from invariants import Broken
from merchant import Merchant, until

CARDS = ["4242424242424242"] * 3 + ["4000002760003184", "4000008260003178", "4000000000000341",
                                    "4000000000000259", "4000000000007726"]
ACCOUNTS = ["DE89370400440532013000", "DE62370400440532013001", "DE78370400440532013004",
            "DE35370400440532013002"]
FAULTS = ["lost", "hang up", "broken", "broken after", "not JSON", "busy"]
PLACES = ["/v1/payment_intents", "/v1/refunds"]
# What happens, and how often.
WAYS = {"bill": 6, "charge": 4, "refund": 3, "cancel": 1, "dispute": 1, "close": 2, "authenticate": 2,
        "misbehave": 4, "kill": 1, "settle": 3}
WAITING = {"Unknown", "Pending", "ToProcess"}


class Collecting:
    def __init__(self, merchant, fake, seed):
        self.merchant, self.fake, self.dice = merchant, fake, random.Random(seed)
        self.now = datetime.datetime.fromisoformat(merchant.day[:19])
        self.customers, self.told = [], []

    def live(self, days):
        for number in range(6):
            self.register(f"c{number}", self.dice.choice(CARDS + ACCOUNTS))
        for _ in range(days):
            for way in self.dice.choices(list(WAYS), list(WAYS.values()), k=4):
                getattr(self, way)()
            self.tell(self.dice.random())
            self.now += datetime.timedelta(days=self.dice.choice([1, 1, 3, 8]))
            self.merchant.clock(self.now.strftime("%Y-%m-%dT%H:%M:%SZ"))
            self.merchant.verify()
        self.come_to_rest()
        self.hold()
        self.hear_again()

    def register(self, reference, number):
        self.merchant.customer(reference)
        kind = "Card" if number.isdigit() else "DirectDebit"
        method = self.merchant.begin(reference, kind)
        self.fake.fill(method["PageUrl"].rsplit("/", 1)[1], number)
        self.tell(1)
        self.merchant.method_in(method["Id"], "Ok")
        self.customers.append(reference)

    # what happens

    def bill(self):
        """Who has credit enough gets no invoice."""
        who = {"ReferenceCustomer": self.dice.choice(self.customers)}
        self.merchant.good("POST", "/v1/BalanceLine", {
            **who, "Amount": self.dice.randrange(100, 9000), "Label": "Training"})
        self.merchant.ask("POST", "/v1/Billing/Customer", who)

    def items(self, path):
        _, answer = self.merchant.ask("GET", f"{path}?SizePage=1000")
        return answer["Items"] if answer else []

    def some(self, path, is_so):
        """One of a list, or None."""
        found = [one for one in self.items(path) if is_so(one)]
        return self.dice.choice(found) if found else None

    def ask_of_invoice(self, states, verb, body):
        invoice = self.some("/v1/Invoices", lambda one: one["StateInvoice"] in states
                            and not one.get("TypeCredit"))
        if invoice:
            status, answer = self.merchant.ask(
                "POST", f"/Finance/Invoices/{invoice['Id']}/{verb}", body(invoice))
            if status >= 500:
                raise Broken(f"{verb} of {invoice['FullNumber']}: {status} {answer}")

    def charge(self):
        body = {"IsCustomerPresent": True, "ReturnUrl": "https://shop.example/back"}
        body = body if self.dice.random() < 0.3 else {}
        self.ask_of_invoice(("DueAuto", "ProblemAuto", "ProblemDisputed"), "Charge", lambda _: body)

    def refund(self):
        share = self.dice.choice([1, 0.25])
        self.ask_of_invoice(("Paid",), "Refund", lambda one: {
            "ModeRefund": "Automatic", "Reason": "Goodwill", "Amount": max(1, int(one["AmountTotal"] * share))})

    def cancel(self):
        self.ask_of_invoice(("DueAuto", "DuePending", "ProblemAuto"), "Cancellation",
                            lambda _: {"Reason": "Mistake"})

    def dispute(self):
        """Once for each charge."""
        known = {one["charge"] for one in self.fake.of_kind("dispute")}
        with self.fake.lock:
            paid = [one["id"] for one in self.fake.of_kind("payment_intent") if one["status"] == "succeeded"
                    and one["latest_charge"] not in known
                    and not self.fake.things[one["latest_charge"]]["amount_refunded"]]
            if paid:
                self.fake.dispute(self.dice.choice(paid))

    def close(self):
        with self.fake.lock:
            open_ones = [one["id"] for one in self.fake.of_kind("dispute") if one["status"] == "needs_response"]
            if open_ones:
                self.fake.close_dispute(self.dice.choice(open_ones), self.dice.choice(["won", "lost"]))

    def authenticate(self):
        asking = [one["id"] for one in self.fake.of_kind("payment_intent")
                  if one["status"] == "requires_action"]
        if asking:
            self.fake.authenticate(self.dice.choice(asking), self.dice.random() < 0.7)

    def misbehave(self):
        self.fake.misbehave(self.dice.choice(PLACES), *self.dice.sample(FAULTS, 2))

    def kill(self):
        self.merchant.restart()

    def settle(self):
        self.fake.settle()
        with self.fake.lock:
            self.fake.settle_refunds()

    def tell(self, share):
        """A part of what happened, in any order, some of it twice; the rest later."""
        with self.fake.lock:
            events, self.fake.events = self.fake.events, []
        self.dice.shuffle(events)
        count = round(len(events) * share)
        self.told += events[:count]
        refused = []
        for event in events[:count]:
            answers = {self.fake.send(webhook, json.dumps(event))
                       for webhook in self.fake.webhooks * self.dice.choice([1, 1, 2])}
            if not answers <= {200, 409}:
                raise Broken(f"the webhook {event['type']} is answered {answers}")
            if 409 in answers:
                refused.append(event)  # too early: told again
        with self.fake.lock:
            self.fake.events = refused + events[count:] + self.fake.events

    # what must hold

    def transactions(self):
        return self.items("/Gateway/Transactions")

    def come_to_rest(self):
        """The line is good again, everything is asked, told and answered."""
        self.fake.faults.clear()
        for _ in range(4):
            self.merchant.hurry()
            try:
                until(self.is_at_rest, 5)
                break
            except AssertionError:
                continue  # who was silent for long is asked again in long
        self.rest()
        self.merchant.verify()

    def rest(self):
        try:
            until(self.is_at_rest)
        except AssertionError:
            raise Broken(f"these wait for ever: {self.waiting()}; untold: {self.fake.events}") from None

    def waiting(self):
        return [one for one in self.transactions() if one["StateTransaction"] in WAITING]

    def is_at_rest(self):
        self.settle()
        self.tell(1)
        return not self.waiting() and not self.fake.events

    def hold(self):
        """Their money is ours. A refund has the token of what it gives back, too."""
        moved = {one["TokenTransaction"]: one for one in self.transactions()
                 if "TokenTransaction" in one and "IdCorrects" not in one}
        for intent in self.fake.of_kind("payment_intent"):
            mine = moved.get(intent["id"])
            if intent["status"] == "succeeded" and (
                    not mine or mine["StateTransaction"] not in ("Succeeded", "Disputed", "Returned")
                    or mine["Amount"] != intent["amount"]):
                raise Broken(f"{intent['id']} was charged and is here {mine}")
            if intent["status"] != "succeeded" and mine and mine["StateTransaction"] == "Succeeded":
                raise Broken(f"{intent['id']} is {intent['status']} and succeeded here: {mine}")
        theirs, ours = self.their_money(), self.our_money_by_charge()
        for token in theirs.keys() | ours.keys():
            if theirs.get(token, 0) != ours.get(token, 0):
                about = [one for one in self.transactions() if one.get("TokenTransaction") == token]
                raise Broken(f"of {token} the provider has {theirs.get(token, 0)}, our books have "
                             f"{ours.get(token, 0)}: {about}")

    def their_money(self):
        """By charge, what is left of it with all that was given back and withdrawn."""
        left = {one["id"]: one["amount_received"] for one in self.fake.of_kind("payment_intent")}
        for refund in self.fake.of_kind("refund"):
            if refund["status"] == "succeeded":
                left[refund["payment_intent"]] -= refund["amount"]
        withdrawn = {one["payment_intent"]: one["amount"] for one in self.fake.of_kind("dispute")
                     if one["status"] != "won"}
        for token, amount in withdrawn.items():
            left[token] -= amount
        return left

    def our_money_by_charge(self):
        moved, tokens = {}, {one["Id"]: one.get("TokenTransaction") for one in self.transactions()}
        for payment in self.items("/Finance/Payments"):
            token = tokens.get(payment.get("IdTransaction"))
            moved[token] = moved.get(token, 0) + payment["Amount"]
        return moved

    def our_money(self):
        return sum(one["Amount"] for one in self.items("/Finance/Payments"))

    def hear_again(self):
        before = self.books()
        self.dice.shuffle(self.told)
        for event in self.told:
            self.fake.send(self.dice.choice(self.fake.webhooks), json.dumps(event))
        self.rest()
        if self.books() != before:
            raise Broken("webhooks that were heard before changed the books")
        self.merchant.verify()

    def books(self):
        return [self.merchant.run("export", what, "--json") for what in ("invoices", "lines", "ledger")] + [
            self.our_money()]


def simulate_stripe(engine, seed, days):
    """None, or what went wrong."""
    with FakeStripe() as fake, Merchant(engine, fake, "Stripe", KEY) as merchant:
        try:
            Collecting(merchant, fake, seed).live(days)
        except (AssertionError, Broken) as why:
            return f"SEED={seed} DAYS={days} on {engine}: {why}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--engine", choices=["sqlite", "postgres"], default="sqlite")
    options = parser.parse_args()
    failure = simulate_stripe(options.engine, options.seed, options.days)
    print(failure or f"seed {options.seed}: {options.days} days with Stripe: everything holds")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
