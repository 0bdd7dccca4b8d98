"""Databases under measurement, on either engine: copies of them, and the floor of what was written."""
import os
import re
import sqlite3
import subprocess
import tempfile

from measuring import NOT_COMPARED, ROOT, Watch

PER_COMMIT = 64  # as many as there are connections
WORKERS = 8      # that write on PostgreSQL, each with a connection and a commit of its own


class SqliteStore:
    """Files in the folder of the run; the floor is floor.c."""

    name = "SQLite"

    def __init__(self, bench):
        self.bench = bench

    def __enter__(self):
        return self

    def __exit__(self, *why):
        pass

    def create(self, name):
        self.bench.forget(name)
        return self.target(name)

    def target(self, name):
        return self.bench.path(name)

    def copy(self, name, to):
        return self.bench.copy(name, to)

    def write_floor(self, before, after, requests):
        """How many requests a second it does, and what others used."""
        self.copy(after, "after")
        self.copy(before, "copy")
        plan = self.bench.write_file("plan.sql", self.plan(requests))
        floor, foreign = self.bench.write_floor(plan, "after", "copy")
        return floor["groups"] / floor["seconds"], foreign

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


class PostgresStore:
    """Databases of a server of their own; the floor is pgbench, with as many connections as the program
    has workers. It finds the rows that it writes in tables beside, by an index."""

    name = "PostgreSQL"

    def __init__(self, bench):
        self.bench = bench
        self.folder = tempfile.mkdtemp(prefix="tacite-bench-", dir="/tmp")  # a socket's path is short

    def __enter__(self):
        self.control("start", "durable")
        with open(os.path.join(self.folder, "data", "postmaster.pid"), encoding="utf-8") as file:
            Watch.roots.append(int(file.readline()))
        os.environ["TACITE_KEY_FILE"] = self.bench.path("postgres.key")
        return self

    def __exit__(self, *why):
        del Watch.roots[1:]
        del os.environ["TACITE_KEY_FILE"]
        self.control("stop")

    def control(self, word, *more):
        subprocess.run([os.path.join(ROOT, "tests", "postgres.sh"), word, self.folder, *more],
                       stdout=subprocess.DEVNULL, check=True)

    def target(self, name):
        return f"host={self.folder} user=postgres dbname={name}"

    def tell(self, name, *commands):
        """Runs commands; what they print, line by line."""
        words = [word for command in commands for word in ("-c", command)]
        return subprocess.run(["psql", "-XqtA", "-v", "ON_ERROR_STOP=1", *words, self.target(name)],
                              stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout.split()

    def create(self, name):
        self.tell("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
                  f"CREATE DATABASE {name}")
        return self.target(name)

    def copy(self, name, to):
        self.tell("postgres", f"DROP DATABASE IF EXISTS {to} WITH (FORCE)",
                  f"CREATE DATABASE {to} TEMPLATE {name}", "CHECKPOINT")
        return self.target(to)

    def write_floor(self, before, after, requests):
        """How many requests a second it does, and what others used."""
        self.copy(before, "copy")
        tables = [name for name in self.tell("copy", "SELECT tablename FROM pg_tables "
                                             "WHERE schemaname = 'public'")
                  if name not in NOT_COMPARED]
        self.tell(after, *(f"COPY {name} TO '{self.folder}/{name}.rows'" for name in tables))
        self.tell("copy", "CREATE SCHEMA floor", *(
            f"CREATE UNLOGGED TABLE floor.{name} (LIKE {name}); "
            f"COPY floor.{name} FROM '{self.folder}/{name}.rows'; ANALYZE floor.{name}"
            for name in tables))
        statements = [one for name in tables for one in self.deal(name, requests)]
        self.tell("copy", "CHECKPOINT")
        script = self.bench.write_file("floor.pgbench", "\n".join([
            "\\set i :i + 1", f"\\set g :i * {WORKERS} + :client_id", "\\startpipeline", "BEGIN;",
            *statements, "COMMIT;", "\\endpipeline"]) + "\n")
        with Watch() as watch:
            done = subprocess.run(
                ["pgbench", "-n", "-M", "prepared", "-c", str(WORKERS), "-j", "2", "-D", "i=-1",
                 "-t", str(requests // WORKERS), "-f", script, self.target("copy")],
                stdout=subprocess.PIPE, check=True, encoding="utf-8")
        return float(re.search(r"tps = ([\d.]+)", done.stdout).group(1)), watch.foreign

    def deal(self, name, requests):
        """Deals the rows of a table that differ out to the requests: the statements that write them."""
        columns = self.tell("copy", "SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT "
                            f"attisdropped AND attrelid = '{name}'::regclass ORDER BY attnum")
        keys = self.tell("copy", "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid "
                         f"AND attnum = ANY (indkey) WHERE indisprimary AND indrelid = '{name}'::regclass")
        rest = [column for column in columns if column not in keys]
        same = " AND ".join(f"a.{key} = b.{key}" for key in keys)
        order = ", ".join(f"a.{key}" for key in keys)
        deal = f"(row_number() OVER (ORDER BY {order}) - 1) * {requests} / count(*) OVER () AS g"
        pairs = f"floor.{name} a JOIN {name} b ON {same}"
        changed = rest and self.tell("copy", "SELECT " + " || ".join(
            f"CASE WHEN bool_or(a.{one} IS DISTINCT FROM b.{one}) THEN '{one} ' ELSE '' END"
            for one in rest) + f" FROM {pairs}")
        statements = []
        self.tell("copy", f"CREATE UNLOGGED TABLE floor.new_{name} AS SELECT {deal}, a.* "
                  f"FROM floor.{name} a WHERE NOT EXISTS (SELECT 1 FROM {name} b WHERE {same})")
        if self.tell("copy", f"SELECT 1 FROM floor.new_{name} LIMIT 1"):
            self.index(f"new_{name}")
            statements.append(f"INSERT INTO {name} SELECT {', '.join(columns)} "
                              f"FROM floor.new_{name} WHERE g = :g;")
        if changed:
            different = " OR ".join(f"a.{one} IS DISTINCT FROM b.{one}" for one in changed)
            self.tell("copy", f"CREATE UNLOGGED TABLE floor.changed_{name} AS SELECT {deal}, a.* "
                      f"FROM {pairs} WHERE {different}")
            self.index(f"changed_{name}")
            statements.append(
                f"UPDATE {name} a SET {', '.join(f'{one} = b.{one}' for one in changed)} "
                f"FROM floor.changed_{name} b WHERE b.g = :g AND {same};")
        return statements

    def index(self, name):
        self.tell("copy", f"CREATE INDEX {name}_g ON floor.{name} (g); ANALYZE floor.{name}")


STORES = {"sqlite": SqliteStore, "postgres": PostgresStore}
