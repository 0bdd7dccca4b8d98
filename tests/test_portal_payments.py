#!/usr/bin/env python3
"""Payments in the portal: what is ordered many times at once is charged once, and a transfer says
whereto."""
import concurrent.futures
import html
import http.client
import re
import subprocess
import unittest
from urllib.parse import urlencode

import counted
from world import ENGINES, World

MANY = 12


class Visitor:
    """A browser of a customer's."""

    def __init__(self, world, query):
        self.address = world.server.address
        self.cookie = ""
        status, headers, _ = self.ask("GET", f"/portal/open/default/{query}")
        self.cookie = dict((name.lower(), value) for name, value in headers)["set-cookie"].partition(";")[0]

    def ask(self, verb, path, form=None):
        connection = http.client.HTTPConnection(*self.address, timeout=60)
        headers = {"Accept": "text/html", "Accept-Language": "en", "Cookie": self.cookie}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(verb, path, None if form is None else urlencode(form), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.getheaders(), text

    def hidden(self, path):
        """What the form of a page sends by itself."""
        status, _, text = self.ask("GET", path)
        assert status == 200, (status, text)
        inside = text[text.index('action="/portal/pay"'):]
        return [(name, html.unescape(value)) for name, value in
                re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', inside)]


def place(answer):
    status, headers, text = answer
    return status, dict((name.lower(), value) for name, value in headers).get("location")


class PortalPayments(unittest.TestCase):
    def world(self, engine):
        world = World(engine)
        world.run("clock", "--to", "2026-01-31T09:00:00Z")
        world.serve()
        return world

    def must(self, world, status, verb, path, body=None):
        got, answer = world.ask(verb, path, body)
        self.assertEqual(status, got, answer)
        return answer

    def prepare(self, world, number="4200 4600 3700 3700"):
        """A customer who owes two invoices and has a card: his visit, the invoices and the card."""
        gateway = self.must(world, 201, "POST", "/Gateway/Gateways",
                            {"TypeGateway": "Sandbox", "TypePayment": "Card", "Name": "Cards"})
        customer = self.must(world, 201, "POST", "/v1/Customer", {"ReferenceCustomer": "ada"})
        invoices = []
        for amount in (1000, 2000):
            self.must(world, 200, "POST", "/v1/CustomerSettingsPayment",
                      {"ReferenceCustomer": "ada", "TypePayment": "ExternalBank"})
            self.must(world, 201, "POST", "/v1/BalanceLine", {"ReferenceCustomer": "ada", "Amount": amount})
            invoices.append(self.must(world, 200, "POST", "/v1/Billing/Customer", {"ReferenceCustomer": "ada"}))
        card = self.must(world, 201, "POST", "/Gateway/Permissions",
                         {"ReferenceCustomer": "ada", "IdGateway": gateway["Id"], "Number": number})
        home = next(link for link in customer["Links"] if link["rel"] == "hosted-home")
        return Visitor(world, home["query"]), invoices, card["Id"]

    def charges(self, world):
        return world.ask("GET", "/Gateway/Transactions?ReferenceCustomer=ada")[1]["Items"]

    def at_once(self, function):
        with concurrent.futures.ThreadPoolExecutor(MANY) as pool:
            return [place(answer) for answer in pool.map(function, range(MANY))]

    def test_one_form_many_times(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                visitor, _, card = self.prepare(world)
                form = visitor.hidden("/portal/pay?invoice=all") + [("Method", str(card))]
                answers = self.at_once(lambda _: visitor.ask("POST", "/portal/pay", form))
                charges = self.charges(world)
                self.assertEqual(1, len(charges))
                self.assertEqual({(303, f"/portal/pay/{charges[0]['Id']}")}, set(answers))
                self.assertEqual(3600, charges[0]["Amount"])
                world.run("verify")

    def test_many_tabs(self):
        """Each tab has a form of its own: one of them charges, the others are led to it, or find
        that nothing is due any more."""
        for engine in ENGINES:
            for number, state in (("4200 4600 3700 3700", "Succeeded"),
                                  ("4200 4600 3700 4609", "ToAuthenticate")):
                with self.subTest(engine, state=state), self.world(engine) as world:
                    visitor, invoices, card = self.prepare(world, number)
                    path = f"/portal/pay?invoice={invoices[0]['Id']}"
                    forms = [visitor.hidden(path) + [("Method", str(card))] for _ in range(MANY)]
                    answers = self.at_once(lambda i: visitor.ask("POST", "/portal/pay", forms[i]))
                    charges = self.charges(world)
                    self.assertEqual([state], [charge["StateTransaction"] for charge in charges])
                    self.assertEqual({303}, {status for status, _ in answers})
                    self.assertLessEqual({where for _, where in answers},
                                         {f"/portal/pay/{charges[0]['Id']}",
                                          f"/portal/invoices/{invoices[0]['Id']}"})
                    world.run("verify")

    def test_one_alone_and_all_together(self):
        """Two tabs about the same invoice and another: it is charged once."""
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                visitor, invoices, card = self.prepare(world)
                paths = [f"/portal/pay?invoice={invoices[0]['Id']}", "/portal/pay?invoice=all"]
                forms = [visitor.hidden(path) + [("Method", str(card))] for path in paths]
                self.at_once(lambda i: visitor.ask("POST", "/portal/pay", forms[i % 2]))
                shares = [share["IdInvoice"] for charge in self.charges(world) for share in charge["Shares"]]
                self.assertEqual(len(set(shares)), len(shares))
                self.assertEqual(0, sum(payment["AmountCredited"] for payment in world.ask(
                    "GET", "/Finance/Payments?ReferenceCustomer=ada")[1]["Items"]))
                world.run("verify")

    def test_transfer(self):
        with self.world("sqlite") as world:
            visitor, invoices, _ = self.prepare(world)
            subprocess.run(world.command("key", "secret", "set", "seller.iban"), env=world.environment,
                           input="FR1420041010050500013M02606", text=True, check=True, capture_output=True)
            world.stop()
            world.serve()
            visitor.address = world.server.address
            form = visitor.hidden("/portal/pay?invoice=all") + [("Method", "transfer")]
            status, where = place(visitor.ask("POST", "/portal/pay", form))
            self.assertEqual(303, status)
            text = visitor.ask("GET", where)[2]
            for expected in ("FR14 2004 1010 0505 0001 3M02 606", "36,00",
                             f"{invoices[0]['FullNumber']} {invoices[1]['FullNumber']}", "EUR36.00"):
                self.assertIn(expected, text)
            self.assertEqual([], self.charges(world))


if __name__ == "__main__":
    counted.main()
