#!/usr/bin/env python3
"""A random world that is lived through again and again, with accidents, and whose books must hold after
each day.

    simulate.py [--seed N] [--days N] [--customers N] [--engine sqlite|postgres|both] [--calm]

A seed gives merchants in one database with their settings and catalogues, customers with their cards and
accounts, and for each day what they do (tests/plan.py): they buy, use, report late, upgrade, suspend,
terminate, pay, are charged, dispute, are refunded, are billed; prices change; the clock goes on by a day or
leaps by months. Meanwhile the server is killed while it works, its database throws it out, requests are
sent twice, and all is begun again. After each day

    the books       are in order (`tacite verify`): sums, taxes, numbers without a gap, ledger, chain, and
                    every transaction with the payments that it made
    periods         of a subscription are charged once, one after the other, and none is missing
    states          of subscriptions and documents follow each other as they may; what is issued keeps
                    its content
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

from invariants import (INVOICE_STEPS, STATUS_STEPS, Broken, hold_documents, hold_paths, hold_periods,
                        hold_states, hold_succession)
from plan import ACCIDENTS, Plan, shown
from world import ENGINES, Client, World

# Members that count rows, or are made of such numbers or of chance; the rest of them begin with Id.
OTHER_IDENTITIES = {"Row", "ExternalKey", "Links", "TokenTransaction", "TokenRefund", "PageUrl"}


# living it -------------------------------------------------------------------------------------------


class Shop:
    """A merchant of a plan in the world: his keys, what his customers' things are called there, and his
    books of the evening before."""

    def __init__(self, world, merchant, key):
        self.world, self.merchant, self.key, self.client = world, merchant, key, None
        self.ids, self.requests, self.invoices, self.subscriptions = {}, [], {}, {}
        self.touched = set()  # subscriptions that somebody asked something of since the evening
        self.free_at_first = set()  # those that were migrated, or whose restart was waived

    def run(self, *words):
        return self.world.run(*words, "--business", str(self.key["IdBusiness"]))

    def json(self, *words):
        return self.world.json(*words, "--business", str(self.key["IdBusiness"]))

    def load(self, catalogue):
        self.run("catalogue", self.world.write("catalogue.json", json.dumps(catalogue)))

    def open(self):
        self.load(self.merchant.catalogue)
        for name, value in self.merchant.settings.items():
            self.run("setting", name, value)
        self.run("seller", "set", "vat_number", "FR40303265045", "country", "FR")
        for kind in ("card", "debit"):
            self.run("gateway", "add", "Sandbox", kind)

    def call(self):
        """A connection of its own."""
        if self.client:
            self.client.connection.close()
        self.client = Client(self.world, self.key)

    def now(self):
        return self.json("clock")["Now"][:19] + "Z"

    def get(self, path):
        status, answer = self.client.ask("GET", path)
        return answer if status == 200 else None

    def items(self, path):
        """All pages of a list."""
        items, page, mark = [], 1, "&" if "?" in path else "?"
        while True:
            answer = self.get(f"{path}{mark}SizePage=1000&Page={page}")
            items += answer["Items"] if answer else []
            if not answer or len(items) >= answer["TotalItems"]:
                return items
            page += 1

    def first_period(self, subscription):
        return subscription.get("FirstPeriod", self.merchant.settings.get("first_period"))

    def running(self):
        """Its subscriptions by identity."""
        return {one["Id"]: one for one in self.items("/v1/Subscriptions")}


class Life:
    """A plan's steps on one database. `is_calm`: without the accidents."""

    def __init__(self, engine, plan, steps, is_calm=False):
        self.engine, self.steps, self.is_calm = engine, steps, is_calm
        self.story, self.shop, self.key = [], None, ""
        first, *others = plan.merchants
        self.world = World(engine, *first.options)
        self.shops = [Shop(self.world, first, self.world.key)] + [
            Shop(self.world, one, self.world.json("init", *one.options)) for one in others]
        for shop in self.shops:
            shop.open()
            self.move_clock(shop, shown(plan.begins))

    def __enter__(self):
        self.serve()
        return self

    def __exit__(self, *why):
        for shop in self.shops:
            shop.client.connection.close()
        self.world.__exit__(*why)

    def serve(self):
        self.world.serve()
        for shop in self.shops:
            shop.call()

    def live(self):
        for number, step in enumerate(self.steps):
            if step["do"] in ACCIDENTS:
                if not self.is_calm:
                    getattr(self, step["do"])(random.Random(step["dice"]))
                continue
            self.key = f"step-{number}"
            if "with" in step:
                self.shop = self.shops[step["with"]]
                if step["do"] != "sign_up" and step["who"] not in self.shop.ids:
                    continue
            getattr(self, "do_" + step["do"])(step)
            if "with" in step:
                self.settle()
        return self.books()

    def settle(self):
        """What falls due by what was just done, such as usage that is worth its threshold, would be done
        by the server in a moment: now, so that each world does it before the next step."""
        self.move_clock(self.shop, self.shop.now())

    # asking: each request has a key, so that an accident in its middle is no reason to doubt

    def post(self, path, body=None, name=None):
        shop = self.shop
        shop.requests.append((self.key + path, path, body))
        status, answer = self.send(shop, *shop.requests[-1])
        self.story.append(f"POST {path}" + (f" {json.dumps(body)}" if body is not None else ""))
        self.story.append(f"  {status}" + (f' {{"Id": <{name}>}}' if name and status in (200, 201) else ""))
        if status >= 500:
            raise Broken(f"{path}: {status} {answer}")
        return status, answer

    def send(self, shop, key, path, body):
        for _ in range(200):
            try:
                shop.client.headers["Idempotency-Key"] = key
                status, answer = shop.client.ask("POST", path, body)
            except (OSError, AssertionError, ValueError) as why:
                self.revive(shop, why)
                continue
            finally:
                if shop.client:
                    shop.client.headers.pop("Idempotency-Key", None)
            if status != 503:
                return status, answer
            time.sleep(0.05)
        raise Broken(f"{path}: the database did not come back")

    def revive(self, shop, why):
        """A dead server is started again; a dropped connection is made anew."""
        if self.world.server is None or self.world.server.process.poll() is not None:
            if self.world.server is not None and self.world.server.process.returncode >= 0:
                raise Broken(f"the server ended by itself: {why}")
            self.serve()
        else:
            shop.call()

    # accidents

    def kill(self, dice):
        """While a clock is moving: power fails, and comes back."""
        shop = dice.choice(self.shops)
        target = shown(datetime.datetime.fromisoformat(shop.now()[:19]) + datetime.timedelta(hours=1))
        command = self.world.start("clock", "--to", target, "--business", str(shop.key["IdBusiness"]))
        time.sleep(dice.uniform(0, 0.05))
        self.world.kill()
        command.wait()
        self.serve()
        self.move_clock(shop, target)

    def lose(self, dice):
        """The database throws everybody out."""
        if self.world.postgres:
            self.world.postgres.tell(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{self.world.postgres.name}' AND pid <> pg_backend_pid()")

    def repeat(self, dice):
        """A client that was not sure asks once more: the same answer, and nothing else happens."""
        shop = dice.choice(self.shops)
        if shop.requests:
            before = self.books()
            self.send(shop, *dice.choice(shop.requests[-100:]))
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
        self.shop.ids[who] = who
        self.post("/v1/Customer", {"ReferenceCustomer": who, "Name": f"Customer {who}"})
        self.key += "b"
        if "place" in step:
            self.post("/v1/CustomerAddressBilling", {"ReferenceCustomer": who, **step["place"]})
        if "number" in step:
            self.do_register(step)
        else:
            self.post(f"/v1/CustomerSettingsPayment?ReferenceCustomer={who}", {"TypePayment": "ExternalBank"})

    def do_register(self, step):
        """A card, an account, or what is no method."""
        if "body" in step:
            self.post(f"/v1/CustomerSettingsPayment?ReferenceCustomer={step['who']}", step["body"])
            return
        self.post("/Gateway/Permissions", {
            "ReferenceCustomer": step["who"], "Number": step["number"],
            "TypePayment": "Card" if step["number"][0] == "4" else "DirectDebit"})

    def method(self, step, verb):
        methods = self.shop.items(f"/Gateway/Permissions?ReferenceCustomer={step['who']}")
        if methods:
            self.post(f"/Gateway/Permissions/{methods[step['nth'] % len(methods)]['Id']}/{verb}")

    def do_prefer(self, step):
        self.method(step, "Default")

    def do_forget(self, step):
        self.method(step, "Forgetting")

    def charged(self, who):
        """The amounts that wait in a customer's balance."""
        return [one["AmountSubtotal"] for one in self.shop.items(f"/v1/Balance?ReferenceCustomer={who}")]

    def do_create(self, step):
        body = {"ReferenceCustomer": step["who"], **step["body"]}
        status, quote = self.shop.client.ask("POST", f"/v1/Quoting/Subscription?{step['query']}", body)
        before = self.charged(step["who"])
        done, answer = self.post(f"/v1/Subscription?{step['query']}", body, step["one"])
        if done in (200, 201):
            self.shop.ids[step["one"]] = answer["Id"]
            if "Migration" in step["query"]:
                self.shop.free_at_first.add(answer["Id"])
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

    def about(self, step, path, body=None, name=None):
        """Whose subscription it may be is the plan's guess; anybody's will do."""
        identity = self.shop.ids.get(step["one"])
        if not identity:
            return 0, None
        self.shop.touched.add(identity)
        before = self.shop.get(f"/v1/Subscription/{identity}")
        status, answer = self.post(path.replace("{}", str(identity)), body, name)
        after = self.shop.get(f"/v1/Subscription/{identity}")
        if before and after:
            hold_paths(STATUS_STEPS, f"subscription {identity}", before["Status"], after["Status"])
        return status, answer

    def do_use(self, step):
        if step["one"] in self.shop.ids:
            self.post("/v1/Usage", {"IdSubscription": self.shop.ids[step["one"]], **step["body"]})

    def do_use_late(self, step):
        if step["one"] in self.shop.ids:
            self.post("/v1/UsageEvents", [{"IdSubscription": self.shop.ids[step["one"]], **body}
                                          for body in step["bodies"]])

    def do_correct(self, step):
        if step["one"] in self.shop.ids:
            self.post("/v1/UsageEvents/Correction",
                      {"IdSubscription": self.shop.ids[step["one"]], **step["body"]})

    def do_add_line(self, step):
        self.post("/v1/BalanceLine", {"ReferenceCustomer": step["who"], **step["body"]})

    def do_bill(self, step):
        self.post("/v1/Billing/Customer", {"ReferenceCustomer": step["who"]})

    def do_start(self, step):
        self.about(step, "/v1/Subscription/{}/Start" + step["query"])
        if "Waive" in step["query"]:
            self.shop.free_at_first.add(self.shop.ids.get(step["one"]))

    def do_suspend(self, step):
        self.about(step, "/v1/Subscription/{}/Suspension" + step["query"])

    def do_terminate(self, step):
        self.about(step, "/v1/Subscription/{}/Termination?" + step["query"])

    def do_move_term(self, step):
        self.about(step, "/v1/Subscription/{}/DateTerm", step["body"])

    def do_edit(self, step):
        self.about(step, "/Sub/Subscriptions/{}", step["body"])

    def do_upgrade(self, step):
        identity = self.shop.ids.get(step["one"])
        old = identity and self.shop.get(f"/v1/Subscription/{identity}")
        if not old:
            return
        status, quote = self.shop.client.ask("POST", f"/v1/Quoting/Subscription/{identity}/Upgrade",
                                             step["body"])
        before = self.charged(old["ReferenceCustomerBuyer"])
        done, answer = self.about(step, "/v1/Subscription/{}/Upgrade", step["body"])
        if done not in (200, 201):
            return
        self.shop.touched.add(answer["Id"])
        if status == 200 and answer["StateSubscription"].startswith("Active") and answer["Id"] != identity:
            self.as_quoted(quote, before, self.charged(old["ReferenceCustomerBuyer"]), "an upgrade")

    def do_reprice(self, step):
        """Also whoever has the offer, now or at his next renewal."""
        self.shop.load(step["catalogue"])
        self.post("/Sub/Offers/Application", step["body"])

    def invoice(self, step, states):
        """The nth of the customer's invoices that are in one of the states."""
        items = [one for one in self.shop.items(f"/v1/Invoices?ReferenceCustomer={step['who']}")
                 if one["StateInvoice"] in states and not one.get("TypeCredit")]
        return items[step["nth"] % len(items)] if items else None

    def about_invoice(self, invoice, verb, body):
        self.post(f"/Finance/Invoices/{invoice['Id']}/{verb}", body)
        after = self.shop.get(f"/v1/Invoice/{invoice['Id']}")
        hold_paths(INVOICE_STEPS, invoice["FullNumber"], invoice["StateInvoice"], after["StateInvoice"])

    def do_pay(self, step):
        invoice = self.invoice(step, ("DueOffline", "ProblemOverdue", "DueAuto", "ProblemAuto"))
        if invoice:
            self.post("/Finance/Payments", {
                "ReferencePayment": self.key, "Amount": max(1, int(invoice["AmountTotal"] * step["share"])),
                "TypePayment": "ExternalBank", "Invoices": [{"IdInvoice": invoice["Id"]}]})

    def do_charge(self, step):
        invoice = self.invoice(step, ("DueAuto", "ProblemAuto", "ProblemOverdue", "DueOffline",
                                      "DuePending", "ProblemDisputed"))
        if invoice:
            body = {**step["body"], "ReturnUrl": "https://shop.example/back"} \
                if step["body"]["IsCustomerPresent"] else {}
            self.about_invoice(invoice, "Charge", body)

    def do_simulate(self, step):
        moved = self.shop.items(f"/Gateway/Transactions?ReferenceCustomer={step['who']}")
        if moved:
            self.post(f"/Gateway/Transactions/{moved[step['nth'] % len(moved)]['Id']}/Simulation",
                      {"Happening": step["happening"]})

    def do_refund(self, step):
        invoice = self.invoice(step, ("Paid",))
        if invoice and invoice["AmountTotal"]:
            how = {"ModeRefund": "Automatic"} if step["automatic"] else {
                "ReferencePayment": self.key, "TypePayment": "ExternalBank"}
            self.about_invoice(invoice, "Refund", {
                **how, "Reason": "Goodwill",
                "Amount": max(1, int(invoice["AmountTotal"] * step["share"]))})

    def do_cancel(self, step):
        invoice = self.invoice(step, ("DueOffline", "ProblemOverdue", "DueAuto", "ProblemAuto", "DuePending",
                                      "ProblemDisputed"))
        if invoice:
            self.about_invoice(invoice, "Cancellation", {"Reason": "Mistake", "KeepContent": step["keep"]})

    def do_write_off(self, step):
        invoice = self.invoice(step, ("ProblemOverdue", "ProblemAuto", "ProblemDisputed"))
        if invoice:
            self.about_invoice(invoice, "WriteOff", {"Reason": "Gone"})

    def move_clock(self, shop, at):
        command = self.world.command("clock", "--to", at, "--business", str(shop.key["IdBusiness"]))
        for _ in range(20):
            done = subprocess.run(command, env=self.world.environment, capture_output=True,
                                  encoding="utf-8", timeout=600)
            if done.returncode == 0:
                break
            time.sleep(0.2)
        else:
            raise Broken(f"the clock does not move: {done.stderr}")
        self.story.append(f"clock {at}  # of {shop.merchant.options[1]}")

    def do_evening(self, step):
        for shop in self.shops:
            if step["at"] > shop.now():
                self.move_clock(shop, step["at"])
            self.hold(shop)

    # what must hold

    def books(self):
        """Everything that may not depend on accidents or on the database, without what counts rows."""
        books = {}
        for shop in self.shops:
            name = shop.merchant.options[1]
            for what in ("subscriptions", "invoices", "lines", "ledger", "events"):
                books[f"{what} of {name}"] = shop.json("export", what)
            books[f"payments of {name}"] = shop.items("/Finance/Payments")
            books[f"transactions of {name}"] = shop.items("/Gateway/Transactions")
        return {what: sorted(json.dumps(without_identities(row), sort_keys=True) for row in rows)
                for what, rows in books.items()}

    def hold(self, shop):
        try:
            shop.run("verify")
        except AssertionError as why:
            raise Broken(f"the books are not in order: {why}") from None
        invoices = {one["FullNumber"]: one for one in shop.json("export", "invoices")}
        lines = shop.json("export", "lines")
        subscriptions = shop.running()
        hold_documents(shop.invoices, invoices)
        hold_periods(lines, invoices)
        hold_states(shop.subscriptions, subscriptions)
        self.hold_succession(shop, subscriptions, lines)
        failures = shop.json("export", "failures")
        if failures:
            raise Broken(f"the clock could not do its work: {failures}")
        shop.invoices, shop.subscriptions, shop.touched = invoices, subscriptions, set()

    @staticmethod
    def hold_succession(shop, subscriptions, lines):
        """Of those that ran all the time."""
        by_subscription = {}
        for line in lines:
            by_subscription.setdefault(line.get("IdSubscription"), []).append(line)
        for identity, before in shop.subscriptions.items():
            after = subscriptions.get(identity, {"Status": "Deleted"})
            if identity not in shop.touched and before["Status"] == after["Status"] == "Active":
                hold_succession(before, after, by_subscription.get(identity, []),
                                identity in shop.free_at_first or shop.first_period(before) == "Free")


def without_identities(thing):
    if isinstance(thing, list):
        return [without_identities(one) for one in thing]
    if not isinstance(thing, dict):
        return thing
    return {name: without_identities(value) for name, value in thing.items()
            if not name.startswith("Id") and name not in OTHER_IDENTITIES}


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


def smaller(fails, steps, failure, attempts):
    """Leaves out what can be left out as long as `fails` says that something does: halves first, single
    steps last, and no more often than so many times."""
    size = len(steps) // 2
    while size and attempts:
        at = 0
        while at < len(steps) and attempts:
            fewer, attempts = steps[:at] + steps[at + size:], attempts - 1
            found = fails(fewer)
            if found:
                steps, failure = fewer, found
            else:
                at += size
        size //= 2
    return failure


def simulate(seed, days, customers, engines, is_calm=False, attempts=200, merchants=2):
    """None, or what went wrong in words that a person can follow."""
    plan = Plan(seed, days, customers, merchants)
    failure = attempt(engines, plan, plan.steps, is_calm)
    if not failure:
        return None
    print(f"seed {seed}: {failure[0]}\nmaking it smaller …", file=sys.stderr, flush=True)
    why, story = smaller(lambda steps: attempt(engines, plan, steps, is_calm), plan.steps, failure, attempts)
    return (f"SEED={seed} DAYS={days}: {why}\n\n# The shortest story that shows it; settings and catalogues:\n"
            + "".join(f"# {json.dumps(one.settings)}\n# {json.dumps(one.catalogue)}\n" for one in plan.merchants)
            + "\n".join(story))


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
