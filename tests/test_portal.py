#!/usr/bin/env python3
"""The portal as people use it: with the codes that their mails bring, in two tabs at once, and at any
moment of a period. What is charged is what was shown."""
import concurrent.futures
import os
import re
import types
import unittest

import counted
from mail_server import MailServer
from story import Browser
from test_mails import Merchant, parts
from test_webhooks import until
from world import ENGINES, ROOT, World

PLANS = os.path.join(ROOT, "tests", "catalogues", "plans.json")
STEP = types.SimpleNamespace(line=0, headers=[])


class Tab(Browser):
    """One that is told where the server is."""

    def __init__(self, world):
        super().__init__()
        self.address = world.server.address

    def visit(self, path):
        status, _, self.text, self.place = self.go(self.address, STEP, path, None, {})
        return status

    def submit(self, path, **typed):
        data = self.form(path, [(name, str(value)) for name, value in typed.items()])
        status, _, self.text, self.place = self.go(self.address, STEP, path, data, {})
        return status

    def copy(self, world):
        """Another tab of the same browser, which shows the same page."""
        other = Tab(world)
        other.cookies, other.token, other.hidden = dict(self.cookies), self.token, dict(self.hidden)
        return other


def staff(world, id_customer):
    status, answer = world.ask("POST", f"/Distribution/Customers/{id_customer}/Portal",
                               {"Reason": "A test"})
    assert status == 200, answer
    tab = Tab(world)
    assert tab.visit(re.sub(r"^https?://[^/]*", "", answer["Href"])) == 200
    return tab


def subscriber(world, reference, offer="starter"):
    customer = world.ask("POST", "/v1/Customer", {"ReferenceCustomer": reference})[1]["Id"]
    world.ask("POST", "/v1/CustomerSettingsPayment",
              {"ReferenceCustomer": reference, "TypePayment": "ExternalBank"})
    status, answer = world.ask("POST", "/v1/Subscription",
                               {"ReferenceCustomer": reference, "ReferenceOffer": offer})
    assert status == 201, answer
    return customer, answer["Id"]


def invoices(world, reference):
    answer = world.ask("GET", f"/v1/Invoices?ReferenceCustomer={reference}&SizePage=100")[1]
    return answer["Items"] if answer else []


def at_once(tabs, function):
    with concurrent.futures.ThreadPoolExecutor(len(tabs)) as pool:
        return list(pool.map(function, tabs))


def on_every_engine(test):
    def run(self):
        for engine in ENGINES:
            with self.subTest(engine), World(engine, "--language", "en") as world:
                world.run("catalogue", PLANS)
                world.run("clock", "--to", "2026-01-31T09:00:00Z")
                world.serve()
                test(self, world)
                world.run("verify")
    run.__doc__ = test.__doc__
    return run


class Changes(unittest.TestCase):
    @on_every_engine
    def test_two_tabs_change_the_plan(self, world):
        """Eight tabs confirm the same change at the same moment: it happens once."""
        customer, plan = subscriber(world, "ada")
        world.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": "ada"})
        tab = staff(world, customer)
        path = f"/portal/subscriptions/{plan}/change"
        tab.visit(path + "?ReferenceOffer=premium&When=now")
        tabs = [tab.copy(world) for _ in range(8)]
        at_once(tabs, lambda one: one.submit(path))
        states = sorted(one["StateSubscription"] for one in
                        world.ask("GET", "/v1/Subscriptions?ReferenceCustomer=ada")[1]["Items"])
        self.assertEqual(states, ["ActiveRunning", "EndedUpgrade"])
        self.assertEqual(len(invoices(world, "ada")), 2)
        self.assertEqual(sum("done=changed" in one.place for one in tabs), 1)

    @on_every_engine
    def test_two_tabs_change_options(self, world):
        """The same of options: what costs is charged once."""
        customer, plan = subscriber(world, "ada")
        world.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": "ada"})
        users = world.ask("GET", "/v1/Feature?ReferenceFeature=users")[1]["Id"]
        tab = staff(world, customer)
        path = f"/portal/subscriptions/{plan}/options"
        tab.visit(f"{path}?Shown=1&Option{users}=9")
        at_once([tab.copy(world) for _ in range(8)], lambda one: one.submit(path))
        self.assertEqual(len(invoices(world, "ada")), 2)

    @on_every_engine
    def test_what_is_shown_is_invoiced(self, world):
        """At any moment, with what was used until then, from any plan to any other."""
        moments = ["2026-02-01T00:00:00Z", "2026-02-11T17:41:09Z", "2026-02-27T23:59:59Z"]
        for number, (moment, before, after) in enumerate(
                (moment, before, after) for moment in moments
                for before, after in (("starter", "premium"), ("starter", "course"),
                                      ("course", "starter"), ("free", "starter"))):
            reference = f"c{number}"
            customer, plan = subscriber(world, reference, before)
            world.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": reference})
            if number % 4 == 0:
                world.run("clock", "--to", moment)
                world.ask("POST", "/v1/Usage", {"ReferenceCustomer": reference,
                                                "ReferenceFeature": "texts", "Increment": 37})
            tab = staff(world, customer)
            path = f"/portal/subscriptions/{plan}/change"
            self.assertEqual(tab.visit(f"{path}?ReferenceOffer={after}&When=now"), 200)
            shown = re.search(r"Change and pay €([\d,.]+)", tab.text)
            count = len(invoices(world, reference))
            self.assertEqual(tab.submit(path), 200, tab.text)
            self.assertIn("done=changed", tab.place)
            issued = invoices(world, reference)
            amount = round(float(shown.group(1).replace(",", "")) * 100) if shown else 0
            if shown:
                self.assertEqual(len(issued), count + 1, (moment, before, after))
            new = sum(one["AmountTotal"] for one in issued[:len(issued) - count])
            self.assertEqual(new, amount, (moment, before, after))

    @on_every_engine
    def test_usage_meanwhile(self, world):
        """What was used after the amount was shown changes it: shown again, nothing charged."""
        customer, plan = subscriber(world, "ada")
        world.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": "ada"})
        tab = staff(world, customer)
        path = f"/portal/subscriptions/{plan}/change"
        tab.visit(path + "?ReferenceOffer=premium&When=now")
        world.ask("POST", "/v1/Usage", {"ReferenceCustomer": "ada", "ReferenceFeature": "texts",
                                        "Increment": 50})
        self.assertEqual(tab.submit(path), 422)
        self.assertEqual(len(invoices(world, "ada")), 1)
        self.assertIn("does not hold any more", tab.text)
        self.assertEqual(tab.submit(path), 200, tab.text)
        self.assertEqual(len(invoices(world, "ada")), 2)


class Account(unittest.TestCase):
    def code(self, server, to):
        mail = until(lambda: next((one for one in reversed(server.mails) if one.to == [to]), None))
        found = re.search(r"\b(\d{3} ?\d{3})\b", parts(mail.message)["text/plain"])
        server.mails.remove(mail)
        return found.group(1)

    def sign_in(self, merchant, server, business, to):
        tab = Tab(merchant)
        tab.visit(f"/portal/sign-in/{business}")
        self.assertEqual(tab.submit(f"/portal/sign-in/{business}", Email=to), 200)
        self.assertEqual(tab.submit(tab.place, Code=self.code(server, to)), 200)
        self.assertEqual(tab.place, "/portal")
        return tab

    def test_signs_in_and_moves(self):
        """A code signs in; visits are listed and ended; a new e-mail is proved before it counts, and
        ends what the old one had opened. What binds is then done by himself."""
        for engine in ENGINES:
            with self.subTest(engine), Merchant(engine) as merchant, \
                    MailServer(merchant.certificate) as server:
                merchant.use(server)
                merchant.run("catalogue", PLANS)
                merchant.serve()
                merchant.customer("ada")
                business = merchant.ask("GET", "/v1/Customer?ReferenceCustomer=ada")[1].get(
                    "IdBusiness", 1)
                plan = merchant.ask("POST", "/v1/Subscription", {
                    "ReferenceCustomer": "ada", "ReferenceOffer": "starter"})[1]["Id"]
                first = self.sign_in(merchant, server, business, "ada@example.com")
                second = self.sign_in(merchant, server, business, "ada@example.com")
                first.visit("/portal/account")
                self.assertEqual(first.text.count('action="/portal/account/sessions"'), 2)
                ids = re.findall(r'name="Id" value="(\d+)"', first.text)
                self.assertEqual(first.submit("/portal/account/sessions", Id=ids[0]), 200)
                self.assertEqual(second.visit("/portal"), 403)

                self.assertEqual(first.submit(f"/portal/subscriptions/{plan}/cancel",
                                              Reason="Enough"), 200)
                self.assertIn("done=ending", first.place)
                self.assertEqual(first.submit(f"/portal/subscriptions/{plan}/keep"), 200)

                third = self.sign_in(merchant, server, business, "ada@example.com")
                first.visit("/portal/account")
                first.submit("/portal/account/email", Email="countess@example.com")
                sent = first.place
                self.assertEqual(third.submit(sent, Code="123"), 422)
                self.assertEqual(first.submit(sent, Code=self.code(server, "countess@example.com")),
                                 200)
                self.assertEqual(first.place, "/portal/account?done=email")
                self.assertIn("countess@example.com", first.text)
                self.assertEqual(third.visit("/portal"), 403)
                self.assertEqual(first.visit("/portal"), 200)
                self.assertEqual(
                    merchant.ask("GET", "/v1/Customer?ReferenceCustomer=ada")[1]["Email"],
                    "countess@example.com")
                merchant.run("verify")


    def test_is_told_what_staff_did(self):
        """What staff does in his stead, he is told by a mail if the merchant wants that."""
        for engine in ENGINES:
            with self.subTest(engine), Merchant(engine) as merchant, \
                    MailServer(merchant.certificate) as server:
                merchant.use(server)
                merchant.run("mail", "on", "StaffActed")
                merchant.run("catalogue", PLANS)
                merchant.serve()
                customer = merchant.customer("ada")
                plan = merchant.ask("POST", "/v1/Subscription", {
                    "ReferenceCustomer": "ada", "ReferenceOffer": "starter"})[1]["Id"]
                tab = staff(merchant, customer)
                tab.visit(f"/portal/subscriptions/{plan}/cancel")
                self.assertEqual(tab.submit(f"/portal/subscriptions/{plan}/cancel"), 200)
                mail = until(lambda: server.mails and server.mails[0])
                self.assertEqual(mail.to, ["ada@example.com"])
                self.assertIn("take it back until the last day", parts(mail.message)["text/plain"])


if __name__ == "__main__":
    counted.main()
