#include "domain/books/book.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

const char *const account_names[] = {NULL,   "Receivable", "Revenue", "Tax",
                                     "Bank", "Cash",       "Credit",  NULL};

const struct field entry_fields[] = {
    FIELD(entry, seq),          FIELD(entry, at),   FIELD(entry, kind), FIELD(entry, id_subject),
    FIELD(entry, content_hash), FIELD(entry, hash), FIELDS_END,
};

const struct field posting_row_fields[] = {
    FIELD(posting_row, seq),
    FIELD(posting_row, position),
    FIELD_CHOICE_OF(posting_row, account, account_names),
    FIELD(posting_row, id_customer),
    FIELD(posting_row, amount),
    FIELD(posting_row, currency),
    FIELDS_END,
};

struct book_row {
    int64_t next_seq;
    struct bytes last_hash;
};

static const struct field book_row_fields[] = {
    FIELD(book_row, next_seq),
    FIELD(book_row, last_hash),
    FIELDS_END,
};

enum err book_open(struct ctx *ctx, struct book *out)
{
    struct book_row row;

    TRY(db_get(ctx, &sql_book_open, NO_ARGS, book_row_fields, &row));
    assert(row.last_hash.size == sizeof out->last_hash);
    out->next_seq = row.next_seq;
    memcpy(out->last_hash, row.last_hash.at, sizeof out->last_hash);
    return OK;
}

enum err book_close(struct ctx *ctx, const struct book *book)
{
    return db_run(
        ctx, &sql_book_close,
        ARGS(ARG_AS(next_seq, book->next_seq),
             ARG_AS(last_hash, ((struct bytes){book->last_hash, sizeof book->last_hash}))));
}

/* `seq|at|kind|account customer amount currency|...`: every part is a number or one of our words.
 */
static struct text canonical_entry(struct arena *arena, const struct entry *entry,
                                   const struct posting *postings, size_t count)
{
    struct text text = {.arena = arena};

    text_append_integer(&text, entry->seq);
    text_append_char(&text, '|');
    text_append_integer(&text, entry->at.micros);
    text_append_char(&text, '|');
    text_append(&text, entry->kind);
    for (size_t i = 0; i < count; i++) {
        text_append_char(&text, '|');
        text_append(&text, account_names[postings[i].account]);
        text_append_char(&text, ' ');
        text_append_integer(&text, postings[i].id_customer);
        text_append_char(&text, ' ');
        text_append_integer(&text, postings[i].amount);
        text_append_char(&text, ' ');
        text_append(&text, postings[i].currency);
    }
    return text;
}

void entry_hash(struct arena *arena, const uint8_t previous[32], const struct entry *entry,
                const struct posting *postings, size_t count, uint8_t out[32])
{
    struct text canonical = canonical_entry(arena, entry, postings, count);

    sha256_pieces(
        (struct bytes[]){
            {previous,     SHA256_SIZE   },
            {canonical.at, canonical.size},
            entry->content_hash,
    },
        3, out);
}

static void assert_balanced(const struct posting *postings, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        assert(strcmp(postings[i].currency, postings[0].currency) == 0);
        sum += postings[i].amount;
    }
    assert(sum == 0);
}

enum err book_enter(struct ctx *ctx, struct book *book, const char *kind, int64_t id_subject,
                    const uint8_t content_hash[32], const struct posting *postings, size_t count)
{
    uint8_t *hash = arena_alloc(ctx->arena, SHA256_SIZE);
    struct entry entry = {
        .seq = book->next_seq++,
        .at = ctx->now,
        .kind = kind,
        .id_subject = id_subject,
        .content_hash = {content_hash, SHA256_SIZE},
        .hash = {hash,         SHA256_SIZE},
    };

    assert_balanced(postings, count);
    entry_hash(ctx->arena, book->last_hash, &entry, postings, count, hash);
    memcpy(book->last_hash, hash, SHA256_SIZE);
    TRY(db_save(ctx, &sql_entry_add, entry_fields, &entry));
    for (size_t i = 0; i < count; i++) {
        struct posting_row row = {entry.seq,           (int64_t)i,
                                  postings[i].account, postings[i].id_customer,
                                  postings[i].amount,  postings[i].currency};

        TRY(db_save(ctx, &sql_posting_add, posting_row_fields, &row));
    }
    return OK;
}
