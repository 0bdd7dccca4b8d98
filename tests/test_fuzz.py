#!/usr/bin/env python3
"""Random requests: whatever is asked, there is an answer in time, no fault of the server, an error of
the form that clients parse, and after an error not one row of the database is another.

The requests are made from the server's own tables of routes and, where it is at hand, the published
contract: mostly sensible, with a wrong type, name, size, date, text or verb here and there. A seed is
printed; FUZZ_SEED=n repeats a run, FUZZ_SECONDS=n prolongs it. `TACITE` and TACITE_TEST_POSTGRES are
as in tests/world.py."""
import base64
import hashlib
import http.client
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import time
import unittest
from urllib.parse import quote

import counted
from world import ENGINES, ROOT, World

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "contract"))
from contract import FILE, Contract

SEED = int(os.environ.get("FUZZ_SEED", 0)) or random.SystemRandom().randrange(1, 1 << 32)
SECONDS = float(os.environ.get("FUZZ_SECONDS", 20))
REQUEST_SECONDS = 15
CATALOGUE = os.path.join(ROOT, "tests", "contract", "catalogue.json")
# What an error may change: an answer is kept for whoever asks again, numbers are reserved, and mails that
# were asked for before are on their way.
NO_DATA = ("idempotency_keys", "counters", "mails", "secrets")
# Whatever falls due on the way happens while other things are asked.
NOT_ASKED = (("POST", "/v1/TestClock"), ("POST", "/Finance/RecurringInvoices/{id}/Start"))


# What can be asked ----------------------------------------------------------------------------------


class Route:
    def __init__(self, method, path, fields, writes):
        self.method, self.path, self.fields, self.writes = method, path, sorted(fields), writes

    def __repr__(self):
        return f"{self.method} {self.path}"


def pascal(name):
    return "".join(word.capitalize() for word in name.split("_"))


def sources():
    for folder, _, names in os.walk(os.path.join(ROOT, "src")):
        for name in names:
            if name.endswith(".c"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    yield file.read()


def field_tables(texts):
    """Names of the fields that each table of the program reads."""
    tables = {}
    for text in texts:
        for name, body in re.findall(r"struct field (\w+)\[\] = \{(.*?)FIELDS_END", text, re.S):
            members = re.findall(r"(?:\bFIELD\w*\(\s*\w+,|OF_\w+\()\s*(\w+)", body)
            tables[name] = {pascal(member) for member in members}
            if "PAGE_FIELDS" in body:
                tables[name] |= {"Page", "SizePage"}
    return tables


def routes():
    """Every row of a table whose errors are those of the API, and every operation of the contract."""
    texts = list(sources())
    tables, found, writing = field_tables(texts), {}, set()
    for text in texts:
        if ".respond_error = live_face_error" not in text:
            continue
        for method, path, row in re.findall(r'\{(GET|POST|PUT|DELETE),\s*"([^"]+)",(.*?)\}', text, re.S):
            takes = re.search(r'"[^"]*",\s*(\w+)', row)
            found[method, path] = set(tables.get(takes.group(1), ())) if takes else set()
            if "WRITES" in row:
                writing.add((method, path))
    if os.path.exists(FILE):
        for one in Contract().operations.values():
            path = re.sub(r"{\w+}", "{id}", one.path)
            found.setdefault((one.method, path), set()).update(one.parameters + one.body_fields)
    return [Route(*one, fields, one in writing) for one, fields in sorted(found.items())
            if one not in NOT_ASKED]


# Odd values -----------------------------------------------------------------------------------------

NUMBERS = [0, -1, 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**30, 0.5, -0.0,
           1e308, 1e-320, "1", "-1", "007", "1e9", "0x10", "12,50", " 5 ", "+5", "NaN", "Infinity",
           "-inf", "1" * 60, "٣"]
TEXTS = ["", " ", "\t\n", "\u0000", "a\u0000b", "\ud800", "\udfff\ud800", "\u202eabc", "🧾" * 20, "é",
         "e\u0301", "\ufeff", "\u2028", "x" * 50, "x" * 51, "x" * 5000, "x" * 100000, "'; DROP TABLE--",
         "<script>", "%00", "%zz", "{{name}}", "../../etc/passwd", "null", "undefined", "true", "a=b&c",
         "cust-42", "CUST-42", "cust 42"]
DATES = ["2026-02-30", "2026-13-01T00:00:00Z", "0000-00-00", "9999-12-31T23:59:59.99Z",
         "1969-12-31T23:59:59Z", "2026-01-01T00:00:00+0000", "2026-01-01T00:00:00.1234567Z",
         "2026-01-01+03%3a04%3a05Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z", "-1", "yesterday",
         "2026-01-01T00:00:00+99:99", "+292277026596-12-04T15:30:07Z", "20260101", 1767225600, False]
SHAPES = [None, True, False, [], {}, [[]], [None], {"a": None}, {"Id": 1}, ["x"] * 100]
FLAGS = [True, False, "true", "false", "True", "False", 1, 0, "maybe", "", None, "TRUE", "yes"]
VERBS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW"]
BODIES = [b"", b"{", b"[", b"null", b"0", b"\"text\"", b"{\"a\":}", b"[1,2", b"{\"a\":1,}", b"\xff\xfe",
          b"{\"Name\":\"\xc3\x28\"}", b"\xef\xbb\xbf{}", b"{\"Amount\":1e400}", b"{\"Amount\":-}",
          b"{\"Name\":\"\\ud800\"}", b"{\"Name\":\"\\u0000\"}", b"{\"a\":1}{\"b\":2}", b"NaN",
          b"[" * 600 + b"]" * 600, b"{\"a\":" * 600 + b"1" + b"}" * 600, b"[" * 100000,
          b"{\"Amount\":" + b"9" * 1000 + b"}", b"Name=Ada&Email=x", b"<xml/>", b"{\"Name\":\"\x01\"}"]


# Without these there is little to answer.
USUAL = ("ReferenceCustomer", "ReferenceOffer", "ReferenceFeature", "Amount", "Increment")


class Inputs:
    """Requests from one seed."""

    def __init__(self, seed, known):
        self.random, self.known, self.routes = random.Random(seed), known, routes()
        self.routes += [route for route in self.routes if route.method != "GET"] * 2

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, values):
        return self.random.choice(values)

    def sensible(self, name):
        if name.startswith("Reference"):
            return self.pick(self.known.get(name, ["cust-42", "nothing"]))
        if name.startswith("Id"):
            return self.pick(self.known["Id"])
        if name == "DateNextBilling":
            return "2098-01-01"  # what is due would be billed by the clock, in the midst of the test
        if name.startswith("Date"):
            return self.pick(["2025-03-01T00:00:00Z", "2025-03-10T12:00:00.25Z", "2098-01-01", None])
        if name.startswith("Unit"):
            return self.pick(["Day", "Week", "Month", "Year"])
        if name.startswith(("Amount", "Quantity", "Count", "Duration", "Increment")):
            return self.random.randrange(0, 40)
        if name in ("Page", "SizePage"):
            return self.random.randrange(1, 5)
        if name == "Features":
            return [{"ReferenceFeature": self.pick(self.known["ReferenceFeature"]),
                     "QuantityCurrent": self.sensible("Quantity"), "IsEnabled": self.pick(FLAGS),
                     "Steps": self.pick([[{"AmountPerIncrement": 5}], [], None])}]
        if name == "Metadata":
            return {"a": 1, "b": "two"}
        return self.pick({
            "TypePayment": ["ExternalBank", "ExternalCash", "Card"], "Language": ["en", "fr-FR"],
            "Country": ["FR", "DE"], "Email": ["ada@example.test"], "TypeLine": ["Manual"],
        }.get(name, [True, False, "text"]))

    def odd(self, name):
        if name == "DateNextBilling":
            return self.pick(TEXTS + SHAPES)
        kinds = [NUMBERS, TEXTS, SHAPES, FLAGS]
        return self.pick(self.pick(kinds + [DATES] * (3 if name.startswith("Date") else 1)))

    def members(self, route):
        """Some of the fields, nearly all sensible, and perhaps one that nobody knows."""
        often = self.pick([0.1, 0.3, 0.6])
        wanted = [name for name in route.fields
                  if self.chance(0.9 if name in USUAL else often)]
        oddness = self.pick([0, 0, 0.05, 0.2, 0.6])
        values = {name: self.odd(name) if self.chance(oddness) else self.sensible(name)
                  for name in wanted}
        if self.chance(0.05):
            values[self.pick(TEXTS)] = self.odd("")
        return values

    def path(self, route):
        path = re.sub(r"{\w+}", lambda _: str(self.pick(self.known["Id"])), route.path)
        if self.chance(0.06):
            odd = quote(str(self.pick(NUMBERS + TEXTS[:20])).encode("utf-8", "surrogatepass"), safe="")
            path = re.sub(r"{\w+}", lambda _: odd[:3000], route.path)
        if self.chance(0.04):
            path = self.pick([path + "/", path.lower(), path.upper(), "/" + path, path + "//x",
                              path.replace("/v1/", "/v1/%2e%2e/"), path + "%00", path + "/1/2/3"])
        return path

    def query(self, values):
        def text(value):
            value = str(value) if not isinstance(value, (dict, list)) else json.dumps(value)
            return quote(value.encode("utf-8", "surrogatepass")[:4000], safe="")

        pairs = [f"{text(name)}={text(value)}" for name, value in values.items()]
        if pairs and self.chance(0.05):
            pairs.append(self.pick(pairs))
        return "?" + "&".join(pairs) if pairs else ""

    def body(self, values):
        if self.chance(0.05):
            return self.pick(BODIES)
        whole = [values] * self.pick([1, 1, 2, 60]) if self.chance(0.08) else values
        text = json.dumps(whole, ensure_ascii=self.chance(0.7))
        if self.chance(0.04) and text.startswith("{") and values:
            text = text[:-1] + ", " + text[1:]  # every name twice
        data = text.encode("utf-8", "surrogatepass")
        return data[: self.random.randrange(len(data) + 1)] if self.chance(0.02) else data

    def request(self):
        """Verb, target, body, and whether it may write if it is answered well."""
        route = self.pick(self.routes)
        values, in_query = self.members(route), {}
        for name in list(values):
            if route.method == "GET" or self.chance(0.3):
                in_query[name] = values.pop(name)
        verb = self.pick(VERBS) if self.chance(0.04) else route.method
        body = self.body(values) if route.method != "GET" or self.chance(0.03) else None
        may_write = route.writes or verb != route.method
        return verb, self.path(route) + self.query(in_query), body, may_write


# The database as it lies ----------------------------------------------------------------------------


class SqliteRows:
    def __init__(self, target):
        self.connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
        self.connection.text_factory = bytes
        names = self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self.tables = sorted(name.decode() for name, in names)

    def digests(self):
        """A digest of each table."""
        self.connection.execute("BEGIN")
        found = {name: hashlib.sha256(repr(self.connection.execute(
            f"SELECT * FROM {name}").fetchall()).encode()).hexdigest()
            for name in self.tables if name not in NO_DATA}
        self.connection.execute("COMMIT")
        return found

    def close(self):
        self.connection.close()


class PostgresRows:
    def __init__(self, target):
        self.psql = subprocess.Popen(["psql", "-X", "-q", "-A", "-t", target], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, encoding="utf-8")
        names = self.ask("SELECT string_agg(tablename, ' ' ORDER BY 1) FROM pg_tables"
                         " WHERE schemaname = 'public'").split()
        self.query = " UNION ALL ".join(
            f"SELECT '{name} ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '')"
            f" FROM {name} t" for name in names if name not in NO_DATA)

    def ask(self, statement):
        self.psql.stdin.write(statement + ";\n\\echo .\n")
        self.psql.stdin.flush()
        return "".join(iter(self.psql.stdout.readline, ".\n"))

    def digests(self):
        return dict(line.split(" ") for line in self.ask(self.query).splitlines())

    def close(self):
        self.psql.communicate("\\q\n")


# The test -------------------------------------------------------------------------------------------


def furnish(world):
    """A business like those of the contract's examples; what is known of it."""
    business = str(world.key["IdBusiness"])
    world.run("catalogue", CATALOGUE, "--business", business)
    known = {"ReferenceFeature": ["feat-users", "feat-module-b", "feat-text-messages", "nothing"],
             "ReferenceOffer": ["offer-starter", "offer-premium", "offer-trial", "nothing"],
             "ReferenceCustomer": ["cust-42", "cust-43", "cust-44", "nobody"],
             "ReferenceCustomerBuyer": ["cust-42", "cust-44"], "ReferenceSegment": ["demo-eur"],
             "ReferenceDiscount": ["50percent-upfrontfee"], "Id": []}
    for reference in known["ReferenceCustomer"][:3]:
        known["Id"].append(world.ask("POST", "/v1/Customer", {"ReferenceCustomer": reference})[1]["Id"])
        if reference != "cust-44":
            world.ask("POST", "/v1/CustomerSettingsPayment",
                      {"ReferenceCustomer": reference, "TypePayment": "ExternalBank"})
            status, taken = world.ask("POST", "/v1/Subscription", {
                "ReferenceCustomer": reference, "ReferenceOffer": "offer-starter"})
            known["Id"].append(taken["Id"])
    known["Id"].append(world.ask("POST", "/v1/Billing/Customer",
                                 {"ReferenceCustomer": "cust-43"})[1]["Id"])
    known["Id"].append(world.ask("GET", "/v1/Feature?ReferenceFeature=feat-users")[1]["Id"])
    return known


def begin(world, name):
    world.key = world.json("init", "--name", name, "--segment", "demo-eur", "--language", "en")
    world.run("clock", "--to", "2025-03-15T10:00:00Z", "--business", str(world.key["IdBusiness"]))


class Fuzz:
    """Requests, and what each of them must keep to."""

    def __init__(self, world, rows, inputs):
        self.world, self.rows, self.inputs = world, rows, inputs
        self.connection, self.statuses = None, {}

    def exchange(self, verb, target, body):
        if not self.connection:
            self.connection = http.client.HTTPConnection(*self.world.server.address,
                                                         timeout=REQUEST_SECONDS)
        pair = f"{self.world.key['AgentKey']}:{self.world.key['ApiKey']}".encode()
        headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            self.connection.request(verb, target, body, headers)
            answer = self.connection.getresponse()
            text = answer.read()
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            # What is refused unread, such as too long a target, may end the connection.
            self.connection.close()
            self.connection = None
            return 0, None, b""
        if answer.will_close:
            self.connection.close()
            self.connection = None
        return answer.status, answer.headers.get("Content-Type", ""), text

    def one(self, before):
        """The digests after one more request."""
        verb, target, body, may_write = self.inputs.request()
        what = f"{verb} {target[:300]} {(body or b'')[:700]!r}"
        try:
            status, content_type, text = self.exchange(verb, target, body)
        except OSError as error:
            raise AssertionError(f"{what}: {error!r}") from None
        self.statuses[status] = self.statuses.get(status, 0) + 1
        what += f": {status} {text[:300]!r}"
        assert self.world.server.process.poll() is None, f"the server is gone after {what}"
        assert status < 500 or status == 501, what
        self.check_form(verb, status, content_type, text, what)
        after = self.rows.digests()
        if status >= 400 or not may_write:
            changed = [name for name in before if before[name] != after[name]]
            assert not changed, f"{what} wrote {changed}"
        return after

    @staticmethod
    def check_form(verb, status, content_type, text, what):
        if status in (0, 204) or verb == "HEAD":
            assert not text, what
        elif content_type.startswith("application/json"):
            value = json.loads(text.decode("utf-8"))
            if status >= 400:
                assert isinstance(value, list) == (status == 422), f"shape of {what}"
                for error in value if status == 422 else [value]:
                    assert error["Code"] and error["Message"], what
        else:
            # Refused before anybody knew who asks for what: a target or a verb that is none.
            assert status >= 400, what


class OnOneEngine:
    engine, seconds = None, SECONDS

    def test_random_requests(self):
        print(f"FUZZ_SEED={SEED} on {self.engine}")
        with World(self.engine) as world:
            world.serve()
            begin(world, "Other")
            others = furnish(world)
            other = str(world.key["IdBusiness"])
            before = self.exported(world, other)
            begin(world, "Fuzz")
            known = furnish(world)
            known["Id"] += others["Id"] + [999999]
            rows = (SqliteRows if self.engine == "sqlite" else PostgresRows)(world.target)
            fuzz = Fuzz(world, rows, Inputs(SEED, known))
            end, digests, count = time.monotonic() + self.seconds, rows.digests(), 0
            while time.monotonic() < end:
                digests = fuzz.one(digests)
                count += 1
            rows.close()
            print(f"{count} requests, answers {dict(sorted(fuzz.statuses.items()))}")
            self.assertEqual(before, self.exported(world, other))
            for business in (other, str(world.key["IdBusiness"])):
                world.run("verify", "--business", business)
            self.assertEqual(0, world.stop())

    @staticmethod
    def exported(world, business):
        return [world.json("export", what, "--business", business)
                for what in ("customers", "subscriptions", "lines", "invoices", "events")]


class OnSqlite(OnOneEngine, unittest.TestCase):
    engine = "sqlite"


@unittest.skipUnless("postgres" in ENGINES, "TACITE_TEST_POSTGRES names no server")
class OnPostgres(OnOneEngine, unittest.TestCase):
    engine, seconds = "postgres", SECONDS / 2


if __name__ == "__main__":
    counted.main()
