#!/usr/bin/env python3
"""Idempotency keys where it matters: many at once, and a program that is killed."""
import concurrent.futures
import http.client
import random
import sqlite3
import subprocess
import time
import unittest

import counted
from world import ENGINES, World, small_catalogue

MANY = 20
KEYS = 300


def at_once(count, function):
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(function, range(count)))


def tell(world, command):
    """Straight into the database, beside a program that does not run."""
    if world.postgres:
        done = subprocess.run(["psql", "-X", "-q", "-t", "-A", "-c", command, world.target],
                              check=True, capture_output=True, encoding="utf-8")
        return done.stdout.strip()
    with sqlite3.connect(world.target) as database:
        row = database.execute(command).fetchone()
    return str(row[0]) if row else ""


class Idempotency(unittest.TestCase):
    def world(self, engine):
        world = World(engine)
        world.run("catalogue", world.write("catalogue.json", small_catalogue()))
        world.run("clock", "--to", "2026-01-31T09:00:00Z")
        world.serve()
        status, _ = world.ask("POST", "/v1/Customer", {"ReferenceCustomer": "ada"})
        self.assertEqual(201, status)
        status, _ = world.ask("POST", "/v1/CustomerSettingsPayment?ReferenceCustomer=ada",
                              {"TypePayment": "ExternalBank"})
        self.assertEqual(200, status)
        return world

    def subscribe(self, world, key):
        return world.exchange("POST", "/v1/Subscription?TryStart=true",
                              {"ReferenceCustomer": "ada", "ReferenceOffer": "team"},
                              Idempotency_Key=key)

    def test_twenty_at_once_are_one(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                answers = at_once(MANY, lambda _: self.subscribe(world, "once"))
                self.assertEqual([201] * MANY, [status for status, _, _ in answers])
                self.assertEqual(1, len({body["Id"] for _, body, _ in answers}))
                replayed = [headers.get("Idempotency-Replayed") for _, _, headers in answers]
                self.assertEqual(MANY - 1, replayed.count("true"))
                self.assertEqual(1, len(world.json("export", "subscriptions")))
                world.run("verify")

    def test_twenty_different_requests_with_one_key(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                answers = at_once(MANY, lambda i: world.exchange(
                    "POST", "/v1/Customer", {"ReferenceCustomer": f"c{i}"}, Idempotency_Key="k"))
                self.assertEqual([201] + [409] * (MANY - 1),
                                 sorted(status for status, _, _ in answers))
                self.assertEqual({"Error.Api.Idempotency.KeyReused"},
                                 {body["Code"] for status, body, _ in answers if status == 409})
                self.assertEqual(2, len(world.json("export", "customers")))

    def test_twenty_that_fail_leave_the_key_free(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                bad = {"ReferenceCustomer": "bob", "ReferenceOffer": "team"}
                answers = at_once(MANY, lambda _: world.exchange(
                    "POST", "/v1/Subscription", bad, Idempotency_Key="k"))
                self.assertEqual(1, len({status for status, _, _ in answers}))
                self.assertGreaterEqual(answers[0][0], 400)
                self.assertEqual(201, self.subscribe(world, "k")[0])

    def test_killed_right_after_the_answer(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                status, first, _ = self.subscribe(world, "once")
                self.assertEqual(201, status)
                world.kill()
                world.serve()
                status, again, headers = self.subscribe(world, "once")
                self.assertEqual((201, first, "true"),
                                 (status, again, headers.get("Idempotency-Replayed")))
                self.assertEqual(1, len(world.json("export", "subscriptions")))

    def test_killed_in_the_middle(self):
        """Increments have nothing but their keys to be told apart by: each counts once."""
        usage = {"ReferenceCustomer": "ada", "ReferenceFeature": "messages", "Increment": 1}
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.assertEqual(201, self.subscribe(world, "once")[0])
                answered, expected = {}, 0
                for attempt in range(3):
                    expected += KEYS

                    def send(i):
                        key = f"{attempt}-{i}"
                        try:
                            status, body, _ = world.exchange("POST", "/v1/Usage", usage,
                                                             Idempotency_Key=key)
                        except (OSError, http.client.HTTPException, AttributeError):
                            return  # the server is gone
                        self.assertEqual(200, status)
                        # Whatever was answered before is what is answered now.
                        self.assertEqual(answered.setdefault(key, body), body)

                    with concurrent.futures.ThreadPoolExecutor(8) as pool:
                        sent = [pool.submit(send, i) for i in range(KEYS)]
                        time.sleep(random.uniform(0.01, 0.15))
                        world.kill()
                        for one in sent:
                            one.result()
                    world.serve()
                    with concurrent.futures.ThreadPoolExecutor(8) as pool:
                        list(pool.map(send, range(KEYS)))
                    _, found = world.ask(
                        "GET", "/v1/Usage?ReferenceCustomer=ada&ReferenceFeature=messages")
                    self.assertEqual(expected, found["QuantityCurrent"])
                world.run("verify")

    def test_a_key_is_forgotten_after_a_week(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                for i in range(3):
                    world.exchange("POST", "/v1/Customer", {"ReferenceCustomer": f"c{i}"},
                                   Idempotency_Key=f"k{i}")
                world.stop()
                week = 7 * 24 * 3600 * 1000000
                tell(world, f"UPDATE idempotency_keys SET date_creation = date_creation - {week}"
                            " WHERE idempotency_key <> 'k2'")
                world.serve()
                end = time.monotonic() + 20
                status = 409
                while status == 409 and time.monotonic() < end:
                    status, _, _ = world.exchange("POST", "/v1/Customer",
                                                  {"ReferenceCustomer": "new"}, Idempotency_Key="k0")
                    time.sleep(0.1)
                self.assertEqual(201, status)
                status, _, headers = world.exchange("POST", "/v1/Customer",
                                                    {"ReferenceCustomer": "c2"}, Idempotency_Key="k2")
                self.assertEqual((201, "true"), (status, headers.get("Idempotency-Replayed")))
                world.stop()
                self.assertEqual("2", tell(world, "SELECT count(*) FROM idempotency_keys"))


if __name__ == "__main__":
    counted.main()
