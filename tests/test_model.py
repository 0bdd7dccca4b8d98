#!/usr/bin/env python3
"""Customers live through one or two random years on the real server, and tests/model.py, which shares
no code with it, says what each must owe: every line, every invoice, every date is compared on the way.
MODEL_CUSTOMERS says how many live on each database, MODEL_SEED repeats a run."""
import csv
import datetime
import io
import json
import os
import random
import unittest

import counted
from dice import KINDS, random_catalogue
from model import Customer, Refused, Subscription, shown, tax_of_line
from world import ENGINES, Client, World

CUSTOMERS = int(os.environ.get("MODEL_CUSTOMERS", "0"))
USUAL_CUSTOMERS = {"sqlite": 50, "postgres": 5}
SEED = int(os.environ.get("MODEL_SEED", random.SystemRandom().randrange(1 << 32)))
AT_ONCE = 25  # customers in one world
DAY = datetime.timedelta(days=1)
# What customers do, and how often.
WAYS = {"use": 8, "add_line": 2, "bill": 1, "create": 2, "start": 3, "suspend": 1, "terminate": 1,
        "move_term": 1, "upgrade": 3}


# one world -------------------------------------------------------------------------------------------


class Disagreement(Exception):
    pass


def number(text):
    return None if text in ("", None) else float(text)


class Life:
    """A business, its customers, and what each of them did."""

    def __init__(self, world, dice, most):
        self.world, self.dice, self.most = world, dice, most  # customers at most
        catalogue = random_catalogue(dice)
        self.offers = {one["ReferenceOffer"]: one for one in catalogue["Offers"]}
        self.discounts = {one["ReferenceDiscount"]: one for one in catalogue["Discounts"]}
        world.run("catalogue", world.write("catalogue.json", json.dumps(catalogue)))
        self.now = datetime.datetime(2027, 1, 1) + datetime.timedelta(
            days=dice.randrange(800), seconds=dice.randrange(86400))
        self.customers, self.history, self.counts = {}, {}, {}
        self.move_clock(self.now)
        world.serve()
        self.client = Client(world)

    def ask(self, customer, method, path, body=None):
        self.history.setdefault(customer.reference, []).append(
            f"{shown(self.now)} {method} {path} {json.dumps(body) if body else ''}")
        status, answer = self.client.ask(method, path, body)
        if method == "POST":
            self.history[customer.reference].append(f"    {status} {json.dumps(answer)[:300]}")
        return status, answer

    def disagree(self, customer, what, server, model):
        history = "\n".join(self.history.get(customer.reference, []))
        raise Disagreement(f"{customer.reference} at {shown(self.now)}, MODEL_SEED={SEED}\n{history}\n"
                           f"{what}\n  server {server}\n  model  {model}")

    def hold(self, customer, what, server, model):
        if server != model:
            if isinstance(server, list) and isinstance(model, list):
                rest = list(model)
                extra = [one for one in server if one not in rest or rest.remove(one)]
                server, model = f"has more: {extra}", f"has more: {rest}"
            self.disagree(customer, what, server, model)

    # what is compared

    def check(self, customer):
        """After a step, what the API shows of this customer."""
        _, answer = self.client.ask(
            "GET", f"/v1/Balance?ReferenceCustomer={customer.reference}&SizePage=1000")
        lines = [self.line_of(one) for one in (answer or {"Items": []})["Items"]]
        self.hold(customer, "open lines", sorted(map(str, lines)), sorted(
            str((*line.key(), None if line.reported is None else float(line.reported),
                 line.amount + tax_of_line(line.amount))) for line in customer.open_lines()))
        _, answer = self.client.ask(
            "GET", f"/v1/Subscriptions?ReferenceCustomer={customer.reference}&SizePage=1000")
        shown_ones = {one["Id"]: one for one in (answer or {"Items": []})["Items"]}
        for one in customer.subscriptions:
            if one.state != "Deleted":
                self.check_subscription(customer, one, shown_ones.pop(one.id))
        self.hold(customer, "subscriptions", list(shown_ones), [])
        _, answer = self.client.ask(
            "GET", f"/v1/CustomerSettingsPayment?ReferenceCustomer={customer.reference}")
        self.hold(customer, "next billing", answer.get("DateNextBilling", ""),
                  shown(customer.next_billing))

    @staticmethod
    def line_of(line):
        start = line.get("DatePeriodStart", line.get("DateMove"))
        return (line["TypeLine"], line["AmountSubtotal"], start, line.get("DatePeriodEnd", start),
                number(line.get("QuantityBilled")), number(line.get("QuantityReported")),
                line["AmountTotal"])

    def check_subscription(self, customer, one, seen):
        self.hold(customer, f"subscription {one.id}",
                  [seen["StateSubscription"], *(seen.get(name, "") for name in (
                      "DateStart", "DatePeriodStart", "DatePeriodEnd", "DateEnd", "DateTerm"))],
                  [one.state, shown(one.date_start), shown(one.start), shown(one.end),
                   shown(one.date_end), shown(one.term)])

    def check_all(self):
        """At a checkpoint, all lines and documents that ever were."""
        lines, invoices = {}, {}
        for one in self.export("lines"):
            start = one["DatePeriodStart"] or one["DateMove"]
            lines.setdefault(one["ReferenceCustomer"], []).append(str((
                (one["TypeLine"], int(one["AmountSubtotal"]), start, one["DatePeriodEnd"] or start,
                 number(one["QuantityBilled"])), bool(one["FullNumber"]))))
        for one in self.export("invoices"):
            invoices.setdefault(one["ReferenceCustomer"], []).append(str((
                one["DateIssue"], int(one["AmountSubtotal"]), int(one["AmountTotal"]),
                one["DatePaymentLimit"], one["StateInvoice"])))
        for name, customer in self.customers.items():
            self.hold(customer, "all lines", sorted(lines.get(name, [])),
                      sorted(str((line.key(), bool(line.invoice))) for line in customer.lines))
            self.hold(customer, "invoices", sorted(invoices.get(name, [])),
                      sorted(str(one.key(self.now)) for one in customer.invoices))
            self.check(customer)

    def export(self, what):
        return csv.DictReader(io.StringIO(self.world.run("export", what)))

    # what can be done

    def attempt(self, customer, path, body, foresee):
        """Asks the server and the model; both must do it or both refuse."""
        status, answer = self.ask(customer, "POST", path, body)
        try:
            foresee()
            expected = (200, 201, 204)
        except Refused as refusal:
            expected = (refusal.status,)
        if status not in expected:
            self.disagree(customer, path, (status, answer), expected)
        return answer if status in (200, 201) else None

    def sign_up(self):
        customer = Customer(f"c{len(self.customers) + 1}")
        self.customers[customer.reference] = customer
        self.ask(customer, "POST", "/v1/Customer", {"ReferenceCustomer": customer.reference})
        self.ask(customer, "POST", f"/v1/CustomerSettingsPayment?ReferenceCustomer={customer.reference}",
                 {"TypePayment": "ExternalBank"})
        self.create(customer)

    def subscription(self, customer, offer, discounts):
        return Subscription(customer, offer, KINDS, [
            {**self.discounts[one["ReferenceDiscount"]], **one} for one in discounts])

    def create(self, customer):
        dice = self.dice
        body = {"ReferenceCustomer": customer.reference, "ReferenceOffer": dice.choice(sorted(self.offers))}
        offer = dict(self.offers[body["ReferenceOffer"]])
        if dice.random() < 0.3:
            body["AmountRecurrence"] = offer["AmountRecurrence"] = dice.randrange(0, 99999)
        if dice.random() < 0.3:
            body["Discounts"] = offer["Discounts"] = self.choose_discounts(offer)
        one = self.subscription(customer, offer, offer.get("Discounts", []))
        path, foresee = self.way_to_start(one, body)
        customer.subscriptions.append(one)
        answer = self.attempt(customer, path, body, lambda: one.check_discounts() or foresee())
        if answer:
            one.id = answer["Id"]
        else:
            customer.subscriptions.remove(one)

    def choose_discounts(self, offer):
        """One to three, some aimed at one feature."""
        choices = []
        for reference in self.dice.sample(sorted(self.discounts), self.dice.choice([1, 1, 2, 2, 3])):
            choice = {"ReferenceDiscount": reference}
            if self.discounts[reference]["TargetFee"] == "FeatureFee" and offer["Features"] and \
                    self.dice.random() < 0.7:
                choice["ReferenceFeature"] = self.dice.choice(offer["Features"])["ReferenceFeature"]
            choices.append(choice)
        return choices

    def way_to_start(self, one, body):
        """How the server is asked to create a subscription, and what that is in the model."""
        way = self.dice.choice(["now", "now", "past", "future", "draft", "migration", "bill"])
        path = "/v1/Subscription?TryStart=true"
        if way == "draft":
            return "/v1/Subscription?TryStart=false", lambda: None
        if way == "future":
            at = self.now + datetime.timedelta(seconds=self.dice.randrange(1, 60 * 86400))
            body["DateStart"] = shown(at)
            return path, lambda: one.wait_until(at)
        if way == "bill":
            return path + "&BillNow=true", lambda: self.begin_and_bill(one)
        at = self.now
        if way == "past" or (way == "migration" and self.dice.random() < 0.5):
            at -= datetime.timedelta(seconds=self.dice.randrange(1, 200 * 86400))
            body["DateStart"] = shown(at)
        if way == "migration":
            return path + "&Migration=true", lambda: one.begin(at, self.now, charged=False)
        return path, lambda: one.begin(at, self.now)

    def begin_and_bill(self, one):
        one.begin(self.now, self.now)
        one.customer.bill(self.now)

    def use(self, customer):
        active = [one for one in customer.subscriptions if one.is_active() and one.features]
        if not active:
            return
        one = self.dice.choice(active)
        feature = self.dice.choice(one.features)
        body = {"ReferenceFeature": feature.reference, "IdSubscription": one.id}
        if feature.kind == "OnOff":
            body["IsEnabled"] = self.dice.random() < 0.5
        elif self.dice.random() < 0.5:
            body["QuantityCurrent"] = self.dice.randrange(0, 25)
        else:
            body["Increment"] = self.dice.choice([self.dice.randrange(-4, 20), 1, 0.5, 2.25])
        self.attempt(customer, "/v1/Usage", body, lambda: one.use(feature.reference, body, self.now))

    def add_line(self, customer):
        body = {"ReferenceCustomer": customer.reference, "Label": "By hand",
                "Amount": self.dice.choice([self.dice.randrange(-9000, 9000),
                                            self.dice.randrange(-90000, 90000)])}
        date = None
        if self.dice.random() < 0.4:
            date = self.now + datetime.timedelta(hours=self.dice.randrange(-2000, 2000))
            body["Date"] = shown(date)
        if self.dice.random() < 0.5:
            body["Quantity"] = self.dice.randrange(1, 9)
        self.attempt(customer, "/v1/BalanceLine", body, lambda: customer.add_line(body, self.now, date))

    def bill(self, customer):
        self.attempt(customer, "/v1/Billing/Customer", {"ReferenceCustomer": customer.reference},
                     lambda: customer.bill(self.now))

    def any_of(self, customer):
        """Mostly one that still does something."""
        known = [one for one in customer.subscriptions if one.id and one.state != "Deleted"]
        alive = [one for one in known if not one.state.startswith("Ended")]
        choice = alive if alive and self.dice.random() < 0.95 else known
        return self.dice.choice(choice) if choice else None

    def start(self, customer):
        one = self.any_of(customer)
        if one and (one.state != "ActiveRunning" or self.dice.random() < 0.1):
            self.attempt(customer, f"/v1/Subscription/{one.id}/Start", None,
                         lambda: one.restart(self.now))

    def suspend(self, customer):
        one = self.any_of(customer)
        at_term = self.dice.random() < 0.4
        if one:
            self.attempt(customer, f"/v1/Subscription/{one.id}/Suspension" +
                         ("?StateSubscription=ActiveDelayedSuspension" if at_term else ""), None,
                         lambda: one.suspend(self.now, at_term))

    def terminate(self, customer):
        one = self.any_of(customer)
        if not one:
            return
        immediate, date = self.dice.random() < 0.3, None
        path = f"/v1/Subscription/{one.id}/Termination?Immediate={'true' if immediate else 'false'}"
        if not immediate and self.dice.random() < 0.5:
            date = self.now + datetime.timedelta(seconds=self.dice.randrange(-86400, 80 * 86400))
            path += f"&DateTermination={shown(date)}"
        self.attempt(customer, path, None, lambda: one.terminate(self.now, immediate, date))

    def move_term(self, customer):
        one = self.any_of(customer)
        if one:
            at = self.now + datetime.timedelta(seconds=self.dice.randrange(-86400, 60 * 86400))
            self.attempt(customer, f"/v1/Subscription/{one.id}/DateTerm", {"DateTerm": shown(at)},
                         lambda: one.move_term(self.now, at))

    def upgrade(self, customer):
        one = self.any_of(customer)
        if not one:
            return
        reference = self.dice.choice(sorted(self.offers))
        offer = self.offers[reference]
        target = self.subscription(customer, offer, offer.get("Discounts", []))
        immediate, anyhow = self.dice.random() < 0.7, self.dice.random() < 0.8
        answer = self.attempt(
            customer, f"/v1/Subscription/{one.id}/Upgrade", {
                "ReferenceOffer": reference, "Immediate": immediate, "IgnoreEngagement": anyhow},
            lambda: one.upgrade(target, self.now, immediate, anyhow))
        if answer:
            target.id = answer["Id"]

    def step(self):
        if len(self.customers) < self.most and self.dice.random() < 0.3:
            way, arguments = self.sign_up, []
        elif self.customers:
            way = self.dice.choices(list(WAYS), list(WAYS.values()))[0]
            arguments = [self.customers[self.dice.choice(sorted(self.customers))]]
            way = getattr(self, way)
        else:
            return
        self.counts[way.__name__] = self.counts.get(way.__name__, 0) + 1
        way(*arguments)
        for customer in arguments:
            self.check(customer)

    def move_clock(self, to):
        for customer in self.customers.values():
            customer.advance(to)
        self.now = to
        self.world.run("clock", "--to", to.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def next_moment(self):
        """Now and then exactly when something falls due."""
        dues = [one.next_at() for customer in self.customers.values() for one in customer.subscriptions
                if one.next_at()]
        dues += [one.next_billing for one in self.customers.values() if one.next_billing]
        if dues and self.dice.random() < 0.3:
            return max(self.now, min(self.dice.choice(dues), self.now + 40 * DAY))
        return self.now + datetime.timedelta(seconds=self.dice.choice(
            [self.dice.randrange(7200), self.dice.randrange(86400), self.dice.randrange(20 * 86400)]))

    def live(self, until):
        while self.now < until:
            for _ in range(self.dice.randrange(1, 3 + self.most // 3)):
                self.step()
            self.move_clock(self.next_moment())
            if self.dice.random() < 0.5:
                self.check_all()
        self.check_all()


class Model(unittest.TestCase):
    def try_engine(self, engine, customers):
        counts = {}
        for before in range(0, customers, AT_ONCE):
            dice = random.Random(f"{SEED} {engine} {before}")
            with World(engine) as world:
                life = Life(world, dice, min(AT_ONCE, customers - before))
                try:
                    life.live(life.now + dice.choice([1, 2]) * 365 * DAY)
                except Disagreement as why:
                    self.fail(str(why))
                finally:
                    life.client.connection.close()
                world.run("verify")
            for name, count in life.counts.items():
                counts[name] = counts.get(name, 0) + count
        print(f"{engine}: {customers} customers with MODEL_SEED={SEED}: {counts}")

    def test_everything_costs_what_the_model_says(self):
        for engine in ENGINES:
            with self.subTest(engine):
                self.try_engine(engine, CUSTOMERS or USUAL_CUSTOMERS[engine])


if __name__ == "__main__":
    counted.main()
