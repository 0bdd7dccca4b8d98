/* The style that a merchant may serve after ours. It is a whole sheet whose brackets, texts and
 * comments are closed, and it asks nobody for anything: no @import, no font, and no url() but of a
 * path of this server. */
#ifndef DOMAIN_LOOK_LOOK_CSS_H
#define DOMAIN_LOOK_LOOK_CSS_H

#include "base/arena.h"

/* What is wrong, in a sentence with its line, its column and how to mend it; NULL: nothing. */
const char *look_css_objection(struct arena *arena, const char *css);

#endif
