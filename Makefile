# SPDX-License-Identifier: GPL-2.0-or-later
#
# make            builds the plugin for $(CC) and the command, under build/COMPILER/
# make demo       installs what is missing, builds, and shows the findings of examples/
# make check      installs what is missing, builds, and runs every test
# make check-sanitize  runs the tests of the core, the command and the plugin with ASan, UBSan, LeakSanitizer and valgrind, and
#                 those of threads with ThreadSanitizer
# make lint       holds what ships against GCC's analyzer or g++'s warnings, clang-tidy and cppcheck
# make check-report  installs a browser and what else it needs, and tests the formats of reports as their readers do; what it
#                 made is in build/report/
# make linux      builds a Linux kernel with the plugin, checks all of it and counts the findings: the kernel in KDIR (a
#                 source or build directory; KOUT is where it is built), or Debian's newest
# make findings   compares the findings in a few files of Debian's Linux 6.1 with the list that is kept; BLESS=1 rewrites it
# make configurations  compiles some of the kernel source in KDIR with preemption configured in five ways: the same findings?
# make context    holds the contracts of the kernel in KDIR, built with the plugin, against its "Context:" comments
# make oracle     runs random programs, and holds what the plugin says of them against what they do: N=100000, so many;
#                 FIRST=5000, from this seed on
# make bench      says what the plugin and the check cost, on KDIR, the build directory of a kernel that was built with the
#                 plugin: tables, a plot and raw numbers in build/bench/. WHOLE=1 builds that kernel with the plugin and
#                 without, too; PUBLISH=1 renews the table in README.md; BENCH='--files 20 --copies 1,2' measures less
# make scale      compiles and checks sources that are large in one way or another, and says how time and memory grow
# make torture    compiles GCC's own tests of C, as Debian has them, and random programs, with and without the plugin: the
#                 same code, the same messages?  N=200: only so many sources of each kind; SETS=-O0,-Os: only at these options
# make fuzz       feeds the harnesses of tests/fuzz, or those in ONLY, with what libFuzzer makes, for MINUTES (10)
# make fuzz-corpus  makes the inputs anew that tests/fuzz begins with, from the objects of KDIR, too, if it is given
# make install    under $(DESTDIR)$(PREFIX), the plugin for $(CC) beside those for other compilers that are installed there
# make deb        makes Debian packages of what is committed, in build/deb
# make clean
#
# CC=gcc-11 chooses the compiler that the plugin is for, which may be a cross compiler (CC=aarch64-linux-gnu-gcc-12): the
# plugin and the command run here, and are made with the host's compiler of that release. Personal settings go into local.mk. V=1 shows the commands.

CC := gcc
PREFIX := /usr/local
DESTDIR :=
ZSH_COMPLETIONS = $(PREFIX)/share/zsh/site-functions
KDIR :=
KOUT :=
BLESS :=
WHOLE :=
PUBLISH :=
BENCH :=
N :=
FIRST := 0
SETS :=
MINUTES := 10
ONLY :=
-include local.mk

VERSION := 0.1
V :=
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s %s\n' '$(1)' '$(2)')

# The plugin belongs to one compiler: its folder is named by it.
version := $(shell $(CC) -dumpfullversion 2>/dev/null)
target := $(shell $(CC) -dumpmachine 2>/dev/null)-$(version)
out := build/$(target)
plugin_headers := $(shell $(CC) -print-file-name=plugin 2>/dev/null)/include
HOSTCC := $(shell printf '%s' '$(CC)' | sed 's|^\(.*[/ ]\)*[a-z0-9_]*-[a-z0-9_-]*gcc\([^/ ]*\)$$|gcc\2|')
CXX := $(shell printf '%s' '$(HOSTCC)' | sed 's/gcc\([^/]*\)$$/g++\1/')
jobs := $(shell nproc 2>/dev/null || echo 2)

# Who builds may choose these, and CPPFLAGS and LDFLAGS; the rest is ours.
CFLAGS ?= -O2 -g
CXXFLAGS ?= -O2 -g

warnings := -Wall -Wextra -Wstrict-prototypes -Wshadow -Wvla -Wundef
common := -fPIC -fvisibility=hidden -Iinclude -MMD -MP -DSLEEPWALK_VERSION='"$(VERSION)"'
compile_c = $(HOSTCC) $(CPPFLAGS) $(CFLAGS) -std=gnu11 $(common) $(warnings)
compile_cxx = $(CXX) $(CPPFLAGS) $(CXXFLAGS) -std=gnu++14 $(common) -Wall -fno-rtti -fno-exceptions -isystem $(plugin_headers)

core := annotations
core += apply
core += arena
core += belief
core += bind
core += cache
core += characters
core += check
core += clauses
core += coarsen
core += codec
core += contract
core += counters
core += crowd
core += dump
core += effects
core += eval
core += flow
core += fold
core += groups
core += guard
core += imports
core += infer
core += join
core += kept
core += live
core += lost
core += message
core += order
core += parse
core += pointers
core += prune
core += residue
core += schedule
core += solve
core += state
core += strings
core += substitute
core += summary
core += term
core += trace
core += values
core += warnings
core += wire
core += wire-read
core += wire-solution
core += wire-write

gcc := attributes
gcc += diagnose
gcc += gcc-compat
gcc += lower
gcc += macros
gcc += places
gcc += pointers
gcc += plugin
gcc += terms

# The command, but for its own entry, which the tests have no use for.
link := archive
link += baseline
link += bodies
link += cachefile
link += changes
link += check
link += child
link += coverage
link += elf
link += explain
link += files
link += gate
link += inputs
link += kcflags
link += kernel
link += names
link += options
link += output
link += paths
link += place
link += program
link += ratchet
link += report-gitlab
link += report-html
link += report-json
link += report-sarif
link += report-text
link += rules
link += signals
link += source
link += text
link += timings
link += trusted

core_objects := $(core:%=$(out)/core/%.o)
gcc_objects := $(gcc:%=$(out)/gcc/%.o)
link_objects := $(link:%=$(out)/link/%.o)
# What the command needs besides.
libraries := -lelf -ljansson -lzstd -pthread

# Each file of tests/unit is a program of its own, but for those that all of them share.
unit_shared := helper random
unit := $(filter-out $(unit_shared),$(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*.c)))
unit_helper := $(unit_shared:%=$(out)/unit/%.o)
unit_programs := $(unit:%=$(out)/unit/%)
# Each harness of tests/fuzz is a program that looks at inputs that are kept, and one that clang makes, which makes its own.
fuzz := cache contract object residue section
fuzz_programs := $(fuzz:%=$(out)/fuzz/%)
fuzz_shared := $(out)/fuzz/fuzz.o $(unit_helper)
fuzz_out := build/fuzz
fuzzers := $(fuzz:%=$(fuzz_out)/%)
fuzzer_objects := $(core:%=$(fuzz_out)/core/%.o) $(link:%=$(fuzz_out)/link/%.o) $(unit_shared:%=$(fuzz_out)/unit/%.o)
fuzzer_objects += $(fuzz_out)/fuzz/fuzz.o $(fuzz_out)/fuzz/libfuzzer.o
# What tests/link drives.
list_inputs := $(out)/link/list-inputs

# The tests run with one more compiler, where it and its plugin headers are installed.
other := $(if $(filter 11.%,$(version)),gcc-12,gcc-11)
other := $(shell test -e "$$($(other) -print-file-name=plugin 2>/dev/null)/include/plugin-version.h" && echo $(other))

plugin := $(out)/sleepwalk.so $(out)/sleepwalk $(out)/annotations $(out)/include/sleepwalk.h

all: $(plugin)

# Not by $(CXX): what the plugin needs of the C++ library the compiler has, and to load that library takes longer than all
# else that the plugin does before it sees a function.
$(out)/sleepwalk.so: $(core_objects) $(gcc_objects)
	$(call say,LD,$@)
	$(Q)$(HOSTCC) $(LDFLAGS) -shared -fPIC -static-libgcc -o $@ $^ -lzstd -pthread

$(out)/core/%.o: plugin/core/%.c | $(out)/tools
	$(call say,CC,$@)
	$(Q)$(compile_c) -c -o $@ $<

$(out)/link/%.o: plugin/link/%.c | $(out)/tools
	$(call say,CC,$@)
	$(Q)$(compile_c) -c -o $@ $<

# The page that report-html.c holds.
$(out)/page.html: plugin/link/page/make plugin/link/page/page.html plugin/link/page/page.css plugin/link/page/page.js | $(out)/tools
	$(call say,PAGE,$@)
	$(Q)plugin/link/page/make >$@.part && mv $@.part $@

$(out)/link/report-html.o $(fuzz_out)/link/report-html.o: $(out)/page.html
$(out)/link/report-html.o $(fuzz_out)/link/report-html.o: common += -DSLEEPWALK_PAGE='"$(out)/page.html"'

$(out)/gcc/%.o: plugin/gcc/%.cc | $(out)/tools
	$(call say,CXX,$@)
	$(Q)$(compile_cxx) -c -o $@ $<

$(out)/unit/%.o: tests/unit/%.c | $(out)/tools
	$(call say,CC,$@)
	$(Q)$(compile_c) -c -o $@ $<

$(list_inputs).o: tests/link/list-inputs.c | $(out)/tools
	$(call say,CC,$@)
	$(Q)$(compile_c) -c -o $@ $<

$(list_inputs): %: %.o $(core_objects) $(link_objects)
	$(call say,LD,$@)
	$(Q)$(HOSTCC) $(LDFLAGS) -o $@ $^ $(libraries)

$(unit_programs): %: %.o $(unit_helper) $(core_objects) $(link_objects)
	$(call say,LD,$@)
	$(Q)$(HOSTCC) $(LDFLAGS) -o $@ $^ -lcmocka $(libraries)

$(out)/fuzz/%.o: tests/fuzz/%.c | $(out)/tools
	$(call say,CC,$@)
	$(Q)$(compile_c) -c -o $@ $<

# The harnesses count memory.
count_memory := -Wl,--wrap=malloc,--wrap=free

$(fuzz_programs): %: %.o $(out)/fuzz/replay.o $(fuzz_shared) $(core_objects) $(link_objects)
	$(call say,LD,$@)
	$(Q)$(HOSTCC) $(LDFLAGS) $(count_memory) -o $@ $^ -lcmocka $(libraries)

# libFuzzer's are compiled from all of the source anew.
sanitizers := -fsanitize=address,undefined -fno-sanitize-recover=all
compile_fuzzer = clang $(CPPFLAGS) -O1 -g -std=gnu11 $(common) $(warnings) $(sanitizers) -fsanitize=fuzzer-no-link

$(fuzz_out)/%.o: plugin/%.c
	$(call say,CLANG,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(compile_fuzzer) -c -o $@ $<

$(fuzz_out)/%.o: tests/%.c
	$(call say,CLANG,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(compile_fuzzer) -c -o $@ $<

$(fuzz_out)/section: $(fuzz_out)/fuzz/mutate-section.o

$(fuzzers): $(fuzz_out)/%: $(fuzz_out)/fuzz/%.o $(fuzzer_objects)
	$(call say,LD,$@)
	$(Q)clang $(LDFLAGS) $(count_memory) $(sanitizers) -fsanitize=fuzzer -o $@ $^ -lcmocka $(libraries)

$(out)/sleepwalk: $(out)/link/main.o $(core_objects) $(link_objects)
	$(call say,LD,$@)
	$(Q)$(HOSTCC) $(LDFLAGS) -o $@ $^ $(libraries)

# The plugin reads the annotations that lie beside it.
$(out)/annotations: | $(out)/tools
	$(Q)ln -sfn ../../annotations $@

# For sources with contracts: a folder with nothing else, which --kcflags names.
$(out)/include/sleepwalk.h: | $(out)/tools
	$(Q)mkdir -p $(@D)
	$(Q)ln -sfn ../../../include/sleepwalk.h $@

# Made when all that the build needs is there; if not, what is missing is named.
$(out)/tools: tests/setup.sh
	$(Q)tests/setup.sh --ask '$(CC)' build
	$(Q)mkdir -p $(out)/core $(out)/gcc $(out)/link $(out)/unit $(out)/fuzz
	$(Q)touch $@

# What needs set-up runs make again after it, since that may have brought the compiler.
again := $(MAKE) --no-print-directory

demo:
	$(Q)tests/setup.sh '$(CC)' build demo
	$(Q)$(again) demo-ready

demo-ready: $(plugin)
	$(Q)tests/demo.sh '$(CC)' $(out)/sleepwalk.so

check:
	$(Q)tests/setup.sh '$(CC)' build check
	$(Q)$(again) check-ready

check-ready: $(plugin) $(unit_programs) $(list_inputs) $(fuzz_programs)
	$(Q)$(if $(other),$(again) CC=$(other) all)
	$(Q)tests/check.sh '$(CC)' '$(other)' $(unit_programs) -- $(fuzz_programs)

fuzz:
	$(Q)tests/setup.sh '$(CC)' build check fuzz
	$(Q)$(again) fuzz-ready

fuzz-ready: $(fuzzers)
	$(Q)tests/fuzz/run '$(MINUTES)' $(or $(ONLY),$(fuzz))

fuzz-corpus:
	$(Q)tests/setup.sh '$(CC)' build check fuzz
	$(Q)$(again) fuzz-corpus-ready

fuzz-corpus-ready: $(plugin) $(fuzzers)
	$(Q)tests/fuzz/make-corpus '$(CC)' $(out)/sleepwalk.so $(KDIR)

# Built once more, beside the plain ones.
with_threads_watched = $(again) out='$(out)-threads' CFLAGS='-O1 -g -fsanitize=thread' LDFLAGS='-fsanitize=thread'
sanitized = $(again) out='$(out)-sanitized' CFLAGS='-O1 -g $(sanitizers)' CXXFLAGS='-O1 -g $(sanitizers)' LDFLAGS='$(sanitizers)'

check-sanitize:
	$(Q)tests/setup.sh '$(CC)' build check sanitize
	$(Q)$(again) check-sanitize-ready

check-sanitize-ready: $(plugin) $(unit_programs) $(out)/defects
	$(Q)$(sanitized) all tests-ready
	$(Q)$(with_threads_watched) threads-ready
	$(Q)tests/sanitize/check '$(CC)' '$(out)' $(jobs)

threads-ready: $(out)/sleepwalk $(out)/annotations $(out)/unit/schedule $(out)/defects

# What the tests run, and nothing else of them.
tests-ready: $(unit_programs) $(list_inputs) $(out)/defects

$(out)/defects: tests/sanitize/defects.c | $(out)/tools
	$(call say,LD,$@)
	$(Q)$(compile_c) $(LDFLAGS) -pthread -o $@ $<

lint:
	$(Q)tests/setup.sh '$(CC)' build lint
	$(Q)$(again) lint-ready

lint-ready: $(out)/page.html
	$(Q)tests/lint/check '$(HOSTCC)' $(jobs) '$(CURDIR)/$(out)/page.html' '$(plugin_headers)'

check-report:
	$(Q)tests/setup.sh '$(CC)' build report
	$(Q)$(again) check-report-ready

check-report-ready: $(plugin) build/report/node_modules
	$(Q)tests/report/check --cc '$(CC)' --plugin $(out)/sleepwalk.so --out build/report

build/report/node_modules: tests/report/package.json tests/report/package-lock.json
	$(Q)mkdir -p build/report
	$(Q)cp $^ build/report/
	$(Q)npm ci --prefix build/report --ignore-scripts --no-audit --no-fund --silent
	$(Q)touch $@

kernel := tests/kernel/linux --cc '$(CC)' --plugin $(out)/sleepwalk.so --jobs $(jobs)

linux:
	$(Q)tests/setup.sh '$(CC)' build kernel $(if $(KDIR),,linux-source)
	$(Q)$(again) linux-ready

linux-ready: $(plugin)
	$(Q)$(kernel) --command $(out)/sleepwalk $(if $(KDIR),--kdir '$(KDIR)') $(if $(KOUT),--out '$(KOUT)')

findings:
	$(Q)tests/setup.sh '$(CC)' build kernel linux-source-6.1
	$(Q)$(again) findings-ready

findings-ready: $(plugin)
	$(Q)$(kernel) --version 6.1 --targets tests/kernel/files --keep tests/kernel/findings-6.1 $(if $(BLESS),--bless)

configurations: $(plugin)
	$(Q)tests/kernel/configurations $(out)/sleepwalk.so $(out)/sleepwalk '$(KDIR)' build/linux/configurations

context: $(plugin)
	$(if $(KDIR),,$(error make context needs KDIR, the build directory of a kernel))
	$(Q)$(out)/sleepwalk export --output $(out)/contracts.ann '$(KDIR)'
	$(Q)tests/kernel/context --symbols '$(KDIR)/System.map' '$(firstword $(wildcard $(KDIR)/source) $(KDIR))' \
		annotations $(out)/contracts.ann

oracle:
	$(Q)tests/setup.sh '$(CC)' build check
	$(Q)$(again) oracle-ready

oracle-ready: $(plugin)
	$(Q)tests/oracle/oracle --cc '$(CC)' --plugin $(out)/sleepwalk.so --jobs $(jobs) --self-test --verbose \
		-n '$(or $(N),10000)' --first '$(FIRST)'

bench:
	$(if $(KDIR),,$(error make bench needs KDIR, the build directory of a kernel))
	$(Q)tests/setup.sh '$(CC)' build bench
	$(Q)$(again) bench-ready

bench-ready: $(plugin)
	$(Q)tests/bench/run --cc '$(CC)' --plugin $(out)/sleepwalk.so --command $(out)/sleepwalk --kdir '$(KDIR)' --out build/bench \
		--jobs $(jobs) $(if $(WHOLE),--whole) $(if $(PUBLISH),--publish README.md) $(BENCH)

scale:
	$(Q)tests/setup.sh '$(CC)' build check
	$(Q)$(again) scale-ready

scale-ready: $(plugin)
	$(Q)tests/bench/scale --cc '$(CC)' --plugin $(out)/sleepwalk.so --command $(out)/sleepwalk --json build/scale.json \
		$(if $(PUBLISH),--publish tests/bench/README.md) $(if $(FACTORS),--factors $(FACTORS))

torture:
	$(Q)tests/setup.sh '$(CC)' build torture
	$(Q)$(again) torture-ready

torture_run = tests/torture/run --cc '$(CC)' --plugin $(out)/sleepwalk.so --jobs $(jobs) $(SETS:%=--sets=%)

torture-ready: $(plugin)
	$(Q)tests/torture/unpack build/torture
	$(Q)$(torture_run) $(N:%=--number %) build/torture/gcc.c-torture build/torture/gcc.dg build/torture/c-c++-common
	$(Q)$(torture_run) --csmith $(or $(N),1000)

# What an older release left among the annotations would be read with them, so they go first.
share = $(DESTDIR)$(PREFIX)/share
install_plugin = $(DESTDIR)$(PREFIX)/lib/sleepwalk/$(target)
install_annotations = $(share)/sleepwalk/annotations
install_doc = $(share)/doc/sleepwalk

install: $(plugin)
	$(Q)install -D -t $(DESTDIR)$(PREFIX)/bin $(out)/sleepwalk
	$(Q)install -D -m 644 -t $(install_plugin) $(out)/sleepwalk.so
	$(Q)ln -sfn ../../../share/sleepwalk/annotations $(install_plugin)/annotations
	$(Q)rm -rf $(install_annotations)
	$(Q)install -D -m 644 -t $(install_annotations)/linux annotations/linux/*.ann
	$(Q)install -D -m 644 -t $(install_annotations)/linux-rt annotations/linux-rt/*.ann
	$(Q)install -D -m 644 -t $(install_plugin)/include include/sleepwalk.h
	$(Q)install -D -m 644 -t $(DESTDIR)$(PREFIX)/include include/sleepwalk.h
	$(Q)install -D -m 644 -t $(share)/man/man1 docs/sleepwalk.1
	$(Q)install -D -m 644 -t $(share)/man/man5 docs/sleepwalk.ann.5
	$(Q)install -D -m 644 packaging/completion.bash $(share)/bash-completion/completions/sleepwalk
	$(Q)install -D -m 644 packaging/completion.zsh $(DESTDIR)$(ZSH_COMPLETIONS)/_sleepwalk
	$(Q)install -D -m 644 -t $(install_doc) README.md
	$(Q)install -D -m 644 -t $(install_doc)/annotations annotations/README.md
	$(Q)$(if $(wildcard docs/*.md),install -D -m 644 -t $(install_doc)/docs $(wildcard docs/*.md))
	$(Q)install -D -m 644 -t $(install_doc)/examples examples/README.md examples/*.[ch]
	$(Q)install -D -m 644 -t $(install_doc)/examples/ci examples/ci/README.md examples/ci/*.yml
	$(Q)install -D -m 644 -t $(install_doc)/examples/module examples/module/Kbuild examples/module/sleepwalk_example.c

deb:
	$(Q)tests/setup.sh '$(CC)' deb
	$(Q)packaging/make-deb '$(VERSION)' build/deb

clean:
	$(Q)rm -rf build

-include $(wildcard $(out)/*/*.d $(fuzz_out)/*/*.d)

.PHONY: all bench bench-ready check check-ready check-report check-report-ready check-sanitize check-sanitize-ready clean
.PHONY: configurations context deb demo demo-ready findings findings-ready fuzz fuzz-corpus fuzz-corpus-ready fuzz-ready
.PHONY: install lint lint-ready linux linux-ready oracle oracle-ready scale scale-ready tests-ready threads-ready torture torture-ready
.SECONDARY:
