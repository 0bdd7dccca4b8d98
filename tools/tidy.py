#!/usr/bin/env python3
"""The house rules, as a program. Run by `make tidy` and `make test`.

    tidy.py [--root FOLDER] [--unused FILE]

Each finding is one line: file:line: what is wrong; how to mend it. FILE is what the linker said that
it left out (--print-gc-sections). Ends with `N passed, N failed, 0 skipped`, counting rules, and
prints the longest functions, which are no finding.
"""
import argparse
import os
import re
import sys

RULES = []


def rule(sentence):
    def add(check):
        RULES.append((sentence, check))
        return check

    return add


# What is looked at ------------------------------------------------------------------------------------


def blanked(text):
    """C without comments and the insides of literals; lines and columns stay."""
    pieces = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blank(match):
        found = match.group()
        inside = re.sub(r"[^\n]", " ", found[1:-1])
        return found[0] + inside + found[-1] if found[0] in "\"'" else re.sub(r"[^\n]", " ", found)

    return pieces.sub(blank, text)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


class File:
    def __init__(self, root, path):
        self.path = path
        self.folder = os.path.dirname(path)
        self.name = os.path.basename(path)
        with open(os.path.join(root, path), encoding="utf-8") as file:
            self.text = file.read()
        self.code = blanked(self.text) if path.endswith((".c", ".h")) else ""
        # Tests and their helpers may do more than the program.
        self.is_test = self.name.startswith("test_") or not path.startswith("src/")

    def matches(self, pattern, text=None):
        text = self.text if text is None else text
        for match in re.finditer(pattern, text, re.M):
            yield line_of(text, match.start()), match


class Statement:
    def __init__(self, file, line, name, comment, text):
        self.file, self.line, self.name, self.comment, self.text = file, line, name, comment, text


class Tree:
    def __init__(self, root):
        self.root = root
        self.files = []
        for top in ("src", "tests", "tools", "bench", "docs"):
            for folder, folders, names in os.walk(os.path.join(root, top)):
                folders[:] = sorted(one for one in folders if one != "__pycache__")
                for name in sorted(names):
                    if name.endswith((".c", ".h", ".sql", ".py", ".sh", ".txt", ".md")):
                        path = os.path.relpath(os.path.join(folder, name), root)
                        self.files.append(File(root, path))
        for name in sorted(os.listdir(root)):
            if name == "Makefile" or name.endswith(".md"):
                self.files.append(File(root, name))
        self.program = [
            one for one in self.files if one.path.startswith("src/") and one.path.endswith((".c", ".h"))
        ]
        self.headers = [one for one in self.program if one.name.endswith(".h")]
        self.sql = [
            one for one in self.files if one.path.endswith(".sql") and "/migrations/" not in one.path
        ]
        self.migrations = [one for one in self.files if "/migrations/" in one.path]
        self.stories = [one for one in self.files if one.path.startswith("tests/stories/")]
        self.statements = [one for file in self.sql for one in statements_of(file)]


def statements_of(file):
    parts = dict(re.findall(r"^-- part: (\w+)\n(.*?)(?=\n\s*\n|\Z)", file.text, re.M | re.S))
    marks = list(re.finditer(r"^-- name: (\w+)\n", file.text, re.M))
    for i, mark in enumerate(marks):
        end = marks[i + 1].start() if i + 1 < len(marks) else len(file.text)
        text = file.text[mark.end() : end]
        comment = re.match(r"(?:--[^\n]*\n)*", text).group()
        text = re.sub(r"\{(\w+)\}", lambda part: parts.get(part.group(1), ""), text)
        text = re.sub(r"--[^\n]*", "", text)
        yield Statement(file, line_of(file.text, mark.start()), mark.group(1), comment, text)


# The rules --------------------------------------------------------------------------------------------

MAY_INCLUDE = {
    "base": ("base",),
    "rules": ("base", "rules"),
    "platform": ("base", "platform", "sql.h"),
    "domain": ("base", "rules", "platform", "domain", "sql.h"),
    "app": ("base", "rules", "platform", "domain", "app", "sql.h"),
    "main.c": ("base", "rules", "platform", "domain", "app", "sql.h"),
}
FACE = re.compile(r"_(live|page|office|portal|email|pdf)\.[ch]$")


@rule("includes go downwards only: app, domain, rules and platform, base")
def include_directions(tree):
    for file in tree.program:
        own = file.path.split("/")[1]
        for line, match in file.matches(r'^#include "([^"]+)"'):
            top = match.group(1).split("/")[0]
            if file.is_test and top in ("unit", "sql.h"):
                continue
            if own not in MAY_INCLUDE:
                yield file, line, f"{own} is no layer; move the file into one of {layers()}"
            elif top not in MAY_INCLUDE[own]:
                yield file, line, (
                    f"{own} may not include {match.group(1)}; move what is needed down, "
                    "or this code up"
                )


def layers():
    return ", ".join(MAY_INCLUDE)


@rule("a face is included by app alone")
def faces_are_leaves(tree):
    for file in tree.program:
        for line, match in file.matches(r'^#include "([^"]+)"'):
            included = match.group(1)
            is_own = included == re.sub(r"\.c$", ".h", file.path[len("src/") :])
            if FACE.search(included) and not is_own and not file.path.startswith("src/app/"):
                yield file, line, (
                    f"{included} is a face; put what both need into the room's own header"
                )


@rule("every header begins with a comment that says what it is for")
def headers_are_manuals(tree):
    for file in tree.headers:
        if not file.text.startswith("/*"):
            yield file, 1, "no comment at the top; say what this is, and what it promises"


@rule("every header has an include guard named after its path")
def guards(tree):
    for file in tree.headers:
        name = re.sub(r"[^A-Z0-9]", "_", file.path[len("src/") :].upper())
        found = re.search(r"^#ifndef (\w+)\n#define (\w+)$", file.text, re.M)
        if not found or found.group(1) != name or found.group(2) != name:
            yield file, line_of(file.text, found.start()) if found else 1, (
                f"the guard should be {name}; write #ifndef and #define of it below the comment"
            )


BANNED = {
    "strcpy": "text_append or arena_copy",
    "strcat": "text_append",
    "sprintf": "arena_printf or text_appendf",
    "vsprintf": "arena_vprintf",
    "strtok": "strcspn or a small reader",
    "atoi": "integer_parse",
    "atol": "integer_parse",
    "atof": "decimal_parse",
    "strtod": "decimal_parse",
    "gets": "getline",
    "localtime": "civil_from_instant and the zone",
    "gmtime": "civil_from_instant",
    "rand": "random_bytes",
    "srand": "random_bytes",
    "random": "random_bytes",
    "system": "posix_spawn or fork with arguments of its own",
    "popen": "posix_spawn or fork with arguments of its own",
}


@rule("functions that cannot be used safely are not used")
def banned_functions(tree):
    pattern = r"(?<![\w.>])(" + "|".join(BANNED) + r")\s*\("
    for file in tree.program:
        for line, match in file.matches(pattern, file.code):
            yield file, line, f"{match.group(1)} is not used here; take {BANNED[match.group(1)]}"


@rule("no floating point where money is counted: rules and base")
def no_floating_point(tree):
    for file in tree.program:
        if not file.path.startswith(("src/rules/", "src/base/")) or file.is_test:
            continue
        for line, match in file.matches(r"\b(?:float|double)\b|\b\d+\.\d*|(?<!\w)\.\d+", file.code):
            yield file, line, f"{match.group()}: floating point; use int64_t or struct decimal"


TIME = r"(?<![\w.>])(machine_now|clock_gettime|gettimeofday|timespec_get|time|clock|ftime)\s*\("


@rule("time is an input: only app, the platform and main ask the machine for it")
def time_is_an_input(tree):
    for file in tree.program:
        if file.is_test or file.path.startswith(("src/platform/", "src/app/", "src/main.c")):
            continue
        if file.path in ("src/base/instant.c", "src/base/instant.h"):
            continue # where machine_now is defined
        for line, match in file.matches(TIME, file.code):
            yield file, line, f"{match.group(1)} asks the machine; use ctx->now"


@rule("every statement has a name of its own")
def statements_are_unique(tree):
    seen = {}
    for one in tree.statements:
        if one.name in seen:
            yield one.file, one.line, (
                f"{one.name} exists in {seen[one.name].file.path} too; give it another name"
            )
        seen.setdefault(one.name, one)


@rule("every statement is used, and only beside its file")
def statements_are_used_at_home(tree):
    by_name = {one.name: one for one in tree.statements}
    used = set()
    for file in tree.program:
        for line, match in file.matches(r"\bsql_(\w+)", file.code):
            statement = by_name.get(match.group(1))
            if not statement:
                continue
            used.add(statement.name)
            if file.folder != statement.file.folder:
                yield file, line, (
                    f"sql_{statement.name} belongs to {statement.file.folder}; "
                    "call a function of that room"
                )
    for one in tree.statements:
        if one.name not in used:
            yield one.file, one.line, f"nothing uses {one.name}; delete it"


def tables_of_businesses(tree):
    """Names of the tables that have a column id_business."""
    tables = set()
    for file in tree.migrations:
        for match in re.finditer(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*?)\n\)", file.text, re.S):
            if re.search(r"^\s*id_business\b", match.group(2), re.M):
                tables.add(match.group(1))
    return tables


@rule("every statement is bound to its business")
def statements_name_the_business(tree):
    tables = tables_of_businesses(tree)
    for one in tree.statements:
        if one.file.is_test or "-- every business" in one.comment:
            continue
        named = set(re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)", one.text, re.I)) & tables
        if named and not re.search(r"\bid_business\b", one.text):
            yield one.file, one.line, (
                f"{one.name} reads {', '.join(sorted(named))} of every business; add id_business, "
                "or the comment `-- every business` and why"
            )


@rule("nothing is left for later")
def nothing_is_left_for_later(tree):
    words = r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b"
    for file in tree.files:
        for line, match in file.matches(words):
            yield file, line, f"{match.group(1)}: do it now, or write an issue and delete the word"


@rule("every function is called by the program")
def functions_are_reachable(tree):
    if not tree.unused:
        return
    places = {}
    for file in tree.program:
        if file.name.endswith(".c") and not file.is_test:
            for name, line, _ in functions_of(file):
                # A static one goes with its callers, or the compiler names it.
                if "static" not in file.text.split("\n")[line - 1].split():
                    places[name] = file, line
    with open(tree.unused, encoding="utf-8", errors="replace") as said:
        for match in re.finditer(r"removing unused section '\.text\.([\w.]+)'", said.read()):
            name = match.group(1).split(".")[0]
            if name in places:
                file, line = places.pop(name)
                yield file, line, (
                    f"{name}: nothing outside this file calls it; delete it, or make it static"
                )


ROUTE = re.compile(
    r'\{\s*(GET|POST|PUT|DELETE)\s*,\s*"([^"]*)"\s*,\s*([\w |]+?)\s*,\s*(\w+)\s*,\s*(\w+)\s*,\s*'
    r'("(?:[^"\\]|\\.)*"|\w+)?'
)


def routes_of(tree):
    for file in tree.program:
        if file.path.startswith("src/app/") and "routes" in file.name and file.name.endswith(".c"):
            for match in ROUTE.finditer(file.text):
                yield file, line_of(file.text, match.start()), match.groups()


def called_in_stories(tree):
    """(method, path in small letters, without query or slash at the end)."""
    for file in tree.stories:
        for _, match in file.matches(r"^(GET|POST|PUT|DELETE|visit|submit|  at) (\S+)"):
            path = match.group(2).split("?")[0].rstrip("/").lower()
            yield {"visit": "GET", "submit": "POST", "  at": "GET"}.get(match.group(1), match.group(1)), path


@rule("every route says who may call it, what it does, and has a story")
def routes_are_complete(tree):
    calls = set(called_in_stories(tree))
    for file, line, (method, path, permission, kind, _, summary) in routes_of(tree):
        if not re.search(r"\bMAY_", permission):
            yield file, line, f"{method} {path}: no permission; write MAY_... as its third value"
        if kind not in ("READS", "WRITES", "WRITES_MANY"):
            yield file, line, f"{method} {path}: what may it do? write READS, WRITES or WRITES_MANY"
        if not summary or summary in ('""', "NULL"):
            yield file, line, f"{method} {path}: no summary; say in a line what it does"
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path.rstrip("/").lower()))
        if not any(one[0] == method and re.fullmatch(pattern, one[1]) for one in calls):
            yield file, line, f"{method} {path}: no story calls it; add one to tests/stories"


# Reporting --------------------------------------------------------------------------------------------


def functions_of(file):
    """(name, first line, lines) of every function, by the form that clang-format gives them."""
    lines = file.code.split("\n")
    start = None
    for i, line in enumerate(lines):
        if line == "{":
            first = i - 1
            while first > 0 and lines[first] and not re.match(r"\w", lines[first]):
                first -= 1
            # A result type may stand on the line before; the name is the word before a bracket.
            found = re.search(r"(\w+)\(", re.sub(r"__attribute__\(\(.*?\)\)\)?", "", " ".join(lines[first:i])))
            start = (found.group(1), first + 1) if found else None
        elif line == "}" and start:
            yield start[0], start[1], i + 2 - start[1]
            start = None


def longest_functions(tree, how_many):
    found = [
        (length, name, file, line)
        for file in tree.program
        if file.name.endswith(".c") and not file.is_test
        for name, line, length in functions_of(file)
    ]
    return sorted(found, key=lambda one: -one[0])[:how_many]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--root", default=os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser.add_argument("--unused", help="what the linker left out")
    options = parser.parse_args()
    tree = Tree(options.root)
    tree.unused = options.unused

    failed = 0
    for sentence, check in RULES:
        findings = list(check(tree))
        failed += bool(findings)
        if findings:
            print(f"\n{sentence}:")
        for file, line, what in findings:
            print(f"{file.path}:{line}: {what}")
    print("\nThe longest functions, which is no finding:")
    for length, name, file, line in longest_functions(tree, 10):
        print(f"{length:5} lines  {name}  {file.path}:{line}")
    print(f"{len(RULES) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
