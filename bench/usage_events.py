#!/usr/bin/env python3
"""How fast POST /v1/UsageEvents takes batches of 10,000 events, beside the same rows written bare.

    bench/usage_events.py [--engine sqlite|postgres|both] [--events N...] [--customers N]

The events are of random customers, a second apart, each with an EventId, sent by one connection, one
request after the other. Then the rows of usage_events that came of it are written into an empty table
of the same shape and indexes, one by one by a prepared statement, 10,000 to a synced commit; on
PostgreSQL inside the server, from a table beside, so that nothing is sent. PostgreSQL is the server
that TACITE_TEST_POSTGRES names.
"""
import argparse
import datetime
import json
import os
import random
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests"))
from world import Client, World

BATCH = 10000
WANTED = 0.5
START = datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)
CATALOGUE = {
    "Features": [{"ReferenceFeature": "calls", "TypeFeature": "Consumption"}],
    "Offers": [{"ReferenceOffer": "metered", "AmountRecurrence": 100, "DurationRecurrence": 1,
                "UnitRecurrence": "Year",
                "Features": [{"ReferenceFeature": "calls", "Steps": [{"AmountPerIncrement": 1}]}]}],
}


def prepare(world, customers):
    world.run("catalogue", world.write("catalogue.json", json.dumps(CATALOGUE)))
    world.run("clock", "--to", START.strftime("%Y-%m-%dT%H:%M:%SZ"))
    lines = ["ReferenceCustomer,Name,TypePayment,Country,ReferenceOffer,DateStart,Migration"]
    lines += [f"customer-{i},Customer {i},ExternalBank,FR,metered,{START.date()},true"
              for i in range(customers)]
    world.run("import", world.write("customers.csv", "\n".join(lines) + "\n"))
    world.run("clock", "--to", "2026-12-01T00:00:00Z")


def events_of(first, customers, dice):
    moment = START + datetime.timedelta(seconds=first)
    return json.dumps([
        {"ReferenceCustomer": f"customer-{dice.randrange(customers)}", "ReferenceFeature": "calls",
         "Increment": dice.randrange(1, 100), "EventId": f"event-{first + i}",
         "DateStamp": (moment + datetime.timedelta(seconds=i)).strftime("%Y-%m-%dT%H:%M:%SZ")}
        for i in range(BATCH)])


def ingest(world, events, customers):
    """Seconds that the requests took."""
    dice, seconds, client = random.Random(1), 0.0, Client(world)
    for first in range(0, events, BATCH):
        body = events_of(first, customers, dice)
        begun = time.monotonic()
        client.connection.request("POST", "/v1/UsageEvents", body, client.headers)
        answer = json.loads(client.connection.getresponse().read())
        seconds += time.monotonic() - begun
        if answer.get("CountAdded") != BATCH:
            sys.exit(f"usage_events: {str(answer)[:1000]}")
    return seconds


def bare_sqlite(world, events):
    source = sqlite3.connect(world.target)
    target = os.path.join(world.folder, "bare.db")
    source.execute("VACUUM INTO ?", (target,))
    database = sqlite3.connect(target, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -24576",
                   "secure_delete = OFF", "temp_store = MEMORY"):
        database.execute(f"PRAGMA {pragma}").fetchall()
    database.execute("DELETE FROM usage_events")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    rows = source.execute("SELECT * FROM usage_events ORDER BY recorded_at, position")
    insert = f"INSERT INTO usage_events VALUES ({', '.join('?' * len(rows.description))})"
    seconds = 0.0
    while batch := rows.fetchmany(BATCH):
        begun = time.monotonic()
        database.execute("BEGIN")
        database.executemany(insert, batch)
        database.execute("COMMIT")
        seconds += time.monotonic() - begun
    count = database.execute("SELECT count(*) FROM usage_events").fetchone()[0]
    assert count == events, count
    database.close()
    source.close()
    os.unlink(target)
    return seconds


def bare_postgres(world, events):
    statements = [
        "CREATE TABLE arrivals AS SELECT row_number() OVER (ORDER BY recorded_at, position) AS no, "
        "e.* FROM usage_events e;",
        "CREATE INDEX arrivals_no ON arrivals (no);",
        "CREATE TABLE bare (LIKE usage_events INCLUDING ALL);",
        "VACUUM ANALYZE arrivals;", "CHECKPOINT;", "\\timing on"]
    columns = ("id_business, id_subscription_feature, occurred_at, event_key, increment, quantity, "
               "recorded_at, position, date_correction")
    values = ", ".join("one." + column for column in columns.split(", "))
    statements += [f"DO $$ DECLARE one arrivals; BEGIN FOR one IN SELECT * FROM arrivals "
                   f"WHERE no BETWEEN {first + 1} AND {first + BATCH} ORDER BY no LOOP "
                   f"INSERT INTO bare ({columns}) VALUES ({values}); END LOOP; END $$;"
                   for first in range(0, events, BATCH)]
    done = subprocess.run(["psql", "-X", "-q", "-d", world.target, "-f", "-"], check=True,
                          input="\n".join(statements), capture_output=True, encoding="utf-8")
    times = [float(line.split()[1]) for line in done.stdout.split("\n") if line.startswith("Time:")]
    assert len(times) == events // BATCH, done.stderr
    return sum(times) / 1000


def measure(engine, events, customers):
    with World(engine, "--language", "en", "--currency", "EUR") as world:
        prepare(world, customers)
        world.serve()
        ours = events / ingest(world, events, customers)
        world.stop()
        bare = events / (bare_sqlite if engine == "sqlite" else bare_postgres)(world, events)
    print(f"{engine:9} {events:>11,} events: {ours:>9,.0f} a second to {bare:>9,.0f} bare: "
          f"{ours / bare:.2f} (wanted: {WANTED})", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--events", type=int, nargs="*", default=[1000000])
    parser.add_argument("--customers", type=int, default=1000)
    options = parser.parse_args()
    for events in options.events:
        for engine in ("sqlite", "postgres") if options.engine == "both" else (options.engine,):
            measure(engine, events, options.customers)


if __name__ == "__main__":
    main()
