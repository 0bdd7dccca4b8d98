#!/usr/bin/env python3
"""Webhooks with real receivers: what arrives, how it is signed, and what happens to one that fails,
hangs, redirects, answers slowly or disappears; and that a crash loses nothing."""
import base64
import collections
import hashlib
import hmac
import http.server
import json
import os
import re
import socket
import sqlite3
import subprocess
import threading
import time
import unittest

import counted
from world import ENGINES, World, small_catalogue

PATIENCE = 20  # seconds until something must have arrived
SUBSCRIPTION = {"Customer", "CustomerBuyer", "Offer", "Subscription"}

Call = collections.namedtuple("Call", "path headers body json at")


class Receiver:
    """A server on this machine that keeps what it is told. `answer` is called for every request and
    returns a status, or None to say nothing until the receiver is closed."""

    def __init__(self, answer=lambda call: 200, port=0):
        self.calls, self.connections = [], []
        self.answer, self.closed = answer, threading.Event()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                receiver.connections.append(self.connection)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                call = Call(self.path, dict(self.headers), body, json.loads(body), time.monotonic())
                receiver.calls.append(call)
                status = receiver.answer(call)
                if status is None:
                    receiver.closed.wait()
                    self.close_connection = True
                    return
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                text = f"status {status}".encode()
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 100

            def handle_error(self, *_):
                pass  # whoever called is gone

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *why):
        self.closed.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
        for connection in self.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # closed already

    def events(self):
        return [call for call in self.calls if "TypeTrigger" in call.json]


def until(what, patience=PATIENCE):
    """The first true value of a function."""
    end = time.monotonic() + patience
    while True:
        found = what()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError("it did not happen in time")
        time.sleep(0.02)


def execute(world, statement):
    """Straight into the database; on SQLite the server must be stopped."""
    if world.postgres:
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, world.target],
                       check=True, capture_output=True)
        return
    with sqlite3.connect(world.target) as database:
        database.execute(statement)


def on_every_engine(test):
    """Each with a world of its own whose server runs."""
    def run(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                test(self, world)

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


class Webhooks(unittest.TestCase):
    def world(self, engine):
        world = World(engine)
        world.run("catalogue", world.write("catalogue.json", small_catalogue()))
        world.run("clock", "--to", "2026-01-31T09:00:00Z")
        world.secret = world.run("key", "secret", "show", "business.webhook").strip()
        world.serve()
        return world

    def register(self, world, receiver, *triggers):
        """A webhook that is active, through the API as n8n does it."""
        status, webhook = world.ask("POST", "/Notification/Webhooks", {
            "Url": receiver.url, "IdBusiness": world.key["IdBusiness"],
            "Triggers": list(triggers) or ["CustomerAdded"]})
        self.assertEqual(201, status, webhook)
        path = f"/Notification/Webhooks/{webhook['Id']}"
        answer, receiver.answer = receiver.answer, lambda call: 200
        self.assertEqual(200, world.ask("GET", path + "/Verification?sendCode=true")[0])
        code = until(lambda: [call for call in receiver.calls if "Code" in call.json])[-1]
        receiver.answer = answer
        self.check_signatures(world, webhook, code)
        status, webhook = world.ask("POST", f"{path}/Verification?code={code.json['Code']}&echo=true",
                                    {})
        self.assertEqual((200, "Active"), (status, webhook["StateWebhook"]))
        until(lambda: not self.waiting(world))
        return webhook

    def waiting(self, world):
        """Is anything on its way?"""
        return world.ask("GET", "/Notification/WebhookNotifications?StateNotification=ToDeliver"
                                "&SizePage=0")[1]["TotalItems"]

    def check_signatures(self, world, webhook, call):
        """As a receiver would: the caller's, then the body's."""
        headers = {name.lower(): value for name, value in call.headers.items()}
        self.assertEqual(webhook["WebhookKey"], headers["x-proabono-key"])
        digest = hashlib.sha256((headers["x-proabono-key"] + world.secret).encode()).digest()
        self.assertEqual(base64.b64encode(digest).decode(), headers["x-proabono-signature"])
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + call.body
        digest = hmac.new(world.secret.encode(), signed, hashlib.sha256).digest()
        self.assertEqual("v1," + base64.b64encode(digest).decode(), headers["webhook-signature"])
        self.assertLess(abs(time.time() - int(headers["webhook-timestamp"])), 60)
        self.assertEqual("application/json; charset=utf-8", headers["content-type"])
        if "TypeTrigger" in call.json:
            self.assertEqual(call.json["Id"], headers["webhook-id"])

    def add_customer(self, world, reference, **more):
        status, customer = world.ask("POST", "/v1/Customer",
                                     dict(more, ReferenceCustomer=reference))
        self.assertEqual(201, status)
        return customer

    def history(self, world, webhook, query=""):
        status, found = world.ask(
            "GET", f"/Notification/WebhookNotifications?IdWebhook={webhook['Id']}&SizePage=100{query}")
        self.assertEqual(200, status)
        return found["Items"]

    def make_due(self, world, **more):
        """Everything that is not over is due now, with its leases gone."""
        assignments = "".join(f", {name} = {value}" for name, value in more.items())
        if not world.postgres:
            world.stop()
        execute(world, f"UPDATE jobs SET due_at = 1, leased_until = 0{assignments}"
                       " WHERE done_at IS NULL")
        if not world.postgres:
            world.serve()

    @on_every_engine
    def test_what_happens_is_told_with_its_blocks(self, world):
        with Receiver() as receiver:
            webhook = self.register(world, receiver, "CustomerAdded", "SubscriptionStarted",
                                    "InvoiceDebitIssuedPaymentOffline",
                                    "CustomerBillingSucceeded")
            customer = self.add_customer(world, "ada", Name="Ada", Email="ada@example.org")
            world.ask("POST", "/v1/CustomerSettingsPayment?ReferenceCustomer=ada",
                      {"TypePayment": "ExternalBank"})
            status, subscription = world.ask(
                "POST", "/v1/Subscription?TryStart=true",
                {"ReferenceCustomer": "ada", "ReferenceOffer": "team"})
            self.assertEqual(201, status)
            status, invoice = world.ask("POST", "/v1/Billing/Customer",
                                        {"ReferenceCustomer": "ada"})
            self.assertEqual(200, status)
            until(lambda: len(receiver.events()) == 4)
            told = {call.json["TypeTrigger"]: call for call in receiver.events()}
            for call in told.values():
                self.check_signatures(world, webhook, call)
                self.assertRegex(call.json["Id"], r"^trg_\d+$")
                self.assertEqual(world.key["IdBusiness"], call.json["IdBusiness"])
                self.assertEqual("default", call.json["ReferenceSegment"])
                self.assertEqual("2026-01-31T09:00:00.00Z", call.json["DateTrigger"])
                self.assertEqual(
                    {"Id": customer["Id"], "ReferenceCustomer": "ada", "Name": "Ada",
                     "Email": "ada@example.org", "Language": customer["Language"],
                     "Status": "Enabled"}, call.json["Customer"])
            blocks = {name: {key for key, value in call.json.items() if isinstance(value, dict)}
                      for name, call in told.items()}
            self.assertEqual({
                "CustomerAdded": {"Customer"}, "CustomerBillingSucceeded": {"Customer"},
                "SubscriptionStarted": SUBSCRIPTION,
                "InvoiceDebitIssuedPaymentOffline": {"Customer", "InvoiceDebit"}}, blocks)
            started = told["SubscriptionStarted"].json
            self.assertEqual({
                "Id": subscription["Id"], "Status": "Active",
                "StateSubscription": "ActiveRunning", "DateStart": "2026-01-31T09:00:00.00Z",
                "AmountRecurrence": 2900, "DurationRecurrence": 1, "UnitRecurrence": "Month"},
                started["Subscription"])
            self.assertEqual(("team", True, True, "Ok"), tuple(
                started["Offer"][name]
                for name in ("ReferenceOffer", "IsVisible", "IsPriced", "StateLife")))
            self.assertEqual(customer["Id"], started["CustomerBuyer"]["Id"])
            issued = told["InvoiceDebitIssuedPaymentOffline"].json["InvoiceDebit"]
            self.assertEqual(
                (invoice["Id"], invoice["FullNumber"], "Due", "DueOffline", "ExternalBank",
                 invoice["AmountTotal"]),
                tuple(issued[name] for name in ("Id", "FullNumber", "Status", "StateInvoice",
                                                "TypePayment", "AmountTotal")))
            until(lambda: not self.waiting(world))
            self.assertEqual({"Delivered"},
                             {one["StateNotification"] for one in self.history(world, webhook)})
            one = self.history(world, webhook, "&TypeTrigger=CustomerAdded")[0]
            _, whole = world.ask("GET", f"/Notification/WebhookNotifications/{one['Id']}")
            self.assertEqual(told["CustomerAdded"].json, whole["Payload"])
            self.assertEqual((200, "status 200", 1), (
                whole["StatusAnswer"], whole["Answer"], whole["CountAttempts"]))
            _, rewound = world.ask("GET", "/Notification/WebhookNotifications/RewindEvents"
                                          "?TypeTrigger=SubscriptionStarted&sizepage=1")
            self.assertEqual([started], rewound["Items"])

    @on_every_engine
    def test_the_state_is_that_of_the_moment(self, world):
        """What is told late tells of then, not of now."""
        with Receiver() as receiver:
            self.register(world, receiver, "SubscriptionStarted")
            self.add_customer(world, "ada")
            world.ask("POST", "/v1/CustomerSettingsPayment?ReferenceCustomer=ada",
                      {"TypePayment": "ExternalBank"})
            _, subscription = world.ask(
                "POST", "/v1/Subscription?TryStart=true",
                {"ReferenceCustomer": "ada", "ReferenceOffer": "team"})
            until(lambda: len(receiver.events()) == 1)
            world.stop()
            execute(world, "UPDATE subscriptions SET state_subscription = 'EndedComplete'")
            execute(world, "UPDATE events SET is_pending = 1"
                           " WHERE type_trigger = 'SubscriptionStarted'")
            world.serve()
            until(lambda: len(receiver.events()) == 2)
            again = receiver.events()[1].json["Subscription"]
            self.assertEqual((subscription["Id"], "Active", "ActiveRunning"),
                             (again["Id"], again["Status"], again["StateSubscription"]))

    @on_every_engine
    def test_who_is_not_active_is_not_told(self, world):
        with Receiver() as receiver:
            webhook = self.register(world, receiver)
            path = f"/Notification/Webhooks/{webhook['Id']}"
            self.add_customer(world, "first")
            until(lambda: len(receiver.events()) == 1)
            self.assertEqual("Inactive", world.ask("POST", path + "/Deactivation")[1][
                "StateWebhook"])
            self.add_customer(world, "lost")
            self.assertEqual("Active", world.ask("POST", path + "/Activation")[1][
                "StateWebhook"])
            self.add_customer(world, "third")
            until(lambda: len(receiver.events()) == 2)
            self.assertEqual(200, world.ask("DELETE", path)[0])
            self.assertEqual(404, world.ask("GET", path)[0])
            self.add_customer(world, "fourth")
            time.sleep(0.5)
            self.assertEqual(["first", "third"], [
                call.json["Customer"]["ReferenceCustomer"] for call in receiver.events()])
            self.assertEqual(2, len(self.history(world, webhook)))

    @on_every_engine
    def test_a_new_url_is_validated_again(self, world):
        with Receiver() as receiver, Receiver() as other:
            webhook = self.register(world, receiver)
            path = f"/Notification/Webhooks/{webhook['Id']}"
            self.assertEqual("ToValidate", world.ask("POST", path, {"Url": other.url})[1][
                "StateWebhook"])
            self.add_customer(world, "lost")
            self.assertEqual(422, world.ask("POST", path + "/Verification?code=nonsense")[0])
            world.ask("GET", path + "/Verification?sendCode=true")
            first = until(lambda: list(other.calls))[0].json["Code"]
            world.ask("GET", path + "/Verification?sendCode=true")
            second = until(lambda: other.calls[1:])[0].json["Code"]
            self.assertEqual(422, world.ask("POST", f"{path}/Verification", {"Code": first})[0])
            self.assertEqual(200, world.ask("POST", f"{path}/Verification", {"Code": second})[0])
            self.assertEqual(422, world.ask("POST", f"{path}/Verification", {"Code": second})[0])
            self.add_customer(world, "told")
            until(other.events)
            self.assertEqual([], receiver.events())

    @on_every_engine
    def test_a_failure_is_tried_again_until_three_days_are_over(self, world):
        with Receiver(lambda call: 500) as receiver:
            webhook = self.register(world, receiver)
            self.add_customer(world, "ada")
            one = until(lambda: self.history(world, webhook, "&StateNotification=Retrying"))[0]
            self.assertEqual((1, 500, "status 500", "The answer was 500."), tuple(
                one[name] for name in ("CountAttempts", "StatusAnswer", "Answer", "Error")))
            self.assertIn("DateNextAttempt", one)
            self.make_due(world)
            until(lambda: self.history(world, webhook)[0]["CountAttempts"] == 2)
            self.make_due(world, failing_since=int((time.time() - 3 * 86400) * 1000000))
            one = until(lambda: self.history(world, webhook, "&StateNotification=GivenUp"))[0]
            self.assertEqual(3, one["CountAttempts"])
            self.assertNotIn("DateNextAttempt", one)
            # Somebody mends the receiver and has it delivered again.
            receiver.answer = lambda call: 204
            status, again = world.ask(
                "POST", f"/Notification/WebhookNotifications/{one['Id']}/Delivery")
            self.assertEqual((200, "ToDeliver"), (status, again["StateNotification"]))
            until(lambda: self.history(world, webhook, "&StateNotification=Delivered"))
            self.assertEqual(1, len({call.json["Id"] for call in receiver.events()}))
            self.assertEqual(4, len(receiver.events()))
            world.run("webhook", "retry", str(one["Id"]))
            until(lambda: len(receiver.events()) == 5)
            self.assertEqual("Delivered", until(
                lambda: [row for row in world.json("webhook", "history")
                         if row["StateJob"] == "Delivered"])[0]["StateJob"])

    @on_every_engine
    def test_a_redirect_is_a_failure(self, world):
        for status in (301, 302, 307, 308):
            with Receiver(lambda call, status=status: status) as receiver:
                webhook = self.register(world, receiver)
                self.add_customer(world, f"c{status}")
                one = until(lambda: self.history(world, webhook,
                                                 "&StateNotification=Retrying"))[0]
                self.assertEqual((status, f"The answer was {status}: redirects are not followed."),
                                 (one["StatusAnswer"], one["Error"]))
                self.assertEqual({"/hook"}, {call.path for call in receiver.calls})
                world.ask("DELETE", f"/Notification/Webhooks/{webhook['Id']}")

    @on_every_engine
    def test_one_that_hangs_holds_back_nobody(self, world):
        with Receiver(lambda call: None) as hanging, Receiver() as well, \
                Receiver(lambda call: time.sleep(0.3) or 200) as slow:
            for receiver in (hanging, well, slow):
                self.register(world, receiver)
            start = time.monotonic()
            for i in range(100):
                self.add_customer(world, f"c{i}")
            until(lambda: len(well.events()) == 100)
            self.assertLess(time.monotonic() - start, 15)
            self.assertLess(max(call.at for call in well.events()) - start, 15)
            until(lambda: len(slow.events()) >= 20)
            self.assertLessEqual(len(hanging.events()), 8)  # its share of the connections

    @on_every_engine
    def test_one_that_disappears_is_found_again(self, world):
        with Receiver() as receiver:
            webhook, port = self.register(world, receiver), receiver.port
        self.add_customer(world, "ada")
        one = until(lambda: self.history(world, webhook, "&StateNotification=Retrying"))[0]
        self.assertNotIn("StatusAnswer", one)
        self.assertIn("connect", one["Error"])
        with Receiver(port=port) as receiver:
            self.make_due(world)
            until(lambda: len(receiver.events()) == 1)
            until(lambda: self.history(world, webhook, "&StateNotification=Delivered"))

    @on_every_engine
    def test_a_crash_between_commit_and_delivery_loses_nothing(self, world):
        """Killed at moments of the receiver's choosing: told at least once, and known by its id."""
        with Receiver(lambda call: time.sleep(0.05) or 200) as receiver:
            self.register(world, receiver)
            for turn in range(4):
                before = len(receiver.calls)
                for i in range(15):
                    self.add_customer(world, f"c{turn}-{i}")
                until(lambda: len(receiver.calls) > before + 2 * turn)
                world.kill()
                execute(world, "UPDATE jobs SET leased_until = 0 WHERE done_at IS NULL")
                world.serve()
            wanted = {f"c{turn}-{i}" for turn in range(4) for i in range(15)}
            until(lambda: {call.json["Customer"]["ReferenceCustomer"]
                           for call in receiver.events()} == wanted)
            until(lambda: not self.waiting(world))
            ids = collections.defaultdict(set)
            for call in receiver.events():
                ids[call.json["Customer"]["ReferenceCustomer"]].add(call.json["Id"])
            self.assertEqual({1}, {len(one) for one in ids.values()})

    @on_every_engine
    def test_stopping_does_not_wait_for_one_that_hangs(self, world):
        with Receiver(lambda call: None) as receiver:
            self.register(world, receiver)
            self.add_customer(world, "ada")
            until(receiver.events)
            start = time.monotonic()
            self.assertEqual(0, world.stop())
            self.assertLess(time.monotonic() - start, 10)
            receiver.answer = lambda call: 200
            world.serve()
            until(lambda: len(receiver.events()) == 2)  # at once: its lease was given back

    def test_live_businesses_call_nothing_private(self):
        for engine in ENGINES:
            with self.subTest(engine), World(engine) as world, Receiver() as receiver:
                world.key = world.json("init", "--live", "--name", "Live")
                world.serve()
                for host in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "[::1]",
                             "[fc00::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "localhost",
                             "2130706433", "0x7f.1", "a.localhost"):
                    status, why = world.ask("POST", "/Notification/Webhooks", {
                        "Url": f"http://{host}:{receiver.port}/", "Triggers": ["CustomerAdded"]})
                    self.assertEqual((422, "Url"), (status, why[0]["Target"]), host)
                # A name is looked at when it is called; this machine's own stands for a private one.
                status, webhook = world.ask("POST", "/Notification/Webhooks", {
                    "Url": "http://public.example.org/", "Triggers": ["CustomerAdded"]})
                self.assertEqual(201, status)
                world.stop()
                for host in (os.uname().nodename, "localhost", "127.0.0.1"):
                    execute(world, f"UPDATE webhooks SET state_webhook = 'Active',"
                                   f" url = 'http://{host}:{receiver.port}/hook'")
                    world.serve()
                    self.add_customer(world, "of-" + re.sub(r"\W", "-", host))
                    one = until(lambda: self.history(world, webhook))[0]
                    one = until(lambda: [row for row in self.history(world, webhook)
                                         if row["StateNotification"] == "Retrying"])[0]
                    self.assertIn(one["Error"].split(":")[0], (
                        "The address is not on the public network.",
                        "Could not resolve host"), one)
                    world.stop()
                    execute(world, "DELETE FROM jobs")
                self.assertEqual([], receiver.calls)

    @on_every_engine
    def test_a_sandbox_may_be_told_not_to_either(self, world):
        with Receiver() as receiver:
            webhook = self.register(world, receiver)
            world.run("setting", "webhooks_to_private_addresses", "0")
            self.add_customer(world, "ada")
            one = until(lambda: self.history(world, webhook, "&StateNotification=Retrying"))[0]
            self.assertEqual("The address is not on the public network.", one["Error"])
            self.assertEqual([], receiver.events())
            status, why = world.ask("POST", "/Notification/Webhooks", {
                "Url": receiver.url, "Triggers": ["CustomerAdded"]})
            self.assertEqual((422, "Url"), (status, why[0]["Target"]))

    @on_every_engine
    def test_what_is_too_old_is_forgotten(self, world):
        with Receiver() as receiver:
            webhook = self.register(world, receiver)
            for name in ("old", "new"):
                self.add_customer(world, name)
            until(lambda: len(receiver.events()) == 2 and not self.waiting(world))
            oldest = self.history(world, webhook)[-1]
            world.stop()
            execute(world, f"UPDATE jobs SET created_at = created_at - 61 * 86400000000"
                           f" WHERE id = {oldest['Id']}")
            world.serve()
            until(lambda: len(self.history(world, webhook)) == 1)

    @on_every_engine
    def test_who_is_forgotten_is_forgotten_here_too(self, world):
        with Receiver() as receiver, Receiver(lambda call: 500) as failing:
            webhook, other = self.register(world, receiver), self.register(world, failing)
            self.add_customer(world, "ada", Name="Ada", Email="ada@example.org")
            self.add_customer(world, "bob", Name="Bob", Email="bob@example.org")
            until(lambda: len(self.history(world, other, "&StateNotification=Retrying")) == 2)
            self.assertEqual(200, world.ask(
                "POST", "/v1/Customer/Anonymization?ReferenceCustomer=ada")[0])
            failing.answer = lambda call: 200
            until(lambda: len(self.history(world, other)) == 2)
            until(lambda: not self.waiting(world))
            for one in self.history(world, webhook) + self.history(world, other):
                _, whole = world.ask("GET", f"/Notification/WebhookNotifications/{one['Id']}")
                self.assertNotIn("Ada", json.dumps(whole))
                self.assertNotIn("ada@example.org", json.dumps(whole))
            self.assertEqual({"bob", "ada"}, {
                call.json["Customer"]["ReferenceCustomer"] for call in failing.events()})
            self.assertNotIn("Email", failing.events()[-1].json["Customer"])

    @on_every_engine
    def test_an_emptied_sandbox_tells_nothing_more(self, world):
        with Receiver(lambda call: 500) as receiver:
            webhook = self.register(world, receiver)
            self.add_customer(world, "ada")
            until(lambda: self.history(world, webhook, "&StateNotification=Retrying"))
            world.run("empty", "--yes")
            self.assertEqual([], self.history(world, webhook))
            self.assertEqual("Active", world.json("webhook", "list")[0]["StateWebhook"])
            world.run("verify")

    @unittest.skipUnless(len(ENGINES) > 1, "TACITE_TEST_POSTGRES is not set")
    def test_two_servers_tell_each_thing_once(self):
        with self.world("postgres") as world, Receiver() as receiver:
            self.register(world, receiver)
            other = world.start("serve", "--port", "0")
            try:
                for i in range(200):
                    self.add_customer(world, f"c{i}")
                until(lambda: len(receiver.events()) >= 200 and not self.waiting(world))
                self.assertEqual(200, len(receiver.events()))
            finally:
                other.terminate()
                other.wait(30)


if __name__ == "__main__":
    counted.main()
