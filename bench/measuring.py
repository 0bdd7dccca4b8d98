"""What the measures share: the program with its data, what it is measured against, and a look at who
else uses the processors meanwhile."""
import atexit
import base64
import datetime
import http.client
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REPEATS = 3
FOREIGN_MAX = 0.06  # of all processors
CONNECTIONS = 64
MEBIBYTE = 1024 * 1024
# What a floor leaves out, a row or two a transaction: where ids and numbers come from, how far an
# import is, the clock.
NOT_COMPARED = ("counters", "series", "books", "imports", "test_clocks", "sqlite_stat1")

# A flat fee, a switch and a stock make three lines; the consumption is what usage is reported of.
FEATURES = [
    {"ReferenceFeature": "support", "IsIncluded": False, "IsEnabled": True,
     "Steps": [{"AmountCeiling": 1500}]},
    {"ReferenceFeature": "seats", "QuantityIncluded": 2, "QuantityCurrent": 12,
     "Steps": [{"QuantityMax": 5, "AmountPerIncrement": 1500},
               {"QuantityMax": 10, "AmountPerIncrement": 1200},
               {"AmountPerIncrement": 800}]},
    {"ReferenceFeature": "messages", "QuantityIncluded": 25,
     "Steps": [{"QuantityMax": 100, "AmountPerIncrement": 10},
               {"AmountPerIncrement": 7}]},
]
TIERS = [{"QuantityMax": 10, "AmountPerIncrement": 150}, {"QuantityMax": 50, "AmountPerIncrement": 120},
         {"AmountPerIncrementExact": "82.5"}]
# Two stocks, a switch and three consumptions, all but the switch in tiers.
CONSUMED = ("messages", "calls", "storage")
RICH_FEATURES = FEATURES + [
    {"ReferenceFeature": "rooms", "QuantityIncluded": 1, "QuantityCurrent": 40, "Steps": TIERS},
    {"ReferenceFeature": "calls", "Steps": TIERS, "ModePricing": "Volume"},
    {"ReferenceFeature": "storage", "QuantityIncluded": 5, "Steps": TIERS},
]
CATALOGUE = {
    "Features": [
        {"ReferenceFeature": "support", "Name": "Support", "TypeFeature": "OnOff"},
        {"ReferenceFeature": "seats", "Name": "Seats", "TypeFeature": "Limitation"},
        {"ReferenceFeature": "rooms", "Name": "Rooms", "TypeFeature": "Limitation"},
    ] + [{"ReferenceFeature": one, "Name": one.capitalize(), "TypeFeature": "Consumption"}
         for one in CONSUMED],
    "Discounts": [{"ReferenceDiscount": "tenth", "Name": "A tenth off", "TypeOff": "PerTenThousand",
                   "ValueOff": 1000, "TargetFee": "AllRecurring", "CountPeriods": 12}],
    "Offers": [
        {"ReferenceOffer": reference, "Name": reference.capitalize(), "AmountRecurrence": amount,
         "DurationRecurrence": 1, "UnitRecurrence": "Month", "Features": features,
         "Discounts": discounts}
        for reference, amount, features, discounts in (
            ("plan", 2900, FEATURES, []), ("more", 4900, FEATURES, []),
            ("rich", 9900, RICH_FEATURES, [{"ReferenceDiscount": "tenth"}]))
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
        set $piece '{piece}';
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
        month = datetime.timedelta(days=31)
        renewal = (self.date_start + month).replace(day=1)
        self.date_second_renewal = (renewal + month).replace(day=1)
        self.date_end = renewal + datetime.timedelta(days=2)  # renewed, and billed six hours later

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, database, *words):
        """Runs a command and returns what it printed as JSON."""
        command = [self.tacite, *words, "--json", "--database", database]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            sys.exit(f"{' '.join(command)}: {(done.stdout + done.stderr).decode()[:2000]}")
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

    def make_csv(self, size, reference_offer="plan"):
        has_offer = bool(reference_offer)
        offer = f"{reference_offer},{self.date_start},true,key-" if has_offer else ",,,"
        with open(self.path("customers.csv"), "w", encoding="utf-8") as file:
            file.write(COLUMNS)
            for i in range(1, size + 1):
                file.write(f"customer-{i},Customer Number {i},en,customer-{i}@example.test,"
                           f"ExternalBank,Number {i},1 place du Marché,75001,Paris,FR,"
                           f"{offer}{i if has_offer else ''}\n")

    def begin(self, database):
        """A business with its catalogue; returns its credentials."""
        key = self.run(database, "init", "--name", "Bench", "--language", "en", "--currency", "EUR",
                       "--tax-rate", "20")
        self.run(database, "catalogue", self.write_file("catalogue.json", json.dumps(CATALOGUE)))
        return base64.b64encode(f"{key['AgentKey']}:{key['ApiKey']}".encode()).decode()

    def write_floor(self, plan, after, copy):
        """SQLite alone; returns what floor.c prints."""
        with Watch() as watch:
            done = subprocess.run([self.floor, plan,
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


# serving ---------------------------------------------------------------------------------------------


class Serving:
    """A process that listens, until it is told to stop."""

    def __init__(self, command, port):
        self.port = port
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        atexit.register(self.process.terminate)

    def ask(self, credentials, verb, target, body=""):
        """The body of one answer; None while nobody listens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request(verb, target, body, {"Authorization": "Basic " + credentials})
            response = connection.getresponse()
            text = response.read().decode()
            return text if response.status < 300 else None
        except OSError:
            return None
        finally:
            connection.close()

    def answer(self, credentials, size=1):
        return self.ask(credentials, "GET", f"/v1/Usages?ReferenceCustomer=customer-{size}")

    def wait(self, credentials, seconds=60):
        """Seconds until the first answer, from now on."""
        start = time.monotonic()
        while self.answer(credentials) is None:
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


PIECE_SIZE = 3000  # nginx reads no longer words


def nginx_configuration(folder, port, size):
    """It sends one answer of `size` bytes."""
    pieces, rest = divmod(size, PIECE_SIZE)
    return NGINX.format(folder=folder, cores=os.cpu_count(), port=port, piece="x" * PIECE_SIZE,
                        body="${piece}" * pieces + "x" * rest)


def serve(bench, database, port):
    return Serving([bench.tacite, "serve", "--log", "warning", "--database", database, "--port",
                    str(port)], port)


def load(port, script, seconds):
    """Answers per second, and what others used."""
    with Watch() as watch:
        done = subprocess.run(["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script,
                               f"http://127.0.0.1:{port}"],
                              stdout=subprocess.PIPE, check=True, encoding="utf-8")
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        sys.exit(done.stdout)
    return answers_per_second(done.stdout), watch.foreign


def answers_per_second(text):
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))


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


# tables ---------------------------------------------------------------------------------------------


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
