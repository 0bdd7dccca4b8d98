/* tacite promotion: the codes that give discounts. */
#include <string.h>

#include "app/command.h"
#include "base/text.h"
#include "domain/catalogue/promotion.h"
#include "platform/work/work.h"

struct row {
    const char *promotion_code, *reference_segment, *discounts, *offers;
    int state_promotion;
    int64_t uses, uses_max, uses_per_customer_max;
    struct instant date_from, date_until;
};

static const struct field row_fields[] = {
    FIELD(row, promotion_code),
    FIELD(row, reference_segment),
    FIELD_CHOICE_OF(row, state_promotion, state_promotion_names),
    FIELD(row, uses),
    FIELD(row, uses_max),
    FIELD(row, uses_per_customer_max),
    FIELD(row, date_from),
    FIELD(row, date_until),
    FIELD(row, discounts),
    FIELD(row, offers),
    FIELDS_END,
};

struct listing {
    const struct options *options;
    struct list promotions;
};

static enum err load(struct ctx *ctx, void *data)
{
    struct listing *listing = data;
    struct page page = {1, SIZE_PAGE_MAX};
    struct segment segment = {.id = NONE};
    int64_t total;

    if (listing->options->segment)
        TRY(segment_choose(ctx, listing->options->segment, &segment));
    return promotion_list(ctx, segment.id, NULL, &page, &listing->promotions, &total);
}

static void append(struct text *text, const char *word)
{
    if (text->size)
        text_append_char(text, ' ');
    text_append(text, word);
}

static struct row row_of(struct arena *arena, const struct promotion *promotion)
{
    struct text discounts = {.arena = arena}, offers = {.arena = arena};

    for (size_t i = 0; i < promotion->discounts.count; i++) {
        const struct promotion_discount *discount =
            LIST_AT(promotion->discounts, struct promotion_discount, i);

        append(&discounts, discount->reference_discount);
        if (discount->reference_feature)
            text_appendf(&discounts, ":%s", discount->reference_feature);
    }
    for (size_t i = 0; i < promotion->offers.count; i++)
        append(&offers, LIST_AT(promotion->offers, struct promotion_offer, i)->reference_offer);
    return (struct row){
        .promotion_code = promotion->promotion_code,
        .reference_segment = promotion->reference_segment,
        .discounts = text_done(&discounts),
        .offers = text_done(&offers),
        .state_promotion = promotion->state_promotion,
        .uses = promotion->uses,
        .uses_max = promotion->uses_max,
        .uses_per_customer_max = promotion->uses_per_customer_max,
        .date_from = promotion->date_from,
        .date_until = promotion->date_until,
    };
}

static int list(struct job *job)
{
    struct listing listing = {.options = &job->console->options};
    enum err err = app_read(job->app, &job->ctx, load, &listing);
    struct list rows;

    rows = (struct list){ARENA_ARRAY(job->ctx.arena, struct row, listing.promotions.count + 1),
                         listing.promotions.count};
    for (size_t i = 0; i < rows.count; i++)
        *LIST_AT(rows, struct row, i) =
            row_of(job->ctx.arena, LIST_AT(listing.promotions, struct promotion, i));
    if (err == OK)
        console_list(job->console, row_fields, sizeof(struct row), &rows);
    return console_failures(job->console, &job->ctx, err);
}

/* The next of several words that commas separate, or NULL. */
static const char *next_word(struct arena *arena, const char **at)
{
    size_t size = *at ? strcspn(*at, ",") : 0;
    const char *word;

    if (!size)
        return NULL;
    word = arena_copy_bytes(arena, *at, size);
    *at += size + ((*at)[size] == ',');
    return word;
}

/* `discount` or `discount:feature`. */
static struct promotion_discount discount_of(struct arena *arena, const char *word)
{
    size_t size = strcspn(word, ":");

    return (struct promotion_discount){
        .reference_discount = arena_copy_bytes(arena, word, size),
        .reference_feature = word[size] ? word + size + 1 : NULL,
    };
}

static void read_lists(struct arena *arena, const struct options *options,
                       struct promotion_input *input)
{
    const char *discounts = options->discount, *offers = options->offer, *word;
    size_t most = strlen(discounts ? discounts : "") + strlen(offers ? offers : "") + 1;

    input->discounts.items = ARENA_ARRAY(arena, struct promotion_discount, most);
    input->offers.items = ARENA_ARRAY(arena, struct promotion_offer, most);
    while ((word = next_word(arena, &discounts)))
        *LIST_AT(input->discounts, struct promotion_discount, input->discounts.count++) =
            discount_of(arena, word);
    while ((word = next_word(arena, &offers)))
        LIST_AT(input->offers, struct promotion_offer, input->offers.count++)->reference_offer =
            word;
}

static enum err read_date(struct ctx *ctx, const char *option, const char *text,
                          struct instant *out)
{
    if (!text || instant_parse(text, out))
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", option, "--%s: \"%s\" is not a moment.",
                option, text);
}

static enum err add(struct ctx *ctx, void *data)
{
    struct job *job = data;
    const struct options *options = &job->console->options;
    struct promotion_input input = {
        .promotion_code = console_argument(job->console, 1),
        .name = options->name,
        .uses_max = options->uses,
        .uses_per_customer_max = options->uses_per_customer,
        .is_first_subscription = options->first,
    };
    struct segment segment;

    TRY(read_date(ctx, "from", options->from, &input.date_from));
    TRY(read_date(ctx, "until", options->until, &input.date_until));
    TRY(segment_choose(ctx, options->segment, &segment));
    read_lists(ctx->arena, options, &input);
    return promotion_save(ctx, &input, &segment);
}

static enum err set_state(struct ctx *ctx, void *data)
{
    struct job *job = data;
    bool enable = strcmp(console_argument(job->console, 0), "enable") == 0;

    return promotion_set_state(ctx, console_argument(job->console, 1),
                               job->console->options.segment,
                               enable ? PROMOTION_ENABLED : PROMOTION_DISABLED);
}

static int change(struct job *job, enum err (*run)(struct ctx *ctx, void *data))
{
    return console_failures(job->console, &job->ctx, work_do(job->app->work, &job->ctx, run, job));
}

int command_promotion(struct job *job)
{
    const char *what = console_argument(job->console, 0);
    bool has_code = console_argument(job->console, 1) != NULL;

    if (what && strcmp(what, "list") == 0)
        return list(job);
    if (what && has_code && strcmp(what, "add") == 0)
        return change(job, add);
    if (what && has_code && (strcmp(what, "enable") == 0 || strcmp(what, "disable") == 0))
        return change(job, set_state);
    console_error(job->console, "tacite: say what to do: tacite promotion list, or "
                                "add|enable|disable CODE\n");
    return EXIT_USAGE;
}
