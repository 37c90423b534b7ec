#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Rules of this project that no compiler checks.
#
#	tests/style.sh CC PLUGIN
#
# The kernel's function names that count as such are the ones of annotations/.
set -u
cd "$(dirname "$0")/.." || exit 1
cc=$1
plugin=$2
passed=0
failed=0

# rule TEXT COMMAND...: holds if the command prints nothing
rule() {
	local text=$1 output
	shift
	output=$("$@" 2>&1)
	if [[ -z $output ]]; then
		passed=$((passed + 1))
	else
		printf '%s:\n%s\n' "$text" "$output"
		failed=$((failed + 1))
	fi
}

only_two_exported() {
	diff <(printf '%s\n' plugin_init plugin_is_GPL_compatible) \
		<(nm -D --defined-only "$plugin" | awk '{ print $3 }' | LC_ALL=C sort)
}

gcc_headers_elsewhere() {
	grep -nE '#[[:space:]]*include.*(gcc-|plugin|tree|gimple|cgraph|basic-block|diagnostic|coretypes)[a-z-]*\.h[">]' \
		plugin/core/* plugin/link/* include/sleepwalk.h include/sleepwalk/*.h 2>/dev/null
}

# Names of more than one word only: "schedule" and the like are English, and field names, too.
kernel_names() {
	sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)[[:space:]].*/\1/p' annotations/*/*.ann | grep -E '[a-z0-9]_[a-z0-9]|^_' |
		LC_ALL=C sort -u
}

# The strings of the code, not of its comments.
kernel_names_in_code() {
	local file
	for file in plugin/*/*.c plugin/*/*.cc plugin/*/*.h include/sleepwalk/*.h; do
		[[ ! -f $file ]] || $cc -fpreprocessed -dD -E -x c "$file" 2>&1 | grep -oE '"([^"\\]|\\.)*"' |
			grep -wFf <(kernel_names) | sed "s|^|$file: |"
	done
}

exported_by_core() {
	grep -n 'visibility("default")' plugin/core/* plugin/link/* include/sleepwalk/* 2>/dev/null
}

annotation_order() {
	tests/kernel/names annotations >/dev/null
}

without_licence() {
	local file
	git ls-files -co --exclude-standard -- '*.c' '*.cc' '*.h' '*.sh' Makefile tests/compile/run tests/code-equal \
		tests/cli tests/docs/check tests/fuzz/run tests/fuzz/make-corpus tests/link tests/kernel/linux tests/bench tests/packages \
		tests/oracle/oracle 'tests/oracle/*.py' tests/report/check '*.js' '*.css' \
		plugin/link/page/make tests/faults/check tests/lint/check tests/sanitize tests/versions/check tests/torture \
		packaging/make-deb 'packaging/completion.*' \
		packaging/debian/rules 'docs/*.[15]' .ci/run tests/tried.py ':!*.md' | while read -r file; do
		[[ ! -f $file ]] || head -n 3 "$file" | grep -q 'SPDX-License-Identifier' || echo "$file"
	done
}

rule 'the plugin must export just two symbols' only_two_exported
rule "GCC's headers belong into plugin/gcc" gcc_headers_elsewhere
rule "the kernel's names belong into annotations/" kernel_names_in_code
rule 'only the entry of the plugin is visible' exported_by_core
rule 'annotations are sorted, each name stands once' annotation_order
rule 'files without SPDX-License-Identifier in the first lines' without_licence
echo "$passed passed, $failed failed"
[[ $failed == 0 ]]
