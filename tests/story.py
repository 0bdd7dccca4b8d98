#!/usr/bin/env python3
"""Runs stories: plain text files that say what a client does and what it must see.

    story.py [--tacite PROGRAM] [--engine sqlite|postgres] [--jobs N] STORY...

Each story gets a database and a server of its own. The language, by example:

    # What this story shows, in a sentence.

    business sandbox
    catalogue tests/catalogues/simple.json
    clock 2026-01-31T09:00:00Z

    POST /v1/Customer {"ReferenceCustomer": "ada", "Name": "Ada"}
      201 {"Id": <ada>, "ReferenceCustomer": "ada", "DateEnd": <absent>}
      event CustomerAdded ada
    GET /v1/Customer?IdCustomer=<ada>
      200
    run tacite verify
      exit 0
      prints "books are in order"

A line that begins at the margin does something; the lines indented below it say what must come of
it. A line that ends inside a bracket goes on in the next one; lines that begin with # are comments.

  business sandbox|live [OPTIONS]
                          tacite init: a fresh business, whose API key is used from here on
  catalogue FILE          tacite catalogue FILE
  import FILE             tacite import FILE
  clock MOMENT            tacite clock --to MOMENT
  run tacite ARGUMENTS    any other command, with --database added; quoted as in a shell
  METHOD PATH [BODY]      a request. BODY is JSON, or <<TEXT for anything else, to the end of the line;
                          a <name> in either is the value that was kept
  with HEADER: VALUE      a header of the next request; `with Authorization: none` sends no key
  visit PATH              a page, as a browser asks for it: with its cookies, and on to where it is sent
  submit PATH [FORM]      posts a form so, `Email=ada@example.com&Code=123456` as one would type it, with
                          the token of the last page that had one, and what the form of that path that
                          was last seen holds out of sight, unless it is typed
  totp NAME [STEPS]       keeps the code of an authenticator as <NAME>, of the last key that the browser
                          was shown: of now, or so many times thirty seconds later
  browser NAME            the next pages are those of another browser, with cookies of its own

What may be expected of a request is its status, with the body or without: `201 {...}`, `204`; also
`header NAME: VALUE`, and `prints "TEXT"` for a part of a body that is not JSON; of a page also
`at PATH`, where the browser has come to. `until 200 {...}` asks
again and again until that is the answer. Expected JSON is what must be there at least: an object may
have more members, an array has exactly the elements shown. Of a command: `exit N` (0 if nothing is
said), `prints "TEXT"` and `prints not "TEXT"`. Instead of a value, also of a header, there may stand

  <any>       any value but null       <date>      a moment as the contract writes it
  <absent>    no such member           <text>      a text that is not empty
  <id>        a positive whole number  <name>      anything else: the first time the value is kept,
                                                   then it must be the same; also in paths and bodies

`event TYPE [CUSTOMER]` names an event that the step caused. A story that mentions events anywhere
names them all: after a step that lists some, and at the end, the events that are new must be exactly
those, in any order, so that nothing happens unseen. `no events` asks for the same where none may
happen.

`mail ADDRESS "SUBJECT"` names a mail that the step caused, in the same way: a story that mentions
mails names them all, and `no mails` says that there is none. Without a subject it may have any.
`link <name>` and `code <name>` behind it keep the path that its button leads to and the code that it
tells, to be used in later steps. They are those that the sandbox keeps (tacite mail show).

One line is printed per story, and in the end `N passed, N failed, N skipped`.
"""
import argparse
import base64
import concurrent.futures
import hashlib
import hmac
import html
import http.client
import json
import os
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from urllib.parse import quote, urlencode

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
START_SECONDS = 20
REQUEST_SECONDS = 30
COMMAND_SECONDS = 120
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\dZ$")


MAIL_SECONDS = 0.7  # until one would have come
MAIL = re.compile(
    r'(?P<email>\S+)(?: (?P<subject>"(?:[^"\\]|\\.)*"))?(?: link <(?P<link>\w+)>)?'
    r"(?: code <(?P<code>\w+)>)?"
)


class Mistake(Exception):
    """The story cannot be read: a line, and what is wrong with it."""

    def __init__(self, line, what):
        super().__init__(what)
        self.line = line


class Difference(Exception):
    """What came is not what the story says."""

    def __init__(self, line, expected, came):
        super().__init__(f"{line}: not as told\n{marked('-', expected)}\n{marked('+', came)}")


# Reading --------------------------------------------------------------------------------------------


class Hole:
    """`<name>` in expected JSON."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"<{self.name}>"


class Step:
    def __init__(self, line, verb, rest):
        self.line, self.verb, self.rest = line, verb, rest
        self.expected = []  # (line, word, rest)


STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
HOLE = re.compile(r"<([A-Za-z][A-Za-z0-9_]*)>")
MARK = "\u0001"  # stands before a hole's name while JSON is read


def without_strings(text):
    return STRING.sub('""', text)


def is_open(text):
    """Does the line end inside a bracket?"""
    bare = without_strings(text)
    return bare.count("{") + bare.count("[") > bare.count("}") + bare.count("]")


def logical_lines(text):
    """Lines with their numbers; comments and blank ones left out, continued ones joined."""
    number, waiting, begun = 0, "", 0
    for line in text.split("\n"):
        number += 1
        if waiting:
            waiting += " " + line.strip()
        elif not line.strip() or line.lstrip().startswith("#"):
            continue
        else:
            waiting, begun = line.rstrip(), number
        if "<<" not in waiting and is_open(waiting):
            continue
        yield begun, waiting
        waiting = ""
    if waiting:
        raise Mistake(begun, "a bracket is not closed")


METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
PAGE_VERBS = ("visit", "submit", "browser")
VERBS = METHODS + PAGE_VERBS + ("business", "catalogue", "import", "clock", "run", "totp", "with")
RESULTS = ("exit", "prints", "header", "at", "until", "event", "mail", "no")
ASIDE = ("event", "mail", "no")  # said of what happened beside the answer


def read_story(text):
    steps, headers = [], []
    for number, line in logical_lines(text):
        verb, _, rest = line.strip().partition(" ")
        rest = rest.strip()
        if line[0] in " \t":
            if not steps:
                raise Mistake(number, "nothing was done yet")
            if not verb.isdigit() and verb not in RESULTS:
                raise Mistake(number, f"'{verb}' is not something that can be expected")
            steps[-1].expected.append((number, verb, rest))
        elif verb not in VERBS:
            raise Mistake(number, f"'{verb}' is not something that can be done")
        elif verb == "with":
            headers.append((number, rest))
        else:
            step = Step(number, verb, rest)
            step.headers, headers = headers, []
            steps.append(step)
    if not steps:
        raise Mistake(1, "the story is empty")
    return steps


def read_json(line, text):
    """JSON with holes. A hole stands where a value does, never inside a string."""
    parts, at = [], 0
    for string in STRING.finditer(text):
        parts.append(HOLE.sub(lambda hole: json.dumps(MARK + hole.group(1)), text[at : string.start()]))
        parts.append(string.group())
        at = string.end()
    parts.append(HOLE.sub(lambda hole: json.dumps(MARK + hole.group(1)), text[at:]))

    def with_holes(value):
        if isinstance(value, dict):
            return {name: with_holes(member) for name, member in value.items()}
        if isinstance(value, list):
            return [with_holes(element) for element in value]
        if isinstance(value, str) and value.startswith(MARK):
            return Hole(value[1:])
        return value

    try:
        return with_holes(json.loads("".join(parts)))
    except ValueError as error:
        raise Mistake(line, f"this is not JSON: {error}") from None


# Comparing ------------------------------------------------------------------------------------------

NOTHING = object()  # where a member is missing


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


KINDS = {
    "any": lambda value: value is not None,
    "date": lambda value: isinstance(value, str) and MOMENT.match(value) is not None,
    "text": lambda value: isinstance(value, str) and value != "",
    "id": lambda value: isinstance(value, int) and not isinstance(value, bool) and value > 0,
}


def fits_hole(hole, value, names):
    if hole.name == "absent":
        return value is NOTHING
    if value is NOTHING:
        return False
    if hole.name in KINDS:
        return KINDS[hole.name](value)
    if hole.name in names:
        return same(names[hole.name], value)
    names[hole.name] = value
    return True


def same(a, b):
    """1 is not true, and 1 is 1.0."""
    if is_number(a) and is_number(b):
        return a == b
    return type(a) is type(b) and a == b


def differences(expected, value, names, place=""):
    """What does not fit: (place, expected, came)."""
    if isinstance(expected, Hole):
        if fits_hole(expected, value, names):
            return
        shown = names.get(expected.name, expected)
        yield place, shown if expected.name in names else expected, value
    elif isinstance(expected, dict):
        if not isinstance(value, dict):
            yield place, expected, value
            return
        for name, member in expected.items():
            yield from differences(member, value.get(name, NOTHING), names, f"{place}.{name}")
    elif isinstance(expected, list):
        if not isinstance(value, list):
            yield place, expected, value
            return
        for i, element in enumerate(expected):
            yield from differences(
                element, value[i] if i < len(value) else NOTHING, names, f"{place}[{i}]"
            )
        for i in range(len(expected), len(value)):
            yield f"{place}[{i}]", NOTHING, value[i]
    elif not same(expected, value):
        yield place, expected, value


def shown(value):
    if value is NOTHING:
        return "(nothing)"
    if isinstance(value, Hole):
        return repr(value)
    return json.dumps(value, ensure_ascii=False, default=repr)


def filled(line, text, names, escape=str):
    """Puts kept values where `<name>` stands."""

    def value(hole):
        if hole.group(1) not in names:
            raise Mistake(line, f"<{hole.group(1)}> is not known yet")
        kept = names[hole.group(1)]
        return escape(kept if isinstance(kept, str) else json.dumps(kept))

    return HOLE.sub(value, text)


def filled_json(line, text, names):
    """The same in a body: inside a string as text, elsewhere as a JSON value."""
    parts, at = [], 0

    def value(hole):
        if hole.group(1) not in names:
            raise Mistake(line, f"<{hole.group(1)}> is not known yet")
        return json.dumps(names[hole.group(1)], ensure_ascii=False)

    for string in STRING.finditer(text):
        parts.append(HOLE.sub(value, text[at : string.start()]))
        parts.append(
            HOLE.sub(
                lambda hole: json.dumps(names[hole.group(1)], ensure_ascii=False).strip('"')
                if hole.group(1) in names
                else hole.group(),
                string.group(),
            )
        )
        at = string.end()
    return "".join(parts) + HOLE.sub(value, text[at:])


def escaped(text):
    """A value inside a path; one that is a path itself, such as that of a page, stays as it is."""
    return text if text.startswith("/") else quote(text, safe="")


def totp(key, steps):
    """RFC 6238: the code of now, or of so many steps later. One of before must not grow too old."""
    while steps < 0 and time.time() % 30 > 25:
        time.sleep(0.1)
    step = int(time.time()) // 30 + steps
    digest = hmac.new(base64.b32decode(key), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1000000:06d}"


class Browser:
    """Cookies, the token of the last form that was seen, and by its path what each form holds out of
    sight."""

    MOST = 8

    def __init__(self):
        self.cookies = {}
        self.token = ""
        self.key = ""  # of an authenticator
        self.hidden = {}

    def read_forms(self, text):
        token = re.search(r'name="FormToken" value="([0-9a-f]+)"', text)
        self.token = token.group(1) if token else self.token
        key = re.search(r"<code>([A-Z2-7]{32})</code>", text)
        self.key = key.group(1) if key else self.key
        for action, inside in re.findall(r'<form[^>]* method="post" action="([^"]*)"[^>]*>(.*?)</form>', text,
                                         re.S):
            fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', inside)
            self.hidden[html.unescape(action)] = [(name, html.unescape(value)) for name, value in fields
                                                  if name != "FormToken"]

    def form(self, path, typed):
        names = {name for name, _ in typed}
        hidden = [pair for pair in self.hidden.get(path.partition("?")[0], []) if pair[0] not in names]
        return urlencode(hidden + typed + [("FormToken", self.token)]).encode()

    def keep(self, headers):
        for name, value in headers:
            if name.lower() == "set-cookie":
                pair, _, attributes = value.partition(";")
                key, _, value = pair.partition("=")
                self.cookies.pop(key, None)
                if "max-age=0" not in attributes.lower().replace(" ", ""):
                    self.cookies[key] = value

    def ask(self, address, step, verb, path, data, names):
        headers = {"Accept": "text/html", "User-Agent": "story"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for line, header in step.headers:
            name, _, value = header.partition(":")
            headers[name] = filled(line, value.strip(), names)
        connection = http.client.HTTPConnection(*address, timeout=REQUEST_SECONDS)
        try:
            connection.request(verb, path, data, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return answer.status, answer.getheaders(), text
        finally:
            connection.close()

    def go(self, address, step, path, data, names):
        verb = "GET" if data is None else "POST"
        for _ in range(self.MOST):
            status, headers, text = self.ask(address, step, verb, path, data, names)
            self.keep(headers)
            self.read_forms(text)
            if status != 303:
                return status, headers, text, path
            path = dict((name.lower(), value) for name, value in headers)["location"]
            if not path.startswith("/"):
                return status, headers, text, path
            verb, data = "GET", None
        raise Difference(step.line, "a page", f"sent on from page to page, in the end to {path}")


# The program under test -----------------------------------------------------------------------------


class Postgres:
    """A database of its own on the server that TACITE_TEST_POSTGRES names."""

    def __init__(self, server):
        self.server = server
        self.name = "story_" + secrets.token_hex(6)
        self.tell(f"CREATE DATABASE {self.name}")
        self.target = self.named(server)

    def named(self, server):
        if "://" in server:
            base, _, options = server.partition("?")
            scheme, _, rest = base.partition("://")
            host = rest.partition("/")[0]
            return f"{scheme}://{host}/{self.name}" + (f"?{options}" if options else "")
        return f"{server} dbname={self.name}"

    def tell(self, command):
        done = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", command, self.server],
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
        )
        return done.stdout.strip()

    def remove(self):
        self.tell(f"DROP DATABASE {self.name} WITH (FORCE)")


class Server:
    """`tacite serve`, from its first line to its last."""

    def __init__(self, command, environment, log):
        self.log = log
        self.address = None
        self.ready = threading.Event()
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if not self.ready.wait(START_SECONDS) or not self.address:
            self.stop()
            raise RuntimeError(f"the server did not start:\n{self.output()}")

    def read(self):
        with open(self.log, "wb") as log:
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                found = re.search(rb"http://([0-9.]+):([0-9]+)/", line)
                if found and not self.address:
                    self.address = (found.group(1).decode(), int(found.group(2)))
                    self.ready.set()
        self.ready.set()

    def output(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()[-5000:]

    def told(self):
        """What it said last, and whether it ended by itself."""
        time.sleep(0.2)
        code = self.process.poll()
        return self.output() + ("" if code is None else f"\nit ended with {code}")

    def stop(self):
        """Asks it to finish, as a supervisor would, and returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.reader.join(START_SECONDS)
        return code


class Run:
    """One story on one engine."""

    def __init__(self, path, options):
        self.path, self.options = path, options
        self.postgres = None
        self.server = None
        self.names = {}
        self.key = None
        self.browsers = {"": Browser()}
        self.browser = self.browsers[""]
        self.known_events = set()
        self.known_mails = set()
        self.failed_server = None
        with open(path, encoding="utf-8") as story:
            self.steps = read_story(story.read())
        self.watches_events = any(self.listed(step, "event") for step in self.steps)
        self.watches_mails = any(self.listed(step, "mail") for step in self.steps)
        self.folder = tempfile.mkdtemp(prefix="tacite-story-")
        if options.engine == "postgres":
            self.postgres = Postgres(os.environ["TACITE_TEST_POSTGRES"])
            self.target = self.postgres.target
        else:
            self.target = os.path.join(self.folder, "tacite.db")
        self.environment = dict(
            os.environ,
            TACITE_DATABASE=self.target,
            TACITE_KEY_FILE=os.path.join(self.folder, "tacite.key"),
            TZ="UTC",
        )

    def play(self):
        try:
            for step in self.steps:
                self.take(step)
            if self.watches_events:
                self.compare_events(self.steps[-1].line, [])
            if self.watches_mails:
                self.compare_mails(self.steps[-1].line, [])
            self.stop_server()
            if self.failed_server:
                raise Difference(self.steps[-1].line, "a server that ends well", self.failed_server)
        finally:
            if self.server:
                self.server.stop()
            if self.postgres:
                self.postgres.remove()
            shutil.rmtree(self.folder, ignore_errors=True)

    def take(self, step):
        if step.verb in METHODS:
            self.request(step)
        elif step.verb in PAGE_VERBS:
            self.page(step)
        elif step.verb == "business":
            self.begin(step)
        elif step.verb == "totp":
            name, _, steps = step.rest.partition(" ")
            self.names[name] = totp(self.browser.key, int(steps or 0))
        else:
            self.command(step)
        events, mails = self.listed(step, "event"), self.listed(step, "mail")
        if events:
            self.compare_events(step.line, events)
        if mails:
            self.compare_mails(step.line, mails)

    @staticmethod
    def listed(step, what):
        """The lines that name some, or say that there is none."""
        return [one for one in step.expected if one[1] == what or one[1:] == ("no", what + "s")]

    # The first request starts the server. Commands before it work on the database, later ones beside
    # the server or, since an SQLite file has one owner, through it.

    def start_server(self):
        if not self.server:
            log = os.path.join(self.folder, "server.log")
            command = [self.options.tacite, "serve", "--database", self.target, "--port", "0"]
            self.server = Server(command, self.environment, log)

    def stop_server(self):
        if self.server:
            server, self.server = self.server, None
            code = server.stop()
            if code != 0 and not self.failed_server:
                self.failed_server = f"exit code {code}\n{server.output()}"

    def tacite(self, line, arguments):
        try:
            return subprocess.run(
                [self.options.tacite] + arguments + ["--database", self.target],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=COMMAND_SECONDS,
                encoding="utf-8",
                errors="replace",
            )
        except subprocess.TimeoutExpired:
            raise Difference(line, "an end", f"still running after {COMMAND_SECONDS} s") from None

    def begin(self, step):
        kind, *more = shlex.split(step.rest) or [""]
        if kind not in ("sandbox", "live"):
            raise Mistake(step.line, "`business sandbox` or `business live`")
        name = os.path.splitext(os.path.basename(self.path))[0]
        more += ["--live"] if kind == "live" else []
        done = self.tacite(step.line, ["init", "--name", name, "--json"] + more)
        try:
            answer = json.loads(done.stdout)
            self.key = f"{answer['AgentKey']}:{answer['ApiKey']}"
            self.names["IdBusiness"] = answer["IdBusiness"]
        except (ValueError, KeyError):
            raise Difference(
                step.line,
                'exit 0 and {"IdBusiness":..,"AgentKey":"..","ApiKey":".."}',
                f"exit {done.returncode}\n{done.stdout}{done.stderr}",
            ) from None

    def command(self, step):
        words = filled(step.line, step.rest, self.names)
        if step.verb == "run":
            arguments = shlex.split(words)
            if arguments[:1] != ["tacite"]:
                raise Mistake(step.line, "only tacite can be run")
            arguments = arguments[1:]
        elif step.verb == "clock":
            arguments = ["clock", "--to", words]
        else:
            arguments = [step.verb] + shlex.split(words)
        done = self.tacite(step.line, arguments)
        output = done.stdout + done.stderr
        code = 0
        for line, word, rest in step.expected:
            if word == "exit":
                code = int(rest)
            elif word == "prints":
                self.compare_output(line, rest, output)
            elif word not in ASIDE:
                raise Mistake(line, "a command has an exit code and prints something")
        if done.returncode != code:
            raise Difference(step.line, f"exit {code}", f"exit {done.returncode}\n{output}")

    def compare_output(self, line, rest, output):
        is_unwanted = rest.startswith("not ")
        try:
            text = json.loads(filled_json(line, rest[4:] if is_unwanted else rest, self.names))
        except ValueError:
            raise Mistake(line, '`prints "text"` or `prints not "text"`') from None
        if (text in output) == is_unwanted:
            raise Difference(line, f"prints {rest}", output)

    def request(self, step):
        self.start_server()
        path, _, body = step.rest.partition(" ")
        path = filled(step.line, path, self.names, escaped)
        body = body.strip()
        if body.startswith("<<"):
            data = filled(step.line, body[2:], self.names).encode()
        else:
            data = filled_json(step.line, body, self.names).encode() if body else None
        status, headers, text = self.exchange(step, path, data)
        for line, word, rest in step.expected:
            if word == "until":
                status, headers, text = self.wait_for(line, rest, lambda: self.exchange(step, path, data))
            elif word.isdigit():
                self.compare_answer(line, int(word), rest, status, text)
            elif word == "header":
                self.compare_header(line, rest, headers)
            elif word == "prints":
                self.compare_output(line, rest, text)
            elif word not in ASIDE:
                raise Mistake(line, "a request has a status, headers and a body")
        words = [word for _, word, _ in step.expected]
        if not any(word.isdigit() or word == "until" for word in words) and status >= 400:
            raise Difference(step.line, "no error", f"{status} {text}")

    def page(self, step):
        """What a person does."""
        if step.verb == "browser":
            self.browser = self.browsers.setdefault(step.rest.strip(), Browser())
            return
        self.start_server()
        path, _, form = step.rest.partition(" ")
        path = filled(step.line, path, self.names, escaped)
        data = None
        if step.verb == "submit":
            pairs = [pair.partition("=")[::2] for pair in form.strip().split("&") if pair]
            pairs = [tuple(filled(step.line, text, self.names) for text in pair) for pair in pairs]
            data = self.browser.form(path, pairs)
        try:
            status, headers, text, place = self.browser.go(
                self.server.address, step, path, data, self.names
            )
        except (OSError, http.client.HTTPException) as error:
            raise Difference(
                step.line, "an answer", f"{error!r}\n{self.server.told()}"
            ) from None
        for line, word, rest in step.expected:
            if word.isdigit():
                self.compare_answer(line, int(word), rest, status, text)
            elif word == "header":
                self.compare_header(line, rest, headers)
            elif word == "prints":
                self.compare_output(line, rest, text)
            elif word == "at":
                self.compare_place(line, rest, place)
            elif word not in ASIDE:
                raise Mistake(line, "a page has a status, headers, a place and a text")
        if not any(word.isdigit() for _, word, _ in step.expected) and status >= 400:
            raise Difference(step.line, "no error", f"{status} {text}")

    def compare_place(self, line, rest, place):
        """A path, where `<name>` stands for a part of it."""
        pattern, at = "", 0
        for hole in HOLE.finditer(rest):
            pattern += re.escape(rest[at : hole.start()])
            name, at = hole.group(1), hole.end()
            pattern += re.escape(str(self.names[name])) if name in self.names else f"(?P<{name}>[^/?&]+)"
        found = re.fullmatch(pattern + re.escape(rest[at:]), place)
        if not found:
            raise Difference(line, f"at {rest}", f"at {place}")
        for name, part in found.groupdict().items():
            self.names[name] = int(part) if part.isdigit() and str(int(part)) == part else part

    def wait_for(self, line, rest, ask):
        """The first answer that is as told; the last one's difference if none is in time."""
        expected, _, body = rest.partition(" ")
        end = time.monotonic() + REQUEST_SECONDS
        while True:
            status, headers, text = ask()
            names = dict(self.names)
            try:
                self.compare_answer(line, int(expected), body, status, text)
                return status, headers, text
            except Difference:
                self.names = names
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def exchange(self, step, path, data):
        headers = {"Accept": "application/json"}
        if self.key:
            headers["Authorization"] = "Basic " + base64.b64encode(self.key.encode()).decode()
        if data is not None:
            headers["Content-Type"] = "application/json"
        for line, header in step.headers:
            name, _, value = header.partition(":")
            if name == "Authorization" and value.strip() == "none":
                headers.pop("Authorization", None)
            else:
                headers[name] = filled(line, value.strip(), self.names)
        connection = http.client.HTTPConnection(*self.server.address, timeout=REQUEST_SECONDS)
        try:
            connection.putrequest(step.verb, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            if data is not None or step.verb == "POST":
                connection.putheader("Content-Length", str(len(data or b"")))
            connection.endheaders(data)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return answer.status, answer.getheaders(), text
        except (OSError, http.client.HTTPException) as error:
            raise Difference(
                step.line, "an answer", f"{error!r}\n{self.server.told()}"
            ) from None
        finally:
            connection.close()

    def compare_answer(self, line, expected_status, rest, status, text):
        came = f"{status} {text}".strip()
        if status != expected_status:
            raise Difference(line, f"{expected_status} {rest}".strip(), came + (self.server.output()[-800:] if status == 500 else ""))
        if not rest:
            return
        expected = read_json(line, rest)
        try:
            value = json.loads(text)
        except ValueError:
            raise Difference(line, f"{expected_status} {rest}", came) from None
        found = list(differences(expected, value, self.names))
        if found:
            raise Difference(
                line,
                [f"{place or 'the body'}: {shown(wanted)}" for place, wanted, _ in found],
                [f"{place or 'the body'}: {shown(got)}" for place, _, got in found]
                + [json.dumps(value, indent=2, ensure_ascii=False)],
            )

    def compare_header(self, line, rest, headers):
        name, _, value = rest.partition(":")
        came = [given for header, given in headers if header.lower() == name.lower()]
        hole = HOLE.fullmatch(value.strip())
        if hole:
            fits = fits_hole(Hole(hole.group(1)), came[0] if came else NOTHING, self.names)
        else:
            fits = value.strip() in came
        if not fits:
            raise Difference(line, rest, f"{name}: {', '.join(came) or '(none)'}")

    def compare_events(self, step_line, listed):
        done = self.tacite(step_line, shlex.split(self.options.events))
        try:
            events = json.loads(done.stdout)
            seen = [
                (one["Id"], (one["TypeTrigger"], one.get("ReferenceCustomer") or ""))
                for one in events
            ]
        except (ValueError, KeyError, TypeError):
            raise Difference(
                step_line, "a list of events", f"exit {done.returncode}\n{done.stdout}{done.stderr}"
            ) from None
        # By id, since two processes on one database number their events from blocks of their own.
        new = [what for number, what in seen if number not in self.known_events]
        self.known_events = {number for number, what in seen}
        expected = []
        for line, word, rest in listed:
            if word == "event":
                kind, _, customer = filled(line, rest, self.names).partition(" ")
                expected.append((kind, customer.strip()))
        # An event listed without a customer may have any.
        left = list(new)
        missing = []
        for kind, customer in expected:
            for one in left:
                if one[0] == kind and (not customer or one[1] == customer):
                    left.remove(one)
                    break
            else:
                missing.append((kind, customer))
        if missing or left:
            raise Difference(
                step_line,
                [f"event {kind} {customer}".rstrip() for kind, customer in expected] or "no events",
                [f"event {kind} {customer}".rstrip() for kind, customer in new] or "no events",
            )

    # Mails are made beside the requests. Those that are expected are waited for; that there is no
    # other shows for certain only a moment later, at the latest at the end.

    def compare_mails(self, step_line, listed):
        self.start_server()
        expected = [
            self.read_mail(line, rest)
            for line, word, rest in listed
            if word == "mail"
        ]
        end = time.monotonic() + (REQUEST_SECONDS if expected else MAIL_SECONDS)
        while True:
            new = self.new_mails(step_line)
            missing, left = self.match_mails(expected, new)
            if time.monotonic() > end or (expected and not missing):
                break
            time.sleep(0.05)
        if missing or left:
            raise Difference(
                step_line,
                [f'mail {one["email"]} {one["subject"] or ""}' for one in expected] or "no mails",
                [f'mail {one.get("Email")} "{one.get("Subject")}"' for one in new] or "no mails",
            )
        self.known_mails |= {one["Id"] for one in new}

    def read_mail(self, line, rest):
        found = MAIL.fullmatch(rest)
        if not found:
            raise Mistake(line, '`mail ADDRESS ["SUBJECT"] [link <name>] [code <name>]`')
        wanted = found.groupdict()
        wanted["subject"] = filled(line, wanted["subject"] or "", self.names)
        return wanted

    def new_mails(self, line):
        """Those that were written since the last look."""
        done = self.tacite(line, ["mail", "list", "--json"])
        try:
            mails = json.loads(done.stdout)
        except ValueError:
            raise Difference(line, "a list of mails", f"{done.stdout}{done.stderr}") from None
        waiting = ("Queued", "Retrying")
        return [
            one
            for one in reversed(mails)
            if one["Id"] not in self.known_mails and one["StateMail"] not in waiting
        ]

    def match_mails(self, expected, new):
        """(expected ones that did not come, those that nobody expected)"""
        missing, left = [], list(new)
        for wanted in expected:
            subject = json.loads(wanted["subject"]) if wanted["subject"] else None
            for one in left:
                said = (one.get("Subject") or "").replace("\u00a0", " ").replace("\u202f", " ")
                if one.get("Email", "nobody") == wanted["email"] and subject in (None, said):
                    left.remove(one)
                    self.keep_secrets(wanted, one)
                    break
            else:
                missing.append(wanted)
        return missing, left

    def keep_secrets(self, wanted, mail):
        if not wanted["link"] and not wanted["code"]:
            return
        done = self.tacite(0, ["mail", "show", str(mail["Id"]), "--json"])
        text = json.loads(done.stdout)["ContentText"]
        link = re.search(r"^(?:https?://[^/\s]+)?(/\S+)$", text, re.M)
        code = re.search(r"^ *([0-9]{6})$", text, re.M)
        if wanted["link"]:
            self.names[wanted["link"]] = link and link.group(1)
        if wanted["code"]:
            self.names[wanted["code"]] = code and code.group(1)


# Reporting ------------------------------------------------------------------------------------------


def marked(mark, text):
    lines = text if isinstance(text, list) else [text]
    return "\n".join(f"    {mark} {line}" for part in lines for line in str(part).split("\n"))


def play(path, options):
    """(passed, what to print)."""
    start = time.monotonic()
    name = os.path.relpath(path, ROOT)
    name = path if name.startswith("..") else name
    try:
        Run(path, options).play()
        return True, f"ok     {time.monotonic() - start:6.1f} s  {name}"
    except Mistake as mistake:
        what = f"{name}:{mistake.line}: {mistake}"
    except Difference as difference:
        what = f"{name}:{difference}"
    except Exception as error:  # pylint: disable=broad-except; a story never stops the others
        what = f"{name}: {error}\n{traceback.format_exc()}"
        if isinstance(error, subprocess.CalledProcessError):
            what += (error.stderr or b"").decode("utf-8", "replace")
    return False, f"FAILED {time.monotonic() - start:6.1f} s  {what}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tacite", default="build/tacite", help="the program to test")
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--jobs", type=int, default=2, help="stories at once")
    parser.add_argument(
        "--events", default="export events --json", help="the command that lists all events"
    )
    parser.add_argument("stories", nargs="+")
    options = parser.parse_args()
    options.tacite = os.path.abspath(options.tacite)

    if options.engine == "postgres" and not os.environ.get("TACITE_TEST_POSTGRES"):
        for path in options.stories:
            print(f"skipped {path}: TACITE_TEST_POSTGRES names no server")
        print(f"0 passed, 0 failed, {len(options.stories)} skipped")
        return 0
    passed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for is_fine, text in pool.map(lambda path: play(path, options), options.stories):
            passed += is_fine
            print(text, flush=True)
    failed = len(options.stories) - passed
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
