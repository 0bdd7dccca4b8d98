/* The look of pages for the merchant's staff: /Organization/Look, Texts, Logo, Buttons and Portal,
 * and who may enter the portal; with what the public gets of it, the logo and the style. */
#ifndef DOMAIN_LOOK_LOOK_LIVE_H
#define DOMAIN_LOOK_LOOK_LIVE_H

#include "platform/http/route.h"

extern const struct field look_live_query_fields[], look_live_texts_query_fields[];
extern const struct field look_live_texts_input_fields[], look_live_texts_fields[];
extern const struct field look_live_segment_fields[], look_live_logo_input_fields[];
extern const struct field look_live_logo_fields[], look_live_deleted_fields[];
extern const struct field look_live_button_fields[], look_live_button_input_fields[];
extern const struct field look_live_fields[], look_live_secret_fields[];
extern const struct field look_live_hash_input_fields[], look_live_hash_fields[];
extern const struct field look_live_access_fields[];

handler look_live_list, look_live_post;
handler look_live_texts, look_live_post_texts;
handler look_live_logo, look_live_post_logo, look_live_delete_logo;
handler look_live_buttons, look_live_post_button;
handler look_live_get, look_live_post_secret, look_live_hash;
handler look_live_access, look_live_block, look_live_unblock;

handler logo_show;  /* GET /portal/logo/{file} */
handler theme_show; /* GET /portal/theme/{file} */

#endif
