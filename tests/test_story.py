#!/usr/bin/env python3
"""The story runner against a small imitation of the program, kept in this file."""
import contextlib
import io
import os
import stat
import sys
import tempfile
import types
import unittest

import counted
import story

# Speaks the command line and a little of the HTTP of tacite; its database is a JSON file.
IMITATION = '''#!{python}
import base64, json, os, re, signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

arguments = sys.argv[1:]
target = arguments[arguments.index("--database") + 1]
assert os.environ["TACITE_DATABASE"] == target

def load():
    return json.load(open(target)) if os.path.exists(target) else None

def save(data):
    json.dump(data, open(target, "w"))

def event(data, kind, customer):
    data["events"].append({{"Id": len(data["events"]) + 1, "TypeTrigger": kind,
                           "ReferenceCustomer": customer}})

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def answer(self, status, body=None, headers=()):
        text = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)
    def log_message(self, *arguments):
        pass
    def allowed(self):
        key = base64.b64encode(b"agent:secret").decode()
        if self.headers.get("Authorization") == "Basic " + key:
            return True
        self.answer(401, {{"Code": "Error.Api.Unauthenticated"}})
        return False
    def do_GET(self):
        if not self.allowed():
            return
        data = load()
        if self.path == "/v1/Customers":
            return self.answer(200, {{"Count": len(data["customers"]), "Items": data["customers"]}},
                               [("X-Test", "yes")])
        if self.path == "/v1/Nothing":
            return self.answer(204)
        found = [one for one in data["customers"]
                 if self.path in ("/v1/Customer/%d" % one["Id"],
                                  "/v1/Customer?ReferenceCustomer=a%20b%26" )]
        self.answer(200, found[0]) if found else self.answer(404, {{"Code": "Error.NotFound"}})
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if not self.allowed():
            return
        data = load()
        try:
            customer = json.loads(body)
        except ValueError:
            return self.answer(400, {{"Code": "Error.Api.Malformed"}})
        customer["Id"] = len(data["customers"]) + 7
        customer["DateCreation"] = "2026-01-31T09:00:00.00Z"
        data["customers"].append(customer)
        event(data, "CustomerAdded", customer["ReferenceCustomer"])
        save(data)
        self.answer(201, customer)

if arguments[0] == "init":
    save({{"customers": [], "events": []}})
    print(json.dumps({{"IdBusiness": 1, "AgentKey": "agent", "ApiKey": "secret"}}))
elif arguments[0] == "serve":
    assert arguments[arguments.index("--port") + 1] == "0"
    server = HTTPServer(("127.0.0.1", 0), Handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit({ending}))
    print("listening on http://127.0.0.1:%d/" % server.server_port, flush=True)
    server.serve_forever()
elif arguments[0] == "clock":
    data = load()
    event(data, "ClockMoved", None)
    save(data)
    print("it is now", arguments[arguments.index("--to") + 1])
elif arguments[0] == "catalogue":
    sys.exit(0 if os.path.exists(arguments[1]) else 2)
elif arguments[0] == "verify":
    print("the books are in order")
elif arguments[0] == "fail":
    print("this went wrong", file=sys.stderr)
    sys.exit(3)
elif arguments[:2] == ["export", "events"]:
    print(json.dumps(load()["events"]))
else:
    sys.exit(2)
'''


class Stories(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.imitate()

    def imitate(self, ending=0):
        self.tacite = os.path.join(self.folder.name, "tacite")
        with open(self.tacite, "w", encoding="utf-8") as program:
            program.write(IMITATION.format(python=sys.executable, ending=ending))
        os.chmod(self.tacite, stat.S_IRWXU)

    def play(self, text):
        path = os.path.join(self.folder.name, "one.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        options = types.SimpleNamespace(
            tacite=self.tacite, engine="sqlite", events="export events --json"
        )
        return story.play(path, options)

    def passes(self, text):
        is_fine, output = self.play(text)
        self.assertTrue(is_fine, output)

    def fails(self, text, *parts):
        is_fine, output = self.play(text)
        self.assertFalse(is_fine, "it should have failed")
        for part in parts:
            self.assertIn(part, output)

    def test_a_whole_story(self):
        self.passes(
            """# Everything at once.
business sandbox
catalogue tests/test_story.py
clock 2026-01-31T09:00:00Z
  event ClockMoved
POST /v1/Customer {"ReferenceCustomer": "ada",
                   "Name": "<not a hole> <"}
  201 {"Id": <ada>, "ReferenceCustomer": "ada", "DateCreation": <date>, "DateEnd": <absent>}
  event CustomerAdded ada
POST /v1/Customer {"ReferenceCustomer": "bob <ada>", "Other": <ada>}
  201 {"Id": <id>, "ReferenceCustomer": "bob 7", "Other": 7}
  event CustomerAdded "bob
""".replace('  event CustomerAdded "bob\n', "  event CustomerAdded bob <ada>\n")
            + """
GET /v1/Customer/<ada>
  200 {"Id": <ada>, "Name": <text>}
  no events
GET /v1/Customers
  200 {"Count": 2, "Items": [{"Id": 7}, {"Id": 8}]}
  header x-test: yes
GET /v1/Nothing
  204
with Authorization: none
GET /v1/Customers
  401 {"Code": "Error.Api.Unauthenticated"}
POST /v1/Customer <<{"broken
  400
run tacite verify
  exit 0
  prints "in order"
  prints not "wrong"
run tacite fail
  exit 3
  prints "went wrong"
"""
        )

    BEGIN = "business sandbox\n"
    ADA = BEGIN + 'POST /v1/Customer {"ReferenceCustomer": "ada", "List": [1, 2], "Zero": 0}\n'

    def test_a_wrong_status_is_shown_with_its_line(self):
        self.fails(self.ADA + "  200\n", "one.txt:3: not as told", "- 200", '+ 201 {"Ref')

    def test_a_wrong_value_is_shown_with_its_place(self):
        self.fails(
            self.ADA + '  201 {"ReferenceCustomer": "bob", "Zero": 0}\n',
            '- .ReferenceCustomer: "bob"',
            '+ .ReferenceCustomer: "ada"',
        )

    def test_a_missing_member_is_a_difference(self):
        self.fails(self.ADA + '  201 {"Name": "Ada"}\n', '- .Name: "Ada"', "+ .Name: (nothing)")
        self.fails(self.ADA + '  201 {"Name": <any>}\n', "- .Name: <any>", "+ .Name: (nothing)")

    def test_a_member_that_should_be_absent_is_a_difference(self):
        self.fails(self.ADA + '  201 {"Id": <absent>}\n', "- .Id: <absent>", "+ .Id: 7")

    def test_arrays_have_exactly_their_elements(self):
        self.passes(self.ADA + '  201 {"List": [1, 2]}\n')
        self.fails(self.ADA + '  201 {"List": [1]}\n', "- .List[1]: (nothing)", "+ .List[1]: 2")
        self.fails(self.ADA + '  201 {"List": [1, 2, 3]}\n', "- .List[2]: 3")
        self.fails(self.ADA + '  201 {"List": [2, 1]}\n', "- .List[0]: 2", "- .List[1]: 1")

    def test_zero_is_not_false(self):
        self.fails(self.ADA + '  201 {"Zero": false}\n', "- .Zero: false", "+ .Zero: 0")

    def test_a_kept_value_must_stay_the_same(self):
        self.fails(
            self.ADA + '  201 {"Id": <x>}\nGET /v1/Customers\n  200 {"Count": <x>}\n',
            "one.txt:5",
            "- .Count: 7",
            "+ .Count: 1",
        )

    def test_an_unexpected_event_is_a_difference(self):
        self.fails(
            self.ADA + "  no events\n", "one.txt:2", "- no events", "+ event CustomerAdded ada"
        )

    def test_a_missing_event_is_a_difference(self):
        self.fails(self.ADA + "  event CustomerAdded ada\n  event Other\n", "- event Other")
        self.fails(self.ADA + "  event CustomerAdded bob\n", "- event CustomerAdded bob")

    def test_events_that_no_step_lists_are_found_at_the_end(self):
        self.fails(
            self.ADA + "  event CustomerAdded\nclock 2026-02-01T00:00:00Z\nGET /v1/Nothing\n  204\n",
            "+ event ClockMoved",
        )

    def test_without_events_in_the_story_nobody_looks(self):
        self.passes(self.ADA)

    def test_an_error_without_expectation_fails(self):
        self.fails(self.BEGIN + "GET /v1/Customer/1\n", "- no error", "+ 404")

    def test_a_failing_command_fails(self):
        self.fails(self.BEGIN + "run tacite fail\n", "- exit 0", "+ exit 3", "this went wrong")
        self.fails(self.BEGIN + "catalogue nowhere.json\n", "- exit 0", "+ exit 2")
        self.fails(self.BEGIN + 'run tacite verify\n  prints "chaos"\n', '- prints "chaos"')

    def test_a_server_that_ends_badly_fails_the_story(self):
        self.imitate(ending=1)
        self.fails(self.ADA + "  201\n", "a server that ends well", "exit code 1")

    def test_what_cannot_be_read_is_refused_with_its_line(self):
        self.fails("", "the story is empty")
        self.fails("  200\n", "one.txt:1: nothing was done yet")
        self.fails(self.BEGIN + "FETCH /v1\n", "one.txt:2: 'FETCH' is not something")
        self.fails(self.BEGIN + "GET /v1\n  maybe\n", "one.txt:3: 'maybe' is not something")
        self.fails(self.BEGIN + 'POST /v1 {"a":\n', "one.txt:2: a bracket is not closed")
        self.fails(self.ADA + '  201 {"Id" 7}\n', "one.txt:3: this is not JSON")
        self.fails(self.BEGIN + "GET /v1/Customer/<who>\n", "one.txt:2: <who> is not known yet")
        self.fails("business\n", "one.txt:1: `business sandbox`")

    def test_without_a_server_postgres_stories_are_skipped_by_name(self):
        before = os.environ.pop("TACITE_TEST_POSTGRES", None)
        arguments, sys.argv = sys.argv, ["story.py", "--engine", "postgres", "a.txt", "b.txt"]
        output = io.StringIO()
        try:
            with contextlib.redirect_stdout(output):
                self.assertEqual(0, story.main())
        finally:
            sys.argv = arguments
            if before is not None:
                os.environ["TACITE_TEST_POSTGRES"] = before
        self.assertIn("skipped a.txt: TACITE_TEST_POSTGRES", output.getvalue())
        self.assertTrue(output.getvalue().endswith("0 passed, 0 failed, 2 skipped\n"))


if __name__ == "__main__":
    counted.main()
