#include "platform/http/metrics.h"

#include <stdlib.h>
#include <string.h>

#include "unit/cases.h"

static const struct face live = {.name = "live"}, console = {.name = "console"};

static bool has_line(const struct text *text, const char *line)
{
    const char *at = strstr(text_done(text), line);

    return at && (at == text->at || at[-1] == '\n') && at[strlen(line)] == '\n';
}

static void sheets_are_added_up(void **state)
{
    const struct face *faces[] = {&live, &console};
    const enum method get = GET, post = POST;
    struct arena *arena = arena_new();
    struct metrics *first = ARENA_NEW(arena, struct metrics);
    struct metrics *second = ARENA_NEW(arena, struct metrics);
    struct text out = {.arena = arena};
    static const char *const lines[] = {
        "tacite_http_requests_total{face=\"live\",method=\"GET\",status=\"200\"} 2",
        "tacite_http_requests_total{face=\"live\",method=\"POST\",status=\"599\"} 1",
        "tacite_http_requests_total{face=\"console\",method=\"other\",status=\"405\"} 1",
        "tacite_http_request_seconds_bucket{le=\"0.00025\"} 2",
        "tacite_http_request_seconds_bucket{le=\"0.0005\"} 3",
        "tacite_http_request_seconds_bucket{le=\"5\"} 3",
        "tacite_http_request_seconds_bucket{le=\"+Inf\"} 4",
        "tacite_http_request_seconds_sum 60.000501",
        "tacite_http_request_seconds_count 4",
    };

    (void)state;
    second->next = first;
    metrics_count(first, 0, &get, 200, 0);
    metrics_count(second, 0, &get, 200, 250);
    metrics_count(second, 0, &post, 599, 251);
    metrics_count(first, 1, NULL, 405, 60000000);
    metrics_write(second, faces, COUNT_OF(faces), &out);
    FOR_EACH_CASE(line, lines)
        EXPECT_TRUE(*line, has_line(&out, *line));
    EXPECT_TRUE("nothing else was counted", !strstr(text_done(&out), "status=\"201\""));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sheets_are_added_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
