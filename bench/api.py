#!/usr/bin/env python3
"""Measures each operation of API Live on its own, and prints one table.

    bench/api.py                                 100,000 customers, SQLite
    bench/api.py --size 10000 --engine postgres
    bench/api.py Usage                           operations that have this in their name

Reads stand beside nginx, which sends a fixed answer of the same size to the same requests. Writes
stand beside the bare rows: what a load has left is compared with what was there before, and the
rows that differ are written once more by a program that does nothing else, dealt out evenly to as
many groups as there were requests (floor.c on SQLite, pgbench on PostgreSQL).
"""
import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from measuring import (CONNECTIONS, FOREIGN_MAX, ROOT, Against, Bench, Serving, Table, Watch,
                       answers_per_second, load, nginx_configuration, rate, serve)
from stores import STORES

WRITERS = 8  # of the connections of a mixed load
Load = collections.namedtuple("Load", "rate half most")  # a second; milliseconds of 50 and 99 of 100
Latency = collections.namedtuple("Latency", "full half foreign")

# A request is written with what differs from one to the next in braces: {n} is a number of a
# customer, {k} one that never comes twice, and the others are of his objects.
Operation = collections.namedtuple("Operation", "name request body base", defaults=("", "due"))

WHO = "ReferenceCustomer=customer-{n}"
BUY = '{"ReferenceCustomer":"customer-{n}","ReferenceOffer":"plan"}'
USE = '{"ReferenceCustomer":"customer-{n}","ReferenceFeature":"messages","Increment":1}'
LINE = '{"ReferenceCustomer":"customer-{n}","Label":"Consulting","Amount":50000,"Quantity":18}'

# Older names of the same operation are left out.
READS = [
    Operation("GET /v1/Customer", f"GET /v1/Customer?{WHO}"),
    Operation("GET /v1/Customers", "GET /v1/Customers"),
    Operation("GET /v1/Customers with a feature", "GET /v1/Customers?ReferenceFeature=seats"),
    Operation("GET /v1/CustomerAddressBilling", f"GET /v1/CustomerAddressBilling?{WHO}"),
    Operation("GET /v1/CustomerAddressShipping", f"GET /v1/CustomerAddressShipping?{WHO}"),
    Operation("GET /v1/CustomerSettingsPayment", f"GET /v1/CustomerSettingsPayment?{WHO}"),
    Operation("GET /v1/Offers", "GET /v1/Offers"),
    Operation("GET /v1/Offer", "GET /v1/Offer?ReferenceOffer=plan"),
    Operation("GET /v1/Features", "GET /v1/Features"),
    Operation("GET /v1/Feature", "GET /v1/Feature?ReferenceFeature=seats"),
    Operation("GET /v1/Feature/{id}", "GET /v1/Feature/{feature}"),
    Operation("GET /v1/Subscription", f"GET /v1/Subscription?{WHO}"),
    Operation("GET /v1/Subscription/{id}", "GET /v1/Subscription/{subscription}"),
    Operation("GET /v1/Subscriptions of a customer", f"GET /v1/Subscriptions?{WHO}"),
    Operation("GET /v1/Subscriptions", "GET /v1/Subscriptions"),
    Operation("GET /v1/Usages of a customer", f"GET /v1/Usages?{WHO}"),
    Operation("GET /v1/Usages", "GET /v1/Usages"),
    Operation("GET /v1/Usage", f"GET /v1/Usage?ReferenceFeature=messages&{WHO}"),
    Operation("GET /v1/Balance of a customer", f"GET /v1/Balance?{WHO}"),
    Operation("GET /v1/Balance", "GET /v1/Balance"),
    Operation("GET /v1/Invoice", "GET /v1/Invoice?FullNumber={number}"),
    Operation("GET /v1/Invoice/{id}", "GET /v1/Invoice/{invoice}"),
    Operation("GET /v1/Invoices of a customer", f"GET /v1/Invoices?{WHO}"),
    Operation("GET /v1/Invoices", "GET /v1/Invoices"),
    Operation("GET /v1/TestClock", "GET /v1/TestClock"),
    Operation("POST /v1/Quoting/Subscription", "POST /v1/Quoting/Subscription", BUY),
    Operation("POST /v1/Quoting/Subscription/{id}/Start",
              "POST /v1/Quoting/Subscription/{draft}/Start", "", "drafts"),
    Operation("POST /v1/Quoting/Subscription/{id}/Upgrade",
              "POST /v1/Quoting/Subscription/{subscription}/Upgrade?ReferenceOffer=more"),
    Operation("POST /v1/Quoting/Usage", "POST /v1/Quoting/Usage", USE),
    Operation("POST /v1/Quoting/BalanceLine", "POST /v1/Quoting/BalanceLine", LINE),
    Operation("POST /v1/PricingSubscription", "POST /v1/PricingSubscription", BUY),
    Operation("GET /v1/Pricing/Billing/Customer", f"GET /v1/Pricing/Billing/Customer?{WHO}"),
]

WRITES = [
    Operation("POST /v1/Customer, a new one", "POST /v1/Customer",
              '{"ReferenceCustomer":"new-{k}","Name":"Customer {k}","Language":"fr",'
              '"Email":"new-{k}@example.test"}'),
    Operation("POST /v1/Customer, a known one", "POST /v1/Customer",
              '{"ReferenceCustomer":"customer-{n}","Name":"Customer {k} of now"}'),
    Operation("POST /v1/CustomerAddressBilling", f"POST /v1/CustomerAddressBilling?{WHO}",
              '{"AddressLine1":"{k} rue de la Paix"}'),
    Operation("POST /v1/CustomerAddressShipping", f"POST /v1/CustomerAddressShipping?{WHO}",
              '{"AddressLine1":"{k} rue de la Paix","City":"Paris","Country":"FR"}'),
    Operation("POST /v1/CustomerSettingsPayment", f"POST /v1/CustomerSettingsPayment?{WHO}",
              '{"TypePayment":"ExternalCheck","NoteInvoice":"Order {k}"}'),
    Operation("POST /v1/Customer/LinksRevokation", f"POST /v1/Customer/LinksRevokation?{WHO}"),
    Operation("POST /v1/Customer/Suspension", f"POST /v1/Customer/Suspension?{WHO}"),
    Operation("POST /v1/Customer/Invalidation", f"POST /v1/Customer/Invalidation?{WHO}"),
    Operation("POST /v1/Customer/Anonymization", f"POST /v1/Customer/Anonymization?{WHO}", "",
              "customers"),
    Operation("POST /v1/Subscription, started", "POST /v1/Subscription", BUY),
    Operation("POST /v1/Subscription, a draft", "POST /v1/Subscription?TryStart=false", BUY),
    Operation("POST /v1/Subscription/{id}/Start", "POST /v1/Subscription/{draft}/Start", "",
              "drafts"),
    Operation("POST /v1/Subscription/{id}/Upgrade",
              "POST /v1/Subscription/{subscription}/Upgrade?ReferenceOffer=more"),
    Operation("POST /v1/Subscription/{id}/Suspension",
              "POST /v1/Subscription/{subscription}/Suspension"),
    Operation("POST /v1/Subscription/{id}/Termination",
              "POST /v1/Subscription/{subscription}/Termination?Immediate=true"),
    Operation("POST /v1/Subscription/{id}/DateTerm", "POST /v1/Subscription/{subscription}/DateTerm",
              '{"DateTerm":"{term}"}'),
    Operation("POST /v1/Usage, an increment", "POST /v1/Usage", USE),
    Operation("POST /v1/Usage, a quantity", "POST /v1/Usage",
              '{"ReferenceCustomer":"customer-{n}","ReferenceFeature":"seats",'
              '"QuantityCurrent":14}'),
    Operation("POST /v1/Usages, ten increments", "POST /v1/Usages",
              "[" + ",".join([USE] * 10) + "]"),
    Operation("POST /v1/BalanceLine", "POST /v1/BalanceLine", LINE),
    Operation("POST /v1/Billing/Customer", "POST /v1/Billing/Customer",
              '{"ReferenceCustomer":"customer-{n}"}'),
]

# What is read of one customer, an offer or a feature: what an application asks for all day long.
EVERYBODY = ("GET /v1/Customers", "GET /v1/Subscriptions", "GET /v1/Usages", "GET /v1/Balance",
             "GET /v1/Invoices")
MIXED = [one for one in READS if one.base == "due" and one.request not in EVERYBODY
         and not one.request.startswith("GET /v1/Customers?")]
REPORT = next(one for one in WRITES if one.request == "POST /v1/Usage")

# Reads choose at random; a write finds everybody untouched, one after the other.
SCRIPT = """\
wrk.headers["Authorization"] = "Basic {credentials}"
wrk.headers["Content-Type"] = "application/json"
local function read(path)
    local names = {{}}
    for line in io.lines(path) do names[#names + 1] = line end
    return function(n) return names[(n - 1) % #names + 1] end
end
{names}
local operations = {{
{operations}
}}
function setup(thread)
    thread_count = (thread_count or 0) + 1
    thread:set("at", thread_count - 2)
end
function init()
    math.randomseed(os.time() + at)
end
function request()
    at = at + 2
    return operations[math.random(#operations)]({choice}, at)
end
"""
DELAY = "function delay() return math.floor(math.random() * {milliseconds} * 2 + 0.5) end\n"


# the data --------------------------------------------------------------------------------------------


class World:
    """A database of each kind that operations begin with, and the names that requests need."""

    def __init__(self, bench, store, size):
        self.bench, self.store, self.size = bench, store, size
        self.names = {}
        self.credentials = bench.begin(store.create("empty"))
        self.term = f"{bench.date_end + (bench.date_end - bench.date_start)}T00:00:00Z"

    def fill(self, port):
        """An invoice of the first renewal, and a balance of the second that is not invoiced yet."""
        bench, store = self.bench, self.store
        bench.make_csv(self.size, reference_offer=None)
        bench.run(store.copy("empty", "customers"), "import", bench.path("customers.csv"))
        bench.make_csv(self.size)
        due = store.copy("empty", "due")
        bench.run(due, "import", bench.path("customers.csv"))
        for moment in (f"{bench.date_end}T00:00:00Z", f"{bench.date_second_renewal}T01:00:00Z"):
            bench.run(due, "clock", "--to", moment)
        ours = serve(bench, due, port)
        ours.wait(self.credentials)
        self.read_names(ours, "subscription", "Subscriptions", "Id")
        self.read_names(ours, "invoice", "Invoices", "Id")
        self.read_names(ours, "number", "Invoices", "FullNumber")
        self.read_names(ours, "feature", "Features", "Id")
        ours.stop()
        self.make_drafts(port)

    def make_drafts(self, port):
        """As many as fit into a while."""
        draft = next(one for one in WRITES if one.request.endswith("TryStart=false"))
        ours = serve(self.bench, self.store.copy("due", "drafts"), port)
        ours.wait(self.credentials)
        load(port, self.script([draft], is_read=False), 4)
        self.read_names(ours, "draft", "Subscriptions", "Id",
                        lambda one: one["StateSubscription"] == "DraftAgent")
        ours.stop()

    def read_names(self, server, kind, collection, member, is_wanted=lambda item: True):
        names, page = [], 1
        while page:
            text = server.ask(self.credentials, "GET", f"/v1/{collection}?SizePage=1000&Page={page}")
            items = json.loads(text)["Items"] if text else []
            names += [item[member] for item in items if is_wanted(item)]
            page = page + 1 if len(items) == 1000 else 0
        self.names[kind] = self.bench.write_file(kind, "".join(f"{name}\n" for name in names))

    def example(self, operation):
        """The request of the first customer: verb, target, body."""
        text = f"{operation.request} {operation.body}".replace("{n}", "1").replace("{k}", "1")
        for kind, path in self.names.items():
            with open(path, encoding="utf-8") as file:
                text = text.replace("{" + kind + "}", file.readline().strip())
        return text.split(" ", 2)

    def script(self, operations, is_read, milliseconds=0):
        """For wrk: one of the operations, after a pause."""
        used = [kind for kind in self.names
                if any("{" + kind + "}" in one.request for one in operations)]

        def lua(text):
            text = text.replace("{term}", self.term)
            for name in ("n", "k"):
                text = text.replace("{" + name + "}", f"' .. {name} .. '")
            for kind in used:
                text = text.replace("{" + kind + "}", f"' .. {kind}(n) .. '")
            return f"'{text}'" if text else "nil"

        def function(one):
            verb, target = one.request.split(" ")
            return (f"function(n, k) return wrk.format('{verb}', {lua(target)}, nil, "
                    f"{lua(one.body)}) end,")

        return self.bench.write_file("script.lua", SCRIPT.format(
            credentials=self.credentials,
            names="\n".join(f"local {kind} = read('{self.names[kind]}')" for kind in used),
            operations="\n".join(map(function, operations)),
            choice=f"math.random({self.size})" if is_read else f"(at + 1) % {self.size} + 1",
        ) + (DELAY.format(milliseconds=milliseconds) if milliseconds else ""))


# measuring -------------------------------------------------------------------------------------------


def measure_read(world, operation, options):
    """Ours and nginx, in turn."""
    result = Against()
    script = world.script([operation], is_read=True)
    ours = serve(world.bench, world.store.target(operation.base), options.port)
    ours.wait(world.credentials)
    body = ours.ask(world.credentials, *world.example(operation))
    result.size = len(body.encode())
    nginx = Serving(["nginx", "-c", world.bench.write_file("nginx.conf", nginx_configuration(
        world.bench.folder, options.port + 1, result.size))], options.port + 1)
    nginx.wait(world.credentials)
    for _ in range(options.repeats):
        result.ours.add(*load(ours.port, script, options.seconds))
        result.floor.add(*load(nginx.port, script, options.seconds))
    nginx.stop()
    ours.stop()
    return result


def measure_write(world, operation, options):
    """Ours, then the same rows alone."""
    result = Against()
    script = world.script([operation], is_read=False)
    for _ in range(options.repeats):
        ours = serve(world.bench, world.store.copy(operation.base, "served"), options.port)
        ours.wait(world.credentials)
        answers, foreign = load(ours.port, script, options.seconds)
        result.ours.add(answers, foreign)
        ours.stop()
        requests = round(answers * options.seconds)
        result.floor.add(*world.store.write_floor(operation.base, "served", requests))
    return result


def mixed_load(world, port, seconds, reads_pause, writes_pause):
    """Reads and reports at once: what wrk says of each."""
    loads = []
    for operations, is_read, connections, pause, name in (
            (MIXED, True, CONNECTIONS - WRITERS, reads_pause, "reads.lua"),
            ([REPORT], False, WRITERS, writes_pause, "writes.lua")):
        script = world.bench.path(name)
        os.replace(world.script(operations, is_read, pause), script)
        loads.append(subprocess.Popen(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script,
             f"http://127.0.0.1:{port}"], stdout=subprocess.PIPE, encoding="utf-8"))
    said = [load.communicate()[0] for load in loads]
    if any("Non-2xx" in text or "Socket errors" in text for text in said):
        sys.exit("".join(said))
    return [Load(answers_per_second(text), *(milliseconds(text, share) for share in ("50%", "99%")))
            for text in said]


def milliseconds(text, share):
    number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s)\b", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def measure_latency(world, options):
    """At full speed, and at half of it."""
    ours = serve(world.bench, world.store.copy("due", "served"), options.port)
    ours.wait(world.credentials)
    seconds = max(options.seconds, 3)
    full = mixed_load(world, ours.port, seconds, 0, 0)
    pauses = [1000 * connections / (one.rate / 2)
              for one, connections in zip(full, (CONNECTIONS - WRITERS, WRITERS))]
    half = mixed_load(world, ours.port, seconds, *pauses)
    # The answers took time, too: what is missing to half the speed is taken off the pauses.
    pauses = [max(2 * pause - 1000 * connections / one.rate, 0.5) for one, pause, connections in
              zip(half, pauses, (CONNECTIONS - WRITERS, WRITERS))]
    with Watch() as watch:
        half = mixed_load(world, ours.port, seconds, *pauses)
    ours.stop()
    return Latency(full, half, watch.foreign)


def measure_operations(bench, store, options):
    """Results by operation, of those that are wanted."""
    world = World(bench, store, options.size)
    world.fill(options.port)
    results = {}
    for operations, measure in ((READS, measure_read), (WRITES, measure_write)):
        for operation in operations:
            if options.name not in f"{operation.name} {measure.__name__}":
                continue
            one = results[operation] = measure(world, operation, options)
            print(f"{rate(one.ours):>10} to {rate(one.floor):>10}: {one.ratio():.2f}  "
                  f"{operation.name}", file=sys.stderr)
    latency = measure_latency(world, options)
    print(f"half of all: {latency.half}", file=sys.stderr)
    return results, latency


# the tables ------------------------------------------------------------------------------------------


def write_operations(table, size, engine, results):
    table.heading(f"{size:,} customers, {engine}, a second", "bytes", "tacite", "floor", "ratio",
                  "wanted")
    for operation, one in results.items():
        is_read = operation in READS
        table.row(f"`{operation.name.partition(',')[0]}`{''.join(operation.name.partition(',')[1:])}",
                  f"{one.size:,}" if is_read else "", rate(one.ours), rate(one.floor),
                  f"**{one.ratio():.2f}**", f"{0.25 if is_read else 0.3:.2f}")


def write_latency(table, engine, latency):
    reads, writes = latency.half
    most, _ = latency.full
    star = "*" if latency.foreign > FOREIGN_MAX else ""
    table.text(f"Half of the most at once, {engine}: {reads.rate:,.0f} reads of all kinds a second (the most "
               f"were {most.rate:,.0f}) beside {writes.rate:,.0f} `POST /v1/Usage` on {CONNECTIONS} "
               f"connections: half of the reads took up to {reads.half:.1f} ms, 99 of 100 up to "
               f"**{reads.most:.1f}{star}** ms (wanted: 10).")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", default="", help="only operations that have it")
    parser.add_argument("--size", type=int, default=100000)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--programs", default=os.path.join(ROOT, "build"))
    parser.add_argument("--port", type=int, default=18640, help="this one and the next")
    parser.add_argument("--seconds", type=int, default=1, help="of each load")
    parser.add_argument("--repeats", type=int, default=1)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="bench-", dir=options.programs)
    try:
        bench = Bench(folder, os.path.abspath(options.programs))
        table = Table()
        with STORES[options.engine](bench) as store:
            results, latency = measure_operations(bench, store, options)
        write_operations(table, options.size, store.name, results)
        write_latency(table, store.name, latency)
        print(table.write())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
