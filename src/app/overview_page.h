/* The business on one page: what there is, what is due, and what the clock could not do. */
#ifndef APP_OVERVIEW_PAGE_H
#define APP_OVERVIEW_PAGE_H

#include "domain/html.h"

extern const struct html_page overview_page;

handler overview_page_show;

#endif
