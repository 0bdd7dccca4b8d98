/* What one statement finds in one table: words that are on no list, references to nothing, charges
 * that were made twice, charges at thresholds that have no lines. */
#include "base/count.h"
#include "base/text.h"
#include "domain/balance/balance.h"
#include "domain/books/book.h"
#include "domain/books/verify_parts.h"
#include "domain/event.h"
#include "domain/gateways/transaction.h"
#include "domain/invoices/invoice.h"
#include "domain/recurring/recurring.h"
#include "platform/db/db.h"
#include "rules/lifecycle.h"
#include "rules/period.h"
#include "sql.h"

/* Why a period was charged, or was not. */
static const char *const charged_names[] = {NULL, "Charged", "Migration", "Waived", "Free", NULL};

struct word_check {
    const struct sql *sql;
    const char *table, *column;
    const char *const *words;
};

static const struct word_check word_checks[] = {
    {&sql_verify_invoices_state_invoice,           "invoices",             "state_invoice",      state_invoice_names  },
    {&sql_verify_invoices_type_payment,            "invoices",             "type_payment",       type_payment_names   },
    {&sql_verify_payments_type_payment,            "payments",             "type_payment",       type_payment_names   },
    {&sql_verify_balance_lines_state_move,         "balance_lines",        "state_move",         state_move_names     },
    {&sql_verify_balance_lines_type_line,          "balance_lines",        "type_line",          type_line_names      },
    {&sql_verify_subscriptions_state_subscription, "subscriptions",        "state_subscription",
     state_subscription_names                                                                                         },
    {&sql_verify_subscriptions_unit_recurrence,    "subscriptions",        "unit_recurrence",    unit_names           },
    {&sql_verify_subscription_periods_charged,     "subscription_periods", "charged",            charged_names        },
    {&sql_verify_customers_status,                 "customers",            "status",             status_customer_names},
    {&sql_verify_customers_mode_billing,           "customers",            "mode_billing",       mode_billing_names   },
    {&sql_verify_recurring_invoices_state_recurring, "recurring_invoices", "state_recurring",
     state_recurring_names                                                                            },
    {&sql_verify_recurring_invoices_unit_recurrence, "recurring_invoices", "unit_recurrence",
     unit_names                                                                                       },
    {&sql_verify_recurring_invoices_mode_issue,    "recurring_invoices",   "mode_issue",         mode_issue_names     },
    {&sql_verify_recurring_invoices_mode_period,   "recurring_invoices",   "mode_period",        mode_period_names    },
    {&sql_verify_postings_account,                 "postings",             "account",            account_names        },
    {&sql_verify_events_type_trigger,              "events",               "type_trigger",       event_type_names     },
    {&sql_verify_permissions_state_permission,     "permissions",          "state_permission",
     state_permission_names                                                                                           },
    {&sql_verify_transactions_state_transaction,   "transactions",         "state_transaction",
     state_transaction_names                                                                                          },
};

struct orphan_check {
    const struct sql *sql;
    const char *table;
};

static const struct orphan_check orphan_checks[] = {
    {&sql_verify_orphans_segments,               "segments"              },
    {&sql_verify_orphans_sellers,                "sellers"               },
    {&sql_verify_orphans_api_keys,               "api_keys"              },
    {&sql_verify_orphans_series,                 "series"                },
    {&sql_verify_orphans_offers,                 "offers"                },
    {&sql_verify_orphans_offer_features,         "offer_features"        },
    {&sql_verify_orphans_offer_discounts,        "offer_discounts"       },
    {&sql_verify_orphans_pricing_table_offers,   "pricing_table_offers"  },
    {&sql_verify_orphans_promotion_discounts,    "promotion_discounts"   },
    {&sql_verify_orphans_promotion_uses,         "promotion_uses"        },
    {&sql_verify_orphans_customers,              "customers"             },
    {&sql_verify_orphans_contacts,               "contacts"              },
    {&sql_verify_orphans_sessions,               "sessions"              },
    {&sql_verify_orphans_credentials,            "credentials"           },
    {&sql_verify_orphans_mails,                  "mails"                 },
    {&sql_verify_orphans_customer_taxes,         "customer_taxes"        },
    {&sql_verify_orphans_vat_proofs,             "vat_proofs"            },
    {&sql_verify_orphans_subscriptions,          "subscriptions"         },
    {&sql_verify_orphans_subscription_features,  "subscription_features" },
    {&sql_verify_orphans_subscription_discounts, "subscription_discounts"},
    {&sql_verify_orphans_subscription_periods,   "subscription_periods"  },
    {&sql_verify_orphans_usage_events,           "usage_events"          },
    {&sql_verify_orphans_usage_counters,         "usage_counters"        },
    {&sql_verify_orphans_balance_lines,          "balance_lines"         },
    {&sql_verify_orphans_invoices,               "invoices"              },
    {&sql_verify_orphans_invoice_taxes,          "invoice_taxes"         },
    {&sql_verify_orphans_invoice_drafts,         "invoice_drafts"        },
    {&sql_verify_orphans_recurring_invoices,     "recurring_invoices"    },
    {&sql_verify_orphans_recurring_cycles,       "recurring_cycles"      },
    {&sql_verify_orphans_estimates,              "estimates"             },
    {&sql_verify_orphans_estimate_answers,       "estimate_answers"      },
    {&sql_verify_orphans_credit_uses,            "credit_uses"           },
    {&sql_verify_orphans_disputes,               "disputes"              },
    {&sql_verify_orphans_payments,               "payments"              },
    {&sql_verify_orphans_payment_shares,         "payment_shares"        },
    {&sql_verify_orphans_gateways,               "gateways"              },
    {&sql_verify_orphans_permissions,            "permissions"           },
    {&sql_verify_orphans_transactions,           "transactions"          },
    {&sql_verify_orphans_transaction_shares,     "transaction_shares"    },
    {&sql_verify_orphans_postings,               "postings"              },
    {&sql_verify_orphans_events,                 "events"                },
};

/* Rows that contradict others: the column that does. */
struct rule_check {
    const struct sql *sql;
    const char *table, *what;
};

static const struct rule_check rule_checks[] = {
    {&sql_verify_wallets,          "balance_lines", "It is money that waits"             },
    {&sql_verify_drafts,           "balance_lines", "A draft holds it"                   },
    {&sql_verify_parts_of_credits, "balance_lines", "It is a part of a credit"           },
    {&sql_verify_disputes,         "invoices",      "A dispute of it is open, or none is"},
    {&sql_verify_payers,           "customers",     "Another customer pays for him"      },
    {&sql_verify_recurring_invoices, "recurring_invoices", "Cycles, state and dates go together"},
    {&sql_verify_estimate_answers, "estimates",     "It was answered, or was not"        },
};

struct wrong_row {
    int64_t id;
    const char *word;
};

static const struct field wrong_row_fields[] = {
    FIELD(wrong_row, id),
    FIELD(wrong_row, word),
    FIELDS_END,
};

static enum err list_wrong(struct verifier *verifier, const char *table, const struct sql *sql,
                           struct args args, struct list *out)
{
    page_begin(verifier, table, 0);
    return db_list(&verifier->page, sql, args, wrong_row_fields, sizeof(struct wrong_row), out);
}

/* `|Due|Billed|`: a word is on the list if `|word|` stands in it. */
static const char *joined(struct verifier *verifier, const char *const *words)
{
    struct text text = {.arena = verifier->ctx->arena};

    text_append_char(&text, '|');
    for (int i = 1; words[i]; i++) {
        text_append(&text, words[i]);
        text_append_char(&text, '|');
    }
    return text_done(&text);
}

static enum err check_words(struct verifier *verifier, const struct word_check *check)
{
    const char *words = joined(verifier, check->words);
    struct list rows;

    TRY(list_wrong(verifier, check->table, check->sql, ARGS(ARG(words)), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct wrong_row *row = LIST_AT(rows, struct wrong_row, i);

        found(verifier, "row.word", numbered(verifier, check->table, row->id),
              "Its %s is \"%s\", which is not on the list.", check->column, row->word);
    }
    return OK;
}

static enum err check_orphans(struct verifier *verifier, const struct orphan_check *check)
{
    struct list rows;

    TRY(list_wrong(verifier, check->table, check->sql, NO_ARGS, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct wrong_row *row = LIST_AT(rows, struct wrong_row, i);

        found(verifier, "row.orphan", numbered(verifier, check->table, row->id),
              "Its %s names a row that does not exist.", row->word);
    }
    return OK;
}

static enum err check_rule(struct verifier *verifier, const struct rule_check *check)
{
    struct list rows;

    TRY(list_wrong(verifier, check->table, check->sql, NO_ARGS, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct wrong_row *row = LIST_AT(rows, struct wrong_row, i);
        found(verifier, "row.rule", numbered(verifier, check->table, row->id),
              "%s; its %s is wrong.", check->what, row->word);
    }
    return OK;
}

static enum err check_charges(struct verifier *verifier)
{
    struct list rows;

    TRY(list_wrong(verifier, "balance_lines", &sql_verify_charge_keys, NO_ARGS, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct wrong_row *row = LIST_AT(rows, struct wrong_row, i);

        found(verifier, "line.double", numbered(verifier, "balance_lines", row->id),
              "Another line was charged for the same: %s.", row->word);
    }
    return OK;
}

static enum err check_charged_early(struct verifier *verifier)
{
    struct list rows;

    TRY(list_wrong(verifier, "subscription_features", &sql_verify_charged_early, NO_ARGS, &rows));
    for (size_t i = 0; i < rows.count; i++)
        found(verifier, "line.early",
              numbered(verifier, "subscription", LIST_AT(rows, struct wrong_row, i)->id),
              "What it says was charged of a consumption at thresholds is not what its lines say.");
    return OK;
}

enum err verify_rows(struct verifier *verifier)
{
    TRY(check_charges(verifier));
    TRY(check_charged_early(verifier));
    for (size_t i = 0; i < COUNT_OF(word_checks); i++)
        TRY(check_words(verifier, &word_checks[i]));
    for (size_t i = 0; i < COUNT_OF(orphan_checks); i++)
        TRY(check_orphans(verifier, &orphan_checks[i]));
    for (size_t i = 0; i < COUNT_OF(rule_checks); i++)
        TRY(check_rule(verifier, &rule_checks[i]));
    return OK;
}
