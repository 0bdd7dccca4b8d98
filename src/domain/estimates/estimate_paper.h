/* An estimate on paper, from the very struct that fills its page; of a draft as it would be now. */
#ifndef DOMAIN_ESTIMATES_ESTIMATE_PAPER_H
#define DOMAIN_ESTIMATES_ESTIMATE_PAPER_H

#include "domain/estimates/estimate_document.h"

MUST_CHECK enum err estimate_paper_print(struct ctx *ctx, const struct estimate_document *document,
                                         struct bytes *out);
/* What the file is called. */
const char *estimate_file_name(struct arena *arena, const struct estimate_document *document);

#endif
