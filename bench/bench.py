#!/usr/bin/env python3
"""Measures tacite against what the machine can do at all, and prints one table.

    bench/bench.py                        1,000, 10,000 and 100,000 subscriptions
    bench/bench.py 1000 1000000           other sizes
    bench/bench.py --write                puts the table into docs/performance.md

A speed alone says more about the machine than about the program, so each one is divided by that of a
floor, measured in the same run and in turn with it: SQLite writing the same rows with nothing else
to do (floor.c), nginx sending a fixed answer of the same size. Medians of three. While a run goes on
it is looked who else uses the processors; with more than a few per cent the run counts as disturbed
and is marked with a star.
"""
import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

import documents
import webhooks
from api import measure_operations, write_latency, write_operations
from measuring import (CATALOGUE, CONSUMED, MEBIBYTE, NOT_COMPARED, REPEATS, ROOT, WRK, Against, Bench,
                       Series, Serving, Table, Watch, describe_machine, load, nginx_configuration, rate,
                       serve)
from stores import STORES, PostgresStore

DOCUMENT = os.path.join(ROOT, "docs", "performance.md")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

GET = 'return wrk.format("GET", "/v1/Usages?ReferenceCustomer=" .. customer)'
POST = """return wrk.format("POST", "/v1/Usage", nil, '{"ReferenceCustomer":"' .. customer ..
        '","ReferenceFeature":"messages","Increment":1}')"""


# writing ---------------------------------------------------------------------------------------------


def timed(bench, database, idle, count, *words):
    """Things per second, without the start of the program, and what others used."""
    with Watch() as watch:
        bench.run(database, *words)
    return count / (watch.seconds - idle), watch.foreign


def plan_file(name):
    return os.path.join(ROOT, "bench", f"floor_{name}.sql")


def measure_import(bench, size, repeats):
    result = Against()
    for _ in range(repeats):
        database = bench.copy("empty", "imported")
        rate, foreign = timed(bench, database, bench.start_and_stop(database), size, "import",
                              bench.path("customers.csv"))
        result.ours.add(rate, foreign)
        bench.copy("imported", "after")
        bench.copy("empty", "copy")
        floor, foreign = bench.write_floor(plan_file("import"), "after", "copy")
        result.floor.add(floor["groups"] / floor["seconds"], foreign)
        result.rows = floor["rows"]
    check_same(bench, size, "imported", "copy")
    return result


def measure_billing(bench, size, repeats, source="imported"):
    result = Against()
    for _ in range(repeats):
        database = bench.copy(source, "billed")
        rate, foreign = timed(bench, database, bench.start_and_stop(database), size, "clock", "--to",
                              f"{bench.date_end}T00:00:00Z")
        result.ours.add(rate, foreign)
        bench.copy("billed", "after")
        bench.copy(source, "copy")
        floor, foreign = bench.write_floor(plan_file("billing"), "after", "copy")
        result.floor.add(floor["groups"] / floor["seconds"], foreign)
        result.rows = floor["rows"]
    check_same(bench, size, "billed", "copy")
    return result


def fill_with_usage(bench, database, size, port):
    """Of each consumption of each customer: a request for fifty of them, as the contract permits."""
    updates = [{"ReferenceCustomer": f"customer-{i}", "ReferenceFeature": feature,
                "QuantityCurrent": 1 + (i * 37 + number * 11) % 200}
               for i in range(1, size + 1) for number, feature in enumerate(CONSUMED)]
    server = serve(bench, database, port)
    server.wait(bench.credentials)
    for first in range(0, len(updates), 50):
        if server.ask(bench.credentials, "POST", "/v1/Usages",
                      json.dumps(updates[first:first + 50])) is None:
            sys.exit("the server takes no usage")
    server.stop()


def measure_rich_billing(bench, size, repeats, options):
    """Each subscription with six features, five of them in tiers, a discount and usage."""
    bench.make_csv(size, "rich")
    database = bench.copy("empty", "rich")
    bench.run(database, "import", bench.path("customers.csv"))
    fill_with_usage(bench, database, size, options.port)
    bench.make_csv(size)
    return measure_billing(bench, size, repeats, "rich")


COMPARED_SIZE_MAX = 10000  # beyond it takes long and says no more


def measure_application(bench):
    """Seconds for a dearer plan over 20,000 running subscriptions: to look at it, to have it wait for
    each renewal, and now, with the difference for the rest of the period."""
    size, seconds = 20000, {}
    bench.make_csv(size)
    source = bench.copy("empty", "to-apply")
    bench.run(source, "import", bench.path("customers.csv"))
    dearer = json.loads(json.dumps(CATALOGUE))
    for offer in dearer["Offers"]:
        offer["AmountRecurrence"] += 100
    bench.run(source, "catalogue", bench.write_file("dearer.json", json.dumps(dearer)))
    for kind, words in (("preview", ["--preview"]), ("at renewal", []), ("now", ["--now"])):
        seconds[kind] = []
        for _ in range(REPEATS):
            database = bench.copy("to-apply", "applied")
            idle, start = bench.start_and_stop(database), time.monotonic()
            done = bench.run(database, "offer", "apply", "plan", *words)
            seconds[kind].append(time.monotonic() - start - idle)
            changed = len(done) if kind == "preview" else done["CountChanged"]
            if changed != size:
                sys.exit(f"applied to {changed} of {size} subscriptions")
    return {kind: statistics.median(values) for kind, values in seconds.items()}


def check_same(bench, size, name, other):
    """The floor is only one if it has written the same: the databases are compared row for row."""
    if size > COMPARED_SIZE_MAX:
        return
    database = sqlite3.connect(bench.path(name))
    database.execute("ATTACH ? AS other", (bench.path(other),))
    for table, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        if table in NOT_COMPARED:
            continue
        left = database.execute(f"SELECT count(*) FROM (SELECT * FROM main.{table} EXCEPT "
                                f"SELECT * FROM other.{table})").fetchone()[0]
        right = database.execute(f"SELECT (SELECT count(*) FROM main.{table}) - "
                                 f"(SELECT count(*) FROM other.{table})").fetchone()[0]
        if left or right:
            sys.exit(f"the floor's {table} differs from ours in {left} rows")
    database.close()


# serving -------------------------------------------------------------------------------------------


def measure_get(bench, size, repeats, options):
    result = Against()
    credentials = bench.credentials
    script = bench.write_file("get.lua", WRK.format(credentials=credentials, size=size, request=GET))
    ours = serve(bench, bench.copy("imported", "served"), options.port)
    result.first_answer = [ours.wait(credentials)]
    body = ours.answer(credentials, size)
    nginx = Serving(["nginx", "-c", bench.write_file("nginx.conf", nginx_configuration(
        bench.folder, options.port + 1, len(body.encode())))],
        options.port + 1)
    nginx.wait(credentials)
    for _ in range(repeats):
        result.ours.add(*load(ours.port, script, options.seconds))
        result.floor.add(*load(nginx.port, script, options.seconds))
    nginx.stop()
    result.memory = ours.memory()
    ours.stop()
    for _ in range(REPEATS - 1):
        ours = serve(bench, bench.path("served"), options.port)
        result.first_answer.append(ours.wait(credentials))
        ours.stop()
    return result


def measure_post(bench, size, repeats, options):
    result = Against()
    result.memory = 0
    script = bench.write_file("post.lua", WRK.format(credentials=bench.credentials, size=size,
                                                     request=POST))
    for _ in range(repeats):
        ours = serve(bench, bench.copy("imported", "served"), options.port)
        ours.wait(bench.credentials)
        result.ours.add(*load(ours.port, script, options.seconds))
        result.memory = max(result.memory, ours.memory())
        ours.stop()
        bench.copy("served", "after")
        bench.copy("imported", "copy")
        floor, foreign = bench.write_floor(plan_file("usage"), "after", "copy")
        result.floor.add(floor["groups"] / floor["seconds"], foreign)
        result.rows = floor["rows"]
    check_same(bench, size, "served", "copy")
    return result


# PostgreSQL ------------------------------------------------------------------------------------------


def measure_postgres(bench, size):
    """Imported and billed per second; nothing to compare with, so it stands beside."""
    imported, billed = Series(), Series()
    with PostgresStore(bench) as store:
        target = store.create("imported")
        bench.begin(target)
        idle = bench.start_and_stop(target)
        imported.add(*timed(bench, target, idle, size, "import", bench.path("customers.csv")))
        billed.add(*timed(bench, target, idle, size, "clock", "--to",
                          f"{bench.date_end}T00:00:00Z"))
    return imported, billed


# the table -------------------------------------------------------------------------------------------


KINDS = [
    ("import", "import, customers with a subscription a second", 0.4),
    ("billing", "billing run, renewals with their invoice a second", 0.5),
    ("rich", "the same, of six features with tiers, a discount and usage", 0.4),
    ("get", "`GET /v1/Usages` of one customer, a second", 0.35),
    ("post", "durable `POST /v1/Usage`, a second", 0.4),
]


def write_webhooks(table, engine, told):
    kept = told["reads_beside"] / told["reads"]
    table.text(f"Webhooks, {engine}: **{told['told']:,.0f}** a second alone, and {told['told_beside']:,.0f} "
               f"beside reads (wanted: 1,000), which keep **{kept:.2f}** of their {told['reads']:,.0f} a "
               "second (wanted: 0.75).")


def measure_documents(bench):
    os.environ["TACITE"] = bench.tacite
    return documents.measure()


def measure_rating(programs):
    """Nanoseconds for one period of one subscription, in memory."""
    done = subprocess.run([os.path.join(programs, "rating")], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)["nanoseconds"]


def write_table(machine, rating, printed, results, postgres, api, applied):
    table = Table()
    table.text(machine)
    table.text(f"Rating one period of a subscription with six features, in memory: {rating / 1000:.2f} µs "
               "(wanted: 5).")
    table.text("Documents printed a second: " + ", ".join(
        f"**{count:,.0f}** {kind}" for kind, count in printed.items()) + " (wanted: 200).")
    table.heading("", "subscriptions", "tacite", "floor", "ratio", "wanted", "to the smallest")
    for kind, title, wanted in KINDS:
        first = None
        for size, result in results.items():
            one = result[kind]
            first = first or one.ratio()
            table.row(title if one.ratio() == first else "", f"{size:,}", rate(one.ours),
                      rate(one.floor), f"**{one.ratio():.2f}**", f"{wanted:.2f}",
                      f"{one.ratio() / first:.2f}")
    table.text("`*`: others used more than 6 % of the processors meanwhile.")
    size, largest = list(results.items())[-1]
    table.text(f"Rows that the floors wrote at {size:,}, the same as we did: " + "; ".join(
        f"{kind} " + ", ".join(f"{table_name} {count:,}" for table_name, count in
                               largest[kind].rows.items())
        for kind in ("import", "billing", "post")) + ".")
    table.heading("subscriptions", "memory of its own while serving", "time to the first answer")
    for size, result in results.items():
        memory = max(result["get"].memory, result["post"].memory) / MEBIBYTE
        first_answer = statistics.median(result["get"].first_answer) * 1000
        table.row(f"{size:,}", f"{memory:.1f} MiB", f"{first_answer:.0f} ms")
    table.text("A change of the catalogue for 20,000 running subscriptions: " + ", ".join(
        f"{kind} **{seconds:.2f} s**" for kind, seconds in applied.items()) + " (wanted: 2 s).")
    if postgres:
        size, imported, billed = postgres
        table.text(f"On PostgreSQL, {size:,} subscriptions: {rate(imported)} imported and "
                   f"{rate(billed)} billed a second.")
    for size, engine, operations, latency, told in api:
        write_operations(table, size, engine, operations)
        write_latency(table, engine, latency)
        write_webhooks(table, engine, told)
    return table.write()


def write_document(table):
    with open(DOCUMENT, encoding="utf-8") as file:
        text = file.read()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    with open(DOCUMENT, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{table}{END}{after}")


# all of it -------------------------------------------------------------------------------------------


def measure_size(bench, size, options):
    repeats = REPEATS if size <= 100000 else 1
    bench.make_csv(size)
    result = {}
    for kind, measure in (
        ("import", lambda: measure_import(bench, size, repeats)),
        ("billing", lambda: measure_billing(bench, size, repeats)),
        ("rich", lambda: measure_rich_billing(bench, size, repeats, options)),
        ("get", lambda: measure_get(bench, size, repeats, options)),
        ("post", lambda: measure_post(bench, size, repeats, options)),
    ):
        result[kind] = measure()
        print(f"{size:>9,}  {kind:8} {rate(result[kind].ours):>9} to {rate(result[kind].floor):>9}: "
              f"{result[kind].ratio():.2f}", file=sys.stderr)
    return result


def measure_api(bench, engine, size, options):
    """All operations of API Live on an engine."""
    chosen = argparse.Namespace(name="", size=size, port=options.port, seconds=1, repeats=1)
    with STORES[engine](bench) as store:
        operations, latency = measure_operations(bench, store, chosen)
        os.environ["TACITE"] = bench.tacite
        os.environ["TACITE_TEST_POSTGRES"] = store.target("postgres")
        return size, store.name, operations, latency, webhooks.measure(engine)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", type=int, nargs="*", default=[1000, 10000, 100000])
    parser.add_argument("--programs", default=os.path.join(ROOT, "build"))
    parser.add_argument("--port", type=int, default=18640, help="this one and the next")
    parser.add_argument("--seconds", type=int, default=5, help="of each load over HTTP")
    parser.add_argument("--no-postgres", action="store_true")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="bench-", dir=options.programs)
    try:
        bench = Bench(folder, os.path.abspath(options.programs))
        machine = describe_machine(bench)
        bench.credentials = bench.begin(bench.path("empty"))
        results = {size: measure_size(bench, size, options) for size in sorted(options.sizes)}
        applied = measure_application(bench)
        api = [measure_api(bench, "sqlite", 100000, options)]
        postgres = None
        if not options.no_postgres:
            size = 10000
            bench.make_csv(size)
            postgres = (size, *measure_postgres(bench, size))
            api.append(measure_api(bench, "postgres", size, options))
        table = write_table(machine, measure_rating(options.programs), measure_documents(bench), results,
                            postgres, api, applied)
        print(table)
        if options.write:
            write_document(table)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
