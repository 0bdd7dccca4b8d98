#!/usr/bin/env python3
"""Other people's objects do not exist in the portal either. Every row of portal_routes.c and
gateway_routes.c is asked for by nobody, by another customer of the business, by a customer of another
business, with a form of another session and by somebody who may only look; and with what is not written
out yet by its own customer. What has an id is answered as if nobody had that id. A row that this test
cannot read or fill in fails."""
import http.client
import json
import os
import re
import time
import unittest
from urllib.parse import urlencode

import counted
from test_strangers import ROUTE
from world import ENGINES, ROOT, Client, World

PLANS = os.path.join(ROOT, "tests", "catalogues", "plans.json")
SECRET, AMOUNT = "Nobody knows of this", "777.13"
UNKNOWN = "987654321"
SEALED = "0123456789abcdef0123456789abcdef"

# What the id of a path is of.
KINDS = {
    "/portal/account/contacts/": "contact",
    "/portal/subscribe/": "offer",
    "/portal/subscriptions/": "subscription",
    "/portal/invoices/": "invoice",
    "/portal/pay/": "charge",
    "/portal/methods/": "method",
    "/portal/recurring/": "recurring",
    "/portal/payments/": "payment",
    "/portal/credits/": "credit",
    "/portal/estimates/": "estimate",
}

# What a form is sent with that would do something; of each row that posts.
FORMS = {
    "/portal/insite": {"IdBusiness": 1, "ReferenceCustomer": "ada", "Name": "Changed"},
    "/portal/sign-in/{business}": {"Email": "nobody@example.com"},
    "/portal/code/{sent}": {"Code": "000000"},
    "/portal/register/{business}": {"Email": "nobody@example.com"},
    "/portal/register/{sent}/details": {"Name": "Nobody"},
    "/portal/password/{business}": {"Email": "nobody@example.com", "Password": "a long password"},
    "/portal/authenticator/{entrant}": {"Code": "000000"},
    "/portal/proof": {},
    "/portal/accounts": {"IdCustomer": "{customer}", "IdContact": 0},
    "/portal/sign-out": {},
    "/portal/account": {"Name": "Changed", "Language": "fr"},
    "/portal/account/email": {"Email": "changed@example.com"},
    "/portal/account/email/{sent}": {"Code": "000000"},
    "/portal/account/sessions": {"Id": "{session}"},
    "/portal/account/password": {"Password": "a long password"},
    "/portal/account/password/remove": {},
    "/portal/account/authenticator": {},
    "/portal/account/authenticator/confirm": {"Code": "000000"},
    "/portal/account/authenticator/remove": {"Code": "000000"},
    "/portal/account/contacts": {"Name": "New", "Email": "new@example.com", "RoleContact": "Owner"},
    "/portal/account/contacts/{id}": {"RoleContact": "Owner"},
    "/portal/account/contacts/{id}/remove": {},
    "/portal/subscribe/{id}": {"Shown": 1},
    "/portal/subscriptions/{id}/change": {"ReferenceOffer": "premium", "When": "now"},
    "/portal/subscriptions/{id}/options": {"Shown": 1},
    "/portal/subscriptions/{id}/start": {},
    "/portal/subscriptions/{id}/restart": {},
    "/portal/subscriptions/{id}/cancel": {},
    "/portal/subscriptions/{id}/keep": {},
    "/portal/pay": {"Invoice": "{invoice}", "Method": "{method}"},
    "/portal/pay/{id}/leave": {},
    "/portal/methods/new": {"IdGateway": "{gateway}"},
    "/portal/methods/{id}/default": {},
    "/portal/methods/{id}/remove": {},
    "/portal/billing/edit": {"Company": "Changed", "AddressLine1": "1 rue A", "City": "Lyon",
                             "ZipCode": "69001", "Country": "FR"},
    "/portal/estimates/{id}/approve": {"Name": "Ada", "IsAccepted": 1},
    "/portal/estimates/{id}/decline": {"Comment": "No"},
    "/sandbox/{business}/method/{token}": {"number": "4200460037003700"},
    "/sandbox/{business}/charge/{token}": {"happening": "succeed"},
    "/gateway/{id}/notifications": {},
}

# What names an object without a path of its own.
NAMED = [
    ("GET", "/portal/pay?invoice={invoice}", None),
    ("GET", "/portal/pay/transfer?invoice={invoice}", None),
    ("GET", "/portal/subscribe/{offer}?Link={link}", None),
    ("GET", "/portal/payments/{payment}?next=/portal", None),
    ("POST", "/portal/pay", {"Invoice": "{invoice}"}),
    ("POST", "/portal/account/sessions", {"Id": "{session}"}),
    ("POST", "/portal/accounts", {"IdCustomer": "{customer}", "IdContact": 0}),
]

# What everybody may do about himself, whatever his role.
OWN = {"/portal/proof", "/portal/accounts", "/portal/sign-out", "/portal/account",
       "/portal/account/email", "/portal/account/email/{sent}", "/portal/account/sessions",
       "/portal/account/password", "/portal/account/password/remove", "/portal/account/authenticator",
       "/portal/account/authenticator/confirm", "/portal/account/authenticator/remove"}

# What may be seen of a customer's, by the API.
SNAPSHOT = [
    "/v1/Customer?ReferenceCustomer=ada", "/v1/CustomerBillingAddress?ReferenceCustomer=ada",
    "/Distribution/Customers/{customer}/Contacts", "/v1/Subscriptions?ReferenceCustomer=ada",
    "/v1/Invoices?ReferenceCustomer=ada", "/Gateway/Permissions?ReferenceCustomer=ada",
    "/Gateway/Transactions?ReferenceCustomer=ada", "/Finance/Payments?ReferenceCustomer=ada",
    "/Finance/Estimates?ReferenceCustomer=ada", "/Finance/RecurringInvoices?ReferenceCustomer=ada",
]


def rows():
    """[(verb, path, permission)] of the faces that people and providers open."""
    found = []
    for name in ("portal_routes.c", "gateway_routes.c"):
        with open(os.path.join(ROOT, "src", "app", name), encoding="utf-8") as file:
            text = file.read()
        read = ROUTE.findall(text)
        assert len(read) == len(re.findall(r"^    \{[A-Z]+,\s", text, re.M)), f"a row of {name}"
        found += [(verb, path, permission.strip()) for verb, path, permission, _ in read]
    return found


class Visitor:
    """A browser that goes nowhere by itself."""

    def __init__(self, world):
        self.address, self.cookie, self.token = world.server.address, "", ""

    def ask(self, verb, path, form=None):
        connection = http.client.HTTPConnection(*self.address, timeout=60)
        headers = {"Accept": "text/html", "Accept-Language": "en", "Cookie": self.cookie}
        body = None
        if verb == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form)
        connection.request(verb, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.place = answer.getheader("Location", "")
        cookie = answer.getheader("Set-Cookie")
        connection.close()
        return answer.status, text, cookie

    def post(self, path, form):
        return self.ask("POST", path, {**form, "FormToken": self.token})

    def sign_in(self, world, business, email):
        """By the code of a mail."""
        self.ask("POST", f"/portal/sign-in/{business}", {"Email": email})
        path = self.place
        assert path.startswith("/portal/code/"), path
        _, _, cookie = self.ask("POST", path, {"Code": code_of(world, business, email)})
        assert cookie, f"{email} was not let in"
        self.cookie = cookie.partition(";")[0]
        _, text, _ = self.ask("GET", "/portal/account")
        self.token = re.search(r'name="FormToken" value="([0-9a-f]+)"', text).group(1)
        return self


def code_of(world, business, email):
    """Of the last mail, once it is written."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        mails = [one["Id"] for one in world.json("mail", "list", "--business", str(business))
                 if one.get("Email") == email]
        if mails:
            shown = world.json("mail", "show", str(max(mails)), "--business", str(business))
            found = re.search(r"^ *([0-9]{6})$", shown.get("ContentText") or "", re.M)
            if found:
                return found.group(1)
        time.sleep(0.05)
    raise AssertionError(f"no code for {email}")


class PortalStrangers(unittest.TestCase):
    maxDiff = None

    def test_nobody_else_learns_or_does_anything(self):
        for engine in ENGINES:
            with self.subTest(engine), World(engine, "--language", "en", "--currency", "EUR") as world:
                world.run("catalogue", PLANS)
                world.run("clock", "--to", "2026-01-31T09:00:00Z")
                world.run("setting", "button_remove_method", "Default")
                world.serve()
                self.world, self.own = world, Client(world)
                self.prepare()
                self.check_owner()
                before = self.snapshot()
                self.check_nobody()
                self.check_providers()
                self.check_strangers()
                self.check_forms()
                self.check_reader()
                self.check_drafts()
                self.assertEqual(before, self.snapshot())
                world.run("verify", "--business", str(world.key["IdBusiness"]))

    def must(self, verb, path, body=None, client=None):
        status, answer = (client or self.own).ask(verb, path, body)
        self.assertIn(status, (200, 201, 204), (verb, path, answer))
        return answer or {}

    def customer(self, reference, client=None):
        made = self.must("POST", "/v1/Customer", {
            "ReferenceCustomer": reference, "Name": reference, "Email": f"{reference}@example.com",
        }, client)
        return made["Id"]

    def prepare(self):
        """One of each kind of ada's, and those that are drafts."""
        world, must = self.world, self.must
        other = world.json("init", "--name", "Other")
        ada, _ = self.customer("ada"), self.customer("bob")
        self.customer("eve", Client(world, other))
        ids = self.ids = {"customer": ada}
        must("POST", "/v1/CustomerBillingAddress", {
            "ReferenceCustomer": "ada", "AddressLine1": "1 rue A", "City": "Lyon", "ZipCode": "69001",
            "Country": "FR"})
        ids["contact"] = must("POST", f"/Distribution/Customers/{ada}/Contacts", {
            "Name": "Vic", "Email": "vic@example.com", "RoleContact": "Viewer"})["Id"]
        ids["gateway"] = must("POST", "/Gateway/Gateways", {
            "TypeGateway": "Sandbox", "TypePayment": "Card", "Name": "Cards"})["Id"]
        ids["method"] = must("POST", "/Gateway/Permissions", {
            "ReferenceCustomer": "ada", "IdGateway": ids["gateway"], "Number": "4200 4600 3700 3700"})["Id"]
        self.page = must("POST", "/Gateway/Permissions", {
            "ReferenceCustomer": "ada", "IdGateway": ids["gateway"]})["PageUrl"]
        ids["subscription"] = must("POST", "/v1/Subscription", {
            "ReferenceCustomer": "ada", "ReferenceOffer": "starter"})["Id"]
        ids["offer"] = must("GET", "/v1/Offer?ReferenceOffer=starter")["Id"]
        ids["link"] = must("POST", "/Sub/PaymentLinks", {"ReferenceOffer": "starter"})["Id"]
        must("POST", "/v1/BalanceLine", {"ReferenceCustomer": "ada", "Amount": 10000, "Label": "Advice"})
        ids["invoice"] = must("POST", "/v1/Billing/Customer", {"ReferenceCustomer": "ada"})["Id"]
        self.world.run("clock", "--to", "2026-02-10T09:00:00Z", "--business", str(world.key["IdBusiness"]))
        ids["charge"] = must("GET", "/Gateway/Transactions?ReferenceCustomer=ada")["Items"][0]["Id"]
        ids["payment"] = must("GET", "/Finance/Payments?ReferenceCustomer=ada")["Items"][0]["Id"]
        must("POST", "/v1/BalanceLine", {"ReferenceCustomer": "ada", "Amount": 7000, "Label": "More"})
        ids["invoice"] = must("POST", "/v1/Billing/Customer", {"ReferenceCustomer": "ada"})["Id"]
        ids["credit"] = must("POST", "/Finance/Credits", {
            "ReferenceCustomer": "ada", "Amount": 500, "Label": "Sorry"})["Id"]
        ids["estimate"] = self.estimate("Design")
        must("POST", f"/Finance/Estimates/{ids['estimate']}/MarkSent")
        ids["recurring"] = self.recurring("Maintenance")
        must("POST", f"/Finance/RecurringInvoices/{ids['recurring']}/Start")
        self.drafts = {
            "estimate": self.estimate(SECRET),
            "recurring": self.recurring(SECRET),
            "invoice": must("POST", "/Finance/Drafts", {"ReferenceCustomer": "ada", "Composition": {
                "Lines": [{"Label": SECRET, "AmountUnit": 77713}]}})["Id"],
        }
        self.other = other["IdBusiness"]
        mine = self.mine = world.key["IdBusiness"]
        self.ada = Visitor(world).sign_in(world, mine, "ada@example.com")
        self.bob = Visitor(world).sign_in(world, mine, "bob@example.com")
        self.vic = Visitor(world).sign_in(world, mine, "vic@example.com")
        self.eve = Visitor(world).sign_in(world, self.other, "eve@example.com")
        again = Visitor(world).sign_in(world, mine, "ada@example.com")
        _, text, _ = again.ask("GET", "/portal/account")
        ids["session"] = re.search(r'name="Id" value="(\d+)"', text).group(1)
        self.ada.post("/portal/account/email", {"Email": "ada@example.org"})
        self.sent = self.ada.place.rpartition("/")[2]

    def estimate(self, label):
        return self.must("POST", "/Finance/Estimates", {"ReferenceCustomer": "ada", "Composition": {
            "Lines": [{"Label": label, "AmountUnit": 77713}]}})["Id"]

    def recurring(self, title):
        return self.must("POST", "/Finance/RecurringInvoices", {
            "ReferenceCustomer": "ada", "Title": title, "DateStart": "2026-03-01",
            "DurationRecurrence": 1, "UnitRecurrence": "Month",
            "Composition": {"Lines": [{"Label": title, "AmountUnit": 77713}]}})["Id"]

    def snapshot(self):
        """All that may have changed, without what differs from minute to minute."""
        def plain(value):
            if isinstance(value, list):
                return [plain(one) for one in value]
            if isinstance(value, dict):
                return {name: plain(one) for name, one in value.items()
                        if name not in ("Links", "DateGenerated")}
            return value

        return [plain(self.must("GET", path.format(**self.ids))) for path in SNAPSHOT]

    # filling in --------------------------------------------------------------------------------------

    def fill(self, path, ids):
        """The path with what it names; fails for one that nobody thought of here."""
        if "{id}" in path and path.startswith("/portal/"):
            start = path.partition("{id}")[0]
            self.assertIn(start, KINDS, f"what is the id of {path}?")
            path = path.replace("{id}", str(ids[KINDS[start]]))
        for name, value in (("id", ids.get("gateway", 0)), ("business", self.mine), ("sent", SEALED),
                            ("entrant", SEALED),
                            ("key", SEALED), ("token", SEALED), ("segment", "default"),
                            ("query", SEALED)):
            path = path.replace("{%s}" % name, str(value))
        self.assertNotIn("{", path, "what stands there?")
        return path

    def form(self, path, ids):
        self.assertIn(path, FORMS, "what does its form send?")
        return {name: str(value).format(**ids) for name, value in FORMS[path].items()}

    def compare(self, visitor, verb, one, other, forms=(None, None)):
        """Two answers to the same person, but for the ids that were asked for."""
        answers, places = [], []
        for path, form in zip((one, other), forms):
            status, text, _ = visitor.ask(verb, path) if verb == "GET" else visitor.post(path, form)
            answers.append((status, text))
            places.append(visitor.place)
        ids = set(re.findall(r"\d+", f"{one} {list((forms[0] or {}).values())}"))
        ids |= {UNKNOWN}
        marks = re.compile(r"\b(?:%s)\b" % "|".join(sorted(ids, key=len, reverse=True)))

        def same(answer):
            return marks.sub("N", re.sub(re.escape(self.sent) + "|" + SEALED, "S", answer))

        self.assertEqual((answers[1][0], same(places[1])), (answers[0][0], same(places[0])), (verb, one))
        self.assertEqual(same(answers[1][1]), same(answers[0][1]), (verb, one))
        return answers[0]

    # who asks ----------------------------------------------------------------------------------------

    def check_owner(self):
        """What the others are refused is there."""
        seen, (_, account, _) = set(), self.ada.ask("GET", "/portal/account")
        self.assertIn(f'/portal/account/contacts/{self.ids["contact"]}"', account)
        for verb, path, _ in rows():
            kind = next((kind for start, kind in KINDS.items() if path.startswith(start + "{id}")), None)
            if verb == "GET" and kind:
                status, text, _ = self.ada.ask(verb, self.fill(path, self.ids))
                seen |= {kind} if status == 200 else set()
        self.assertEqual(set(KINDS.values()) - {"contact"}, seen)
        self.assertEqual(200, self.ada.ask("GET", f"/portal/account/email/{self.sent}")[0])
        self.assertEqual(200, self.ada.ask("GET", self.path_of_page(self.mine))[0])

    def path_of_page(self, business):
        """Of the sandbox, where a number is typed, under the number of any business."""
        path = re.sub(r"^https?://[^/]*", "", self.page)
        return path.replace(f"/sandbox/{self.mine}/", f"/sandbox/{business}/")

    def check_providers(self):
        """Their pages are under the business that they are for, and no gateway is told from none."""
        nobody, page = Visitor(self.world), self.path_of_page(self.other)
        made_up = page.rpartition("/")[0] + "/" + SEALED
        form = FORMS["/sandbox/{business}/method/{token}"]
        for verb in ("GET", "POST"):
            answers = [nobody.ask(verb, path, form) for path in (page, made_up)]
            self.assertEqual(404, answers[0][0])
            self.assertEqual(answers[1][1].replace(made_up, page), answers[0][1])
        answers = [nobody.ask("POST", f"/gateway/{one}/notifications", {})
                   for one in (self.ids["gateway"], UNKNOWN)]
        self.assertEqual(answers[1], answers[0])

    def check_nobody(self):
        """No session: a page of 403; where none is needed, nothing for what was made up."""
        nobody = Visitor(self.world)
        for verb, path, permission in rows():
            target = self.fill(path, self.ids)
            form = self.form(path, self.ids) if verb == "POST" else None
            with self.subTest(f"nobody: {verb} {path}"):
                status, text, cookie = nobody.ask(verb, target, form)
                if permission == "MAY_ANYONE":
                    self.assertTrue(SEALED not in target or status in (404, 422), (status, text))
                    self.assertIsNone(cookie)
                else:
                    self.assertEqual(403, status, text)
                    self.assertIn("<html", text)

    def check_strangers(self):
        """The ids of somebody's are nobody's."""
        unknown = dict.fromkeys(self.ids, UNKNOWN)
        for visitor, name in ((self.bob, "bob"), (self.eve, "eve")):
            for verb, path, permission in rows():
                if permission == "MAY_ANYONE" or "{" not in path:
                    continue
                if path == "/portal/subscribe/{id}" and visitor is self.bob:
                    continue  # what is on offer, and a payment link, is for every customer
                forms = (None, None)
                if verb == "POST":
                    forms = self.form(path, self.ids), self.form(path, unknown)
                with self.subTest(f"{name}: {verb} {path}"):
                    if "{sent}" in path:
                        one, other = path.replace("{sent}", self.sent), path.replace("{sent}", SEALED)
                    else:
                        one, other = self.fill(path, self.ids), self.fill(path, unknown)
                    status, text = self.compare(visitor, verb, one, other, forms)
                    self.assertEqual(404, status, text)
            for verb, path, form in NAMED:
                if "{link}" in path and visitor is self.bob:
                    continue
                with self.subTest(f"{name}: {verb} {path} {form}"):
                    kinds = dict(unknown, offer=self.ids["offer"])
                    forms = [form and {key: str(value).format(**ids) for key, value in form.items()}
                             for ids in (self.ids, kinds)]
                    status, text = self.compare(visitor, verb, path.format(**self.ids),
                                                path.format(**kinds), forms)
                    self.assertGreaterEqual(status, 303, text)

    def check_forms(self):
        """A form without a token, or with that of another session, is refused."""
        for verb, path, permission in rows():
            if verb != "POST" or permission == "MAY_ANYONE":
                continue
            form = self.form(path, self.ids)
            for token in (None, "", "0" * len(self.ada.token), self.bob.token):
                with self.subTest(f"token {token}: {path}"):
                    sent = form if token is None else {**form, "FormToken": token}
                    status, text, _ = self.ada.ask("POST", self.fill(path, self.ids), sent)
                    self.assertEqual(400, status, text)
                    self.assertIn("Nothing has changed", text)

    def check_reader(self):
        """Who may only look changes nothing but what is his own."""
        own = set()
        for verb, path, permission in rows():
            if verb != "POST" or permission == "MAY_ANYONE":
                continue
            if set(permission.split(" | ")) <= {"MAY_LOOK", "MAY_VISIT", "MAY_VISIT_PROVEN"}:
                own.add(path)
                continue
            with self.subTest(f"viewer: {path}"):
                status, text, _ = self.vic.post(self.fill(path, self.ids), self.form(path, self.ids))
                self.assertEqual(403, status, text)
        self.assertEqual(OWN, own | ({"/portal/proof"} & OWN))

    def check_drafts(self):
        """What is not written out does not exist for its own customer."""
        unknown = dict.fromkeys(self.ids, UNKNOWN)
        drafts = dict(unknown, **self.drafts)
        for verb, path, permission in rows():
            if permission == "MAY_ANYONE":
                continue
            kind = next((kind for start, kind in KINDS.items() if path.startswith(start + "{id}")), None)
            with self.subTest(f"draft: {verb} {path}"):
                if kind in self.drafts:
                    forms = (None, None) if verb == "GET" else (self.form(path, drafts),
                                                                self.form(path, unknown))
                    status, text = self.compare(self.ada, verb, self.fill(path, drafts),
                                                self.fill(path, unknown), forms)
                    self.assertEqual(404, status, text)
                elif verb == "GET":
                    _, text, _ = self.ada.ask("GET", self.fill(path, self.ids))
                    self.assertNotIn(SECRET, text)
                    self.assertNotIn(AMOUNT, text)
        for path in ("/portal/pay?invoice={invoice}", "/portal/pay/transfer?invoice={invoice}"):
            self.compare(self.ada, "GET", path.format(**drafts), path.format(**unknown))


if __name__ == "__main__":
    counted.main()
