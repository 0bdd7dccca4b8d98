#!/usr/bin/env python3
"""The reference tells the truth: /openapi.json is valid and names every route, every field has its
words, no word is left over, and every example of reference_operations.txt, played in its order on a
real server, answers what is written there.

    test_reference.py           test
    test_reference.py --write   write the answers of the examples down anew (SQLite)
"""
import argparse
import html.parser
import http.client
import json
import os
import re
import sys
import unittest

import counted
import story
from world import ENGINES, ROOT, TACITE, World

FOLDER = os.path.join(ROOT, "src", "app", "reference")
OPERATIONS = os.path.join(FOLDER, "reference_operations.txt")
FIELDS = os.path.join(FOLDER, "reference_fields.txt")
CONTRACT = os.path.join(ROOT, "..", "shared", "contract", "api-live.openapi.json")
VERBS = ("get", "post", "put", "delete")

# Parameters of the published contract that are accepted and make no difference.
PASSED_OVER = {
    "POST /v1/Customer": {"ReferenceOffer"},
    "GET /v1/Offers": {"Html"},
    "GET /v1/Offer": {"Html", "ReferenceCustomerBuyer"},
    "POST /v1/Billing/Customer": {"EnsureBillable"},
    "GET /v1/Balance": {"Merged"},
}


# Reading the words ----------------------------------------------------------------------------------


class Example:
    """The part of a block that is played."""

    def __init__(self, name):
        self.name = name  # "GET /v1/Customer"
        self.gives, self.aliases, self.codes = None, [], []
        self.before, self.sent, self.answer = [], [], []
        self.after = []  # done once the example is over

    def request(self):
        method, _, target = self.sent[0].partition(" ")
        return method, target, "\n".join(self.sent[1:])


def read_examples():
    with open(OPERATIONS, encoding="utf-8") as file:
        examples = []
        for line in file.read().split("\n"):
            if line.startswith("== ") and line != "== every operation":
                examples.append(Example(line[3:]))
            elif not examples:
                continue
            elif line.startswith("gives "):
                examples[-1].gives = line.split(" ")[-1]
            elif line.startswith("also "):
                examples[-1].aliases.append(line[5:])
            elif re.match(r"\d{3} ", line):
                examples[-1].codes.append(tuple(line.split(" ")[:2]))
            elif line.startswith("> "):
                examples[-1].sent.append(line[2:])
            elif line.startswith("< "):
                examples[-1].answer.append(line[2:])
            elif line.startswith(". "):
                (examples[-1].after if examples[-1].sent else examples[-1].before).append(line[2:])
        return examples


def read_words():
    """(key, text) of each line of reference_fields.txt."""
    words = []
    with open(FIELDS, encoding="utf-8") as file:
        for line in file.read().split("\n"):
            if line.startswith(" "):
                words[-1] = (words[-1][0], f"{words[-1][1]} {line.strip()}")
            elif line and not line.startswith("#"):
                key, _, text = line.partition(":")
                words.append((key, text.strip()))
    return words


# Playing --------------------------------------------------------------------------------------------

RANDOM = re.compile(r"(?s)<\?xml.*|TACITE-\d+-\d+|trg_\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-zA-Z_=-]{32,}")
IN_TEXT = re.compile(r'(/(Customer|Subscription|Feature|RecurringInvoice|Invoice|Webhook|Gateway|Permission|Transaction|Mandate|SepaFile|Mail)s?/|"?\bId([A-Z]\w*)(?:": |=))(\d+)\b')


def kind_of(name, around):
    """What an id of that name is the id of, in an object of the kind `around`; None: it is none."""
    if name == "Id":
        return "Feature" if around == "Offer.Features" else around
    return name[2:].removesuffix("Buyer") if re.match(r"Id[A-Z]", name) else None


def inside(name, around):
    """The kind of what a field holds."""
    return around if name == "Items" else f"{around}.{name}"


class Player:
    """Plays examples. The ids in the file stand for those that this server gives."""

    def __init__(self, world):
        self.world = world
        self.ids = {}  # (kind, of the file) -> of the server

    def translate(self, text, ids):
        """The text with its ids exchanged: those in paths and those behind an Id."""

        def exchange(match):
            kind = match.group(2) or kind_of("Id" + match.group(3), None)
            return match.group(1) + str(ids.get((kind, int(match.group(4))), match.group(4)))

        return IN_TEXT.sub(exchange, text)

    def ask(self, line):
        """A line of the file: (status, answer)."""
        method, _, rest = self.translate(line, self.ids).partition(" ")
        target, _, body = rest.partition(" ")
        return self.world.ask(method, target, json.loads(body) if body else None)

    def prepare(self, line):
        line, _, number = line.partition(" = ")
        if line.startswith("clock "):
            self.world.run("clock", "--to", line.split()[1])
            return
        if line.startswith("catalogue "):
            self.world.run("catalogue", os.path.join(ROOT, line.split()[1]))
            return
        status, answer = self.ask(line)
        if status not in (200, 201):
            raise AssertionError(f"{line}: {status} {answer}")
        if number:
            kind = re.search(r"/v1/(\w+)", line).group(1)
            self.ids[kind, int(number)] = answer["Id"]

    def play(self, example):
        """(status, answer) with the server's ids; what stands around it is done too."""
        for line in example.before:
            self.prepare(line)
        method, target, body = example.request()
        came = self.ask(f"{method} {target} {body}".strip())
        for line in example.after:
            self.prepare(line)
        return came

    def learn(self, written, came, kind):
        """Ids that the file shows for the first time."""
        if isinstance(written, dict) and isinstance(came, dict):
            for name in written.keys() & came.keys():
                if kind_of(name, kind) and isinstance(written[name], int):
                    self.ids.setdefault((kind_of(name, kind), written[name]), came[name])
                self.learn(written[name], came[name], inside(name, kind))
        elif isinstance(written, list) and isinstance(came, list):
            for one, other in zip(written, came):
                self.learn(one, other, kind)

    def exchanged(self, value, ids, kind):
        """The answer with its ids exchanged."""
        if isinstance(value, dict):
            return {
                name: ids.get((kind_of(name, kind), member), member)
                if kind_of(name, kind) and isinstance(member, int)
                else self.exchanged(member, ids, inside(name, kind))
                for name, member in value.items()
            }
        if isinstance(value, list):
            return [self.exchanged(one, ids, kind) for one in value]
        return self.translate(value, ids) if isinstance(value, str) else value

    def to_file(self):
        """The ids the other way around."""
        return {(kind, real): number for (kind, number), real in self.ids.items()}


def without_randomness(value):
    if isinstance(value, dict):
        # The end of an agent's visit is by the machine's clock.
        over = {"DateExpiry"} if "Href" in value else set()
        return {name: without_randomness(member) for name, member in value.items() if name not in over}
    if isinstance(value, list):
        return [without_randomness(one) for one in value]
    return RANDOM.sub("…", value) if isinstance(value, str) else value


def cut(value, name=""):
    """Links without what is sealed in them, which would fill a page."""
    if isinstance(value, dict):
        return {key: cut(member, key) for key, member in value.items()}
    if isinstance(value, list):
        return [cut(one, name) for one in value]
    return RANDOM.sub("…", value) if name in ("href", "query", "Href", "Path") else value


def start(world):
    world.run("catalogue", "tests/catalogues/plans.json")
    world.run("clock", "--to", "2026-01-31T09:00:00Z")
    world.serve()


def new_world(engine):
    return World(engine, "--language", "en", "--currency", "EUR", "--tax-rate", "20")


def document(world):
    """/openapi.json, where no object may say a thing twice."""

    def unique(pairs):
        names = [name for name, _ in pairs]
        if len(set(names)) != len(names):
            raise AssertionError(f"twice in one object: {names}")
        return dict(pairs)

    connection = http.client.HTTPConnection(*world.server.address, timeout=60)
    connection.request("GET", "/openapi.json")
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    assert answer.status == 200, answer.status
    return json.loads(text, object_pairs_hook=unique)


def operations_of(openapi):
    """{"GET /v1/Customer": operation}."""
    return {
        f"{verb.upper()} {path}": operation
        for path, verbs in openapi["paths"].items()
        for verb, operation in verbs.items()
    }


def served(openapi):
    return set(operations_of(openapi))


# Following references -------------------------------------------------------------------------------


class Document:
    def __init__(self, openapi):
        self.openapi = openapi

    def at(self, value):
        """The value, or what its $ref leads to."""
        while isinstance(value, dict) and "$ref" in value:
            where, value = value["$ref"], self.openapi
            for part in where.removeprefix("#/").split("/"):
                value = value[part.replace("~1", "/").replace("~0", "~")]
        return value

    def properties(self, schema):
        """Of an object, or of all the parts of an allOf."""
        schema = self.at(schema)
        found = dict(schema.get("properties", {}))
        for part in schema.get("allOf", []):
            found.update(self.properties(part))
        return found

    def everything(self, value=None, path="#"):
        value = self.openapi if value is None else value
        yield path, value
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, part in parts:
            yield from self.everything(part, f"{path}/{name}")

    def faults(self, schema, value, where):
        """What does not fit: fields that are not described, values of another type."""
        schema = self.at(schema)
        if "allOf" in schema:
            # A page of a list: an envelope, and its items.
            schema = {"type": "object", "properties": self.properties(schema)}
        kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
                 "number": (int, float)}
        is_truth = isinstance(value, bool) and schema["type"] != "boolean"
        if is_truth or not isinstance(value, kinds[schema["type"]]):
            yield f"{where}: {value!r} is no {schema['type']}"
        elif "enum" in schema and value not in schema["enum"]:
            yield f"{where}: {value!r} is none of {schema['enum']}"
        elif isinstance(value, list):
            for one in value:
                yield from self.faults(schema["items"], one, where)
        elif isinstance(value, dict) and "properties" in schema:
            for name, member in value.items():
                if name not in schema["properties"]:
                    yield f"{where}.{name} is not described"
                else:
                    yield from self.faults(schema["properties"][name], member, f"{where}.{name}")

    def body(self, operation):
        body = self.at(operation.get("requestBody", {}))
        return body.get("content", {}).get("application/json", {}).get("schema", {})

    def answer(self, operation, status):
        answer = self.at(operation["responses"].get(str(status), {}))
        return answer.get("content", {}).get("application/json", {}).get("schema", {})

    def parameters(self, operation):
        return [self.at(one) for one in operation.get("parameters", [])]


# The tests ------------------------------------------------------------------------------------------


class Examples(unittest.TestCase):
    maxDiff = None

    def test_they_are_true(self):
        for engine in ENGINES:
            with new_world(engine) as world:
                start(world)
                player, known = Player(world), served(document(world))
                for example in read_examples():
                    if example.name not in known:
                        continue
                    with self.subTest(f"{engine}: {example.name}"):
                        self.compare(player, example)

    def compare(self, player, example):
        self.assertTrue(example.sent, "has no example")
        status, came = player.play(example)
        self.assertTrue(example.answer, "has no answer yet: run with --write")
        self.assertEqual(int(example.answer[0]), status, came)
        text = "\n".join(example.answer[1:])
        written = json.loads(text) if text else None
        player.learn(written, came, example.gives)
        self.assertEqual(without_randomness(player.exchanged(written, player.ids, example.gives)),
                         without_randomness(came))


class Served(unittest.TestCase):
    """What the server says of itself."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        with new_world("sqlite") as world:
            world.serve()
            cls.openapi = document(world)
        cls.document = Document(cls.openapi)
        cls.operations = operations_of(cls.openapi)


class Words(Served):
    def described(self):
        """(where, name, description) of every field and parameter."""
        for name, operation in self.operations.items():
            for one in self.document.parameters(operation):
                yield name, one["name"], one.get("description")
        for path, value in self.document.everything():
            if path.endswith("/properties"):
                for name, schema in value.items():
                    yield path, name, schema.get("description")

    def test_every_field_has_a_description(self):
        missing = sorted({f"{name}  ({where})" for where, name, text in self.described() if not text})
        self.assertEqual(missing, [], "add lines to reference_fields.txt")

    def test_every_operation_has_a_block_and_every_block_a_route(self):
        blocks = {name for one in read_examples() for name in [one.name, *one.aliases]}
        self.assertEqual(sorted(self.operations.keys() - blocks), [],
                         "add blocks to reference_operations.txt")
        self.assertEqual(sorted(blocks - self.operations.keys()), [])

    def test_every_description_belongs_to_a_field(self):
        used = {(name, (text or "").removesuffix(" Needed, here or in the body."))
                for _, name, text in self.described()}
        left = [key for key, text in read_words() if (key.split(".")[-1], text) not in used]
        self.assertEqual(left, [], "remove these lines of reference_fields.txt")

    def test_every_code_exists(self):
        known = set()
        for folder, _, names in os.walk(os.path.join(ROOT, "src")):
            for name in names:
                if name.endswith(".c"):
                    with open(os.path.join(folder, name), encoding="utf-8") as file:
                        known |= set(re.findall(r'"(Error\.[A-Za-z.]+)"', file.read()))
        for example in read_examples():
            if example.name in self.operations:
                for _, code in example.codes:
                    self.assertIn(code, known, example.name)


class OpenApi(Served):
    """A strict look at the form, without any help of the generator."""

    def test_the_document(self):
        self.assertEqual(self.openapi["openapi"], "3.1.0")
        self.assertTrue(self.openapi["info"]["title"] and self.openapi["info"]["version"])
        self.assertEqual(set(self.openapi), {"openapi", "info", "servers", "security", "tags", "paths",
                                             "components"})

    def test_every_reference_leads_somewhere(self):
        for path, value in self.document.everything():
            if isinstance(value, dict) and "$ref" in value:
                self.assertEqual(set(value), {"$ref"}, path)
                self.assertIsInstance(self.document.at(value), dict, path)

    def test_every_component_is_used(self):
        used = {value["$ref"] for _, value in self.document.everything()
                if isinstance(value, dict) and "$ref" in value}
        for kind, components in self.openapi["components"].items():
            for name in components if kind != "securitySchemes" else ():
                if (kind, name) not in (("responses", "404"), ("responses", "405")):
                    self.assertIn(f"#/components/{kind}/{name}", used)

    def test_schemas_are_schemas(self):
        types = {"object", "array", "string", "integer", "number", "boolean"}
        known = {"type", "properties", "items", "enum", "format", "pattern", "description", "required",
                 "maxLength", "maxProperties", "allOf", "$ref"}
        for path, value in self.document.everything():
            if re.search(r"/(schema|items|properties/[^/]+|schemas/[^/]+)$", path) and "/example" not in path:
                self.assertTrue(set(value) <= known, f"{path}: {set(value) - known}")
                self.assertTrue(value.get("type") in types or "$ref" in value or "allOf" in value, path)
                if "enum" in value:
                    self.assertEqual(len(set(value["enum"])), len(value["enum"]))
                self.assertTrue(set(value.get("required", [])) <= value.get("properties", {}).keys() or
                                not value.get("required"), path)

    def test_operations(self):
        ids = [one["operationId"] for one in self.operations.values()]
        self.assertEqual(len(set(ids)), len(ids))
        tags = {one["name"] for one in self.openapi["tags"]}
        for name, operation in self.operations.items():
            with self.subTest(name):
                self.assertTrue(name.split()[0].lower() in VERBS)
                self.assertTrue(set(operation["tags"]) <= tags)
                self.assertTrue(operation["summary"])
                self.expect_parameters(name, operation)
                self.expect_answers(name, operation)

    def expect_parameters(self, name, operation):
        parameters = self.document.parameters(operation)
        places = [(one["in"], one["name"]) for one in parameters]
        self.assertEqual(len(set(places)), len(places))
        in_path = {one for place, one in places if place == "path"}
        self.assertEqual(in_path, set(re.findall(r"\{(\w+)\}", name)))
        for one in parameters:
            self.assertTrue(one["in"] != "path" or one["required"])
            self.assertIn("schema", one)
        self.assertFalse(name.startswith("GET") and "requestBody" in operation)

    def expect_answers(self, name, operation):
        answers = operation["responses"]
        self.assertTrue({"200", "201", "204"} & set(answers), name)
        self.assertTrue({"400", "401", "403", "500", "503"} <= set(answers), name)
        for status, answer in answers.items():
            self.assertRegex(status, r"^[2-5]\d\d$|^304$")
            self.assertTrue(self.document.at(answer)["description"], f"{name} {status}")
        if "422" in answers:
            self.assertEqual(self.document.answer(operation, 422)["type"], "array")

    def test_examples_fit_their_schemas(self):
        for name, operation in self.operations.items():
            for answer in operation["responses"].values():
                media = self.document.at(answer).get("content", {}).get("application/json", {})
                if "example" in media:
                    found = list(self.document.faults(media["schema"], media["example"], name))
                    self.assertEqual(found, [])


class Listener(story.Run):
    """A story whose answers are held against the document."""

    def __init__(self, path, listener):
        options = argparse.Namespace(tacite=TACITE, engine="sqlite", events="export events --json")
        super().__init__(path, options)
        self.listener = listener

    def exchange(self, step, path, data):
        status, headers, text = super().exchange(step, path, data)
        self.listener(step, path, status, text)
        return status, headers, text


class Stories(Served):
    """Whatever the stories see, the reference has said: statuses, codes, fields and their types."""

    def test_every_answer_was_described(self):
        folder, found = os.path.join(ROOT, "tests", "stories"), set()
        for name in sorted(os.listdir(folder)):
            def listen(step, path, status, text, name=name):
                for fault in self.faults(step.verb, path, status, text):
                    found.add(f"{fault}  ({name}:{step.line})")

            with self.subTest(name):
                Listener(os.path.join(folder, name), listen).play()
        self.assertEqual(sorted(found), [])

    def faults(self, verb, path, status, text):
        name = self.name_of(verb, path.split("?")[0].rstrip("/"))
        if not name or status == 401:
            return
        answers = self.operations[name]["responses"]
        if str(status) not in answers:
            yield f"{name}: {status}"
        elif text and "application/json" in self.document.at(answers[str(status)])["content"]:
            value = json.loads(text)
            answer = self.document.at(answers[str(status)])
            yield from self.document.faults(answer["content"]["application/json"]["schema"], value, name)
            for one in value if isinstance(value, list) else [value]:
                if "x-codes" in answer and one["Code"] not in answer["x-codes"]:
                    yield f"{name}: {status} {one['Code']}"

    def name_of(self, verb, path):
        """The operation of a request; one whose path has only words before one with a part."""
        fitting = [
            name for name in self.operations
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", name), f"{verb} {path}", re.I)
        ]
        return min(fitting, key=lambda name: name.count("{"), default=None)


class Contract(Served):
    """What the published contract has, the reference has at least."""

    def setUp(self):
        if not os.path.exists(CONTRACT):
            self.skipTest("the published contract is not here")
        with open(CONTRACT, encoding="utf-8") as file:
            self.published = Document(json.load(file))

    @staticmethod
    def inside(document, schema):
        """The fields of an object, or of the elements of an array."""
        schema = document.at(schema)
        return set(document.properties(schema["items"] if "items" in schema else schema))

    def pairs(self):
        """(name, published operation, ours) of those that we serve."""
        ours = {re.sub(r"\{\w+\}", "{}", name): one for name, one in self.operations.items()}
        for path, verbs in self.published.openapi["paths"].items():
            for verb, operation in verbs.items():
                name = f"{verb.upper()} {path}"
                if verb in VERBS and re.sub(r"\{\w+\}", "{}", name) in ours:
                    yield name, operation, ours[re.sub(r"\{\w+\}", "{}", name)]

    def test_operations(self):
        published = {f"{verb.upper()} {path}" for path, verbs in self.published.openapi["paths"].items()
                     for verb in verbs if verb in VERBS}
        missing = sorted(published - {name for name, _, _ in self.pairs()})
        self.assertEqual(missing, [])

    def expect_only(self, missing, known):
        missing = {name: what for name, what in missing.items() if what}
        self.assertEqual(missing, known)

    def test_parameters(self):
        missing = {}
        for name, theirs, ours in self.pairs():
            taken = {one["name"] for one in self.document.parameters(ours)}
            taken |= self.inside(self.document, self.document.body(ours))
            wanted = {one["name"] for one in self.published.parameters(theirs) if one["in"] == "query"}
            wanted |= self.inside(self.published, self.published.body(theirs))
            missing[name] = wanted - taken
        self.expect_only(missing, PASSED_OVER)

    def test_answers(self):
        missing = {}
        for name, theirs, ours in self.pairs():
            wanted, shown = set(), set()
            for status in (200, 201):
                wanted |= self.inside(self.published, self.published.answer(theirs, status))
                shown |= self.inside(self.document, self.document.answer(ours, status))
            missing[name] = wanted - shown
        self.expect_only(missing, {})


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values["href"])

    def handle_data(self, data):
        self.text += data


class ForPeople(unittest.TestCase):
    def test_the_page_has_everything_and_its_links_lead_somewhere(self):
        with new_world("sqlite") as world:
            world.serve()
            connection = http.client.HTTPConnection(*world.server.address, timeout=60)
            connection.request("GET", "/docs")
            page = Page(connection.getresponse().read().decode())
            connection.close()
            openapi = document(world)
        self.assertEqual(len(set(page.ids)), len(page.ids))
        for link in page.links:
            if link.startswith("#"):
                self.assertIn(link[1:], page.ids)
        for name, operation in operations_of(openapi).items():
            self.assertIn(name.split()[1], page.text)
            if "deprecated" not in operation:
                self.assertIn(operation["operationId"], page.ids)
        for schema in openapi["components"]["schemas"]:
            self.assertTrue(schema == "Link" or f"object-{schema}" in page.ids, schema)


# Writing --------------------------------------------------------------------------------------------


def shown(value, room=72, margin=""):
    """JSON as a person would lay it out: as much on a line as fits."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + len(margin) <= room or not value or not isinstance(value, (dict, list)):
        return flat
    inner = margin + "  "
    if isinstance(value, list):
        parts, brackets = [shown(one, room, inner) for one in value], "[]"
    else:
        parts = [f"{json.dumps(name)}: {shown(one, room - len(name) - 4, inner)}"
                 for name, one in value.items()]
        brackets = "{}"
    return f"{brackets[0]}\n{filled(parts, inner, room)}\n{margin}{brackets[1]}"


def filled(parts, margin, room):
    lines = [margin]
    for i, part in enumerate(parts):
        part += "," if i + 1 < len(parts) else ""
        if "\n" in part or len(lines[-1]) + len(part) >= room:
            lines.append(margin)
        lines[-1] += (" " if lines[-1] != margin else "") + part
        if "\n" in part and i + 1 < len(parts):
            lines.append(margin)
    return "\n".join(line.rstrip() for line in lines if line.strip())


def ids_of_requests():
    """{(kind, id)} of paths, and of what is only made to be named there."""
    named = set()
    for example in read_examples():
        for line in [*example.sent, *example.before, *example.after]:
            for match in IN_TEXT.finditer(line):
                named.add((match.group(2) or kind_of("Id" + match.group(3), None), int(match.group(4))))
    return named


def answers():
    """{name: lines}; the ids that requests of the file name stay as they are."""
    found, named = {}, ids_of_requests()
    with new_world("sqlite") as world:
        start(world)
        player, known = Player(world), served(document(world))
        for example in read_examples():
            if example.name not in known:
                continue
            status, came = player.play(example)
            text = "\n".join(example.answer[1:])
            player.learn(json.loads(text) if text else None, came, example.gives)
            player.ids = {one: real for one, real in player.ids.items() if one in named}
            came = player.exchanged(came, player.to_file(), example.gives)
            body = shown(cut(came)).split("\n") if came is not None else []
            found[example.name] = [f"< {line}" for line in [str(status), *body]]
    return found


def write():
    new, name, lines = answers(), None, []
    with open(OPERATIONS, encoding="utf-8") as file:
        old = file.read().split("\n")
    for i, line in enumerate(old):
        if line.startswith("== "):
            name = line[3:]
        if line.startswith("< ") and name in new:
            continue
        lines.append(line)
        ends = line.startswith("> ") and not old[i + 1].startswith("> ")
        if ends and name in new:
            lines += new[name]
    with open(OPERATIONS, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        counted.main()
