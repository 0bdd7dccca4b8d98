#include "app/welcome_page.h"

#include "app/version.h"
#include "base/text.h"
#include "platform/db/db.h"
#include "sql.h"

struct welcome {
    const char *version;
    const char *base;  /* this server's address, as the reader's browser knows it */
    const char *later; /* a day to move a clock to */
};

static const struct field welcome_fields[] = {
    FIELD(welcome, version),
    FIELD(welcome, base),
    FIELD(welcome, later),
    FIELDS_END,
};

const struct html_page welcome_page = {"welcome_page.html", "welcome", welcome_fields};

/* The page comes only if the database answers: that is what it says of the server. */
enum err welcome_page_show(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    const char *host = header_value(request, "Host");
    const char *protocol = header_value(request, "X-Forwarded-Proto");
    bool is_secure = protocol && text_equal_fold(protocol, "https");
    char later[DAY_TEXT_SIZE];
    const struct welcome view = {
        .version = TACITE_VERSION,
        .base = arena_printf(ctx->arena, "%s://%s", is_secure ? "https" : "http",
                             host ? host : "127.0.0.1:8080"),
        .later = later,
    };
    int64_t one;

    day_format(instant_plus(ctx->machine_now, DAYS(40)), later);
    TRY(db_number(ctx, &sql_system_ping, NO_ARGS, &one));
    return html_respond(ctx, request, response, &welcome_page, NULL, &view);
}
