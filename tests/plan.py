"""What is going to happen in a random world (tests/simulate.py): merchants with their settings and
catalogues, and day by day what their customers do. It is made of a seed alone."""
import copy
import datetime
import random

from dice import RICH_KINDS, rich_catalogue

DAY = datetime.timedelta(days=1)
# What happens, and how often.
WAYS = {"create": 9, "use": 10, "use_late": 3, "correct": 2, "add_line": 3, "bill": 2, "start": 3, "suspend": 2,
        "terminate": 2, "move_term": 1, "upgrade": 4, "edit": 3, "reprice": 1, "pay": 6, "charge": 3,
        "simulate": 3, "refund": 2, "cancel": 2, "write_off": 1, "register": 2, "prefer": 1, "forget": 1}
# Those that happen to a subscription.
ABOUT_ONE = {"use", "use_late", "correct", "start", "suspend", "terminate", "move_term", "upgrade", "edit"}
ACCIDENTS = ["kill", "lose", "repeat", "restart"]
CARDS = ["4200460037003700"] * 4 + [
    "4200460037004609", "4200460037025901", "4200460037054208", "4202560256025603", "4205420256025607",
    "4200460037000010", "4200460037000028", "4200460037000036"]
ACCOUNTS = ["FR1420041010050500013M02606"] * 3 + [
    "DE89370400440532013000", "BE68539007547034", "NL91ABNA0417164300", "ES9121000418450200051332",
    "IT60X0542811101000000123456"]
# Where customers are: taxes go by it, and the calendar if nothing else says whose it is.
PLACES = [{"ZipCode": "75001", "Country": "FR"}, {"ZipCode": "10115", "Country": "DE"},
          {"Company": "Berlin GmbH", "Country": "DE", "TaxInformation": "DE 136 695 976"},
          {"Company": "Zurich AG", "Country": "CH"}, {"ZipCode": "97400", "Country": "FR"}]


def shown(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class Merchant:
    """A business as it is at the beginning. The first has its settings by default, more or less; the
    second has none of them."""

    def __init__(self, dice, number):
        self.options = ["--name", f"Merchant {number}"]
        self.settings = {"vies_url": "none"}
        if number:
            self.options += ["--currency", "EUR", "--tax-rate", "5.5", "--time-zone",
                             dice.choice(["Europe/Paris", "America/New_York", "Asia/Kolkata"])]
            self.settings.update(self.other_settings(dice))
        if dice.random() < 0.3:
            self.settings["unpaid_amount_max"] = str(dice.randrange(100000, 900000))
        self.catalogue = rich_catalogue(dice)
        self.prices = copy.deepcopy(self.catalogue)  # what reprice makes of them
        self.customers = self.subscriptions = 0

    @staticmethod
    def other_settings(dice):
        return {
            "taxes": "Place", "tax_oss": dice.choice(["Auto", "Always", "Never"]),
            "proration_unit": dice.choice(["Day", "Second"]), "proration_rounding": "HalfUp",
            "month_length": dice.choice(["Real", "Thirty"]), "anchor": dice.choice(["Day", "Calendar"]),
            "billing_day": str(dice.choice([0, 1, 5])),  # of the week, too
            "first_period": dice.choice(["Prorated", "Free", "Whole"]),
            "unused_part": "Credit", "retry_days": dice.choice(["none", "1,1", "2,10,30"]),
            "after_last_failure": "suspend", "method_failures_max": "3", "notice_days_card": "0",
            "notice_days_debit": "2", "registration_failures_max": "2", "usage_late_days": "90",
            "reminder_days": "-3,1,14"}


class Plan:
    """A list of steps, each a dict that names merchants by number, and customers (c1) and subscriptions
    (s1) by the order of their creation, so that any of them can be left out."""

    def __init__(self, seed, days, customers, merchants=2):
        self.dice = dice = random.Random(seed)
        self.merchants = [Merchant(dice, number) for number in range(merchants)]
        self.begins = datetime.datetime(2027, 1, 1) + datetime.timedelta(
            days=dice.randrange(800), seconds=dice.randrange(86400))
        self.most = max(1, customers // merchants)
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
        number = dice.randrange(len(self.merchants))
        self.merchant = merchant = self.merchants[number]
        if merchant.customers < self.most and (not merchant.customers or dice.random() < 0.25):
            merchant.customers += 1
            return {"do": "sign_up", "with": number, "who": f"c{merchant.customers}", **self.random_sign_up()}
        way = dice.choices(list(WAYS), list(WAYS.values()))[0]
        step = {"do": way, "with": number, "who": f"c{dice.randrange(merchant.customers) + 1}"}
        if way in ABOUT_ONE:
            if not merchant.subscriptions:
                return {**step, "do": "add_line", "body": {"Label": "By hand", "Amount": 100}}
            step["one"] = f"s{dice.randrange(merchant.subscriptions) + 1}"
        return {**step, **getattr(self, "random_" + way)(now)}

    # each `random_…` says what else a step has in it; `now` is the morning of its day

    def moment(self, now, first, last):
        """So many days from now."""
        return shown(now + datetime.timedelta(seconds=self.dice.randrange(
            int(first * 86400) + 60, int(last * 86400))))

    def offer(self):
        return self.dice.choice(self.merchant.catalogue["Offers"])["ReferenceOffer"]

    def promotion(self):
        return self.dice.choice(self.merchant.catalogue["PromotionCodes"])["PromotionCode"].lower()

    def random_sign_up(self):
        dice = self.dice
        step = {"place": dice.choice(PLACES)} if dice.random() < 0.7 else {}
        return {**step, **({"number": dice.choice(CARDS + ACCOUNTS)} if dice.random() < 0.5 else {})}

    def random_create(self, now):
        dice = self.dice
        self.merchant.subscriptions += 1
        body = {"ReferenceOffer": self.offer()}
        query = dice.choice(["TryStart=true"] * 4 + ["TryStart=false", "TryStart=true&BillNow=true"])
        if dice.random() < 0.3:
            body["AmountRecurrence"] = dice.randrange(99999)
        if dice.random() < 0.15:
            body["PromotionCode"] = self.promotion()
        way = dice.random()
        if way < 0.2:
            body["DateStart"] = self.moment(now, 0, 60)
        elif way < 0.4:
            body["DateStart"] = self.moment(now, -90, -0.01)
            if dice.random() < 0.4:
                query += "&Migration=true"
        return {"one": f"s{self.merchant.subscriptions}", "body": body, "query": query}

    def random_quantity(self, kind):
        dice = self.dice
        if kind == "OnOff":
            return {"IsEnabled": dice.random() < 0.5}
        if dice.random() < 0.4:
            return {"QuantityCurrent": dice.choice([dice.randrange(25), dice.randrange(900)])}
        return {"Increment": dice.choice([dice.randrange(-4, 20), dice.randrange(400), 1, 0.5])}

    def random_use(self, now):
        dice = self.dice
        reference = dice.choice(sorted(RICH_KINDS))
        body = {"ReferenceFeature": reference, **self.random_quantity(RICH_KINDS[reference])}
        if "Increment" in body and dice.random() < 0.3:
            body["DateStamp"] = self.moment(now, -1, -0.01)
        if dice.random() < 0.3:
            body["EventId"] = f"event-{dice.randrange(40)}"
        return {"body": body}

    def consumption(self):
        return self.dice.choice([one for one, kind in RICH_KINDS.items() if kind == "Consumption"])

    def random_use_late(self, now):
        """Many at once, from weeks ago."""
        dice = self.dice
        return {"bodies": [{
            "ReferenceFeature": self.consumption(), "DateStamp": self.moment(now, -70, -0.01),
            "EventId": f"event-{dice.randrange(40)}", **self.random_quantity("Consumption"),
        } for _ in range(dice.randrange(1, 4))]}

    def random_correct(self, _now):
        change = {"IsWithdrawn": True} if self.dice.random() < 0.3 else self.random_quantity("Consumption")
        return {"body": {"ReferenceFeature": self.consumption(),
                         "EventId": f"event-{self.dice.randrange(40)}", **change}}

    def random_add_line(self, _now):
        dice = self.dice
        return {"body": {"Label": "By hand", "Amount": dice.choice(
            [dice.randrange(-9000, 9000), dice.randrange(-90000, 90000)])}}

    @staticmethod
    def random_bill(_now):
        return {}

    def random_start(self, now):
        return {"query": self.dice.choice(
            ["", "", "?WaiveCharge=true", "?BillNow=true", f"?DateStart={self.moment(now, 0, 40)}"])}

    def random_suspend(self, now):
        return {"query": self.dice.choice(["", "", "?StateSubscription=ActiveDelayedSuspension",
                                           f"?DateSuspension={self.moment(now, 0, 50)}"])}

    def random_terminate(self, now):
        query = self.dice.choice(["Immediate=true", "Immediate=false", "Immediate=false",
                                  f"Immediate=false&DateTermination={self.moment(now, 0, 80)}",
                                  f"DateTermination={self.moment(now, -9, -0.01)}"])
        return {"query": query + self.dice.choice(["", "", "&UnusedPart=Credit", "&UnusedPart=Refund"])}

    def random_move_term(self, now):
        return {"body": {"DateTerm": self.moment(now, 0, 60)}}

    def random_upgrade(self, now):
        dice = self.dice
        body = {"ReferenceOffer": self.offer(), "Immediate": dice.random() < 0.7, "IgnoreEngagement": True}
        if dice.random() < 0.1:
            body["PromotionCode"] = self.promotion()
        if dice.random() < 0.15:
            del body["Immediate"]
            body["DateUpgrade"] = self.moment(now, 0, 40)
        return {"body": body}

    def random_edit(self, _now):
        dice = self.dice
        body = dice.choice([
            {"AmountRecurrence": dice.randrange(0, 90000)}, {"AmountMinimum": dice.randrange(0, 60000)},
            {"AmountThreshold": dice.randrange(500, 9000)}, {"CountMinRecurrences": dice.randrange(4)},
            {"DurationRecurrence": dice.randrange(1, 5), "UnitRecurrence": dice.choice(["Month", "Week"])},
            {"ReferenceCustomerBuyer": f"c{dice.randrange(self.merchant.customers) + 1}"}])
        if dice.random() < 0.4:
            body["Immediate"] = True
        return {"body": body}

    def random_reprice(self, _now):
        """An offer becomes dearer or cheaper, for those who have it, too."""
        dice = self.dice
        prices = self.merchant.prices = copy.deepcopy(self.merchant.prices)
        offer = dice.choice(prices["Offers"])
        offer["AmountRecurrence"] = dice.randrange(0, 90000)
        return {"catalogue": prices, "body": {"ReferenceOffer": offer["ReferenceOffer"],
                                              "Immediate": dice.random() < 0.4}}

    def random_pay(self, _now):
        return {"share": self.dice.choice([0.3, 1, 1, 1, 1.5]), "nth": self.dice.randrange(9)}

    def random_charge(self, _now):
        return {"nth": self.dice.randrange(9), "body": {"IsCustomerPresent": self.dice.random() < 0.3}}

    def random_simulate(self, _now):
        return {"nth": self.dice.randrange(9), "happening": self.dice.choice(
            ["Succeed", "Succeed", "Reject", "Dispute", "Win", "Lose"])}

    def random_refund(self, _now):
        return {"share": self.dice.choice([0.25, 1]), "nth": self.dice.randrange(9),
                "automatic": self.dice.random() < 0.6}

    def random_cancel(self, _now):
        return {"keep": self.dice.random() < 0.5, "nth": self.dice.randrange(9)}

    def random_write_off(self, _now):
        return {"nth": self.dice.randrange(9)}

    def random_register(self, _now):
        if self.dice.random() < 0.2:
            return {"body": {"IsGreyListed": False}}
        if self.dice.random() < 0.3:
            return {"body": {"TypePayment": "ExternalBank"}}
        return {"number": self.dice.choice(CARDS + ACCOUNTS)}

    def random_prefer(self, _now):
        return {"nth": self.dice.randrange(9)}

    def random_forget(self, _now):
        return {"nth": self.dice.randrange(9)}
