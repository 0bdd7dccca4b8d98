#!/usr/bin/env python3
"""A random world that is lived through again and again, with accidents, and whose books must hold after
each day.

    simulate.py [--seed N] [--days N] [--customers N] [--engine sqlite|postgres|both] [--calm]

A seed gives a catalogue, customers, and for each day what they do: they buy, use, upgrade, suspend,
terminate, pay, are refunded, are billed; the clock goes on by a day or leaps by months. Meanwhile the
server is killed while it works, its database throws it out, requests are sent twice, and all is begun
again. After each day

    the books       are in order (`tacite verify`): sums, taxes, numbers without a gap, ledger, chain
    periods         of a subscription are charged once, one after the other
    documents       only move as they may: what is issued keeps its content, states follow each other
    quotes          were what was charged
    repetition      of a request with its key, and a restart, change nothing

and in the end SQLite and PostgreSQL hold the same books, byte for byte, as does a calm world of the same
seed. A failure is made smaller until nothing can be left out of it, and printed as a story
(tests/story.py). TACITE_TEST_POSTGRES names a server for PostgreSQL."""
import argparse
import datetime
import json
import random
import subprocess
import sys
import time

from dice import KINDS, random_catalogue
from world import ENGINES, Client, World

DAY = datetime.timedelta(days=1)
# What happens, and how often.
WAYS = {"create": 4, "use": 10, "add_line": 3, "bill": 2, "start": 3, "suspend": 2, "terminate": 2,
        "move_term": 1, "upgrade": 4, "pay": 6, "refund": 2, "cancel": 2, "write_off": 1}
ACCIDENTS = ["kill", "lose", "repeat", "restart"]
# How an invoice may change from one evening to another, through states that it leaves on the same day.
FINAL_STATES = {"Void": {"Void"}, "Uncollectible": {"Uncollectible", "Paid"},
                "PaidRefunded": {"PaidRefunded"}, "Paid": {"Paid", "PaidRefunded", "ProblemDisputed"}}
# What a period is charged once for; the rest changes in its middle or is given back.
ONCE = {"AutoSubscriptionRecurrence", "AutoSubscriptionUpfront", "AutoSubscriptionTrial",
        "AutoSubscriptionTermination"}


def shown(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


# what is going to happen -----------------------------------------------------------------------------


class Plan:
    """Made of a seed alone, without asking anybody: a list of steps, each a dict that names customers
    (c1) and subscriptions (s1) by the order of their creation, so that any of them can be left out."""

    def __init__(self, seed, days, customers):
        self.dice = dice = random.Random(seed)
        self.catalogue = random_catalogue(dice)
        self.begins = datetime.datetime(2027, 1, 1) + datetime.timedelta(
            days=dice.randrange(800), seconds=dice.randrange(86400))
        self.most, self.customers, self.subscriptions = customers, 0, 0
        self.steps = []
        at = self.begins
        for _ in range(days):
            for _ in range(dice.randrange(1, 4 + customers // 4)):
                self.steps.append(self.random_step(at))
            if dice.random() < 0.5:
                self.steps.append({"do": dice.choice(ACCIDENTS), "dice": dice.randrange(1 << 30)})
            at += DAY * dice.choice([1, 1, 1, 1, 3, 11, 45]) + datetime.timedelta(
                seconds=dice.randrange(-7200, 7200))
            self.steps.append({"do": "evening", "at": shown(at)})

    def random_step(self, now):
        dice = self.dice
        if self.customers < self.most and (not self.customers or dice.random() < 0.25):
            self.customers += 1
            return {"do": "sign_up", "who": f"c{self.customers}"}
        way = dice.choices(list(WAYS), list(WAYS.values()))[0]
        step = {"do": way, "who": f"c{dice.randrange(self.customers) + 1}"}
        if way == "create":
            self.subscriptions += 1
            return self.random_creation({**step, "one": f"s{self.subscriptions}"}, now)
        if way in ("use", "start", "suspend", "terminate", "move_term", "upgrade"):
            if not self.subscriptions:
                return {"do": "add_line", "who": step["who"], "body": {"Label": "By hand", "Amount": 100}}
            step["one"] = f"s{dice.randrange(self.subscriptions) + 1}"
        return {**step, **getattr(self, "random_" + way, dict)(*([now] if way in (
            "terminate", "move_term", "use") else []))}

    def random_creation(self, step, now):
        dice = self.dice
        body = {"ReferenceOffer": dice.choice(self.catalogue["Offers"])["ReferenceOffer"]}
        query = dice.choice(["TryStart=true"] * 4 + ["TryStart=false", "TryStart=true&BillNow=true"])
        if dice.random() < 0.3:
            body["AmountRecurrence"] = dice.randrange(99999)
        way = dice.random()
        if way < 0.2:
            body["DateStart"] = shown(now + datetime.timedelta(seconds=dice.randrange(1, 60 * 86400)))
        elif way < 0.4:
            body["DateStart"] = shown(now - datetime.timedelta(seconds=dice.randrange(1, 90 * 86400)))
            if dice.random() < 0.4:
                query += "&Migration=true"
        return {**step, "body": body, "query": query}

    def random_use(self, now):
        dice = self.dice
        body = {"ReferenceFeature": dice.choice(sorted(KINDS))}
        if KINDS[body["ReferenceFeature"]] == "OnOff":
            body["IsEnabled"] = dice.random() < 0.5
        elif dice.random() < 0.4:
            body["QuantityCurrent"] = dice.randrange(25)
        else:
            body["Increment"] = dice.choice([dice.randrange(-4, 20), 1, 0.5])
            if dice.random() < 0.3:
                body["DateStamp"] = shown(now - datetime.timedelta(seconds=dice.randrange(86400)))
        if dice.random() < 0.3:
            body["EventId"] = f"event-{dice.randrange(40)}"
        return {"body": body}

    def random_add_line(self):
        dice = self.dice
        return {"body": {"Label": "By hand", "Amount": dice.choice(
            [dice.randrange(-9000, 9000), dice.randrange(-90000, 90000)])}}

    def random_suspend(self):
        return {"at_term": self.dice.random() < 0.4}

    def random_terminate(self, now):
        if self.dice.random() < 0.3:
            return {"query": "Immediate=true"}
        if self.dice.random() < 0.5:
            return {"query": "Immediate=false"}
        date = now + datetime.timedelta(seconds=self.dice.randrange(60, 80 * 86400))
        return {"query": f"Immediate=false&DateTermination={shown(date)}"}

    def random_move_term(self, now):
        return {"body": {"DateTerm": shown(now + datetime.timedelta(
            seconds=self.dice.randrange(60, 60 * 86400)))}}

    def random_upgrade(self):
        return {"body": {"ReferenceOffer": self.dice.choice(self.catalogue["Offers"])["ReferenceOffer"],
                         "Immediate": self.dice.random() < 0.7, "IgnoreEngagement": True}}

    def random_pay(self):
        return {"share": self.dice.choice([0.3, 1, 1, 1, 1.5]), "nth": self.dice.randrange(9)}

    def random_refund(self):
        return {"share": self.dice.choice([0.25, 1]), "nth": self.dice.randrange(9)}

    def random_cancel(self):
        return {"keep": self.dice.random() < 0.5, "nth": self.dice.randrange(9)}

    def random_write_off(self):
        return {"nth": self.dice.randrange(9)}


# living it -------------------------------------------------------------------------------------------


class Broken(Exception):
    """An invariant does not hold."""


class Life:
    """A plan's steps on one database. `is_calm`: without the accidents."""

    def __init__(self, engine, plan, steps, is_calm=False):
        self.engine, self.steps, self.is_calm = engine, steps, is_calm
        self.story, self.ids, self.requests, self.evening = [], {}, [], None
        self.world = World(engine)
        self.catalogue = self.world.write("catalogue.json", json.dumps(plan.catalogue))
        self.world.run("catalogue", self.catalogue)
        self.client = self.aside = None
        self.move_clock(shown(plan.begins))

    def __enter__(self):
        self.serve()
        return self

    def __exit__(self, *why):
        self.world.__exit__(*why)

    def serve(self):
        self.world.serve()
        self.client = Client(self.world)

    def live(self):
        for number, step in enumerate(self.steps):
            if step["do"] in ACCIDENTS:
                if not self.is_calm:
                    getattr(self, step["do"])(random.Random(step["dice"]))
                continue
            self.key = f"step-{number}"
            if "who" not in step or step["do"] == "sign_up" or step["who"] in self.ids:
                getattr(self, "do_" + step["do"])(step)
        return self.books()

    # asking: each request has a key, so that an accident in its middle is no reason to doubt

    def post(self, path, body=None, name=None):
        self.requests.append((self.key + path, path, body))
        status, answer = self.send(*self.requests[-1])
        self.story.append(f"POST {path}" + (f" {json.dumps(body)}" if body is not None else ""))
        self.story.append(f"  {status}" + (f' {{"Id": <{name}>}}' if name and status in (200, 201) else ""))
        if status >= 500:
            raise Broken(f"{path}: {status} {answer}")
        return status, answer

    def send(self, key, path, body):
        for _ in range(200):
            try:
                self.client.headers["Idempotency-Key"] = key
                status, answer = self.client.ask("POST", path, body)
            except (OSError, AssertionError, ValueError) as why:
                self.revive(why)
                continue
            finally:
                if self.client:
                    self.client.headers.pop("Idempotency-Key", None)
            if status != 503:
                return status, answer
            time.sleep(0.05)
        raise Broken(f"{path}: the database did not come back")

    def revive(self, why):
        """A dead server is started again; a dropped connection is made anew."""
        if self.world.server is None or self.world.server.process.poll() is not None:
            if self.world.server is not None and self.world.server.process.returncode >= 0:
                raise Broken(f"the server ended by itself: {why}")
            self.serve()
        else:
            self.client = Client(self.world)

    def get(self, path):
        status, answer = self.client.ask("GET", path)
        return answer if status == 200 else None

    # accidents

    def kill(self, dice):
        """While the clock is moving: power fails, and comes back."""
        target = datetime.datetime.fromisoformat(self.world.json("clock")["Now"][:19])
        command = self.world.start("clock", "--to", shown(target + datetime.timedelta(hours=1)))
        time.sleep(dice.uniform(0, 0.05))
        self.world.kill()
        command.wait()
        self.serve()
        self.move_clock(shown(target + datetime.timedelta(hours=1)))

    def lose(self, dice):
        """The database throws everybody out."""
        if self.world.postgres:
            self.world.postgres.tell(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{self.world.postgres.name}' AND pid <> pg_backend_pid()")

    def repeat(self, dice):
        """A client that was not sure asks once more: the same answer, and nothing else happens."""
        if self.requests:
            before = self.books()
            self.send(*dice.choice(self.requests[-100:]))
            self.unchanged(before, "a repeated request")

    def restart(self, dice):
        before = self.books()
        self.world.stop()
        self.serve()
        self.unchanged(before, "a restart")

    def unchanged(self, before, what):
        after = self.books()
        for name in before:
            if before[name] != after[name]:
                raise Broken(f"{what} changed the {name}:\n" + difference(before[name], after[name]))

    # what people do

    def do_sign_up(self, step):
        who = step["who"]
        self.ids[who] = who
        self.post("/v1/Customer", {"ReferenceCustomer": who})
        self.key += "b"
        self.post(f"/v1/CustomerSettingsPayment?ReferenceCustomer={who}", {"TypePayment": "ExternalBank"})

    def charged(self, who):
        """The amounts that wait in a customer's balance."""
        items, page = [], 1
        while True:
            answer = self.get(f"/v1/Balance?ReferenceCustomer={who}&SizePage=1000&Page={page}")
            items += answer["Items"] if answer else []
            if not answer or len(items) >= answer["TotalItems"]:
                return [one["AmountSubtotal"] for one in items]
            page += 1

    def do_create(self, step):
        body = {"ReferenceCustomer": step["who"], **step["body"]}
        status, quote = self.client.ask("POST", f"/v1/Quoting/Subscription?{step['query']}", body)
        before = self.charged(step["who"])
        done, answer = self.post(f"/v1/Subscription?{step['query']}", body, step["one"])
        if done in (200, 201):
            self.ids[step["one"]] = answer["Id"]
        if status == 200 and done in (200, 201) and answer["StateSubscription"].startswith("Active") \
                and "BillNow" not in step["query"]:
            self.as_quoted(quote, before, self.charged(step["who"]), "a purchase")

    def as_quoted(self, quote, before, after, what):
        rest = list(after)
        for line in before:
            rest.remove(line)
        said = [one["AmountSubtotal"] for one in quote.get("Details", [])]
        if sorted(rest) != sorted(said):
            raise Broken(f"{what} was quoted as {said} and charged as {rest}")

    def subscription(self, step):
        """Whose subscriptions it may be is the plan's guess; anybody's will do."""
        return self.ids.get(step["one"])

    def about(self, step, path, body=None, name=None):
        if self.subscription(step):
            self.post(path.replace("{}", str(self.subscription(step))), body, name)

    def do_use(self, step):
        if self.subscription(step):
            self.post("/v1/Usage", {"IdSubscription": self.subscription(step), **step["body"]})

    def do_add_line(self, step):
        self.post("/v1/BalanceLine", {"ReferenceCustomer": step["who"], **step["body"]})

    def do_bill(self, step):
        self.post("/v1/Billing/Customer", {"ReferenceCustomer": step["who"]})

    def do_start(self, step):
        self.about(step, "/v1/Subscription/{}/Start")

    def do_suspend(self, step):
        self.about(step, "/v1/Subscription/{}/Suspension" + (
            "?StateSubscription=ActiveDelayedSuspension" if step["at_term"] else ""))

    def do_terminate(self, step):
        self.about(step, "/v1/Subscription/{}/Termination?" + step["query"])

    def do_move_term(self, step):
        self.about(step, "/v1/Subscription/{}/DateTerm", step["body"])

    def do_upgrade(self, step):
        self.about(step, "/v1/Subscription/{}/Upgrade", step["body"])

    def invoice(self, step, states):
        """The nth of the customer's invoices that are in one of the states."""
        answer = self.get(f"/v1/Invoices?ReferenceCustomer={step['who']}&SizePage=1000")
        items = [one for one in (answer or {"Items": []})["Items"]
                 if one["StateInvoice"] in states and not one.get("TypeCredit")]
        return items[step["nth"] % len(items)] if items else None

    def do_pay(self, step):
        invoice = self.invoice(step, ("DueOffline", "ProblemOverdue"))
        if invoice:
            self.post("/Finance/Payments", {
                "ReferencePayment": self.key, "Amount": max(1, int(invoice["AmountTotal"] * step["share"])),
                "TypePayment": "ExternalBank", "Invoices": [{"IdInvoice": invoice["Id"]}]})

    def do_refund(self, step):
        invoice = self.invoice(step, ("Paid",))
        if invoice and invoice["AmountTotal"]:
            self.post(f"/Finance/Invoices/{invoice['Id']}/Refund", {
                "ReferencePayment": self.key, "Reason": "Goodwill", "TypePayment": "ExternalBank",
                "Amount": max(1, int(invoice["AmountTotal"] * step["share"]))})

    def do_cancel(self, step):
        invoice = self.invoice(step, ("DueOffline", "ProblemOverdue"))
        if invoice:
            self.post(f"/Finance/Invoices/{invoice['Id']}/Cancellation", {
                "Reason": "Mistake", "KeepContent": step["keep"]})

    def do_write_off(self, step):
        invoice = self.invoice(step, ("ProblemOverdue",))
        if invoice:
            self.post(f"/Finance/Invoices/{invoice['Id']}/WriteOff", {"Reason": "Gone"})

    def move_clock(self, at):
        for _ in range(20):
            done = subprocess.run(self.world.command("clock", "--to", at), env=self.world.environment,
                                  capture_output=True, encoding="utf-8", timeout=600)
            if done.returncode == 0:
                break
            time.sleep(0.2)
        else:
            raise Broken(f"the clock does not move: {done.stderr}")
        self.story.append(f"clock {at}")

    def do_evening(self, step):
        now = self.world.json("clock")["Now"][:19] + "Z"
        if step["at"] > now:
            self.move_clock(step["at"])
        self.hold()

    # what must hold

    def books(self):
        """Everything that may not depend on accidents or on the database, without what counts rows."""
        exports = {what: self.world.json("export", what)
                   for what in ("subscriptions", "invoices", "lines", "ledger")}
        for rows in exports.values():
            for row in rows:
                for name in ("Id", "Row", "ExternalKey", "IdSubscription"):
                    row.pop(name, None)
        return {what: sorted(json.dumps(row, sort_keys=True) for row in rows)
                for what, rows in exports.items()}

    def hold(self):
        try:
            self.world.run("verify")
        except AssertionError as why:
            raise Broken(f"the books are not in order: {why}") from None
        invoices = {one["FullNumber"]: one for one in self.world.json("export", "invoices")}
        self.hold_documents(invoices)
        self.hold_periods(self.world.json("export", "lines"), invoices)
        failures = self.world.json("export", "failures")
        if failures:
            raise Broken(f"the clock could not do its work: {failures}")
        self.evening = invoices

    def hold_documents(self, invoices):
        for number, before in (self.evening or {}).items():
            after = invoices.get(number)
            if not after:
                raise Broken(f"{number} is gone")
            for name in ("ReferenceCustomer", "IssuedOn", "DateIssue", "AmountSubtotal", "AmountTotal"):
                if before[name] != after[name]:
                    raise Broken(f"{number} has changed its {name}: {before[name]} to {after[name]}")
            allowed = FINAL_STATES.get(before["StateInvoice"])
            if allowed and after["StateInvoice"] not in allowed:
                raise Broken(f"{number} was {before['StateInvoice']} and is {after['StateInvoice']}")

    @staticmethod
    def hold_periods(lines, invoices):
        """What is charged once a period is there once, unless its invoice was cancelled."""
        seen = set()
        for line in lines:
            invoice = invoices.get(line.get("FullNumber"))
            if line["TypeLine"] not in ONCE or int(line["AmountSubtotal"]) <= 0 or \
                    line.get("IdSubscription") is None or (invoice and invoice["StateInvoice"] == "Void"):
                continue
            about = (line["IdSubscription"], line["TypeLine"], line.get("DatePeriodStart"),
                     line.get("DateMove"))
            if about in seen:
                raise Broken(f"{line['ReferenceCustomer']} is charged twice: {line}")
            seen.add(about)


def difference(before, after):
    gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
    return "\n".join([f"- {one}" for one in gone[:10]] + [f"+ {one}" for one in come[:10]])


# failing ---------------------------------------------------------------------------------------------


def attempt(engines, plan, steps, is_calm):
    """None if all holds; else what does not, with the story."""
    books = {}
    for engine in engines:
        for calm in ([True] if is_calm else [True, False]):
            with Life(engine, plan, steps, calm) as life:
                try:
                    books[engine, calm] = life.live()
                except Broken as why:
                    return f"{engine}{' (calm)' if calm else ''}: {why}", life.story
                story = life.story
    first, *others = books
    for other in others:
        for what in books[first]:
            if books[first][what] != books[other][what]:
                return (f"{first} and {other} do not have the same {what}:\n"
                        + difference(books[first][what], books[other][what])), story
    return None


def smaller(engines, plan, steps, is_calm, failure, patience):
    """Leaves out what can be left out as long as something fails: halves first, single steps last."""
    until, size = time.monotonic() + patience, len(steps) // 2
    while size and time.monotonic() < until:
        at = 0
        while at < len(steps) and time.monotonic() < until:
            fewer = steps[:at] + steps[at + size:]
            found = attempt(engines, plan, fewer, is_calm)
            if found:
                steps, failure = fewer, found
            else:
                at += size
        size //= 2
    return failure


def simulate(seed, days, customers, engines, is_calm=False, patience=300):
    """None, or what went wrong in words that a person can follow."""
    plan = Plan(seed, days, customers)
    failure = attempt(engines, plan, plan.steps, is_calm)
    if not failure:
        return None
    print(f"seed {seed}: {failure[0]}\nmaking it smaller …", file=sys.stderr, flush=True)
    why, story = smaller(engines, plan, plan.steps, is_calm, failure, patience)
    return (f"SEED={seed} DAYS={days}: {why}\n\n# The shortest story that shows it; its catalogue:\n"
            f"# {json.dumps(plan.catalogue)}\n" + "\n".join(story))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--customers", type=int, default=12)
    parser.add_argument("--engine", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--calm", action="store_true", help="without accidents")
    options = parser.parse_args()
    engines = ENGINES if options.engine == "both" else [options.engine]
    started = time.monotonic()
    failure = simulate(options.seed, options.days, options.customers, engines, options.calm)
    print(failure or f"seed {options.seed}: {options.days} days of {options.customers} customers on "
          f"{', '.join(engines)} in {time.monotonic() - started:.0f} s: everything holds")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
