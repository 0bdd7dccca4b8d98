#!/usr/bin/env python3
"""The habits of the clients that exist for the published API, as raw requests: each test is one
client, with its headers, its spelling and its order of calls, against the real server. What the
contract says about leniency (its section 1.2) is needed by one of them, and is asked by it here.

`TACITE` and TACITE_TEST_POSTGRES are as in tests/world.py."""
import base64
import json
import os
import re
import socket
import unittest

import counted
from world import ENGINES, ROOT, World

CATALOGUE = os.path.join(ROOT, "tests", "contract", "catalogue.json")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\dZ")
NOW = "2025-03-15T10:00:00Z"


class Client:
    """Writes requests as one client does: `headers` with every request, `on_post` with a body. A
    client that expects waits for the server's leave before it sends a body."""

    def __init__(self, world, headers=(), on_post=(), expects=False):
        self.world, self.headers, self.on_post, self.expects = world, headers, on_post, expects

    def authorization(self):
        pair = f"{self.world.key['AgentKey']}:{self.world.key['ApiKey']}".encode()
        return "Authorization: Basic " + base64.b64encode(pair).decode()

    def exchange(self, line, headers, body=b""):
        """Status, headers and body of one request, whose line and headers go out as they are."""
        with socket.create_connection(self.world.server.address, timeout=20) as connection:
            host = "Host: {}:{}".format(*self.world.server.address)
            head = "\r\n".join([line, host, self.authorization(), *headers, "", ""]).encode()
            stream = connection.makefile("rb")
            if self.expects and body:
                connection.sendall(head)
                leave = stream.readline()
                assert leave.startswith(b"HTTP/1.1 100"), leave
                stream.readline()
                connection.sendall(body)
            else:
                connection.sendall(head + body)
            return self.read(stream)

    @staticmethod
    def read(stream):
        status = int(stream.readline().split()[1])
        headers = {}
        for line in iter(stream.readline, b"\r\n"):
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        text = stream.read(int(headers.get("content-length", 0)))
        return status, headers, json.loads(text) if text else None

    def get(self, target, body=b""):
        length = [f"Content-Length: {len(body)}"] if body else []
        return self.told(self.exchange(f"GET {target} HTTP/1.1", [*self.headers, *length], body))

    def post(self, target, value=None):
        """Without a value: no body, and nothing said about one."""
        if value is None:
            return self.told(self.exchange(f"POST {target} HTTP/1.1", self.headers))
        body = json.dumps(value, ensure_ascii=False).encode()
        expect = ["Expect: 100-continue"] if self.expects else []
        headers = [*self.headers, *self.on_post, f"Content-Length: {len(body)}", *expect]
        return self.told(self.exchange(f"POST {target} HTTP/1.1", headers, body))

    @staticmethod
    def told(answer):
        status, _, value = answer
        return status, value



class OnOneEngine:
    engine = None

    def setUp(self):
        self.world = World(self.engine)
        self.addCleanup(self.world.__exit__)
        self.world.key = self.world.json("init", "--name", "Shop", "--segment", "demo-eur",
                                         "--language", "en", "--time-zone", "UTC")
        business = str(self.world.key["IdBusiness"])
        self.world.run("catalogue", CATALOGUE, "--business", business)
        self.world.run("segment", "install-url", "https://my-web-site.com/billing", "--segment",
                       "demo-eur", "--business", business)
        self.world.run("clock", "--to", NOW, "--business", business)
        self.world.serve()

    def came(self, status, answer):
        """The body of an answer of which the status is right."""
        self.assertEqual(status, answer[0], answer[1])
        return answer[1]

    def test_php(self):
        """Says the type with every request, encodes nothing, and sends what it has not got as null."""
        php = Client(self.world, ["Accept: */*", "Content-Type: application/json"])
        who = "auth0|ab@c"
        customer = self.came(201, php.post("/v1/Customer?ReferenceOffer=offer-starter", {
            "Id": None, "ReferenceCustomer": who, "ReferenceSegment": None, "Name": "Éva",
            "Email": None, "Language": None, "ReferenceAffiliation": None, "Metadata": None}))
        self.assertEqual("en", customer["Language"])
        self.assertNotIn("Email", customer)
        for link in customer["Links"]:
            self.assertIn("href", link)
        same = self.came(200, php.post("/v1/Customer", {
            "Id": None, "ReferenceCustomer": who, "ReferenceSegment": None, "Name": None,
            "Email": "eva@example.test", "Language": None, "ReferenceAffiliation": None,
            "Metadata": None}))
        self.assertEqual((customer["Id"], "Éva"), (same["Id"], same["Name"]))
        self.came(200, php.get(f"/v1/Customer?ReferenceCustomer={who}"))
        address = self.came(200, php.post(f"/v1/CustomerBillingAddress?ReferenceCustomer={who}", {
            "Company": None, "FirstName": "Éva", "Country": "FR", "Region": None}))
        self.assertEqual({"FirstName": "Éva", "Country": "FR"}, address)
        self.came(200, php.post(f"/v1/CustomerSettingsPayment?ReferenceCustomer={who}",
                                {"TypePayment": "ExternalBank", "DateNextBilling": None}))
        taken = self.came(201, php.post("/v1/Subscription", {
            "ReferenceCustomer": who, "ReferenceOffer": "offer-starter",
            "DateStart": "2025-03-01T08:00:00+0000", "TryStart": "true", "EnsureBillable": "false"}))
        self.assertEqual("2025-03-01T08:00:00.00Z", taken["DateStart"])
        again = self.came(200, php.get(f"/v1/Subscription/{taken['Id']}"))
        self.assertEqual(taken["Id"], again["Id"])
        usages = self.came(200, php.get(
            f"/v1/Usages?ReferenceCustomer={who}&IdCustomer=&ReferenceFeature=&Page=1&SizePage=100"))
        self.assertLessEqual({"Page", "SizePage", "Count", "TotalItems", "Items"}, set(usages))
        usage = {"ReferenceCustomer": who, "ReferenceFeature": "feat-users", "Increment": "2",
                 "DateStamp": "2025-03-15T09:59:59+0000", "IdSubscription": None,
                 "QuantityCurrent": None, "IsEnabled": None}
        quote = self.came(200, php.post("/v1/Pricing/Usage", usage))
        self.assertGreater(quote["AmountTotal"], 0)
        self.assertEqual(5, self.came(200, php.post("/v1/Usage", usage))["QuantityCurrent"])
        # It walks a 422 as a list and reads every other error as an object.
        wrong = self.came(422, php.post("/v1/Customer", {"Email": "nobody"}))
        self.assertEqual("Email", wrong[0]["Target"])
        missing = self.came(404, php.get(f"/v1/Usage?ReferenceCustomer={who}&ReferenceFeature=none"))
        self.assertEqual("Error.Api.Usage.NoneMatching", missing["Code"])
        self.came(204, php.get("/v1/Customers?Page=9"))

    def test_c_sharp_salience(self):
        """Asks leave for each body, writes True and False, and sends what its own classes have."""
        salience = Client(self.world, ["Accept: application/json", "Connection: Keep-Alive"],
                          ["Content-Type: application/json; charset=utf-8"], expects=True)
        self.came(403, salience.get("/v1/Customer?ReferenceCustomer=ada"))
        customer = self.came(201, salience.post("/v1/Customer", {
            "IdSegment": 0, "ReferenceCustomer": "ada", "ReferenceSegment": "demo-eur",
            "Name": "Ada", "Email": "ada@example.test", "Language": "en"}))
        self.came(200, salience.post("/v1/CustomerSettingsPayment?ReferenceCustomer=ada",
                                     {"TypePayment": "ExternalBank", "IsGreyListed": False}))
        taken = self.came(201, salience.post(
            "/v1/Subscription?EnsureBillable=True&TryStart=True&BillNow=False", {
                "IdSegment": 0, "IdCustomer": customer["Id"], "ReferenceCustomer": "ada",
                "ReferenceOffer": "offer-starter", "StateSubscription": "InitiatedCustomer"}))
        self.assertEqual("ActiveRunning", taken["StateSubscription"])
        found = self.came(200, salience.get(f"/v1/Subscription?IdSubscription={taken['Id']}"))
        self.assertEqual(taken["Id"], found["Id"])
        self.came(404, salience.get("/v1/Subscription?IdSubscription=999999"))
        address = {"FirstName": "Ada", "Country": "GB"}
        for path in ("CustomerBillingAddress", "CustomerShippingAddress"):
            self.came(200, salience.post(f"/v1/{path}?ReferenceCustomer=ada", address))
            self.assertEqual(address,
                             self.came(200, salience.get(f"/v1/{path}?ReferenceCustomer=ada")))
        with_usage = self.came(200, salience.get(
            "/v1/Customers?ReferenceFeature=feat-users&SizePage=10&Page=1"))["Items"][0]
        self.assertEqual(3, with_usage["QuantityCurrent"])
        quote = self.came(200, salience.post("/v1/PricingUsage?ensureBillable=False", {
            "ReferenceCustomer": "ada", "ReferenceFeature": "feat-users", "Increment": 1,
            "DateStamp": "2025-03-15T09:59:59.1234567Z"}))
        self.assertEqual("EUR", quote["Currency"])
        quote = self.came(200, salience.post("/v1/PricingSubscription", {
            "IdSubscription": taken["Id"], "ReferenceOffer": "offer-premium"}))
        self.assertIn("NextTerm", quote)
        # A POST of which nothing but the target matters.
        new = self.came(200, salience.post(
            f"/v1/Subscription/{taken['Id']}/Upgrade?ReferenceOffer=offer-premium"))
        self.assertNotEqual(taken["Id"], new["Id"])
        self.came(200, salience.post(f"/v1/Subscription/{new['Id']}/Suspension/"))
        self.came(200, salience.post(f"/v1/Subscription/{new['Id']}/Start"))
        wrong = self.came(422, salience.post("/v1/Subscription", {"ReferenceCustomer": "ada"}))
        self.assertIsInstance(wrong, list)
        # A null where its classes have a number or a moment breaks them.
        for answer in (taken, new, found):
            self.assertNotIn(None, answer.values())

    def test_c_sharp_proabono_client(self):
        """Begins names with a small letter, encodes twice, and says the type of a GET, too."""
        client = Client(self.world, ["Content-Type: application/json"])
        self.came(201, client.post("/v1/Customer", {"ReferenceCustomer": "ada", "Name": "Ada"}))
        self.came(200, client.post("/v1/CustomerSettingsPayment?referenceCustomer=ada",
                                   {"TypePayment": "ExternalBank"}))
        page = self.came(200, client.get("/v1/Customers?page=1&sizePage=1"))
        self.assertEqual((1, 1), (page["SizePage"], page["Count"]))
        taken = self.came(201, client.post("/v1/Subscription/?tryStart=true&ensureBillable=true", {
            "ReferenceCustomer": "ada", "ReferenceOffer": "offer-premium"}))
        when = "2027-01-02%2b03%253a04%253a05Z"
        moved = self.came(200, client.post(f"/v1/Subscription/{taken['Id']}/DateTerm?dateTerm={when}"))
        self.assertEqual("2027-01-02T03:04:05.00Z", moved["DateTerm"])
        quote = self.came(200, client.post("/v1/PricingUsage?ensureBillable=false", {
            "ReferenceCustomer": "ada", "ReferenceFeature": "feat-users", "Increment": 1,
            "IsEnabled": False, "DateStamp": "2025-03-15T10:00:00.0000000Z"}))
        self.assertGreater(quote["AmountTotal"], 0)
        ended = self.came(200, client.post(f"/v1/Subscription/{taken['Id']}/Termination"
                                           "?immediate=true"))
        self.assertTrue(MOMENT.fullmatch(ended["DateEnd"]), ended["DateEnd"])
        old = self.came(201, client.post("/v1/Subscription", {
            "ReferenceCustomer": "ada", "ReferenceOffer": "offer-starter"}))
        self.came(200, client.post(f"/v1/Subscription/{old['Id']}/Upgrade"
                                   "?referenceOffer=offer-premium&ensureBillable=true"))

    def test_n8n(self):
        """Writes paths in small letters, sends every blank as "", twice the same, and a body to GET."""
        n8n = Client(self.world, ["Accept: application/json,text/html;q=0.9", "User-Agent: n8n",
                                  "Accept-Encoding: gzip, deflate, br",
                                  "Content-Type: application/json"])
        customer = self.came(201, n8n.post("/v1/customer", {
            "ReferenceCustomer": "ada", "IdSegment": "", "Name": "Ada", "Email": "ada@example.test",
            "Language": "", "ReferenceAffiliation": "", "Metadata": ""}))
        self.assertIsInstance(customer["Links"], list)
        kept = self.came(200, n8n.post("/v1/customer", {
            "ReferenceCustomer": "ada", "IdSegment": str(customer["IdSegment"]), "Name": "Ada L.",
            "Email": "", "Language": ""}))
        self.assertEqual(("Ada L.", "ada@example.test"), (kept["Name"], kept["Email"]))
        self.came(200, n8n.get("/v1/customers?SizePage=1", b"{}"))
        self.came(200, n8n.get("/v1/customer?ReferenceCustomer=ada", b"{\"ReferenceCustomer\":\"bob\"}"))
        self.came(200, n8n.post("/v1/customerbillingaddress", {
            "ReferenceCustomer": "ada", "Company": "", "FirstName": "Ada", "Country": "", "Region": ""}))
        settings = self.came(200, n8n.post("/v1/CustomerSettingsPayment", {
            "ReferenceCustomer": "ada", "TypePayment": "ExternalBank", "DateNextBilling": None,
            "IsAutoBilling": "true"}))
        self.assertEqual("ExternalBank", settings["TypePayment"])
        taken = self.came(201, n8n.post("/v1/Subscription", {
            "ReferenceCustomer": "ada", "ReferenceOffer": "offer-starter", "TryStart": "true",
            "EnsureBillable": "false", "BillNow": "false", "Migration": "", "DateStart": "",
            "AmountUpFront": "", "AmountTrial": "", "DurationTrial": "", "UnitTrial": "",
            "TitleLocalized": "", "CountRecurrences": ""}))
        self.assertIsInstance(taken["Links"], list)
        number = taken["Id"]
        self.came(200, n8n.get(f"/v1/Subscription/{number}?IdSubscription={number}"))
        counted_one = self.came(200, n8n.post("/v1/Usage", {
            "ReferenceCustomer": "ada", "ReferenceFeature": "feat-users", "QuantityCurrent": "7",
            "DateTime": "2025-03-15T09:59:59.000Z"}))
        self.assertEqual(7, counted_one["QuantityCurrent"])
        ending = self.came(200, n8n.post(
            f"/v1/Subscription/{number}/Termination?IdSubscription={number}", {"Immediate": "false"}))
        self.assertEqual("ActiveDelayedTermination", ending["StateSubscription"])
        new = self.came(200, n8n.post(f"/v1/Subscription/{number}/Upgrade", {
            "ReferenceOffer": "offer-premium", "Immediate": "true", "BillNow": "false",
            "IgnoreEngagement": "true"}))
        self.assertNotEqual(number, new["Id"])
        later = self.came(200, n8n.post(f"/v1/Subscription/{new['Id']}/DateTerm",
                                        {"DateTerm": "2027-01-02T03:04:05"}))
        self.assertEqual("2027-01-02T03:04:05.00Z", later["DateTerm"])
        invoice = self.came(200, n8n.post("/v1/Billing/Customer", {
            "ReferenceCustomer": "ada", "EnsureBillable": "false", "DateStart": False,
            "DateEnd": False, "ForceOffline": "false", "NoteLocalized": ""}))
        self.assertIsInstance(invoice["Links"], list)
        number = invoice["FullNumber"]
        self.came(200, n8n.get(f"/v1/Invoice?FullNumber={number}&FullNumber={number}"))
        self.came(204, n8n.post("/v1/Billing/Customer", {"ReferenceCustomer": "ada"}))
        self.came(201, n8n.post("/v1/customer", {"ReferenceCustomer": "bob", "Name": "Bob"}))
        cleared = self.came(200, n8n.post("/v1/Customer/Anonymization", {"ReferenceCustomer": "bob"}))
        self.assertEqual("## cleared ##", cleared["Name"])

    def test_n8n_listening(self):
        """What its trigger asks of the other API when a workflow is switched on, tried and off."""
        n8n = Client(self.world, ["Accept: application/json", "Content-Type: application/json"])
        business = self.world.key["IdBusiness"]
        for path in ("/Organization/Segments?sizePage=100", "/Sub/Offers?sizePage=100",
                     "/Organization/Features?sizePage=1000&WithQuantity=true",
                     "/Organization/Features?sizePage=1000&TypeFeature=OnOff"):
            page = self.came(200, n8n.get(f"{path}&IdBusiness={business}&Links=false"))
            for item in page["Items"]:
                self.assertTrue(item["Name"], path)
        hook = self.came(201, n8n.post("/Notification/Webhooks", {
            "Url": "http://127.0.0.1:9/webhook", "IdBusiness": business,
            "Triggers": ["SubscriptionStarted", "CustomerAdded"]}))
        self.assertIsNotNone(hook["Id"])
        path = f"/Notification/Webhooks/{hook['Id']}"
        self.came(200, n8n.get(path))
        self.came(200, n8n.get(path + "/Verification?sendCode=true"))
        sample = self.came(200, n8n.get("/Notification/Webhooks/Sample?TypeTrigger=CustomerAdded"))
        self.assertIn("Data", sample)
        self.came(201, n8n.post("/v1/customer", {"ReferenceCustomer": "ada"}))
        events = self.came(200, n8n.get(
            "/Notification/WebhookNotifications/RewindEvents"
            f"?idBusiness={business}&sizepage=1&links=false&TypeTrigger=CustomerAdded"))
        self.assertLessEqual({"Count", "Items"}, set(events))
        status, _, _ = n8n.exchange(f"DELETE {path} HTTP/1.1", [*n8n.headers, "Content-Length: 2"],
                                    b"{}")
        self.assertEqual(2, status // 100)
        self.came(404, n8n.get(path))

    def test_mcp_server(self):
        """Says no type without a body, pages by 200, counts by 0, and names the segment everywhere."""
        mcp = Client(self.world, ["accept: application/json", "connection: keep-alive"],
                     ["content-type: application/json"])
        segment = "ReferenceSegment=demo-eur"
        self.came(204, mcp.get(f"/v1/Customers?SizePage=0&{segment}"))
        self.came(201, mcp.post("/v1/Customer", {"ReferenceCustomer": "ada", "Name": "Ada",
                                                 "ReferenceSegment": "demo-eur"}))
        whole = self.came(200, mcp.get(f"/v1/Customers?SizePage=0&{segment}"))
        self.assertEqual((1, []), (whole["TotalItems"], whole["Items"]))
        offers = self.came(200, mcp.get(f"/v1/Offers?Page=1&SizePage=200&Html=false&{segment}"))
        self.assertEqual(3, offers["TotalItems"])
        refused = self.came(403, mcp.post("/v1/Subscription?TryStart=true", {
            "ReferenceCustomer": "ada", "ReferenceOffer": "offer-starter",
            "ReferenceSegment": "demo-eur"}))
        self.assertEqual("Error.Customer.PaymentSettings.Missing", refused["Code"])
        self.came(200, mcp.post("/v1/CustomerSettingsPayment?ReferenceCustomer=ada",
                                {"TypePayment": "ExternalBank"}))
        taken = self.came(201, mcp.post("/v1/Subscription?TryStart=true", {
            "ReferenceCustomer": "ada", "ReferenceOffer": "offer-starter",
            "ReferenceSegment": "demo-eur"}))
        self.came(200, mcp.get(f"/v1/Usages?ReferenceCustomer=ada&Page=1&SizePage=200&{segment}"))
        self.came(200, mcp.post(f"/v1/Subscription/{taken['Id']}/Suspension"
                                "?StateSubscription=SuspendedAgent"))
        self.came(204, mcp.get("/v1/Usages?ReferenceCustomer=ada"))
        self.came(200, mcp.post(f"/v1/Subscription/{taken['Id']}/Start"))
        quote = self.came(200, mcp.post("/v1/Quoting/Usage?NextTerm=true", {
            "ReferenceCustomer": "ada", "ReferenceFeature": "feat-module-b", "IsEnabled": True,
            "DateStamp": "2025-03-15T10:00:00Z"}))
        self.assertIn("NextTerm", quote)
        self.came(201, mcp.post("/v1/BalanceLine", {"ReferenceCustomer": "ada", "Amount": 5000,
                                                    "Label": "Work"}))
        bill = self.came(200, mcp.post("/v1/Billing/Customer", {"ReferenceCustomer": "ada"}))
        rels = {link["rel"] for link in self.came(200, mcp.get(f"/v1/Invoice/{bill['Id']}"))["Links"]}
        self.assertLessEqual({"insite-charge", "insite-collection-invoice"}, rels)
        self.assertTrue(rels & {"related-invoice", "insite-related-invoice"})
        owing = self.came(403, mcp.post("/v1/Customer/Anonymization?ReferenceCustomer=ada"))
        self.assertEqual("Error.Customer.Anonymize.HasDueInvoices", owing["Code"])


class OnSqlite(OnOneEngine, unittest.TestCase):
    engine = "sqlite"


@unittest.skipUnless("postgres" in ENGINES, "TACITE_TEST_POSTGRES names no server")
class OnPostgres(OnOneEngine, unittest.TestCase):
    engine = "postgres"


if __name__ == "__main__":
    counted.main()
