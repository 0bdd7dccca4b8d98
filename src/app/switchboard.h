/* The switchboard: a thread that asks other people's servers what rooms want to know of them, such
 * as providers of payments, beside the courier, which tells and does not ask. Each kind of question
 * is a lane (domain/lane.h); the table of them is in switchboard.c. A database may have several
 * switchboards, one per server. */
#ifndef APP_SWITCHBOARD_H
#define APP_SWITCHBOARD_H

#include "app/app.h"

struct switchboard;

/* NULL if the machine refuses. */
struct switchboard *switchboard_start(struct app *app);
/* Breaks off what is under way: whoever asked leaves it to the next one, who asks what became of
 * it. */
void switchboard_stop(struct switchboard *switchboard);

#endif
