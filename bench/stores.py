"""Databases under measurement, on either engine: copies of them, and the floor of what was written."""
import os
import sqlite3

from measuring import NOT_COMPARED

PER_COMMIT = 64  # as many as there are connections


class SqliteStore:
    """Files in the folder of the run; the floor is floor.c."""

    def __init__(self, bench):
        self.bench = bench

    def create(self, name):
        return self.target(name)

    def target(self, name):
        return self.bench.path(name)

    def copy(self, name, to):
        return self.bench.copy(name, to)

    def write_floor(self, before, after, requests):
        """What was written; how many requests a second it does, and what others used."""
        self.copy(after, "after")
        self.copy(before, "copy")
        plan = self.bench.write_file("plan.sql", self.plan(requests))
        floor, foreign = self.bench.write_floor(plan, "after", "copy")
        return floor["rows"], floor["groups"] / floor["seconds"], foreign

    def plan(self, requests):
        """For floor.c: the rows that differ, dealt out to as many groups as there were requests."""
        database = sqlite3.connect(self.target("after"))
        database.execute("ATTACH ? AS copy", (self.target("copy"),))
        first = [f"-- groups: {PER_COMMIT}", f"ATTACH '{self.target('copy')}' AS copy;",
                 f"CREATE TEMP TABLE groups AS WITH RECURSIVE one (id) AS (SELECT 1 UNION ALL "
                 f"SELECT id + 1 FROM one WHERE id < {requests}) SELECT id FROM one;"]
        rows = ["-- pass"]
        for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' "
                                      "AND name NOT LIKE 'sqlite_%'").fetchall():
            if name not in NOT_COMPARED:
                plan_table(database, name, requests, first, rows)
        database.close()
        return "\n".join(first + ["DETACH copy;"] + rows) + "\n"


def plan_table(database, name, requests, first, rows):
    columns = database.execute(f"PRAGMA table_info({name})").fetchall()
    keys = [column[1] for column in columns if column[5]]
    rest = [column[1] for column in columns if not column[5]]
    same = " AND ".join(f"a.{key} = b.{key}" for key in keys)
    order = ", ".join(f"a.{key}" for key in keys)
    changed = [column for column in rest if database.execute(
        f"SELECT 1 FROM {name} a JOIN copy.{name} b ON {same} WHERE a.{column} IS NOT b.{column} "
        "LIMIT 1").fetchone()]
    is_new = f"NOT EXISTS (SELECT 1 FROM copy.{name} b WHERE {same})"
    deal = f"(row_number() OVER (ORDER BY {order}) - 1) * {requests} / count(*) OVER () + 1 AS id"
    if database.execute(f"SELECT 1 FROM {name} a WHERE {is_new} LIMIT 1").fetchone():
        first.append(f"CREATE TEMP TABLE new_{name} AS SELECT {deal}, a.* FROM {name} a "
                     f"WHERE {is_new}; CREATE INDEX temp.new_{name}_id ON new_{name} (id);")
        rows += [f"-- rows: {name}",
                 f"SELECT * FROM temp.new_{name} WHERE id BETWEEN ?1 AND ?2 ORDER BY id;"]
    if changed:
        first.append(
            f"CREATE TEMP TABLE changed_{name} AS SELECT {deal}, "
            f"{', '.join('a.' + one for one in changed + keys)} FROM {name} a JOIN copy.{name} b "
            f"ON {same} WHERE {' OR '.join(f'a.{one} IS NOT b.{one}' for one in changed)}; "
            f"CREATE INDEX temp.changed_{name}_id ON changed_{name} (id);")
        rows += [f"-- rows: {name}",
                 f"SELECT * FROM temp.changed_{name} WHERE id BETWEEN ?1 AND ?2 ORDER BY id;",
                 "-- write",
                 f"UPDATE {name} SET {', '.join(one + ' = ?' for one in changed)} "
                 f"WHERE {' AND '.join(key + ' = ?' for key in keys)};"]
