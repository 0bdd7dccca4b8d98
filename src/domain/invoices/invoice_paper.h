/* An issued invoice or credit note on paper: A4, in the language that it was issued in, from the
 * very struct that fills its page, value by value under the names that the page uses. It is made
 * when somebody asks for it and kept nowhere: as long as nothing is paid, the same invoice is the
 * same file. */
#ifndef DOMAIN_INVOICES_INVOICE_PAPER_H
#define DOMAIN_INVOICES_INVOICE_PAPER_H

#include "domain/invoices/invoice_document.h"
#include "platform/http/http.h"

#define INVOICE_PAPER_TYPE "application/pdf"

MUST_CHECK enum err invoice_paper_print(struct ctx *ctx, const struct invoice_document *document,
                                        struct bytes *out);

/* 200 with the file, named after the invoice's number. */
MUST_CHECK enum err invoice_paper_respond(struct ctx *ctx, struct response *response,
                                          bool is_portal, const struct invoice_document *document);

#endif
