# Earshot: one Makefile, read top to bottom: settings, files, programs, pages, tests, tools.
#
#   make run    builds and serves on http://127.0.0.1:8080 until Ctrl-C
#   make test   builds and passes every test
#   make help   says the rest

# --- settings -------------------------------------------------------------------------------------

# VARIANT=asan builds with AddressSanitizer and UBSan: what the tests run.
VARIANT ?= release
CC = gcc
OUT = build/$(VARIANT)
GEN = build/gen

WARN = -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
       -Wwrite-strings -Wvla -Wformat=2
# Exceptions, so that what a thread owns is closed where it ends early (fcgi/lib/base/memory.h).
HARDEN = -fstack-protector-strong -fPIE -fstack-clash-protection -fexceptions
CFLAGS.release = -O2 -g -D_FORTIFY_SOURCE=2
CFLAGS.asan = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
# VARIANT=fuzz, by clang alone: what libFuzzer needs besides.
CFLAGS.fuzz = -O1 -g -fno-omit-frame-pointer \
              -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
LDFLAGS.fuzz = -pie -fsanitize=fuzzer,address,undefined
LDFLAGS.release = -pie -Wl,-z,relro,-z,now
LDFLAGS.asan = -pie -fsanitize=address,undefined
CFLAGS = -std=c17 -D_GNU_SOURCE $(WARN) $(HARDEN) $(CFLAGS.$(VARIANT)) -ffunction-sections \
         -fdata-sections -pthread -MMD -MP
LDFLAGS = $(LDFLAGS.$(VARIANT)) -pthread -Wl,--as-needed -Wl,--gc-sections

# make V=1 prints whole commands.
Q = $(if $(V),,@)
say = @$(if $(V),:,printf '%-5s %s\n' $(1) $(2))

# --- files ----------------------------------------------------------------------------------------

ROOMS = base model db store net interview sandbox turn
LIB_C = $(foreach room,$(ROOMS),$(wildcard fcgi/lib/$(room)/*.c))
LIB_GEN = $(GEN)/queries.c $(GEN)/migrations.c
LIB = $(OUT)/libearshot.a

API_C = $(wildcard fcgi/api/*.c)
SPEECH_C = $(wildcard fcgi/speech/*.c)
PARENT_C = $(wildcard fcgi/parent/*.c)
JOBS_C = $(wildcard jobs/*.c jobs/kinds/*.c jobs/report/*.c jobs/batch/*.c jobs/evaluate/*.c)
# Each sandbox program links its own files, the cage that all of them enter, and no more.
CAGE_C = $(wildcard fcgi/sandbox/cage*.c)
READING_C = fcgi/sandbox/reading.c $(CAGE_C)
SANDBOX_PDF_C = $(filter-out fcgi/sandbox/pdf_look% fcgi/sandbox/pdf_ocr%,$(wildcard fcgi/sandbox/pdf*.c)) $(READING_C)
SANDBOX_LOOK_C = $(filter-out fcgi/sandbox/pdf.c fcgi/sandbox/pdf_ocr%,$(wildcard fcgi/sandbox/pdf*.c)) $(READING_C)
SANDBOX_DOCX_C = $(wildcard fcgi/sandbox/docx*.c) $(READING_C)
SANDBOX_OCR_C = $(filter-out fcgi/sandbox/pdf.c fcgi/sandbox/pdf_look.c,$(wildcard fcgi/sandbox/pdf*.c)) $(READING_C)
SANDBOX_TEXT_C = $(wildcard fcgi/sandbox/text*.c) $(READING_C)
SANDBOX_PROOF_C = fcgi/sandbox/proof.c $(CAGE_C)
SANDBOX_CLIP_C = $(wildcard fcgi/sandbox/clip*.c) $(CAGE_C)

PROGRAMS = earshot earshot-api earshot-speech earshot-jobs \
           earshot-sandbox-pdf earshot-sandbox-look earshot-sandbox-docx \
           earshot-sandbox-text earshot-sandbox-clip earshot-sandbox-proof
# Pages that are pictures are read where somebody installed tesseract.
HAS_TESSERACT = $(shell pkg-config --exists tesseract lept && echo yes)
ifeq ($(HAS_TESSERACT),yes)
PROGRAMS += earshot-sandbox-ocr
endif
UNIT_C = $(wildcard tests/unit/*_test.c)
# What tests call besides the library: their helpers, and earshot-jobs without its main.c.
FAKE_C = $(wildcard tests/fake/*.c)
TEST_LIB = $(OUT)/libtest.a
UNITS = $(UNIT_C:tests/unit/%.c=$(OUT)/tests/%)

SQL_QUERIES = $(wildcard sql/queries/*.sql)
SQL_MIGRATIONS = $(sort $(wildcard sql/migrations/*.sql))

# The libraries of each part; a library's headers are seen by one room only, and make lint checks it.
PKG = $(shell pkg-config $(1) $(2))
LIB_FLAGS = $(call PKG,--cflags,libpq)
LIB_LIBS = -ljson-c -lsodium -lcrypto -lpq -lcurl -lstemmer -lm
# Two libraries from their archives: without memory they do not fail (fcgi/api/library_memory.h).
WRAPPED = malloc calloc realloc free strdup __vasprintf_chk duplocale newlocale
API_LIBS = $(WRAPPED:%=-Wl,--wrap=%) -l:libfcgi.a -l:libjson-c.a $(filter-out -ljson-c,$(LIB_LIBS))
SPEECH_LIBS = $(LIB_LIBS) -lfcgi $(call PKG,--libs,pocketsphinx sndfile libswresample libavutil) -lmp3lame \
              -lflite_cmu_us_slt -lflite_cmu_us_rms -lflite_usenglish -lflite_cmulex -lflite -lespeak-ng
SPEECH_FLAGS = $(call PKG,--cflags,pocketsphinx sndfile libswresample libavutil) -isystem /usr/include/flite
PARENT_LIBS = $(LIB_LIBS)
JOBS_LIBS = $(LIB_LIBS) $(call PKG,--libs,pangocairo fontconfig libzip)
JOBS_FLAGS = $(call PKG,--cflags,pangocairo fontconfig libzip)
SANDBOX_PDF_LIBS = $(LIB_LIBS) $(call PKG,--libs,poppler-glib) -lseccomp
SANDBOX_LOOK_LIBS = $(SANDBOX_PDF_LIBS) $(call PKG,--libs,cairo-ft fontconfig)
SANDBOX_OCR_LIBS = $(SANDBOX_LOOK_LIBS) $(call PKG,--libs,tesseract)
SANDBOX_PDF_FLAGS = $(call PKG,--cflags,poppler-glib cairo-ft fontconfig)
SANDBOX_DOCX_LIBS = $(LIB_LIBS) $(call PKG,--libs,libzip libxml-2.0) -lseccomp
SANDBOX_DOCX_FLAGS = $(call PKG,--cflags,libzip libxml-2.0)
SANDBOX_TEXT_LIBS = $(LIB_LIBS) -lseccomp
SANDBOX_PROOF_LIBS = $(LIB_LIBS) -lseccomp
SANDBOX_CLIP_LIBS = $(LIB_LIBS) $(call PKG,--libs,libavformat libavcodec libswresample libavutil sndfile) -lmagic -lseccomp
# What tests make documents with.
DOCUMENT_LIBS = $(call PKG,--libs,libzip fontconfig)

# Objects of tests are kept: taken for intermediate, they would be removed, and all be made again by the next make.
.SECONDARY:
.PHONY: all run demo install test check fault faults unit replay lint format bench bench-pages fuzz fuzz-programs clean help packages www programs share
all: programs share ## Builds the programs and the pages

# --- packages -------------------------------------------------------------------------------------

packages: ## Installs the Debian packages that are missing
	@deploy/install-packages deploy/packages.txt

# --- programs -------------------------------------------------------------------------------------

objects = $(patsubst %.c,$(OUT)/obj/%.o,$(1))

programs: $(PROGRAMS:%=$(OUT)/bin/%)

$(GEN)/queries.c: sql/queries.awk $(SQL_QUERIES)
	@mkdir -p $(GEN)
	awk -v header=$(GEN)/queries.h -f sql/queries.awk $(SQL_QUERIES) > $@.new && mv $@.new $@
$(GEN)/queries.h: $(GEN)/queries.c
$(GEN)/migrations.c: sql/migrations.awk $(SQL_MIGRATIONS)
	@mkdir -p $(GEN)
	awk -f sql/migrations.awk $(SQL_MIGRATIONS) > $@.new && mv $@.new $@

$(OUT)/obj/build/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -Ifcgi/lib -I$(GEN) $(LIB_FLAGS) -c $< -o $@
$(OUT)/obj/fcgi/lib/%.o: fcgi/lib/%.c | $(GEN)/queries.h
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -Ifcgi/lib -I$(GEN) $(LIB_FLAGS) -c $< -o $@
$(OUT)/obj/fcgi/api/%.o: fcgi/api/%.c | $(GEN)/queries.h
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -Ifcgi/lib -Ifcgi/api -I$(GEN) -c $< -o $@
$(OUT)/obj/fcgi/speech/%.o: fcgi/speech/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -Ifcgi/lib -Ifcgi/speech $(SPEECH_FLAGS) -c $< -o $@
$(OUT)/obj/fcgi/parent/%.o: fcgi/parent/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -Ifcgi/lib -Ifcgi/parent -c $< -o $@
$(OUT)/obj/fcgi/sandbox/pdf%.o: fcgi/sandbox/pdf%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -Ifcgi/lib -Ifcgi/sandbox $(SANDBOX_PDF_FLAGS) -c $< -o $@
$(OUT)/obj/fcgi/sandbox/%.o: fcgi/sandbox/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -Ifcgi/lib -Ifcgi/sandbox $(SANDBOX_DOCX_FLAGS) -c $< -o $@
$(OUT)/obj/jobs/%.o: jobs/%.c | $(GEN)/queries.h
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -Ifcgi/lib -Ijobs -I$(GEN) $(JOBS_FLAGS) -c $< -o $@
$(OUT)/obj/tests/%.o: tests/%.c | $(GEN)/queries.h
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -Ifcgi/lib -Ifcgi/api -Ifcgi/speech -Ifcgi/sandbox -Ijobs -Itests/fake -I$(GEN) $(JOBS_FLAGS) -c $< -o $@

$(LIB): $(call objects,$(LIB_C) $(LIB_GEN))
	@rm -f $@
	$(call say,AR,$@)
	$(Q)ar rcs $@ $^

define program # name, sources, libraries
$(OUT)/bin/$(1): $$(call objects,$(2)) $(LIB)
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) $(LIB) $$($(3))
endef
$(eval $(call program,earshot,$(PARENT_C),PARENT_LIBS))
$(eval $(call program,earshot-api,$(API_C),API_LIBS))
$(eval $(call program,earshot-speech,$(SPEECH_C),SPEECH_LIBS))
$(eval $(call program,earshot-jobs,$(JOBS_C),JOBS_LIBS))
$(eval $(call program,earshot-sandbox-pdf,$(SANDBOX_PDF_C),SANDBOX_PDF_LIBS))
$(eval $(call program,earshot-sandbox-look,$(SANDBOX_LOOK_C),SANDBOX_LOOK_LIBS))
$(eval $(call program,earshot-sandbox-ocr,$(SANDBOX_OCR_C),SANDBOX_OCR_LIBS))
$(eval $(call program,earshot-sandbox-docx,$(SANDBOX_DOCX_C),SANDBOX_DOCX_LIBS))
$(eval $(call program,earshot-sandbox-text,$(SANDBOX_TEXT_C),SANDBOX_TEXT_LIBS))
$(eval $(call program,earshot-sandbox-proof,$(SANDBOX_PROOF_C),SANDBOX_PROOF_LIBS))
$(eval $(call program,earshot-sandbox-clip,$(SANDBOX_CLIP_C),SANDBOX_CLIP_LIBS))

-include $(shell find $(OUT)/obj -name '*.d' 2>/dev/null)

# --- pages and shared files -----------------------------------------------------------------------

www/node_modules/.stamp: www/package-lock.json
	npm --prefix www ci --ignore-scripts
	@touch $@
build/www/.stamp: www/node_modules/.stamp docs/openapi.yaml $(shell find www -path www/node_modules -prune -o -type f -print)
	OUT=$(abspath build/www) node www/build.mjs
	@touch $@
www: build/www/.stamp

# What the programs read at run time, beside them: pages, site templates, seeds.
share: www
	@mkdir -p $(OUT)/share
	@ln -sfn $(abspath build/www) $(OUT)/share/www
	@ln -sfn $(abspath nginx) $(OUT)/share/nginx
	@ln -sfn $(abspath sql/seed) $(OUT)/share/seed

# --- running --------------------------------------------------------------------------------------

# As many compilers as processors, unless -j was given.
WIDE = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

# make passes SIGTERM on to what it runs, the terminal Ctrl-C; if make is killed, earshot is told.
run: packages ## Installs what is missing, builds, serves until Ctrl-C (PORT=, DATA_DIR=)
	@$(MAKE) --no-print-directory $(WIDE) all
	@exec setpriv --pdeathsig TERM $(OUT)/bin/earshot

# make demo, while make run serves: it speaks to that one's DATA_DIR.
demo: ## Fills the running Earshot with demo postings, interviews and reports (DATA_DIR=)
	@node deploy/demo.mjs

# --- installing -----------------------------------------------------------------------------------

# A place of its own for the programs and what they read; DESTDIR= for a package's root.
PREFIX ?= /usr/local
HOME_DIR = $(PREFIX)/lib/earshot
# The name under which the production site is reached; without it only the loopback site is served.
SERVER_NAME ?=

install: all ## Installs programs, settings, systemd units and cron file (PREFIX=, SERVER_NAME=)
	deploy/install "$(OUT)" "$(DESTDIR)" "$(HOME_DIR)" "$(SERVER_NAME)"

# --- tests ----------------------------------------------------------------------------------------

$(TEST_LIB): $(call objects,$(FAKE_C) $(filter-out jobs/main.c,$(JOBS_C)))
	@rm -f $@
	$(call say,AR,$@)
	$(Q)ar rcs $@ $^

$(OUT)/tests/speech_pieces_test: $(OUT)/obj/tests/unit/speech_pieces_test.o $(OUT)/obj/fcgi/speech/recogniser.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIB) $(SPEECH_LIBS) -lcmocka
# The pure files of earshot-speech are no library: each of its tests links the one that it is named for.
$(OUT)/tests/speech_%_test: $(OUT)/obj/tests/unit/speech_%_test.o $(OUT)/obj/fcgi/speech/%.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIB) $(LIB_LIBS) -lcmocka
$(OUT)/tests/%_test: $(OUT)/obj/tests/unit/%_test.o $(TEST_LIB) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(TEST_LIB) $(LIB) $(JOBS_LIBS) $(TEST_LIBS) -lcmocka
# Exit codes are those of the program, and so is what a signal does.
$(OUT)/tests/jobs_verify_test $(OUT)/tests/jobs_runner_test: | $(OUT)/bin/earshot-jobs
# The tests of the sandbox start its programs, make documents, and enter the cage themselves.
$(OUT)/tests/sandbox_client_test: | $(OUT)/bin/earshot-sandbox-proof
$(OUT)/tests/sandbox_template_test: | $(OUT)/bin/earshot-sandbox-text
$(OUT)/tests/document_hostile_test: | $(OUT)/bin/earshot-sandbox-clip
$(OUT)/tests/clip_test: | $(OUT)/bin/earshot-sandbox-clip
$(OUT)/tests/document_test: | $(OUT)/bin/earshot-sandbox-pdf $(OUT)/bin/earshot-sandbox-look \
        $(OUT)/bin/earshot-sandbox-docx $(OUT)/bin/earshot-sandbox-text
$(OUT)/tests/document_hidden_test $(OUT)/tests/document_formats_test $(OUT)/tests/document_hostile_test: | $(OUT)/tests/document_test
$(OUT)/tests/document_test $(OUT)/tests/document_hidden_test $(OUT)/tests/document_formats_test $(OUT)/tests/document_hostile_test: \
        TEST_LIBS = $(DOCUMENT_LIBS)
CAGE_TESTS = $(patsubst %,$(OUT)/tests/sandbox_%_test,cage client template processes)
$(CAGE_TESTS): $(call objects,$(CAGE_C))
$(CAGE_TESTS): TEST_LIBS = -lseccomp

# Programs of the fault tests, tests/fault/NAME.c, and what they load into others.
FAULT_LIB_C = tests/fault/ask.c tests/fault/shim.c
SHIM_C = tests/fault/clock_shim.c tests/fault/memory_shim.c
FAULTS = $(patsubst tests/fault/%.c,$(OUT)/fault/%,$(filter-out $(FAULT_LIB_C) $(SHIM_C),$(wildcard tests/fault/*.c)))
faults: $(FAULTS) $(SHIM_C:tests/fault/%.c=$(OUT)/fault/%.so)
$(OUT)/fault/%: $(OUT)/obj/tests/fault/%.o $(call objects,$(FAULT_LIB_C)) $(TEST_LIB) $(LIB) | $(OUT)/fault/clock_shim.so
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(TEST_LIB) $(LIB) $(JOBS_LIBS) -lpq
# They talk to PostgreSQL themselves.
$(OUT)/obj/tests/fault/%.o: JOBS_FLAGS += $(LIB_FLAGS)
$(OUT)/fault/%_shim.so: tests/fault/%_shim.c
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -O2 -g -fPIC -shared -o $@ $< -ldl

unit: $(UNITS) ## Runs the unit tests of this VARIANT
	tests/run-units $(UNITS)

# Fuzz targets, tests/fuzz/NAME_fuzz.c. They are replayed with what lies in tests/corpus/NAME, and
# fuzzed by `make fuzz`.
FUZZ_TARGETS = $(patsubst tests/fuzz/%_fuzz.c,%,$(wildcard tests/fuzz/*_fuzz.c))
FUZZ_MAIN = $(if $(filter fuzz,$(VARIANT)),,$(OUT)/obj/tests/fuzz/replay.o)
FUZZ_CAGED = $(OUT)/obj/tests/fuzz/sandbox_main.o
$(OUT)/obj/tests/fuzz/main_%.o: fcgi/sandbox/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -Dmain=sandbox_main -Wno-missing-prototypes -Ifcgi/lib -Ifcgi/sandbox $(SANDBOX_DOCX_FLAGS) -c $< -o $@
$(OUT)/fuzz/docx: $(FUZZ_CAGED) $(call objects,$(filter-out fcgi/sandbox/docx.c $(CAGE_C),$(SANDBOX_DOCX_C))) $(OUT)/obj/tests/fuzz/main_docx.o
$(OUT)/fuzz/docx: TEST_LIBS = $(SANDBOX_DOCX_LIBS) $(DOCUMENT_LIBS)
$(OUT)/fuzz/clip: $(FUZZ_CAGED) $(call objects,$(filter-out fcgi/sandbox/clip.c $(CAGE_C),$(SANDBOX_CLIP_C))) $(OUT)/obj/tests/fuzz/main_clip.o
$(OUT)/fuzz/clip: TEST_LIBS = $(SANDBOX_CLIP_LIBS) -Wl,--wrap=clip_kind_prepare
$(OUT)/fuzz/plain: $(FUZZ_CAGED) $(call objects,$(filter-out fcgi/sandbox/text.c $(CAGE_C),$(SANDBOX_TEXT_C))) $(OUT)/obj/tests/fuzz/main_text.o
$(OUT)/fuzz/%: $(OUT)/obj/tests/fuzz/%_fuzz.o $(FUZZ_MAIN) $(TEST_LIB) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(TEST_LIB) $(LIB) $(JOBS_LIBS) $(TEST_LIBS)

replay: $(FUZZ_TARGETS:%=$(OUT)/fuzz/%) ## Gives the fuzz targets of this VARIANT what once broke them
	@tests/fuzz/replay $(OUT)/fuzz

test: packages ## Installs what is missing, builds with sanitizers, passes every test
	@deploy/install-packages deploy/packages.txt test || echo "Chromium itself is used, for which the tests of the pages take longer."
	@$(MAKE) --no-print-directory $(WIDE) VARIANT=asan all faults
	@tests/run

check: packages ## The quick part of the tests, under two minutes
	@$(MAKE) --no-print-directory $(WIDE) VARIANT=asan all
	@tests/run quick

fault: packages ## Proves by faults, at length, that nothing is lost; prints figures (ONLY= for some: "answer kills")
	@$(MAKE) --no-print-directory $(WIDE) VARIANT=asan all faults
	@FAULT=long node --test --test-concurrency=1 $(if $(ONLY),$(ONLY:%=tests/fault/%.test.mjs),tests/fault/*.test.mjs)

# --- tools ----------------------------------------------------------------------------------------

lint: packages ## Rooms, doors, formatting, clang with warnings as errors, cppcheck
	@deploy/install-packages deploy/packages.txt lint
	tests/lint

format: ## Settles the layout of all C files
	@deploy/install-packages deploy/packages.txt lint
	clang-format -i $(shell git ls-files '*.c' '*.h')

$(OUT)/bench/%: $(OUT)/obj/tests/bench/%.o $(TEST_LIB) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(TEST_LIB) $(LIB) $(JOBS_LIBS) $(DOCUMENT_LIBS) -lfcgi -lpq
# Whole turns wait with libevent.
$(OUT)/bench/turns $(OUT)/bench/providers: JOBS_LIBS += $(call PKG,--libs,libevent_core)
# The bare loop of the queue talks to PostgreSQL itself.
$(OUT)/obj/tests/bench/%.o: JOBS_FLAGS += $(LIB_FLAGS)
BENCHES = $(patsubst tests/bench/%.c,$(OUT)/bench/%,$(wildcard tests/bench/*.c))

bench: packages ## Prints the benchmarks: what, limit, ours, ratio, ok or OVER (ONLY= for some: "get answer")
	@deploy/install-packages deploy/packages.txt bench
	@$(MAKE) --no-print-directory $(WIDE) all $(BENCHES)
	@tests/bench/run $(ONLY)

# Lighthouse is large: it is installed for this alone.
tests/lighthouse/node_modules/.stamp: tests/lighthouse/package-lock.json
	npm --prefix tests/lighthouse ci --ignore-scripts
	@touch $@
bench-pages: packages tests/lighthouse/node_modules/.stamp ## Lighthouse and sizes of the pages against their budgets (ONLY=)
	@$(MAKE) --no-print-directory $(WIDE) all
	@EARSHOT_PROGRAM_DIR=$(abspath build/release/bin) timeout 1200 node tests/lighthouse/run.mjs $(ONLY)

SECONDS ?= 60
fuzz: packages ## Fuzzes every parser of strangers' bytes, SECONDS= each (ONLY= for some: "docx json")
	@deploy/install-packages deploy/packages.txt lint
	@$(MAKE) --no-print-directory $(WIDE) VARIANT=fuzz CC="$(FUZZ_CC)" fuzz-programs
	@tests/fuzz/run $(SECONDS) $(ONLY)
FUZZ_CC = clang
fuzz-programs: $(FUZZ_TARGETS:%=$(OUT)/fuzz/%)

clean: ## Removes everything that was built
	rm -rf build www/node_modules

help: ## Says what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
