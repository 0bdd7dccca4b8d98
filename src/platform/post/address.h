/* Which addresses belong to everybody: the rest (this machine, its networks, whatever cannot be
 * routed) is nothing that a stranger may make us call. Pure. */
#ifndef PLATFORM_POST_ADDRESS_H
#define PLATFORM_POST_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* An IPv4 address inside an IPv6 one counts as what is inside. False for any other family. */
bool address_is_public(const struct sockaddr *address);
/* The same of `192.0.2.1` or `2001:db8::1`, perhaps in brackets; `is_address` tells whether the
 * text is one at all. */
bool address_text_is_public(const char *text, bool *is_address);

#endif
