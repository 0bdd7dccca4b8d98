#!/usr/bin/env python3
"""What must not happen, and what is said instead: each wrong input gets an answer that names what and
where, nothing crashes, and nothing is half-written."""
import base64
import http.client
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import counted
from world import ENGINES, ROOT, TACITE, World, customers_csv, small_catalogue

DISCOUNTED = os.path.join(ROOT, "tests", "catalogues", "discounted.json")


class ThroughTheApi(unittest.TestCase):
    def refusals(self, world):
        """Method, path, body, status, and what the answer must name."""
        long = "x" * 51
        return [
            ("POST", "/v1/Customer", {"ReferenceCustomer": long}, 422, "ReferenceCustomer"),
            ("POST", "/v1/Customer", {"ReferenceCustomer": "a<b"}, 422, "ReferenceCustomer"),
            ("POST", "/v1/Customer", {"Email": "nobody"}, 422, "Email"),
            ("POST", "/v1/Customer", {"Language": "French"}, 422, "Language"),
            ("POST", "/v1/Customer", {"ReferenceSegment": "mars"}, 422, "ReferenceSegment"),
            ("POST", "/v1/Customer", {"Metadata": {str(i): i for i in range(6)}}, 422, "Metadata"),
            ("POST", "/v1/Customer", [1], 422, "object"),
            ("POST", "/v1/Subscription", {"ReferenceCustomer": "ada", "ReferenceOffer": "gold"},
             422, "ReferenceOffer"),
            ("POST", "/v1/Subscription", {"ReferenceCustomer": "bob", "ReferenceOffer": "team"},
             403, "Unaccessible"),
            ("POST", "/v1/Subscription", {"ReferenceCustomer": "ada", "ReferenceOffer": "team",
                                          "DateStart": "2026-02-30"}, 422, "DateStart"),
            ("POST", "/v1/Subscription", {"ReferenceCustomer": "ada", "ReferenceOffer": "team",
                                          "AmountRecurrence": "12,50"}, 422, "AmountRecurrence"),
            ("POST", "/v1/Subscription", {"ReferenceCustomer": "ada", "ReferenceOffer": "team",
                                          "AmountRecurrence": "1e9"}, 422, "AmountRecurrence"),
            ("POST", "/v1/Subscription", {"ReferenceCustomer": "ada", "ReferenceOffer": "team",
                                          "AmountRecurrence": -1}, 422, "AmountRecurrence"),
            ("POST", "/v1/BalanceLine", {"ReferenceCustomer": "ada"}, 422, "Amount"),
            ("POST", "/v1/BalanceLine", {"ReferenceCustomer": "ada", "Amount": 10**15}, 422,
             "Amount"),
            ("POST", "/v1/Usage", {"ReferenceCustomer": "ada", "ReferenceFeature": "seats",
                                   "Increment": 1}, 403, "NoneMatching"),
            ("POST", "/v1/Usage", {"ReferenceCustomer": "ada", "ReferenceFeature": "seats",
                                   "Increment": 1, "DateStamp": "2098-01-01T00:00:00Z"}, 422,
             "DateStamp"),
            ("GET", "/v1/Offer?ReferenceOffer=gold", None, 404, "Offer"),
            ("GET", "/v1/Invoice/999999", None, 404, "Invoice"),
            ("GET", "/v1/Invoice/0x10", None, 404, "Invoice"),
            ("GET", "/v1/Nothing", None, 404, "path"),
            ("POST", "/v1/Offers", {}, 405, "takes GET"),
            ("GET", "/v1/Customers?SizePage=many", None, 422, "SizePage"),
        ]

    def test_each_is_refused_by_name_and_writes_nothing(self):
        for engine in ENGINES:
            with self.subTest(engine), World(engine) as world:
                world.run("catalogue", world.write("c.json", small_catalogue()))
                world.serve()
                self.assertEqual(201, world.ask("POST", "/v1/Customer",
                                                {"ReferenceCustomer": "ada"})[0])
                before = world.json("export", "events"), world.json("export", "customers")
                for method, path, body, status, named in self.refusals(world):
                    came, answer = world.ask(method, path, body)
                    self.assertEqual(status, came, f"{method} {path} {body}: {answer}")
                    self.assertIsInstance(answer, list if status == 422 else dict)
                    self.assertIn(named, json.dumps(answer), f"{method} {path} {body}")
                after = world.json("export", "events"), world.json("export", "customers")
                self.assertEqual(before, after)

    def raw(self, world, body):
        """A body as it is, and only the status and text of the answer."""
        connection = http.client.HTTPConnection(*world.server.address, timeout=60)
        pair = f"{world.key['AgentKey']}:{world.key['ApiKey']}".encode()
        connection.request("POST", "/v1/Customer", body, {
            "Authorization": "Basic " + base64.b64encode(pair).decode(),
            "Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, text

    def test_bodies_that_are_no_json(self):
        bodies = [
            (b"{\"Name\": \"Ada\"", 400, "too early"),
            (b"not json", 400, "not JSON"),
            (b"{\"Name\": \"A\xff\"}", 400, "UTF-8"),
            (b"[" * 10000 + b"]" * 10000, 400, "deeper"),
            (b"{\"Name\": \"" + b"a" * 1000 + b"\"}", 422, "Name"),
            (b"{\"Name\": \"" + b"a" * (2 << 20) + b"\"}", 413, ""),
            (b"{\"Name\": \"a\\u0000b\"}", 422, "Name"),
        ]
        with World("sqlite") as world:
            world.serve()
            for body, status, named in bodies:
                came, text = self.raw(world, body)
                self.assertEqual(status, came, f"{body[:40]!r}: {text}")
                self.assertIn(named, text)
            self.assertEqual([], world.json("export", "customers"))

    def test_key_pairs_that_are_unknown_wrong_or_revoked(self):
        with World("sqlite") as world:
            world.serve()
            good = dict(world.key)
            for name, value in (("AgentKey", "0" * 32), ("ApiKey", "0" * 64), ("ApiKey", "é")):
                world.key = dict(good, **{name: value})
                status, answer = world.ask("GET", "/v1/Customers")
                self.assertEqual((401, "Error.Api.Unauthenticated"), (status, answer["Code"]))
            world.key = good
            self.assertEqual(204, world.ask("GET", "/v1/Customers")[0])
            narrow = world.json("key", "create", "--permissions", "customers:read")
            world.run("key", "revoke", good["AgentKey"])
            self.assertEqual(401, world.ask("GET", "/v1/Customers")[0])
            world.key = narrow
            self.assertEqual(204, world.ask("GET", "/v1/Customers")[0])
            self.assertEqual(403, world.ask("POST", "/v1/Customer", {})[0])

    def test_another_business_does_not_exist(self):
        for engine in ENGINES:
            with self.subTest(engine), World(engine) as world:
                world.serve()
                world.ask("POST", "/v1/Customer", {"ReferenceCustomer": "ada"})
                world.key = world.json("init", "--name", "Other")
                status, answer = world.ask("GET", "/v1/Customer?ReferenceCustomer=ada")
                self.assertEqual((403, "Error.Api.Customer.Unaccessible"),
                                 (status, answer["Code"]))
                self.assertEqual(204, world.ask("GET", "/v1/Customers")[0])


    def ids_of_a_business(self, world):
        """One of each kind of thing that has an id."""
        world.run("catalogue", world.write("c.json", small_catalogue()))
        world.run("clock", "--to", "2026-11-01")
        world.run("import", world.write("c.csv", customers_csv(1)))
        world.run("clock", "--to", "2026-12-15")
        world.serve()
        status, webhook = world.ask("POST", "/Notification/Webhooks", {
            "Url": "https://example.org/hook", "Triggers": ["CustomerAdded"]})
        self.assertEqual(201, status)
        lists = ("Customers", "Offers", "Features", "Subscriptions", "Invoices")
        return [webhook["Id"]] + [world.ask("GET", f"/v1/{one}")[1]["Items"][0]["Id"]
                                  for one in lists]

    def operations_by_id(self, world):
        """Method and path of all that the API's description says take an id, with {id} for it."""
        _, description = world.ask("GET", "/openapi.json")
        for path, methods in description["paths"].items():
            for method, operation in methods.items():
                if "{id}" in path:
                    yield method.upper(), path
                for one in operation.get("parameters", []):
                    name = one.get("name", "")
                    if one.get("in") == "query" and name.startswith("Id") and name != "IdBusiness":
                        yield method.upper(), path.replace("{id}", "1") + f"?{name}={{id}}"

    def answer_by_id(self, world, method, path, known):
        body = {"ReferenceOffer": "team", "ReferenceFeature": "seats", "QuantityCurrent": 3,
                "DateTerm": "2028-01-01T00:00:00Z", "Amount": 5} if method == "POST" else None
        status, answer = world.ask(method, path.replace("{id}", str(known)), body)
        if isinstance(answer, dict):
            answer.pop("DateGenerated", None)
        return status, answer

    def test_ids_of_another_business_are_unknown(self):
        unknown = 999999999
        for engine in ENGINES:
            with self.subTest(engine), World(engine) as world:
                ids = self.ids_of_a_business(world)
                before = world.json("export", "events"), world.json("export", "customers")
                business = str(world.key["IdBusiness"])
                world.key = world.json("init", "--name", "Other")
                operations = list(self.operations_by_id(world))
                self.assertGreater(len(operations), 30)
                for method, path in operations:
                    expected = self.answer_by_id(world, method, path, unknown)
                    for known in ids:
                        self.assertEqual(expected, self.answer_by_id(world, method, path, known),
                                         f"{method} {path} {known}")
                self.assertEqual(before, (world.json("export", "events", "--business", business),
                                          world.json("export", "customers", "--business", business)))


class OnTheCommandLine(unittest.TestCase):
    def fails(self, world, code, named, *words):
        done = subprocess.run([TACITE, *words], cwd=ROOT, env=world.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
                              timeout=60)
        self.assertEqual(code, done.returncode, f"{words}: {done.stdout}{done.stderr}")
        self.assertIn(named, done.stderr, words)

    def test_usage(self):
        with World("sqlite") as world:
            for code, named, *words in (
                (2, "no command", "billl"),
                (2, "no option --to", "verify", "--to", "x"),
                (2, "needs a value", "clock", "--to"),
                (2, "2026-02-30", "clock", "--to", "2026-02-30"),
                (2, "needs a name", "init"),
                (2, "percentage", "init", "--name", "x", "--tax-rate", "a lot"),
                (2, "cannot be read", "catalogue", "/nowhere.json"),
                (2, "say what to export", "export", "everything"),
                (2, "--yes", "empty"),
                (1, "no setting", "setting", "colour", "blue"),
                (1, "payment_limit_days", "setting", "payment_limit_days", "1000"),
                (1, "no business 77", "verify", "--business", "77"),
                (1, "not a permission", "key", "create", "--permissions", "everything:all"),
                (1, "cannot access", "bill", "--customer", "bob"),
            ):
                self.fails(world, code, named, *words)

    def test_mistakes_in_a_catalogue_are_all_named_with_their_place(self):
        broken = json.loads(small_catalogue())
        broken["Features"][0]["TypeFeature"] = "Switch"
        broken["Offers"][0]["AmountRecurrence"] = "12,50"
        broken["Offers"][0]["Features"][1]["Steps"][0]["AmountPerIncrement"] = "x"
        for engine in ENGINES:
            with self.subTest(engine), World(engine) as world:
                path = world.write("broken.json", json.dumps(broken))
                self.fails(world, 1, "Features[0].TypeFeature", "catalogue", path)
                self.fails(world, 1, "Offers[0].AmountRecurrence", "catalogue", path)
                self.fails(world, 1, "Offers[0].Features[1].Steps[0].AmountPerIncrement",
                           "catalogue", path)
                broken_steps = json.loads(small_catalogue())
                broken_steps["Offers"][0]["Features"][1]["Steps"] = [
                    {"QuantityMax": 10, "AmountPerIncrement": 1},
                    {"QuantityMax": 5, "AmountPerIncrement": 1}]
                path = world.write("broken.json", json.dumps(broken_steps))
                self.fails(world, 1, "must rise", "catalogue", path)
                world.run("catalogue", world.write("good.json", small_catalogue()))
                world.run("catalogue", world.write("good.json", small_catalogue()))

    def test_a_test_clock_goes_back_only_before_the_first_document(self):
        with World("sqlite") as world:
            world.run("clock", "--to", "2026-06-01")
            world.run("clock", "--to", "2026-01-01")
            world.run("catalogue", world.write("c.json", small_catalogue()))
            world.run("import", world.write("c.csv", customers_csv(3).replace("true", "")))
            world.run("clock", "--to", "2026-12-01")
            self.assertTrue(world.json("export", "invoices"))
            self.fails(world, 1, "forward", "clock", "--to", "2026-11-01")
            live = world.json("init", "--name", "Live", "--live")
            self.fails(world, 1, "live", "clock", "--to", "2026-12-01", "--business",
                       str(live["IdBusiness"]))
            self.fails(world, 1, "live", "empty", "--yes", "--business", str(live["IdBusiness"]))

    def test_an_emptied_sandbox_begins_anew(self):
        for engine in ENGINES:
            with self.subTest(engine), World(engine) as world:
                for _ in range(2):
                    world.run("catalogue", world.write("c.json", small_catalogue()))
                    world.run("clock", "--to", "2026-11-01")
                    world.run("import", world.write("c.csv", customers_csv(5)))
                    world.run("catalogue", DISCOUNTED)
                    world.run("import", world.write(
                        "d.csv", customers_csv(5).replace("team,c", "reduced,d")))
                    world.run("clock", "--to", "2026-12-15")
                    numbers = sorted(one["FullNumber"] for one in world.json("export", "invoices"))
                    self.assertTrue(numbers[0].endswith("-00000001"))
                    world.run("verify")
                    world.run("empty", "--yes")
                    world.run("verify")
                    self.assertEqual([], world.json("export", "customers"))

    def test_a_second_process_on_the_same_file(self):
        with World("sqlite") as world:
            server = world.serve()
            second = subprocess.run([TACITE, "serve", "--port", "0"], env=world.environment,
                                    stdin=subprocess.DEVNULL, capture_output=True,
                                    encoding="utf-8", timeout=30)
            self.assertEqual(3, second.returncode)
            self.assertIn(f"in use by process {server.process.pid}", second.stderr)
            self.assertEqual(200, world.ask("GET", "/health")[0])

    def test_databases_that_cannot_be_used(self):
        with World("sqlite") as world:
            empty = os.path.join(world.folder, "nothing.db")
            self.fails(world, 3, "tacite init", "verify", "--database", empty)
            wrong = world.write("wrong.db", "this is no database, whatever its name says" * 100)
            self.fails(world, 3, "not a database", "init", "--name", "x", "--database", wrong)
            self.fails(world, 3, "cannot be opened", "verify", "--database",
                       "postgresql://nobody:secret@127.0.0.1:1/none")
            done = subprocess.run([TACITE, "verify", "--database",
                                   "postgresql://nobody:secret@127.0.0.1:1/none"],
                                  capture_output=True, encoding="utf-8")
            self.assertNotIn("secret", done.stdout + done.stderr)


class FullDisk(unittest.TestCase):
    """A file system of three megabytes."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tacite-full-")
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", self.folder],
                                 capture_output=True)
        if mounted.returncode != 0:
            os.rmdir(self.folder)
            self.skipTest("a small file system cannot be mounted here")

    def tearDown(self):
        subprocess.run(["umount", self.folder], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def test_writes_are_refused_and_nothing_is_lost(self):
        with World("sqlite") as world:
            world.environment["TACITE_DATABASE"] = os.path.join(self.folder, "t.db")
            world.key = world.json("init", "--name", "Test")
            world.serve()
            statuses, kept = [], []
            for i in range(4000):
                status, answer = world.ask("POST", "/v1/Customer", {
                    "ReferenceCustomer": f"c{i}", "Name": "n" * 400})
                statuses.append(status)
                if status == 201:
                    kept.append(f"c{i}")
                elif len(statuses) - len(kept) > 5:
                    break
            self.assertEqual({201, 507}, set(statuses), answer)
            self.assertIn("full", answer["Message"])
            self.assertEqual(200, world.ask("GET", "/health")[0])
            self.assertEqual(0, world.stop())
            found = {one["ReferenceCustomer"] for one in world.json("export", "customers")}
            self.assertEqual(set(kept), found)
            world.run("verify")


class Logs(unittest.TestCase):
    def test_no_line_names_a_person_or_a_key(self):
        with World("sqlite") as world:
            world.serve()
            world.ask("POST", "/v1/Customer", {"ReferenceCustomer": "ada", "Name": "Ada Secret",
                                               "Email": "ada@example.test"})
            world.ask("GET", "/v1/Customer?ReferenceCustomer=ada-lovelace")
            server = world.server
            world.stop()
            log = server.output()
            self.assertTrue(re.search(r"GET /v1/Customer 403", log), log)
            for word in ("Ada Secret", "example.test", "lovelace", world.key["ApiKey"]):
                self.assertNotIn(word, log)


if __name__ == "__main__":
    counted.main()
