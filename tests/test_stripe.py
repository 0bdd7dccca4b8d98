#!/usr/bin/env python3
"""Invoices that are collected by Stripe, which tests/fake_stripe.py plays: from the page on which a card
is registered to disputes, and whatever goes wrong in between is charged once."""
import unittest

import counted
from fake_stripe import KEY, FakeStripe
from merchant import BACK, Merchant, on_every_engine, until

GOOD, POOR, ASKING = "4242424242424242", "4000008260003178", "4000002760003184"
INTENTS = "/v1/payment_intents"


class Stripe(unittest.TestCase):
    def merchant(self, engine):
        fake = self.enterContext(FakeStripe())
        return Merchant(engine, fake, "Stripe", KEY)

    def register(self, merchant, reference, number, type_payment="Card"):
        """A customer whose method is registered by the page, and told of by a webhook."""
        merchant.customer(reference)
        method = merchant.begin(reference, type_payment)
        merchant.fake.fill(method["PageUrl"].rsplit("/", 1)[1], number)
        self.assertEqual({200}, set(merchant.fake.tell()))
        return merchant.method_in(method["Id"], "Ok")

    def token(self, merchant, transaction):
        return merchant.transaction(transaction)["TokenTransaction"]

    @on_every_engine
    def test_a_card_is_registered_by_the_page_and_charged(self, merchant):
        method = self.register(merchant, "ada", GOOD)
        self.assertEqual(("****-****-****-4242", "FR", "visa", True),
                         (method["NameDisplay"], method["Country"], method["Brand"],
                          method["IsDefault"]))
        invoice = merchant.invoice("ada")
        self.assertEqual("DueAuto", merchant.state(invoice))
        merchant.clock("2026-02-15T09:00:00Z")
        until(lambda: merchant.state(invoice) == "Paid")
        (charge,) = merchant.transactions(invoice)
        intent = merchant.fake.things[charge["TokenTransaction"]]
        self.assertEqual((1234, "eur", "succeeded"),
                         (intent["amount"], intent["currency"], intent["status"]))
        # What is told of it later, twice and in the wrong order, changes nothing.
        before = merchant.transaction(charge["Id"])
        self.assertEqual({200}, set(merchant.fake.tell(times=2, order="reversed")))
        until(lambda: merchant.fake.count("GET", f"{INTENTS}/{intent['id']}"))
        self.assertEqual("Succeeded", merchant.transaction(charge["Id"])["StateTransaction"])
        self.assertEqual(before["Amount"], merchant.transaction(charge["Id"])["Amount"])
        self.assertEqual(1, merchant.fake.count("POST", INTENTS))

    @on_every_engine
    def test_a_page_that_refuses_waits_on_and_one_that_is_over_fails(self, merchant):
        merchant.customer("ada")
        method = merchant.begin("ada", "Card")
        session = method["PageUrl"].rsplit("/", 1)[1]
        merchant.fake.fill(session, "4000000000000002")
        merchant.good("POST", f"/Gateway/Permissions/{method['Id']}/Confirmation")
        until(lambda: merchant.fake.count("GET", f"/v1/checkout/sessions/{session}"))
        self.assertEqual("Pending", merchant.method(method["Id"])["StatePermission"])
        merchant.fake.expire(session)
        merchant.fake.tell()
        self.assertEqual("abandoned", merchant.method_in(method["Id"], "Failed")["Code"])

    @on_every_engine
    def test_too_little_money_is_tried_again(self, merchant):
        method = self.register(merchant, "ada", POOR)
        invoice = merchant.invoice("ada")
        charge = merchant.charge(invoice)
        failed = merchant.transaction_in(charge, "Failed")
        self.assertEqual(("Funds", "insufficient_funds"), (failed["Decline"], failed["Code"]))
        token = next(iter(merchant.fake.fates))
        merchant.fake.fates[token] = None
        self.assertEqual("DueAuto", merchant.state(invoice))
        merchant.clock("2026-02-04T09:00:00Z")
        until(lambda: merchant.state(invoice) == "Paid")
        self.assertEqual(["Succeeded", "Failed"],
                         [one["StateTransaction"] for one in merchant.transactions(invoice)])
        self.assertEqual("Ok", merchant.method(method["Id"])["StatePermission"])

    @on_every_engine
    def test_a_lost_card_is_not_tried_again(self, merchant):
        method = self.register(merchant, "ada", GOOD)
        merchant.fake.fates[next(iter(merchant.fake.fates))] = "lost_card"
        invoice = merchant.invoice("ada")
        failed = merchant.transaction_in(merchant.charge(invoice), "Failed")
        self.assertEqual(("Hard", "lost_card"), (failed["Decline"], failed["Code"]))
        self.assertEqual("ProblemAuto", merchant.state(invoice))
        merchant.method_in(method["Id"], "Defective")
        merchant.clock("2026-03-15T09:00:00Z")
        self.assertEqual(1, merchant.fake.count("POST", INTENTS))

    @on_every_engine
    def test_a_bank_that_asks_is_answered_on_a_page(self, merchant):
        self.register(merchant, "ada", ASKING)
        invoice = merchant.invoice("ada")
        failed = merchant.transaction_in(merchant.charge(invoice), "Failed")
        self.assertEqual("Authentication", failed["Decline"])
        charge = merchant.charge(invoice, IsCustomerPresent=True)
        page = merchant.transaction_in(charge, "ToAuthenticate")
        self.assertIn("/page/3ds/", page["PageUrl"])
        merchant.fake.authenticate(page["TokenTransaction"])
        merchant.fake.tell()
        merchant.transaction_in(charge, "Succeeded")
        self.assertEqual("Paid", merchant.state(invoice))

    @on_every_engine
    def test_a_bank_that_is_answered_wrongly_refuses(self, merchant):
        self.register(merchant, "ada", ASKING)
        charge = merchant.charge(merchant.invoice("ada"), IsCustomerPresent=True)
        page = merchant.transaction_in(charge, "ToAuthenticate")
        merchant.fake.authenticate(page["TokenTransaction"], is_good=False)
        merchant.fake.tell()
        self.assertEqual("Authentication",
                         merchant.transaction_in(charge, "Failed")["Decline"])

    @on_every_engine
    def test_a_debit_takes_days_and_may_be_taken_back(self, merchant):
        method = self.register(merchant, "ada", "DE35370400440532013002", "DirectDebit")
        self.assertRegex(method["Mandate"], "^FAKE")
        self.assertEqual("DE****3002", method["NameDisplay"])
        invoice = merchant.invoice("ada")
        charge = merchant.charge(invoice)
        merchant.transaction_in(charge, "Pending")
        self.assertEqual("DuePending", merchant.state(invoice))
        merchant.fake.fates[next(iter(merchant.fake.fates))] = None
        merchant.fake.settle()
        merchant.fake.tell()
        merchant.transaction_in(charge, "Succeeded")
        self.assertEqual("Paid", merchant.state(invoice))
        dispute = merchant.fake.dispute(self.token(merchant, charge))
        merchant.fake.tell()
        merchant.transaction_in(charge, "Disputed")
        merchant.fake.close_dispute(dispute, "lost")
        merchant.fake.tell()
        merchant.transaction_in(charge, "Returned")
        self.assertNotEqual("Paid", merchant.state(invoice))

    @on_every_engine
    def test_a_debit_that_comes_back(self, merchant):
        self.register(merchant, "ada", "DE78370400440532013004", "DirectDebit")
        invoice = merchant.invoice("ada")
        charge = merchant.charge(invoice)
        merchant.transaction_in(charge, "Pending")
        merchant.fake.settle()
        merchant.fake.tell()
        self.assertEqual("Funds", merchant.transaction_in(charge, "Failed")["Decline"])
        self.assertEqual("DueAuto", merchant.state(invoice))

    @on_every_engine
    def test_a_dispute_that_is_won_and_one_told_late(self, merchant):
        self.register(merchant, "ada", GOOD)
        invoice = merchant.invoice("ada")
        charge = merchant.charge(invoice)
        merchant.transaction_in(charge, "Succeeded")
        merchant.fake.events.clear()
        inquiry = merchant.fake.dispute(self.token(merchant, charge), "warning_needs_response")
        merchant.fake.close_dispute(inquiry, "warning_closed")
        merchant.fake.tell()
        self.assertEqual("Paid", merchant.state(invoice))
        dispute = merchant.fake.dispute(self.token(merchant, charge))
        merchant.fake.tell(times=2)
        merchant.transaction_in(charge, "Disputed")
        merchant.fake.close_dispute(dispute, "won")
        merchant.fake.tell(times=2)
        merchant.transaction_in(charge, "Succeeded")
        self.assertEqual("Paid", merchant.state(invoice))
        # All of another one, the end first.
        dispute = merchant.fake.dispute(self.token(merchant, charge))
        merchant.fake.close_dispute(dispute, "lost")
        merchant.fake.tell(order="reversed")
        merchant.transaction_in(charge, "Returned")

    # What goes wrong ------------------------------------------------------------------------------

    def charged_once(self, merchant, invoice, charge):
        merchant.transaction_in(charge, "Succeeded")
        self.assertEqual("Paid", merchant.state(invoice))
        paid = [one for one in merchant.fake.of_kind("payment_intent")
                if one["status"] == "succeeded"]
        self.assertEqual([1234], [one["amount"] for one in paid])

    @on_every_engine
    def test_whatever_happens_to_an_answer_it_is_charged_once(self, merchant):
        self.register(merchant, "ada", GOOD)
        for fault in ("lost", "hang up", "broken", "not JSON", "busy", "slow"):
            with self.subTest(fault):
                merchant.fake.things = {key: one for key, one in merchant.fake.things.items()
                                        if one["object"] != "payment_intent"}
                invoice = merchant.invoice("ada")
                merchant.fake.misbehave(INTENTS, fault)
                charge = merchant.charge(invoice)
                if fault == "slow":
                    self.charged_once(merchant, invoice, charge)
                    continue
                unknown = merchant.transaction_in(charge, "Unknown")
                until(lambda: "Message" in merchant.transaction(charge))
                self.assertEqual("DueAuto", merchant.state(invoice), unknown)
                merchant.hurry()
                self.charged_once(merchant, invoice, charge)

    @on_every_engine
    def test_what_broke_off_at_stripe_is_found_in_a_list(self, merchant):
        self.register(merchant, "ada", GOOD)
        invoice = merchant.invoice("ada")
        merchant.fake.misbehave(INTENTS, "broken after", "broken")
        charge = merchant.charge(invoice)
        until(lambda: "Message" in merchant.transaction(charge))
        merchant.hurry()
        self.charged_once(merchant, invoice, charge)
        self.assertEqual(1, merchant.fake.count("GET", INTENTS))

    @on_every_engine
    def test_a_key_that_is_too_old_is_not_used_again(self, merchant):
        self.register(merchant, "ada", GOOD)
        for fault in ("lost", "hang up"):
            with self.subTest(fault):
                merchant.fake.things = {key: one for key, one in merchant.fake.things.items()
                                        if one["object"] != "payment_intent"}
                invoice = merchant.invoice("ada")
                merchant.fake.misbehave(INTENTS, fault)
                charge = merchant.charge(invoice)
                until(lambda: "Message" in merchant.transaction(charge))
                merchant.fake.keys.clear()
                merchant.restart("UPDATE transactions SET due_at = 1, sent_at = sent_at - "
                                 "200000000000 WHERE wish IS NOT NULL")
                self.charged_once(merchant, invoice, charge)

    @on_every_engine
    def test_a_server_that_is_killed_while_it_asks_charges_once(self, merchant):
        self.register(merchant, "ada", GOOD)
        invoice = merchant.invoice("ada")
        asked = merchant.fake.count("POST", INTENTS)
        merchant.fake.misbehave(INTENTS, "slow")
        charge = merchant.charge(invoice)
        until(lambda: merchant.fake.count("POST", INTENTS) > asked)
        merchant.kill()
        until(lambda: [one for one in merchant.fake.of_kind("payment_intent")])
        merchant.hurry()
        self.charged_once(merchant, invoice, charge)

    @on_every_engine
    def test_only_what_stripe_signed_is_taken(self, merchant):
        self.register(merchant, "ada", ASKING)
        charge = merchant.charge(merchant.invoice("ada"), IsCustomerPresent=True)
        page = merchant.transaction_in(charge, "ToAuthenticate")
        merchant.fake.events.clear()
        merchant.fake.authenticate(page["TokenTransaction"])
        events = list(merchant.fake.events)
        asked = len(merchant.fake.asked)
        self.assertEqual({401}, set(merchant.fake.tell(secret="whsec_of_somebody")))
        merchant.fake.events = list(events)
        self.assertEqual({401}, set(merchant.fake.tell(seconds=1000000000)))
        self.assertEqual(400, merchant.fake.send("not JSON"))
        self.assertEqual("ToAuthenticate", merchant.transaction(charge)["StateTransaction"])
        self.assertEqual(asked, len(merchant.fake.asked))
        merchant.fake.events = events
        self.assertEqual({200}, set(merchant.fake.tell()))
        merchant.transaction_in(charge, "Succeeded")

    @on_every_engine
    def test_a_key_that_stripe_does_not_know_loses_nothing(self, merchant):
        self.register(merchant, "ada", GOOD)
        card = merchant.gateways["Card"]
        merchant.good("POST", f"/Gateway/Gateways/{card}", {"ApiKey": "sk_test_wrong"})
        invoice = merchant.invoice("ada")
        charge = merchant.charge(invoice)
        until(lambda: merchant.transaction(charge).get("Code") == "http_401")
        merchant.good("POST", f"/Gateway/Gateways/{card}", {"ApiKey": KEY})
        merchant.hurry()
        self.charged_once(merchant, invoice, charge)

    @on_every_engine
    def test_real_money_is_not_moved_by_a_sandbox(self, merchant):
        self.register(merchant, "ada", GOOD)
        merchant.good("POST", f"/Gateway/Gateways/{merchant.gateways['Card']}",
                      {"ApiKey": "sk_live_1"})
        charge = merchant.charge(merchant.invoice("ada"))
        self.assertEqual("Error.Gateway.OtherWorld",
                         merchant.transaction_in(charge, "Failed")["Code"])
        self.assertEqual(0, merchant.fake.count("POST", INTENTS))

    @on_every_engine
    def test_methods_change_and_end_at_stripes(self, merchant):
        method = self.register(merchant, "ada", GOOD)
        token = next(iter(merchant.fake.fates))
        merchant.fake.update_card(token, 2040)
        merchant.fake.tell()
        until(lambda: merchant.method(method["Id"])["NameDisplay"] == "****-****-****-1111")
        self.assertEqual("2041-01-01T00:00:00.00Z",
                         merchant.method(method["Id"])["DateExpiration"])
        debit = self.register(merchant, "ben", "DE89370400440532013000", "DirectDebit")
        merchant.fake.revoke(list(merchant.fake.fates)[1])
        merchant.fake.tell()
        self.assertEqual("mandate_inactive",
                         merchant.method_in(debit["Id"], "Defective")["Code"])
        merchant.good("POST", f"/Gateway/Permissions/{method['Id']}/Forgetting")
        until(lambda: merchant.fake.things[token]["customer"] is None)


if __name__ == "__main__":
    counted.main()
