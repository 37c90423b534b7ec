# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for sleepwalk(1). What it offers nothing for is completed as a file.

_sleepwalk()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} offered

	# bash takes --option=value apart
	[[ $word != '=' ]] || word=
	[[ $before != '=' ]] || before=${COMP_WORDS[COMP_CWORD - 2]}
	case $before in
	--report) offered='definite possible' ;;
	--profile) offered='linux linux-rt none' ;;
	--format) offered='text json sarif gitlab html' ;;
	--fail-on) offered='definite possible none' ;;
	--color) offered='auto always never' ;;
	--cc) offered=$(compgen -c gcc) ;;
	--diff) offered=$(git for-each-ref --format='%(refname:short)' 2>/dev/null) ;;
	--annotations | --source | --jobs | --output | --baseline | --write-baseline | --only | --ratchet | --write-ratchet | --cache) return ;;
	*)
		if [[ $COMP_CWORD == 1 ]]; then
			offered='check explain export dump --kcflags --version --help'
		elif [[ $word == -* ]]; then
			offered='--report --annotations --profile --source --format --fail-on --baseline --write-baseline --only --diff
				--ratchet --write-ratchet --cache --unused-trusted --coverage --timings --unmatched --color --cc --jobs --output --quiet --help'
		fi
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$word")
}

complete -o default -F _sleepwalk sleepwalk
