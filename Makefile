# SPDX-License-Identifier: GPL-2.0-or-later
#
# make            builds the plugin for $(CC), under build/COMPILER/
# make demo       installs what is missing, builds, and shows the findings of examples/
# make check      installs what is missing, builds, and runs every test
# make linux      builds directories of a Linux kernel with the plugin and counts the findings (KDIR=..., or Debian's)
# make clean
#
# CC=gcc-11 chooses the compiler that the plugin is for. Personal settings go into local.mk.

CC := gcc
-include local.mk

VERSION := 0.1
V :=
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s %s\n' '$(1)' '$(2)')

# The plugin belongs to one compiler: its folder is named by it.
target := $(shell $(CC) -dumpmachine)-$(shell $(CC) -dumpfullversion)
out := build/$(target)
plugin_headers := $(shell $(CC) -print-file-name=plugin)/include
CXX := $(shell $(CC) --version >/dev/null 2>&1 && printf '%s' '$(CC)' | sed 's/gcc\([^/]*\)$$/g++\1/')

warnings := -Wall -Wextra -Wstrict-prototypes -Wshadow -Wvla -Wundef
common := -O2 -g -fPIC -fvisibility=hidden -Iinclude -MMD -MP
CFLAGS := -std=gnu11 $(common) $(warnings)
CXXFLAGS := -std=gnu++14 $(common) -Wall -fno-rtti -fno-exceptions -isystem $(plugin_headers) \
	-DSLEEPWALK_VERSION='"$(VERSION)"'

core := annotations
core += apply
core += arena
core += check
core += contract
core += counters
core += dump
core += eval
core += flow
core += fold
core += guard
core += infer
core += message
core += parse
core += residue
core += solve
core += state
core += strings
core += summary
core += term
core += values

gcc := attributes
gcc += diagnose
gcc += gcc-compat
gcc += lower
gcc += places
gcc += plugin
gcc += terms

core_objects := $(core:%=$(out)/core/%.o)
gcc_objects := $(gcc:%=$(out)/gcc/%.o)

all: $(out)/sleepwalk.so $(out)/annotations

$(out)/sleepwalk.so: $(core_objects) $(gcc_objects)
	$(call say,LD,$@)
	$(Q)$(CXX) -shared -fPIC -static-libgcc -o $@ $^

$(out)/core/%.o: plugin/core/%.c | $(out)/core
	$(call say,CC,$@)
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<

$(out)/gcc/%.o: plugin/gcc/%.cc | $(out)/gcc
	$(call say,CXX,$@)
	$(Q)$(CXX) $(CXXFLAGS) -c -o $@ $<

# The plugin reads the annotations that lie beside it.
$(out)/annotations: | $(out)/core
	$(Q)ln -sfn ../../annotations $@

$(out)/core $(out)/gcc:
	$(Q)mkdir -p $@

clean:
	$(Q)rm -rf build

-include $(wildcard $(out)/*/*.d)

.PHONY: all clean
