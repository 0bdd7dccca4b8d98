#!/usr/bin/env python3
"""Each house rule against a small tree that breaks it, and one that does not."""
import os
import subprocess
import sys
import tempfile
import unittest

import counted

TIDY = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools", "tidy.py")

MIGRATION = """CREATE TABLE customers (
    id          BIGINT NOT NULL,
    id_business BIGINT NOT NULL
);
CREATE TABLE counters (
    name TEXT NOT NULL
);
"""
SQL = """-- Statements.

-- part: columns
id, id_business

-- name: customer_get
SELECT {columns} FROM customers WHERE id = :id;

-- name: counter_get
SELECT name FROM counters;
"""
HEADER = """/* What it is. */
#ifndef DOMAIN_CUSTOMERS_CUSTOMER_H
#define DOMAIN_CUSTOMERS_CUSTOMER_H

#include "base/arena.h"

#endif
"""
SOURCE = """#include "domain/customers/customer.h"

#include "platform/db/db.h"
#include "sql.h"

/* strcpy( and 0.5 and TO\\
DO may stand in a comment. */
static int used(void)
{
    return db_get(&sql_customer_get) + db_get(&sql_counter_get) + puts("strcpy(0.5)");
}
"""
ROUTES = """#include "domain/customers/customer_live.h"

const struct route routes[] = {
    {GET, "/v1/Customer/{id}", MAY_READ_CUSTOMERS, READS, customer_live_show, "One customer"},
    {POST, "/v1/Customer", MAY_WRITE_CUSTOMERS | MAY_BILL, WRITES, customer_live_save,
     "Adds or changes a customer", customer_fields, customer_fields},
};
"""
STORY = """# Shows customers.
POST /v1/Customer {"Name": "Ada"}
  201 {"Id": <ada>}
GET /V1/customer/<ada>/?x=1
  200
"""
GOOD = {
    "Makefile": "all:\n",
    "src/platform/db/migrations/0001_core.sql": MIGRATION,
    "src/domain/customers/customer.sql": SQL,
    "src/domain/customers/customer.h": HEADER,
    "src/domain/customers/customer.c": SOURCE,
    "src/domain/customers/customer_live.h": HEADER.replace("CUSTOMER_H", "CUSTOMER_LIVE_H"),
    "src/domain/customers/customer_live.c": '#include "domain/customers/customer_live.h"\n',
    "src/app/live_routes.c": ROUTES,
    "src/base/money.c": "static long half(long amount)\n{\n    return amount / 2;\n}\n",
    "tests/stories/customers.txt": STORY,
}


class HouseRules(unittest.TestCase):
    def tidy(self, changes, unused=""):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**GOOD, **changes}.items():
                os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            with open(os.path.join(root, "unused"), "w", encoding="utf-8") as file:
                file.write(unused)
            done = subprocess.run(
                [sys.executable, TIDY, "--root", root, "--unused", os.path.join(root, "unused")],
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
        self.assertEqual("", done.stderr)
        return done

    def finds(self, changes, *findings, unused=""):
        done = self.tidy(changes, unused)
        self.assertEqual(1, done.returncode, done.stdout)
        for finding in findings:
            self.assertIn(finding, done.stdout)
        self.assertRegex(done.stdout, r"\d+ passed, 1 failed, 0 skipped\n$")

    def test_a_good_tree_has_no_finding(self):
        done = self.tidy({})
        self.assertEqual(0, done.returncode, done.stdout)
        self.assertRegex(done.stdout, r"\d+ passed, 0 failed, 0 skipped\n$")

    def test_includes_go_down(self):
        self.finds(
            {"src/base/money.c": '#include "domain/customers/customer.h"\n'},
            "src/base/money.c:1: base may not include domain/customers/customer.h",
        )
        self.finds(
            {"src/rules/price.c": '#include "base/money.h"\n#include "platform/db/db.h"\n'},
            "src/rules/price.c:2: rules may not include platform/db/db.h",
        )
        self.finds(
            {"src/platform/db/db.c": '#include "rules/price.h"\n'},
            "src/platform/db/db.c:1: platform may not include",
        )
        self.finds(
            {"src/domain/customers/customer_store.c": '#include "app/app.h"\n'},
            "domain may not include app/app.h",
        )
        self.finds(
            {"src/other/x.c": '#include "base/money.h"\n'}, "src/other/x.c:1: other is no layer"
        )
        self.finds(
            {"src/base/text.c": '#include "unit/cases.h"\n'}, "base may not include unit/cases.h"
        )

    def test_a_test_may_include_what_tests_need(self):
        done = self.tidy({"src/base/test_text.c": '#include "unit/cases.h"\n#include "sql.h"\n'})
        self.assertEqual(0, done.returncode, done.stdout)

    def test_faces_are_leaves(self):
        self.finds(
            {"src/domain/invoices/invoice.c": '#include "domain/customers/customer_live.h"\n'},
            "src/domain/invoices/invoice.c:1: domain/customers/customer_live.h is a face",
        )

    def test_headers_begin_with_a_comment(self):
        self.finds(
            {"src/domain/customers/customer.h": HEADER.replace("/* What it is. */\n", "")},
            "src/domain/customers/customer.h:1: no comment at the top",
        )

    def test_headers_have_a_guard(self):
        self.finds(
            {"src/domain/customers/customer.h": HEADER.replace("DOMAIN_CUSTOMERS_", "")},
            "src/domain/customers/customer.h:2: the guard should be "
            "DOMAIN_CUSTOMERS_CUSTOMER_H",
        )
        self.finds(
            {"src/domain/customers/customer.h": "/* No guard. */\n"}, "the guard should be"
        )

    def test_banned_functions(self):
        for name in ("strcpy", "strcat", "sprintf", "strtok", "atoi", "localtime", "gmtime", "rand",
                     "system"):
            self.finds(
                {"src/base/text.c": f"\nstatic void f(void)\n{{\n    {name}(0);\n}}\n"},
                f"src/base/text.c:4: {name} is not used here; take ",
            )

    def test_names_that_only_look_banned_are_allowed(self):
        done = self.tidy({"src/base/text.c": "int x = snprintf(0) + my_rand(1) + a.time(2);\n"})
        self.assertEqual(0, done.returncode, done.stdout)

    def test_no_floating_point(self):
        self.finds({"src/rules/price.c": "double x;\n"}, "src/rules/price.c:1: double: floating")
        self.finds({"src/base/money.c": "int x = 3 * 1.5;\n"}, "src/base/money.c:1: 1.5: floating")
        done = self.tidy({"src/platform/http/metrics.c": "double seconds = 0.5;\n"})
        self.assertEqual(0, done.returncode, done.stdout)

    def test_time_is_an_input(self):
        for call in ("time(NULL)", "clock_gettime(CLOCK_REALTIME, &x)", "machine_now()"):
            self.finds(
                {"src/domain/usage/usage.c": f"int x = {call};\n"},
                "src/domain/usage/usage.c:1: ",
                "use ctx->now",
            )
        done = self.tidy({"src/app/app.c": "int x = machine_now();\n"})
        self.assertEqual(0, done.returncode, done.stdout)

    def test_statements_have_names_of_their_own(self):
        self.finds(
            {"src/domain/customers/other.sql": "-- name: customer_get\nSELECT 1;\n"},
            "src/domain/customers/other.sql:1: customer_get exists in "
            "src/domain/customers/customer.sql too",
        )

    def test_statements_are_used(self):
        self.finds(
            {"src/domain/customers/other.sql": "\n-- name: forgotten\nSELECT 1;\n"},
            "src/domain/customers/other.sql:2: nothing uses forgotten; delete it",
        )

    def test_statements_are_used_at_home(self):
        self.finds(
            {"src/domain/usage/usage.c": "\nint x = f(&sql_customer_get);\n"},
            "src/domain/usage/usage.c:2: sql_customer_get belongs to src/domain/customers",
        )

    def test_statements_name_the_business(self):
        self.finds(
            {"src/domain/customers/customer.sql": SQL.replace("id, id_business", "id")},
            "src/domain/customers/customer.sql:6: customer_get reads customers of every business",
        )
        self.finds(
            {"src/domain/customers/customer.sql": SQL.replace(
                "SELECT {columns} FROM customers", "UPDATE customers SET x = 1")},
            "customer_get reads customers of every business",
        )

    def test_a_statement_for_every_business_says_so(self):
        allowed = SQL.replace("id, id_business", "id").replace(
            "customer_get\n", "customer_get\n-- every business: the clock looks at all of them\n"
        )
        done = self.tidy({"src/domain/customers/customer.sql": allowed})
        self.assertEqual(0, done.returncode, done.stdout)

    def test_nothing_is_left_for_later(self):
        for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"):
            self.finds({"docs/api.md": f"one\n{word}: two\n"}, f"docs/api.md:2: {word}")
            self.finds({"Makefile": f"# {word}\n"}, f"Makefile:1: {word}")

    def test_functions_are_called(self):
        source = "\nenum err lonely(int x,\n                int y)\n{\n    return x;\n}\n"
        self.finds(
            {"src/base/text.c": source},
            "src/base/text.c:2: lonely: nothing outside this file calls it",
            unused="ld: removing unused section '.text.lonely' in file 'build/x.a(text.o)'\n"
            "ld: removing unused section '.text.of_a_library' in file '/usr/lib/x.a(y.o)'\n",
        )

    def test_routes_are_complete(self):
        def with_row(old, new):
            return {"src/app/live_routes.c": ROUTES.replace(old, new)}

        self.finds(
            with_row("MAY_READ_CUSTOMERS", "0"), "live_routes.c:4: GET /v1/Customer/{id}: no permission"
        )
        self.finds(with_row(" READS", " 0"), "GET /v1/Customer/{id}: what may it do?")
        self.finds(with_row('"One customer"', '""'), "GET /v1/Customer/{id}: no summary")
        self.finds(with_row('"One customer"', "NULL"), "GET /v1/Customer/{id}: no summary")
        self.finds(
            {"tests/stories/customers.txt": STORY.replace("POST", "PUT")},
            "live_routes.c:5: POST /v1/Customer: no story calls it",
        )
        self.finds(
            {"tests/stories/customers.txt": STORY.replace("/<ada>", "")},
            "GET /v1/Customer/{id}: no story calls it",
        )

    def test_the_longest_functions_are_shown(self):
        body = "    x();\n" * 30
        done = self.tidy({"src/base/text.c": f"static void long_one(void)\n{{\n{body}}}\n"})
        self.assertEqual(0, done.returncode)
        self.assertIn("   33 lines  long_one  src/base/text.c:1\n", done.stdout)


if __name__ == "__main__":
    counted.main()
