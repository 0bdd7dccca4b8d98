#include "platform/post/letter.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uidna.h>

#include "base/text.h"
#include "platform/crypto/crypto.h"

enum {
    HEADER_MAX = 900,   /* bytes of a value, before it is encoded */
    WORD_BYTES_MAX = 42 /* of text in one encoded word, which may not be longer than 75 */
};

/* addresses ---------------------------------------------------------------------------------------
 */

static bool is_plain(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if (*at <= ' ' || *at >= 0x7f)
            return false;
    return true;
}

/* The domain as name servers know it, or NULL. */
static const char *ascii_domain(struct arena *arena, const char *domain)
{
    enum { SIZE = 256 };
    UErrorCode code = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UIDNA *idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, &code);
    char *out = arena_alloc(arena, SIZE);

    uidna_nameToASCII_UTF8(idna, domain, -1, out, SIZE - 1, &info, &code);
    uidna_close(idna);
    return U_SUCCESS(code) && !info.errors && *out ? out : NULL;
}

const char *letter_address(struct arena *arena, const char *address)
{
    const char *at = strrchr(address, '@');
    const char *local, *domain;

    if (!at || at == address)
        return NULL;
    local = arena_copy_bytes(arena, address, (size_t)(at - address));
    domain = ascii_domain(arena, at + 1);
    if (!domain || !is_plain(local) || !is_plain(domain) || strpbrk(address, "<>,;\"\\"))
        return NULL;
    return arena_printf(arena, "%s@%s", local, domain);
}

/* headers -----------------------------------------------------------------------------------------
 */

/* Where a text of at most so many bytes ends without cutting a character. */
static size_t whole_characters(const char *text, size_t most)
{
    size_t size = strlen(text);

    if (size <= most)
        return size;
    while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
        most--;
    return most;
}

/* One line of it: control characters are blanks. */
static char *one_line(struct arena *arena, const char *text)
{
    char *line = arena_copy_bytes(arena, text, whole_characters(text, HEADER_MAX));

    for (char *at = line; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = ' ';
    return line;
}

/* What needs no encoding, and fits on a line. */
static bool is_ascii_line(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if (*at >= 0x7f)
            return false;
    return strlen(text) <= 60 && !strstr(text, "=?");
}

static const char *encoded_words(struct arena *arena, const char *line)
{
    struct text out = {.arena = arena};

    while (*line) {
        size_t size = whole_characters(line, WORD_BYTES_MAX);

        if (out.size)
            text_append(&out, "\r\n ");
        text_append(&out, "=?UTF-8?B?");
        text_append(&out, base64(arena, (const uint8_t *)line, size));
        text_append(&out, "?=");
        line += size;
    }
    return text_done(&out);
}

const char *letter_encode(struct arena *arena, const char *text)
{
    const char *line = one_line(arena, text);

    return is_ascii_line(line) ? line : encoded_words(arena, line);
}

static const char *quoted(struct arena *arena, const char *line)
{
    struct text out = {.arena = arena};

    text_append_char(&out, '"');
    for (; *line; line++) {
        if (*line == '"' || *line == '\\')
            text_append_char(&out, '\\');
        text_append_char(&out, *line);
    }
    text_append_char(&out, '"');
    return text_done(&out);
}

const char *letter_mailbox(struct arena *arena, const char *name, const char *address)
{
    const char *line = name ? one_line(arena, name) : NULL;

    if (!line || text_is_blank(line))
        return arena_printf(arena, "<%s>", address);
    line = is_ascii_line(line) ? quoted(arena, line) : encoded_words(arena, line);
    return arena_printf(arena, "%s\r\n <%s>", line, address);
}

const char *letter_date(struct arena *arena, struct instant at)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const struct civil civil = civil_from_instant(at);
    int64_t seconds = civil.micros / MICROS_PER_SECOND;
    int64_t day = at.micros / DAYS(1); /* the first was a Thursday */

    return arena_printf(arena, "%s, %d %s %lld %02lld:%02lld:%02lld +0000", days[(day + 4) % 7],
                        civil.day, months[civil.month], (long long)civil.year,
                        (long long)(seconds / 3600), (long long)(seconds / 60 % 60),
                        (long long)(seconds % 60));
}

/* sending -----------------------------------------------------------------------------------------
 */

const char *letter_url(struct arena *arena, const struct letter *letter)
{
    bool is_bare = strchr(letter->host, ':') != NULL; /* an address of IPv6 */

    return arena_printf(arena, is_bare ? "%s://[%s]:%d" : "%s://%s:%d",
                        letter->protection == LETTER_TLS ? "smtps" : "smtp", letter->host,
                        letter->port);
}

const char *letter_objection(struct arena *arena, const struct letter *letter)
{
    if (!letter_address(arena, letter->to))
        return arena_printf(arena,
                            "\"%.100s\" is no address that mail servers take: before the @ stand "
                            "letters without accents, behind it a domain.",
                            letter->to);
    if (!letter_address(arena, letter->from))
        return arena_printf(arena, "mail_sender: \"%.100s\" is no address that mail servers take.",
                            letter->from);
    if (letter->user && letter->protection == LETTER_UNPROTECTED)
        return "smtp_user: a password goes over a protected connection only; set smtp_security.";
    return NULL;
}

static void add(struct curl_slist **list, const char *line)
{
    *list = curl_slist_append(*list, line);
    if (!*list)
        abort();
}

static void add_header(struct arena *arena, struct curl_slist **list, const char *name,
                       const char *value)
{
    if (value)
        add(list, arena_printf(arena, "%s: %s", name, value));
}

static struct curl_slist *headers_of(struct arena *arena, const struct letter *letter)
{
    struct curl_slist *list = NULL;
    const char *reply_to = letter->reply_to ? letter_address(arena, letter->reply_to) : NULL;

    add_header(arena, &list, "Date", letter_date(arena, letter->date));
    add_header(arena, &list, "From",
               letter_mailbox(arena, letter->from_name, letter_address(arena, letter->from)));
    add_header(arena, &list, "To", letter_mailbox(arena, NULL, letter_address(arena, letter->to)));
    if (reply_to)
        add_header(arena, &list, "Reply-To", letter_mailbox(arena, NULL, reply_to));
    add_header(arena, &list, "Subject", letter_encode(arena, letter->subject));
    add_header(arena, &list, "Message-ID", letter->message_id);
    add_header(arena, &list, "Content-Language", letter->language);
    add_header(arena, &list, "Auto-Submitted", letter->is_automatic ? "auto-generated" : NULL);
    return list;
}

static curl_mimepart *add_part(curl_mime *mime)
{
    curl_mimepart *part = curl_mime_addpart(mime);

    if (!part)
        abort();
    return part;
}

static void add_body(curl_mime *mime, const char *type, const char *content)
{
    curl_mimepart *part = add_part(mime);

    curl_mime_data(part, content, CURL_ZERO_TERMINATED);
    curl_mime_type(part, type);
    curl_mime_encoder(part, "quoted-printable");
}

/* The same twice: a reader shows the last that it can. */
static void add_bodies(CURL *curl, curl_mime *mime, const struct letter *letter)
{
    curl_mime *both = curl_mime_init(curl);
    curl_mimepart *part = add_part(mime);

    if (!both)
        abort();
    add_body(both, "text/plain; charset=utf-8", letter->text);
    if (letter->html)
        add_body(both, "text/html; charset=utf-8", letter->html);
    curl_mime_subparts(part, both);
    curl_mime_type(part, "multipart/alternative");
}

static void add_file(curl_mime *mime, const struct letter_file *file)
{
    curl_mimepart *part = add_part(mime);

    curl_mime_data(part, file->content.at, file->content.size);
    curl_mime_type(part, file->type);
    curl_mime_filename(part, file->name);
    curl_mime_encoder(part, "base64");
}

static void set_server(CURL *curl, const struct letter *letter)
{
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     letter->protection == LETTER_UNPROTECTED ? (long)CURLUSESSL_NONE
                                                              : (long)CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (letter->authority)
        curl_easy_setopt(curl, CURLOPT_CAINFO, letter->authority);
    if (letter->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, letter->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, letter->password ? letter->password : "");
    }
}

struct letter_parts letter_set(CURL *curl, const struct letter *letter)
{
    struct letter_parts parts = {.mime = curl_mime_init(curl)};
    struct arena *arena = letter->arena;

    if (!parts.mime)
        abort();
    set_server(curl, letter);
    add_bodies(curl, parts.mime, letter);
    for (size_t i = 0; i < letter->files.count; i++)
        add_file(parts.mime, LIST_AT(letter->files, struct letter_file, i));
    parts.headers = headers_of(arena, letter);
    add(&parts.recipients, arena_printf(arena, "<%s>", letter_address(arena, letter->to)));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM,
                     arena_printf(arena, "<%s>", letter_address(arena, letter->from)));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, parts.recipients);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, parts.headers);
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, parts.mime);
    return parts;
}

void letter_parts_free(struct letter_parts *parts)
{
    curl_mime_free(parts->mime);
    curl_slist_free_all(parts->headers);
    curl_slist_free_all(parts->recipients);
    *parts = (struct letter_parts){0};
}

bool letter_is_refused(int status)
{
    bool wants_other_terms = status == 530 || (status >= 534 && status <= 538);

    return status >= 500 && status < 600 && !wants_other_terms;
}
