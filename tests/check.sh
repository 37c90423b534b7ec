#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs all tests and adds up their counts.
#
#	tests/check.sh CC OTHER_CC UNIT_PROGRAM... -- FUZZ_PROGRAM...
#
# The plugin is built for CC and, where that is not empty, for OTHER_CC. Every suite ends with a line "N passed, N failed"
# (unit programs print TAP instead). What a suite says beyond that line is shown. The last line is the sum.
set -u
cd "$(dirname "$0")/.." || exit 1
cc=$1
other=$2
shift 2
jobs=$(nproc)
. tests/suites.sh

plugin_of() { echo "build/$($1 -dumpmachine)-$($1 -dumpfullversion)/sleepwalk.so"; }

# binutils CC DIR: what the compiler works with, under their plain names: a cross compiler has its own.
binutils() {
	local tool
	for tool in ar ld objcopy readelf strip; do
		ln -s "$(command -v "$($1 -print-prog-name=$tool)")" "$2/$tool"
	done
}

# with_compiler CC: what must hold for each compiler, in the dialect that the kernel is written in
with_compiler() {
	local plugin label tools cc="$1 -std=gnu11"
	tools=$(mktemp -d)
	binutils "$1" "$tools"
	local PATH=$tools:$PATH
	plugin=$(plugin_of "$1")
	label="gcc $($1 -dumpversion)"
	suite "compile, $label" tests/compile/run --cc "$cc" --plugin "$plugin" --jobs "$jobs"
	suite "compile, possible, $label" tests/compile/run --cc "$cc" --plugin "$plugin" --jobs "$jobs" --possible
	suite "examples, $label" tests/compile/run --cc "$cc" --plugin "$plugin" --jobs "$jobs" examples/*.c
	suite "whole programs, $label" tests/link/check --cc "$cc" --plugin "$plugin" --program "${plugin%.so}" --jobs "$jobs"
	suite "same code, $label" tests/code-equal --cc "$cc" --plugin "$plugin" --jobs "$jobs"
	rm -rf "$tools"
}

while [[ $# -gt 0 && $1 != -- ]]; do
	unit "unit/${1##*/}" "$1"
	shift
done
for program in "${@:2}"; do
	suite "fuzz/${program##*/}" "$program" tests/fuzz/{corpus,finds}/"${program##*/}"
done
plugin=$(plugin_of "$cc")
suite 'compile, self-test' tests/compile/run --self-test
with_compiler "$cc"
if [[ $other ]]; then
	with_compiler "$other"
else
	echo '  not tried: a second compiler: there is none that has its headers for plugins'
fi
if [[ $($cc -dumpmachine) == "$(uname -m)"-* ]]; then
	suite 'torture, a sample' tests/torture/run --cc "$cc" --plugin "$plugin" --jobs "$jobs" --sample \
		--sets=-O0,-O2,-g,-flto,-fsyntax-only,-E,-c,pch tests/torture/sample
	suite 'large sources' tests/bench/scale --cc "$cc" --plugin "$plugin" --command "${plugin%.so}" --once
	suite 'oracle' tests/oracle/oracle --cc "$cc -std=gnu11" --plugin "$plugin" --jobs "$jobs" --self-test -n 400
	suite 'command line' tests/cli/run --cc "$cc" --plugin "$plugin" ${other:+--other-cc "$other"}
	suite 'installed' tests/cli/installed --cc "$cc" --plugin "$plugin" ${other:+--other-cc "$other"}
	suite 'manual' tests/docs/check --cc "$cc -std=gnu11" --plugin "$plugin" --jobs "$jobs"
	suite 'faults' tests/faults/check --cc "$cc -std=gnu11" --plugin "$plugin" --program "${plugin%.so}" --jobs "$jobs"
	suite 'versions' tests/versions/check --cc "$cc" --plugin "$plugin" --program "${plugin%.so}"
	suite 'bench' tests/bench/test --cc "$cc" --plugin "$plugin"
	suite 'inputs' tests/link/inputs --cc "$cc" --program "${plugin%/*}/link/list-inputs"
else
	echo '  not tried: the others: they need a compiler for this machine'
fi
suite 'context, self-test' tests/cli/context
suite 'torture, self-test' tests/torture/test
suite 'style' tests/style.sh "$cc" "$plugin"
sum
