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
import base64
import datetime
import http.client
import json
import os
import platform
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DOCUMENT = os.path.join(ROOT, "docs", "performance.md")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
REPEATS = 3
FOREIGN_MAX = 0.06  # of all processors
CONNECTIONS = 64
MEBIBYTE = 1024 * 1024

# A flat fee, a switch and a stock make three lines; the consumption is what usage is reported of.
CATALOGUE = {
    "Features": [
        {"ReferenceFeature": "support", "Name": "Support", "TypeFeature": "OnOff"},
        {"ReferenceFeature": "seats", "Name": "Seats", "TypeFeature": "Limitation"},
        {"ReferenceFeature": "messages", "Name": "Messages", "TypeFeature": "Consumption"},
    ],
    "Offers": [
        {
            "ReferenceOffer": "plan",
            "Name": "Plan",
            "AmountRecurrence": 2900,
            "DurationRecurrence": 1,
            "UnitRecurrence": "Month",
            "Features": [
                {"ReferenceFeature": "support", "IsIncluded": False, "IsEnabled": True,
                 "Steps": [{"AmountCeiling": 1500}]},
                {"ReferenceFeature": "seats", "QuantityIncluded": 2, "QuantityCurrent": 12,
                 "Steps": [{"QuantityMax": 5, "AmountPerIncrement": 1500},
                           {"QuantityMax": 10, "AmountPerIncrement": 1200},
                           {"AmountPerIncrement": 800}]},
                {"ReferenceFeature": "messages", "QuantityIncluded": 25,
                 "Steps": [{"QuantityMax": 100, "AmountPerIncrement": 10},
                           {"AmountPerIncrement": 7}]},
            ],
        }
    ],
}
COLUMNS = ("ReferenceCustomer,Name,Language,Email,TypePayment,LastName,AddressLine1,ZipCode,City,"
           "Country,ReferenceOffer,DateStart,Migration,ExternalKey\n")

NGINX = """\
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes {cores};
events {{ worker_connections 1024; }}
http {{
    access_log off; server_tokens off; keepalive_requests 1000000000;
    client_body_temp_path {folder}/nginx-1; proxy_temp_path {folder}/nginx-2;
    fastcgi_temp_path {folder}/nginx-3; uwsgi_temp_path {folder}/nginx-4;
    scgi_temp_path {folder}/nginx-5;
    server {{
        listen 127.0.0.1:{port} reuseport;
        location / {{
            default_type "application/json; charset=utf-8";
            add_header X-Request-Id 6bdaec44f4dfdbc9;
            add_header X-Content-Type-Options nosniff;
            add_header Cache-Control no-store;
            return 200 '{body}';
        }}
    }}
}}
"""

WRK = """\
wrk.headers["Authorization"] = "Basic {credentials}"
wrk.headers["Content-Type"] = "application/json"
math.randomseed(os.time())
request = function()
    local customer = "customer-" .. math.random({size})
    {request}
end
"""
GET = 'return wrk.format("GET", "/v1/Usages?ReferenceCustomer=" .. customer)'
POST = """return wrk.format("POST", "/v1/Usage", nil, '{"ReferenceCustomer":"' .. customer ..
        '","ReferenceFeature":"messages","Increment":1}')"""


# who uses the processors -----------------------------------------------------------------------------


def children():
    """Parents to their children's ids, of all processes."""
    tree = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                tree.setdefault(int(file.read().rpartition(")")[2].split()[1]), []).append(int(pid))
        except OSError:
            pass
    return tree


def ticks_of(pid, tree):
    """Of a process, of its children, and of those that it has waited for."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            own = sum(map(int, file.read().rpartition(")")[2].split()[11:15]))
    except OSError:
        return 0
    return own + sum(ticks_of(child, tree) for child in tree.get(pid, []))


def busy_ticks():
    """Of all processors, with what the host took away."""
    with open("/proc/stat", encoding="utf-8") as file:
        user, nice, system, _, _, irq, soft, steal = map(int, file.readline().split()[1:9])
    return user + nice + system + irq + soft + steal


class Watch:
    """How long something takes, and how much of the processors others use meanwhile."""

    roots = [os.getpid()]

    def __enter__(self):
        self.ticks = busy_ticks() - self.own()
        self.start = time.monotonic()
        return self

    def __exit__(self, *error):
        self.seconds = time.monotonic() - self.start
        ticks = max(busy_ticks() - self.own() - self.ticks, 0)
        room = self.seconds * os.cpu_count() * os.sysconf("SC_CLK_TCK")
        self.foreign = ticks / room if self.seconds > 0.5 else 0  # shorter, a tick says nothing

    def own(self):
        tree = children()
        return sum(ticks_of(pid, tree) for pid in self.roots)


class Series:
    """Repeated measures of one thing."""

    def __init__(self):
        self.values, self.foreign = [], []

    def add(self, value, foreign):
        self.values.append(value)
        self.foreign.append(foreign)

    def median(self):
        return statistics.median(self.values)

    def is_disturbed(self):
        return statistics.median(self.foreign) > FOREIGN_MAX


class Against:
    """Ours and the floor, in turn: the ratio is that of neighbours."""

    def __init__(self):
        self.ours, self.floor = Series(), Series()

    def ratio(self):
        return statistics.median(a / b for a, b in zip(self.ours.values, self.floor.values))

    def is_disturbed(self):
        return self.ours.is_disturbed() or self.floor.is_disturbed()


# the program and its data ----------------------------------------------------------------------------


def added_up(pairs):
    """A table that is written twice is named twice."""
    sums = {}
    for name, value in pairs:
        sums[name] = sums[name] + value if name in sums else value
    return sums


class Bench:
    def __init__(self, folder, programs):
        self.folder = folder
        self.tacite = os.path.join(programs, "tacite")
        self.floor = os.path.join(programs, "floor")
        today = datetime.datetime.now(datetime.timezone.utc).date()
        self.date_start = today.replace(day=1)
        renewal = (self.date_start + datetime.timedelta(days=31)).replace(day=1)
        self.date_end = renewal + datetime.timedelta(days=2)  # renewed, and billed six hours later

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, database, *words):
        """Runs a command and returns what it printed as JSON."""
        command = [self.tacite, *words, "--json", "--database", database]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            sys.exit(f"{' '.join(command)}: {(done.stdout + done.stderr).decode()}")
        return json.loads(done.stdout or b"{}")

    def forget(self, name):
        for end in ("", "-wal", "-shm", ".lock"):
            if os.path.exists(self.path(name + end)):
                os.unlink(self.path(name + end))

    def copy(self, name, to):
        """A copy that is on the disk, so that nobody writes it out during a measure."""
        self.forget(to)
        shutil.copyfile(self.path(name), self.path(to))
        shutil.copy(self.path("empty.key"), self.path(to + ".key"))
        os.sync()
        return self.path(to)

    def write_file(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def make_csv(self, size):
        with open(self.path("customers.csv"), "w", encoding="utf-8") as file:
            file.write(COLUMNS)
            for i in range(1, size + 1):
                file.write(f"customer-{i},Customer Number {i},en,customer-{i}@example.test,"
                           f"ExternalBank,Number {i},1 place du Marché,75001,Paris,FR,plan,"
                           f"{self.date_start},true,key-{i}\n")

    def begin(self, database):
        """A business with its catalogue; returns its credentials."""
        key = self.run(database, "init", "--name", "Bench", "--language", "en", "--currency", "EUR",
                       "--tax-rate", "20")
        self.run(database, "catalogue", self.write_file("catalogue.json", json.dumps(CATALOGUE)))
        return base64.b64encode(f"{key['AgentKey']}:{key['ApiKey']}".encode()).decode()

    def write_floor(self, plan, after, copy):
        """SQLite alone; returns what floor.c prints."""
        with Watch() as watch:
            done = subprocess.run([self.floor, os.path.join(ROOT, "bench", f"floor_{plan}.sql"),
                                   self.path(after), self.path(copy)],
                                  stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout, object_pairs_hook=added_up), watch.foreign

    def start_and_stop(self, database):
        """Seconds of a command that does nothing."""
        seconds = []
        for _ in range(REPEATS):
            start = time.monotonic()
            self.run(database, "clock")
            seconds.append(time.monotonic() - start)
        return statistics.median(seconds)


# writing ---------------------------------------------------------------------------------------------


def timed(bench, database, idle, count, *words):
    """Things per second, without the start of the program, and what others used."""
    with Watch() as watch:
        bench.run(database, *words)
    return count / (watch.seconds - idle), watch.foreign


def measure_import(bench, size, repeats):
    result = Against()
    for _ in range(repeats):
        database = bench.copy("empty", "imported")
        rate, foreign = timed(bench, database, bench.start_and_stop(database), size, "import",
                              bench.path("customers.csv"))
        result.ours.add(rate, foreign)
        bench.copy("imported", "after")
        bench.copy("empty", "copy")
        floor, foreign = bench.write_floor("import", "after", "copy")
        result.floor.add(floor["groups"] / floor["seconds"], foreign)
        result.rows = floor["rows"]
    check_same(bench, size, "imported", "copy")
    return result


def measure_billing(bench, size, repeats):
    result = Against()
    for _ in range(repeats):
        database = bench.copy("imported", "billed")
        rate, foreign = timed(bench, database, bench.start_and_stop(database), size, "clock", "--to",
                              f"{bench.date_end}T00:00:00Z")
        result.ours.add(rate, foreign)
        bench.copy("billed", "after")
        bench.copy("imported", "copy")
        floor, foreign = bench.write_floor("billing", "after", "copy")
        result.floor.add(floor["groups"] / floor["seconds"], foreign)
        result.rows = floor["rows"]
    check_same(bench, size, "billed", "copy")
    return result


# What a floor leaves out, a row or two a transaction: where ids and numbers come from, how far an
# import is, the clock.
NOT_COMPARED = ("counters", "series", "books", "imports", "test_clocks", "sqlite_stat1")
COMPARED_SIZE_MAX = 10000  # beyond it takes long and says no more


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


# serving ---------------------------------------------------------------------------------------------


class Serving:
    """A process that listens, until it is told to stop."""

    def __init__(self, command, port):
        self.port = port
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)

    def answer(self, credentials, size=1):
        """The body of one answer; None while nobody listens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", f"/v1/Usages?ReferenceCustomer=customer-{size}",
                               headers={"Authorization": "Basic " + credentials})
            response = connection.getresponse()
            return response.read().decode() if response.status == 200 else None
        except OSError:
            return None
        finally:
            connection.close()

    def wait(self, credentials, seconds=60):
        """Seconds until the first answer, from now on."""
        start = time.monotonic()
        while not self.answer(credentials):
            if self.process.poll() is not None or time.monotonic() - start > seconds:
                sys.exit(f"{self.process.args[0]} does not answer on port {self.port}")
            time.sleep(0.001)
        return time.monotonic() - start

    def memory(self):
        """Bytes that it has for itself: pages of files, such as the database's, are the system's,
        which takes them back when it likes."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            return int(re.search(r"RssAnon:\s+(\d+)", file.read()).group(1)) * 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def serve(bench, database, port):
    return Serving([bench.tacite, "serve", "--log", "warning", "--database", database, "--port",
                    str(port)], port)


def load(bench, port, script, seconds):
    """Answers per second, and what others used."""
    with Watch() as watch:
        done = subprocess.run(["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script,
                               f"http://127.0.0.1:{port}"],
                              stdout=subprocess.PIPE, check=True, encoding="utf-8")
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        sys.exit(done.stdout)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout).group(1)), watch.foreign


def measure_get(bench, size, repeats, options):
    result = Against()
    credentials = bench.credentials
    script = bench.write_file("get.lua", WRK.format(credentials=credentials, size=size, request=GET))
    ours = serve(bench, bench.copy("imported", "served"), options.port)
    result.first_answer = [ours.wait(credentials)]
    body = ours.answer(credentials, size)
    nginx = Serving(["nginx", "-c", bench.write_file("nginx.conf", NGINX.format(
        folder=bench.folder, cores=os.cpu_count(), port=options.port + 1, body=body))],
        options.port + 1)
    nginx.wait(credentials)
    for _ in range(repeats):
        result.ours.add(*load(bench, ours.port, script, options.seconds))
        result.floor.add(*load(bench, nginx.port, script, options.seconds))
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
        result.ours.add(*load(bench, ours.port, script, options.seconds))
        result.memory = max(result.memory, ours.memory())
        ours.stop()
        bench.copy("served", "after")
        bench.copy("imported", "copy")
        floor, foreign = bench.write_floor("usage", "after", "copy")
        result.floor.add(floor["groups"] / floor["seconds"], foreign)
        result.rows = floor["rows"]
    check_same(bench, size, "served", "copy")
    return result


# PostgreSQL ------------------------------------------------------------------------------------------


def measure_postgres(bench, size):
    """Imported and billed per second; nothing to compare with, so it stands beside."""
    folder = tempfile.mkdtemp(prefix="tacite-bench-", dir="/tmp")  # a socket's path must be short
    script = os.path.join(ROOT, "tests", "postgres.sh")
    target = subprocess.run([script, "start", folder], stdout=subprocess.PIPE, check=True,
                            encoding="utf-8").stdout.strip()
    imported, billed = Series(), Series()
    try:
        with open(os.path.join(folder, "data", "postmaster.pid"), encoding="utf-8") as file:
            Watch.roots.append(int(file.readline()))
        os.environ["TACITE_KEY_FILE"] = bench.path("postgres.key")
        bench.begin(target)
        idle = bench.start_and_stop(target)
        imported.add(*timed(bench, target, idle, size, "import", bench.path("customers.csv")))
        billed.add(*timed(bench, target, idle, size, "clock", "--to",
                          f"{bench.date_end}T00:00:00Z"))
    finally:
        subprocess.run([script, "stop", folder], check=False)
        del Watch.roots[1:]
    return imported, billed


# the machine -----------------------------------------------------------------------------------------


def synced_writes(bench):
    """How many times a second the disk confirms 4 KiB."""
    file = os.open(bench.path("synced"), os.O_CREAT | os.O_WRONLY)
    count, start = 0, time.monotonic()
    while time.monotonic() - start < 1:
        os.pwrite(file, b"\0" * 4096, 4096 * (count % 1000))
        os.fdatasync(file)
        count += 1
    os.close(file)
    os.unlink(bench.path("synced"))
    return count / (time.monotonic() - start)


def describe_machine(bench):
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*:\s*(.*)", file.read())
    with open("/proc/meminfo", encoding="utf-8") as file:
        memory = int(re.search(r"MemTotal:\s+(\d+)", file.read()).group(1)) / MEBIBYTE
    name = model.group(1) if model else platform.machine()
    return (f"{name}, {os.cpu_count()} processors, {memory:.0f} GiB, Linux {platform.release()}; "
            f"{synced_writes(bench):,.0f} synced writes of 4 KiB a second; "
            f"{datetime.date.today():%d %B %Y}.")


# the table -------------------------------------------------------------------------------------------


class Table:
    def __init__(self):
        self.lines = []

    def heading(self, *cells):
        self.lines.append("")
        self.row(*cells)
        self.lines.append("|" + "|".join("---" if i == 0 else "---:" for i in range(len(cells))) + "|")

    def row(self, *cells):
        self.lines.append("| " + " | ".join(cells) + " |")

    def text(self, text):
        self.lines += ["", text]

    def write(self):
        return "\n".join(self.lines).strip() + "\n"


def rate(series):
    return f"{series.median():,.0f}" + ("*" if series.is_disturbed() else "")


KINDS = [
    ("import", "import, customers with a subscription a second", 0.4),
    ("billing", "billing run, renewals with their invoice a second", 0.5),
    ("get", "`GET /v1/Usages` of one customer, a second", 0.35),
    ("post", "durable `POST /v1/Usage`, a second", 0.4),
]


def write_table(machine, results, postgres):
    table = Table()
    table.text(machine)
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
    if postgres:
        size, imported, billed = postgres
        table.text(f"On PostgreSQL, {size:,} subscriptions: {rate(imported)} imported and "
                   f"{rate(billed)} billed a second.")
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
        ("get", lambda: measure_get(bench, size, repeats, options)),
        ("post", lambda: measure_post(bench, size, repeats, options)),
    ):
        result[kind] = measure()
        print(f"{size:>9,}  {kind:8} {rate(result[kind].ours):>9} to {rate(result[kind].floor):>9}: "
              f"{result[kind].ratio():.2f}", file=sys.stderr)
    return result


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
        postgres = None
        if not options.no_postgres:
            size = min(10000, max(options.sizes))
            bench.make_csv(size)
            postgres = (size, *measure_postgres(bench, size))
        table = write_table(machine, results, postgres)
        print(table)
        if options.write:
            write_document(table)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
