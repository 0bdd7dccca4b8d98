/* Mails to customers, for applications of the merchant and his own desk: which kinds go out, what
 * they say, and what became of each. */
#ifndef DOMAIN_MAILS_MAIL_LIVE_H
#define DOMAIN_MAILS_MAIL_LIVE_H

#include "platform/http/route.h"

extern const struct field mail_live_fields[], mail_live_list_fields[];
extern const struct field mail_live_switch_fields[], mail_live_switch_input_fields[];
extern const struct field mail_live_switch_query_fields[];
extern const struct field mail_live_text_query_fields[], mail_live_template_query_fields[];
extern const struct field mail_live_text_input_fields[], mail_live_template_input_fields[];
extern const struct field mail_live_preview_input_fields[], mail_live_trial_fields[];

handler mail_live_list, mail_live_get, mail_live_repeat, mail_live_try;
handler mail_live_list_switches, mail_live_post_switch;
handler mail_live_list_texts, mail_live_post_text;
handler mail_live_list_templates, mail_live_post_template, mail_live_preview;

#endif
