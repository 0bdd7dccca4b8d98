#!/usr/bin/env python3
"""An application written for the published API meets no difference: every operation of the contract is
called with every parameter, and each answer is held against the published examples and schemas. What
is never seen fails, unless it stands in one of the two tables below with a reason.

The contract itself is no part of this project; without it the tests are skipped. Each chapter of the
scenario is a business of its own, with a clock of its own. `TACITE` and TACITE_TEST_POSTGRES are as in
tests/world.py; the schemas need a validator from npm, installed when it was not yet."""
import base64
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import unittest
from urllib.parse import quote, urlencode

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

import counted
from contract import FILE, ROOT, Contract, Ledger, differences, slips
from world import ENGINES, World

# Where an answer is not like the example: operation, example, place in it, why. `*` is anything.
DEVIATIONS = [
    ("list-offers", "*", "*.UnitTrial", "an offer without a trial has no unit of one"),
    ("list-balance-lines", "*", "*.TypeLine",
     "the example's words are none of the contract's own enumeration; ours are"),
    ("retrieve-the-payment-settings-of-a-customer", "*", ".TypePayment",
     "the example's customer has a card, ours pays by bank"),
    ("list-invoices", "*", "*.TypePayment", "ours pays by bank"),
    ("list-invoices", "*", "*.StateInvoice", "DuePending is a direct debit under way"),
    ("list-invoices", "*", "*.DatePaymentScheduled", "only an automatic payment is scheduled"),
    ("list-invoices", "*", "*.DatePayment", "what is due was not paid yet"),
    ("retrieve-a-single-invoice-*", "*", ".DatePayment", "what is due was not paid yet"),
    ("retrieve-a-single-invoice-*", "payment failed", ".DatePaymentLimit",
     "who is charged has no day until which he pays himself"),
    ("retrieve-a-single-invoice-*", "payment failed", ".TypePayment", "how it was charged is known"),
    ("quote-*", "*", "*PricingLocalized",
     "written as in balances, €1.00, where the examples of quotes have € 1.00"),
]

# What is not seen at all: operation or schema, kind, name, why.
NEVER_SEEN = [
    ("retrieve-a-customer", "status", "404",
     "an unknown customer is 403, as the live service was seen to answer"),
    ("create-a-subscription", "status", "200", "a creation answers 201"),
    ("retrieve-a-single-usage", "status", "204", "nothing that matches is 404, the other choice"),
    ("Error", "member", "Exception", "what went wrong inside is in the log, not in the answer"),
]


def matches(pattern, text):
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) is not None


class Talk:
    """Asks for operations by name, and keeps what is wrong with the answers."""

    def __init__(self, contract, world):
        self.contract, self.world = contract, world
        self.ledger = Ledger(contract)
        self.legacy = set()
        self.findings, self.kept = [], []
        self.unused = set(DEVIATIONS)
        self.business, self.businesses = None, []

    # A business -----------------------------------------------------------------------------------

    def begin(self, name, now, tax_rate="20"):
        self.world.key = self.world.json(
            "init", "--name", name, "--segment", "demo-eur", "--language", "en",
            "--time-zone", "UTC", "--tax-rate", tax_rate)
        self.business = str(self.world.key["IdBusiness"])
        self.businesses.append(self.business)
        self.run("catalogue", os.path.join(HERE, "catalogue.json"))
        self.run("segment", "install-url", "https://my-web-site.com/billing", "--segment", "demo-eur")
        self.clock(now)

    def run(self, *words):
        self.world.run(*words, "--business", self.business)

    def clock(self, now):
        self.run("clock", "--to", now)

    # A request ------------------------------------------------------------------------------------

    def exchange(self, method, target, body, key=None):
        connection = http.client.HTTPConnection(*self.world.server.address, timeout=30)
        pair = key or f"{self.world.key['AgentKey']}:{self.world.key['ApiKey']}"
        headers = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, target, data, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer, text

    @staticmethod
    def path_of(operation, at, ids):
        """The operation's path with ids in the place of its `{names}`, or another one for it."""
        ids = iter(ids)
        return re.sub(r"{\w+}", lambda _: str(next(ids)), at or operation.path)

    def ask(self, name, status, query=None, body=None, ids=(), like=None, exact=(), at=None,
            key=None):
        """One operation: the answer, {} if it is not the one that is expected. `like` names one of
        several examples; a sole one is compared anyway, unless `like` is False. `exact` names the
        members that must be the example's own. `at` is an older path of the same operation."""
        operation = self.contract.operations[name]
        query, ids = query or {}, list(ids)
        target = self.path_of(operation, at, ids) + ("?" + urlencode(query) if query else "")
        answer, text = self.exchange(operation.method, target, body, key)
        what = f"{operation.method} {target} {json.dumps(body) if body is not None else ''}".strip()
        if at:
            self.legacy.add((operation.method, at))
        value = self.read(what, answer, text)
        if answer.status != status:
            self.findings.append(f"{what}: {answer.status} and not {status}: {text.decode()}")
            return {}
        in_path = [one for one in operation.parameters if "{" + one + "}" in operation.path]
        self.ledger.note(operation, list(query) + in_path, body, status, value)
        self.compare(operation, status, value, what, like, exact)
        return value if value is not None else {}

    def read(self, what, answer, text):
        """The body, once it is sure that it is one of those that the contract knows."""
        if answer.status == 204:
            if text:
                self.findings.append(f"{what}: 204 has a body")
            return None
        if answer.headers["Content-Type"] != "application/json; charset=utf-8":
            self.findings.append(f"{what}: the type is {answer.headers['Content-Type']}")
        value = json.loads(text)
        if answer.status >= 400:
            errors = value if answer.status == 422 else [value]
            if not isinstance(errors, list) or not errors or not all(
                    isinstance(one, dict) and one.get("Code") and one.get("Message")
                    for one in errors):
                self.findings.append(f"{what}: no error of the contract's form: {text.decode()}")
        self.findings += [f"{what}: {place} {slip}" for place, slip in slips(value)]
        return value

    def compare(self, operation, status, value, what, like, exact):
        examples = operation.examples(status)
        if status >= 400 and examples:
            self.check(value["Code"] in [one["Code"] for one in examples.values()],
                       f"{what}: {value['Code']} is not published for {status}")
        elif value is not None and status < 400:
            self.keep(operation, status, what, value)
            if like is None and len(examples) == 1:
                like = next(iter(examples))
            if isinstance(like, str):
                self.ledger.note_example(operation, status, like)
                for place, how in differences(examples[like], value, "", exact):
                    self.differs(operation, like, place, f"{what}: {place} {how}")

    def keep(self, operation, status, what, value):
        pointer = operation.schema_pointer(status)
        if pointer:
            self.kept.append({"name": what, "schema": pointer, "value": value})

    def differs(self, operation, example, place, finding):
        for row in DEVIATIONS:
            if matches(row[0], operation.name) and matches(row[1], example) and matches(row[2], place):
                self.unused.discard(row)
                return
        self.findings.append(f"{operation.name} ({example}) {finding}")

    def check(self, is_so, otherwise):
        if not is_so:
            self.findings.append(otherwise)


# The scenario ---------------------------------------------------------------------------------------

CUSTOMERS = [
    {"ReferenceCustomer": "cust-42", "Name": "John Doe", "Email": "john@doe.com", "Language": "en"},
    {"ReferenceCustomer": "cust-43", "Name": "Erika Mustermann", "Email": "erika@mustermann.de",
     "Language": "de"},
    {"ReferenceCustomer": "cust-44", "Name": "Paul Martin", "Email": "paul@martin.fr",
     "Language": "fr"},
]
STARTER = {"ReferenceCustomer": "cust-42", "ReferenceOffer": "offer-starter"}
PREMIUM = {"ReferenceCustomer": "cust-42", "ReferenceOffer": "offer-premium"}
JOHN, NOBODY = {"ReferenceCustomer": "cust-42"}, {"ReferenceCustomer": "nobody"}


def add_customers(talk, count=1, pays=True):
    for customer in CUSTOMERS[:count]:
        talk.ask("create-or-update-a-customer", 201, body=customer)
        if pays:
            talk.ask("update-the-payment-settings-of-a-customer", 200, like=False,
                     query={"ReferenceCustomer": customer["ReferenceCustomer"]},
                     body={"TypePayment": "ExternalBank"})


def customers(talk):
    talk.begin("Customers", "2025-05-10T18:33:16Z")
    talk.ask("list-customers", 204)
    add_customers(talk, 3, pays=False)
    talk.ask("create-or-update-a-customer", 200, like=False, body=dict(
        JOHN, ReferenceSegment="demo-eur", ReferenceOffer="offer-starter",
        ReferenceAffiliation="janesmith", Metadata={"Gender": "Male", "Incomes": 150000, "Kids": 3}))
    talk.ask("create-or-update-a-customer", 422, body={"Email": "nobody"})
    talk.ask("retrieve-a-customer", 200, JOHN, exact=("Name", "Email", "Language", "Metadata",
                                                      "ReferenceCustomer", "ReferenceSegment"))
    talk.ask("retrieve-a-customer", 200, dict(JOHN, ReferenceOffer="offer-starter"))
    talk.ask("retrieve-a-customer", 403, NOBODY)
    talk.ask("list-customers", 200, exact=("Name", "Email", "Language", "Page", "SizePage", "Count",
                                           "TotalItems", "ReferenceCustomer"))
    talk.ask("list-customers", 200, like=False,
             query={"ReferenceSegment": "demo-eur", "Page": 2, "SizePage": 1})
    talk.ask("list-customers", 204, {"ReferenceFeature": "feat-users"})

    address = talk.contract.operations["update-the-billing-address-of-a-customer"].bodies[""]
    of_address = tuple(address)
    talk.ask("update-the-billing-address-of-a-customer", 200, JOHN, address, exact=of_address)
    talk.ask("update-the-billing-address-of-a-customer", 403, NOBODY, address)
    talk.ask("update-the-billing-address-of-a-customer", 422, JOHN, {"Country": "Mars"})
    talk.ask("retrieve-the-billing-address-of-a-customer", 200, JOHN, exact=of_address)
    talk.ask("retrieve-the-billing-address-of-a-customer", 403, NOBODY)

    payment = talk.contract.operations["update-the-payment-settings-of-a-customer"].bodies[""]
    talk.ask("update-the-payment-settings-of-a-customer", 200, JOHN, payment, exact=tuple(payment))
    talk.ask("update-the-payment-settings-of-a-customer", 403, NOBODY, payment)
    talk.ask("update-the-payment-settings-of-a-customer", 422, JOHN, {"TypePayment": "Card"})
    talk.ask("retrieve-the-payment-settings-of-a-customer", 200, JOHN, exact=("NoteInvoice",))
    talk.ask("retrieve-the-payment-settings-of-a-customer", 403, NOBODY)


def leaving_customers(talk):
    """Operations after which a customer is not what he was."""
    talk.begin("Leaving", "2025-05-10T18:33:16Z")
    add_customers(talk, 3)
    by_reference = ("Name", "ReferenceCustomer")
    before = talk.ask("retrieve-a-customer", 200, JOHN, like=False)
    after = talk.ask("revoke-encrypted-portal-links", 200, JOHN, exact=by_reference)
    for old, new in zip(before.get("Links", []), after.get("Links", [])):
        talk.check(old != new, f"{old['rel']} is the same after LinksRevokation")
    talk.ask("revoke-encrypted-portal-links", 404, NOBODY)

    bill(talk, "cust-43", 5000)
    talk.ask("anonymize-a-customer", 403, {"ReferenceCustomer": "cust-43"})
    talk.ask("anonymize-a-customer", 404, NOBODY)
    talk.ask("anonymize-a-customer", 200, JOHN, exact=by_reference)
    talk.ask("suspend-a-customer", 200, {"ReferenceCustomer": "cust-44"})
    talk.ask("suspend-a-customer", 404, NOBODY)
    gone = talk.ask("invalidate-a-customer", 200, {"ReferenceCustomer": "cust-43"})
    talk.check(gone.get("ReferenceCustomer") != "cust-43", "the reference is the same")
    talk.ask("retrieve-a-customer", 403, {"ReferenceCustomer": "cust-43"})
    talk.ask("invalidate-a-customer", 404, NOBODY)


def bill(talk, reference, amount):
    whom = {"ReferenceCustomer": reference}
    talk.ask("create-a-balance-line", 201, like=False, body=dict(whom, Amount=amount, Label="Work"))
    return talk.ask("bill-a-customer", 200, like=False, body=whom)


def catalogue(talk):
    talk.begin("Catalogue", "2025-05-10T18:33:16Z")
    add_customers(talk, 2)
    of_offer = ("Name", "TitleLocalized", "DescriptionLocalized", "DurationRecurrence", "Properties",
                "QuantityIncluded", "QuantityCurrent", "IsIncluded", "IsEnabled", "IsVisible",
                "Metadata", "IsPriced")
    talk.ask("list-offers", 200, {"ReferencePricingTable": "table-public"}, exact=of_offer)
    talk.ask("list-offers", 200, like=False, query={
        "ReferenceCustomer": "cust-42", "ReferenceSegment": "demo-eur", "IsVisible": "true",
        "PrefixReferenceOffer": "offer-", "IgnoreFeatures": "true", "Pricing": "false",
        "Language": "fr", "Html": "false", "Links": "false", "Page": 1, "SizePage": 2})
    talk.ask("list-offers", 204, {"PrefixReferenceOffer": "nothing"})
    talk.ask("retrieve-a-single-offer-by-reference", 200, {"ReferenceOffer": "offer-starter"},
             exact=of_offer + ("AmountRecurrence",))
    talk.ask("retrieve-a-single-offer-by-reference", 200, like=False, query={
        "ReferenceOffer": "offer-premium", "ReferenceSegment": "demo-eur", "Language": "en",
        "ReferenceCustomer": "cust-42", "ReferenceCustomerBuyer": "cust-43", "IsVisible": "true",
        "Html": "true", "IgnoreFeatures": "false", "Links": "true"})
    talk.ask("retrieve-a-single-offer-by-reference", 404, {"ReferenceOffer": "nothing"})

    of_feature = ("TitleLocalized", "IsVisible", "ReferenceFeature")
    talk.ask("list-all-features", 200, exact=of_feature)
    talk.ask("list-all-features", 200, like=False, query={
        "Page": 2, "SizePage": 2, "ReferenceSegment": "demo-eur", "IsVisible": "true"})
    talk.ask("list-all-features", 204, {"Page": 9})
    users = {"ReferenceFeature": "feat-users"}
    feature = talk.ask("retrieve-a-single-feature-by-reference", 200, users, exact=of_feature)
    talk.ask("retrieve-a-single-feature-by-reference", 204, {"ReferenceFeature": "nothing"})
    talk.ask("retrieve-a-single-feature-by-internal-identifier", 200, ids=[feature.get("Id")],
             exact=of_feature)
    talk.ask("retrieve-a-single-feature-by-internal-identifier", 404, ids=[999999])

    # Offers to upgrade to, for one who has the starter.
    taken = talk.ask("create-a-subscription", 201, body=STARTER, like=False)
    upgrade = {"Upgrade": "true", "IdSubscription": taken.get("Id")}
    talk.ask("list-offers", 200, dict(JOHN, **upgrade), like=False)
    talk.ask("retrieve-a-single-offer-by-reference", 200, like=False,
             query=dict(upgrade, ReferenceOffer="offer-premium"))


def subscriptions(talk):
    talk.begin("Subscriptions", "2025-02-12T10:10:44Z")
    add_customers(talk, 3, pays=False)
    bodies = talk.contract.operations["create-a-subscription"].bodies
    # Who cannot pay.
    talk.ask("create-a-subscription", 403, {"TryStart": "true"}, STARTER)
    talk.ask("create-a-subscription", 422, body=dict(STARTER, ReferenceOffer="nothing"))
    draft = talk.ask("create-a-subscription", 201, {"TryStart": "false"}, PREMIUM, like=False)
    the_draft = [draft.get("Id", 0)]
    talk.ask("retrieve-a-subscription", 200, dict(JOHN, ReferenceOffer="offer-premium"),
             exact=("TitleLocalized", "AmountRecurrence", "DurationTrial", "IsCustomerBillable",
                    "QuantityIncluded", "QuantityCurrent"))
    talk.ask("retrieve-a-subscription", 200, dict(JOHN, IgnoreFeatures="true"), like=False)
    talk.ask("retrieve-a-subscription", 404, NOBODY)
    talk.ask("start-a-subscription", 403, ids=the_draft)
    term = talk.contract.operations["update-the-term-date-of-a-subscription"].bodies[""]
    talk.ask("update-the-term-date-of-a-subscription", 200, ids=the_draft, body=term,
             exact=("DateTerm",))
    talk.ask("update-the-term-date-of-a-subscription", 404, ids=[999999], body=term)

    for customer in CUSTOMERS:
        talk.ask("update-the-payment-settings-of-a-customer", 200, like=False,
                 query={"ReferenceCustomer": customer["ReferenceCustomer"]},
                 body={"TypePayment": "ExternalBank"})
    talk.ask("create-a-subscription", 201, {"EnsureBillable": "true", "TryStart": "true"},
             dict(bodies["basic"], ReferenceOffer="offer-premium"),
             exact=("TitleLocalized", "AmountRecurrence", "Metadata", "DateStart", "DatePeriodStart",
                    "DatePeriodEnd", "DateTerm", "DateResetConsumption"))
    for name, body in bodies.items():
        talk.ask("create-a-subscription", 201, body=body, like=False,
                 query={"Migration": "true"} if name == "migration" else {"BillNow": "false"})
    john = talk.ask("retrieve-a-customer", 200, JOHN, like=False)
    every = talk.ask("create-a-subscription", 201, body={
        "IdCustomer": john.get("Id"), "ReferenceOffer": "offer-trial",
        "ReferenceCustomer": "cust-42", "ReferenceCustomerBuyer": "cust-43",
        "DescriptionLocalized": "Told on the phone", "TitleLocalized": "For John",
        "AmountTrial": 200, "DurationTrial": 7, "UnitTrial": "Day", "AmountUpFront": 1000,
        "AmountRecurrence": 4500, "DurationRecurrence": 2, "UnitRecurrence": "Month",
        "CountRecurrences": 12, "CountMinRecurrences": 2, "AmountTermination": 900}, like=False)
    talk.check(every.get("IsTrial") is True, "a trial is no trial")

    talk.ask("start-a-subscription", 200, {"EnsureBillable": "true", "BillNow": "true"},
             ids=the_draft)
    talk.ask("start-a-subscription", 404, ids=[999999])
    suspended = talk.ask("suspend-a-subscription", 200, ids=the_draft)
    talk.check(suspended.get("StateSubscription") == "SuspendedAgent", "it is not suspended")
    talk.ask("suspend-a-subscription", 404, ids=[999999])
    talk.ask("start-a-subscription", 200, ids=the_draft)

    ending = talk.ask("terminate-a-subscription", 200, ids=the_draft)
    for member, value in (("StateSubscription", "ActiveDelayedTermination"),
                          ("StatusAfterTerm", "Ended"),
                          ("StateSubscriptionAfterTerm", "EndedTerminated")):
        talk.check(ending.get(member) == value, f"terminated: {member} is {ending.get(member)}")
    talk.ask("terminate-a-subscription", 200, {"DateTermination": "2025-02-28T00:00:00Z"},
             ids=the_draft)
    ended = talk.ask("terminate-a-subscription", 200, {"Immediate": "true"}, ids=the_draft)
    talk.check(ended.get("StateSubscription") == "EndedTerminated" and "DateEnd" in ended,
               f"terminated at once: {ended.get('StateSubscription')}")
    talk.ask("terminate-a-subscription", 404, ids=[999999])

    old = talk.ask("create-a-subscription", 201, like=False,
                   body=dict(STARTER, ReferenceCustomer="cust-44"))
    new = talk.ask("upgrade-a-subscription", 200, ids=[old.get("Id", 0)], query={
        "ReferenceOffer": "offer-premium", "BillNow": "true", "Immediate": "true",
        "IgnoreEngagement": "true"})
    talk.check(new.get("Id") != old.get("Id"), "an upgrade is a new subscription")
    talk.check(new.get("DatePeriodEnd") == old.get("DatePeriodEnd"), "an upgrade moves the due date")
    talk.ask("upgrade-a-subscription", 404, {"ReferenceOffer": "offer-premium"}, ids=[999999])


def included(users, messages):
    return [{"ReferenceFeature": "feat-users", "QuantityIncluded": users, "QuantityCurrent": users},
            {"ReferenceFeature": "feat-text-messages", "QuantityIncluded": messages}]


def listed_subscriptions(talk):
    talk.begin("List", "2025-08-03T13:38:41Z")
    add_customers(talk, 3)
    talk.ask("list-subscriptions", 204)
    second = dict(PREMIUM, ReferenceCustomer="cust-43")
    ending = talk.ask("create-a-subscription", 201, like=False,
                      body=dict(second, Features=included(3, 0)))
    talk.clock("2025-08-09T13:40:10Z")
    talk.ask("create-a-subscription", 201, body=dict(STARTER, Features=included(10, 100)),
             like=False)
    talk.ask("create-a-subscription", 201, like=False,
             body=dict(STARTER, ReferenceCustomer="cust-44", ReferenceCustomerBuyer="cust-42"))
    talk.ask("terminate-a-subscription", 200, ids=[ending.get("Id", 0)])
    for whom, count in (("cust-42", 120), ("cust-43", 76)):
        talk.ask("update-a-single-usage", 200, like=False, body={
            "ReferenceCustomer": whom, "ReferenceFeature": "feat-text-messages",
            "Increment": count, "DateStamp": "2025-08-09T13:40:00Z"})
    talk.clock("2025-08-10T13:40:10Z")
    talk.ask("list-subscriptions", 200, {"SizePage": 2},
             exact=("DatePeriodStart", "DatePeriodEnd", "DateTerm", "IsTrial", "IsEngaged",
                    "IsCustomerBillable"))
    talk.ask("list-subscriptions", 200, like=False, query={
        "ReferenceSegment": "demo-eur", "ReferenceCustomer": "cust-44", "Page": 1, "SizePage": 5,
        "ReferenceCustomerBuyer": "cust-42", "IgnoreFeatures": "true"})


def usages(talk):
    talk.begin("Usages", "2025-03-29T21:35:32Z")
    talk.ask("retrieve-all-usages-for-a-customer-or-feature", 204)
    add_customers(talk, 2)
    taken = talk.ask("create-a-subscription", 201, body=STARTER, like=False)
    talk.ask("create-a-subscription", 201, like=False,
             body=dict(PREMIUM, ReferenceCustomer="cust-43"))
    of_john = dict(JOHN, IdSubscription=taken.get("Id", 0))
    talk.clock("2025-03-29T21:40:00Z")

    bodies = talk.contract.operations["update-a-single-usage"].bodies
    exact = ("QuantityIncluded", "QuantityCurrent", "IsIncluded", "IsEnabled", "DatePeriodStart",
             "DatePeriodEnd")
    for name, body in bodies.items():
        talk.ask("update-a-single-usage", 200, body=body, like=name, exact=exact)
    talk.ask("update-a-single-usage", 200, like=False, body=dict(
        of_john, ReferenceFeature="feat-users", Increment=1, DateStamp="2025-03-29T21:39:00Z"))
    talk.ask("update-a-single-usage", 403, body=dict(bodies["set"], ReferenceFeature="feat-agents"))
    talk.ask("update-a-single-usage", 422, body=dict(bodies["set"],
                                                     DateStamp="2098-01-01T00:00:00Z"))
    many = talk.contract.operations["update-multiple-usages"].bodies[""]
    talk.ask("update-multiple-usages", 200, body=many, exact=("QuantityCurrent",))
    talk.ask("update-multiple-usages", 200, like=False, body=[
        dict(bodies["increment"], IdSubscription=taken.get("Id", 0), Increment=1),
        bodies["toggle"]])
    talk.ask("update-multiple-usages", 422, body=[{"ReferenceCustomer": "cust-42"}])

    name = "retrieve-all-usages-for-a-customer-or-feature"
    by_name = talk.ask(name, 200, JOHN, like="by customer", exact=exact[4:])
    talk.ask(name, 200, {"ReferenceFeature": "feat-users"}, like="by feature",
             exact=("QuantityIncluded",))
    first = (by_name.get("Items") or [{}])[0]
    talk.ask(name, 200, like=False, query=dict(
        of_john, Page=1, SizePage=3, Aggregate="true", IdCustomer=first.get("IdCustomer"),
        IdFeature=first.get("IdFeature")))
    talk.ask("retrieve-a-single-usage", 200, dict(of_john, ReferenceFeature="feat-users"),
             like="limitation feature", exact=exact)
    talk.ask("retrieve-a-single-usage", 200, dict(of_john, ReferenceFeature="feat-module-a"),
             like="on/off feature", exact=exact)
    talk.ask("retrieve-a-single-usage", 404, dict(JOHN, ReferenceFeature="feat-agents"))
    talk.ask("list-customers", 200, {"ReferenceFeature": "feat-users"}, like=False)

    # One who cannot pay, from another system.
    talk.ask("create-or-update-a-customer", 201, body=CUSTOMERS[2])
    talk.ask("create-a-subscription", 201, {"Migration": "true"}, like=False,
             body=dict(STARTER, ReferenceCustomer="cust-44"))
    talk.ask("update-a-single-usage", 403, body={
        "ReferenceCustomer": "cust-44", "ReferenceFeature": "feat-users", "QuantityCurrent": 30,
        "DateStamp": "2025-03-29T21:39:00Z"})


def balance(talk):
    talk.begin("Balance", "2025-02-13T10:20:00Z")
    add_customers(talk)
    talk.ask("list-balance-lines", 204)
    line = talk.contract.operations["create-a-balance-line"].bodies[""]
    money = ("AmountSubtotal", "AmountTotal", "PricingLocalized", "QuantityReported",
             "QuantityBilled", "LabelLocalized", "KeyCharge")
    talk.ask("create-a-balance-line", 422, body={"ReferenceCustomer": "cust-42"})
    flat = talk.ask("create-a-subscription", 201, {"TryStart": "false"}, like=False,
                    body=dict(PREMIUM, AmountRecurrence=39900))
    talk.ask("create-a-balance-line", 201, body=dict(line, IdSubscription=flat.get("Id")),
             exact=money)
    talk.ask("start-a-subscription", 200, ids=[flat.get("Id", 0)])
    talk.ask("list-balance-lines", 200, exact=("AmountSubtotal", "AmountTotal", "PricingLocalized"))
    john = talk.ask("retrieve-a-customer", 200, JOHN, like=False)
    talk.ask("create-a-balance-line", 201, {"EnsureBillable": "true"}, like=False, body=dict(
        JOHN, Amount=-500, Label="Sorry", TypeLine="ManualDiscount", IdSubscription=flat.get("Id"),
        DatePeriodStart="2025-02-01T00:00:00Z", DatePeriodEnd="2025-02-10T00:00:00Z"))
    talk.ask("create-a-balance-line", 201, like=False, body=dict(
        JOHN, Amount=100, Date="2025-02-13T00:00:00Z", Quantity=1, KeyCharge="Service"))
    talk.ask("list-balance-lines", 200, like=False, query=dict(
        JOHN, IdCustomer=john.get("Id"), IdSubscription=flat.get("Id"), Merged="true", Page=1,
        SizePage=5))
    talk.ask("list-balance-lines", 204, {"ReferenceFeature": "feat-users"})
    talk.ask("create-a-subscription", 201, like=False, body=dict(
        STARTER, Features=[{"ReferenceFeature": "feat-users", "QuantityCurrent": 10}]))
    talk.ask("list-balance-lines", 200, {"ReferenceFeature": "feat-users"}, like=False)


def invoices(talk):
    talk.begin("Invoices", "2025-03-18T14:43:15Z")
    add_customers(talk, 2)
    talk.ask("list-invoices", 204)
    talk.ask("create-or-update-a-customer", 201, body=CUSTOMERS[2])
    poor = {"ReferenceCustomer": "cust-44"}
    talk.ask("create-a-balance-line", 201, like=False, body=dict(poor, Amount=100, Label="Work"))
    talk.ask("bill-a-customer", 403, body=dict(poor, ForceOffline=True))
    talk.ask("bill-a-customer", 422, body={})
    bill(talk, "cust-42", 9900)
    talk.clock("2025-03-18T14:53:15Z")
    talk.ask("create-a-balance-line", 201, like=False, body=dict(JOHN, Amount=29900, Label="Work"))
    talk.ask("bill-a-customer", 200, like=False, body=dict(JOHN, NoteLocalized="PO.123456"))
    talk.ask("list-invoices", 200, JOHN, exact=("Page", "SizePage", "Count", "TotalItems",
                                                "AmountSubtotal", "AmountTotal"))
    talk.ask("create-a-balance-line", 201, like=False,
             body=dict(JOHN, Amount=109500, Label="Consulting"))
    body = talk.contract.operations["bill-a-customer"].bodies[""]
    invoice = talk.ask("bill-a-customer", 200, body=body,
                       exact=("AmountSubtotal", "AmountTotal", "NoteLocalized", "DatePaymentLimit"))
    talk.ask("create-a-balance-line", 201, like=False, body=dict(JOHN, Amount=9900, Label="More"))
    talk.ask("bill-a-customer", 200, like=False, body=dict(
        JOHN, EnsureBillable=True, ForceOffline=True, DateStart="2025-01-01T00:00:00Z",
        DateEnd="2025-12-31T00:00:00Z"))
    number = {"FullNumber": invoice.get("FullNumber")}
    talk.ask("retrieve-a-single-invoice-by-internal-identifier", 404, ids=[999999])
    talk.ask("retrieve-a-single-invoice-by-full-number", 200, like=False,
             query=dict(number, ReferenceSegment="demo-eur"))
    talk.ask("retrieve-a-single-invoice-by-full-number", 404, {"FullNumber": "S-0.1"})
    taken = talk.ask("create-a-subscription", 201, {"BillNow": "true"}, STARTER, like=False)
    talk.ask("list-invoices", 200, like=False, query={
        "IdCustomer": invoice.get("IdCustomer"), "IdSubscription": taken.get("Id"),
        "ReferenceSegment": "demo-eur", "Page": 1, "SizePage": 1})
    pay_and_give_back(talk, invoice)


def pay_and_give_back(talk, invoice):
    """What the API of the back office does, as this one shows it."""
    for path, body in (("Payments", {"Invoices": [{"IdInvoice": invoice.get("Id")}]}),
                       (f"Invoices/{invoice.get('Id')}/Refund", {"Reason": "Too much", "Amount": 500})):
        answer, text = talk.exchange("POST", f"/Finance/{path}", body)
        talk.check(answer.status == 201, f"{path}: {answer.status} and not 201: {text.decode()}")
    paid = talk.ask("retrieve-a-single-invoice-by-internal-identifier", 200,
                    ids=[invoice.get("Id", 0)], like=False)
    talk.check(paid.get("StateInvoice") == "Paid", "it is not paid")
    for member in ("TypeCredit", "Reason"):
        talk.check(member not in paid, f"an invoice has a {member}")
    talk.ask("retrieve-a-single-invoice-by-full-number", 200, like=False,
             query={"FullNumber": paid.get("FullNumber")})
    found = talk.ask("list-invoices", 200, JOHN, like=False).get("Items", [])
    credits = [one for one in found if "TypeCredit" in one]
    talk.check([("Refund", "Too much", -500)] == [
        (one["TypeCredit"], one["Reason"], one["AmountTotal"]) for one in credits],
        f"the credit notes are {credits}")


def small_invoice(talk):
    """Ten cents in cash, without tax."""
    talk.begin("Cash", "2026-05-19T08:28:27Z", tax_rate="0")
    add_customers(talk)
    talk.ask("update-the-payment-settings-of-a-customer", 200, JOHN, like=False, body={
        "TypePayment": "ExternalCash", "NoteInvoice": "PO.123456 - Thank you for your trust."})
    invoice = bill(talk, "cust-42", 10)
    exact = ("AmountSubtotal", "AmountTotal", "NoteLocalized")
    talk.ask("retrieve-a-single-invoice-by-internal-identifier", 200, ids=[invoice.get("Id", 0)],
             like="offline payment", exact=exact)
    talk.ask("retrieve-a-single-invoice-by-full-number", 200, like="offline payment", exact=exact,
             query={"FullNumber": invoice.get("FullNumber")})


def charged(talk):
    """Ten cents by a card that is rejected."""
    talk.begin("Cards", "2026-05-16T08:28:27Z", tax_rate="0")
    add_customers(talk)
    for path, body in (
            ("/Gateway/Gateways", {"TypeGateway": "Sandbox", "TypePayment": "Card"}),
            ("/Gateway/Permissions", dict(JOHN, Number="4200460037054208"))):
        answer, text = talk.exchange("POST", path, body)
        talk.check(answer.status == 201, f"{path}: {answer.status} and not 201: {text.decode()}")
    paying = talk.ask("retrieve-the-payment-settings-of-a-customer", 200, JOHN, like=False)
    talk.check(paying.get("TypePayment") == "Card", "the payment settings do not show the card")
    invoice = bill(talk, "cust-42", 10)
    talk.ask("list-invoices", 200, JOHN, like=False)
    talk.clock("2026-05-19T08:28:27Z")
    exact = ("AmountSubtotal", "AmountTotal", "Status", "StateInvoice")
    talk.ask("retrieve-a-single-invoice-by-internal-identifier", 200, ids=[invoice.get("Id", 0)],
             like="payment failed", exact=exact)
    talk.ask("retrieve-a-single-invoice-by-full-number", 200, like="payment failed", exact=exact,
             query={"FullNumber": invoice.get("FullNumber")})


MONEY = ("AmountSubtotal", "AmountTotal", "AmountTotalDue")


def quotes(talk):
    """At the tax rate and the moments of the examples."""
    talk.begin("Quotes", "2025-08-09T12:33:32Z", tax_rate="27.5")
    add_customers(talk, 1)
    talk.ask("create-or-update-a-customer", 201, body=CUSTOMERS[1])
    poor = {"ReferenceCustomer": "cust-43"}
    upgradable = talk.ask("create-a-subscription", 201, body=STARTER, like=False).get("Id", 0)
    talk.clock("2025-08-09T12:38:55Z")
    counted_one = talk.ask("create-a-subscription", 201, like=False, body=dict(
        PREMIUM, DurationRecurrence=2, UnitRecurrence="Week",
        Features=[{"ReferenceFeature": "feat-users", "QuantityIncluded": 2, "QuantityCurrent": 2,
                   "Steps": [{"AmountPerIncrement": "1000"}]}])).get("Id", 0)
    talk.clock("2025-08-09T15:58:20Z")
    usage = dict(talk.contract.operations["quote-a-usage-update"].bodies[""],
                 IdSubscription=counted_one)
    talk.ask("quote-a-usage-update", 200, body=usage,
             exact=MONEY + ("PricingLocalized", "LabelLocalized", "QuantityReported",
                            "QuantityBilled", "DatePeriodEnd"))
    talk.ask("quote-a-usage-update", 200, {"EnsureBillable": "true", "NextTerm": "true"}, like=False,
             body={"ReferenceCustomer": "cust-42", "ReferenceFeature": "feat-users",
                   "QuantityCurrent": 5, "DateStamp": "2025-08-09T12:13:50Z"})
    talk.ask("quote-a-usage-update", 200, like=False, body={
        "ReferenceCustomer": "cust-42", "ReferenceFeature": "feat-module-b", "IsEnabled": True,
        "IdSubscription": upgradable, "DateStamp": "2025-08-09T15:00:00Z"})
    talk.ask("quote-a-usage-update", 404, body=dict(usage, ReferenceFeature="feat-agents"))
    talk.ask("quote-a-usage-update", 422, body=dict(usage, DateStamp="2098-01-01T00:00:00Z"))

    talk.clock("2025-08-10T06:21:47Z")
    bodies = talk.contract.operations["quote-a-subscription-creation-or-override"].bodies
    in_words = MONEY + ("PricingLocalized", "LabelLocalized")
    for name, body in bodies.items():
        talk.ask("quote-a-subscription-creation-or-override", 200, body=body, like=name,
                 exact=in_words)
    talk.ask("quote-a-subscription-creation-or-override", 200, {"EnsureBillable": "true"},
             like=False, body=dict(
                 STARTER, ReferenceCustomerBuyer="cust-42", AmountUpFront=100, AmountTrial=50,
                 DurationTrial=7, UnitTrial="Day", AmountRecurrence=900, DurationRecurrence=1,
                 UnitRecurrence="Year",
                 Features=[{"ReferenceFeature": "feat-users", "QuantityCurrent": 8}]))
    talk.ask("quote-a-subscription-creation-or-override", 403, {"EnsureBillable": "true"},
             dict(STARTER, **poor))
    talk.ask("quote-a-subscription-creation-or-override", 422,
             body=dict(STARTER, ReferenceOffer="nothing"))

    talk.clock("2025-08-10T07:32:13Z")
    name = "quote-a-subscription-upgrade"
    talk.ask(name, 200, {"ReferenceOffer": "offer-premium"}, ids=[upgradable],
             exact=("AmountSubtotal", "LabelLocalized"))
    talk.ask(name, 200, {"ReferenceOffer": "offer-premium", "BillNow": "true", "Immediate": "false"},
             ids=[upgradable], like=False)
    talk.ask(name, 404, {"ReferenceOffer": "offer-premium"}, ids=[999999])
    talk.ask(name, 422, ids=[upgradable])

    talk.clock("2025-08-10T07:41:57Z")
    draft = talk.ask("create-a-subscription", 201, {"TryStart": "false"}, like=False,
                     body=PREMIUM).get("Id", 0)
    talk.ask("quote-a-subscription-start", 200, ids=[draft], exact=in_words)
    talk.ask("quote-a-subscription-start", 200, {"EnsureBillable": "true"}, ids=[draft], like=False)
    talk.ask("quote-a-subscription-start", 404, ids=[999999])
    talk.ask("quote-a-subscription-start", 422, {"EnsureBillable": "maybe"}, ids=[draft])
    of_poor = talk.ask("create-a-subscription", 201, {"TryStart": "false"}, like=False,
                       body=dict(PREMIUM, **poor)).get("Id", 0)
    talk.ask("quote-a-subscription-start", 403, {"EnsureBillable": "true"}, ids=[of_poor])
    moved = talk.ask("create-a-subscription", 201, {"Migration": "true"}, like=False,
                     body=dict(STARTER, **poor)).get("Id", 0)
    talk.ask(name, 403, {"ReferenceOffer": "offer-premium", "EnsureBillable": "true"}, ids=[moved])
    talk.ask("quote-a-usage-update", 403, body=dict(
        poor, ReferenceFeature="feat-users", QuantityCurrent=50, DateStamp="2025-08-10T07:41:00Z"))
    talk.ask("quote-a-balance-line-creation", 403, {"EnsureBillable": "true"},
             dict(poor, Amount=100))


def quoted_line(talk):
    """At the other rate of the examples."""
    talk.begin("Line", "2025-02-19T16:15:56Z")
    add_customers(talk)
    body = talk.contract.operations["quote-a-balance-line-creation"].bodies[""]
    talk.ask("quote-a-balance-line-creation", 200, body=body,
             exact=("AmountSubtotal", "AmountTotal", "PricingLocalized", "LabelLocalized",
                    "QuantityReported", "QuantityBilled"))
    talk.ask("quote-a-balance-line-creation", 422, body={"ReferenceCustomer": "cust-42"})
    talk.ask("list-balance-lines", 204)


def unpaid_limits(talk):
    """One who owes too much."""
    talk.begin("Limits", "2025-02-19T16:15:56Z")
    add_customers(talk)
    running = talk.ask("create-a-subscription", 201, like=False, body=STARTER).get("Id", 0)
    draft = talk.ask("create-a-subscription", 201, {"TryStart": "false"}, PREMIUM,
                     like=False).get("Id", 0)
    bill(talk, "cust-42", 5000)
    talk.run("setting", "unpaid_amount_max", "100")
    usage = dict(JOHN, ReferenceFeature="feat-users", Increment=5, DateStamp="2025-02-19T16:00:00Z")
    ensured = {"EnsureBillable": "true"}
    name = "Error.Customer.Billing.CappingReached"
    for answer in (
            talk.ask("update-a-single-usage", 403, body=usage),
            talk.ask("quote-a-usage-update", 403, ensured, usage),
            talk.ask("quote-a-subscription-creation-or-override", 403, ensured, STARTER),
            talk.ask("quote-a-subscription-start", 403, ensured, ids=[draft]),
            talk.ask("quote-a-subscription-upgrade", 403, ids=[running],
                     query=dict(ensured, ReferenceOffer="offer-premium")),
            talk.ask("quote-a-balance-line-creation", 403, ensured, dict(JOHN, Amount=100))):
        talk.check(answer.get("Code") == name, f"{answer.get('Code')} and not {name}")


def refused_keys(talk):
    for name, operation in talk.contract.operations.items():
        if 401 in operation.answers:
            talk.ask(name, 401, ids=[1], key="0:0", body={} if operation.body_schema else None)
    talk.ask("retrieve-a-customer", 401, key="0:0")


def legacy_paths(talk):
    """What older clients call, at the paths where they do."""
    talk.begin("Legacy", "2025-08-10T06:21:47Z", tax_rate="27.5")
    add_customers(talk)
    address = talk.contract.operations["update-the-billing-address-of-a-customer"].bodies[""]
    for path in ("/v1/CustomerBillingAddress", "/v1/CustomerShippingAddress",
                 "/v1/CustomerAddressShipping"):
        talk.ask("update-the-billing-address-of-a-customer", 200, JOHN, address, at=path)
        talk.ask("retrieve-the-billing-address-of-a-customer", 200, JOHN, at=path)
    taken = talk.ask("create-a-subscription", 201, body=STARTER, like=False).get("Id", 0)
    talk.ask("retrieve-a-subscription", 200, ids=[taken], at="/v1/Subscription/{IdSubscription}",
             like=False)
    talk.ask("retrieve-a-subscription", 200, {"IdSubscription": taken}, at="/v1/Subscription",
             like=False)
    usage = {"ReferenceCustomer": "cust-42", "ReferenceFeature": "feat-users", "Increment": 1,
             "IsEnabled": False, "DateStamp": "2025-08-10T06:20:00Z"}
    for path in ("/v1/Pricing/Usage", "/v1/PricingUsage"):
        talk.ask("quote-a-usage-update", 200, body=usage, at=path)
    path = "/v1/PricingSubscription"
    created = "quote-a-subscription-creation-or-override"
    talk.ask(created, 200, body=STARTER, at=path, like="create", exact=MONEY)
    talk.ask(created, 200, body={"IdSubscription": taken, "ReferenceOffer": "offer-premium"},
             at=path, like=False)
    draft = talk.ask("create-a-subscription", 201, {"TryStart": "false"}, PREMIUM,
                     like=False).get("Id", 0)
    talk.ask(created, 200, body={"IdSubscription": draft}, at=path, like=False)
    for method, path, body in (
            ("GET", f"/v1/Pricing/Subscription/{draft}?ensureBillable=False", None),
            ("GET", "/v1/Pricing/Billing/Customer?nextBilling=true&ReferenceCustomer=cust-42", None),
            ("POST", "/v1/Pricing/Billing/Customer?nextBilling=true", JOHN)):
        quote_like(talk, method, path, body)
    talk.legacy |= {("GET", "/v1/Pricing/Subscription/{id}"), ("GET", "/v1/Pricing/Billing/Customer"),
                    ("POST", "/v1/Pricing/Billing/Customer")}


def quote_like(talk, method, path, body):
    """A quote where the contract has no operation."""
    answer, text = talk.exchange(method, path, body)
    what = f"{method} {path}"
    value = talk.read(what, answer, text)
    talk.check(answer.status == 200, f"{what}: {answer.status} and not 200: {text.decode()}")
    for member in ("AmountSubtotal", "AmountTotal", "Details") if answer.status == 200 else ():
        talk.check(member in value, f"{what}: {member} is missing")


CHAPTERS = [customers, leaving_customers, catalogue, subscriptions, listed_subscriptions, usages,
            balance, invoices, small_invoice, charged, quotes, quoted_line, unpaid_limits,
            refused_keys, legacy_paths]


# The tests ------------------------------------------------------------------------------------------


def told(lines):
    return "\n".join(["", *sorted(set(lines))])


class OnOneEngine:
    engine = None

    @classmethod
    def setUpClass(cls):
        if not os.path.exists(FILE):
            raise unittest.SkipTest("the contract's file is not here")
        contract = Contract()
        with World(cls.engine) as world:
            world.serve()
            cls.talk = Talk(contract, world)
            for chapter in CHAPTERS:
                chapter(cls.talk)
            world.stop()
            for business in cls.talk.businesses:
                world.run("verify", "--business", business)

    def test_answers_are_like_the_examples(self):
        self.assertEqual([], self.talk.findings, told(self.talk.findings))

    def test_each_deviation_is_one(self):
        self.assertEqual(set(), self.talk.unused)

    def test_everything_was_seen(self):
        never = self.talk.ledger.never_seen()
        excused = {row: [entry for entry in never
                         if all(matches(row[i], entry[i]) for i in range(3))]
                   for row in NEVER_SEEN}
        left = set(never) - {entry for entries in excused.values() for entry in entries}
        wanted = len(set(self.talk.ledger.wanted()))
        print(f"{self.engine}: {wanted - len(never)} of {wanted} things of the contract were seen")
        for row, entries in excused.items():
            print(f"    not {', '.join(' '.join(entry) for entry in entries)}: {row[3]}")
        self.assertEqual(set(), left, told(" ".join(entry) for entry in left))
        self.assertEqual([], [row for row, entries in excused.items() if not entries],
                         "these are seen now")

    def test_every_older_path_answers(self):
        self.assertEqual(set(), self.talk.contract.legacy_paths - self.talk.legacy)

    def test_answers_fit_the_schemas(self):
        modules = install_schemas(self)
        cases = list(self.talk.kept)
        for operation in self.talk.contract.operations.values():
            for status in (200, 201):
                cases += [{"name": operation.name, "schema": operation.schema_pointer(status),
                           "value": example, "isExample": True}
                          for example in operation.examples(status).values()]
        done = subprocess.run(["node", os.path.join(HERE, "schemas.js"), FILE],
                              input=json.dumps(cases), capture_output=True, encoding="utf-8",
                              env=dict(os.environ, NODE_PATH=modules), timeout=60)
        self.assertEqual(0, done.returncode, told(done.stdout.split("\n")) + done.stderr)


def install_schemas(test):
    """The validator, from its lock file into the folder of what is built; where it is then."""
    if not shutil.which("npm") or not shutil.which("node"):
        test.skipTest("Node.js is not here")
    folder = os.path.join(ROOT, "build", "contract")
    modules = os.path.join(folder, "node_modules")
    if not os.path.exists(os.path.join(modules, "ajv-formats")):
        os.makedirs(folder, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(os.path.join(HERE, name), folder)
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, timeout=120,
                              capture_output=True, stdin=subprocess.DEVNULL, encoding="utf-8")
        if done.returncode != 0:
            test.skipTest("the validator could not be installed from npm")
    return modules


class OnSqlite(OnOneEngine, unittest.TestCase):
    engine = "sqlite"


@unittest.skipUnless("postgres" in ENGINES, "TACITE_TEST_POSTGRES names no server")
class OnPostgres(OnOneEngine, unittest.TestCase):
    engine = "postgres"


if __name__ == "__main__":
    counted.main()
