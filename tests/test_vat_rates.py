#!/usr/bin/env python3
"""The rates that the program knows, against a list of others' where that is at hand."""
import json
import os
import unittest

import counted
from world import ROOT, World

LIST = os.path.join(ROOT, "..", "shared", "compliance", "data", "vat",
                    "ibericode-vat-rates-2025-08.json")
DAY = "2026-11-22"


def rate_on(rates, territory, kind):
    """Of several the one that began last."""
    held = [rate for rate in rates if (rate["Territory"], rate["KindRate"]) == (territory, kind)
            and rate["DateFrom"] <= DAY < rate.get("DateUntil", "9999")]
    return max(held, key=lambda rate: rate["DateFrom"])["RateTax"] if held else None


def reduced(rates):
    """Neither the standard rate nor those below 5 % nor those that were parked."""
    return [rate for name, rate in rates.items() if name.startswith(("reduced", "press"))]


@unittest.skipUnless(os.path.exists(LIST), "the list of rates is not at hand")
class Rates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with World("sqlite") as world:
            cls.rates = world.json("tax", "rates")
        with open(LIST, encoding="utf-8") as file:
            cls.others = {
                country: max(periods, key=lambda period: period["effective_from"])["rates"]
                for country, periods in json.load(file)["items"].items() if country != "GB"
            }

    def compare(self, kind, name):
        for country, rates in self.others.items():
            with self.subTest(country=country):
                expected = name(rates)
                if expected is not None:
                    self.assertEqual(round(expected * 100), rate_on(self.rates, country, kind))

    def test_every_standard_rate_is_the_same(self):
        self.assertEqual(27, len(self.others))
        self.compare("Standard", lambda rates: rates["standard"])

    def test_every_reduced_rate_is_the_same(self):
        self.compare("Reduced", lambda rates: min(reduced(rates), default=None))
        self.compare("Intermediate",
                     lambda rates: max(reduced(rates)) if len(reduced(rates)) == 2 else None)

    def test_every_super_reduced_rate_is_the_same(self):
        self.compare("SuperReduced", lambda rates: rates.get("super_reduced"))


if __name__ == "__main__":
    counted.main()
