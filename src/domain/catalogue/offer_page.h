/* The catalogue as the office's page shows it. */
#ifndef DOMAIN_CATALOGUE_OFFER_PAGE_H
#define DOMAIN_CATALOGUE_OFFER_PAGE_H

#include "domain/html.h"

extern const struct html_page offer_page_list_page;

handler offer_page_list;

#endif
