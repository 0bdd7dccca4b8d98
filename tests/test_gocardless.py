#!/usr/bin/env python3
"""Invoices that are collected by GoCardless, which tests/fake_gocardless.py plays: from the page on which
a mandate is given to chargebacks, and whatever goes wrong in between is charged once."""
import unittest

import counted
from fake_gocardless import TOKEN, FakeGoCardless, day
from merchant import Merchant, on_every_engine, until

GOOD, POOR, CLOSED = "FR1420041010050500013M02606", "DE89370400440532013000", "BE68539007547034"
BACK, LATE = "ES9121000418450200051332", "NL91ABNA0417164300"


class GoCardless(unittest.TestCase):
    def merchant(self, engine):
        fake = self.enterContext(FakeGoCardless())
        return Merchant(engine, fake, "GoCardless", TOKEN)

    @staticmethod
    def things(merchant, kind):
        return [one for (of, _), one in merchant.fake.things.items() if of == kind]

    def register(self, merchant, reference, iban):
        """A customer who gave a mandate on the page, which is told by a webhook."""
        merchant.customer(reference)
        method = merchant.begin(reference, "DirectDebit")
        merchant.fake.fill(self.things(merchant, "billing_requests")[-1]["id"], iban)
        self.assertEqual({200}, set(merchant.fake.tell()))
        return merchant.method_in(method["Id"], "Ok")

    def charge(self, merchant, iban):
        """An invoice that is on its way to be paid, and its transaction."""
        self.register(merchant, "ada", iban)
        invoice = merchant.invoice("ada")
        charge = merchant.charge(invoice)
        merchant.transaction_in(charge, "Pending")
        return invoice, charge

    @on_every_engine
    def test_a_mandate_is_given_on_the_page_and_charged(self, merchant):
        method = self.register(merchant, "ada", GOOD)
        self.assertEqual(("FR****06", "FR", "REF-000001"),
                         (method["NameDisplay"], method["Country"], method["Mandate"]))
        invoice = merchant.invoice("ada")
        merchant.clock("2026-02-28T09:00:00Z")
        until(lambda: merchant.state(invoice) == "DuePending")
        (charge,) = merchant.transactions(invoice)
        self.assertEqual(day(5), charge["DateSettlement"][:10])
        merchant.fake.settle()
        self.assertEqual({200}, set(merchant.fake.tell(times=2)))
        merchant.transaction_in(charge["Id"], "Succeeded")
        self.assertEqual("Paid", merchant.state(invoice))
        (payment,) = self.things(merchant, "payments")
        self.assertEqual((1234, "EUR", False),
                         (payment["amount"], payment["currency"], payment["retry_if_possible"]))

    @on_every_engine
    def test_who_leaves_the_page_is_not_counted(self, merchant):
        merchant.customer("ada")
        method = merchant.begin("ada", "DirectDebit")
        merchant.fake.leave(self.things(merchant, "billing_requests")[-1]["id"])
        merchant.fake.tell()
        self.assertEqual("abandoned", merchant.method_in(method["Id"], "Failed")["Code"])

    @on_every_engine
    def test_what_comes_back_says_why(self, merchant):
        for iban, decline, code, state in ((POOR, "Funds", "insufficient_funds", "DueAuto"),
                                           (CLOSED, "Hard", "bank_account_closed", "ProblemAuto")):
            with self.subTest(code):
                reference = code[:4]
                self.register(merchant, reference, iban)
                invoice = merchant.invoice(reference)
                charge = merchant.charge(invoice)
                merchant.transaction_in(charge, "Pending")
                merchant.fake.settle()
                merchant.fake.tell(order="shuffled")
                failed = merchant.transaction_in(charge, "Failed")
                self.assertEqual((decline, code), (failed["Decline"], failed["Code"]))
                self.assertEqual(state, merchant.state(invoice))

    @on_every_engine
    def test_what_was_there_may_be_taken_back(self, merchant):
        invoice, charge = self.charge(merchant, BACK)
        merchant.fake.settle()
        merchant.fake.tell()
        merchant.transaction_in(charge, "Succeeded")
        merchant.fake.settle_later()
        merchant.fake.tell(times=2)
        merchant.transaction_in(charge, "Disputed")
        self.assertNotEqual("Paid", merchant.state(invoice))
        merchant.fake.win(merchant.transaction(charge)["TokenTransaction"])
        merchant.fake.tell()
        merchant.transaction_in(charge, "Succeeded")
        self.assertEqual("Paid", merchant.state(invoice))

    @on_every_engine
    def test_what_was_there_may_fail_late(self, merchant):
        invoice, charge = self.charge(merchant, LATE)
        merchant.fake.settle()
        merchant.fake.tell()
        merchant.transaction_in(charge, "Succeeded")
        merchant.fake.settle_later()
        merchant.fake.misbehave("/payments/", "hang up")  # asked again, though it was settled
        merchant.fake.tell()
        until(lambda: not merchant.fake.faults)
        merchant.hurry()
        merchant.transaction_in(charge, "Returned")
        self.assertNotEqual("Paid", merchant.state(invoice))

    @on_every_engine
    def test_a_mandate_that_ends_is_defective(self, merchant):
        method = self.register(merchant, "ada", GOOD)
        mandate = self.things(merchant, "mandates")[0]["id"]
        merchant.fake.revoke(mandate, "bank_account_closed")
        merchant.fake.tell()
        self.assertEqual("bank_account_closed",
                         merchant.method_in(method["Id"], "Defective")["Code"])
        # And if nobody told: the charge finds out.
        self.register(merchant, "ben", GOOD)
        invoice = merchant.invoice("ben")
        merchant.fake.revoke(self.things(merchant, "mandates")[1]["id"])
        failed = merchant.transaction_in(merchant.charge(invoice), "Failed")
        self.assertEqual(("Hard", "mandate_is_inactive"), (failed["Decline"], failed["Code"]))

    @on_every_engine
    def test_a_method_that_is_forgotten_is_cancelled_there(self, merchant):
        method = self.register(merchant, "ada", GOOD)
        merchant.good("POST", f"/Gateway/Permissions/{method['Id']}/Forgetting")
        until(lambda: self.things(merchant, "mandates")[0]["status"] == "cancelled")

    @on_every_engine
    def test_a_charge_is_called_off_with_its_invoice(self, merchant):
        invoice, charge = self.charge(merchant, GOOD)
        merchant.good("POST", f"/Finance/Invoices/{invoice}/Cancellation", {"Reason": "a mistake"})
        merchant.transaction_in(charge, "Cancelled")
        until(lambda: merchant.state(invoice) == "Void")
        self.assertEqual("cancelled", self.things(merchant, "payments")[0]["status"])

    @on_every_engine
    def test_a_charge_that_is_at_the_bank_cannot_be_called_off(self, merchant):
        invoice, charge = self.charge(merchant, GOOD)
        merchant.fake.submit()
        merchant.ask("POST", f"/Finance/Invoices/{invoice}/Cancellation", {"Reason": "a mistake"})
        until(lambda: any(one.path.endswith("/actions/cancel") for one in merchant.fake.asked))
        merchant.fake.settle()
        merchant.fake.tell()
        merchant.transaction_in(charge, "Succeeded")
        self.assertEqual("Paid", merchant.state(invoice))

    @on_every_engine
    def test_what_was_charged_is_given_back_in_parts(self, merchant):
        invoice, charge = self.charge(merchant, GOOD)
        merchant.fake.settle()
        merchant.fake.tell()
        merchant.transaction_in(charge, "Succeeded")
        for amount, fault in ((234, None), (500, "lost"), (500, "broken")):
            with self.subTest(fault):
                if fault:
                    merchant.fake.misbehave("/refunds", fault)
                merchant.refund(invoice, Amount=amount)
                refund = merchant.transactions(invoice)[0]["Id"]
                if fault:
                    until(lambda: "Message" in merchant.transaction(refund))
                    merchant.hurry()
                merchant.transaction_in(refund, "Pending")
                merchant.fake.settle_refunds()
                merchant.fake.tell()
                merchant.transaction_in(refund, "Succeeded")
        self.assertEqual([234, 500, 500],
                         [one["amount"] for one in self.things(merchant, "refunds")])

    @on_every_engine
    def test_who_may_not_refund_is_told(self, merchant):
        invoice, charge = self.charge(merchant, GOOD)
        merchant.fake.settle()
        merchant.fake.tell()
        merchant.transaction_in(charge, "Succeeded")
        merchant.fake.may_refund = False
        merchant.refund(invoice)
        failed = merchant.transaction_in(merchant.transactions(invoice)[0]["Id"], "Failed")
        self.assertIn("Refunds are not enabled", failed["Message"])

    @on_every_engine
    def test_whatever_happens_to_an_answer_it_is_charged_once(self, merchant):
        self.register(merchant, "ada", GOOD)
        for count, fault in enumerate(("lost", "hang up", "broken", "broken after", "not JSON",
                                       "busy")):
            with self.subTest(fault):
                invoice = merchant.invoice("ada")
                merchant.fake.misbehave("/payments", fault)
                charge = merchant.charge(invoice)
                until(lambda: "Message" in merchant.transaction(charge))
                self.assertEqual("Unknown", merchant.transaction(charge)["StateTransaction"])
                merchant.hurry()
                merchant.transaction_in(charge, "Pending")
                self.assertEqual(count + 1, len(self.things(merchant, "payments")))
                merchant.fake.settle()
                merchant.fake.tell()
                merchant.transaction_in(charge, "Succeeded")
                self.assertEqual("Paid", merchant.state(invoice))

    @on_every_engine
    def test_a_key_that_is_too_old_is_not_used_again(self, merchant):
        self.register(merchant, "ada", GOOD)
        for count, fault in enumerate(("lost", "hang up")):
            with self.subTest(fault):
                invoice = merchant.invoice("ada")
                merchant.fake.misbehave("/payments", fault)
                charge = merchant.charge(invoice)
                until(lambda: "Message" in merchant.transaction(charge))
                merchant.fake.keys.clear()
                merchant.restart("UPDATE transactions SET due_at = 1, sent_at = sent_at - "
                                 "3000000000000 WHERE wish IS NOT NULL")
                merchant.transaction_in(charge, "Pending")
                self.assertEqual(count + 1, len(self.things(merchant, "payments")))

    @on_every_engine
    def test_a_server_that_is_killed_while_it_asks_charges_once(self, merchant):
        self.register(merchant, "ada", GOOD)
        invoice = merchant.invoice("ada")
        merchant.fake.misbehave("/payments", "slow")
        charge = merchant.charge(invoice)
        until(lambda: merchant.fake.count("POST", "/payments"))
        merchant.kill()
        until(lambda: self.things(merchant, "payments"))
        merchant.hurry()
        merchant.transaction_in(charge, "Pending")
        self.assertEqual(1, len(self.things(merchant, "payments")))

    @on_every_engine
    def test_only_what_gocardless_signed_is_taken(self, merchant):
        _, charge = self.charge(merchant, GOOD)
        merchant.fake.settle()
        events = list(merchant.fake.events)
        self.assertEqual([401], merchant.fake.tell(secret="of somebody"))
        self.assertEqual(400, merchant.fake.send(merchant.fake.webhooks[0], "not JSON"))
        self.assertEqual("Pending", merchant.transaction(charge)["StateTransaction"])
        merchant.fake.events = events
        self.assertEqual([200], merchant.fake.tell())
        merchant.transaction_in(charge, "Succeeded")


if __name__ == "__main__":
    counted.main()
