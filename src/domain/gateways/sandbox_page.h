/* The pages of the sandbox's provider, as a real one has them on his own server: where a customer
 * types a test number, and where he authenticates a charge. An address that nobody can guess is the
 * only credential; there is none in a live business. */
#ifndef DOMAIN_GATEWAYS_SANDBOX_PAGE_H
#define DOMAIN_GATEWAYS_SANDBOX_PAGE_H

#include "domain/html.h"

extern const struct html_page sandbox_page_method_page, sandbox_page_charge_page;

/* GET and POST /sandbox/{business}/method/{token} */
handler sandbox_page_method, sandbox_page_register;
/* GET and POST /sandbox/{business}/charge/{token} */
handler sandbox_page_charge, sandbox_page_authenticate;

#endif
