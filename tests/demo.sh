#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Compiles the examples with the plugin and shows what it says.
#
#	tests/demo.sh CC PLUGIN
#
# Fails if an example does not give the finding that its comments promise.
set -u
cd "$(dirname "$0")/.." || exit 1
cc=$1
plugin=$2
set -- examples/*.c

for file in "$@"; do
	$cc -fplugin="$plugin" -I include -O2 -c -o /dev/null "$file"
	echo
done
sum=$(tests/compile/run --cc "$cc" --plugin "$plugin" "$@") || {
	printf '%s\n' "$sum"
	exit 1
}
echo "These were the findings in $# files, each with the one that it promises."
echo "To see yours: make KCFLAGS=\"\$($(pwd)/${plugin%.so} --kcflags)\""
