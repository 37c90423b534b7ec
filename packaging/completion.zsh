#compdef sleepwalk
# SPDX-License-Identifier: GPL-2.0-or-later
# zsh completion for sleepwalk(1).

local -a subcommands flags

subcommands=(
	'check:findings over a whole program'
	'explain:the contract of a function, and where it is from'
	'export:inferred contracts, as an annotation file'
	'dump:what objects carry, for developers'
	'--kcflags:the flags that a compiler loads the plugin by'
	'--version:print the version'
	'--help:print a summary of the options'
)

flags=(
	'--report=[also what the program does not settle]:which:(definite possible)'
	'*--annotations=[contracts of your own]:file or directory:_files'
	'--profile=[the annotations that come with sleepwalk]:profile:(linux linux-rt none)'
	'*--source=[where source files are looked for]:directory:_files -/'
	'--format=[how findings are printed]:format:(text json sarif gitlab html)'
	'--fail-on=[which findings make exit status 1]:which:(definite possible none)'
	'--baseline=[findings that are known]:file:_files'
	'--write-baseline=[all findings are known now]:file:_files'
	'*--only=[findings that touch a path]:path:_files'
	'--diff=[findings that touch changed lines]:revision:'
	'--ratchet=[how many findings parts of the tree may have]:file:_files'
	'--write-ratchet=[write how many they are]:file:_files'
	'--cache=[keep what is found, and look only at what has changed]:file:_files'
	'--unused-trusted[the functions whose __trusted() hides nothing]'
	'--coverage[how many calls and entries were resolved]'
	'--timings[how long each phase of the check took]'
	'--unmatched[which lines of --annotations name what is not there]'
	'--color=[whether findings are in colour]:when:(auto always never)'
	'--cc=[the compiler that --kcflags is about]:compiler: _command_names -e'
	'--jobs=[threads]:number:'
	'--output=[instead of standard output]:file:_files'
	'--quiet[no progress, and no summary]'
	'--help[print a summary of the options]'
)

if ((CURRENT == 2)); then
	_describe command subcommands
else
	shift words
	((CURRENT--))
	_arguments $flags '*:file:_files'
fi
