/* floor PLAN.sql AFTER COPY: how fast SQLite alone writes the rows of a run.
 *
 * AFTER is the database that a run has left, COPY one as it was before. What the run wrote is read
 * from the one and written into the other: the same values, indexes, pragmas and checkpoints as in
 * src/platform/db/db_sqlite.c, prepared statements, in the order of the groups, and nothing else to
 * do; no statement reads, nothing is computed, and what is read from AFTER is not timed. In the end
 * COPY holds what AFTER does.
 *
 * A plan says what is written, by marks at the beginning of a line, each with what follows it:
 *
 *   -- groups: N       makes a table `groups` of ids (customers, reports), N of them to a commit
 *   -- pass            all groups before the next pass begins
 *   -- rows: TABLE     selects rows for the groups from ?1 to ?2: the group, then the values
 *   -- write           how they are written, if it is not by inserting whole rows
 *
 * Prints one JSON object: seconds, commits, groups, and how many rows went into each table. */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STEPS_MAX = 32, PER_COMMIT_MAX = 1000, CHECKPOINT_PAGES = 2000 };

/* One kind of row. */
struct step {
    char table[64];
    const char *rows, *write; /* `write` NULL: whole rows are inserted */
    int pass;
};

struct plan {
    const char *groups;
    int per_commit, pass_count;
    struct step steps[STEPS_MAX];
    size_t step_count;
};

struct cell {
    int type, size;
    sqlite3_int64 integer;
    void *bytes;
};

/* A step with its statements, and its rows for the groups of one commit. */
struct writing {
    const struct step *step;
    sqlite3_stmt *read, *write;
    int width;         /* cells of a row; the first one is the group */
    struct cell *rows; /* `count` times `width` */
    size_t count, room, at;
    long long written;
};

static void stop(const char *what, const char *why)
{
    fprintf(stderr, "floor: %s: %s\n", what, why);
    exit(1);
}

static void *allocated(void *memory)
{
    if (!memory)
        stop("memory", "none is left");
    return memory;
}

static void run(sqlite3 *database, const char *text)
{
    if (sqlite3_exec(database, text, NULL, NULL, NULL) != SQLITE_OK)
        stop(text, sqlite3_errmsg(database));
}

static sqlite3_stmt *prepare(sqlite3 *database, const char *text)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v3(database, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK)
        stop(text, sqlite3_errmsg(database));
    return statement;
}

static sqlite3 *open_database(const char *path)
{
    sqlite3 *database;

    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK)
        stop(path, "cannot be opened");
    return database;
}

static double now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* the plan ----------------------------------------------------------------------------------------
 */

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t room = 0;

    if (!file || getdelim(&text, &room, '\0', file) < 0)
        stop(path, "cannot be read");
    fclose(file);
    return text;
}

static void read_mark(struct plan *plan, const char *mark, const char *text)
{
    struct step *next = &plan->steps[plan->step_count];

    if (sscanf(mark, "-- groups: %d", &plan->per_commit) == 1) {
        plan->groups = text;
    } else if (strncmp(mark, "-- pass", 7) == 0) {
        plan->pass_count++;
    } else if (sscanf(mark, "-- rows: %63s", next->table) == 1) {
        next->rows = text;
        next->pass = plan->pass_count - 1;
        plan->step_count++;
    } else {
        next[-1].write = text; /* "-- write" */
    }
}

/* The text is cut at its marks. */
static struct plan read_plan(const char *path)
{
    struct plan plan = {0};
    char *mark = strstr(read_file(path), "-- groups:");

    while (mark) {
        char *text = strchr(mark, '\n'), *end = strstr(text, "\n-- ");

        *text = '\0';
        if (end)
            *end = '\0';
        read_mark(&plan, mark, text + 1);
        mark = end ? end + 1 : NULL;
    }
    return plan;
}

/* reading: not timed ------------------------------------------------------------------------------
 */

static struct cell read_cell(sqlite3_stmt *statement, int column)
{
    struct cell cell = {.type = sqlite3_column_type(statement, column)};
    const void *bytes;

    if (cell.type == SQLITE_INTEGER) {
        cell.integer = sqlite3_column_int64(statement, column);
    } else if (cell.type != SQLITE_NULL) {
        bytes = cell.type == SQLITE_TEXT ? sqlite3_column_text(statement, column)
                                         : sqlite3_column_blob(statement, column);
        cell.size = sqlite3_column_bytes(statement, column);
        cell.bytes = allocated(malloc((size_t)cell.size + 1));
        memcpy(cell.bytes, bytes, (size_t)cell.size);
    }
    return cell;
}

static void read_rows(struct writing *writing, sqlite3_int64 first, sqlite3_int64 last)
{
    size_t width = (size_t)writing->width;

    writing->count = writing->at = 0;
    sqlite3_bind_int64(writing->read, 1, first);
    sqlite3_bind_int64(writing->read, 2, last);
    while (sqlite3_step(writing->read) == SQLITE_ROW) {
        if (writing->count == writing->room) {
            writing->room = writing->room ? writing->room * 2 : PER_COMMIT_MAX;
            writing->rows =
                allocated(realloc(writing->rows, writing->room * width * sizeof *writing->rows));
        }
        for (int i = 0; i < writing->width; i++)
            writing->rows[writing->count * width + (size_t)i] = read_cell(writing->read, i);
        writing->count++;
    }
    sqlite3_reset(writing->read);
}

static void forget_rows(struct writing *writing)
{
    for (size_t i = 0; i < writing->count * (size_t)writing->width; i++)
        free(writing->rows[i].bytes);
}

static struct writing begin_writing(const struct step *step, sqlite3 *after, sqlite3 *copy)
{
    struct writing writing = {.step = step, .read = prepare(after, step->rows)};
    char insert[512];
    int size = snprintf(insert, sizeof insert, "INSERT INTO %s VALUES (?", step->table);

    writing.width = sqlite3_column_count(writing.read);
    for (int i = 2; i < writing.width; i++)
        size += snprintf(insert + size, sizeof insert - (size_t)size, ", ?");
    snprintf(insert + size, sizeof insert - (size_t)size, ")");
    writing.write = prepare(copy, step->write ? step->write : insert);
    return writing;
}

/* writing: timed ----------------------------------------------------------------------------------
 */

static int log_pages;

static int count_log_pages(void *context, sqlite3 *database, const char *name, int pages)
{
    (void)context;
    (void)database;
    (void)name;
    log_pages = pages;
    return SQLITE_OK;
}

/* As sqlite_start, sqlite_open and db_checkpoint of src/platform/db/db_sqlite.c. */
static sqlite3 *open_writer(const char *path)
{
    sqlite3 *database = open_database(path);

    run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                  "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -24576;"
                  "PRAGMA secure_delete = OFF; PRAGMA temp_store = MEMORY;");
    sqlite3_wal_hook(database, count_log_pages, NULL);
    return database;
}

static void checkpoint(sqlite3 *database)
{
    if (log_pages < CHECKPOINT_PAGES)
        return;
    sqlite3_wal_checkpoint_v2(database, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    log_pages = 0;
}

static void write_row(struct writing *writing, const struct cell *row)
{
    for (int i = 1; i < writing->width; i++) {
        const struct cell *cell = &row[i];

        if (cell->type == SQLITE_INTEGER)
            sqlite3_bind_int64(writing->write, i, cell->integer);
        else if (cell->type == SQLITE_TEXT)
            sqlite3_bind_text(writing->write, i, cell->bytes, cell->size, SQLITE_STATIC);
        else if (cell->type == SQLITE_BLOB)
            sqlite3_bind_blob(writing->write, i, cell->bytes, cell->size, SQLITE_STATIC);
        else
            sqlite3_bind_null(writing->write, i);
    }
    while (sqlite3_step(writing->write) == SQLITE_ROW)
        ;
    if (sqlite3_reset(writing->write) != SQLITE_OK)
        stop(writing->step->table, sqlite3_errmsg(sqlite3_db_handle(writing->write)));
    writing->written++;
}

static void write_group(struct writing *writings, size_t count, sqlite3_int64 group)
{
    for (size_t i = 0; i < count; i++) {
        struct writing *writing = &writings[i];

        while (writing->at < writing->count &&
               writing->rows[writing->at * (size_t)writing->width].integer == group)
            write_row(writing, &writing->rows[writing->at++ * (size_t)writing->width]);
    }
}

/* the run -----------------------------------------------------------------------------------------
 */

struct floor {
    const struct plan *plan;
    sqlite3 *after, *copy;
    long long groups, commits;
    double seconds;
};

static int read_groups(sqlite3_stmt *statement, sqlite3_int64 *groups, int most)
{
    int count = 0;

    while (count < most && sqlite3_step(statement) == SQLITE_ROW)
        groups[count++] = sqlite3_column_int64(statement, 0);
    return count;
}

static void run_commit(struct floor *floor, struct writing *writings, size_t count,
                       const sqlite3_int64 *groups, int group_count)
{
    double start;

    for (size_t i = 0; i < count; i++)
        read_rows(&writings[i], groups[0], groups[group_count - 1]);
    start = now();
    run(floor->copy, "BEGIN IMMEDIATE");
    for (int i = 0; i < group_count; i++)
        write_group(writings, count, groups[i]);
    run(floor->copy, "COMMIT");
    checkpoint(floor->copy);
    floor->seconds += now() - start;
    floor->commits++;
    for (size_t i = 0; i < count; i++)
        forget_rows(&writings[i]);
}

static void run_pass(struct floor *floor, struct writing *writings, size_t count)
{
    sqlite3_stmt *statement = prepare(floor->after, "SELECT id FROM groups ORDER BY id");
    sqlite3_int64 groups[PER_COMMIT_MAX];
    int group_count;

    floor->groups = 0;
    do {
        group_count = read_groups(statement, groups, floor->plan->per_commit);
        if (group_count)
            run_commit(floor, writings, count, groups, group_count);
        floor->groups += group_count;
    } while (group_count == floor->plan->per_commit);
    sqlite3_finalize(statement);
}

static size_t begin_pass(const struct floor *floor, int pass, struct writing *writings)
{
    size_t count = 0;

    for (size_t i = 0; i < floor->plan->step_count; i++)
        if (floor->plan->steps[i].pass == pass)
            writings[count++] = begin_writing(&floor->plan->steps[i], floor->after, floor->copy);
    return count;
}

static void end_pass(struct writing *writings, size_t count, bool *is_first)
{
    for (size_t i = 0; i < count; i++) {
        bool is_change = writings[i].step->write && writings[i].step->write[0] == 'U';

        printf("%s\"%s%s\": %lld", *is_first ? "" : ", ", writings[i].step->table,
               is_change ? " changed" : "", writings[i].written);
        *is_first = false;
        sqlite3_finalize(writings[i].read);
        sqlite3_finalize(writings[i].write);
        free(writings[i].rows);
    }
}

int main(int argc, char **argv)
{
    struct writing writings[STEPS_MAX];
    struct floor floor = {0};
    struct plan plan;
    bool is_first = true;

    if (argc < 4)
        stop("usage", "floor PLAN.sql AFTER COPY");
    plan = read_plan(argv[1]);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    floor.plan = &plan;
    floor.after = open_database(argv[2]);
    floor.copy = open_writer(argv[3]);
    run(floor.after, plan.groups);
    printf("{\"rows\": {");
    for (int pass = 0; pass < plan.pass_count; pass++) {
        size_t count = begin_pass(&floor, pass, writings);

        run_pass(&floor, writings, count);
        end_pass(writings, count, &is_first);
    }
    printf("}, \"groups\": %lld, \"commits\": %lld, \"seconds\": %.6f}\n", floor.groups,
           floor.commits, floor.seconds);
    sqlite3_close(floor.copy);
    sqlite3_close(floor.after);
    return 0;
}
