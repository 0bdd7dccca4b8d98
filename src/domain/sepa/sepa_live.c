#include "domain/sepa/sepa_live.h"

#include <string.h>

#include "domain/live.h"
#include "domain/sepa/sepa_file.h"
#include "domain/sepa/sepa_statement.h"

/* files -------------------------------------------------------------------------------------------
 */

#define OF_TRACE(member)                                                                           \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct sepa_file *)0)->trace.member),                \
        .offset = offsetof(struct sepa_file, trace.member)                                         \
    }

#define FILE_FIELDS                                                                                \
    FIELD(sepa_file, id), FIELD(sepa_file, id_gateway), FIELD(sepa_file, name_gateway),            \
        FIELD_CHOICE_OF(sepa_file, kind_file, kind_file_names),                                    \
        FIELD_CHOICE_OF(sepa_file, state_file, state_file_names), FIELD(sepa_file, message_id),    \
        FIELD(sepa_file, count_orders), FIELD(sepa_file, amount_total), FIELD(sepa_file, code),    \
        FIELD(sepa_file, explanation), OF_TRACE(date_creation), OF_TRACE(date_update)

const struct field sepa_live_file_fields[] = {FILE_FIELDS, FIELDS_END};

/* The file comes first in a struct sepa_file_made, so that its fields are those of the whole. */
const struct field sepa_live_made_fields[] = {
    FILE_FIELDS,
    FIELD(sepa_file_made, count_failed),
    FIELD(sepa_file_made, count_waiting),
    FIELDS_END,
};

const struct field sepa_live_make_fields[] = {
    FIELD(sepa_file_input, id_gateway),
    FIELD(sepa_file_input, reference_segment),
    FIELD_CHOICE_OF(sepa_file_input, kind_file, kind_file_names),
    FIELD(sepa_file_input, date),
    FIELDS_END,
};

struct file_query {
    struct page page;
};

const struct field sepa_live_list_fields[] = {PAGE_FIELDS(file_query), FIELDS_END};

enum err sepa_live_list(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct live_list list = {
        .fields = sepa_live_file_fields,
        .size = sizeof(struct sepa_file),
        .is_always_there = true,
    };
    struct file_query query = {0};

    TRY(request_read_query(ctx, request, sepa_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    list.page = query.page;
    TRY(sepa_file_list(ctx, &query.page, &list.items, &list.total));
    return live_respond_list(ctx, request, response, &list);
}

/* 200 if there was nothing to write. */
enum err sepa_live_make(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct sepa_file_input input;
    struct sepa_file_made made;

    TRY(request_read(ctx, request, sepa_live_make_fields, &input));
    TRY(sepa_file_make(ctx, &input, &made));
    return respond_json(ctx, response, made.file.count_orders ? 201 : 200, sepa_live_made_fields,
                        &made);
}

static enum err get(struct ctx *ctx, const struct request *request, struct sepa_file *out)
{
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.SepaFile.NotFound", &id));
    return sepa_file_get(ctx, id, out);
}

enum err sepa_live_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct sepa_file file;

    TRY(get(ctx, request, &file));
    return respond_json(ctx, response, 200, sepa_live_file_fields, &file);
}

struct content {
    const char *message_id, *content;
};

const struct field sepa_live_content_fields[] = {
    FIELD(content, message_id),
    FIELD(content, content),
    FIELDS_END,
};

enum err sepa_live_content(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct content content = {0};
    struct sepa_file file;

    TRY(get(ctx, request, &file));
    content.message_id = file.message_id;
    TRY(sepa_file_content(ctx, &file, &content.content));
    return respond_json(ctx, response, 200, sepa_live_content_fields, &content);
}

enum err sepa_live_withdraw(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct sepa_file file;

    TRY(get(ctx, request, &file));
    TRY(sepa_file_withdraw(ctx, file.id, &file));
    return respond_json(ctx, response, 200, sepa_live_file_fields, &file);
}

/* what the bank tells -----------------------------------------------------------------------------
 */

struct statement_input {
    const char *content;
};

/* A request's body has a mebibyte; longer files go through the command line. */
const struct field sepa_live_statement_fields[] = {
    FIELD_LIMITED(statement_input, content, 1 << 20),
    FIELDS_END,
};

const struct field sepa_live_entry_fields[] = {
    FIELD(sepa_entry, id),
    FIELD(sepa_entry, kind_statement),
    FIELD(sepa_entry, message_id),
    FIELD_CHOICE_OF(sepa_entry, told, told_sepa_names),
    FIELD_CHOICE_OF(sepa_entry, state_entry, state_entry_names),
    FIELD(sepa_entry, outcome),
    FIELD(sepa_entry, date_booking),
    FIELD(sepa_entry, amount),
    FIELD(sepa_entry, currency),
    FIELD(sepa_entry, end_to_end),
    FIELD(sepa_entry, block_id),
    FIELD(sepa_entry, message_original),
    FIELD(sepa_entry, code),
    FIELD(sepa_entry, explanation),
    FIELD(sepa_entry, name),
    FIELD(sepa_entry, remark),
    FIELD(sepa_entry, id_file),
    FIELD(sepa_entry, id_transaction),
    FIELD(sepa_entry, id_payment),
    FIELD(sepa_entry, date_creation),
    FIELDS_END,
};

const struct field sepa_live_outcome_fields[] = {
    FIELD(sepa_outcome, kind_statement),
    FIELD(sepa_outcome, message_id),
    FIELD(sepa_outcome, count_applied),
    FIELD(sepa_outcome, count_known),
    FIELD(sepa_outcome, count_noted),
    FIELD(sepa_outcome, count_suggested),
    FIELD(sepa_outcome, count_unmatched),
    FIELD(sepa_outcome, count_read_before),
    FIELD(sepa_outcome, count_pending),
    FIELD_LIST_OF(sepa_outcome, entries, sepa_live_entry_fields, sepa_entry),
    FIELDS_END,
};

enum err sepa_live_read(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct statement_input input;
    struct sepa_outcome outcome;

    TRY(request_read(ctx, request, sepa_live_statement_fields, &input));
    if (!input.content)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Content",
                    "Content: the text of the bank's file is missing.");
    TRY(sepa_statement_apply(ctx, input.content, strlen(input.content), &outcome));
    return respond_json(ctx, response, 200, sepa_live_outcome_fields, &outcome);
}

struct entry_query {
    int state_entry;
    struct page page;
};

const struct field sepa_live_entries_fields[] = {
    FIELD_CHOICE_OF(entry_query, state_entry, state_entry_names),
    PAGE_FIELDS(entry_query),
    FIELDS_END,
};

enum err sepa_live_entries(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct live_list list = {
        .fields = sepa_live_entry_fields,
        .size = sizeof(struct sepa_entry),
        .is_always_there = true,
    };
    struct entry_query query = {0};

    TRY(request_read_query(ctx, request, sepa_live_entries_fields, &query));
    TRY(page_check(ctx, &query.page));
    list.page = query.page;
    TRY(sepa_entry_list(ctx, query.state_entry, &query.page, &list.items, &list.total));
    return live_respond_list(ctx, request, response, &list);
}
