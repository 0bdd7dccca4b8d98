"""Random catalogues for those who let customers live: prices of every shape, offers, discounts. Each
takes a random.Random, so that a seed gives the same. Plain ones are what tests/model.py understands;
rich ones have all that there is."""

KINDS = {"seats": "Limitation", "rooms": "Limitation", "support": "OnOff", "backup": "OnOff",
         "texts": "Consumption", "calls": "Consumption"}
RICH_KINDS = {**KINDS, "sales": "Consumption", "storage": "Consumption", "devices": "Consumption"}


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


def give_discounts(dice, catalogue):
    """Some offers come with one."""
    for offer in catalogue["Offers"]:
        discount = dice.choice(catalogue["Discounts"])
        if dice.random() < 0.3 and (discount["TargetFee"] != "UpfrontFee" or "AmountUpFront" in offer):
            offer["Discounts"] = [{"ReferenceDiscount": discount["ReferenceDiscount"]}]


def random_catalogue(dice, offer_count=20, discount_count=10):
    """As the catalogue file has it."""
    catalogue = {
        "Features": [{"ReferenceFeature": one, "TypeFeature": kind} for one, kind in KINDS.items()],
        "Offers": [random_offer(dice, one) for one in range(offer_count)],
        "Discounts": [random_discount(dice, one) for one in range(discount_count)]}
    give_discounts(dice, catalogue)
    return catalogue


# rich ones -------------------------------------------------------------------------------------------


def rich_steps(dice, reference):
    """Percentages of sales; amounts once per step of anything."""
    if reference == "sales":
        return [{"QuantityMax": 500, "Percentage": dice.choice(["2.9", "10", "0.35"])},
                {"Percentage": dice.choice(["1.4", "5"])}][dice.randrange(2):]
    steps = random_steps(dice)
    for step in steps:
        if dice.random() < 0.25 and "AmountCeiling" not in step:
            step["AmountFlat"] = dice.randrange(0, 3000)
    return steps


def rich_feature(dice, reference):
    kind = RICH_KINDS[reference]
    if kind == "Consumption":
        feature = {"ReferenceFeature": reference, "QuantityIncluded": dice.choice([0, 0, 1, 5]),
                   "ModePricing": dice.choice(["Tiered", "Volume"])}
        if dice.random() < 0.6:
            feature["ModeQuantity"] = dice.choice(["Sum", "Maximum", "Latest", "Weighted"])
            feature["IsCarriedOver"] = dice.random() < 0.5
    else:
        feature = random_feature(dice, reference)
        if dice.random() < 0.3:
            feature["Timing"] = "Arrears"
    if kind != "OnOff":
        feature["Steps"] = rich_steps(dice, reference)
        if dice.random() < 0.2:
            feature["AmountMin"] = dice.randrange(0, 2000)
        if dice.random() < 0.2:
            feature["AmountMax"] = dice.randrange(2000, 20000)
    return feature


def rich_offer(dice, number):
    offer = random_offer(dice, number)
    offer["Features"] = [rich_feature(dice, one)
                         for one in dice.sample(sorted(RICH_KINDS), dice.randrange(0, 6))]
    if dice.random() < 0.25:
        offer["TimingRecurrence"] = "Arrears"
    if dice.random() < 0.2:
        offer["AmountMinimum"] = dice.randrange(0, 60000)
    if dice.random() < 0.2:
        offer["AmountThreshold"] = dice.randrange(500, 30000)
    if dice.random() < 0.3:
        offer["Anchor"] = dice.choice(["Start", "Day", "Calendar"])
        offer["FirstPeriod"] = dice.choice(["Prorated", "Free", "Whole"])
        if offer["Anchor"] == "Day":
            offer["BillingDay"] = dice.randrange(1, 8 if offer["UnitRecurrence"] == "Week" else 32)
    return offer


def random_promotion(dice, number, catalogue):
    promotion = {"PromotionCode": f"CODE{number}", "Discounts": [
        {"ReferenceDiscount": dice.choice(catalogue["Discounts"])["ReferenceDiscount"]}]}
    if dice.random() < 0.6:
        promotion["UsesMax"] = dice.randrange(1, 5)
    if dice.random() < 0.5:
        promotion["UsesPerCustomerMax"] = dice.randrange(1, 3)
    if dice.random() < 0.2:
        promotion["IsFirstSubscription"] = True
    if dice.random() < 0.3:
        promotion["Offers"] = [{"ReferenceOffer": one["ReferenceOffer"]}
                               for one in dice.sample(catalogue["Offers"], 8)]
    return promotion


def rich_catalogue(dice, offer_count=20, discount_count=10, promotion_count=4):
    catalogue = random_catalogue(dice, 0, discount_count)
    catalogue["Features"] = [{"ReferenceFeature": one, "TypeFeature": kind}
                             for one, kind in RICH_KINDS.items()]
    catalogue["Offers"] = [rich_offer(dice, one) for one in range(offer_count)]
    give_discounts(dice, catalogue)
    catalogue["PromotionCodes"] = [random_promotion(dice, one, catalogue)
                                   for one in range(promotion_count)]
    return catalogue
