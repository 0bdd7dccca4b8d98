"""A merchant whose invoices are collected by a provider that a test plays: what tests/test_stripe.py and
tests/test_gocardless.py share. The business has a clock of its own; the provider is asked in real time."""
import subprocess
import sqlite3
import time

from world import ENGINES, World

PATIENCE = 30  # seconds until something must have happened
SECRET = "whsec_of_the_test"
BACK = "https://shop.example/back?customer=1"


def until(what, patience=PATIENCE):
    """The first true value of a function."""
    end = time.monotonic() + patience
    while True:
        found = what()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError("it did not happen in time")
        time.sleep(0.02)


def on_every_engine(test):
    """Each with a merchant of its own whose server runs."""
    def run(self):
        for engine in ENGINES:
            with self.subTest(engine), self.merchant(engine) as merchant:
                test(self, merchant)
                merchant.verify()

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


class Merchant(World):
    def __init__(self, engine, fake, type_gateway, key):
        super().__init__(engine, "--tax-rate", "0", "--currency", "EUR")
        self.fake, self.type_gateway = fake, type_gateway
        self.day = "2026-01-31T09:00:00Z"
        self.run("clock", "--to", self.day)
        self.run("setting", "retry_days", "3,5")
        self.serve()
        self.gateways = {}
        for type_payment in ("Card", "DirectDebit") if type_gateway == "Stripe" else ("DirectDebit",):
            self.gateways[type_payment] = self.good("POST", "/Gateway/Gateways", {
                "TypeGateway": type_gateway, "TypePayment": type_payment, "ApiUrl": fake.url,
                "ApiKey": key, "WebhookSecret": SECRET})["Id"]
        self.listen()

    def listen(self):
        """The address of our notifications, as the merchant types it at the provider's."""
        host, port = self.server.address
        gateway = next(iter(self.gateways.values()))
        self.fake.webhook = f"http://{host}:{port}/gateway/{gateway}/notifications", SECRET

    def good(self, *request):
        status, answer = self.ask(*request)
        if status not in (200, 201):
            raise AssertionError(f"{request}: {status} {answer}")
        return answer

    def clock(self, day):
        """Days pass for the business."""
        self.run("clock", "--to", day)

    # Customers ------------------------------------------------------------------------------------

    def customer(self, reference):
        self.good("POST", "/v1/Customer", {
            "ReferenceCustomer": reference, "Name": "Zoé & Fils", "Email": "zoe@example.org"})

    def begin(self, reference, type_payment):
        """Opens a page; the method, as soon as it has one."""
        method = self.good("POST", "/Gateway/Permissions", {
            "ReferenceCustomer": reference, "IdGateway": self.gateways[type_payment],
            "ReturnUrl": BACK})
        return until(lambda: self.method(method["Id"], lambda one: one.get("PageUrl")))

    def method(self, identity, is_so=lambda one: True):
        method = self.good("GET", f"/Gateway/Permissions/{identity}")
        return method if is_so(method) else None

    def method_in(self, identity, state):
        return until(lambda: self.method(identity, lambda one: one["StatePermission"] == state))

    # Money ----------------------------------------------------------------------------------------

    def invoice(self, reference, amount=1234):
        self.good("POST", "/v1/BalanceLine",
                  {"ReferenceCustomer": reference, "Amount": amount, "Label": "Training"})
        return self.good("POST", "/v1/Billing/Customer", {"ReferenceCustomer": reference})["Id"]

    def charge(self, invoice, **more):
        return self.good("POST", f"/Finance/Invoices/{invoice}/Charge", more)["Id"]

    def transaction(self, identity):
        return self.good("GET", f"/Gateway/Transactions/{identity}")

    def transaction_in(self, identity, state):
        def look():
            found = self.transaction(identity)
            return found if found["StateTransaction"] == state else None
        try:
            return until(look)
        except AssertionError:
            raise AssertionError(f"not {state}: {self.transaction(identity)}") from None

    def transactions(self, invoice):
        return self.good("GET", f"/Gateway/Transactions?IdInvoice={invoice}")["Items"]

    def state(self, invoice):
        return self.good("GET", f"/v1/Invoice/{invoice}")["StateInvoice"]

    def refund(self, invoice, **more):
        return self.good("POST", f"/Finance/Invoices/{invoice}/Refund",
                         {"Reason": "a mistake", **more})

    # The machine ----------------------------------------------------------------------------------

    def execute(self, statement):
        """Straight into the database; on SQLite the server must be stopped."""
        if self.postgres:
            subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement,
                            self.target], check=True, capture_output=True)
            return
        with sqlite3.connect(self.target) as database:
            database.execute(statement)
        database.close()

    def restart(self, statement=None):
        """After a crash, and after what a statement makes of the waiting: nobody waits for hours."""
        if self.server:
            self.kill()
        if statement:
            self.execute(statement)
        self.serve()
        self.listen()

    def hurry(self):
        """What is to be asked of the provider some time is asked now."""
        self.restart("UPDATE transactions SET due_at = 1, leased_until = NULL WHERE wish IS NOT NULL")

    def verify(self):
        self.run("verify")
