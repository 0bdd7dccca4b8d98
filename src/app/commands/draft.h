/* What `tacite invoice` does with drafts: each is named by its id, the second argument; what was
 * issued of one has the same. */
#ifndef APP_COMMANDS_DRAFT_H
#define APP_COMMANDS_DRAFT_H

#include "app/command.h"

int drafts_show(struct job *job);
int draft_show_one(struct job *job);
int draft_issue_one(struct job *job);
int draft_discard_one(struct job *job);
int draft_compose_one(struct job *job);
int draft_edit_one(struct job *job);
int draft_send_one(struct job *job);
int draft_mark_sent_one(struct job *job);
int draft_mark_paid_one(struct job *job);

#endif
