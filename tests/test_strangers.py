#!/usr/bin/env python3
"""Other people's objects do not exist. Every example of the reference (reference_operations.txt) is asked
for by those who may not, just before its owner asks: by nobody, by somebody who may only read, and by
another business, whom whatever has an id answers as it answers for an id that nobody has. A route whose
row cannot be read here fails, and one whose id no example fills in; one without an example fails in
tests/test_reference.py."""
import functools
import json
import os
import re
import unittest

import counted
from test_reference import Player, document, new_world, operations_of, read_examples, start
from world import ENGINES, ROOT, Client

ROUTE = re.compile(r'\{(GET|POST|PUT|DELETE),\s*"([^"]+)",\s*([A-Z_ |]+),\s*(READS|WRITES)\w*,')
IDENTITY = re.compile(r"(?<=/)\d+(?=/|\?|$)")
UNKNOWN = str(2**53 - 1)
READER = "catalogue:read customers:read subscriptions:read usage:read invoices:read webhooks:read"


def routes():
    """{"POST /v1/Customer": (permission, READS or WRITES)} of every face, as the sources have them."""
    found, folder = {}, os.path.join(ROOT, "src", "app")
    for name in os.listdir(folder):
        if name.endswith("_routes.c"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                for verb, path, permission, kind in ROUTE.findall(file.read()):
                    found[f"{verb} {path}"] = permission.strip(), kind
    return found


def refusal(answer):
    """What every refusal of its kind says, without what differs from request to request."""
    one = answer[0] if isinstance(answer, list) else answer
    return {name: one[name] for name in ("Code", "Message", "Target") if name in one}


class Strangers(unittest.TestCase):
    maxDiff = None

    def test_nobody_else_learns_anything(self):
        for engine in ENGINES:
            with new_world(engine) as world:
                start(world)
                other, run = world.json("init", "--name", "Other"), world.run
                world.run("clock", "--to", "2026-01-31T09:00:00Z", "--business", str(other["IdBusiness"]))
                world.run = functools.partial(self.of_business, run, str(world.key["IdBusiness"]))
                may_read = world.json("key", "create", "--permissions", READER)
                self.stranger, self.reader = Client(world, other), Client(world, may_read)
                self.nobody = Client(world, other)
                del self.nobody.headers["Authorization"]
                self.walk(engine, world)

    @staticmethod
    def of_business(run, identity, *words):
        """Commands are the owner's."""
        return run(*words, "--business", identity)

    def walk(self, engine, world):
        known, rows = set(operations_of(document(world))), routes()
        self.assertEqual(set(), known - rows.keys(), "rows that this test cannot read")
        player, walked = Player(world), set()
        for example in read_examples():
            if example.name not in known:
                continue
            for line in example.before:
                player.prepare(line)
            example.before = []
            method, target, body = example.request()
            target = player.translate(f"{method} {target}", player.ids).partition(" ")[2]
            body = json.loads(player.translate(body, player.ids)) if body else None
            with self.subTest(f"{engine}: {example.name}"):
                self.turn_away(rows[example.name], method, target, body)
                if "{" in example.name and IDENTITY.search(target):
                    self.hide(method, target, body)
                    walked.add(example.name)
            self.play(player, example)
        named = {one.name for one in read_examples() if "{id" in one.name and one.name in known}
        self.assertEqual(set(), named - walked, "whose ids no example fills in")

    @staticmethod
    def play(player, example):
        _, came = player.play(example)
        text = "\n".join(example.answer[1:])
        player.learn(json.loads(text) if text else None, came, example.gives)

    def turn_away(self, row, method, target, body):
        status, answer = self.nobody.ask(method, target, body)
        self.assertEqual((401, "Error.Api.Unauthenticated"), (status, refusal(answer)["Code"]), answer)
        if row[1] == "WRITES":
            status, answer = self.reader.ask(method, target, body)
            self.assertEqual(403, status, answer)

    def hide(self, method, target, body):
        status, answer = self.stranger.ask(method, target, body)
        nobodys = self.stranger.ask(method, IDENTITY.sub(UNKNOWN, target), body)
        self.assertIn(status, (403, 404), answer)
        self.assertEqual((nobodys[0], refusal(nobodys[1])), (status, refusal(answer)))


if __name__ == "__main__":
    counted.main()
