# Tacite: `make run` and `make test` are all that a newcomer needs. Everything else is listed by
# `make help`.

B ?= build
CC ?= gcc
LIBS = sqlite3 libpq libmicrohttpd json-c libsodium libcurl xlsxwriter icu-i18n icu-uc
# libcsv and inih bring no pkg-config file on Debian 12.
LDLIBS := $(shell pkg-config --libs $(LIBS) 2>/dev/null) -lcsv -linih -lpthread
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
  -Wold-style-definition -Wundef -Wvla -Wformat=2 -Wwrite-strings -Wimplicit-fallthrough -Wcast-qual \
  -Wpointer-arith
SANITIZE ?=
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=gnu17 -D_GNU_SOURCE -Isrc -I$(B)/gen $(WARNINGS) $(CFLAGS) $(SANITIZE) \
  -ffunction-sections -fdata-sections $(shell pkg-config --cflags $(LIBS) 2>/dev/null)
ALL_LDFLAGS = $(SANITIZE) -Wl,--gc-sections $(LDFLAGS)

SQL := $(sort $(shell find src -name '*.sql' -not -path '*/migrations/*'))
MIGRATIONS := $(sort $(wildcard src/platform/db/migrations/*.sql))
SOURCES := $(sort $(shell find src -name '*.c' -not -name 'test_*.c'))
OBJECTS := $(SOURCES:src/%.c=$(B)/%.o) $(B)/gen/sql.o $(B)/gen/migrations.o
UNIT_TESTS := $(sort $(shell find src -name 'test_*.c'))
GENERATED := $(B)/gen/sql.h $(B)/gen/sql.c $(B)/gen/migrations.c

.PHONY: all run test bench soak help clean format
all: $(B)/tacite

$(B)/tacite: $(OBJECTS)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/sqlgen: tools/sqlgen.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -O1 $(WARNINGS) -o $@ $<

$(B)/gen/sql.h: $(SQL) $(B)/sqlgen
	@mkdir -p $(@D)
	$(B)/sqlgen header $(SQL) > $@.new && mv $@.new $@

$(B)/gen/sql.c: $(SQL) $(B)/sqlgen
	@mkdir -p $(@D)
	$(B)/sqlgen source $(SQL) > $@.new && mv $@.new $@

$(B)/gen/migrations.c: $(MIGRATIONS) $(B)/sqlgen
	@mkdir -p $(@D)
	$(B)/sqlgen migrations $(MIGRATIONS) > $@.new && mv $@.new $@

$(B)/gen/%.o: $(B)/gen/%.c $(B)/gen/sql.h
	$(CC) $(ALL_CFLAGS) -Wno-overlength-strings -c -o $@ $<

$(B)/%.o: src/%.c $(B)/gen/sql.h
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

clean:
	rm -rf $(B)

format:
	clang-format -i $$(find src tools tests bench -name '*.[ch]' 2>/dev/null)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
