# Tacite: `make run` and `make test` are all that a newcomer needs; `make help` lists the rest.

B ?= build
ifeq ($(origin CC),default)
CC = gcc
endif
LIBS = sqlite3 libpq libmicrohttpd libcurl json-c libsodium xlsxwriter icu-i18n icu-uc \
  cairo pangocairo libqrencode liboath expat
# libcsv brings no pkg-config file on Debian 12.
LDLIBS := $(shell pkg-config --libs $(LIBS) 2>/dev/null) -lcsv -lpthread
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
  -Wold-style-definition -Wundef -Wvla -Wformat=2 -Wwrite-strings -Wimplicit-fallthrough -Wcast-qual \
  -Wpointer-arith
SANITIZE ?=
# A word per file; `make V=1` shows the commands.
Q = $(if $(V),,@)
SAY = $(if $(V),,@echo '  $@')
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=gnu17 -D_GNU_SOURCE -Isrc -Itests -I$(B)/gen $(WARNINGS) $(CFLAGS) $(SANITIZE) \
  -ffunction-sections -fdata-sections $(shell pkg-config --cflags $(LIBS) 2>/dev/null)
ALL_LDFLAGS = $(SANITIZE) -Wl,--gc-sections $(LDFLAGS)

# Every file is found by its name; adding one edits nothing here.
SQL := $(sort $(shell find src -name '*.sql' -not -name 'test_*' -not -path '*/migrations/*'))
TEST_SQL := $(sort $(shell find src -name 'test_*.sql'))
MIGRATIONS := $(sort $(wildcard src/platform/db/migrations/*.sql))
FILES := $(sort $(shell find src -name '*.html' -o -name '*.css' -o -name '*.js' -o -name 'texts.*' \
  -o -name 'mails.*' -o -name 'mail.txt' -o -name 'reference_*.txt'))
SOURCES := $(sort $(shell find src -name '*.c' -not -name 'test_*.c'))
TESTS := $(sort $(shell find src -name 'test_*.c'))
HELPERS := $(sort $(wildcard tests/unit/*.c))
OBJECTS := $(SOURCES:src/%.c=$(B)/%.o) $(B)/gen/sql.o $(B)/gen/migrations.o $(B)/gen/files.o
TEST_PROGRAMS := $(TESTS:src/%.c=$(B)/%)

.PHONY: all run test soak simulate bench program unit tidy syntax help clean format
.SECONDARY:

# The packages are looked after first, and only then is this file read again, with what pkg-config
# has to say about them.
all: $(B)/packages-build      ## build the program
	@$(MAKE) --no-print-directory program

run: all                      ## build, then start a demonstration server
	@B=$(B) tools/run.sh

test: $(B)/packages-build $(B)/packages-test  ## every check and test
	@B=$(B) tools/test.sh

soak: $(B)/packages-build $(B)/packages-test  ## kill the program for an hour or so
	@$(MAKE) --no-print-directory program
	@B=$(B) tools/soak.sh

SIMULATED = $(if $(SEED),--seed $(SEED)) $(if $(DAYS),--days $(DAYS))

simulate: $(B)/packages-build $(B)/packages-test  ## live through a random world: SEED=… DAYS=…
	@$(MAKE) --no-print-directory program
	@B=$(B) tools/simulate.sh $(SIMULATED)

bench: $(B)/packages-build $(B)/packages-bench  ## measure, and write docs/performance.md
	@$(MAKE) --no-print-directory program $(B)/floor $(B)/rating
	@python3 bench/bench.py --programs $(B) --write $(SIZES)

format:                       ## format the C sources in place
	clang-format -i $$(find src tools tests bench -name '*.[ch]' 2>/dev/null)

clean:                        ## remove what was built
	rm -rf $(B)

help:                         ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

$(B)/packages-%: tools/install-packages.sh
	@mkdir -p $(@D)
	@tools/install-packages.sh $* && touch $@

# The program -------------------------------------------------------------------------------------

program: $(patsubst src/main.c,$(B)/tacite,$(wildcard src/main.c))

$(B)/tacite: $(B)/main.o $(B)/libtacite.a
	$(SAY)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# All that is not the program's main, so that a test can have its own.
$(B)/libtacite.a: $(filter-out $(B)/main.o,$(OBJECTS))
	$(SAY)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

$(B)/%.o: src/%.c $(B)/gen/sql.h
	@mkdir -p $(@D)
	$(SAY)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Generated: statements, migrations, templates and texts as C -------------------------------------------

$(B)/sqlgen: tools/sqlgen.c
	@mkdir -p $(@D)
	$(SAY)
	$(Q)$(CC) -std=gnu17 -O1 $(WARNINGS) -o $@ $<

$(B)/gen/sql.h: $(SQL) $(B)/sqlgen
	@mkdir -p $(@D)
	$(SAY)
	$(Q)$(B)/sqlgen header $(SQL) > $@.new && mv $@.new $@

$(B)/gen/sql.c: $(SQL) $(B)/sqlgen
	@mkdir -p $(@D)
	$(SAY)
	$(Q)$(B)/sqlgen source $(SQL) > $@.new && mv $@.new $@

$(B)/gen/migrations.c: $(MIGRATIONS) $(B)/sqlgen
	@mkdir -p $(@D)
	$(SAY)
	$(Q)$(B)/sqlgen migrations $(MIGRATIONS) > $@.new && mv $@.new $@

$(B)/embed: tools/embed.c
	@mkdir -p $(@D)
	$(SAY)
	$(Q)$(CC) -std=gnu17 -O1 $(WARNINGS) -o $@ $<

$(B)/gen/files.c: $(FILES) $(B)/embed
	@mkdir -p $(@D)
	$(SAY)
	$(Q)$(B)/embed $(FILES) > $@.new && mv $@.new $@

# The unit tests know some statements more, those of test_*.sql.
$(B)/gen/unit/sql.h: $(SQL) $(TEST_SQL) $(B)/sqlgen
	@mkdir -p $(@D)
	$(SAY)
	$(Q)$(B)/sqlgen header $(SQL) $(TEST_SQL) > $@.new && mv $@.new $@

$(B)/gen/unit/sql.c: $(SQL) $(TEST_SQL) $(B)/sqlgen
	@mkdir -p $(@D)
	$(SAY)
	$(Q)$(B)/sqlgen source $(SQL) $(TEST_SQL) > $@.new && mv $@.new $@

$(B)/gen/%.o: $(B)/gen/%.c $(B)/gen/sql.h $(B)/gen/unit/sql.h
	$(SAY)
	$(Q)$(CC) $(ALL_CFLAGS) -Wno-overlength-strings -c -o $@ $<

# Unit tests: each src/**/test_*.c is a cmocka program --------------------------------------------------

unit: $(TEST_PROGRAMS)

$(TEST_PROGRAMS): $(B)/%: $(B)/%.o $(HELPERS:tests/%.c=$(B)/%.o) $(B)/gen/unit/sql.o $(B)/libtacite.a
	$(SAY)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

$(TEST_PROGRAMS:%=%.o): ALL_CFLAGS := -I$(B)/gen/unit $(ALL_CFLAGS)
$(TEST_PROGRAMS:%=%.o): $(B)/gen/unit/sql.h

$(B)/unit/%.o: tests/unit/%.c $(B)/gen/sql.h
	@mkdir -p $(@D)
	$(SAY)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# A server with routes of its own, for tests/http_abuse.py and for measuring.
$(B)/http_probe: tests/http_probe.c $(B)/libtacite.a
	$(SAY)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# SQLite alone, for bench/bench.py to compare with.
$(B)/floor: bench/floor.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -D_GNU_SOURCE -O2 $(WARNINGS) -o $@ $< -lsqlite3

$(B)/rating: bench/rating.c $(B)/libtacite.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

# Checks ----------------------------------------------------------------------------------------------

tidy: $(B)/packages-build     ## the house rules
	@$(MAKE) --no-print-directory $(B)/unused
	@python3 tools/tidy.py --unused $(B)/unused

# Which functions the linker leaves out when it is given all of them.
$(B)/unused: $(B)/main.o $(B)/libtacite.a
	$(SAY)
	$(Q)$(CC) $(ALL_LDFLAGS) -Wl,--print-gc-sections -o $@.program -Wl,--whole-archive $^ \
	  -Wl,--no-whole-archive $(LDLIBS) 2> $@.new || { grep -v 'removing unused' $@.new; exit 1; }
	$(Q)mv $@.new $@

# What this compiler has to say, without writing anything.
syntax: $(B)/gen/unit/sql.h $(B)/gen/sql.h
	@echo $(SOURCES) $(TESTS) $(HELPERS) tools/sqlgen.c | \
	  xargs -P 2 -n 4 $(CC) -I$(B)/gen/unit $(ALL_CFLAGS) -fsyntax-only

-include $(shell find $(B) -name '*.d' 2>/dev/null)
