/* Webhooks for applications of the merchant (contract section 8): registration as n8n does it, and
 * beyond it the list, changes, switching on and off, and the history with "deliver again". */
#ifndef DOMAIN_WEBHOOKS_WEBHOOK_LIVE_H
#define DOMAIN_WEBHOOKS_WEBHOOK_LIVE_H

#include "platform/http/route.h"

extern const struct field webhook_live_fields[], webhook_live_input_fields[];
extern const struct field webhook_live_list_fields[], webhook_live_code_fields[];
extern const struct field webhook_live_send_fields[], webhook_live_deleted_fields[];
extern const struct field webhook_live_type_fields[], webhook_live_sample_fields[];
extern const struct field webhook_live_rewind_fields[], webhook_live_rewound_fields[];
extern const struct field notification_live_list_fields[], notification_live_fields[];

handler webhook_live_list, webhook_live_post, webhook_live_get, webhook_live_change;
handler webhook_live_delete, webhook_live_send_code, webhook_live_verify;
handler webhook_live_activate, webhook_live_deactivate, webhook_live_sample, webhook_live_rewind;
handler notification_live_list, notification_live_get, notification_live_repeat;

#endif
