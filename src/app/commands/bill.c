/* tacite bill: one customer's balance, or everything that is due. */
#include "app/command.h"
#include "app/timetable.h"
#include "domain/accounts/clock.h"
#include "domain/invoices/invoice.h"
#include "platform/work/work.h"

struct request_to_bill {
    const char *reference_customer, *reference_segment;
    struct billing how;
    struct invoice invoice;
    bool is_issued;
};

static enum err bill(struct ctx *ctx, void *data)
{
    struct request_to_bill *request = data;
    struct customer customer;

    TRY(clock_read(ctx));
    TRY(customer_access(ctx, request->reference_customer, request->reference_segment, &customer));
    return invoice_bill_customer(ctx, &customer, &request->how, &request->invoice,
                                 &request->is_issued);
}

static int bill_customer(struct job *job)
{
    const struct options *options = &job->console->options;
    struct request_to_bill request = {
        .reference_customer = options->customer,
        .reference_segment = options->segment,
        .how = {.note = options->note},
    };
    enum err err = work_do(job->app->work, &job->ctx, bill, &request);

    if (err == OK && request.is_issued)
        console_object(job->console, invoice_fields, &request.invoice);
    else if (err == OK)
        console_error(job->console, "Nothing to bill: the balance is empty.\n");
    return console_failures(job->console, &job->ctx, err);
}

int command_bill(struct job *job)
{
    struct timetable timetable = {
        .work = job->app->work,
        .id_business = job->business.id,
        .is_live = job->business.is_live,
        .keyring = job->app->base.keyring,
    };
    struct timetable_counts counts;
    enum err err;

    if (job->console->options.customer)
        return bill_customer(job);
    err = timetable_run(&timetable, &job->ctx, &counts);
    if (err == OK)
        console_object(job->console, timetable_counts_fields, &counts);
    return console_failures(job->console, &job->ctx, err);
}
