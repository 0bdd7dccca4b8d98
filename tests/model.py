"""The billing rules once more, in plain Python and written from the documents: what a customer must
owe after whatever he did, line by line. Slow and short; tests/test_model.py holds the server
against it.

Moments are datetimes in UTC, amounts whole minor units, prices fractions."""
import calendar
import copy
import datetime
import zoneinfo
from fractions import Fraction

RATE_TAX = 2000  # in 1/10000
HOUR = datetime.timedelta(hours=1)
BILLING_DELAY = 6 * HOUR
LIMIT_DAYS, GRACE_DAYS = 30, 10
SELLER_ZONE = zoneinfo.ZoneInfo("Europe/Paris")


class Refused(Exception):
    """What the server must refuse, with the status that it must answer."""

    def __init__(self, status, why=""):
        super().__init__(f"{status} {why}")
        self.status = status


# arithmetic ------------------------------------------------------------------------------------------


def half_up(value):
    """To the minor unit, half away from zero."""
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


def truncated(value):
    whole = int(abs(value))
    return whole if value >= 0 else -whole


def tax_of_line(amount):
    return truncated(Fraction(amount * RATE_TAX, 10000))


def tax_of_document(amount):
    return half_up(Fraction(amount * RATE_TAX, 10000))


def boundary(anchor, rhythm, count):
    """`count` rhythms after the anchor; a month that is too short ends earlier."""
    duration, unit = rhythm
    if unit in ("Day", "Week"):
        return anchor + datetime.timedelta(days=duration * count * (7 if unit == "Week" else 1))
    months = anchor.year * 12 + anchor.month - 1 + duration * count * (12 if unit == "Year" else 1)
    year, month = divmod(months, 12)
    day = min(anchor.day, calendar.monthrange(year, month + 1)[1])
    return anchor.replace(year=year, month=month + 1, day=day)


def whole_hours(start, end):
    return max(0, (end - start) // HOUR)


def cost_of_step(step, units):
    ceiling = step.get("AmountCeiling")
    price = step.get("AmountPerIncrementExact", step.get("AmountPerIncrement"))
    if price is None:
        return ceiling
    lot = Fraction(str(step.get("Increment", 1)))
    count = units if lot == 1 else -(-units // lot)
    cost = count * Fraction(str(price))
    return cost if ceiling is None else min(cost, ceiling)


def price_of(feature, quantity):
    """Of a quantity of a counted feature; unlimited is free."""
    included, steps = feature.included, feature.steps
    if quantity is None or quantity <= included or not steps:
        return 0
    if feature.mode == "Volume":
        reached = [one for one in steps if quantity <= one.get("QuantityMax", quantity)] or steps[-1:]
        return half_up(Fraction(cost_of_step(reached[0], Fraction(quantity))))
    total, below = Fraction(0), 0
    for number, step in enumerate(steps):
        above = step.get("QuantityMax") if number < len(steps) - 1 else None
        units = (quantity if above is None else min(quantity, above)) - max(included, below)
        if units > 0:
            total += cost_of_step(step, Fraction(units))
        below = above
        if above is None or quantity <= above:
            break
    return half_up(total)


# what is sold ----------------------------------------------------------------------------------------


class Feature:
    """In one subscription, made of an offer's entry of the catalogue."""

    def __init__(self, entry, kind):
        self.reference, self.kind = entry["ReferenceFeature"], kind
        self.steps = entry.get("Steps", [])
        self.mode = entry.get("ModePricing", "Tiered")
        words = entry.get("Properties", "")
        self.full_price, self.free_in_trial = "UpdateAtFullPrice" in words, "FreeInTrial" in words
        self.is_included = entry.get("IsIncluded", False)
        self.is_enabled = entry.get("IsEnabled", self.is_included)
        self.included = Fraction(str(entry.get("QuantityIncluded", 0)))
        current = entry.get("QuantityCurrent", entry.get("QuantityIncluded", 0))
        self.current = Fraction(str(current)) if kind == "Limitation" else Fraction(0)

    def price(self):
        if self.kind == "OnOff":
            if self.is_included or not self.is_enabled or not self.steps:
                return 0
            return half_up(Fraction(cost_of_step(self.steps[0], Fraction(1))))
        return price_of(self, self.current)

    def billed(self):
        """How many units cost something, where units count."""
        if self.current <= self.included:
            return Fraction(0)
        return self.current if self.mode == "Volume" else self.current - self.included

    def quantities(self):
        return (None, None) if self.kind == "OnOff" else (self.current, self.billed())


class Charge:
    """A line in the making: what it is for is `fee`, as discounts aim at it."""

    def __init__(self, kind, amount, start, end, fee=None, feature=None, quantities=(None, None),
                 part=Fraction(1)):
        self.kind, self.amount, self.start, self.end = kind, amount, start, end
        self.fee, self.feature, self.quantities, self.part = fee, feature, quantities, part


class Line:
    def __init__(self, charge, billable_at):
        self.kind, self.amount = charge.kind, charge.amount
        self.start, self.end = charge.start, charge.end
        self.reported, self.billed = charge.quantities
        self.billable_at, self.invoice = billable_at, None

    def is_discount(self):
        return self.kind.startswith("AutoDiscount")

    def is_credit(self):
        return self.amount < 0 and not self.is_discount()

    def is_charge(self):
        return self.amount > 0 and not self.is_discount()

    def part(self, used):
        """What an invoice uses of a credit that is larger."""
        part = copy.copy(self)
        part.amount = -used
        self.amount += used
        self.reported = self.billed = part.reported = part.billed = None
        return part

    def key(self):
        return (self.kind, self.amount, shown(self.start), shown(self.end),
                None if self.billed is None else float(self.billed))


class Invoice:
    def __init__(self, at, lines):
        self.at, self.lines = at, lines
        self.subtotal = sum(line.amount for line in lines)
        self.total = self.subtotal + tax_of_document(self.subtotal)
        day = at.replace(tzinfo=datetime.timezone.utc).astimezone(SELLER_ZONE).date()
        self.limit = midnight(day + datetime.timedelta(days=LIMIT_DAYS))
        self.overdue_at = midnight(day + datetime.timedelta(days=LIMIT_DAYS + GRACE_DAYS))

    def key(self, now):
        if not self.total:  # there is nothing to pay
            return (shown(self.at), 0, 0, "", "Paid")
        state = "ProblemOverdue" if now >= self.overdue_at else "DueOffline"
        return (shown(self.at), self.subtotal, self.total, shown(self.limit), state)


def midnight(day):
    local = datetime.datetime.combine(day, datetime.time(), SELLER_ZONE)
    return local.astimezone(datetime.timezone.utc).replace(tzinfo=None)


def shown(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.00Z") if at else ""


# subscriptions ---------------------------------------------------------------------------------------


class Subscription:
    def __init__(self, customer, offer, kinds, discounts):
        self.customer, self.offer, self.id = customer, offer, None
        self.state = "DraftAgent"
        self.features = [Feature(entry, kinds[entry["ReferenceFeature"]])
                         for entry in offer.get("Features", [])]
        self.discounts = discounts  # of the catalogue's, with ReferenceFeature where it was chosen
        self.rhythm = (offer["DurationRecurrence"], offer["UnitRecurrence"])
        self.trial = (offer.get("DurationTrial", 0), offer.get("UnitTrial", "Day"))
        self.date_start = self.start = self.end = self.term = self.date_end = None
        self.whole = None          # what the prices are for
        self.number = None         # of the period; a trial is 0
        self.discounted_from = 1   # the first that is charged and no trial
        self.anchor = None         # (moment, number of the period that begins there)
        self.replacement = None    # that waits for the term
        self.start_at = None       # of a delayed start
        self.is_over = False       # a suspended one whose period has ended

    def is_active(self):
        return self.state.startswith("Active")

    def feature(self, reference):
        return next((one for one in self.features if one.reference == reference), None)

    def amount(self, name):
        return self.offer.get(name) or 0

    def is_trial(self):
        return self.number == 0

    def is_last(self):
        count = self.offer.get("CountRecurrences")
        return bool(count) and self.number >= count

    def is_engaged(self):
        return self.number <= (self.offer.get("CountMinRecurrences") or 0) and \
            bool(self.offer.get("CountMinRecurrences"))

    def is_priced(self):
        return bool(self.amount("AmountUpFront") or self.amount("AmountTrial") or
                    self.amount("AmountRecurrence") or
                    any(step.get(name) for one in self.features for step in one.steps
                        for name in ("AmountPerIncrement", "AmountPerIncrementExact", "AmountCeiling")))

    # what a period costs

    def part(self, start, end):
        """Of the whole period, in hours of hours."""
        if start <= self.whole[0] and end >= self.whole[1]:
            return Fraction(1)
        hours = whole_hours(max(start, self.whole[0]), min(end, self.whole[1]))
        of = whole_hours(*self.whole)
        return Fraction(hours, of) if of else Fraction(0)

    def flat_charge(self, start, end, sign):
        name, kind = (("AmountTrial", "AutoSubscriptionTrial") if self.is_trial() else
                      ("AmountRecurrence", "AutoSubscriptionRecurrence"))
        part = self.part(start, end)
        amount = truncated(sign * self.amount(name) * part)
        is_part = (start > self.whole[0] or end < self.whole[1]) or sign < 0
        return Charge(kind + ("Prorata" if is_part else ""), amount, start, end,
                      "trial" if self.is_trial() else "flat", part=part)

    def feature_charge(self, feature, start, end, sign):
        part = Fraction(1) if feature.full_price else self.part(start, end)
        amount = truncated(sign * feature.price() * part)
        reported, billed = feature.quantities()
        kind = "AutoFeatureNotProratable" if feature.full_price else "AutoFeatureProratable"
        if sign < 0:
            kind = "AutoFeatureProrata"
            billed = None if billed is None else -billed
        return Charge(kind, amount, start, end, "feature", feature, (reported, billed), part)

    def charges_in_advance(self, is_start):
        charges = []
        if is_start:
            charges.append(Charge("AutoSubscriptionUpfront", self.amount("AmountUpFront"), self.start,
                                  self.start, "upfront"))
        charges.append(self.flat_charge(self.start, self.end, 1))
        charges += [self.feature_charge(one, self.start, self.end, 1) for one in self.features
                    if one.kind != "Consumption" and not (self.is_trial() and one.free_in_trial)]
        return self.discounted(charges)

    def charges_of_refund(self, now):
        charges = [self.flat_charge(now, self.end, -1)]
        charges += [self.feature_charge(one, now, self.end, -1) for one in self.features
                    if one.kind != "Consumption" and not one.full_price and
                    not (self.is_trial() and one.free_in_trial)]
        return self.discounted(charges)

    def charges_in_arrears(self, end):
        """Of the flows, which begin anew."""
        charges = []
        for one in self.features:
            if one.kind == "Consumption":
                if not (self.is_trial() and one.free_in_trial):
                    charges.append(Charge("AutoFeatureNotProratable", one.price(), self.start, end,
                                          "feature", one, one.quantities()))
                one.current = Fraction(0)
        return self.discounted(charges)

    def discounted(self, charges):
        charges = [one for one in charges if one.amount]
        return charges + [off for off in map(self.discount_of, charges) if off and off.amount]

    def discount_of(self, charge):
        for discount in self.discounts:
            if not self.aims(discount, charge) or not self.is_in_time(discount, charge):
                continue
            value = discount["ValueOff"]
            if discount["TypeOff"] == "Flat":
                off = min(truncated(value * charge.part), abs(charge.amount))
            else:
                off = half_up(Fraction(abs(charge.amount) * value, 10000))
            name = {"upfront": "Upfront", "flat": "Recurrence", "feature": "Feature"}[charge.fee]
            kind = "Flat" if discount["TypeOff"] == "Flat" else "Percent"
            return Charge(f"AutoDiscount{name}{kind}", off if charge.amount < 0 else -off,
                          charge.start, charge.end)
        return None

    def is_in_time(self, discount, charge):
        """The up-front fee's at the start; of what recurs, from the first period after the trial."""
        count = discount.get("CountPeriods")
        first = self.discounted_from
        return charge.fee == "upfront" or \
            (self.number >= first and (not count or self.number < first + count))

    def check_discounts(self):
        """No fee has two, nor would have of a feature that may come."""
        any_other = Feature({"ReferenceFeature": None}, "OnOff")
        fees = [("upfront", None), ("flat", None)]
        fees += [("feature", one) for one in [*self.features, any_other]]
        for fee, feature in fees:
            charge = Charge("", 0, None, None, fee, feature)
            if sum(self.aims(one, charge) for one in self.discounts) > 1:
                raise Refused(422, "two discounts on one fee")

    @staticmethod
    def aims(discount, charge):
        target = discount["TargetFee"]
        if charge.fee == "feature":
            wanted = discount.get("ReferenceFeature")
            return target in ("FeatureFee", "AllRecurring", "All") and \
                wanted in (None, charge.feature.reference)
        if charge.fee == "flat":
            return target in ("FlatFee", "AllRecurring", "All")
        return charge.fee == "upfront" and target in ("UpfrontFee", "All")

    # from period to period

    def begin(self, at, now, charged=True, is_start=True):
        """Starts at `at`, rolled on to the period that `now` lies in."""
        self.state, self.date_start = "ActiveRunning", at
        draft_term = self.term
        if self.trial[0]:
            self.number = 0
            self.anchor = (boundary(at, self.trial, 1), 1)
            self.place(at, self.anchor[0])
        else:
            self.anchor = (at, 1)
            self.to_period(1)
        if draft_term and draft_term > now:
            self.end, self.anchor = draft_term, (draft_term, self.number + 1)
        while self.end <= now:
            if self.is_last():
                raise Refused(422, "over already")
            self.to_period(self.number + 1)
        self.discounted_from = max(1, self.number)
        self.term = self.end
        if charged:
            self.customer.owe(self.charges_in_advance(is_start), now)
        else:
            self.customer.draw(self.end + BILLING_DELAY)

    def wait_until(self, at):
        self.state, self.start_at, self.date_start = "DraftDelayedStart", at, at

    def place(self, start, end):
        self.start, self.end = start, end
        self.whole = (start, end)

    def to_period(self, number):
        moment, first = self.anchor
        self.number = number
        self.place(boundary(moment, self.rhythm, number - first),
                   boundary(moment, self.rhythm, number - first + 1))

    def next_at(self):
        if self.state == "DraftDelayedStart":
            return self.start_at
        if self.is_active():
            return min(self.end, self.term)
        if self.state == "SuspendedAgent" and not self.is_over:
            return self.end
        return None

    def turn(self, now):
        """What the clock does to it."""
        if self.state == "DraftDelayedStart":
            self.begin(now, now)
            return
        closing = self.charges_in_arrears(now)
        if self.state == "SuspendedAgent":
            self.is_over = True
            self.customer.owe(closing, now)
        elif self.state == "ActiveDelayedTermination" and self.term == now:
            self.customer.owe(closing, now)
            self.terminated(now)
        elif self.state == "ActiveDelayedSuspension":
            self.customer.owe(closing, now)
            self.state, self.is_over = "SuspendedAgent", True
        elif self.state == "ActiveDelayedUpgrade":
            self.customer.owe(closing, now)
            self.state, self.date_end = "EndedUpgrade", now
            self.replacement.replace(self, now, False)
        elif self.is_last():
            self.customer.owe(closing, now)
            self.state, self.date_end = "EndedComplete", now  # nobody ended it: no fee
        else:
            self.renew(closing, now)

    def renew(self, closing, now):
        term = self.term
        self.to_period(self.number + 1)
        if self.state == "ActiveDelayedTermination":
            if term < self.end:
                self.end, self.anchor = term, (term, self.number + 1)
        else:
            self.term = self.end
        self.customer.owe(closing + self.charges_in_advance(False), now)

    def terminated(self, now):
        self.state, self.date_end = "EndedTerminated", now
        fee = self.amount("AmountTermination")
        if fee:
            self.customer.owe([Charge("AutoSubscriptionTermination", fee, now, now)], now)

    # what customers and agents do

    def restart(self, now):
        if self.state.startswith("Ended") or self.state == "Deleted":
            raise Refused(403, "ended")
        if self.state == "DraftDelayedUpgrade":
            raise Refused(403, "waits for its term")
        if self.state.startswith("Draft"):
            self.begin(now, now)
        elif self.state == "SuspendedAgent" and not self.is_over:
            self.state = "ActiveRunning"
            self.term = self.end
        elif self.state == "SuspendedAgent" and self.is_last():
            raise Refused(403, "nothing left to start")
        elif self.state == "SuspendedAgent":
            self.anchor, self.is_over = (now, self.number + 1), False
            self.to_period(self.number + 1)
            self.state, self.term = "ActiveRunning", self.end
            self.customer.owe(self.charges_in_advance(False), now)
        else:
            self.call_off()
            self.state, self.term = "ActiveRunning", self.end

    def call_off(self):
        if self.replacement:
            self.replacement.state = "Deleted"
            self.replacement = None

    def suspend(self, now, at_term):
        if self.state.startswith("Ended") or self.state == "Deleted":
            raise Refused(403, "ended")
        if self.state == "SuspendedAgent":
            return
        if not self.is_active():
            raise Refused(403, "not running")
        self.call_off()
        self.state, self.term = ("ActiveDelayedSuspension" if at_term else "SuspendedAgent"), self.end

    def terminate(self, now, immediate, date):
        if self.state.startswith("Ended") or self.state == "Deleted":
            raise Refused(403, "ended")
        if self.state.startswith("Draft"):
            for other in self.customer.subscriptions:
                if other.replacement is self:
                    other.replacement, other.state = None, "ActiveRunning"
            self.state = "Deleted"
            return
        if not immediate and date and date <= now:
            raise Refused(422, "date")
        self.call_off()
        if immediate or self.state == "SuspendedAgent":
            if not self.is_over:
                self.customer.owe(self.charges_in_arrears(now), now)
            self.terminated(now)
        else:
            self.state, self.term = "ActiveDelayedTermination", date or self.end

    def move_term(self, now, at):
        if at <= now:
            raise Refused(422, "past")
        if self.state.startswith("Ended") or self.state == "Deleted":
            raise Refused(403, "ended")
        if self.state.startswith("Draft"):
            self.term = at
            return
        if not self.is_active():
            raise Refused(403, "does not run")
        if self.whole == (self.start, self.end):
            self.whole = (self.start, at)  # what was paid is for the period as it is now
        self.end = self.term = at
        self.anchor = (at, self.number + 1)

    def upgrade(self, target, now, immediate, ignore_engagement):
        if self.state.startswith("Ended") or self.state == "Deleted":
            raise Refused(403, "ended")
        if self.state not in ("ActiveRunning", "ActiveDelayedUpgrade", "ActiveDelayedTermination",
                              "ActiveDelayedSuspension"):
            raise Refused(403, "not running")
        if self.is_engaged() and not ignore_engagement:
            raise Refused(403, "engaged")
        self.call_off()
        self.customer.subscriptions.append(target)
        if not immediate:
            self.state, self.replacement = "ActiveDelayedUpgrade", target
            self.term = self.end
            target.state = "DraftDelayedUpgrade"
            return
        self.customer.owe(self.charges_in_arrears(now) + self.charges_of_refund(now), now)
        self.state, self.date_end = "EndedUpgrade", now
        target.replace(self, now, True)

    def replace(self, old, now, immediate):
        wanted = self.term
        self.keep(old)
        self.state, self.date_start = "ActiveRunning", now
        trial_end = boundary(old.whole[0], self.trial, 1) if self.trial[0] else now
        if immediate and old.is_trial() and trial_end > now:
            self.number = 0
            self.anchor = (trial_end, 1)
            self.start, self.end, self.whole = now, trial_end, (old.whole[0], trial_end)
        elif not old.is_trial() and self.rhythm == old.rhythm:
            self.go_on(old, now, immediate)
        else:
            self.anchor = (now, 1)
            self.to_period(1)
        if wanted and wanted > now:
            self.end, self.anchor = wanted, (wanted, 2)
        self.term = self.end
        self.customer.owe(self.charges_in_advance(True), now)

    def go_on(self, old, now, immediate):
        """In the same rhythm: for the rest of the period, or from its end, counted on as before."""
        self.anchor = (old.anchor[0], old.anchor[1] - old.number + (1 if immediate else 0))
        if not immediate:
            self.to_period(1)
            return
        self.number = 1
        self.start, self.end, self.whole = now, old.end, old.whole
        if self.end != boundary(self.anchor[0], self.rhythm, 2 - self.anchor[1]):
            self.anchor = (self.end, 2)

    def keep(self, old):
        """Stocks keep what they hold and switches that were paid for stay on."""
        for feature in self.features:
            before = old.feature(feature.reference)
            if before and feature.kind == "Limitation":
                feature.current = max(feature.current, before.current)
            elif before and feature.kind == "OnOff" and before.is_enabled and not before.is_included:
                feature.is_enabled = True

    def use(self, reference, body, now):
        feature = self.feature(reference)
        if feature.kind == "OnOff":
            before = feature.price()
            feature.is_enabled = body["IsEnabled"]
            self.change(feature, before, None, now)
            return
        current = (Fraction(str(body["QuantityCurrent"])) if "QuantityCurrent" in body else
                   feature.current + Fraction(str(body["Increment"])))
        if current < 0:
            raise Refused(422, "negative")
        before, billed = feature.price(), feature.billed()
        feature.current = current
        if feature.kind == "Limitation":
            self.change(feature, before, billed, now)

    def change(self, feature, before, billed, now):
        """A stock or a switch that changed: the difference, for the rest of the period."""
        difference = feature.price() - before
        if self.is_trial() and feature.free_in_trial:
            return
        if feature.full_price:
            amount = max(0, difference)
        else:
            amount = truncated(difference * self.part(now, self.end))
        quantities = (None, None)
        if billed is not None:
            quantities = (feature.current, feature.billed() - billed)
        self.customer.owe([Charge("AutoFeatureProrata", amount, now, self.end, "feature", feature,
                                  quantities)], now)


# customers -------------------------------------------------------------------------------------------


class Customer:
    def __init__(self, reference):
        self.reference = reference
        self.subscriptions, self.lines, self.invoices = [], [], []
        self.next_billing = None

    def owe(self, charges, now, billable_at=None):
        for charge in charges:
            if charge.amount:
                self.lines.append(Line(charge, billable_at or now))
                self.draw(now + BILLING_DELAY)

    def draw(self, at):
        self.next_billing = min(self.next_billing or at, at)

    def add_line(self, body, now, date):
        at = date or now
        quantity = body.get("Quantity")
        quantities = (None, None) if quantity is None else (Fraction(quantity),) * 2
        charge = Charge(body.get("TypeLine", "Manual"), body["Amount"], at, at, quantities=quantities)
        self.lines.append(Line(charge, max(at, now)))
        self.draw(max(at, now) + BILLING_DELAY)

    def open_lines(self):
        return [line for line in self.lines if not line.invoice]

    def bill(self, now):
        """What is charged becomes an invoice; credits lower it to zero at most, the rest waits."""
        due = [line for line in self.open_lines() if line.billable_at <= now]
        upcoming = [line.billable_at for line in self.open_lines() if line.billable_at > now]
        upcoming += [one.next_at() for one in self.subscriptions if one.is_active()]
        self.next_billing = min(upcoming) + BILLING_DELAY if upcoming else None
        due = self.limited(due)
        if not due:
            return None
        invoice = Invoice(now, due)
        for line in due:
            line.invoice = invoice
        self.invoices.append(invoice)
        return invoice

    def limited(self, due):
        """Without what the charges do not need of the credits; nothing if credits are all there is."""
        credits = [line for line in due if line.is_credit()]
        if credits and not any(line.is_charge() for line in due):
            return []
        left, kept = sum(line.amount for line in due if not line.is_credit()), []
        for line in due:
            used = min(left, -line.amount) if line.is_credit() else 0
            left -= used
            if not line.is_credit() or used == -line.amount:
                kept.append(line)
            elif used:
                kept.append(line.part(used))
                self.lines.append(kept[-1])
        return kept

    def advance(self, now):
        """Everything that falls due up to a moment, in its order: turns first, then the billing."""
        while True:
            due = [(one.next_at(), 0, number, one) for number, one in enumerate(self.subscriptions)
                   if one.next_at()]
            if self.next_billing:
                due.append((self.next_billing, 1, 0, None))
            due = [one for one in due if one[0] <= now]
            if not due:
                return
            at, _, _, subscription = min(due, key=lambda one: one[:3])
            if subscription:
                subscription.turn(at)
            else:
                self.bill(at)
