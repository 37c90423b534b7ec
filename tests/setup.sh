#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sees to it that what a part of the project needs is installed.
#
#	tests/setup.sh [--ask] CC PART...
#
#	build			compile the plugin for CC, and the command
#	demo			compare what it says with what is expected
#	bench			time it, and sparse beside it, and see how the check grows
#	check			run the tests, with a second compiler where Debian has one
#	sanitize		run them under valgrind, too
#	lint			analyse what is C
#	fuzz			feed it with what libFuzzer makes
#	report			test the formats of reports, in a browser
#	kernel			configure and compile a Linux kernel
#	torture			compile GCC's own tests, and random programs
#	deb			make Debian packages
#	linux-source-VERSION	the source of that kernel, as Debian has it
#	linux-source		the newest of them
#
# Each need is probed by itself, so a machine that has all of them needs neither Debian nor the network. What is missing
# is installed from Debian's packages when this user may do that: root, or sudo without a password. Otherwise, and with
# --ask, the command that installs it is printed, and the exit status is 1.
set -u

ask=
if [ "$1" = --ask ]; then
	ask=yes
	shift
fi
cc=$1
shift
parts=$*

have() { command -v "$1" >/dev/null 2>&1; }

# header COMPILER NAME: can the compiler find it?
header() { printf '#include <stddef.h>\n#include <%s>\n' "$2" | $1 -E -x c - >/dev/null 2>&1; }

# These two are given words of their own: CC may be "ccache gcc".
major() { $1 -dumpversion 2>/dev/null | sed 's/\..*//'; }
plugin_dir() { $1 -print-file-name=plugin 2>/dev/null; }

# The package of a compiler's name: of /usr/bin/gcc-12 and of "ccache gcc-12", gcc-12; of aarch64-linux-gnu-gcc-12,
# gcc-12-aarch64-linux-gnu.
package_of() { printf '%s\n' "${1##* }" | sed 's|.*/||; s|^\([a-z0-9_]*-.*\)-\(gcc.*\)$|\2-\1|'; }

# The compiler that makes what runs here: a cross compiler's of the same release.
host_of() { printf '%s\n' "$1" | sed 's|^\(.*[/ ]\)*[a-z0-9_]*-[a-z0-9_-]*gcc\([^/ ]*\)$|gcc\2|'; }

# The package of the plugin headers for the compiler of package $1, of release $2.
headers_of() {
	case $1 in
	gcc-[0-9]*-*) printf '%s\n' "$1" | sed 's|^\(gcc-[0-9]*\)|\1-plugin-dev|' ;;
	gcc-[0-9]*) echo "$1-plugin-dev" ;;
	gcc-*) echo "gcc-$2-plugin-dev-${1#gcc-}" ;;
	*) echo "gcc-$2-plugin-dev" ;;
	esac
}

# The release that the package gcc stands for, when there is no compiler to ask.
default_major() { apt-cache depends gcc 2>/dev/null | sed -n 's/.*Depends: gcc-\([0-9]*\)$/\1/p'; }

host=$(host_of "$cc")

# The packages that compiler $1 lacks.
missing_for_plugin() {
	gcc=$(package_of "$1")
	gxx=$(package_of "$(host_of "$1")" | sed 's/gcc/g++/')
	release=$(major "$1")
	have "${1##* }" || echo "$gcc"
	have "$gxx" || echo "$gxx"
	[ -e "$(plugin_dir "$1")/include/plugin-version.h" ] || headers_of "$gcc" "${release:-$(default_major)}"
	header "$gxx" gmp.h || echo libgmp-dev
	header "$gxx" zstd.h || echo libzstd-dev
}

missing_for_command() {
	{ header "$host" libelf.h && header "$host" gelf.h; } || echo libelf-dev
	header "$host" jansson.h || echo libjansson-dev
}

# The tests run with one more compiler, if apt offers it.
missing_for_check() {
	other='gcc-11'
	[ "$(major "$cc")" = 11 ] && other='gcc-12'
	have python3 || echo python3
	have git || echo git
	have jq || echo jq
	have strace || echo strace
	have mandoc || echo mandoc
	have zsh || echo zsh
	have zstd || echo zstd
	header "$host" setjmp.h || echo libc6-dev
	printf '#include <stdarg.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <setjmp.h>\n#include <cmocka.h>\n' |
		$host -E - >/dev/null 2>&1 || echo libcmocka-dev
	if apt-cache show "$other-plugin-dev" >/dev/null 2>&1; then
		missing_for_plugin "$other"
	fi
}

missing_for_lint() {
	have clang-tidy || echo clang-tidy
	have cppcheck || echo cppcheck
}

# The runtime is a package of its own, of the release that the package clang stands for.
missing_for_fuzz() {
	have clang || echo clang
	echo 'int LLVMFuzzerTestOneInput(const char *at, unsigned long n) { return !at || !n; }' |
		clang -fsanitize=fuzzer,address -x c -o /dev/null - 2>/dev/null ||
		echo "libclang-rt-$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p')-dev"
}

missing_for_report() {
	have chromium || echo chromium
	have node || echo nodejs
	have npm || echo npm
}

missing_for_kernel() {
	for tool in python3 flex bison bc; do
		have $tool || echo $tool
	done
	have xz || echo xz-utils
	header "$host" libelf.h || echo libelf-dev
	header "$host" openssl/ssl.h || echo libssl-dev
}

missing_for_torture() {
	have python3 || echo python3
	have xz || echo xz-utils
	have csmith || echo csmith
	[ -e /usr/include/csmith/csmith.h ] || echo libcsmith-dev
	[ -e /usr/src/gcc-12 ] || echo gcc-12-source
}

# dpkg-buildpackage asks for packages, so here they are not probed for by what is in them.
missing_for_deb() {
	have git || echo git
	have dpkg-checkbuilddeps || echo dpkg-dev
	LC_ALL=C dpkg-checkbuilddeps packaging/debian/control 2>&1 | sed -n 's/.*Unmet build dependencies: //p' |
		sed 's/([^)]*)//g; s/:native//g' | tr -s ' ' '\n'
}

# The newest linux-source-6.* that apt offers or that is installed; linux-source itself if apt knows none yet.
newest_source() {
	{
		apt-cache pkgnames linux-source-6. 2>/dev/null
		for file in /usr/src/linux-source-6.*.tar.xz; do
			basename "$file" .tar.xz
		done
	} | grep -x 'linux-source-6\.[0-9]*' | sort -V | tail -n 1 | grep . || echo linux-source
}

missing() {
	for part in $parts; do
		case $part in
		build)
			missing_for_plugin "$cc"
			missing_for_command
			;;
		demo) have python3 || echo python3 ;;
		bench)
			have python3 || echo python3
			have zstd || echo zstd
			have sparse || ! apt-cache show sparse >/dev/null 2>&1 || echo sparse
			;;
		check) missing_for_check ;;
		sanitize) have valgrind || echo valgrind ;;
		lint) missing_for_lint ;;
		fuzz) missing_for_fuzz ;;
		report) missing_for_report ;;
		kernel) missing_for_kernel ;;
		torture) missing_for_torture ;;
		deb) missing_for_deb ;;
		linux-source*)
			[ "$part" = linux-source ] && part=$(newest_source)
			[ -e "/usr/src/$part.tar.xz" ] || echo "$part"
			;;
		*) echo "setup.sh: there is no part '$part'" >&2 ;;
		esac
	done | sort -u | tr '\n' ' ' | sed 's/ $//'
}

# How this user may install packages; fails if not at all.
installer() {
	have apt-get || return 1
	if [ "$(id -u)" = 0 ]; then
		echo env
	elif have sudo && sudo -n true 2>/dev/null; then
		echo sudo
	else
		return 1
	fi
}

# apt-get's output is of interest only when it fails.
quietly() {
	log=$(mktemp)
	"$@" >"$log" 2>&1
	status=$?
	[ $status = 0 ] || cat "$log" >&2
	rm -f "$log"
	return $status
}

tell() {
	echo "missing: $1" >&2
	echo "On Debian this installs it:  apt-get install --no-install-recommends $1" >&2
	exit 1
}

# A first round may bring the compiler, or apt's lists, that tell what else is missing.
for round in 1 2 3; do
	packages=$(missing)
	[ -n "$packages" ] || break
	{ [ -z "$ask" ] && as=$(installer); } || tell "$packages"
	if [ $round = 1 ]; then
		quietly "$as" apt-get -q update || exit 1
		packages=$(missing)
	fi
	echo "installing $packages"
	# shellcheck disable=SC2086  # a list of words
	quietly "$as" DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends $packages || exit 1
done
packages=$(missing)
[ -z "$packages" ] || tell "$packages"
if ! $cc -dumpfullversion >/dev/null 2>&1; then
	echo "$cc is not GCC: sleepwalk is a plugin of GCC; make CC=gcc chooses it" >&2
	exit 1
fi
