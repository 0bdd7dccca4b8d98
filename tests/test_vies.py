#!/usr/bin/env python3
"""VAT numbers and VIES: a server that stands in for it says valid, invalid, nothing and nonsense.

What it says must be kept as a proof and decide the tax; that it cannot be reached must not.
"""
import http.server
import json
import threading
import time
import unittest

import counted
from world import ENGINES, World

NUMBER = "DE136695976"


class Vies:
    """Answers what it was told to: a function from the question to (status, body)."""

    def __init__(self):
        self.answer, self.questions = None, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.questions.append(question)
                status, body = outer.answer(question)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/check-vat-number"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def said(valid, **more):
    def answer(question):
        body = {
            "countryCode": question["countryCode"], "vatNumber": question["vatNumber"],
            "requestDate": "2026-11-22T09:00:00.000Z", "valid": valid,
            "requestIdentifier": "WAPIAAAA1" if valid else "", "name": "BERLIN GMBH" if valid else "---",
            "address": "---", **more,
        }
        return 200, json.dumps(body).encode()

    return answer


def refused(status, error):
    return lambda _: (status, json.dumps(
        {"actionSucceed": False, "errorWrappers": [{"error": error}]}).encode())


class OnEngine:
    def setUp(self):
        self.vies = Vies()
        self.world = World(self.engine, "--language", "en", "--tax-rate", "20")
        self.world.run("seller", "set", "country", "FR", "vat_number", "FR40303265045")
        self.world.run("setting", "taxes", "Place")
        self.world.run("setting", "vies_url", self.vies.url)
        self.world.serve()
        self.make("berlin", {"Country": "DE", "Company": "Berlin GmbH"})

    def tearDown(self):
        self.world.__exit__()
        self.vies.stop()

    def make(self, reference, address):
        self.ask("POST", "/v1/Customer", {"ReferenceCustomer": reference, "Name": reference})
        self.ask("POST", "/v1/CustomerSettingsPayment",
                 {"ReferenceCustomer": reference, "TypePayment": "ExternalBank"})
        self.ask("POST", "/v1/CustomerAddressBilling", {"ReferenceCustomer": reference, **address})

    def ask(self, method, path, body=None):
        status, answer = self.world.ask(method, path, body)
        self.assertIn(status, (200, 201), answer)
        return answer

    def write_number(self, number=NUMBER):
        self.ask("POST", "/v1/CustomerAddressBilling",
                 {"ReferenceCustomer": "berlin", "TaxInformation": number})

    def known(self):
        return self.ask("GET", "/Finance/Taxes/Customer?ReferenceCustomer=berlin")

    def wait(self, **wanted):
        """Until that is what is known."""
        for _ in range(300):
            known = self.known()
            if all(known.get(name) == value for name, value in wanted.items()):
                return known
            time.sleep(0.1)
        self.fail(f"still {known}")

    def bill(self):
        self.ask("POST", "/v1/BalanceLine", {"ReferenceCustomer": "berlin", "Amount": 10000})
        bill = self.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": "berlin"})
        return self.ask("GET", f"/v1/Invoice/{bill['Id']}")["Taxes"][0]

    def test_a_valid_number_is_proved_on_the_invoice(self):
        self.vies.answer = said(True)
        self.write_number("de 136.695.976")
        known = self.wait(StateVat="Valid", IsAsking=False)
        self.assertEqual((known["VatNumber"], known["ProofVat"], known["Name"]),
                         (NUMBER, "WAPIAAAA1", "BERLIN GMBH"))
        self.assertIn("DateProof", known)
        self.assertEqual(self.vies.questions, [{
            "countryCode": "DE", "vatNumber": "136695976",
            "requesterMemberStateCode": "FR", "requesterNumber": "40303265045"}])
        tax = self.bill()
        self.assertEqual((tax["CategoryTax"], tax["ProofVat"]), ("AE", "WAPIAAAA1"))
        self.assertEqual(len(self.vies.questions), 1, "a proof that is young is not asked for again")
        self.assertIn("Valid", self.world.run("customer", "vat", "berlin"))
        self.world.run("verify")

    def test_an_invalid_number_makes_a_consumer(self):
        self.vies.answer = said(False)
        self.write_number()
        known = self.wait(StateVat="Invalid")
        self.assertNotIn("Name", known)
        tax = self.bill()
        self.assertEqual((tax["CategoryTax"], tax["CountryTax"]), ("S", "FR"))

    def test_an_outage_says_nothing_of_the_number(self):
        self.vies.answer = refused(200, "MS_UNAVAILABLE")
        self.write_number()
        known = self.wait(StateVat="Unknown", VatFailure="MS_UNAVAILABLE", IsAsking=True)
        self.assertNotIn("DateProof", known)
        tax = self.bill()
        self.assertEqual(tax["CategoryTax"], "AE")
        self.assertNotIn("ProofVat", tax)
        self.vies.answer = said(True)
        self.wait(StateVat="Valid", VatFailure=None)  # after ten seconds

    def test_the_last_proof_counts_through_an_outage(self):
        self.vies.answer = said(True)
        self.write_number()
        self.wait(StateVat="Valid")
        for answer, failure in [
            (lambda _: (503, b"down"), "The answer was 503."),
            (lambda _: (200, b"<html>"), "The answer is not what VIES says."),
            (lambda _: (200, b"[]"), "The answer is not what VIES says."),
            (lambda _: (200, b'{"valid": "perhaps"}'), "The answer is not what VIES says."),
            (lambda _: (200, b'{"valid": tr'), "The answer is not what VIES says."),
            (said(False, vatNumber="999999999"), "The answer is not what VIES says."),
            (said(False, userError="MS_MAX_CONCURRENT_REQ"), "MS_MAX_CONCURRENT_REQ"),
            (refused(500, "GLOBAL_MAX_CONCURRENT_REQ"), "GLOBAL_MAX_CONCURRENT_REQ"),
            (refused(400, None), "VIES refused to answer."),
        ]:
            self.vies.answer = answer
            # A new version of the address drops the question that is waiting for its next attempt.
            self.write_number("ATU13585627")
            self.write_number()
            self.world.run("customer", "vat", "berlin", "--ask")
            known = self.wait(VatFailure=failure, IsAsking=True)
            self.assertEqual((known["StateVat"], known["Name"]), ("Valid", "BERLIN GMBH"))
        self.assertEqual(self.bill()["ProofVat"], "WAPIAAAA1")

    def test_an_old_proof_is_asked_for_again(self):
        self.vies.answer = said(True)
        self.write_number()
        self.wait(StateVat="Valid")
        self.ask("POST", "/v1/TestClock", {"DurationAdvance": 91, "UnitAdvance": "Day"})
        while self.ask("GET", "/v1/TestClock")["IsMoving"]:
            time.sleep(0.05)
        self.vies.answer = said(False)
        self.assertEqual(self.bill()["CategoryTax"], "AE", "until told otherwise")
        self.wait(StateVat="Invalid")
        self.assertEqual(self.bill()["CategoryTax"], "S")

    def test_another_number_is_another_question(self):
        self.vies.answer = said(True)
        self.write_number()
        self.wait(StateVat="Valid")
        self.vies.answer = lambda _: (503, b"")
        self.write_number("DE111111125")
        known = self.wait(StateVat="Unknown")
        self.assertNotIn("ProofVat", known)
        self.assertNotIn("Name", known)

    def test_nobody_is_asked_about_what_can_be_no_number(self):
        self.vies.answer = said(True)
        self.write_number("DE136695977")
        self.assertEqual(self.known()["StateVat"], "Malformed")
        self.world.run("setting", "vies_url", "none")
        self.write_number()
        time.sleep(0.5)
        self.assertEqual((self.known()["StateVat"], self.vies.questions), ("Unknown", []))


class OnSqlite(OnEngine, unittest.TestCase):
    engine = "sqlite"


@unittest.skipUnless("postgres" in ENGINES, "no PostgreSQL")
class OnPostgres(OnEngine, unittest.TestCase):
    engine = "postgres"


if __name__ == "__main__":
    counted.main()
