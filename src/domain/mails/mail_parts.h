/* What the files of this room share. */
#ifndef DOMAIN_MAILS_MAIL_PARTS_H
#define DOMAIN_MAILS_MAIL_PARTS_H

#include "domain/accounts/setting.h"
#include "domain/mails/mail.h"

/* Writes the row of a new mail: `id`, `topic`, `state_mail` and `message_key` are filled in, and
 * the language if there is none. */
MUST_CHECK enum err mail_add(struct ctx *ctx, struct mail *mail);

/* mail_queue, telling the id. */
MUST_CHECK enum err mail_send(struct ctx *ctx, enum mail_type type, const struct mail_about *about,
                              int64_t *id);

/* A mail of which is known what it says: it is not written again. */
MUST_CHECK enum err mail_save_written(struct ctx *ctx, struct mail *mail, const char *subject,
                                      const char *content_text, const char *content_html);

/* What nobody asked for comes of an event or of a moment that is near: told once to each. */
struct mail_source {
    int64_t id_event;
    struct instant occasion;
};
MUST_CHECK enum err mail_tell_of(struct ctx *ctx, enum mail_type type,
                                 const struct mail_about *about, struct mail_source source);

MUST_CHECK enum err mail_is_on(struct ctx *ctx, enum mail_type type, bool *out);
/* MAIL_NONE for NULL and `Every`. ERR_INVALID, noted, for what is no kind. */
MUST_CHECK enum err mail_type_choose(struct ctx *ctx, const char *name, enum mail_type *out);

/* Do mails go out, or are they only kept? */
bool mail_mode_sends(const struct ctx *ctx, const struct settings *settings);

#endif
