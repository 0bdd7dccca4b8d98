/* JSON in and out by field tables. In JSON a field has the contract's name: `reference_offer` is
 * `ReferenceOffer`, mechanically. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/ctx.h"
#include "base/field.h"
#include "base/text.h"

/* `reference_offer` -> `ReferenceOffer`. */
void json_write_name(struct text *out, const char *name);
void json_write_string(struct text *out, const char *value);
/* `[12,34]`, as statements take a list of ids. */
void json_write_ids(struct text *out, const int64_t *ids, size_t count);
/* One field's value; the caller has written its name. It must not be absent. */
void json_write_value(struct text *out, const struct field *field, const void *row);
/* `{"Name":value,...}` of the fields that are present, in the order of the table. */
void json_write(struct text *out, const struct field *fields, const void *row);
/* The members alone, each preceded by a comma if `is_first` says that something stands before. */
void json_write_members(struct text *out, const struct field *fields, const void *row,
                        bool *is_first);
/* `[{...},...]`. */
void json_write_list(struct text *out, const struct field *fields, size_t size,
                     const struct list *list);

/* A JSON document that was read. Belongs to the arena. */
struct json;

/* Reads a whole text. ERR_MALFORMED, with the place of the mistake, if it is not JSON, not UTF-8,
 * nested deeper than 32 levels, or longer than `size` says. */
MUST_CHECK enum err json_parse(struct ctx *ctx, const char *bytes, size_t size,
                               const struct json **out);

/* Clears `into`, then reads the members of an object that the table names, whatever the case of
 * their letters. Lenient as the contract's clients need it (api-live section 1.2): integers, truths
 * and decimals may come as strings, `null` and an empty string are "not given", `false` where a
 * moment belongs too; members that the table does not name are ignored. Everything else that does
 * not fit is complained about by name: ERR_INVALID after all members were looked at. */
MUST_CHECK enum err json_read(struct ctx *ctx, const struct json *json, const struct field *fields,
                              void *into);

/* The same for a document whose root is an array, each element into one struct of `size` bytes.
 * More than `most` elements: ERR_INVALID. */
MUST_CHECK enum err json_read_list(struct ctx *ctx, const struct json *json,
                                   const struct field *fields, size_t size, size_t most,
                                   struct list *out);

/* The member of an object by name (case does not matter), or NULL. */
const struct json *json_member(const struct json *json, const char *name);
/* Its text, if it is a string; else NULL. */
const char *json_text(const struct json *json);
/* A string's text, a number or a truth as it was written; NULL for anything else. */
const char *json_scalar(const struct json *json);
const struct json *json_at(const struct json *json, size_t index);
bool json_is_array(const struct json *json);
/* The elements of an array or the members of an object; 0 for anything else. */
size_t json_count(const struct json *json);
/* A member's name; its value is json_at of the same index. */
const char *json_member_name(const struct json *json, size_t index);
/* Appends the value again, compactly; numbers and truths as they were written. */
void json_write_again(struct text *out, const struct json *json);
/* An object of at most `most` members, each a single value of at most `length` characters? */
bool json_is_plain_object(const struct json *json, size_t most, size_t length);

/* Reads one value that came as text (a query parameter, a column of a file) into the member.
 * Complains by the field's name and returns ERR_INVALID if it does not fit. */
MUST_CHECK enum err field_read_text(struct ctx *ctx, const struct field *field, const char *text,
                                    void *into);

#endif
