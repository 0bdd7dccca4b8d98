/* tacite clock: a sandbox's time. */
#include "domain/accounts/clock.h"

#include "app/command.h"
#include "app/timetable.h"
#include "platform/work/work.h"

static enum err aim(struct ctx *ctx, void *data)
{
    return clock_aim(ctx, *(const struct instant *)data);
}

static enum err read_now(struct ctx *ctx, void *data)
{
    (void)data;
    return clock_read(ctx);
}

static void show_progress(void *data, const struct timetable_counts *counts)
{
    struct job *job = data;
    char now[INSTANT_TEXT_SIZE];

    instant_format(counts->now, now);
    console_progress(job->console, now, counts->invoices, 0);
}

static int move(struct job *job, struct instant target)
{
    struct timetable timetable = {
        .work = job->app->work,
        .id_business = job->business.id,
        .is_live = job->business.is_live,
        .keyring = job->app->base.keyring,
        .progress = show_progress,
        .data = job,
    };
    struct timetable_counts counts;
    enum err err = work_do(job->app->work, &job->ctx, aim, &target);

    if (err == OK)
        err = timetable_run(&timetable, &job->ctx, &counts);
    if (err == OK)
        console_object(job->console, timetable_counts_fields, &counts);
    return console_failures(job->console, &job->ctx, err);
}

int command_clock(struct job *job)
{
    const char *to = job->console->options.to;
    struct timetable_counts counts = {0};
    struct instant target;
    enum err err;

    if (to) {
        if (instant_parse(to, &target))
            return move(job, target);
        console_error(job->console,
                      "tacite: --to: \"%s\" is not a moment like "
                      "2026-12-31T23:59:59Z\n",
                      to);
        return EXIT_USAGE;
    }
    err = app_read(job->app, &job->ctx, read_now, NULL);
    counts.now = job->ctx.now;
    if (err == OK)
        console_object(job->console, (const struct field[]){timetable_counts_fields[0], FIELDS_END},
                       &counts);
    return console_failures(job->console, &job->ctx, err);
}
