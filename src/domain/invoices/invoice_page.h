/* Invoices as the office's pages show them. */
#ifndef DOMAIN_INVOICES_INVOICE_PAGE_H
#define DOMAIN_INVOICES_INVOICE_PAGE_H

#include "domain/html.h"

extern const struct html_page invoice_page_list_page, invoice_page_show_page;

/* Newest first; `idbefore` turns the page. */
handler invoice_page_list;
handler invoice_page_show;
/* The paper, as PDF. */
handler invoice_page_pdf;

#endif
