#!/usr/bin/env python3
"""Recurring invoices live through random years beside a second opinion: their dates, states and cycles, worked
out once more in plain Python, which shares no code with the server. RECURRING_SEED=n repeats a run."""
import calendar
import datetime
import os
import random
import time
import unittest
import zoneinfo

import counted
from world import ENGINES, World

SEED = int(os.environ.get("RECURRING_SEED", time.time_ns() % 1000000))
STEPS = int(os.environ.get("RECURRING_STEPS", 60))
ZONE = zoneinfo.ZoneInfo("Europe/Paris")
FIRST_DAY = datetime.date(2027, 11, 20)
RHYTHMS = [(1, "Day"), (1, "Week"), (2, "Week"), (4, "Week"), (1, "Month"), (2, "Month"), (3, "Month"),
           (4, "Month"), (6, "Month"), (1, "Year"), (2, "Year"), (3, "Year"), (45, "Day"), (5, "Month")]


def add(anchor, day, duration, unit, count):
    """The date of that count; of months and years it keeps to the day."""
    if unit in ("Day", "Week"):
        return anchor + datetime.timedelta(days=duration * count * (7 if unit == "Week" else 1))
    months = anchor.year * 12 + anchor.month - 1 + duration * count * (12 if unit == "Year" else 1)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day, last))


class Expected:
    """What a recurring invoice should be."""

    def __init__(self, start, rhythm, cycles):
        self.anchor, self.day, self.count = start, start.day, 0
        self.duration, self.unit = rhythm
        self.cycles, self.end = cycles, None
        self.state, self.made = "Draft", []

    def next(self):
        return add(self.anchor, self.day, self.duration, self.unit, self.count)

    def runs(self):
        return self.state in ("Pending", "Active")

    def has_more(self):
        return ((self.cycles is None or len(self.made) < self.cycles)
                and (self.end is None or self.next() <= self.end))

    def enter(self, today):
        begun = self.made or self.next() <= today
        self.state = "Completed" if not self.has_more() else "Active" if begun else "Pending"

    def pass_by(self, today):
        while self.next() < today:
            self.count += 1

    def advance(self, today):
        while self.runs() and self.next() <= today:
            self.made.append(self.next())
            self.count += 1
            self.enter(today)
        if self.runs():
            self.enter(today)

    # The verbs: whether they are taken.

    def start(self, today, missed):
        if self.state not in ("Draft", "Paused"):
            return False
        if missed == "Skip":
            self.pass_by(today)
        self.enter(today)
        return True

    def pause(self, today):
        if not self.runs():
            return False
        self.state = "Paused"
        return True

    def skip(self, today):
        if not self.runs():
            return False
        self.count += 1
        self.enter(today)
        return True

    def finish(self, today):
        if self.state in ("Draft", "Completed"):
            return False
        self.end, self.state = today, "Completed"
        return True

    def edit(self, today, cycles=None, rhythm=None, end=None):
        if self.state == "Completed" and cycles is None and end is None:
            return False
        if rhythm and rhythm != (self.duration, self.unit):
            following = self.next()
            if self.unit not in ("Month", "Year"):
                self.day = following.day
            self.anchor, self.count = following, 0
            self.duration, self.unit = rhythm
        if cycles is not None:
            self.cycles = cycles or None
        if end is not None:
            self.end = None if end == "Never" else end
        if self.state == "Completed":
            self.pass_by(today)
        if self.state == "Paused":
            self.state = "Paused" if self.has_more() else "Completed"
        elif self.state != "Draft":
            self.enter(today)
        return True


def local(moment):
    """The day in Paris at whose beginning the moment lies."""
    at = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone(ZONE)
    assert (at.hour, at.minute, at.second) == (0, 0, 0), moment
    return at.date()


class Recurring(unittest.TestCase):
    def compare(self, world, path, expected, what):
        status, shown = world.ask("GET", path)
        self.assertEqual((200, expected.state, len(expected.made)),
                         (status, shown["StateRecurring"], shown["CyclesDone"]), what)
        self.assertEqual(expected.runs(), "DateNext" in shown, what)
        if expected.runs():
            self.assertEqual(expected.next(), local(shown["DateNext"]), what)
        _, listed = world.ask("GET", f"{path}/Invoices?SizePage=1000")
        planned = [local(one["DatePlanned"]) for one in listed["Items"]]
        self.assertEqual(expected.made[::-1], planned, what)

    def deed(self, dice, today):
        """The path of a verb, its body, and what the second opinion does of it."""
        which = dice.randrange(8)
        if which < 2:
            missed = dice.choice(("Skip", "CatchUp"))
            return "/Start", {"Missed": missed}, lambda one: one.start(today, missed)
        if which == 2:
            return "/Pause", {}, lambda one: one.pause(today)
        if which == 3:
            return "/Skip", {}, lambda one: one.skip(today)
        if which == 4:
            return "/End", {}, lambda one: one.finish(today)
        if which == 5:
            cycles = dice.randrange(30)
            return "", {"Cycles": cycles}, lambda one: one.edit(today, cycles=cycles)
        if which == 6:
            rhythm = dice.choice(RHYTHMS)
            return ("", {"DurationRecurrence": rhythm[0], "UnitRecurrence": rhythm[1]},
                    lambda one: one.edit(today, rhythm=rhythm))
        end = dice.choice(("Never", today + datetime.timedelta(days=dice.randrange(200))))
        return "", {"DateEnd": str(end)}, lambda one: one.edit(today, end=end)

    def test_random_years(self):
        for engine in ENGINES:
            with self.subTest(engine), World(engine, "--time-zone", "Europe/Paris") as world:
                dice = random.Random(SEED)
                print(f"seed {SEED}, {engine}", flush=True)
                self.live(world, dice)
                world.run("verify")

    def live(self, world, dice):
        today = FIRST_DAY
        world.run("clock", "--to", f"{today}T12:00:00Z")
        world.serve()
        world.ask("POST", "/v1/Customer", {"ReferenceCustomer": "ada"})
        these = []
        for rhythm in RHYTHMS:
            start = today + datetime.timedelta(days=dice.randrange(-40, 60))
            cycles = dice.choice((None, 1, 5, 12))
            status, made = world.ask("POST", "/Finance/RecurringInvoices", {
                "ReferenceCustomer": "ada", "DateStart": str(start), "Cycles": cycles or 0,
                "DurationRecurrence": rhythm[0], "UnitRecurrence": rhythm[1],
                "Composition": {"Lines": [{"Label": "{PERIOD}", "AmountUnit": 100}]}})
            self.assertEqual(201, status, made)
            path = f"/Finance/RecurringInvoices/{made['Id']}"
            these.append((path, Expected(start, rhythm, cycles)))
        for step in range(STEPS):
            for path, expected in these:
                if dice.random() < 0.3:
                    verb, body, apply = self.deed(dice, today)
                    status, answer = world.ask("POST", path + verb, body)
                    self.assertEqual(200 if apply(expected) else 409, status,
                                     (step, today, path, verb, body, answer))
            today += datetime.timedelta(days=dice.choice((1, 3, 10, 31)))
            world.run("clock", "--to", f"{today}T12:00:00Z")
            for path, expected in these:
                expected.advance(today)
                self.compare(world, path, expected, (step, today, path))

    def test_two_at_once(self):
        """Two processes, or two commands of one server, go through the same year."""
        for engine in ENGINES:
            with self.subTest(engine), World(engine, "--time-zone", "Europe/Paris") as world:
                world.run("clock", "--to", "2027-01-01T12:00:00Z")
                world.serve()
                world.ask("POST", "/v1/Customer", {"ReferenceCustomer": "ada"})
                for i in range(10):
                    _, made = world.ask("POST", "/Finance/RecurringInvoices", {
                        "ReferenceCustomer": "ada", "DateStart": "2027-01-31",
                        "Composition": {"Lines": [{"Label": "{CYCLE}", "AmountUnit": 100 + i}]}})
                    world.ask("POST", f"/Finance/RecurringInvoices/{made['Id']}/Start", {})
                both = [world.start("clock", "--to", "2027-12-31T12:00:00Z") for _ in range(2)]
                for command in both:
                    command.wait()
                world.run("clock", "--to", "2027-12-31T12:00:00Z")
                _, listed = world.ask("GET", "/Finance/RecurringInvoices?SizePage=100")
                self.assertEqual([12] * 10, [one["CyclesDone"] for one in listed["Items"]])
                self.assertEqual(120, len(world.json("export", "invoices")))
                world.run("verify")


if __name__ == "__main__":
    counted.main()
