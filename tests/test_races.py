#!/usr/bin/env python3
"""Many do the same thing at the same moment: one wins, the others are told so, and the books hold."""
import concurrent.futures
import json
import signal
import time
import unittest

import counted
from world import ENGINES, World, small_catalogue

MANY = 50


def at_once(count, function):
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(function, range(count)))


class Races(unittest.TestCase):
    def world(self, engine):
        world = World(engine)
        world.run("catalogue", world.write("catalogue.json", small_catalogue()))
        world.run("clock", "--to", "2026-01-31T09:00:00Z")
        world.serve()
        return world

    def add_customer(self, world, reference):
        self.assertEqual(201, world.ask("POST", "/v1/Customer", {"ReferenceCustomer": reference})[0])
        status, _ = world.ask(
            "POST", f"/v1/CustomerSettingsPayment?ReferenceCustomer={reference}",
            {"TypePayment": "ExternalBank"})
        self.assertEqual(200, status)

    def test_fifty_billings_of_one_customer(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.add_customer(world, "ada")
                for _ in range(3):
                    status, _ = world.ask("POST", "/v1/BalanceLine",
                                          {"ReferenceCustomer": "ada", "Amount": 1000})
                    self.assertEqual(201, status)
                answers = at_once(MANY, lambda _: world.ask(
                    "POST", "/v1/Billing/Customer", {"ReferenceCustomer": "ada"}))
                statuses = sorted(status for status, _ in answers)
                self.assertEqual([200] + [204] * (MANY - 1), statuses)
                invoices = world.json("export", "invoices")
                self.assertEqual([(3000, 3600)], [(one["AmountSubtotal"], one["AmountTotal"])
                                                  for one in invoices])
                world.run("verify")

    def test_fifty_customers_billed_at_once_leave_no_gap(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                for i in range(MANY):
                    self.add_customer(world, f"c{i}")
                    world.ask("POST", "/v1/BalanceLine", {"ReferenceCustomer": f"c{i}",
                                                          "Amount": 100 + i})
                answers = at_once(MANY, lambda i: world.ask(
                    "POST", "/v1/Billing/Customer", {"ReferenceCustomer": f"c{i}"}))
                self.assertEqual([200] * MANY, [status for status, _ in answers])
                numbers = sorted(one["FullNumber"] for one in world.json("export", "invoices"))
                self.assertEqual(list(range(1, MANY + 1)),
                                 [int(number.split("-")[1]) for number in numbers])
                world.run("verify")

    def test_twenty_recordings_of_one_payment_count_once(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                for reference in ("ada", "bob"):
                    self.add_customer(world, reference)
                    world.ask("POST", "/v1/BalanceLine",
                              {"ReferenceCustomer": reference, "Amount": 1000})
                    world.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": reference})
                payment = {"ReferenceCustomer": "ada", "Amount": 1500, "ReferencePayment": "b-1"}
                answers = at_once(20, lambda _: world.ask("POST", "/Finance/Payments", payment))
                self.assertEqual([200] * 19 + [201], sorted(status for status, _ in answers))
                self.assertEqual(1, len({answer["Id"] for _, answer in answers}))
                # One reference for two customers: one of them has it.
                answers = at_once(20, lambda i: world.ask("POST", "/Finance/Payments", dict(
                    payment, ReferenceCustomer=("ada", "bob")[i % 2], ReferencePayment="b-2")))
                self.assertEqual([200] * 9 + [201] + [409] * 10,
                                 sorted(status for status, _ in answers))
                # Without a reference each one is a payment of its own.
                answers = at_once(20, lambda _: world.ask("POST", "/Finance/Payments", {
                    "ReferenceCustomer": "bob", "Amount": 10}))
                self.assertEqual([201] * 20, [status for status, _ in answers])
                world.run("verify")

    def bill(self, world, reference, amount):
        world.ask("POST", "/v1/BalanceLine", {"ReferenceCustomer": reference, "Amount": amount})
        status, invoice = world.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": reference})
        self.assertEqual(200, status, invoice)
        return invoice

    def test_a_draft_is_issued_once_or_deleted(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.add_customer(world, "ada")
                world.run("setting", "draft_hours", "48")
                world.ask("POST", "/v1/BalanceLine", {"ReferenceCustomer": "ada", "Amount": 1000})
                world.run("clock", "--to", "2026-02-01T09:00:00Z")
                draft = f"/Finance/Drafts/{world.ask('GET', '/Finance/Drafts')[1]['Items'][0]['Id']}"
                verbs = [("POST", f"{draft}/Issue", {}), ("DELETE", draft, None),
                         ("POST", f"{draft}/Lines", {"Amount": 5}), ("POST", draft, {"Note": "n"})]
                answers = at_once(20, lambda i: world.ask(*verbs[i % 4]))
                ends = [status for i, (status, _) in enumerate(answers) if i % 4 < 2]
                self.assertEqual([200] + [404] * 9, sorted(ends))
                self.assertLessEqual({status for status, _ in answers}, {200, 404})
                self.assertEqual(0, world.ask("GET", "/Finance/Drafts")[1]["TotalItems"])
                world.run("verify")

    def test_an_estimate_is_answered_once(self):
        lines = {"Lines": [{"Label": "Lesson", "AmountUnit": 1000}]}
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.add_customer(world, "ada")
                _, estimate = world.ask("POST", "/Finance/Estimates", {"ReferenceCustomer": "ada",
                                                                       "Composition": lines})
                path = f"/Finance/Estimates/{estimate['Id']}"
                sent = at_once(20, lambda _: world.ask("POST", f"{path}/MarkSent"))
                self.assertEqual({200}, {status for status, _ in sent})
                self.assertEqual({"SD2-00000001"}, {one["FullNumber"] for _, one in sent})
                given = {"Name": "Ada", "Reason": "by phone"}
                verbs = ["ApprovalOnBehalf"] * 4 + ["DeclineOnBehalf"]
                answers = at_once(20, lambda i: world.ask("POST", f"{path}/{verbs[i % 5]}", given))
                self.assertEqual([200] + [409] * 19, sorted(status for status, _ in answers))
                _, after = world.ask("GET", path)
                invoices = world.json("export", "invoices")
                self.assertEqual(1 if after["StateEstimate"] == "Converted" else 0, len(invoices))
                world.run("verify")

    def test_a_composed_draft_is_sent_or_paid_once(self):
        lines = {"Lines": [{"Label": "Lesson", "AmountUnit": 1000}]}
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.add_customer(world, "ada")
                _, draft = world.ask("POST", "/Finance/Drafts", {"ReferenceCustomer": "ada",
                                                                 "Composition": lines})
                path = f"/Finance/Invoices/{draft['Id']}"
                verbs = ["MarkSent", "MarkPaid"]
                answers = at_once(20, lambda i: world.ask("POST", f"{path}/{verbs[i % 2]}"))
                self.assertEqual({200}, {status for status, _ in answers})
                self.assertEqual({"S2-00000001"}, {one["FullNumber"] for _, one in answers})
                self.assertEqual("Paid", world.ask("GET", path)[1]["StateInvoice"])
                _, payments = world.ask("GET", f"/Finance/Payments?IdInvoice={draft['Id']}")
                self.assertEqual([1200], [one["Amount"] for one in payments["Items"]])
                world.run("verify")

    def test_money_that_waits_is_used_once(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.add_customer(world, "ada")
                world.ask("POST", "/Finance/Payments",
                          {"ReferenceCustomer": "ada", "Amount": 5000, "IsPrepaid": True})

                def sell(_):
                    world.ask("POST", "/v1/BalanceLine", {"ReferenceCustomer": "ada", "Amount": 1000})
                    return world.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": "ada"})[0]

                self.assertLessEqual(set(at_once(10, sell)), {200, 204})
                invoices = world.ask("GET", "/Finance/Invoices?SizePage=100")[1]["Items"]
                self.assertEqual(12000, sum(one["AmountTotal"] for one in invoices))
                self.assertEqual(5000, sum(one["AmountPaid"] for one in invoices))
                world.run("verify")

    def test_one_invoice_has_one_end(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.add_customer(world, "ada")
                path = f"/Finance/Invoices/{self.bill(world, 'ada', 1000)['Id']}"
                verbs = ["Cancellation", "WriteOff", "Dispute", "AddressRefresh"]
                answers = at_once(20, lambda i: world.ask("POST", f"{path}/{verbs[i % 4]}",
                                                          {"Reason": "race"}))
                self.assertLessEqual({status for status, _ in answers}, {200, 201, 409})
                world.run("verify")
                paid = self.bill(world, "ada", 1000)
                world.ask("POST", "/Finance/Payments", {"Invoices": [{"IdInvoice": paid["Id"]}]})
                path = f"/Finance/Invoices/{paid['Id']}"
                answers = at_once(10, lambda i: world.ask(
                    "POST", f"{path}/{['Refund', 'Credit'][i % 2]}", {"Reason": "race", "Amount": 700}))
                self.assertEqual(1, sum(status in (200, 201) for status, _ in answers))
                world.run("verify")

    def test_a_payer_is_changed_while_the_group_is_billed(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                for reference in ("ada", "bob"):
                    self.add_customer(world, reference)
                bob = world.ask("GET", "/v1/Customer?ReferenceCustomer=bob")[1]["Id"]
                path = f"/Distribution/Customers/{bob}/SettingsPayment"

                def live(i):
                    if i % 3 == 0:
                        return world.ask("POST", path, {"ReferenceCustomerPayer": "ada" if i % 2 else " "})
                    if i % 3 == 1:
                        return world.ask("POST", "/v1/BalanceLine",
                                         {"ReferenceCustomer": "bob", "Amount": 100})
                    return world.ask("POST", "/v1/Billing/Customer", {"ReferenceCustomer": "ada"})

                answers = at_once(30, live)
                self.assertLessEqual({status for status, _ in answers}, {200, 201, 204})
                world.run("verify")

    def test_one_customer_created_fifty_times(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                answers = at_once(MANY, lambda _: world.ask(
                    "POST", "/v1/Customer", {"ReferenceCustomer": "ada", "Name": "Ada"}))
                self.assertEqual([200] * (MANY - 1) + [201],
                                 sorted(status for status, _ in answers))
                self.assertEqual(1, len(world.json("export", "customers")))

    def test_increments_all_count_and_an_event_counts_once(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.add_customer(world, "ada")
                status, _ = world.ask("POST", "/v1/Subscription?TryStart=true",
                                      {"ReferenceCustomer": "ada", "ReferenceOffer": "team"})
                self.assertEqual(201, status)
                usage = {"ReferenceCustomer": "ada", "ReferenceFeature": "messages",
                         "Increment": 2}
                answers = at_once(MANY, lambda _: world.ask("POST", "/v1/Usage", usage))
                self.assertEqual([200] * MANY, [status for status, _ in answers])
                once = dict(usage, EventId="e1", DateStamp="2026-01-31T09:00:00Z")
                answers = at_once(MANY, lambda _: world.ask("POST", "/v1/Usage", once))
                self.assertEqual([200] * MANY, [status for status, _ in answers])
                _, found = world.ask(
                    "GET", "/v1/Usage?ReferenceCustomer=ada&ReferenceFeature=messages")
                self.assertEqual(2 * MANY + 2, found["QuantityCurrent"])

    def test_events_sent_twice_at_once_count_once(self):
        """Late ones too: their difference is one line, whoever was first."""
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.add_customer(world, "ada")
                world.ask("POST", "/v1/Subscription?TryStart=true",
                          {"ReferenceCustomer": "ada", "ReferenceOffer": "team"})
                world.run("clock", "--to", "2026-03-02T09:00:00Z")
                events = [{"ReferenceCustomer": "ada", "ReferenceFeature": "messages",
                           "Increment": 1, "EventId": f"e{i}",
                           "DateStamp": "2026-02-10T00:00:00Z" if i % 2 else "2026-03-01T00:00:00Z"}
                          for i in range(200)]
                answers = at_once(8, lambda _: world.ask("POST", "/v1/UsageEvents", events))
                self.assertEqual([200] * 8, [status for status, _ in answers])
                self.assertEqual([200] + [0] * 7, sorted(
                    (answer["CountAdded"] for _, answer in answers), reverse=True))
                _, found = world.ask(
                    "GET", "/v1/Usage?ReferenceCustomer=ada&ReferenceFeature=messages")
                late = [one for one in world.json("export", "lines")
                        if one.get("ReferenceFeature") == "messages"]
                self.assertEqual([200], [found["QuantityCurrent"] + one["QuantityBilled"]
                                         for one in late])
                world.run("verify")

    def test_the_last_use_of_a_code_is_had_by_one(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                takers = [f"taker-{i}" for i in range(12)]
                for taker in takers:
                    self.add_customer(world, taker)
                catalogue = {"Discounts": [{"ReferenceDiscount": "off", "TypeOff": "Flat",
                                            "ValueOff": 100, "TargetFee": "FlatFee"}],
                             "PromotionCodes": [{"PromotionCode": "LAST", "UsesMax": 1,
                                                 "Discounts": [{"ReferenceDiscount": "off"}]},
                                                {"PromotionCode": "ONCE", "UsesPerCustomerMax": 1,
                                                 "Discounts": [{"ReferenceDiscount": "off"}]}]}
                world.run("catalogue", world.write("codes.json", json.dumps(catalogue)))
                answers = at_once(len(takers), lambda i: world.ask("POST", "/v1/Subscription", {
                    "ReferenceCustomer": takers[i], "ReferenceOffer": "team",
                    "PromotionCode": "last"}))
                self.assertEqual([201] + [422] * 11, sorted(status for status, _ in answers))
                self.assertEqual({"Error.Api.PromotionCode.UsedUp"}, {
                    answer[0]["Code"] for status, answer in answers if status == 422})
                answers = at_once(len(takers), lambda _: world.ask("POST", "/v1/Subscription", {
                    "ReferenceCustomer": takers[0], "ReferenceOffer": "team",
                    "PromotionCode": "once"}))
                self.assertEqual([201] + [422] * 11, sorted(status for status, _ in answers))
                self.assertEqual({"Error.Api.PromotionCode.UsedByCustomer"}, {
                    answer[0]["Code"] for status, answer in answers if status == 422})
                _, codes = world.ask("GET", "/Sub/PromotionCodes")
                self.assertEqual([1, 1], [code["Uses"] for code in codes["Items"]])
                world.run("verify")

    def test_seats_changed_at_once_are_charged_once_each(self):
        """Whatever the order, the charges add up to the last price."""
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.add_customer(world, "ada")
                world.ask("POST", "/v1/Subscription?TryStart=true",
                          {"ReferenceCustomer": "ada", "ReferenceOffer": "team"})
                at_once(20, lambda _: world.ask("POST", "/v1/Usage", {
                    "ReferenceCustomer": "ada", "ReferenceFeature": "seats", "Increment": 1}))
                _, found = world.ask("GET",
                                     "/v1/Usage?ReferenceCustomer=ada&ReferenceFeature=seats")
                self.assertEqual(25, found["QuantityCurrent"])
                charged = sum(one["AmountSubtotal"] for one in world.json("export", "lines")
                              if one["Label"].lower().find("seats") >= 0)
                self.assertEqual((25 - 2) * 1000, charged)

    def test_usage_at_a_threshold_is_charged_once(self):
        """Counted by many while the clock charges what has come together: in the end it is all there."""
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.add_customer(world, "ada")
                status, _ = world.ask("POST", "/v1/Subscription?TryStart=true", {
                    "ReferenceCustomer": "ada", "ReferenceOffer": "team", "AmountThreshold": 100,
                    "AmountMinimum": 100})
                self.assertEqual(201, status)
                usage = {"ReferenceCustomer": "ada", "ReferenceFeature": "messages", "Increment": 3}
                for minute in range(1, 4):
                    answers = at_once(MANY + 1, lambda one: world.ask("POST", "/v1/Usage", usage)
                                      if one != MANY // 2 else
                                      world.run("clock", "--to", f"2026-01-31T09:0{minute}:00Z"))
                    answers.pop(MANY // 2)
                    self.assertEqual([200] * MANY, [status for status, _ in answers])
                world.run("clock", "--to", "2026-02-28T09:00:00Z")
                lines = [one for one in world.json("export", "lines")
                         if one["Label"].lower().find("messages") >= 0]
                self.assertEqual(3 * 3 * MANY * 10, sum(one["AmountSubtotal"] for one in lines))
                self.assertGreater(len(lines), 1)
                world.run("verify")

    def test_usages_and_verbs_lock_in_one_order(self):
        """Buyer, then subscription: whoever takes them the other way round waits a second for
        PostgreSQL to find out."""
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.add_customer(world, "ada")
                _, one = world.ask("POST", "/v1/Subscription?TryStart=true",
                                   {"ReferenceCustomer": "ada", "ReferenceOffer": "team"})
                requests = [
                    ("/v1/Usage", {"ReferenceCustomer": "ada", "ReferenceFeature": "seats",
                                   "Increment": 1}),
                    (f"/v1/Subscription/{one['Id']}/DateTerm", {"DateTerm": "2026-03-01T00:00:00Z"}),
                ]
                answers = at_once(8, lambda i: [world.ask("POST", *requests[i % 2])[0]
                                                for _ in range(25)])
                self.assertEqual({200}, {status for statuses in answers for status in statuses})
                world.stop()
                world.run("verify")
                if engine == "postgres":
                    self.assertEqual("0", world.postgres.tell(
                        "SELECT deadlocks FROM pg_stat_database "
                        f"WHERE datname = '{world.postgres.name}'"))

    def test_a_server_that_is_stopped_keeps_what_it_answered(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                kept = []

                def write(i):
                    try:
                        status, _ = world.ask("POST", "/v1/Customer",
                                              {"ReferenceCustomer": f"c{i}"})
                        if status == 201:
                            kept.append(f"c{i}")
                    except OSError:
                        pass  # it came too late
                    if i == 30:
                        world.server.process.send_signal(signal.SIGTERM)

                at_once(MANY, write)
                self.assertEqual(0, world.stop())
                found = {one["ReferenceCustomer"] for one in world.json("export", "customers")}
                self.assertEqual(set(), set(kept) - found)

    @unittest.skipUnless(len(ENGINES) > 1, "TACITE_TEST_POSTGRES is not set")
    def test_two_nodes_move_one_clock(self):
        with self.world("postgres") as world:
            for i in range(20):
                self.add_customer(world, f"c{i}")
                world.ask("POST", "/v1/Subscription?TryStart=true",
                          {"ReferenceCustomer": f"c{i}", "ReferenceOffer": "team"})
            nodes = [world.start("clock", "--to", "2026-12-31T00:00:00Z") for _ in range(3)]
            self.assertEqual([0, 0, 0], [node.wait(120) for node in nodes])
            self.assertEqual(20 * 11, len(world.json("export", "invoices")))
            world.run("verify")

    def test_a_database_that_goes_away_is_an_answer(self):
        """On SQLite its folder, on PostgreSQL its sessions."""
        if "postgres" not in ENGINES:
            self.skipTest("TACITE_TEST_POSTGRES is not set")
        with self.world("postgres") as world:
            self.add_customer(world, "ada")
            world.postgres.tell(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{world.postgres.name}' AND pid <> pg_backend_pid()")
            statuses = set()
            for _ in range(40):
                statuses.add(world.ask("GET", "/v1/Customer?ReferenceCustomer=ada")[0])
                statuses.add(world.ask("POST", "/v1/Customer", {"ReferenceCustomer": "ada"})[0])
                time.sleep(0.01)
            self.assertLessEqual(statuses, {200, 503})
            self.assertEqual(200, world.ask("GET", "/v1/Customer?ReferenceCustomer=ada")[0])


    def test_twenty_upgrades_of_one_subscription(self):
        for engine in ENGINES:
            with self.subTest(engine), self.world(engine) as world:
                self.add_customer(world, "ada")
                status, one = world.ask("POST", "/v1/Subscription?TryStart=true",
                                        {"ReferenceCustomer": "ada", "ReferenceOffer": "team"})
                self.assertEqual(201, status)
                answers = at_once(20, lambda _: world.ask(
                    "POST", f"/v1/Subscription/{one['Id']}/Upgrade?ReferenceOffer=team"))
                self.assertEqual([200] + [403] * 19, sorted(status for status, _ in answers))
                subscriptions = world.json("export", "subscriptions")
                self.assertEqual(2, len(subscriptions))
                # What was paid comes back whole, and is charged again.
                _, balance = world.ask("GET", "/v1/Balance?ReferenceCustomer=ada&SizePage=100")
                self.assertEqual(2900 + 1500 + 3000, balance["Computations"]["AmountSubtotal"])
                world.run("verify")


if __name__ == "__main__":
    counted.main()
