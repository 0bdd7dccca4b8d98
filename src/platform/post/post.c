#include "platform/post/post.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "platform/post/address.h"
#include "platform/post/letter.h"

/* What of an answer is read at all. */
enum { READ_MAX = ANSWER_WHOLE_MAX, CONNECT_SECONDS = 10 };

/* One connection's worth of sending, used again and again. */
struct sending {
    CURL *curl;
    struct curl_slist *headers;
    struct letter_parts letter; /* of a post that carries one */
    struct post *post;          /* NULL: free */
    struct poster *poster;
    pthread_t thread; /* of a letter on its way */
    CURLcode code;    /* what came of it */
    bool is_over, is_unwanted;
    bool is_refused; /* an address that may not be called */
    char *answer;
    size_t room, size, read;
    char message[CURL_ERROR_SIZE];
};

struct poster {
    CURLM *multi;
    struct sending sendings[POSTS_MAX];
    int under_way;
};

/* targets -----------------------------------------------------------------------------------------
 */

static bool is_own_name(const char *host)
{
    size_t size = strlen(host);

    return text_equal_fold(host, "localhost") || text_equal_fold(host, "localhost.") ||
           (size > 10 && text_equal_fold(host + size - 10, ".localhost"));
}

static const char *host_objection(struct arena *arena, CURLU *parts, bool may_be_private)
{
    char *host = NULL, *user = NULL;
    const char *why = NULL;
    bool is_address, is_public;

    if (curl_url_get(parts, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        return "names no host";
    is_public = address_text_is_public(host, &is_address);
    if (!may_be_private && (is_own_name(host) || (is_address && !is_public)))
        why = arena_printf(arena, "is not on the public network: %s", host);
    else if (curl_url_get(parts, CURLUPART_USER, &user, 0) == CURLUE_OK)
        why = "must not contain a user or a password";
    curl_free(host);
    curl_free(user);
    return why;
}

const char *post_url_objection(struct arena *arena, const char *url, bool may_be_private)
{
    CURLU *parts = curl_url();
    const char *why = "is not an http or https address";
    char *scheme = NULL;

    if (!parts)
        abort();
    for (const unsigned char *at = (const unsigned char *)url; *at; at++)
        if (*at <= ' ' || *at == 0x7f) {
            curl_url_cleanup(parts);
            return "contains a space or a control character";
        }
    if (curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
        (text_equal_fold(scheme, "http") || text_equal_fold(scheme, "https")))
        why = host_objection(arena, parts, may_be_private);
    curl_free(scheme);
    curl_url_cleanup(parts);
    return why;
}

/* what libcurl asks -------------------------------------------------------------------------------
 */

/* Just before a connection is made: the last moment at which a name has become an address. */
static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct sending *sending = data;

    (void)purpose;
    if (!sending->post->may_be_private && !address_is_public(&address->addr)) {
        sending->is_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Just before a request is written, since its connection may be one that another business made. */
static int before_request(void *data, char *address, char *own_address, int port, int own_port)
{
    struct sending *sending = data;
    bool is_address;

    (void)own_address;
    (void)port;
    (void)own_port;
    if (sending->post->may_be_private || address_text_is_public(address, &is_address))
        return CURL_PREREQFUNC_OK;
    sending->is_refused = true;
    return CURL_PREREQFUNC_ABORT;
}

static size_t take_answer(char *bytes, size_t one, size_t count, void *data)
{
    struct sending *sending = data;
    size_t size = one * count, room = sending->room - sending->size;

    memcpy(sending->answer + sending->size, bytes, size < room ? size : room);
    sending->size += size < room ? size : room;
    sending->read += size;
    return sending->read > READ_MAX ? 0 : size;
}

/* A line of a mail server's: of those that refuse something the last one says why. */
static size_t take_line(char *bytes, size_t one, size_t count, void *data)
{
    struct sending *sending = data;
    size_t size = one * count, kept = size;

    if (size == 0 || bytes[0] < '4')
        return size;
    while (kept > 0 && (bytes[kept - 1] == '\r' || bytes[kept - 1] == '\n'))
        kept--;
    sending->size = kept < sending->room ? kept : sending->room;
    memcpy(sending->answer, bytes, sending->size);
    return size;
}

/* sending -----------------------------------------------------------------------------------------
 */

struct poster *poster_new(void)
{
    struct poster *poster = calloc(1, sizeof *poster);

    if (!poster || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(poster);
        return NULL;
    }
    poster->multi = curl_multi_init();
    if (!poster->multi)
        abort();
    curl_multi_setopt(poster->multi, CURLMOPT_MAXCONNECTS, (long)POSTS_MAX);
    return poster;
}

static void release(struct poster *poster, struct sending *sending)
{
    if (sending->post->letter)
        pthread_join(sending->thread, NULL);
    else
        curl_multi_remove_handle(poster->multi, sending->curl);
    curl_slist_free_all(sending->headers);
    sending->headers = NULL;
    letter_parts_free(&sending->letter);
    sending->post = NULL;
    poster->under_way--;
}

void poster_free(struct poster *poster)
{
    if (!poster)
        return;
    while (poster_break_off(poster))
        ;
    for (int i = 0; i < POSTS_MAX; i++) {
        curl_easy_cleanup(poster->sendings[i].curl);
        free(poster->sendings[i].answer);
    }
    curl_multi_cleanup(poster->multi);
    curl_global_cleanup();
    free(poster);
}

/* Forgets the post before, but no connection: those are the poster's. */
static void set_anew(struct sending *sending)
{
    CURL *curl = sending->curl;

    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, sending);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L); /* not to wait for a name server that hangs */
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
                     sending->post->letter ? "smtp,smtps" : "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)POST_SECONDS);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, sending);
    curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, before_request);
    curl_easy_setopt(curl, CURLOPT_PREREQDATA, sending);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, sending);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, sending->message);
}

static void add_header(struct sending *sending, const char *line)
{
    sending->headers = curl_slist_append(sending->headers, line);
    if (!sending->headers)
        abort();
}

static void add_named_header(struct sending *sending, const char *name, const char *value)
{
    size_t size = strlen(name) + strlen(value) + sizeof ": ";
    char *line = malloc(size);

    if (!line)
        abort();
    snprintf(line, size, "%s: %s", name, value);
    add_header(sending, line);
    free(line);
}

static void add_headers(struct sending *sending)
{
    const struct post *post = sending->post;

    if (post->body)
        add_named_header(sending, "Content-Type",
                         post->content_type ? post->content_type
                                            : "application/json; charset=utf-8");
    add_header(sending, "Expect:"); /* its body is sent at once */
    for (size_t i = 0; i < post->headers.count; i++) {
        const struct post_header *header = LIST_AT(post->headers, struct post_header, i);

        add_named_header(sending, header->name, header->value);
    }
}

static void make_room(struct sending *sending)
{
    size_t room = sending->post->is_answer_wanted ? ANSWER_WHOLE_MAX : ANSWER_MAX;

    sending->size = sending->read = 0;
    if (sending->room == room)
        return;
    free(sending->answer);
    sending->answer = malloc(room);
    if (!sending->answer)
        abort();
    sending->room = room;
}

/* The verb is said after the body, which else would make a POST of it. */
static void set_request(struct sending *sending)
{
    const struct post *post = sending->post;
    const char *body = post->body ? post->body : "";

    add_headers(sending);
    curl_easy_setopt(sending->curl, CURLOPT_URL, post->url);
    curl_easy_setopt(sending->curl, CURLOPT_HTTPHEADER, sending->headers);
    curl_easy_setopt(sending->curl, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
    curl_easy_setopt(sending->curl, CURLOPT_POSTFIELDS, body);
    if (!post->body)
        curl_easy_setopt(sending->curl, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(sending->curl, CURLOPT_CUSTOMREQUEST, post->verb ? post->verb : "POST");
}

/* libcurl waits for a mail server's last word, whatever else there is to do: a letter has a thread.
 */
static void *send_letter(void *data)
{
    struct sending *sending = data;

    sending->code = curl_easy_perform(sending->curl);
    __atomic_store_n(&sending->is_over, true, __ATOMIC_RELEASE);
    curl_multi_wakeup(sending->poster->multi);
    return NULL;
}

/* Asked now and then by libcurl: anything but zero breaks it off. */
static int is_letter_unwanted(void *data, curl_off_t total_down, curl_off_t down,
                              curl_off_t total_up, curl_off_t up)
{
    const struct sending *sending = data;

    (void)total_down;
    (void)down;
    (void)total_up;
    (void)up;
    return __atomic_load_n(&sending->is_unwanted, __ATOMIC_ACQUIRE);
}

static void begin_letter(struct poster *poster, struct sending *sending)
{
    sending->poster = poster;
    sending->is_over = sending->is_unwanted = false;
    curl_easy_setopt(sending->curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(sending->curl, CURLOPT_XFERINFOFUNCTION, is_letter_unwanted);
    curl_easy_setopt(sending->curl, CURLOPT_XFERINFODATA, sending);
    if (pthread_create(&sending->thread, NULL, send_letter, sending) != 0)
        abort();
}

static void set_letter(struct sending *sending)
{
    curl_easy_setopt(sending->curl, CURLOPT_URL, sending->post->url);
    curl_easy_setopt(sending->curl, CURLOPT_HEADERFUNCTION, take_line);
    curl_easy_setopt(sending->curl, CURLOPT_HEADERDATA, sending);
    sending->letter = letter_set(sending->curl, sending->post->letter);
}

void poster_send(struct poster *poster, struct post *post)
{
    struct sending *sending = poster->sendings;

    while (sending->post)
        sending++;
    if (!sending->curl)
        sending->curl = curl_easy_init();
    if (!sending->curl)
        abort();
    sending->post = post;
    set_anew(sending);
    sending->is_refused = false;
    sending->message[0] = '\0';
    make_room(sending);
    poster->under_way++;
    if (post->letter) {
        set_letter(sending);
        begin_letter(poster, sending);
        return;
    }
    set_request(sending);
    curl_multi_add_handle(poster->multi, sending->curl);
}

int poster_under_way(const struct poster *poster)
{
    return poster->under_way;
}

/* What came is not ours: it becomes text that a row and a page can hold. */
static const char *readable(struct arena *arena, const char *bytes, size_t size)
{
    char *text = arena_copy_bytes(arena, bytes, size);
    size_t cut = size;

    while (cut > 0 && size - cut < 4 && !utf8_is_valid(text, cut))
        cut--; /* the end of what was read may stand inside a character */
    if (utf8_is_valid(text, cut)) {
        text[cut] = '\0';
        return text;
    }
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] < ' ' || (unsigned char)text[i] >= 0x7f)
            text[i] = '?';
    return text;
}

static const char *error_of(struct arena *arena, const struct sending *sending, CURLcode code)
{
    if (sending->is_refused)
        return "The address is not on the public network.";
    if (code == CURLE_OPERATION_TIMEDOUT)
        return arena_printf(arena, "No answer in time: %s.", sending->message);
    return arena_printf(arena, "%s.",
                        *sending->message ? sending->message : curl_easy_strerror(code));
}

/* The server's own words where it has said why. */
static const char *letter_error(struct arena *arena, const struct sending *sending, CURLcode code)
{
    if (code == CURLE_OPERATION_TIMEDOUT || !sending->size)
        return error_of(arena, sending, code);
    return arena_printf(arena, "The mail server said: %s",
                        readable(arena, sending->answer, sending->size));
}

/* An answer that is too long is one all the same: its status has been read. */
static struct post *finish(struct poster *poster, struct sending *sending, CURLcode code,
                           struct arena *arena)
{
    struct post *post = sending->post;
    long status = 0;

    curl_easy_getinfo(sending->curl, CURLINFO_RESPONSE_CODE, &status);
    if (post->letter) {
        post->status = (int)status;
        post->error = code == CURLE_OK ? NULL : letter_error(arena, sending, code);
    } else if (code == CURLE_OK || sending->read > READ_MAX) {
        post->status = (int)status;
        post->error = NULL;
    } else {
        post->status = 0;
        post->error = error_of(arena, sending, code);
    }
    post->answer = readable(arena, sending->answer, sending->size);
    release(poster, sending);
    return post;
}

static bool is_letter(const struct sending *sending)
{
    return sending->post && sending->post->letter;
}

/* One that its thread is done with, or NULL. */
static struct sending *letter_over(struct poster *poster)
{
    for (int i = 0; i < POSTS_MAX; i++)
        if (is_letter(&poster->sendings[i]) &&
            __atomic_load_n(&poster->sendings[i].is_over, __ATOMIC_ACQUIRE))
            return &poster->sendings[i];
    return NULL;
}

static int letters_running(struct poster *poster)
{
    int count = 0;

    for (int i = 0; i < POSTS_MAX; i++)
        if (is_letter(&poster->sendings[i]))
            count += !__atomic_load_n(&poster->sendings[i].is_over, __ATOMIC_ACQUIRE);
    return count;
}

struct post *poster_take(struct poster *poster, struct arena *arena)
{
    struct sending *sending = letter_over(poster);
    CURLMsg *message;
    int left;

    if (sending)
        return finish(poster, sending, sending->code, arena);
    while ((message = curl_multi_info_read(poster->multi, &left))) {
        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &sending);
        return finish(poster, sending, message->data.result, arena);
    }
    return NULL;
}

struct post *poster_break_off(struct poster *poster)
{
    for (int i = 0; i < POSTS_MAX; i++) {
        struct post *post = poster->sendings[i].post;

        if (!post)
            continue;
        __atomic_store_n(&poster->sendings[i].is_unwanted, true, __ATOMIC_RELEASE);
        release(poster, &poster->sendings[i]);
        return post;
    }
    return NULL;
}

static int64_t steady_milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* How many are still running after at most so many milliseconds, or as soon as it is fewer than
 * `count`. */
static int run_until_fewer(struct poster *poster, int count, int milliseconds)
{
    int64_t end = steady_milliseconds() + milliseconds, left = milliseconds;
    int running;

    curl_multi_perform(poster->multi, &running);
    running += letters_running(poster);
    while (running >= count && left > 0) {
        curl_multi_poll(poster->multi, NULL, 0, (int)left, NULL);
        curl_multi_perform(poster->multi, &running);
        running += letters_running(poster);
        left = count ? end - steady_milliseconds() : 0;
    }
    return running;
}

void poster_run(struct poster *poster, int patience, int gather)
{
    int running = run_until_fewer(poster, poster->under_way, patience);

    if (running < poster->under_way)
        run_until_fewer(poster, 1, gather);
}

void poster_wake(struct poster *poster)
{
    curl_multi_wakeup(poster->multi);
}
