#!/usr/bin/env python3
"""A filled database of every released version, brought up to this one: its books are still in order,
its secrets open, and it goes on billing."""
import glob
import os
import shutil
import sqlite3
import unittest

import counted
from world import ROOT, World

RELEASED = sorted(glob.glob(os.path.join(ROOT, "tests", "databases", "*.sql")))


class Upgrades(unittest.TestCase):
    def restored(self, world, dump):
        """The database of a release, in place of the new one."""
        path = os.path.join(world.folder, "old.db")
        with open(dump, encoding="utf-8") as text, sqlite3.connect(path) as database:
            database.executescript(text.read())
        database.close()
        key = os.path.join(world.folder, "old.key")
        shutil.copyfile(dump[: -len(".sql")] + ".key", key)
        os.chmod(key, 0o600)
        world.environment.update(TACITE_DATABASE=path, TACITE_KEY_FILE=key)

    def test_there_is_a_release(self):
        self.assertTrue(RELEASED)

    def test_each_is_upgraded_and_goes_on(self):
        for dump in RELEASED:
            with self.subTest(os.path.basename(dump)), World("sqlite") as world:
                self.restored(world, dump)
                world.run("migrate")
                world.run("verify")
                self.assertTrue(world.run("key", "secret", "show", "segment.portal").strip())
                before = len(world.json("export", "invoices"))
                world.run("clock", "--to", "2027-03-01T00:00:00Z")
                self.assertGreater(len(world.json("export", "invoices")), before)
                world.run("verify")

    def test_a_database_of_a_newer_version_is_refused(self):
        with World("sqlite") as world:
            self.restored(world, RELEASED[-1])
            path = world.environment["TACITE_DATABASE"]
            with sqlite3.connect(path) as database:
                database.execute("INSERT INTO migrations VALUES (9999, '9999_later.sql', '', 0)")
            database.close()
            world.run("verify", code=3)
            world.run("migrate", code=3)


if __name__ == "__main__":
    counted.main()
