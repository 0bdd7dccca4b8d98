"""What must hold of a merchant's books from one evening to the next, whatever happened on the day: for
tests/simulate.py. Rows are those of `tacite export --json`."""

# From where to where an invoice goes in one step.
INVOICE_STEPS = {
    "DueAuto": {"DuePending", "DueToProcess", "DueOffline", "Paid", "ProblemAuto", "Void"},
    "DueOffline": {"DueAuto", "DuePending", "Paid", "ProblemOverdue", "Void"},
    "DueToProcess": {"DuePending", "DueAuto", "Paid", "ProblemAuto", "Void"},
    "DuePending": {"DueAuto", "Paid", "ProblemAuto", "Void", "DueOffline"},
    "Paid": {"PaidRefunded", "ProblemAuto", "ProblemDisputed"},
    "ProblemAuto": {"DueAuto", "DuePending", "DueToProcess", "Paid", "Void", "Uncollectible"},
    "ProblemOverdue": {"DuePending", "DueAuto", "Paid", "Void", "Uncollectible"},
    "ProblemDisputed": {"DuePending", "DueAuto", "Paid", "ProblemAuto", "Void", "Uncollectible"},
    "Uncollectible": {"Paid", "ProblemAuto", "ProblemOverdue", "ProblemDisputed"},
    "Void": set(),
    "PaidRefunded": set(),
}
# A status to which ones: all states of a status may follow each other, if it is no end.
STATUS_STEPS = {"Draft": {"Draft", "Active", "Deleted"}, "Active": {"Active", "Suspended", "Ended"},
                "Suspended": {"Suspended", "Active", "Ended"}, "Ended": set(), "Deleted": set()}
# What a period is charged once for; the rest changes in its middle or is given back.
ONCE = {"AutoSubscriptionRecurrence", "AutoSubscriptionUpfront", "AutoSubscriptionTrial",
        "AutoSubscriptionTermination"}
# A fee in minor units of which a short period's part may be none.
ROUNDED_AWAY = 1000
RECURRING = {"AutoSubscriptionRecurrence", "AutoSubscriptionRecurrenceProrata", "AutoSubscriptionTrial"}


class Broken(Exception):
    """An invariant does not hold."""


def reachable(steps, start):
    """Where one may be after some steps, or none."""
    seen, left = {start}, [start]
    while left:
        for one in steps[left.pop()] - seen:
            seen.add(one)
            left.append(one)
    return seen


def status_of(state):
    """Active of ActiveDelayedUpgrade."""
    return next(status for status in STATUS_STEPS if state.startswith(status))


def hold_documents(before, after):
    """Invoices by number: none is lost, none is changed."""
    for number, old in before.items():
        new = after.get(number)
        if not new:
            raise Broken(f"{number} is gone")
        for name in ("ReferenceCustomer", "IssuedOn", "DateIssue", "Currency", "AmountSubtotal", "AmountTotal"):
            if old.get(name) != new.get(name):
                raise Broken(f"{number} has changed its {name}: {old[name]} to {new[name]}")
        if new["StateInvoice"] not in reachable(INVOICE_STEPS, old["StateInvoice"]):
            raise Broken(f"{number} was {old['StateInvoice']} and is {new['StateInvoice']}")


def hold_states(before, after):
    """Subscriptions by identity, over a day with its many steps. Deleted drafts are not there."""
    for identity, old in before.items():
        new = after.get(identity, {"StateSubscription": "Deleted"})
        was, now = status_of(old["StateSubscription"]), status_of(new["StateSubscription"])
        if now not in reachable(STATUS_STEPS, was) or was in ("Ended", "Deleted") and \
                old["StateSubscription"] != new["StateSubscription"]:
            raise Broken(f"subscription {identity} was {old['StateSubscription']} and is "
                         f"{new['StateSubscription']}")


def hold_paths(steps, what, before, after):
    """One step, of an invoice or of a status."""
    if before != after and after not in steps[before]:
        raise Broken(f"{what} went from {before} to {after}")


def hold_periods(lines, invoices):
    """What is charged once a period is there once, unless its invoice was cancelled."""
    seen = set()
    for line in lines:
        invoice = invoices.get(line.get("FullNumber"))
        if line["TypeLine"] not in ONCE or int(line["AmountSubtotal"]) <= 0 or \
                line.get("IdSubscription") is None or (invoice and invoice["StateInvoice"] == "Void"):
            continue
        about = (line["IdSubscription"], line["TypeLine"], line.get("DatePeriodStart"),
                 line.get("DateMove"))
        if about in seen:
            raise Broken(f"{line['ReferenceCustomer']} is charged twice: {line}")
        seen.add(about)


def hold_succession(before, after, lines, is_free_at_first=False):
    """Of a subscription that ran from one evening to the next and that nobody touched: the periods that
    have begun since (or, in arrears, that have ended) are charged, each where the one before ends. A
    part of a recurring fee that rounds to nothing is charged to nobody; nor in arrears a period that was paid elsewhere before
    a migration, was waived, or is the free one at the start."""
    is_later = after.get("TimingRecurrence") == "Arrears"
    is_free = min(int(before["AmountRecurrence"]), int(after["AmountRecurrence"])) < ROUNDED_AWAY
    if is_free or is_later and before["IsTrial"]:  # a trial is charged in advance
        return
    at = before["DatePeriodStart" if is_later else "DatePeriodEnd"]
    until = after["DatePeriodStart" if is_later else "DatePeriodEnd"]
    periods = sorted((one["DatePeriodStart"], one["DatePeriodEnd"]) for one in lines
                     if one["TypeLine"] in RECURRING and int(one["AmountSubtotal"]) >= 0
                     and one["DatePeriodStart"] >= at)
    if is_later and is_free_at_first and at not in [start for start, _ in periods]:
        at = min(until, before["DatePeriodEnd"])
    if before["IsTrial"] and periods:
        at = periods[0][0]  # what is left of the calendar's period after a trial may be free
    for start, end in periods:
        if start != at:
            raise Broken(f"subscription {after['Id']} of {after['ReferenceCustomer']} is charged from "
                         f"{start} where {at} is next")
        at = end
    if at != until:
        raise Broken(f"subscription {after['Id']} of {after['ReferenceCustomer']} is charged until {at} "
                     f"and runs until {until}")
