"""The published contract as a test reads it: its operations with their parameters and examples, how an
answer is compared with an example, and a ledger of what was seen of it."""
import json
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FILE = os.path.join(ROOT, "..", "shared", "contract", "api-live.openapi.json")
METHODS = ("get", "post", "put", "delete")

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\dZ")
WORDS = re.compile(r"(Status|State|Type|Unit|Mode)[A-Za-z]*|Currency|Country|Region|Code|type")
ID = re.compile(r"Id([A-Z][A-Za-z]*)?")
# Elements of a list are told apart by these, and by their place among equals.
NAMES = ("rel", "ReferenceFeature", "ReferenceOffer", "ReferenceCustomer")
MAY_BE_NULL = ("CountRecurrences", "CountMinRecurrences", "PricingLocalized")


# Reading --------------------------------------------------------------------------------------------


class Operation:
    def __init__(self, contract, method, path, text):
        self.contract, self.method, self.path = contract, method.upper(), path
        self.name = text["operationId"]
        self.parameters = [contract.at(one)["name"] for one in text.get("parameters", [])]
        body = self.media(text.get("requestBody", {}))
        self.body_schema = body.get("schema")
        self.body_fields = list(contract.properties(self.body_schema))
        self.bodies = self.values(body)
        self.answers = {
            int(status): self.media(contract.at(answer))
            for status, answer in text["responses"].items()
        }

    def __str__(self):
        return f"{self.method} {self.path}"

    @staticmethod
    def media(text):
        return text.get("content", {}).get("application/json", {})

    @staticmethod
    def values(media):
        """The examples by name; the only one has the name ''."""
        if "example" in media:
            return {"": media["example"]}
        return {name: one["value"] for name, one in media.get("examples", {}).items()}

    def examples(self, status):
        return self.values(self.answers.get(status, {}))

    def schema_pointer(self, status):
        if "schema" not in self.answers.get(status, {}):
            return None
        path = self.path.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
        return (f"#/paths/{path}/{self.method.lower()}/responses/{status}"
                "/content/application~1json/schema")


def legacy_paths(listed):
    """`GET|POST /one, /two?and=more` as ("GET", "/one"), ("POST", "/one"), ("GET", "/two")…"""
    for line in listed:
        methods = []
        for one in line.split(", "):
            word, _, path = one.rpartition(" ")
            methods = word.split("|") if word else methods
            yield from ((method, path.partition("?")[0]) for method in methods)


class Contract:
    def __init__(self, path=FILE):
        with open(path, encoding="utf-8") as file:
            self.text = json.load(file)
        self.legacy_paths = set(legacy_paths(self.text["x-legacy-paths"]))
        self.operations = {}
        for path, methods in self.text["paths"].items():
            for method in METHODS:
                if method in methods:
                    one = Operation(self, method, path, methods[method])
                    self.operations[one.name] = one

    def at(self, text):
        """What a reference stands for, or the thing itself."""
        while "$ref" in text:
            place = self.text
            for word in text["$ref"].lstrip("#/").split("/"):
                place = place[word]
            text = place
        return text

    def properties(self, schema):
        """Names and schemas of an object, or of an array's elements."""
        if not schema:
            return {}
        schema = self.at(schema)
        if schema.get("type") == "array":
            return self.properties(schema["items"])
        found = {}
        for part in schema.get("allOf", []):
            found.update(self.properties(part))
        found.update(schema.get("properties", {}))
        return found

    def members(self, schema, value, owner=""):
        """(schema, member) for each member of a value that a schema knows."""
        owner = schema.get("$ref", owner).rpartition("/")[2]
        schema = self.at(schema)
        for part in schema.get("allOf", []):
            yield from self.members(part, value, owner)
        if isinstance(value, list):
            for element in value:
                yield from self.members(schema.get("items", {}), element, owner)
        elif isinstance(value, dict):
            for name, member in schema.get("properties", {}).items():
                if name in value:
                    yield owner, name
                    yield from self.members(member, value[name], owner)

    def all_members(self, schema, above=(), owner=""):
        """The same for every value that there could be."""
        if schema.get("$ref") in above:
            return
        above += (schema.get("$ref", "#"),)
        owner = schema.get("$ref", owner).rpartition("/")[2]
        schema = self.at(schema)
        for part in schema.get("allOf", []) + ([schema["items"]] if "items" in schema else []):
            yield from self.all_members(part, above, owner)
        for name, member in schema.get("properties", {}).items():
            yield owner, name
            yield from self.all_members(member, above, owner)


def fields_in(value, place=""):
    """Every member that a value has, as a path, whatever the index."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield f"{place}.{name}"
            yield from fields_in(member, f"{place}.{name}")
    elif isinstance(value, list):
        for element in value:
            yield from fields_in(element, f"{place}[]")


# Comparing ------------------------------------------------------------------------------------------


def kind(value):
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return {str: "text", dict: "object", list: "array", type(None): "null"}[type(value)]


def named(element, among=None):
    """What an element is called, as far as another one says it too."""
    among = element if among is None else among
    if not isinstance(element, dict) or not isinstance(among, dict):
        return ""
    return " ".join(str(element[name]) for name in NAMES if name in element and name in among)


def partners(example, answer):
    """Each element of an example, what to call it, and the one of the answer that it resembles."""
    left = list(answer)
    for index, element in enumerate(example):
        called = named(element)
        same = [one for one in left if named(one, element) == called]
        if same:
            left.remove(same[0])
        yield element, called or index, same[0] if same else None


def differs_number(name, example, answer):
    if ID.fullmatch(name):
        return None if answer > 0 else "is no id"
    if name.startswith(("Page", "Size", "Count", "Total")):
        return None
    if (example > 0) != (answer > 0) or (example < 0) != (answer < 0):
        return f"is {answer} and not {example}"
    if example and not 0.1 <= answer / example <= 10:
        return f"is {answer}, of another order than {example}"
    return None


def differs_text(name, example, answer):
    if name.startswith("Date"):
        if not MOMENT.fullmatch(answer):
            return f"{answer} is not written as the contract writes moments"
        if example.endswith(".00Z") and not answer.endswith(".00Z"):
            return f"{answer} is not on a whole second"
        return None
    if WORDS.fullmatch(name):
        return None if answer == example else f"is {answer} and not {example}"
    return None if answer else "is empty"


def differences(example, answer, place="", exact=()):
    """(place, what) for each way in which the answer is not like the example."""
    name = place.rpartition(".")[2]
    if example is None and answer is None:
        return
    if kind(example) != kind(answer) and example is not None:
        yield place, f"is {kind(answer)} and not {kind(example)}"
    elif name in exact:
        if example != answer:
            yield place, f"is {answer} and not {example}"
    elif isinstance(example, dict) and name != "Metadata":
        for member, value in example.items():
            if member in answer:
                yield from differences(value, answer[member], f"{place}.{member}", exact)
            elif value is not None:
                yield f"{place}.{member}", "is missing"
    elif isinstance(example, list):
        for element, called, other in partners(example, answer):
            if other is None:
                yield f"{place}[{called}]", "is missing"
            else:
                yield from differences(element, other, f"{place}[{called}]", exact)
    elif kind(example) == "number":
        what = differs_number(name, example, answer)
        if what:
            yield place, what
    elif kind(example) == "text":
        what = differs_text(name, example, answer)
        if what:
            yield place, what


def slips(value, place=""):
    """What no answer may have: a null where the contract has none, a moment written otherwise."""
    name = place.rpartition(".")[2]
    if value is None and name not in MAY_BE_NULL:
        yield place, "is null instead of absent"
    elif name.startswith("Date") and not (isinstance(value, str) and MOMENT.fullmatch(value)):
        yield place, f"{value} is not written as the contract writes moments"
    elif isinstance(value, dict) and name != "Metadata":
        for member, inner in value.items():
            yield from slips(inner, f"{place}.{member}")
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from slips(element, f"{place}[{index}]")


# The ledger -----------------------------------------------------------------------------------------


class Ledger:
    """What the contract names, and what was seen of it. An entry is (operation, kind, name), or
    (schema, "member", name)."""

    def __init__(self, contract):
        self.contract, self.seen = contract, set()

    def note(self, operation, query, body, status, answer):
        name = operation.name
        self.seen.add((name, "status", str(status)))
        self.seen.update((name, "parameter", one) for one in query)
        for one in body if isinstance(body, list) else [body or {}]:
            self.seen.update((name, "body", field) for field in one)
        if status >= 400:
            for error in answer if isinstance(answer, list) else [answer]:
                self.seen.add((name, "error", f"{status} {error['Code']}"))
        elif answer is not None:
            self.seen.update((name, "answer", field) for field in fields_in(answer))
        schema = operation.answers.get(status, {}).get("schema", {})
        for owner, member in self.contract.members(schema, answer):
            self.seen.add((owner, "member", member))

    def note_example(self, operation, status, example):
        self.seen.add((operation.name, "example", f"{status} {example}".strip()))

    def wanted(self):
        for name, operation in self.contract.operations.items():
            yield from ((name, "parameter", one) for one in operation.parameters)
            yield from ((name, "body", one) for one in operation.body_fields)
            for status, media in operation.answers.items():
                yield name, "status", str(status)
                for owner, member in self.contract.all_members(media.get("schema", {})):
                    yield owner, "member", member
                for called, example in operation.examples(status).items():
                    if status >= 400:
                        yield name, "error", f"{status} {example['Code']}"
                    else:
                        yield name, "example", f"{status} {called}".strip()
                        yield from ((name, "answer", field) for field in fields_in(example))

    def never_seen(self):
        return sorted(set(self.wanted()) - self.seen)
