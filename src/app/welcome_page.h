/* What a newcomer sees first, without credentials: that the server is well, and what to do next. */
#ifndef APP_WELCOME_PAGE_H
#define APP_WELCOME_PAGE_H

#include "domain/html.h"

extern const struct html_page welcome_page;

handler welcome_page_show;

#endif
