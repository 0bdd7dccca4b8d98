#include "domain/live.h"

#include "base/json.h"
#include "platform/http/uri.h"

#define JSON_TYPE "application/json; charset=utf-8"

/* errors ------------------------------------------------------------------------------------------
 */

/* The status of each error, and what is said if nobody noted why. */
static const struct {
    int status;
    const char *code, *message;
} answers[] = {
    [ERR_MALFORMED] = {400, "Error.Api.Malformed",       "The request cannot be read."                     },
    [ERR_UNAUTHENTICATED] = {401, "Error.Api.Unauthenticated", "The credentials are not known."                  },
    [ERR_FORBIDDEN] = {403, "Error.Api.Forbidden",       "This is not allowed."                            },
    [ERR_NOT_FOUND] = {404, "Error.Api.NotFound",        "There is no such thing."                         },
    [ERR_WRONG_VERB] = {405, "Error.Api.WrongVerb",       "This path takes another verb."                   },
    [ERR_CONFLICT] = {409, "Error.Api.Conflict",        "This does not fit the present state."            },
    [ERR_TOO_LARGE] = {413, "Error.Api.TooLarge",        "The request is too large."                       },
    [ERR_INVALID] = {422, "Error.Api.Validation",      "A value makes no sense."                         },
    [ERR_TOO_MANY] = {429, "Error.Api.TooManyRequests", "Too many requests."                              },
    [ERR_RETRY] = {409, "Error.Api.Conflict",        "Somebody else changed the same thing; try again."},
    [ERR_FAILED] = {500, "Error.Api.Internal",        "An internal error; its details are in the log."  },
    [ERR_UNAVAILABLE] = {503, "Error.Api.Unavailable",     "The database does not answer; try again."        },
    [ERR_FULL] = {507, "Error.Api.StorageFull",     "The disk is full; nothing was written."          },
};

const struct field live_failure_fields[] = {
    FIELD(failure, code),
    FIELD(failure, message),
    FIELD(failure, target),
    FIELDS_END,
};

static void write_failures(struct text *out, const struct failure *failures)
{
    text_append_char(out, '[');
    for (const struct failure *one = failures; one; one = one->next) {
        if (one != failures)
            text_append_char(out, ',');
        json_write(out, live_failure_fields, one);
    }
    text_append_char(out, ']');
}

void live_face_error(struct ctx *ctx, const struct request *request, enum err err,
                     struct response *response)
{
    struct text text = {.arena = ctx->arena};
    struct failure unsaid = {.code = answers[err].code, .message = answers[err].message};
    const struct failure *failures = ctx->failures ? ctx->failures : &unsaid;

    (void)request;
    if (err == ERR_INVALID)
        write_failures(&text, failures);
    else
        json_write(&text, live_failure_fields, failures);
    response->status = answers[err].status;
    response->content_type = JSON_TYPE;
    response->body = text_done(&text);
    response->size = text.size;
}

/* lists -------------------------------------------------------------------------------------------
 */

struct envelope {
    int64_t page, size_page, count, total_items;
    struct instant date_generated;
    const char *computations;
};

const struct field live_envelope_fields[] = {
    FIELD(envelope, page),
    FIELD(envelope, size_page),
    FIELD(envelope, count),
    FIELD(envelope, total_items),
    FIELD(envelope, date_generated),
    FIELD_JSON_OF(envelope, computations),
    FIELDS_END,
};

/* This request again, but for its page. */
static const char *href_of_page(struct ctx *ctx, const struct request *request, int64_t page)
{
    struct text href = {.arena = ctx->arena};

    text_append(&href, request->path);
    text_append(&href, "?");
    for (size_t i = 0; i < request->query.count; i++) {
        const struct pair *pair = LIST_AT(request->query, struct pair, i);

        if (text_equal_fold(pair->name, "Page"))
            continue;
        uri_encode(&href, pair->name);
        text_append_char(&href, '=');
        uri_encode(&href, pair->value);
        text_append_char(&href, '&');
    }
    text_append(&href, "Page=");
    text_append_integer(&href, page);
    return text_done(&href);
}

static void write_list(struct ctx *ctx, const struct request *request, const struct live_list *list,
                       struct text *out)
{
    const struct envelope envelope = {
        .page = list->page.page,
        .size_page = list->page.size_page,
        .count = (int64_t)list->items.count,
        .total_items = list->total,
        .date_generated = ctx->now,
        .computations = list->computations,
    };
    bool is_first = true;

    text_append_char(out, '{');
    json_write_members(out, live_envelope_fields, &envelope, &is_first);
    text_append(out, ",\"Items\":");
    json_write_list(out, list->fields, list->size, &list->items);
    if (list->items.count && page_skipped(&list->page) + envelope.count < list->total) {
        text_append(out, ",\"Links\":[{\"rel\":\"next\",\"href\":");
        json_write_string(out, href_of_page(ctx, request, list->page.page + 1));
        text_append(out, "}]");
    }
    text_append_char(out, '}');
}

enum err live_respond_list(struct ctx *ctx, const struct request *request,
                           struct response *response, const struct live_list *list)
{
    struct text text = {.arena = ctx->arena};

    if (!list->is_always_there && (!list->total || (list->page.size_page && !list->items.count)))
        return respond_nothing(response);
    write_list(ctx, request, list, &text);
    return respond_text(response, 200, JSON_TYPE, text_done(&text), text.size);
}

enum err live_check_business(struct ctx *ctx, int64_t id_business)
{
    if (id_business == NONE || id_business == ctx->id_business)
        return OK;
    return fail(ctx, ERR_FORBIDDEN, "Error.Api.Business.Unaccessible", "IdBusiness",
                "These credentials are not those of that business.");
}

const char *live_language(const char *asked, const char *customer, const char *segment)
{
    if (asked)
        return asked;
    return customer ? customer : segment;
}
