#!/usr/bin/env python3
"""The servers that play Stripe and GoCardless, judged by the official clients of the two: every call
that tacite makes, they make, and they accept the answers; and what is told by webhooks passes the
clients' own verification. What tacite itself asks is compared with what they ask in
tests/test_stripe.py and tests/test_gocardless.py."""
import json
import time
import unittest

import counted
from fake_gocardless import TOKEN, FakeGoCardless
from fake_stripe import KEY, FakeStripe
from official import Official, Refused, install


class Judged(unittest.TestCase):
    def setUp(self):
        install(self)

    def refused(self, client, *words):
        with self.assertRaises(Refused) as caught:
            client(*words)
        return caught.exception.error


class Stripe(Judged):
    def setUp(self):
        super().setUp()
        self.fake = self.enterContext(FakeStripe())
        self.client = self.enterContext(Official("stripe", self.fake.url, KEY))

    def register(self, number, kind="card"):
        """A customer and his method, by the page."""
        customer = self.client("customers.create", {
            "name": "Zoé & Fils", "email": "zoe@example.org", "preferred_locales": ["fr"],
            "metadata": {"tacite_customer": "c-1"}})
        session = self.client("checkout.sessions.create", {
            "mode": "setup", "customer": customer["id"], "currency": "eur",
            "payment_method_types": [kind], "success_url": "https://a.example/",
            "cancel_url": "https://a.example/"})
        self.assertEqual("open", session["status"])
        self.fake.fill(session["id"], number)
        session = self.client("checkout.sessions.retrieve", session["id"], {
            "expand": ["setup_intent.payment_method", "setup_intent.mandate"]})
        return customer["id"], session

    def charge(self, number, kind="card", key=None, **more):
        customer, session = self.register(number, kind)
        return self.client("paymentIntents.create", {
            "amount": 1234, "currency": "eur", "customer": customer, "confirm": True,
            "payment_method": session["setup_intent"]["payment_method"]["id"],
            "payment_method_types": [kind], "metadata": {"tacite_key": "k"},
            **(more or {"off_session": True})}, *([{"idempotencyKey": key}] if key else []))

    def test_a_card_is_registered_and_shown(self):
        _, session = self.register("4242 4242 4242 4242")
        self.assertEqual("complete", session["status"])
        self.assertEqual("succeeded", session["setup_intent"]["status"])
        card = session["setup_intent"]["payment_method"]["card"]
        self.assertEqual(("visa", "4242"), (card["brand"], card["last4"]))

    def test_an_account_has_a_mandate(self):
        _, session = self.register("DE89370400440532013000", "sepa_debit")
        mandate = session["setup_intent"]["mandate"]
        self.assertRegex(mandate["payment_method_details"]["sepa_debit"]["reference"], "^FAKE")

    def test_a_page_that_refused_waits_on(self):
        _, session = self.register("4000000000000002")
        self.assertEqual("open", session["status"])

    def test_charges_are_paid_declined_and_authenticated(self):
        self.assertEqual("succeeded", self.charge("4242424242424242")["status"])
        with self.assertRaises(Refused) as caught:
            self.charge("4000008260003178")
        self.assertEqual(("StripeCardError", "insufficient_funds"),
                         (caught.exception.error["name"], caught.exception.error["decline"]))
        with self.assertRaises(Refused) as caught:
            self.charge("4000002760003184")
        self.assertEqual("authentication_required", caught.exception.error["decline"])
        intent = self.charge("4000002760003184", return_url="https://a.example/")
        self.assertEqual("requires_action", intent["status"])
        self.assertIn("/page/3ds/", intent["next_action"]["redirect_to_url"]["url"])
        self.fake.authenticate(intent["id"])
        self.assertEqual("succeeded",
                         self.client("paymentIntents.retrieve", intent["id"])["status"])

    def test_a_debit_takes_days(self):
        intent = self.charge("DE89370400440532013000", "sepa_debit")
        self.assertEqual("processing", intent["status"])
        self.fake.settle()
        listed = self.client("paymentIntents.list", {
            "customer": intent["customer"], "created": {"gte": int(time.time()) - 60}, "limit": 10})
        self.assertEqual(["succeeded"], [one["status"] for one in listed["data"]])

    def test_a_key_counts_once(self):
        first = self.charge("4242424242424242", key="k-1")
        again = self.client("paymentIntents.create", {
            "amount": 1234, "currency": "eur", "customer": first["customer"], "confirm": True,
            "payment_method": first["payment_method"], "payment_method_types": ["card"],
            "metadata": {"tacite_key": "k"}, "off_session": True}, {"idempotencyKey": "k-1"})
        self.assertEqual(first["id"], again["id"])
        error = self.refused(self.client, "paymentIntents.create",
                             {"amount": 99, "currency": "eur"}, {"idempotencyKey": "k-1"})
        self.assertEqual("StripeIdempotencyError", error["name"])

    def test_refunds_and_their_limits(self):
        intent = self.charge("4242424242424242")
        refund = self.client("refunds.create", {
            "payment_intent": intent["id"], "amount": 234, "reason": "requested_by_customer"})
        self.assertEqual("succeeded", refund["status"])
        self.assertEqual(refund["id"], self.client("refunds.retrieve", refund["id"])["id"])
        self.client("refunds.create", {"payment_intent": intent["id"], "amount": 1000})
        error = self.refused(self.client, "refunds.create",
                             {"payment_intent": intent["id"], "amount": 1})
        self.assertEqual("charge_already_refunded", error["code"])
        listed = self.client("refunds.list", {"payment_intent": intent["id"]})
        self.assertEqual([1000, 234], [one["amount"] for one in listed["data"]])

    def test_calling_off_and_forgetting(self):
        intent = self.charge("DE89370400440532013000", "sepa_debit")
        self.assertEqual("canceled", self.client("paymentIntents.cancel", intent["id"])["status"])
        error = self.refused(self.client, "paymentIntents.cancel", intent["id"])
        self.assertEqual("payment_intent_unexpected_state", error["code"])
        self.client("paymentMethods.detach", intent["payment_method"])
        self.refused(self.client, "paymentMethods.detach", intent["payment_method"])

    def test_what_stripe_would_refuse_is_refused(self):
        error = self.refused(self.client, "customers.create", {"nom": "x"})
        self.assertEqual(("StripeInvalidRequestError", "parameter_unknown"),
                         (error["name"], error["code"]))
        self.assertEqual("resource_missing",
                         self.refused(self.client, "paymentIntents.retrieve", "pi_x")["code"])
        with Official("stripe", self.fake.url, "sk_test_other") as other:
            self.assertEqual("StripeAuthenticationError",
                             self.refused(other, "customers.create", {})["name"])

    def test_webhooks_are_verified_by_the_client(self):
        self.charge("4000000000000259")
        kinds = []
        for event in self.fake.events:
            body = json.dumps(event)
            _, header = FakeStripe.sign(body, "whsec_x", time.time())
            kinds.append(self.client("verify", body, header, "whsec_x")["type"])
            for wrong in (("verify", body + " ", header, "whsec_x"),
                          ("verify", body, header, "whsec_y"),
                          ("verify", body, FakeStripe.sign(body, "whsec_x", time.time() - 400)[1],
                           "whsec_x")):
                self.assertEqual("StripeSignatureVerificationError",
                                 self.refused(self.client, *wrong)["name"])
        self.assertIn("checkout.session.completed", kinds)
        self.assertIn("charge.dispute.created", kinds)


class GoCardless(Judged):
    def setUp(self):
        super().setUp()
        self.fake = self.enterContext(FakeGoCardless())
        self.client = self.enterContext(Official("gocardless", self.fake.url, TOKEN))

    def register(self, iban):
        """A mandate, by the page."""
        request = self.client("billingRequests.create", {
            "mandate_request": {"scheme": "sepa_core", "currency": "EUR"},
            "metadata": {"tacite_customer": "c-1"}})
        flow = self.client("billingRequestFlows.create", {
            "redirect_uri": "https://a.example/", "exit_uri": "https://a.example/",
            "language": "fr", "prefilled_customer": {"email": "zoe@example.org"},
            "links": {"billing_request": request["id"]}})
        self.assertIn("/page/", flow["authorisation_url"])
        self.fake.fill(request["id"], iban)
        request = self.client("billingRequests.find", request["id"])
        self.assertEqual("fulfilled", request["status"])
        return request["links"]["mandate_request_mandate"]

    def pay(self, mandate, key="", **more):
        return self.client("payments.create", {
            "amount": 1234, "currency": "EUR", "retry_if_possible": False,
            "metadata": {"tacite_key": "k"}, "links": {"mandate": mandate}, **more}, key)

    def test_a_mandate_is_given_and_shown(self):
        mandate = self.client("mandates.find", self.register("FR1420041010050500013M02606"))
        self.assertEqual("pending_submission", mandate["status"])
        account = self.client("customerBankAccounts.find", mandate["links"]["customer_bank_account"])
        self.assertEqual(("FR", "06"), (account["country_code"], account["account_number_ending"]))

    def test_payments_arrive_or_come_back(self):
        good = self.pay(self.register("FR1420041010050500013M02606"))
        bad = self.pay(self.register("DE89370400440532013000"))
        self.assertEqual("pending_submission", good["status"])
        self.fake.settle()
        self.assertEqual("confirmed", self.client("payments.find", good["id"])["status"])
        self.assertEqual("failed", self.client("payments.find", bad["id"])["status"])
        events = self.client("events.list", {"payment": bad["id"], "action": "failed", "limit": "1"})
        self.assertEqual("insufficient_funds", events["events"][0]["details"]["cause"])

    def test_a_key_counts_once(self):
        mandate = self.register("FR1420041010050500013M02606")
        first = self.pay(mandate, "k-1")
        error = self.refused(self.client, "payments.create", {
            "amount": 1234, "currency": "EUR", "links": {"mandate": mandate}}, "k-1")
        self.assertEqual(("IdempotentCreationConflictError", first["id"]),
                         (error["name"], error["conflict"]))
        listed = self.client("payments.list", {"mandate": mandate})
        self.assertEqual([first["id"]], [one["id"] for one in listed["payments"]])

    def test_refunds_need_their_total(self):
        payment = self.pay(self.register("FR1420041010050500013M02606"))
        self.fake.settle()
        links = {"payment": payment["id"]}
        refund = self.client("refunds.create", {
            "amount": 234, "total_amount_confirmation": 234, "links": links})
        self.assertEqual("created", self.client("refunds.find", refund["id"])["status"])
        error = self.refused(self.client, "refunds.create", {
            "amount": 1000, "total_amount_confirmation": 1000, "links": links})
        self.assertEqual("InvalidStateError", error["name"])
        self.fake.may_refund = False
        error = self.refused(self.client, "refunds.create", {
            "amount": 1000, "total_amount_confirmation": 1234, "links": links})
        self.assertEqual("PermissionsError", error["name"])

    def test_calling_off_and_forgetting(self):
        mandate = self.register("FR1420041010050500013M02606")
        payment = self.pay(mandate)
        self.assertEqual("cancelled", self.client("payments.cancel", payment["id"], {})["status"])
        self.assertEqual("InvalidStateError",
                         self.refused(self.client, "payments.cancel", payment["id"], {})["name"])
        self.assertEqual("cancelled", self.client("mandates.cancel", mandate, {})["status"])
        self.assertEqual("InvalidStateError", self.refused(
            self.client, "payments.create",
            {"amount": 1, "currency": "EUR", "links": {"mandate": mandate}})["name"])

    def test_what_gocardless_would_refuse_is_refused(self):
        mandate = self.register("FR1420041010050500013M02606")
        error = self.refused(self.client, "payments.create", {
            "amount": 1, "currency": "EUR", "charge_date": "2020-01-01",
            "links": {"mandate": mandate}})
        self.assertEqual("ValidationFailedError", error["name"])
        with Official("gocardless", self.fake.url, "sandbox_other") as other:
            self.assertEqual("AuthenticationError",
                             self.refused(other, "mandates.find", mandate)["name"])

    def test_webhooks_are_verified_by_the_client(self):
        self.pay(self.register("FR1420041010050500013M02606"))
        self.fake.settle()
        body = json.dumps(self.fake.batches(self.fake.events)[0])
        _, header = FakeGoCardless.sign(body, "secret", 0)
        events = self.client("verify", body, header, "secret")
        self.assertIn("billing_requests.fulfilled",
                      [f"{one['resource_type']}.{one['action']}" for one in events])
        for wrong in ((body + " ", header, "secret"), (body, header, "other")):
            self.assertEqual("InvalidSignatureError",
                             self.refused(self.client, "verify", *wrong)["name"])


if __name__ == "__main__":
    counted.main()
