/* Inside the room: reports of consumptions on their way from what a client sent to the counters.
 *
 * A report belongs to the period that its moment lies in: mostly the running one, which is rated
 * when it is over, but perhaps one that was rated already. Then the difference becomes a line. */
#ifndef DOMAIN_USAGE_USAGE_PARTS_H
#define DOMAIN_USAGE_USAGE_PARTS_H

#include "domain/usage/usage.h"

/* A feature of a subscription that was started once. */
struct usage_place {
    int64_t place_no; /* which question it is an answer to */
    int64_t id;       /* of the subscription's feature */
    int64_t id_subscription, id_feature, id_segment, id_customer_buyer;
    int state_subscription, type_feature, mode_quantity;
    bool is_carried_over;
    int64_t amount_threshold; /* of the subscription, or NONE */
    int64_t period_no;
    struct instant date_period_start, date_period_end, date_reference_start, date_reference_end;
    struct instant date_end, next_at;
};

/* One of its periods, the running one or one that was rated. */
struct usage_seat {
    const struct usage_place *place; /* NULL: none */
    int64_t period_no;
    struct span span;
    bool is_trial, is_rated;
};

/* A report with what is known of it by now. */
struct usage_item {
    struct usage_report *report;
    int64_t index; /* in the request */
    struct instant at;
    size_t question; /* whose and of what, among the different ones */
    struct usage_seat seat;
    const char *event_key;
    bool is_new;
};

/* Notes why the report is not taken. */
void usage_refuse(struct ctx *ctx, struct usage_item *item, const char *code, const char *target,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));

/* In the words of the contract for one report alone: ERR_FORBIDDEN or ERR_INVALID, noted. */
MUST_CHECK enum err usage_fail_if_refused(struct ctx *ctx, const struct usage_report *report);
/* The moment that a report is about. */
struct instant usage_moment(const struct ctx *ctx, const struct usage_input *input);
/* Whom the filter is about: the first four fields of his usages. ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err usage_find_holder(struct ctx *ctx, const struct usage_filter *filter,
                                      struct usage *out);

/* Gives each report that was not refused its seat, or refuses it. */
MUST_CHECK enum err usage_seat_all(struct ctx *ctx, struct usage_item *items, size_t count);
/* The seat that follows, if there is one: ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err usage_seat_after(struct ctx *ctx, const struct usage_seat *seat,
                                     struct usage_seat *out);

/* What is counted of a feature in a period. */
struct usage_counter {
    int64_t id_subscription_feature, period_no;
    struct tally_row row;
    int64_t opening;       /* the level at the start */
    struct instant set_at; /* of the latest report that set the level, of a Sum */
};

/* Those of the seats, which are in the order of features and periods: as many, locked. */
MUST_CHECK enum err usage_counters_lock(struct ctx *ctx, const struct usage_seat *seats,
                                        size_t count, struct usage_counter *out);
/* Counts reports that were written already, in the order of their moments. */
MUST_CHECK enum err usage_count(struct ctx *ctx, const struct usage_seat *seat,
                                const struct report *reports, size_t count,
                                struct usage_counter *counter);
/* Counts all that is written of the period, from its opening on. */
MUST_CHECK enum err usage_count_anew(struct ctx *ctx, const struct usage_seat *seat,
                                     struct usage_counter *counter);
int64_t usage_counter_level(const struct usage_seat *seat, const struct usage_counter *counter);
MUST_CHECK enum err usage_counter_save(struct ctx *ctx, const struct usage_counter *counter);

/* The subscription of the differences that are written, loaded once for several. */
struct usage_rating {
    int64_t id_subscription; /* 0: none yet */
    struct payer payer;
    struct subscription_parts parts;
};
/* A counter that has changed, `before` being what it was: writes it and, for a period that was
 * rated, the difference. */
MUST_CHECK enum err usage_settle(struct ctx *ctx, struct usage_rating *rating,
                                 const struct usage_seat *seat, const struct usage_counter *before,
                                 const struct usage_counter *counter);
/* The periods after the seat begin with another level: counts them anew and settles them, up to the
 * one in which nothing changes, or to the last one if `is_to_end`. */
MUST_CHECK enum err usage_settle_after(struct ctx *ctx, struct usage_rating *rating,
                                       const struct usage_seat *seat,
                                       const struct usage_counter *counter, bool is_to_end);

/* What a period of a consumption costs at two quantities, with what is taken off: the differences.
 */
size_t usage_difference(struct ctx *ctx, const struct subscription_parts *parts,
                        const struct usage_seat *seat, const struct feature_terms *before,
                        const struct feature_terms *after, struct charge out[2]);

#endif
