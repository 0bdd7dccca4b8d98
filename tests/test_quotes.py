#!/usr/bin/env python3
"""Doing costs exactly what its quote said, and the quote changed nothing: thousands of random starts,
upgrades, changes of usage and lines, at random moments. QUOTE_CASES says how many on each database,
QUOTE_SEED repeats a run."""
import datetime
import json
import os
import random
import sqlite3
import unittest

import counted
from world import ENGINES, Client, World

CASES = int(os.environ.get("QUOTE_CASES", "1000"))
SEED = int(os.environ.get("QUOTE_SEED", random.SystemRandom().randrange(1 << 32)))
AT_ONCE = 60  # operations between two moves of the clock
WORLD = 2500  # operations in one business, so that it stays small
ALIVE = 50  # subscriptions at a time
REFUSED_DISCOUNTS = ("Error.Api.Discount.Conflict", "Error.Api.Discount.NoFee")
FEATURES = {"seats": "Limitation", "rooms": "Limitation", "support": "OnOff", "backup": "OnOff",
            "texts": "Consumption"}


def random_steps(dice, bounds=True):
    steps = []
    most = 0
    for _ in range(dice.choice([1, 1, 2, 3]) - 1 if bounds else 0):
        most += dice.randrange(1, 9)
        steps.append({"QuantityMax": most, "AmountPerIncrement": dice.randrange(0, 3000)})
    last = {"AmountPerIncrement": dice.randrange(0, 5000)}
    if dice.random() < 0.2:
        last["AmountFlat"] = dice.randrange(0, 2000)
    if dice.random() < 0.2:
        last["Increment"] = dice.randrange(1, 6)
    if dice.random() < 0.1:
        last = {"AmountCeiling": dice.randrange(0, 5000)}
    return steps + [last]


def random_feature(dice, reference):
    feature = {"ReferenceFeature": reference}
    if FEATURES[reference] == "OnOff":
        feature["IsIncluded"] = dice.random() < 0.4
        feature["IsEnabled"] = dice.random() < 0.5
        feature["Steps"] = [{"AmountPerIncrement": dice.randrange(0, 5000)}]
    else:
        feature["QuantityIncluded"] = dice.randrange(0, 6)
        feature["Steps"] = random_steps(dice)
    if FEATURES[reference] == "Limitation":
        feature["QuantityCurrent"] = feature["QuantityIncluded"] + dice.choice([0, 0, 1, 5])
    words = [word for word in ("UpdateAtFullPrice", "FreeInTrial") if dice.random() < 0.2]
    if words:
        feature["Properties"] = ", ".join(words)
    if FEATURES[reference] != "Consumption" and dice.random() < 0.2:
        feature["Timing"] = "Arrears"
    if FEATURES[reference] != "OnOff" and dice.random() < 0.3:
        feature["AmountMin"] = dice.randrange(0, 3000)
    if FEATURES[reference] != "OnOff" and dice.random() < 0.3:
        feature["AmountMax"] = dice.randrange(3000, 9000)
    return feature


def random_offer(dice, number):
    offer = {
        "ReferenceOffer": f"offer-{number}", "IsVisible": True,
        "AmountRecurrence": dice.choice([0, dice.randrange(1, 100), dice.randrange(100, 90000)]),
        "DurationRecurrence": dice.choice([1, 1, 1, 2, 3, 7]),
        "UnitRecurrence": dice.choice(["Day", "Week", "Month", "Month", "Month", "Year"]),
        "Features": [random_feature(dice, one)
                     for one in dice.sample(sorted(FEATURES), dice.randrange(0, 6))],
    }
    if dice.random() < 0.3:
        offer["AmountUpFront"] = dice.randrange(0, 30000)
    if dice.random() < 0.3:
        offer.update(DurationTrial=dice.randrange(1, 40), UnitTrial="Day",
                     AmountTrial=dice.randrange(0, 900))
    if dice.random() < 0.2:
        offer["CountRecurrences"] = dice.randrange(1, 6)
    if dice.random() < 0.2:
        offer["TimingRecurrence"] = "Arrears"
    if dice.random() < 0.2:
        offer["AmountMinimum"] = dice.randrange(0, 60000)
    return offer


def random_discount(dice, number):
    kind = dice.choice(["Flat", "PerTenThousand"])
    discount = {"ReferenceDiscount": f"discount-{number}", "TypeOff": kind,
                "ValueOff": dice.randrange(0, 10001 if kind != "Flat" else 20000),
                "TargetFee": dice.choice(["FlatFee", "FeatureFee", "UpfrontFee", "AllRecurring", "All"])}
    if dice.random() < 0.5:
        discount["CountPeriods"] = dice.randrange(1, 4)
    return discount


def random_catalogue(dice):
    return json.dumps({
        "Discounts": [random_discount(dice, number) for number in range(10)],
        "Features": [{"ReferenceFeature": one, "TypeFeature": kind} for one, kind in FEATURES.items()],
        "Offers": [random_offer(dice, number) for number in range(30)],
    })


def line_key(line, label="LabelLocalized"):
    return (line[label], line["AmountSubtotal"], line["AmountTotal"], line.get("DateMove", ""),
            line.get("DatePeriodStart", ""), line.get("DatePeriodEnd", ""),
            line.get("QuantityReported"), line.get("QuantityBilled"))


class Trial:
    """A business with random offers, customers with one subscription each, and what was done."""

    def __init__(self, test, world, dice):
        self.test, self.world, self.dice = test, world, dice
        world.run("catalogue", world.write("catalogue.json", random_catalogue(dice)))
        self.now = datetime.datetime(2026, 1, 1) + datetime.timedelta(hours=dice.randrange(10000))
        world.run("clock", "--to", self.now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        world.serve()
        self.client = Client(world)
        self.database = sqlite3.connect(world.target) if not world.postgres else None
        self.customers, self.subscriptions, self.counts = 0, {}, {}
        self.quoted = {}  # what consumption of a period was quoted so far

    def close(self):
        self.client.connection.close()
        if self.database:
            self.database.close()

    def get(self, path):
        status, answer = self.client.ask("GET", path)
        return (answer or {}).get("Items", []) if status in (200, 204) else self.fail(path, answer)

    def fail(self, what, answer):
        self.test.fail(f"{what}: {answer} (QUOTE_SEED={SEED})")

    def balance(self, customer):
        return [line_key(line) for line in
                self.get(f"/v1/Balance?ReferenceCustomer={customer}&SizePage=1000")]

    def state(self, customer):
        """All that a quote must leave alone."""
        if self.database:
            return self.database.execute("PRAGMA data_version").fetchone()
        return (self.balance(customer), self.get(f"/v1/Subscriptions?ReferenceCustomer={customer}"),
                self.get(f"/v1/Usages?ReferenceCustomer={customer}"))

    def quote(self, customer, path, body):
        before = self.state(customer)
        status, answer = self.client.ask("POST", path, body)
        self.test.assertEqual(before, self.state(customer), f"{path} wrote (QUOTE_SEED={SEED})")
        if status == 200 and "Details" in answer:
            lines = answer["Details"]
            for amount in ("AmountSubtotal", "AmountTotal"):
                self.test.assertEqual(sum(line[amount] for line in lines), answer[amount])
            self.test.assertEqual(answer["AmountTotal"], answer["AmountTotalDue"])
        return status, answer

    def check(self, customer, quoting, doing, body, statuses=(200, 201)):
        """Quotes, does, and compares the lines; a refusal must be the same."""
        before = self.balance(customer)
        status, quote = self.quote(customer, quoting, body)
        done, answer = self.client.ask("POST", doing, body)
        after = self.balance(customer)
        what = f"{doing} {json.dumps(body)}"
        if status != 200 or done not in statuses:
            same = {403: (403, 404), 422: (422,), 409: (409,)}
            if done in same and status in same[done] and before == after:
                return None
            self.fail(what, (status, quote, done, answer))
        lines = [line_key(quote)] if "Details" not in quote else [line_key(one) for one in quote["Details"]]
        new = list(after)
        for line in before:
            new.remove(line)
        if sorted(map(str, lines)) != sorted(map(str, new)):
            self.fail(what, {"quoted": lines, "written": new})
        return answer

    # what can be done --------------------------------------------------------------------------------

    def create(self):
        self.customers += 1
        customer = f"c{self.customers}"
        self.client.ask("POST", "/v1/Customer", {"ReferenceCustomer": customer})
        self.client.ask("POST", f"/v1/CustomerSettingsPayment?ReferenceCustomer={customer}",
                        {"TypePayment": "ExternalBank"})
        body = {"ReferenceCustomer": customer, "ReferenceOffer": f"offer-{self.dice.randrange(30)}"}
        if self.dice.random() < 0.3:
            body["AmountRecurrence"] = self.dice.randrange(0, 99999)
        if self.dice.random() < 0.3:
            reference = self.dice.choice(sorted(FEATURES))
            body["Features"] = [random_feature(self.dice, reference)]
            body["Features"][0].pop("Properties", None)
        if self.dice.random() < 0.4:
            body["Discounts"] = [{"ReferenceDiscount": f"discount-{self.dice.randrange(10)}"}
                                 for _ in range(self.dice.choice([1, 1, 2]))]
        if self.dice.random() < 0.2:
            start = self.now - datetime.timedelta(hours=self.dice.randrange(2000))
            body["DateStart"] = start.strftime("%Y-%m-%dT%H:%M:%SZ")
        if self.dice.random() < 0.2:
            status, answer = self.client.ask("POST", "/v1/Subscription?TryStart=false",
                                             {k: v for k, v in body.items() if k != "DateStart"})
            if status == 422 and answer[0]["Code"] in REFUSED_DISCOUNTS:
                return
            self.test.assertEqual(201, status, answer)
            path = f"/v1/Subscription/{answer['Id']}/Start"
            answer = self.check(customer, f"/v1/Quoting{path[3:]}", path, {})
        else:
            answer = self.check(customer, "/v1/Quoting/Subscription", "/v1/Subscription?TryStart=true",
                                body)
        if answer:
            self.subscriptions[customer] = answer["Id"]

    def upgrade(self, customer):
        path = f"/v1/Subscription/{self.subscriptions[customer]}/Upgrade"
        body = {"ReferenceOffer": f"offer-{self.dice.randrange(30)}"}
        if self.dice.random() < 0.2:
            body["Immediate"] = False
        answer = self.check(customer, f"/v1/Quoting{path[3:]}", path, body)
        if answer and body.get("Immediate", True):
            self.subscriptions[customer] = answer["Id"]

    def usage(self, customer):
        reference = self.dice.choice(sorted(FEATURES))
        body = {"ReferenceFeature": reference, "ReferenceCustomer": customer,
                "IsEnabled": self.dice.random() < 0.5}
        if FEATURES[reference] == "Consumption":
            self.consume(customer, body)
            return
        if FEATURES[reference] == "Limitation":
            key = self.dice.choice(["Increment", "QuantityCurrent"])
            body[key] = self.dice.randrange(-2 if key == "Increment" else 0, 12)
        self.check(customer, "/v1/Quoting/Usage", "/v1/Usage", body)

    def consume(self, customer, body):
        body["Increment"] = self.dice.randrange(0, 9)
        status, quote = self.quote(customer, "/v1/Quoting/Usage", body)
        done, answer = self.client.ask("POST", "/v1/Usage", body)
        if done != 200:
            self.test.assertEqual((404, 403), (status, done))
            return
        key = (customer, answer["IdSubscription"], answer["DatePeriodStart"])
        self.quoted[key] = self.quoted.get(key, 0) + quote["AmountSubtotal"]

    def is_settled_by_quotes(self, customer):
        """Has it nothing that only its end makes due: fees in arrears, bounds, a minimum?"""
        _, shown = self.client.ask("GET", f"/v1/Subscription/{self.subscriptions[customer]}")
        return not any(name in one for one in [shown, *shown.get("Features", [])]
                       for name in ("TimingRecurrence", "AmountMinimum", "Timing", "AmountMin",
                                    "AmountMax"))

    def terminate(self, customer):
        """What was consumed is settled at what its quotes said in all."""
        is_comparable = self.is_settled_by_quotes(customer)
        usages = [one for one in self.get(f"/v1/Usages?ReferenceCustomer={customer}")
                  if one["TypeFeature"] == "Consumption"]
        before = self.balance(customer)
        status, _ = self.client.ask(
            "POST", f"/v1/Subscription/{self.subscriptions.pop(customer)}/Termination?Immediate=true")
        new = [line for line in self.balance(customer)]
        for line in before:
            new.remove(line)
        if status == 200 and usages and is_comparable:
            key = (customer, usages[0]["IdSubscription"], usages[0]["DatePeriodStart"])
            self.test.assertEqual(self.quoted.get(key, 0), sum(line[1] for line in new),
                                  f"QUOTE_SEED={SEED}")

    def suspend_and_restart(self, customer):
        path = f"/v1/Subscription/{self.subscriptions[customer]}"
        self.client.ask("POST", path + "/Suspension")
        self.check(customer, f"/v1/Quoting{path[3:]}/Start", path + "/Start", {})

    def line(self, customer):
        body = {"ReferenceCustomer": customer, "Amount": self.dice.randrange(-90000, 90000),
                "Label": "By hand", "Quantity": self.dice.randrange(1, 9)}
        self.check(customer, "/v1/Quoting/BalanceLine", "/v1/BalanceLine", body)

    def step(self):
        ways = [self.upgrade, self.upgrade, self.usage, self.usage, self.usage, self.line,
                self.suspend_and_restart, self.terminate]
        if len(self.subscriptions) < 8 or (len(self.subscriptions) < ALIVE and self.dice.random() < 0.2):
            name = "create"
            self.create()
        else:
            way = self.dice.choice(ways)
            name = way.__name__
            way(self.dice.choice(sorted(self.subscriptions)))
        self.counts[name] = self.counts.get(name, 0) + 1

    def move_clock(self):
        minutes = self.dice.choice([self.dice.randrange(1, 120), self.dice.randrange(60, 60000)])
        self.now += datetime.timedelta(minutes=minutes, seconds=self.dice.randrange(60))
        self.world.run("clock", "--to", self.now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.client.connection.close()  # it may have been idle for too long; it opens itself again


class Quotes(unittest.TestCase):
    def try_world(self, engine, number, cases):
        dice = random.Random(f"{SEED} {engine} {number}")
        with World(engine) as world:
            trial = Trial(self, world, dice)
            for done in range(cases):
                if done % AT_ONCE == AT_ONCE - 1:
                    trial.move_clock()
                trial.step()
            trial.close()
            world.run("verify")
            print(f"{engine}: {cases} cases with QUOTE_SEED={SEED}: {trial.counts}", flush=True)

    def test_a_quote_is_what_it_costs(self):
        for engine in ENGINES:
            with self.subTest(engine):
                for number, start in enumerate(range(0, CASES, WORLD)):
                    self.try_world(engine, number, min(WORLD, CASES - start))


if __name__ == "__main__":
    counted.main()
