#include "domain/look/look_logo.h"

#include <string.h>

#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/business.h"
#include "domain/accounts/caller.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

static const struct field logo_fields[] = {
    FIELD(logo, content_type), FIELD(logo, digest),  FIELD(logo, width),
    FIELD(logo, height),       FIELD(logo, content), FIELDS_END,
};

/* what it is --------------------------------------------------------------------------------------
 */

/* The most significant first. */
static int64_t number_at(const uint8_t *at, int size)
{
    int64_t number = 0;

    for (int i = 0; i < size; i++)
        number = number * 256 + at[i];
    return number;
}

/* Eight bytes of signature, then the piece IHDR with the sides. */
static bool read_png(const uint8_t *at, size_t size, struct logo *out)
{
    static const uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    if (size < 33 || memcmp(at, signature, sizeof signature) != 0 ||
        memcmp(at + 12, "IHDR", 4) != 0)
        return false;
    out->content_type = "image/png";
    out->width = number_at(at + 16, 4);
    out->height = number_at(at + 20, 4);
    return true;
}

/* Does a piece with this mark begin the picture, and so say its sides? */
static bool is_frame(uint8_t mark)
{
    return mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc;
}

/* Pieces `FF mark size...` until the one of the frame. */
static bool read_jpeg(const uint8_t *at, size_t size, struct logo *out)
{
    size_t place = 2;

    if (size < 4 || at[0] != 0xff || at[1] != 0xd8)
        return false;
    while (place + 9 <= size && at[place] == 0xff) {
        if (is_frame(at[place + 1])) {
            out->content_type = "image/jpeg";
            out->height = number_at(at + place + 5, 2);
            out->width = number_at(at + place + 7, 2);
            return true;
        }
        place += 2 + (size_t)number_at(at + place + 2, 2);
    }
    return false;
}

const char *logo_read(struct bytes content, struct logo *out)
{
    *out = (struct logo){.content = content};
    if (content.size > LOGO_SIZE_MAX)
        return "is larger than 256 kB; make it smaller";
    if (!read_png(content.at, content.size, out) && !read_jpeg(content.at, content.size, out))
        return "is neither a PNG nor a JPEG picture; save it as one of these";
    if (out->width < 1 || out->height < 1 || out->width > LOGO_SIDE_MAX ||
        out->height > LOGO_SIDE_MAX)
        return "has a side of more than 4000 points, or of none; make it smaller";
    return NULL;
}

const char *logo_path(struct arena *arena, const char *digest, const char *content_type)
{
    return arena_printf(arena, "/portal/logo/%s.%s", digest,
                        strcmp(content_type, "image/png") == 0 ? "png" : "jpg");
}

/* writing -----------------------------------------------------------------------------------------
 */

static enum err find_segment(struct ctx *ctx, const char *reference_segment, int64_t *id_segment)
{
    struct segment segment;

    *id_segment = 0;
    if (!reference_segment)
        return OK;
    TRY(segment_choose(ctx, reference_segment, &segment));
    *id_segment = segment.id;
    return OK;
}

static enum err record(struct ctx *ctx, const char *action, int64_t id_segment)
{
    TRY(audit_record(ctx, action, "logos", id_segment ? id_segment : ctx->id_business, NULL, NULL));
    return callers_changed(ctx);
}

enum err logo_write(struct ctx *ctx, const char *reference_segment, struct bytes content)
{
    int64_t id_segment;
    struct logo logo;
    uint8_t hash[SHA256_SIZE];
    const char *objection = logo_read(content, &logo);

    if (objection)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Content", "Content: %s.", objection);
    TRY(find_segment(ctx, reference_segment, &id_segment));
    sha256(content.at, content.size, hash);
    logo.digest = hex(ctx->arena, hash, 16);
    TRY(record(ctx, "Logo.Write", id_segment));
    return db_run(ctx, &sql_logo_save,
                  ARGS(ARG(id_segment), ARG_AS(digest, logo.digest),
                       ARG_AS(content_type, logo.content_type), ARG_AS(width, logo.width),
                       ARG_AS(height, logo.height), ARG(content),
                       ARG_AS(id_user_update, ctx->actor.id)));
}

enum err logo_delete(struct ctx *ctx, const char *reference_segment)
{
    int64_t id_segment, changed;

    TRY(find_segment(ctx, reference_segment, &id_segment));
    TRY(db_change(ctx, &sql_logo_delete, ARGS(ARG(id_segment)), &changed));
    if (!changed)
        return fail(ctx, ERR_NOT_FOUND, "Error.Api.NotFound", NULL, "There is no logo.");
    return record(ctx, "Logo.Delete", id_segment);
}

enum err logo_find(struct ctx *ctx, int64_t id_segment, struct logo *out)
{
    return db_get(ctx, &sql_look_logo, ARGS(ARG(id_segment)), logo_fields, out);
}

enum err logo_get(struct ctx *ctx, const char *digest, struct logo *out)
{
    return db_get(ctx, &sql_logo_get, ARGS(ARG(digest)), logo_fields, out);
}
