/* The program's version, in the words of CHANGELOG.md. */
#ifndef APP_VERSION_H
#define APP_VERSION_H

#define TACITE_VERSION "0.2.0"

#endif
