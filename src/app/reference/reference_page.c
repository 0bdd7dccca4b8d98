#include "app/reference/reference_page.h"

#include <pthread.h>
#include <string.h>

#include "app/backoffice_routes.h"
#include "app/live_routes.h"
#include "app/reference/openapi.h"
#include "app/version.h"
#include "base/count.h"
#include "base/text.h"
#include "domain/live.h"
#include "platform/log/log.h"
#include "platform/view/embedded.h"

#define JSON_TYPE "application/json; charset=utf-8"

/* the data ----------------------------------------------------------------------------------------
 */

struct reference *reference_of_program(struct arena *arena)
{
    static const struct face *const faces[] = {&live_face, &backoffice_face};
    const struct reference_source source = {
        .faces = faces,
        .face_count = COUNT_OF(faces),
        .operations = embedded_text("reference_operations.txt"),
        .fields = embedded_text("reference_fields.txt"),
    };
    struct reference *reference = reference_new(arena, &source);

    reference_add_object(arena, reference, "Page", live_envelope_fields);
    reference_add_object(arena, reference, "Error", live_failure_fields);
    return reference;
}

/* What the field tables pass through as it is. */
static const struct openapi_form forms[] = {
    {"links",        "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Link\"}}"    },
    {"metadata",     "{\"type\":\"object\",\"maxProperties\":5}"                                  },
    {"computations",
     "{\"type\":\"object\",\"properties\":{"
     "\"AmountSubtotal\":{\"description\":\"Without "
     "tax.\",\"type\":\"integer\",\"format\":\"int64\"},"
     "\"AmountTotal\":{\"description\":\"With tax.\",\"type\":\"integer\",\"format\":\"int64\"}}}"},
    {"settings",     "{\"type\":\"object\",\"maxProperties\":50}"                                 },
    {"triggers",     "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"                       },
    {"data",         "{\"type\":\"object\"}"                                                      },
    {"payload",      "{\"type\":\"object\"}"                                                      },
    {"items",        "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}"                       },
    {"next_term",    "{\"allOf\":[{\"$ref\":\"#/components/schemas/Quote\"}]}"                    },
};

static const struct openapi_options openapi = {
    .title = "Tacite",
    .version = TACITE_VERSION,
    .description = "Customers, what they may subscribe to, what they have subscribed to, what they "
                   "use and what they owe. The same reference, for people, is at /docs.",
    .error = live_failure_fields,
    .page = live_envelope_fields,
    .forms = forms,
    .form_count = COUNT_OF(forms),
};

/* the page ----------------------------------------------------------------------------------------
 */

/* As templates see it: operations stand in their group, not behind pointers. */
struct group_view {
    const char *name, *id;
    struct list paragraphs, operations; /* of struct reference_operation */
};

struct reference_view {
    const char *version;
    struct list groups, objects, refusals;
};

static const struct field paragraph_fields[] = {
    FIELD(reference_paragraph, text),
    FIELDS_END,
};

static const struct field field_fields[] = {
    FIELD(reference_field, name),
    FIELD(reference_field, type),
    FIELD(reference_field, description),
    FIELD(reference_field, is_needed),
    FIELDS_END,
};

static const struct field refusal_fields[] = {
    FIELD(reference_refusal, status),
    FIELD(reference_refusal, code),
    FIELD(reference_refusal, reason),
    FIELDS_END,
};

static const struct field alias_fields[] = {
    FIELD(reference_alias, method),
    FIELD(reference_alias, path),
    FIELDS_END,
};

static const struct field operation_fields[] = {
    FIELD(reference_operation, method),
    FIELD(reference_operation, path),
    FIELD(reference_operation, id),
    FIELD(reference_operation, summary),
    FIELD(reference_operation, permission),
    FIELD_LIST_OF(reference_operation, paragraphs, paragraph_fields, reference_paragraph),
    FIELD_LIST_OF(reference_operation, parameters, field_fields, reference_field),
    FIELD_LIST_OF(reference_operation, refusals, refusal_fields, reference_refusal),
    FIELD_LIST_OF(reference_operation, aliases, alias_fields, reference_alias),
    FIELD(reference_operation, gives),
    FIELD(reference_operation, outcome),
    FIELD(reference_operation, curl),
    FIELD(reference_operation, status),
    FIELD(reference_operation, answer),
    FIELDS_END,
};

static const struct field group_fields[] = {
    FIELD(group_view, name),
    FIELD(group_view, id),
    FIELD_LIST_OF(group_view, paragraphs, paragraph_fields, reference_paragraph),
    FIELD_LIST_OF(group_view, operations, operation_fields, reference_operation),
    FIELDS_END,
};

static const struct field object_fields[] = {
    FIELD(reference_object, name),
    FIELD_LIST_OF(reference_object, fields, field_fields, reference_field),
    FIELDS_END,
};

static const struct field view_fields[] = {
    FIELD(reference_view, version),
    FIELD_LIST_OF(reference_view, groups, group_fields, group_view),
    FIELD_LIST_OF(reference_view, objects, object_fields, reference_object),
    FIELD_LIST_OF(reference_view, refusals, refusal_fields, reference_refusal),
    FIELDS_END,
};

const struct html_page reference_page = {"reference_page.html", "docs", view_fields};

static struct reference_view view_reference(struct arena *arena, const struct reference *reference)
{
    struct reference_view view = {
        .version = TACITE_VERSION,
        .objects = reference->objects,
        .refusals = reference->refusals,
    };

    for (size_t i = 0; i < reference->groups.count; i++) {
        const struct reference_group *from = LIST_AT(reference->groups, struct reference_group, i);
        struct group_view *group = LIST_ADD(arena, &view.groups, struct group_view);

        group->name = from->name;
        group->id = from->id;
        group->paragraphs = from->paragraphs;
        for (size_t j = 0; j < from->operations.count; j++)
            *LIST_ADD(arena, &group->operations, struct reference_operation) =
                **LIST_AT(from->operations, struct reference_operation *, j);
    }
    return view;
}

/* what is kept ------------------------------------------------------------------------------------
 */

/* Made once, then only read. */
static struct {
    pthread_once_t once;
    struct text json, html; /* html without its frame; empty if it could not be made */
} kept = {.once = PTHREAD_ONCE_INIT};

static void make(void)
{
    struct arena *arena = arena_new(); /* as long as the process */
    struct ctx ctx = {.arena = arena};
    const struct reference *reference = reference_of_program(arena);
    const struct reference_view view = view_reference(arena, reference);

    kept.json.arena = arena;
    openapi_write(&kept.json, reference, &openapi);
    kept.html.arena = arena;
    if (html_render(&ctx, "en", &reference_page, &view, &kept.html) != OK)
        log_write(LOG_ERROR, NULL, "the reference cannot be shown: %s",
                  ctx.failures ? ctx.failures->message : "no reason");
}

enum err openapi_show(struct ctx *ctx, const struct request *request, struct response *response)
{
    (void)request;
    pthread_once(&kept.once, make);
    respond_header(ctx, response, "Cache-Control", "max-age=300");
    return respond_text(response, 200, JSON_TYPE, text_done(&kept.json), kept.json.size);
}

enum err docs_show(struct ctx *ctx, const struct request *request, struct response *response)
{
    pthread_once(&kept.once, make);
    return html_respond_rendered(ctx, request, response, reference_page.title, NULL,
                                 text_done(&kept.html));
}
