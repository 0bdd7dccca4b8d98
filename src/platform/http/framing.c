#include "platform/http/framing.h"

#include <string.h>

#include "base/count.h"
#include "base/text.h"

/* What a header's name is made of (RFC 9110, 5.6.2). */
static bool is_token(const char *name)
{
    const char *at = name;

    for (; *at; at++) {
        char letter = (char)(*at | 0x20);

        if ((letter < 'a' || letter > 'z') && (*at < '0' || *at > '9') &&
            !strchr("!#$%&'*+-.^_`|~", *at))
            return false;
    }
    return at != name;
}

static bool has_control(const char *value)
{
    for (; *value; value++)
        if (((unsigned char)*value < ' ' && *value != '\t') || *value == 0x7f)
            return true;
    return false;
}

static bool is_digits(const char *value)
{
    return *value && !value[strspn(value, "0123456789")];
}

enum counted { HOST, CONTENT_LENGTH, TRANSFER_ENCODING, COUNTED };

/* How often each of the headers that frame a request was sent, and the last value of each. */
struct framing {
    int times[COUNTED];
    const char *value[COUNTED];
};

static void count_header(struct framing *framing, const struct pair *header)
{
    static const char *const names[COUNTED] = {"Host", "Content-Length", "Transfer-Encoding"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (!text_equal_fold(header->name, names[i]))
            continue;
        framing->times[i]++;
        framing->value[i] = header->value;
    }
}

static const char *ambiguity(const struct framing *framing, bool is_1_1)
{
    const int *times = framing->times;

    if (times[HOST] > 1 || (is_1_1 && times[HOST] == 0))
        return "Exactly one Host header is expected.";
    if (times[CONTENT_LENGTH] > 1)
        return "Content-Length was sent more than once.";
    if (times[CONTENT_LENGTH] && !is_digits(framing->value[CONTENT_LENGTH]))
        return "Content-Length is not a number.";
    if (times[TRANSFER_ENCODING] == 0)
        return NULL;
    if (times[CONTENT_LENGTH])
        return "Content-Length and Transfer-Encoding exclude each other.";
    if (times[TRANSFER_ENCODING] > 1 || strcmp(framing->value[TRANSFER_ENCODING], "chunked") != 0)
        return "The only Transfer-Encoding that is understood is chunked.";
    return is_1_1 ? NULL : "HTTP/1.0 has no Transfer-Encoding.";
}

const char *framing_objection(const struct head *head)
{
    struct framing framing = {0};

    for (size_t i = 0; i < head->count; i++) {
        if (!is_token(head->headers[i].name))
            return "The name of a header has characters that it must not have.";
        if (has_control(head->headers[i].value))
            return "The value of a header has a control character.";
        count_header(&framing, &head->headers[i]);
    }
    return ambiguity(&framing, strcmp(head->version, "HTTP/1.1") == 0);
}

/* Moves over a piece of `size` bytes and `ends` NULs behind it; NULL if other bytes are there. */
static const char *step(const char *at, const char *piece, size_t size, int ends)
{
    if (!at || at != piece)
        return NULL;
    for (at += size; ends > 0; ends--, at++)
        if (*at)
            return NULL;
    return at;
}

/* The spaces between a colon and a value are the one gap that may be of any width. */
static const char *step_over_spaces(const char *at, const char *value)
{
    while (at && at < value && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

const char *framing_gap(const struct head *head)
{
    const char *at = head->method;

    at = step(at, head->method, strlen(head->method), 1);
    at = step(at, head->target, head->target_size, 1);
    at = step(at, head->version, strlen(head->version), 2);
    for (size_t i = 0; i < head->count; i++) {
        const struct pair *header = &head->headers[i];

        at = step(at, header->name, strlen(header->name), 1);
        at = step_over_spaces(at, header->value);
        at = step(at, header->value, strlen(header->value), 2);
    }
    at = step(at, head->method + head->size - 2, 0, 2);
    return at ? NULL : "The head of the request is not in plain HTTP/1.1 form.";
}

int64_t framing_announced(const struct head *head)
{
    int64_t size = 0;

    for (size_t i = 0; i < head->count; i++) {
        if (!text_equal_fold(head->headers[i].name, "Content-Length"))
            continue;
        for (const char *at = head->headers[i].value; *at; at++)
            if (__builtin_mul_overflow(size, 10, &size) ||
                __builtin_add_overflow(size, *at - '0', &size))
                return INT64_MAX;
    }
    return size;
}
