"""A server that answers as GoCardless does, as far as tacite asks it: billing requests and their flows,
mandates, payments and refunds, with idempotency keys. What GoCardless would refuse is refused.

What people do there is done by the test: `fill` gives an account on a page, `settle` lets the days of
a debit pass, `charge_back` takes it back, `revoke` ends a mandate."""
import datetime
import hashlib
import hmac
import json
import re

from fake import Fake, Refusal

TOKEN, VERSION = "sandbox_fake", "2015-07-06"

# What happens to the payments from an account.
ACCOUNTS = {
    "FR1420041010050500013M02606": None,
    "DE89370400440532013000": "insufficient_funds",
    "BE68539007547034": "bank_account_closed",
    "ES9121000418450200051332": "charged_back",
    "NL91ABNA0417164300": "failed late",
}

# What each resource takes; a dot goes inside.
PARAMETERS = {
    "billing_requests": "mandate_request.scheme mandate_request.currency metadata.* links.customer",
    "billing_request_flows": "redirect_uri exit_uri language prefilled_customer.email "
                             "prefilled_customer.given_name prefilled_customer.family_name "
                             "prefilled_customer.company_name links.billing_request",
    "payments": "amount currency charge_date description retry_if_possible metadata.* links.mandate "
                "reference",
    "refunds": "amount total_amount_confirmation metadata.* links.payment reference",
    "data": "metadata.*",
}
REQUIRED = {
    "billing_requests": ["mandate_request.scheme"],
    "billing_request_flows": ["links.billing_request"],
    "payments": ["amount", "currency", "links.mandate"],
    "refunds": ["amount", "total_amount_confirmation", "links.payment"],
    "data": [],
}


def refuse(status, kind, message, *errors):
    raise Refusal(status, {"error": {
        "message": message, "type": kind, "code": status, "request_id": "fake",
        "documentation_url": "https://developer.gocardless.com/",
        "errors": list(errors) or [{"reason": kind, "message": message}]}})


def wrong_state(reason, message, **links):
    error = {"reason": reason, "message": message}
    if links:
        error["links"] = links
    refuse(409 if reason == "idempotent_creation_conflict" else 422, "invalid_state", message, error)


def flat(body, before=""):
    """{"a": {"b": 1}} as {"a.b": 1}."""
    found = {}
    for name, value in body.items():
        if isinstance(value, dict):
            found.update(flat(value, f"{before}{name}."))
        else:
            found[before + name] = value
    return found


def moment():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def day(days):
    return str(datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days))


class FakeGoCardless(Fake):
    may_refund = True

    def __init__(self):
        super().__init__()
        self.things = {}  # kind, id: thing
        self.keys = {}    # kind, idempotency key: id
        self.fates = {}   # mandate: what happens to its payments
        self.history = []  # all events, for /events

    # Requests -------------------------------------------------------------------------------------

    ROUTES = [
        ("POST", r"/billing_requests", "billing_requests", "add_billing_request"),
        ("GET", r"/billing_requests/(\w+)", "billing_requests", "show"),
        ("POST", r"/billing_request_flows", "billing_request_flows", "add_flow"),
        ("GET", r"/mandates/(\w+)", "mandates", "show"),
        ("POST", r"/mandates/(\w+)/actions/cancel", "mandates", "cancel_mandate"),
        ("GET", r"/customer_bank_accounts/(\w+)", "customer_bank_accounts", "show"),
        ("POST", r"/payments", "payments", "add_payment"),
        ("GET", r"/payments", "payments", "list_things"),
        ("GET", r"/payments/(\w+)", "payments", "show"),
        ("POST", r"/payments/(\w+)/actions/cancel", "payments", "cancel_payment"),
        ("POST", r"/refunds", "refunds", "add_refund"),
        ("GET", r"/refunds", "refunds", "list_things"),
        ("GET", r"/refunds/(\w+)", "refunds", "show"),
        ("GET", r"/events", "events", "list_events"),
    ]

    def answer(self, asked):
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            refuse(401, "invalid_api_usage", "The access token you've used is not a valid one.")
        if asked.headers.get("gocardless-version") != VERSION:
            refuse(400, "invalid_api_usage", "The version is not told.")
        for method, path, kind, name in self.ROUTES:
            found = re.fullmatch(path, asked.path)
            if found and method == asked.method:
                return self.work(asked, kind, getattr(self, name), found.groups())
        return refuse(404, "invalid_api_usage", "path not found")

    def work(self, asked, kind, verb, tokens):
        if asked.method == "GET":
            return 200, verb(kind, dict(asked.query), *tokens)
        is_action = "/actions/" in asked.path
        body = self.read(asked, "data" if is_action else kind)
        if is_action:
            return 200, {kind: verb(body, *tokens)}
        key = asked.headers.get("idempotency-key")
        if key and (kind, key) in self.keys:
            wrong_state("idempotent_creation_conflict", "A resource has already been created with "
                        "this idempotency key", conflicting_resource_id=self.keys[kind, key])
        thing = verb(body)
        if key:
            self.keys[kind, key] = thing["id"]
        return 201, {kind: thing}

    def read(self, asked, envelope):
        if asked.headers.get("content-type") != "application/json":
            refuse(415, "invalid_api_usage", "The body is no JSON.")
        try:
            body = json.loads(asked.body)[envelope]
        except (ValueError, KeyError, TypeError):
            refuse(400, "invalid_api_usage", "The envelope is missing.")
        known = [re.escape(one).replace(r"\*", r"\w+") for one in PARAMETERS[envelope].split()]
        values = flat(body)
        for name in values:
            if not any(re.fullmatch(one, name) for one in known):
                refuse(400, "invalid_api_usage", f"{name} is not known")
        for name in REQUIRED[envelope]:
            if name not in values:
                refuse(422, "validation_failed", "Validation failed",
                       {"field": name.split(".")[-1], "message": "can't be blank"})
        return body

    def find(self, kind, identity):
        if (kind, identity) not in self.things:
            refuse(404, "invalid_api_usage", "Resource not found",
                   {"reason": "resource_not_found", "message": "Resource not found"})
        return self.things[kind, identity]

    def add(self, kind, prefix, **members):
        thing = {"id": self.new_id(prefix), "created_at": moment(), "metadata": {}, **members}
        self.things[kind, thing["id"]] = thing
        return thing

    def show(self, kind, _query, identity):
        return {kind: self.find(kind, identity)}

    # Objects --------------------------------------------------------------------------------------

    def add_billing_request(self, body):
        customer = body.get("links", {}).get("customer") or self.new_id("CU")
        return self.add("billing_requests", "BRQ", status="pending",
                        metadata=body.get("metadata", {}),
                        mandate_request=dict(body["mandate_request"], links={}),
                        links={"customer": customer, "mandate_request": self.new_id("MRQ")})

    def add_flow(self, body):
        request = self.find("billing_requests", body["links"]["billing_request"])
        if request["status"] != "pending":
            wrong_state("billing_request_not_pending", "The billing request is over")
        flow = self.add("billing_request_flows", "BRF", redirect_uri=body.get("redirect_uri"),
                        exit_uri=body.get("exit_uri"), links={"billing_request": request["id"]})
        del flow["metadata"]
        flow["authorisation_url"] = f"{self.url}/page/{flow['id']}"
        return flow

    def add_payment(self, body):
        mandate = self.find("mandates", body["links"]["mandate"])
        if mandate["status"] not in ("pending_submission", "submitted", "active"):
            wrong_state("mandate_is_inactive", "The mandate is not active")
        soonest = mandate["next_possible_charge_date"]
        if body.get("charge_date", soonest) < soonest:
            refuse(422, "validation_failed", "Validation failed",
                   {"field": "charge_date", "message": f"must be on or after {soonest}",
                    "request_pointer": "/payments/charge_date"})
        payment = self.add("payments", "PM", amount=body["amount"], amount_refunded=0,
                           currency=body["currency"], description=body.get("description"),
                           charge_date=body.get("charge_date", soonest),
                           status="pending_submission", metadata=body.get("metadata", {}),
                           retry_if_possible=body.get("retry_if_possible", False),
                           links={"mandate": mandate["id"], "creditor": "CR000001"})
        self.happen("payments", "created", payment)
        return payment

    def cancel_payment(self, _body, identity):
        payment = self.find("payments", identity)
        if payment["status"] != "pending_submission":
            wrong_state("cancellation_failed", "This payment can no longer be cancelled")
        payment["status"] = "cancelled"
        self.happen("payments", "cancelled", payment)
        return payment

    def cancel_mandate(self, _body, identity):
        mandate = self.find("mandates", identity)
        if mandate["status"] == "cancelled":
            wrong_state("mandate_is_inactive", "The mandate is cancelled already")
        mandate["status"] = "cancelled"
        self.happen("mandates", "cancelled", mandate, cause="mandate_cancelled", origin="api")
        return mandate

    def add_refund(self, body):
        if not self.may_refund:
            refuse(403, "invalid_api_usage", "Refunds are not enabled for this account")
        payment = self.find("payments", body["links"]["payment"])
        if payment["status"] not in ("confirmed", "paid_out"):
            wrong_state("refund_payment_invalid_state", "It was not paid")
        total = payment["amount_refunded"] + body["amount"]
        if body["total_amount_confirmation"] != total or total > payment["amount"]:
            wrong_state("total_amount_confirmation_invalid",
                        f"The refunds would come to {total}")
        payment["amount_refunded"] = total
        refund = self.add("refunds", "RF", amount=body["amount"], currency=payment["currency"],
                          status="created", metadata=body.get("metadata", {}),
                          links={"payment": payment["id"], "mandate": payment["links"]["mandate"]})
        self.happen("refunds", "created", refund)
        return refund

    def list_things(self, kind, query):
        link = {"payments": "mandate", "refunds": "payment"}[kind]
        found = [one for (of, _), one in reversed(self.things.items()) if of == kind
                 and one["links"][link] == query.get(link, one["links"][link])
                 and one["created_at"] >= query.get("created_at[gte]", "")]
        return self.part(kind, query, found)

    def list_events(self, kind, query):
        return self.part(kind, query, [
            one for one in reversed(self.history)
            if one["links"].get("payment") == query.get("payment", one["links"].get("payment"))
            and one["action"] == query.get("action", one["action"])])

    @staticmethod
    def part(kind, query, found):
        ids = [one["id"] for one in found]
        if "after" in query:
            found = found[ids.index(query["after"]) + 1:]
        limit = int(query.get("limit", 50))
        after = found[limit - 1]["id"] if len(found) > limit else None
        return {kind: found[:limit], "meta": {"limit": limit,
                                              "cursors": {"before": None, "after": after}}}

    # What people and time do ----------------------------------------------------------------------

    def fill(self, request_id, iban):
        """Gives an account on the page, and agrees."""
        with self.lock:
            request = self.things["billing_requests", request_id]
            assert request["status"] == "pending", request["status"]
            account = self.add("customer_bank_accounts", "BA", account_holder_name="Somebody",
                               account_number_ending=iban[-2:], country_code=iban[:2],
                               currency="EUR", bank_name="Bank", enabled=True,
                               links={"customer": request["links"]["customer"]})
            mandate = self.add("mandates", "MD", reference=self.new_id("REF-"),
                               scheme=request["mandate_request"]["scheme"],
                               status="pending_submission", next_possible_charge_date=day(5),
                               links={"customer": request["links"]["customer"],
                                      "customer_bank_account": account["id"],
                                      "creditor": "CR000001"})
            self.fates[mandate["id"]] = ACCOUNTS[iban]
            request["status"] = "fulfilled"
            request["mandate_request"]["links"] = {"mandate": mandate["id"]}
            request["links"].update(mandate_request_mandate=mandate["id"],
                                    customer_bank_account=account["id"])
            self.happen("mandates", "created", mandate)
            self.happen("billing_requests", "fulfilled", request)

    def leave(self, request_id):
        request = self.things["billing_requests", request_id]
        request["status"] = "cancelled"
        self.happen("billing_requests", "cancelled", request)

    def payments(self, *states):
        return [one for (kind, _), one in self.things.items()
                if kind == "payments" and one["status"] in states]

    def submit(self):
        for payment in self.payments("pending_submission"):
            payment["status"] = "submitted"
            self.happen("payments", "submitted", payment)

    def settle(self):
        """Days pass: debits arrive or come back."""
        with self.lock:
            self.submit()
            for payment in self.payments("submitted"):
                fate = self.fates[payment["links"]["mandate"]]
                if fate in (None, "charged_back", "failed late"):
                    payment["status"] = "confirmed"
                    self.happen("payments", "confirmed", payment)
                else:
                    self.fail(payment, fate)

    def fail(self, payment, cause):
        payment["status"] = "failed"
        self.happen("payments", "failed", payment, cause=cause, reason_code="AM04", scheme="sepa_core",
                    origin="bank", description="The bank says no.", will_attempt_retry=False)

    def settle_later(self):
        """Weeks pass: some of what was there is taken back."""
        with self.lock:
            for payment in self.payments("confirmed"):
                fate = self.fates[payment["links"]["mandate"]]
                if fate == "charged_back":
                    payment["status"] = "charged_back"
                    self.happen("payments", "charged_back", payment, cause="authorisation_disputed",
                                origin="bank", description="The customer wants it back.")
                elif fate == "failed late":
                    self.fail(payment, "refer_to_payer")

    def win(self, payment_id):
        payment = self.things["payments", payment_id]
        payment["status"] = "confirmed"
        self.happen("payments", "chargeback_cancelled", payment, cause="payment_confirmed",
                    origin="bank")

    def settle_refunds(self, status="paid"):
        for (kind, _), refund in self.things.items():
            if kind == "refunds" and refund["status"] == "created":
                refund["status"] = status
                self.happen("refunds", status, refund)

    def revoke(self, mandate_id, cause="mandate_cancelled"):
        mandate = self.things["mandates", mandate_id]
        mandate["status"] = "cancelled"
        self.happen("mandates", "cancelled", mandate, cause=cause, origin="bank")

    # Telling --------------------------------------------------------------------------------------

    def happen(self, kind, action, thing, **details):
        single = {"billing_requests": "billing_request"}.get(kind, kind[:-1])
        links = {single: thing["id"]}
        if kind == "refunds":
            links["payment"] = thing["links"]["payment"]
        event = {"id": self.new_id("EV"), "created_at": moment(), "resource_type": kind,
                 "action": action, "links": links, "details": details, "metadata": {},
                 "resource_metadata": dict(thing["metadata"]), "customer_notifications": []}
        self.history.append(event)
        self.events.append(event)

    def batches(self, events):
        return [{"events": events, "meta": {"webhook_id": self.new_id("WB")}}] if events else []

    @staticmethod
    def sign(body, secret, _seconds):
        return "Webhook-Signature", hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
