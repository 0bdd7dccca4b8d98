#include "rules/invoice_state.h"

#include <stddef.h>

const char *const state_invoice_names[] = {
    NULL,          "Draft",          "DraftCharging",
    "DueAuto",     "DueOffline",     "DueToProcess",
    "DuePending",  "Paid",           "PaidRefunded",
    "ProblemAuto", "ProblemOverdue", "ProblemDisputed",
    "Void",        "Uncollectible",  NULL,
};

/* What no state is: a cell that the way of payment decides. */
enum { AS_DUE = STATE_INVOICE_COUNT, AS_PROBLEM };

/* It would line up what does not belong together. */
/* clang-format off */
static const int after[STATE_INVOICE_COUNT][INVOICE_VERB_COUNT] = {
    [INVOICE_DRAFT] = {
        [INVOICE_EDIT] = INVOICE_DRAFT,
        [INVOICE_ISSUE] = AS_DUE},
    [INVOICE_DRAFT_CHARGING] = {
        [INVOICE_ISSUE] = AS_DUE},
    [INVOICE_DUE_AUTO] = {
        [INVOICE_SETTLE] = INVOICE_PAID,
        [INVOICE_CANCEL] = INVOICE_VOID,
        [INVOICE_REFRESH] = INVOICE_VOID,
        [INVOICE_DISPUTE] = INVOICE_PROBLEM_DISPUTED,
        [INVOICE_WRITE_OFF] = INVOICE_UNCOLLECTIBLE},
    [INVOICE_DUE_OFFLINE] = {
        [INVOICE_SETTLE] = INVOICE_PAID,
        [INVOICE_LAPSE] = INVOICE_PROBLEM_OVERDUE,
        [INVOICE_CANCEL] = INVOICE_VOID,
        [INVOICE_REFRESH] = INVOICE_VOID,
        [INVOICE_DISPUTE] = INVOICE_PROBLEM_DISPUTED,
        [INVOICE_WRITE_OFF] = INVOICE_UNCOLLECTIBLE},
    [INVOICE_DUE_TO_PROCESS] = {
        [INVOICE_SETTLE] = INVOICE_PAID,
        [INVOICE_CANCEL] = INVOICE_VOID,
        [INVOICE_DISPUTE] = INVOICE_PROBLEM_DISPUTED,
        [INVOICE_WRITE_OFF] = INVOICE_UNCOLLECTIBLE},
    [INVOICE_DUE_PENDING] = {
        [INVOICE_SETTLE] = INVOICE_PAID,
        [INVOICE_CANCEL] = INVOICE_VOID,
        [INVOICE_DISPUTE] = INVOICE_PROBLEM_DISPUTED,
        [INVOICE_WRITE_OFF] = INVOICE_UNCOLLECTIBLE},
    [INVOICE_PAID] = {
        [INVOICE_REFUND_PART] = INVOICE_PAID,
        [INVOICE_REFUND_WHOLE] = INVOICE_PAID_REFUNDED,
        [INVOICE_DISPUTE] = INVOICE_PROBLEM_DISPUTED},
    [INVOICE_PROBLEM_AUTO] = {
        [INVOICE_SETTLE] = INVOICE_PAID,
        [INVOICE_CANCEL] = INVOICE_VOID,
        [INVOICE_REFRESH] = INVOICE_VOID,
        [INVOICE_DISPUTE] = INVOICE_PROBLEM_DISPUTED,
        [INVOICE_WRITE_OFF] = INVOICE_UNCOLLECTIBLE},
    [INVOICE_PROBLEM_OVERDUE] = {
        [INVOICE_SETTLE] = INVOICE_PAID,
        [INVOICE_CANCEL] = INVOICE_VOID,
        [INVOICE_REFRESH] = INVOICE_VOID,
        [INVOICE_DISPUTE] = INVOICE_PROBLEM_DISPUTED,
        [INVOICE_WRITE_OFF] = INVOICE_UNCOLLECTIBLE},
    [INVOICE_PROBLEM_DISPUTED] = {
        [INVOICE_SETTLE] = INVOICE_PAID,
        [INVOICE_CANCEL] = INVOICE_VOID,
        [INVOICE_WIN] = AS_DUE,
        [INVOICE_LOSE] = AS_PROBLEM,
        [INVOICE_WRITE_OFF] = INVOICE_UNCOLLECTIBLE},
    [INVOICE_UNCOLLECTIBLE] = {
        [INVOICE_REOPEN] = AS_DUE},
};
/* clang-format on */

static enum state_invoice problem_of(struct invoice_way way)
{
    return way.is_automatic ? INVOICE_PROBLEM_AUTO : INVOICE_PROBLEM_OVERDUE;
}

static enum state_invoice due_of(struct invoice_way way)
{
    if (way.is_automatic)
        return INVOICE_DUE_AUTO;
    return way.is_late ? INVOICE_PROBLEM_OVERDUE : INVOICE_DUE_OFFLINE;
}

enum state_invoice invoice_state_after(enum state_invoice state, enum invoice_verb verb,
                                       struct invoice_way way)
{
    int cell = after[state][verb];

    if (cell == AS_DUE)
        return due_of(way);
    return cell == AS_PROBLEM ? problem_of(way) : (enum state_invoice)cell;
}

bool invoice_is_unpaid(enum state_invoice state)
{
    return (state >= INVOICE_DUE_AUTO && state <= INVOICE_DUE_PENDING) ||
           (state >= INVOICE_PROBLEM_AUTO && state <= INVOICE_PROBLEM_DISPUTED);
}
