#!/usr/bin/env python3
"""What a server remembers of its callers is never out of date, whoever changed it."""
import base64
import concurrent.futures
import time
import unittest

import counted
from world import ENGINES, World


def credentials(key):
    return "Basic " + base64.b64encode(f"{key['AgentKey']}:{key['ApiKey']}".encode()).decode()


class Callers(unittest.TestCase):
    def world(self, engine):
        world = World(engine)
        world.serve()
        return world

    def get(self, world, key, path="/v1/Customers"):
        return world.exchange("GET", path, Authorization=credentials(key))

    def test_a_revoked_key_is_refused_at_once(self):
        """On PostgreSQL it is another process that revokes."""
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                key = world.json("key", "create", "--name", "Shop")
                other = world.json("key", "create", "--name", "Till")
                for _ in range(20):  # on every thread, so that all of them remember it
                    self.assertEqual(204, self.get(world, key)[0])
                    self.assertEqual(204, self.get(world, other)[0])
                world.run("key", "revoke", key["AgentKey"])
                for _ in range(20):
                    self.assertEqual(401, self.get(world, key)[0])
                    self.assertEqual(204, self.get(world, other)[0])

    def test_a_wrong_secret_is_refused_however_well_the_key_is_known(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.assertEqual(204, self.get(world, world.key)[0])
                wrong = dict(world.key, ApiKey=world.key["ApiKey"][:-1] + "x")
                for secret in (wrong["ApiKey"], "", world.key["ApiKey"] + "0"):
                    wrong["ApiKey"] = secret
                    self.assertEqual(401, self.get(world, wrong)[0])
                self.assertEqual(204, self.get(world, world.key)[0])

    def test_a_clock_that_was_moved_is_seen_at_once(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                world.ask("POST", "/v1/Customer", {"ReferenceCustomer": "ada"})
                for day in range(1, 6):
                    world.run("clock", "--to", f"2026-12-{day:02}T00:00:00Z")
                    for _ in range(5):
                        _, body, _ = self.get(world, world.key)
                        self.assertEqual(f"2026-12-{day:02}T00:00:00.00Z", body["DateGenerated"])

    def test_a_limit_holds_for_each_pair_however_many_ask(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                limit = 60
                other = world.json("key", "create", "--name", "Till")
                world.run("setting", "requests_per_minute_max", str(limit))
                start = time.monotonic()
                with concurrent.futures.ThreadPoolExecutor(8) as pool:
                    answers = list(pool.map(lambda _: self.get(world, world.key), range(150)))
                seconds = time.monotonic() - start
                taken = [status for status, _, _ in answers].count(204)
                self.assertGreaterEqual(taken, limit)
                self.assertLessEqual(taken, limit + seconds * limit / 60 + 1)
                self.assertEqual(len(answers),
                                 taken + [status for status, _, _ in answers].count(429))
                for status, body, headers in answers:
                    if status == 429:
                        self.assertEqual("Error.Api.TooManyRequests", body["Code"])
                        self.assertIn(headers["Retry-After"], ("1", "2"))
                self.assertEqual(204, self.get(world, other)[0])
                # The limit is lifted, and counts from now on.
                world.run("setting", "requests_per_minute_max", "0")
                time.sleep(1.1)
                self.assertEqual(204, self.get(world, world.key)[0])
                for _ in range(100):
                    self.assertEqual(204, self.get(world, world.key)[0])


if __name__ == "__main__":
    counted.main()
