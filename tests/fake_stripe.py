"""A server that answers as Stripe does, as far as tacite asks it: customers, Checkout sessions in mode
setup, payment intents, refunds and payment methods, with idempotency keys and test numbers. What
Stripe would refuse is refused: parameters that it does not know, keys that are used twice, no version.

What people do there is done by the test: `fill` types a number into a page, `authenticate` answers
the bank, `settle` lets the days of a direct debit pass, `dispute` takes money back."""
import hashlib
import hmac
import re
import time
from urllib.parse import parse_qsl

from fake import Fake, Refusal

KEY, VERSION = "sk_test_fake", "2026-10-28.endive"

# Number: what happens at a charge. A number that is not here is refused by the page.
CARDS = {
    "4242424242424242": None,
    "4000002500003155": None,  # authenticated once, when it is registered
    "4000002760003184": "authentication_required",
    "4000008260003178": "insufficient_funds",
    "4000000000000341": "generic_decline",
    "4000000000000259": "disputed",
    "4000000000007726": "refund pending",
    "4000000000005126": "refund fails",
}
# Refused already when they are registered.
REFUSED_CARDS = {
    "4000000000000002": "generic_decline",
    "4000000000009995": "insufficient_funds",
    "4000000000009987": "lost_card",
    "4000000000009979": "stolen_card",
    "4000000000000069": "expired_card",
    "4000000000000127": "incorrect_cvc",
    "4000000000000119": "processing_error",
}
ACCOUNTS = {
    "DE89370400440532013000": None,
    "DE08370400440532013003": None,
    "DE62370400440532013001": "debit_not_authorized",
    "DE78370400440532013004": "insufficient_funds",
    "DE35370400440532013002": "disputed",
}

# What each operation takes; * is any name in brackets.
PARAMETERS = {
    "customers": "name email description phone preferred_locales[*] metadata[*]",
    "sessions": "mode customer currency payment_method_types[*] success_url cancel_url metadata[*] "
                "client_reference_id locale setup_intent_data[*] setup_intent_data[metadata][*] "
                "expand[*]",
    "session": "expand[*]",
    "intents": "amount currency customer payment_method payment_method_types[*] confirm off_session "
               "return_url description metadata[*] expand[*] error_on_requires_action",
    "intent": "expand[*]",
    "list": "customer payment_intent charge created[gte] created[lte] limit starting_after expand[*]",
    "refunds": "payment_intent amount reason metadata[*] expand[*]",
    "cancel": "cancellation_reason expand[*]",
    "nothing": "expand[*]",
}


def refuse(status, kind, message, **more):
    raise Refusal(status, {"error": {"type": kind, "message": message, **more}})


def invalid(message, **more):
    refuse(400, "invalid_request_error", message, **more)


class FakeStripe(Fake):
    def __init__(self):
        super().__init__()
        self.things = {}  # by id
        self.keys = {}    # idempotency key: what was asked, and the answer
        self.fates = {}   # payment method: what happens to it
        self.pending = [] # payment intents whose days must pass

    # Requests -------------------------------------------------------------------------------------

    ROUTES = [
        ("POST", r"/v1/customers", "customers", "add_customer"),
        ("GET", r"/v1/customers/(\w+)", "nothing", "show"),
        ("POST", r"/v1/checkout/sessions", "sessions", "add_session"),
        ("GET", r"/v1/checkout/sessions/(\w+)", "session", "show"),
        ("POST", r"/v1/payment_intents", "intents", "add_intent"),
        ("GET", r"/v1/payment_intents", "list", "list_intents"),
        ("GET", r"/v1/payment_intents/(\w+)", "intent", "show"),
        ("POST", r"/v1/payment_intents/(\w+)/cancel", "cancel", "cancel_intent"),
        ("POST", r"/v1/refunds", "refunds", "add_refund"),
        ("GET", r"/v1/refunds", "list", "list_refunds"),
        ("GET", r"/v1/refunds/(\w+)", "nothing", "show"),
        ("GET", r"/v1/payment_methods/(\w+)", "nothing", "show"),
        ("POST", r"/v1/payment_methods/(\w+)/detach", "nothing", "detach"),
    ]

    def answer(self, asked):
        if asked.headers.get("authorization") != f"Bearer {KEY}":
            refuse(401, "invalid_request_error", "Invalid API Key provided.")
        if asked.headers.get("stripe-version") != VERSION:
            invalid("The version is not pinned.")
        pairs = asked.query
        if asked.method == "POST":
            if asked.headers.get("content-type") != "application/x-www-form-urlencoded":
                invalid("The body is no form.")
            pairs = parse_qsl(asked.body, keep_blank_values=True, strict_parsing=bool(asked.body))
        for method, path, takes, name in self.ROUTES:
            found = re.fullmatch(path, asked.path)
            if found and method == asked.method:
                self.check(pairs, takes)
                return self.once(asked, lambda: getattr(self, name)(dict(pairs), *found.groups()))
        return refuse(404, "invalid_request_error", "Unrecognized request URL.")

    def check(self, pairs, takes):
        known = [re.escape(one).replace(r"\*", r"\w+") for one in PARAMETERS[takes].split()]
        for name, value in pairs:
            if not any(re.fullmatch(one, name) for one in known):
                invalid(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
            if not value:
                invalid(f"{name} is empty.", code="parameter_invalid_empty", param=name)

    def once(self, asked, work):
        """The same key is answered as it was the first time."""
        key = asked.headers.get("idempotency-key")
        what = (asked.method, asked.path, asked.body)
        if asked.method != "POST" or not key:
            return 200, work()
        if key in self.keys:
            before, answer = self.keys[key]
            if before != what:
                refuse(400, "idempotency_error", "Keys for idempotent requests can only be used "
                       "with the same parameters they were first used with.")
            return answer
        try:
            answer = 200, work()
        except Refusal as refusal:
            answer = refusal.status, refusal.body
        self.keys[key] = what, answer
        return answer

    def find(self, identity, param=None):
        if identity not in self.things:
            refuse(404 if param is None else 400, "invalid_request_error",
                   f"No such thing: '{identity}'", code="resource_missing", param=param or "id")
        return self.things[identity]

    def add(self, prefix, kind, **members):
        thing = {"id": self.new_id(prefix), "object": kind, "created": int(time.time()),
                 "livemode": False, "metadata": {}, **members}
        self.things[thing["id"]] = thing
        return thing

    @staticmethod
    def inside(form, name):
        """`metadata[a]=1` as {"a": "1"}."""
        return {key[len(name) + 1:-1]: value for key, value in form.items()
                if key.startswith(name + "[")}

    @staticmethod
    def need(form, *names):
        for name in names:
            if name not in form:
                invalid(f"Missing required param: {name}.", code="parameter_missing", param=name)

    # Objects --------------------------------------------------------------------------------------

    def show(self, form, identity):
        return self.expanded(self.find(identity), list(self.inside(form, "expand").values()))

    def expanded(self, thing, paths):
        thing = dict(thing)
        for path in paths:
            name, _, rest = path.partition(".")
            if thing.get(name):
                inner = thing[name]
                inner = self.find(inner) if isinstance(inner, str) else inner
                thing[name] = self.expanded(inner, [rest] if rest else [])
        return thing

    def add_customer(self, form):
        return self.add("cus_", "customer", name=form.get("name"), email=form.get("email"),
                        preferred_locales=list(self.inside(form, "preferred_locales").values()),
                        metadata=self.inside(form, "metadata"))

    def add_session(self, form):
        self.need(form, "mode", "customer", "success_url", "payment_method_types[0]")
        if form["mode"] != "setup":
            invalid("This fake has no other mode.", param="mode")
        self.find(form["customer"], "customer")
        session = self.add("cs_test_", "checkout.session", mode="setup", status="open",
                           customer=form["customer"], currency=form.get("currency"),
                           success_url=form["success_url"], cancel_url=form.get("cancel_url"),
                           payment_method_types=[form["payment_method_types[0]"]],
                           payment_intent=None, payment_status="no_payment_required",
                           metadata=self.inside(form, "metadata"))
        session["setup_intent"] = self.add(
            "seti_", "setup_intent", status="requires_payment_method", usage="off_session",
            customer=form["customer"], payment_method=None, mandate=None, last_setup_error=None)["id"]
        session["url"] = f"{self.url}/page/{session['id']}"
        return session

    def add_intent(self, form):
        self.need(form, "amount", "currency")
        if not form["amount"].isdigit() or int(form["amount"]) < 50:
            invalid("Amount must be at least 50 cents.", code="amount_too_small", param="amount")
        for name in ("customer", "payment_method"):
            self.need(form, name)
            self.find(form[name], name)
        method = self.find(form["payment_method"])
        if method["customer"] != form["customer"]:
            invalid("The payment method does not belong to the customer.",
                    code="payment_method_unexpected_state", param="payment_method")
        if form.get("payment_method_types[0]") != method["type"]:
            invalid("The payment method is of another type.", param="payment_method_types")
        intent = self.add("pi_", "payment_intent", amount=int(form["amount"]), amount_received=0,
                          currency=form["currency"], customer=form["customer"],
                          payment_method=form["payment_method"], description=form.get("description"),
                          payment_method_types=[method["type"]], status="requires_confirmation",
                          metadata=self.inside(form, "metadata"), last_payment_error=None,
                          next_action=None, latest_charge=None, cancellation_reason=None)
        if form.get("confirm") == "true":
            self.confirm(intent, form.get("off_session") == "true", form.get("return_url"))
        return intent

    def confirm(self, intent, is_off_session, return_url):
        fate = self.fates.get(intent["payment_method"])
        if intent["payment_method_types"] == ["sepa_debit"]:
            intent["status"] = "processing"
            self.pending.append(intent["id"])
            self.happen("payment_intent.processing", intent)
        elif fate == "authentication_required" and not is_off_session:
            if not return_url:
                invalid("A return_url is needed.", code="parameter_missing", param="return_url")
            intent["status"] = "requires_action"
            intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": {
                "url": f"{self.url}/page/3ds/{intent['id']}", "return_url": return_url}}
            self.happen("payment_intent.requires_action", intent)
        elif fate in (None, "disputed", "refund pending", "refund fails"):
            self.succeed(intent)
        else:
            self.decline(intent, fate)
            raise Refusal(402, {"error": dict(intent["last_payment_error"],
                                              payment_intent=dict(intent))})

    def succeed(self, intent):
        charge = self.add("ch_", "charge", amount=intent["amount"], currency=intent["currency"],
                          payment_intent=intent["id"], customer=intent["customer"], paid=True,
                          amount_refunded=0, refunded=False, disputed=False, status="succeeded",
                          payment_method=intent["payment_method"], metadata=intent["metadata"])
        intent.update(status="succeeded", amount_received=intent["amount"], next_action=None,
                      latest_charge=charge["id"])
        self.happen("payment_intent.succeeded", intent)
        self.happen("charge.succeeded", charge)
        if self.fates.get(intent["payment_method"]) == "disputed":
            self.dispute(intent["id"])

    def decline(self, intent, fate):
        is_card = intent["payment_method_types"] == ["card"]
        error = {"type": "card_error" if is_card else "invalid_request_error",
                 "message": "Your payment was declined."}
        if not is_card:
            error["code"] = fate
        elif fate == "authentication_required":
            error.update(code="authentication_required", decline_code="authentication_required")
        else:
            error.update(code="card_declined", decline_code=fate)
        if fate == "lost_card":
            error["advice_code"] = "do_not_try_again"
        intent.update(status="requires_payment_method", last_payment_error=error, next_action=None)
        self.happen("payment_intent.payment_failed", intent)

    def cancel_intent(self, form, identity):
        intent = self.find(identity)
        if intent["status"] not in ("requires_payment_method", "requires_action", "processing",
                                    "requires_confirmation"):
            invalid("You cannot cancel this PaymentIntent.", code="payment_intent_unexpected_state",
                    payment_intent=dict(intent))
        self.pending = [one for one in self.pending if one != identity]
        intent.update(status="canceled", next_action=None,
                      cancellation_reason=form.get("cancellation_reason"))
        self.happen("payment_intent.canceled", intent)
        return intent

    def listed(self, form, things):
        """The newest first, a part of them."""
        since = int(form.get("created[gte]", 0))
        things = [one for one in reversed(things) if one["created"] >= since]
        if "starting_after" in form:
            ids = [one["id"] for one in things]
            things = things[ids.index(form["starting_after"]) + 1:]
        limit = int(form.get("limit", 10))
        return {"object": "list", "url": "/v1/things", "has_more": len(things) > limit,
                "data": things[:limit]}

    def of_kind(self, kind):
        return [one for one in self.things.values() if one["object"] == kind]

    def list_intents(self, form):
        return self.listed(form, [one for one in self.of_kind("payment_intent")
                                  if one["customer"] == form.get("customer", one["customer"])])

    def list_refunds(self, form):
        return self.listed(form, [
            one for one in self.of_kind("refund")
            if one["payment_intent"] == form.get("payment_intent", one["payment_intent"])])

    def add_refund(self, form):
        self.need(form, "payment_intent")
        intent = self.find(form["payment_intent"], "payment_intent")
        if intent["status"] != "succeeded":
            invalid("It was not paid.", code="charge_not_refundable")
        charge = self.find(intent["latest_charge"])
        left = charge["amount"] - charge["amount_refunded"]
        amount = int(form.get("amount", left))
        if charge["disputed"]:
            invalid("Charge is disputed.", code="charge_disputed")
        if not left:
            invalid("Charge has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= left:
            invalid("Refund amount is greater than what is left.", param="amount")
        fate = self.fates.get(intent["payment_method"])
        refund = self.add("re_", "refund", amount=amount, currency=charge["currency"],
                          charge=charge["id"], payment_intent=intent["id"],
                          reason=form.get("reason"), metadata=self.inside(form, "metadata"),
                          status="pending" if fate == "refund pending" else "succeeded")
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self.happen("refund.created", refund)
        self.happen("charge.refunded", charge)
        return refund

    def detach(self, _form, identity):
        method = self.find(identity)
        if not method["customer"]:
            invalid("The payment method you provided is not attached to a customer.")
        method["customer"] = None
        self.happen("payment_method.detached", method)
        return method

    # What people and time do ----------------------------------------------------------------------

    def fill(self, session_id, number):
        """Types a number into the page; what it says then."""
        with self.lock:
            session = self.things[session_id]
            intent = self.things[session["setup_intent"]]
            if session["status"] != "open":
                return "This page is over."
            number = number.replace(" ", "")
            if number in REFUSED_CARDS:
                intent["last_setup_error"] = {"type": "card_error", "code": "card_declined",
                                              "decline_code": REFUSED_CARDS[number]}
                self.happen("setup_intent.setup_failed", intent)
                return "Your card was declined."
            method = self.add_method(session, number)
            intent.update(status="succeeded", payment_method=method["id"])
            if method["type"] == "sepa_debit":
                intent["mandate"] = self.add(
                    "mandate_", "mandate", status="active", type="multi_use",
                    payment_method=method["id"], payment_method_details={
                        "type": "sepa_debit",
                        "sepa_debit": {"reference": "FAKE" + method["id"][-6:], "url": self.url}})["id"]
            session["status"] = "complete"
            self.happen("payment_method.attached", method)
            self.happen("setup_intent.succeeded", intent)
            self.happen("checkout.session.completed", session)
            return "Thank you."

    def add_method(self, session, number):
        kind = session["payment_method_types"][0]
        fates = ACCOUNTS if kind == "sepa_debit" else CARDS
        assert number in fates, f"{number} is no test number"
        if kind == "sepa_debit":
            details = {"country": number[:2], "last4": number[-4:], "fingerprint": "f" + number[-4:]}
        else:
            details = {"brand": "visa", "country": "FR", "exp_month": 12,
                       "exp_year": time.gmtime().tm_year + 4, "last4": number[-4:],
                       "fingerprint": "f" + number[-4:], "funding": "credit"}
        method = self.add("pm_", "payment_method", type=kind, customer=session["customer"],
                          **{kind: details})
        self.fates[method["id"]] = fates[number]
        return method

    def expire(self, session_id):
        self.things[session_id]["status"] = "expired"
        self.happen("checkout.session.expired", self.things[session_id])

    def authenticate(self, intent_id, is_good=True):
        """The customer answers his bank."""
        with self.lock:
            intent = self.things[intent_id]
            assert intent["status"] == "requires_action", intent["status"]
            if is_good:
                self.succeed(intent)
            else:
                intent.update(status="requires_payment_method", next_action=None,
                              last_payment_error={
                                  "type": "invalid_request_error",
                                  "code": "payment_intent_authentication_failure",
                                  "message": "The bank did not recognise the customer."})
                self.happen("payment_intent.payment_failed", intent)

    def settle(self):
        """Days pass: debits arrive or come back."""
        with self.lock:
            pending, self.pending = self.pending, []
            for identity in pending:
                intent = self.things[identity]
                fate = self.fates.get(intent["payment_method"])
                if fate in (None, "disputed"):
                    self.succeed(intent)
                else:
                    self.decline(intent, fate)

    def settle_refunds(self):
        for refund in self.of_kind("refund"):
            intent = self.things[refund["payment_intent"]]
            fate = self.fates.get(intent["payment_method"])
            if fate == "refund pending" and refund["status"] == "pending":
                refund["status"] = "succeeded"
                self.happen("refund.updated", refund)
            elif fate == "refund fails" and refund["status"] == "succeeded":
                refund.update(status="failed", failure_reason="expired_or_canceled_card")
                self.happen("refund.failed", refund)

    def dispute(self, intent_id, status="needs_response"):
        intent = self.things[intent_id]
        charge = self.things[intent["latest_charge"]]
        charge["disputed"] = True
        dispute = self.add("dp_", "dispute", amount=charge["amount"], currency=charge["currency"],
                           charge=charge["id"], payment_intent=intent_id, reason="fraudulent",
                           status=status)
        self.happen("charge.dispute.created", dispute)
        if not status.startswith("warning"):
            self.happen("charge.dispute.funds_withdrawn", dispute)
        return dispute["id"]

    def close_dispute(self, dispute_id, status):
        dispute = self.things[dispute_id]
        dispute["status"] = status
        if status == "won":
            self.things[dispute["charge"]]["disputed"] = False
        self.happen("charge.dispute.closed", dispute)

    def update_card(self, method_id, year):
        """The bank sent a new card, and the network told Stripe."""
        method = self.things[method_id]
        method["card"].update(exp_year=year, last4="1111")
        self.happen("payment_method.automatically_updated", method)

    def revoke(self, method_id):
        for mandate in self.of_kind("mandate"):
            if mandate["payment_method"] == method_id:
                mandate["status"] = "inactive"
                self.happen("mandate.updated", mandate)

    # Telling --------------------------------------------------------------------------------------

    def happen(self, kind, thing):
        """Events carry the thing as it was then."""
        self.events.append({
            "id": self.new_id("evt_"), "object": "event", "api_version": VERSION,
            "created": int(time.time()), "livemode": False, "pending_webhooks": 1, "type": kind,
            "data": {"object": dict(thing)}, "request": {"id": None, "idempotency_key": None}})

    @staticmethod
    def batches(events):
        return events

    @staticmethod
    def sign(body, secret, seconds):
        signed = f"{int(seconds)}.{body}".encode()
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return "Stripe-Signature", f"t={int(seconds)},v1={digest}"
