/* The heads of the chains, kept outside the database: a chain that was cut or rewritten as a whole
 * is sound in itself, and only what was written down before shows it.
 *
 * One file holds the heads of all businesses at a moment and is signed as a whole, with a key that
 * is derived from the current sealing key:
 *
 *   {"Date": "2026-01-31T09:00:00.00Z", "IdKey": "3f0c...", "Heads": [{"IdBusiness": 1, "Seq": 12,
 *    "Hash": "9b1d..."}], "Signature": "07ae..."} */
#ifndef DOMAIN_BOOKS_HEAD_H
#define DOMAIN_BOOKS_HEAD_H

#include "base/ctx.h"
#include "base/field.h"

struct head {
    int64_t id_business, seq; /* of the last entry; 0: none yet */
    const char *hash;         /* of that entry, in hexadecimal */
};

struct head_file {
    const char *date; /* by the machine's clock */
    const char *id_key;
    struct list heads; /* of struct head */
    const char *signature;
};

/* The heads of all businesses now, signed; `json` ends with a line end. Take it before the copy
 * that it is kept with: the copy may have more entries, never fewer. ERR_FAILED, noted, without a
 * keyring.
 */
MUST_CHECK enum err head_write(struct ctx *ctx, const char **json);

/* ERR_MALFORMED or ERR_INVALID, noted, if it is not such a file. */
MUST_CHECK enum err head_read(struct ctx *ctx, const char *json, struct head_file *out);

enum head_proof {
    HEAD_GENUINE,
    HEAD_FORGED,      /* the signature is not that of our key */
    HEAD_KEY_MISSING, /* nobody can tell: its key has left the key file */
};
enum head_proof head_prove(struct ctx *ctx, const struct head_file *file);

#endif
