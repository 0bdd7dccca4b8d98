"""What tests of the whole program share: a database on either engine, commands, a server that can be
killed, and files to work on. `TACITE` names the program, TACITE_TEST_POSTGRES a server for the tests
on PostgreSQL."""
import base64
import http.client
import json
import os
import shutil
import subprocess
import tempfile

from story import Postgres, Server

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TACITE = os.environ.get("TACITE", os.path.join(ROOT, "build", "tacite"))
TELCO = os.path.join(ROOT, "..", "shared", "data", "telco")
ENGINES = ["sqlite"] + (["postgres"] if os.environ.get("TACITE_TEST_POSTGRES") else [])


class World:
    """A database with a business, thrown away at the end: `with World("sqlite") as world:`. More
    options are those of `tacite init`."""

    def __init__(self, engine, *options):
        self.folder = tempfile.mkdtemp(prefix="tacite-world-")
        self.postgres = Postgres(os.environ["TACITE_TEST_POSTGRES"]) if engine == "postgres" else None
        self.target = self.postgres.target if self.postgres else os.path.join(self.folder, "t.db")
        self.environment = dict(
            os.environ,
            TACITE_DATABASE=self.target,
            TACITE_KEY_FILE=os.path.join(self.folder, "t.key"),
            TZ="UTC",
        )
        self.server = None
        self.key = self.json("init", *([] if "--name" in options else ["--name", "Test"]), *options)

    def __enter__(self):
        return self

    def __exit__(self, *why):
        if self.server:
            self.server.stop()
        if self.postgres:
            self.postgres.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def command(*words):
        return [TACITE, *words]

    def start(self, *words):
        """A command that goes on while the test does something else."""
        return subprocess.Popen(
            self.command(*words), cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    def run(self, *words, code=0):
        done = subprocess.run(
            self.command(*words), cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", timeout=600,
        )
        if code is not None and done.returncode != code:
            raise AssertionError(
                f"tacite {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def json(self, *words):
        return json.loads(self.run(*words, "--json"))

    def serve(self):
        log = os.path.join(self.folder, "server.log")
        self.server = Server([TACITE, "serve", "--port", "0"], self.environment, log)
        return self.server

    def stop(self):
        server, self.server = self.server, None
        return server.stop()

    def kill(self):
        """As a power cut would."""
        server, self.server = self.server, None
        server.process.kill()
        server.process.wait()

    def ask(self, method, path, body=None):
        """Status and JSON of one request."""
        return self.exchange(method, path, body)[:2]

    def exchange(self, method, path, body=None, **more):
        """Status, JSON and headers; `more` are headers to send, Idempotency_Key="a"."""
        connection = http.client.HTTPConnection(*self.server.address, timeout=60)
        pair = f"{self.key['AgentKey']}:{self.key['ApiKey']}".encode()
        headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
        headers.update((name.replace("_", "-"), value) for name, value in more.items())
        data = None if body is None else json.dumps(body)
        if data is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None, answer.headers

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


class Client:
    """One connection to the server of a world, kept for many requests; `key` is that of another
    business than its first."""

    def __init__(self, world, key=None):
        key = key or world.key
        pair = f"{key['AgentKey']}:{key['ApiKey']}".encode()
        self.headers = {"Authorization": "Basic " + base64.b64encode(pair).decode(),
                        "Content-Type": "application/json"}
        self.connection = http.client.HTTPConnection(*world.server.address, timeout=60)

    def ask(self, method, path, body=None):
        self.connection.request(method, path, None if body is None else json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None


def small_catalogue():
    """One offer with a feature of each type."""
    return json.dumps({
        "Features": [
            {"ReferenceFeature": "support", "TypeFeature": "OnOff"},
            {"ReferenceFeature": "seats", "TypeFeature": "Limitation"},
            {"ReferenceFeature": "messages", "TypeFeature": "Consumption"},
        ],
        "Offers": [{
            "ReferenceOffer": "team", "AmountRecurrence": 2900, "DurationRecurrence": 1,
            "UnitRecurrence": "Month",
            "Features": [
                {"ReferenceFeature": "support", "IsIncluded": False, "IsEnabled": True,
                 "Steps": [{"AmountCeiling": 1500}]},
                {"ReferenceFeature": "seats", "QuantityIncluded": 2, "QuantityCurrent": 5,
                 "Steps": [{"AmountPerIncrement": 1000}]},
                {"ReferenceFeature": "messages", "Steps": [{"AmountPerIncrement": 10}]},
            ],
        }],
    })


def customers_csv(count):
    """Customers with a subscription each, started on any day of the month before, one hour apart."""
    lines = ["ReferenceOffer,ReferenceCustomer,Name,Country,TypePayment,DateStart,Migration"]
    for i in range(count):
        lines.append(
            f"team,c{i:06d},Customer {i},FR,ExternalBank,"
            f"2026-10-{1 + i % 28:02d}T{i % 24:02d}:00:00Z,true"
        )
    return "\n".join(lines) + "\n"
