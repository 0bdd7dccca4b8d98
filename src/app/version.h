/* The program's version, in the words of CHANGELOG.md. */
#ifndef APP_VERSION_H
#define APP_VERSION_H

#define TACITE_VERSION "0.1.0"

#endif
