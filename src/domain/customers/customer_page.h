/* Customers as the office's pages show them. */
#ifndef DOMAIN_CUSTOMERS_CUSTOMER_PAGE_H
#define DOMAIN_CUSTOMERS_CUSTOMER_PAGE_H

#include "domain/html.h"

extern const struct html_page customer_page_list_page, customer_page_show_page;

/* By reference, those that begin with `prefix`; `after` and `idafter` turn the page. */
handler customer_page_list;
handler customer_page_show;

#endif
