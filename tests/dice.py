"""Random catalogues for those who let customers live: prices of every shape, offers, discounts. Each
takes a random.Random, so that a seed gives the same."""

KINDS = {"seats": "Limitation", "rooms": "Limitation", "support": "OnOff", "backup": "OnOff",
         "texts": "Consumption", "calls": "Consumption"}


def random_price(dice):
    kind = dice.choice(["unit", "unit", "exact", "lot", "flat", "capped"])
    if kind == "exact":
        return {"AmountPerIncrementExact": dice.choice(["0.5", "0.333333", "1.25", "12.005", "0.000125"])}
    if kind == "flat":
        return {"AmountCeiling": dice.randrange(0, 5000)}
    price = {"AmountPerIncrement": dice.randrange(0, 3000)}
    if kind == "lot":
        price["Increment"] = dice.randrange(1, 7)
    if kind == "capped":
        price["AmountCeiling"] = dice.randrange(0, 20000)
    return price


def random_steps(dice):
    steps, most = [], 0
    for _ in range(dice.choice([0, 0, 1, 2, 3])):
        most += dice.randrange(1, 9)
        steps.append({"QuantityMax": most, **random_price(dice)})
    return steps + [random_price(dice)]


def random_feature(dice, reference):
    feature = {"ReferenceFeature": reference}
    if KINDS[reference] == "OnOff":
        feature["IsIncluded"] = dice.random() < 0.4
        feature["IsEnabled"] = feature["IsIncluded"] or dice.random() < 0.5
        feature["Steps"] = [dice.choice([{"AmountPerIncrement": dice.randrange(0, 5000)},
                                         {"AmountCeiling": dice.randrange(0, 5000)}])]
    else:
        feature["QuantityIncluded"] = dice.randrange(0, 6)
        feature["Steps"] = random_steps(dice)
        feature["ModePricing"] = dice.choice(["Tiered", "Tiered", "Volume"])
    if KINDS[reference] == "Limitation" and dice.random() < 0.7:
        feature["QuantityCurrent"] = dice.randrange(0, 12)
    words = [word for word in ("UpdateAtFullPrice", "FreeInTrial") if dice.random() < 0.2]
    if words:
        feature["Properties"] = ", ".join(words)
    return feature


def random_offer(dice, number):
    offer = {
        "ReferenceOffer": f"offer-{number}", "IsVisible": True,
        "AmountRecurrence": dice.choice([0, dice.randrange(1, 100), dice.randrange(100, 90000)]),
        "DurationRecurrence": 1, "UnitRecurrence": "Month",
        "Features": [random_feature(dice, one)
                     for one in dice.sample(sorted(KINDS), dice.randrange(0, 5))],
    }
    if dice.random() < 0.4:
        offer["DurationRecurrence"], offer["UnitRecurrence"] = dice.choice(
            [(1, "Week"), (2, "Week"), (10, "Day"), (3, "Month"), (2, "Month"), (1, "Year")])
    if dice.random() < 0.3:
        offer["AmountUpFront"] = dice.randrange(0, 30000)
    if dice.random() < 0.4:
        offer["DurationTrial"], offer["UnitTrial"] = dice.choice(
            [(dice.randrange(1, 40), "Day"), (2, "Week"), (1, "Month")])
        offer["AmountTrial"] = dice.choice([0, dice.randrange(0, 9000)])
    if dice.random() < 0.2:
        offer["CountRecurrences"] = dice.randrange(1, 9)
    if dice.random() < 0.2:
        offer["CountMinRecurrences"] = dice.randrange(1, 5)
    if dice.random() < 0.2:
        offer["AmountTermination"] = dice.randrange(0, 9000)
    return offer


def random_discount(dice, number):
    kind = dice.choice(["Flat", "PerTenThousand"])
    discount = {"ReferenceDiscount": f"discount-{number}", "TypeOff": kind,
                "ValueOff": dice.randrange(0, 10001 if kind != "Flat" else 20000),
                "TargetFee": dice.choice(["FlatFee", "FeatureFee", "UpfrontFee", "AllRecurring", "All"])}
    if dice.random() < 0.5:
        discount["CountPeriods"] = dice.randrange(1, 6)
    return discount


def random_catalogue(dice, offer_count=20, discount_count=10):
    """As the catalogue file has it; some offers come with a discount."""
    offers = [random_offer(dice, one) for one in range(offer_count)]
    discounts = [random_discount(dice, one) for one in range(discount_count)]
    for offer in offers:
        discount = dice.choice(discounts)
        if dice.random() < 0.3 and (discount["TargetFee"] != "UpfrontFee" or "AmountUpFront" in offer):
            offer["Discounts"] = [{"ReferenceDiscount": discount["ReferenceDiscount"]}]
    return {"Features": [{"ReferenceFeature": one, "TypeFeature": kind} for one, kind in KINDS.items()],
            "Discounts": discounts, "Offers": offers}
