#include "platform/http/metrics.h"

/* In microseconds; the last bucket takes what is slower. */
static const int64_t limits[METRICS_BUCKETS - 1] = {
    250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 5000000,
};

static void add(_Atomic int64_t *counter, int64_t more)
{
    int64_t value = atomic_load_explicit(counter, memory_order_relaxed);

    /* Nobody else writes, so this needs no locked instruction. */
    atomic_store_explicit(counter, value + more, memory_order_relaxed);
}

void metrics_count(struct metrics *sheet, size_t face, const enum method *method, int status,
                   int64_t micros)
{
    size_t bucket = 0;
    int place = status - METRICS_STATUS_FIRST;

    if (place >= 0 && place < METRICS_STATUSES)
        add(&sheet->requests[face][method ? *method : METRICS_METHODS - 1][place], 1);
    while (bucket < METRICS_BUCKETS - 1 && micros > limits[bucket])
        bucket++;
    add(&sheet->buckets[bucket], 1);
    add(&sheet->micros, micros);
}

static int64_t total_of(const struct metrics *sheets, size_t face, int method, int status)
{
    int64_t total = 0;

    for (; sheets; sheets = sheets->next)
        total +=
            atomic_load_explicit(&sheets->requests[face][method][status], memory_order_relaxed);
    return total;
}

static void write_requests(const struct metrics *sheets, const struct face *face, size_t number,
                           struct text *out)
{
    static const char *const names[METRICS_METHODS] = {"GET", "POST", "PUT", "DELETE", "other"};

    for (int method = 0; method < METRICS_METHODS; method++) {
        for (int status = 0; status < METRICS_STATUSES; status++) {
            int64_t total = total_of(sheets, number, method, status);

            if (total)
                text_appendf(out,
                             "tacite_http_requests_total{face=\"%s\",method=\"%s\",status=\"%d\"} "
                             "%lld\n",
                             face->name, names[method], status + METRICS_STATUS_FIRST,
                             (long long)total);
        }
    }
}

static void write_seconds(const struct metrics *sheets, struct text *out)
{
    int64_t count = 0, micros = 0;

    for (const struct metrics *sheet = sheets; sheet; sheet = sheet->next)
        micros += atomic_load_explicit(&sheet->micros, memory_order_relaxed);
    for (int i = 0; i < METRICS_BUCKETS; i++) {
        for (const struct metrics *sheet = sheets; sheet; sheet = sheet->next)
            count += atomic_load_explicit(&sheet->buckets[i], memory_order_relaxed);
        if (i < METRICS_BUCKETS - 1)
            text_appendf(out, "tacite_http_request_seconds_bucket{le=\"%g\"} %lld\n",
                         (double)limits[i] / 1e6, (long long)count);
    }
    text_appendf(out,
                 "tacite_http_request_seconds_bucket{le=\"+Inf\"} %lld\n"
                 "tacite_http_request_seconds_sum %.6f\n"
                 "tacite_http_request_seconds_count %lld\n",
                 (long long)count, (double)micros / 1e6, (long long)count);
}

void metrics_write(const struct metrics *sheets, const struct face *const *faces, size_t face_count,
                   struct text *out)
{
    text_append(out, "# HELP tacite_http_requests_total Requests answered.\n"
                     "# TYPE tacite_http_requests_total counter\n");
    for (size_t i = 0; i < face_count; i++)
        write_requests(sheets, faces[i], i, out);
    text_append(out,
                "# HELP tacite_http_request_seconds From the head of a request to its answer.\n"
                "# TYPE tacite_http_request_seconds histogram\n");
    write_seconds(sheets, out);
}
