#!/usr/bin/env python3
"""What the explanations of lines and invoices say makes their amounts again, reckoned from their data
alone, in a world of random prices. EXPLAIN_CASES says how many operations on each database,
EXPLAIN_SEED repeats a run."""
import os
import random
import unittest
from fractions import Fraction

import counted
from test_quotes import AT_ONCE, Trial
from world import ENGINES, World

CASES = int(os.environ.get("EXPLAIN_CASES", "400"))
SEED = int(os.environ.get("EXPLAIN_SEED", random.SystemRandom().randrange(1 << 32)))
UNEXPLAINED = ("Manual", "Credit", "Correction")


def half_up(value):
    """Half a unit away from zero."""
    whole = int(abs(value) + Fraction(1, 2))
    return -whole if value < 0 else whole


def part_of(explanation, amount):
    if "Units" not in explanation:
        return amount
    part = Fraction(amount) * explanation["Units"] / explanation["OfUnits"]
    return half_up(part) if explanation["Rounding"] == "HalfUp" else int(part)


def amount_of_step(step):
    each = Fraction(step.get("AmountPerIncrementExact", step.get("AmountPerIncrement", 0)))
    amount = each * Fraction(str(step.get("Lots", step["Quantity"])))
    amount = Fraction(int(amount * 1000000), 1000000) + step.get("AmountFlat", 0)
    return min(amount, step.get("AmountCeiling", amount))


def amount_of_price(price):
    reached = 0 if price["ModePricing"] == "Volume" else price.get("QuantityIncluded", 0)
    amount = Fraction(0)
    for step in price["Steps"]:
        assert step["QuantityFrom"] == reached and Fraction(step["Amount"]) == amount_of_step(step), step
        reached = step["QuantityUntil"]
        amount += amount_of_step(step)
    assert not price["Steps"] or reached == price["Quantity"], price
    amount = half_up(amount)
    assert amount == price["AmountSteps"], price
    amount = min(amount, price.get("AmountMax", amount))
    return max(amount, price.get("AmountMin", amount))


def amount_off(explanation, fee):
    if explanation["TypeOff"] == "Flat":
        off = part_of(explanation, explanation["ValueOff"])
    else:
        off = half_up(Fraction(abs(fee) * explanation["ValueOff"], 10000))
    off = min(off, abs(fee))
    return -off if fee < 0 else off


def amount_of(explanation):
    before = explanation.get("AmountBefore", 0)
    if explanation["Formula"] in UNEXPLAINED:
        return explanation["Amount"]
    if explanation["Formula"] == "Discount":
        return amount_off(explanation, before) - amount_off(explanation, before + explanation["AmountFee"])
    whole = explanation["AmountWhole"]
    if explanation["Formula"] == "Steps":
        for price in explanation["Prices"]:
            assert amount_of_price(price) == price["Amount"], price
        assert whole == sum(price["Sign"] * price["Amount"] for price in explanation["Prices"])
    return (part_of(explanation, whole) + explanation.get("AmountAccrued", 0) - before
            - explanation.get("AmountUsed", 0))


class Explanations(unittest.TestCase):
    def check_line(self, line, counts):
        explanation = line["Explanation"]
        self.assertEqual(line["AmountSubtotal"], explanation["Amount"], line)
        self.assertEqual(line["AmountSubtotal"], amount_of(explanation), line)
        self.assertTrue(line["SentenceLocalized"])
        counts[explanation["Formula"]] = counts.get(explanation["Formula"], 0) + 1

    def check_invoice(self, invoice):
        lines = sum(line["AmountSubtotal"] for line in invoice["Lines"])
        self.assertEqual(invoice["AmountSubtotal"], lines)
        self.assertEqual(invoice["AmountTax"], sum(tax["AmountTax"] for tax in invoice["Taxes"]))
        self.assertEqual(invoice["AmountTotal"], lines + invoice["AmountTax"])
        for tax in invoice["Taxes"]:
            exact = Fraction(tax["AmountSubtotal"] * tax["RateTax"], 10000)
            self.assertEqual(Fraction(tax["AmountExact"]), exact)
            self.assertEqual(tax["AmountTax"], half_up(exact))

    def explanation(self, trial, kind, id):
        status, answer = trial.client.ask("GET", f"/Finance/{kind}/{id}/Explanation")
        self.assertEqual(status, 200, answer)
        return answer

    def try_world(self, engine):
        counts = {}
        with World(engine) as world:
            trial = Trial(self, world, random.Random(f"{SEED} {engine}"))
            for done in range(CASES):
                if done % AT_ONCE == AT_ONCE - 1:
                    trial.move_clock()
                trial.step()
            for line in world.json("export", "lines"):
                self.check_line(self.explanation(trial, "Lines", line["Id"]), counts)
            for invoice in world.json("export", "invoices"):
                self.check_invoice(self.explanation(trial, "Invoices", invoice["Id"]))
            trial.close()
        print(f"{engine}: {CASES} cases with EXPLAIN_SEED={SEED}: {counts}", flush=True)

    def test_they_make_the_amounts(self):
        for engine in ENGINES:
            with self.subTest(engine):
                self.try_world(engine)


if __name__ == "__main__":
    counted.main()
