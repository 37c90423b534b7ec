# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Runs suites of tests and adds up their counts, for who sources this. A suite that ends in another way than with its sum
# counts as one more failure.
passed=0
failed=0

# add NAME PASSED FAILED
add() {
	printf '  %-28s %5d passed, %d failed\n' "$1" "$2" "$3"
	passed=$((passed + $2))
	failed=$((failed + $3))
}

# suite NAME COMMAND...
suite() {
	local name=$1 output status good=0 bad=0
	shift
	output=$("$@" 2>&1)
	status=$?
	if [[ ${output##*$'\n'} =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
		good=${BASH_REMATCH[1]}
		bad=${BASH_REMATCH[2]}
		output=${output%"${BASH_REMATCH[0]}"}
	else
		output+=$'\n'"$name: no sum at the end, status $status"
		bad=1
	fi
	[[ $status == 0 || $bad -gt 0 ]] || bad=1
	[[ -z $output ]] || printf '%s\n' "${output%$'\n'}"
	add "$name" "$good" "$bad"
}

# unit NAME COMMAND...: of a program of tests/unit. One that dies leaves tests without an answer: these failed. What is
# skipped is shown, and neither.
unit() {
	local name=$1 output planned good skipped status
	shift
	output=$(CMOCKA_MESSAGE_OUTPUT=TAP "$@" 2>&1)
	status=$?
	good=$(grep -ac '^ok ' <<<"$output")
	planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' <<<"$output" | head -n 1)
	((${planned:-0} > 0)) || planned=$((good + 1))
	skipped=$(grep -ac '^not ok .*# SKIP' <<<"$output")
	planned=$((planned - skipped))
	((good == planned && !skipped)) || grep -av -e '^ok ' -e '^1\.\.' <<<"$output"
	if ((good == planned && status)); then # its tests are good, and something else is not: a leak
		grep -av -e '^ok ' -e '^1\.\.' <<<"$output"
		good=$((good - 1))
	fi
	add "$name" "$good" $((planned - good))
}

# The last line, and the exit status.
sum() {
	echo "$passed passed, $failed failed"
	[[ $failed == 0 ]]
}
