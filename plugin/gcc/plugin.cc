// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The plugin's entry: options, the hooks into GCC, and the pass that runs the analysis over a translation unit.
 */
#include "gcc-compat.h"
#include <plugin-version.h>
#include <time.h>

#include "sleepwalk-gcc.h"

#define VISIBLE __attribute__((visibility("default")))

extern "C" VISIBLE int plugin_is_GPL_compatible;
int plugin_is_GPL_compatible;

struct plugin_state plugin;

/* ---- the pass ---- */

static void visited(void *, const struct sw_flow *flow)
{
	if (plugin.options.dump_exits)
		sw_dump_exits(stderr, flow);
	if (plugin.options.dump_sites)
		sw_dump_sites(stderr, flow);
}

static void dump_residues(void)
{
	for (uint32_t i = 0; i < plugin.unit.functions.n; i++)
		sw_dump_residue(stderr, &plugin.unit, plugin.unit.functions.at[i]);
}

static void dump_summaries(void)
{
	for (uint32_t i = 0; i < plugin.unit.functions.n; i++)
		sw_dump_summary(stderr, &plugin.unit, plugin.unit.functions.at[i]->symbol);
}

static double milliseconds(clock_t from, clock_t to)
{
	return 1e3 * (double)(to - from) / CLOCKS_PER_SEC;
}

static void analyse_unit(void)
{
	struct sw_solver solver = {};

	solver.unit = &plugin.unit;
	solver.contracts = &plugin.contracts;
	solver.findings.arena = &plugin.unit.arena;
	solver.possible = plugin.options.possible;
	if (plugin.options.dump_sites || plugin.options.dump_exits)
		solver.visited = visited;
	clock_t start = clock();
	if (symtab->first_defined_symbol())
		sw_contracts_read_profile(&plugin.contracts);
	lower_unit();
	clock_t lowered = clock();
	if (plugin.options.dump_residue)
		dump_residues();
	sw_solve(&solver);
	clock_t solved = clock();
	plugin.wire = sw_wire_write(&plugin.unit, main_input_filename, &plugin.unit.arena);
	if (plugin.options.dump_summary)
		dump_summaries();
	if (plugin.options.dump_statistics) {
		sw_dump_statistics(stderr, &solver.statistics);
		fprintf(stderr, "time: lowering %.1f ms, solving %.1f ms, writing %.1f ms\n", milliseconds(start, lowered),
			milliseconds(lowered, solved), milliseconds(solved, clock()));
	}
	report_findings(&solver.findings);
	report_given_up();
	report_contracts();
}

/* Most memory is needed by what GCC does after this: it is to have ours. Only what goes into the object stays. */
static void let_go(void)
{
	unsigned char *kept = XNEWVEC(unsigned char, plugin.wire.n);

	if (plugin.wire.n)
		memcpy(kept, plugin.wire.at, plugin.wire.n);
	plugin.wire.at = kept;
	sw_unit_free(&plugin.unit);
	XDELETEVEC(plugin.expansions);
	plugin.expansions = NULL;
	plugin.started = false;
}

namespace {

const pass_data analysis_data = {
	SIMPLE_IPA_PASS, "sleepwalk", OPTGROUP_NONE, TV_NONE, PROP_cfg | PROP_ssa, 0, 0, 0, 0,
};

class analysis_pass : public simple_ipa_opt_pass
{
public:
	analysis_pass(gcc::context *context) : simple_ipa_opt_pass(analysis_data, context) {}
	bool gate(function *) final override { return plugin.started && !seen_error() && !in_lto_p; }
	unsigned int execute(function *) final override
	{
		analyse_unit();
		let_go();
		return 0;
	}
};

} // namespace

/* ---- the unit ---- */

/*
 * Kbuild asks the compiler hundreds of times for what it can do, with files that are empty: what lies beside the plugin is
 * read when there is something to hold against it. Files of one's own are read now, for a fault in them always counts.
 */
static void find_annotations(void)
{
	struct plugin_options *o = &plugin.options;

	sw_contracts_find_profile(&plugin.contracts, o->profile,
				  sw_intern_printf(&plugin.unit.strings, "%s/annotations", o->directory));
	for (unsigned i = 0; i < o->n_annotations; i++)
		sw_contracts_read(&plugin.contracts, o->annotations[i]);
}

/* The makefile's dependencies name the annotation files: what was compiled under other ones is compiled again. */
static void add_dependencies(void)
{
	class mkdeps *deps = gcc_dependencies();

	for (uint32_t i = 0; deps && i < plugin.contracts.files.n; i++)
		deps_add_dep(deps, plugin.contracts.files.at[i]);
}

static bool is_c(void)
{
	return !strncmp(lang_hooks.name, "GNU C", 5) && strncmp(lang_hooks.name, "GNU C++", 7);
}

static void init_unit(void)
{
	sw_unit_init(&plugin.unit);
	plugin.contracts.terms = &plugin.unit.terms;
	plugin.contracts.report = report_fault;
}

static void start_unit(void *, void *)
{
	if (!is_c())
		return;
	plugin.started = true;
	find_annotations();
	add_dependencies();
}

/* Once all is compiled: it goes to the end of the assembly, and no label or relocation comes with it. */
static void finish_unit(void *, void *)
{
	if (plugin.wire.n && !seen_error())
		gcc_write_section(SW_WIRE_SECTION, (const char *)plugin.wire.at, plugin.wire.n);
}

static void finish(void *, void *)
{
	sw_unit_free(&plugin.unit);
	XDELETEVEC(plugin.wire.at);
}

/* There are tens of thousands of declarations in a file of the kernel, and mostly no attribute of ours. */
static void finish_decl(void *decl, void *)
{
	if (plugin.has_attributes)
		check_redeclaration((tree)decl);
}

/* At the start of a definition the types are known, at its end the parameters too. */
static void read_function(void *decl, void *)
{
	if (plugin.has_attributes && decl && TREE_CODE((tree)decl) == FUNCTION_DECL)
		keep_parameters((tree)decl);
}

static void register_attributes(void *, void *)
{
	register_sleepwalk_attributes();
}

/* ---- options ---- */

static bool one_of(const char *value, const char *first, bool *is_first, const char *second)
{
	if (!value || (strcmp(value, first) && strcmp(value, second)))
		return false;
	*is_first = !strcmp(value, first);
	return true;
}

static bool set_profile(const char *value)
{
	const struct sw_profile *profile = value ? sw_profile_by_name(value) : NULL;

	if (profile)
		plugin.options.profile = profile;
	return profile != NULL;
}

static bool set_severity(const char *value)
{
	static const struct {
		const char *name;
		gcc_kind kind;
	} kinds[] = { { "note", GCC_KIND_NOTE }, { "warning", GCC_KIND_WARNING }, { "error", GCC_KIND_ERROR } };

	for (unsigned i = 0; value && i < 3; i++) {
		if (!strcmp(value, kinds[i].name)) {
			plugin.options.severity = kinds[i].kind;
			return true;
		}
	}
	return false;
}

static bool add_annotations(const char *value)
{
	struct plugin_options *o = &plugin.options;

	if (!value || !*value || o->n_annotations == sizeof o->annotations / sizeof *o->annotations)
		return false;
	o->annotations[o->n_annotations++] = value;
	return true;
}

static bool add_dumps(const char *value)
{
	struct plugin_options *o = &plugin.options;
	static const char *const names[] = { "residue", "summary", "exits", "sites", "statistics" };
	bool *const wanted[] = { &o->dump_residue, &o->dump_summary, &o->dump_exits, &o->dump_sites,
				 &o->dump_statistics };
	const unsigned n_names = sizeof names / sizeof *names;

	while (value && *value) {
		size_t n = strcspn(value, ",");
		unsigned i = 0;

		while (i < n_names && (strlen(names[i]) != n || strncmp(names[i], value, n)))
			i++;
		if (i == n_names)
			return false;
		*wanted[i] = true;
		value += n + (value[n] == ',');
	}
	return value != NULL;
}

/* What KEY takes, when VALUE is not it; NULL when all is well. */
static const char *set_option(const char *key, const char *value)
{
	struct plugin_options *o = &plugin.options;

	if (!strcmp(key, "severity"))
		return set_severity(value) ? NULL : "note, warning or error";
	if (!strcmp(key, "report"))
		return one_of(value, "possible", &o->possible, "definite") ? NULL : "definite or possible";
	if (!strcmp(key, "profile"))
		return set_profile(value) ? NULL : "linux, linux-rt or none";
	if (!strcmp(key, "annotations"))
		return add_annotations(value) ? NULL : "a file or directory (at most 32 times)";
	if (!strcmp(key, "dump"))
		return add_dumps(value) ? NULL : "residue, summary, exits, sites or statistics, joined by ','";
	return "no such argument";
}

static bool read_options(const struct plugin_name_args *info)
{
	bool good = true;

	plugin.options.severity = GCC_KIND_WARNING;
	plugin.options.profile = sw_profile_by_name("linux");
	for (int i = 0; i < info->argc; i++) {
		const struct plugin_argument *arg = &info->argv[i];
		const char *expected = set_option(arg->key, arg->value);

		if (!expected)
			continue;
		good = false;
		if (!strcmp(expected, "no such argument"))
			error("%<-fplugin-arg-%s-%s%>: there is no such argument; there are %<severity%>, %<report%>, "
			      "%<profile%>, %<annotations%> and %<dump%>", info->base_name, arg->key);
		else
			error("%<-fplugin-arg-%s-%s%>: expected %s, found %qs", info->base_name, arg->key, expected,
			      arg->value ? arg->value : "");
	}
	return good;
}

/* ---- the compiler ---- */

static bool same_field(const char *what, const char *built, const char *found)
{
	if (!strcmp(built, found))
		return true;
	error("sleepwalk was built for a compiler whose %s is %qs, and this one%'s is %qs; build it for this one by "
	      "%<make CC=THIS-COMPILER%>", what, built, found);
	return false;
}

static bool is_our_compiler(const struct plugin_gcc_version *found)
{
	return same_field("version", gcc_version.basever, found->basever) &&
	       same_field("date", gcc_version.datestamp, found->datestamp) &&
	       same_field("phase", gcc_version.devphase, found->devphase) &&
	       same_field("revision", gcc_version.revision, found->revision) &&
	       same_field("configuration", gcc_version.configuration_arguments, found->configuration_arguments);
}

static const char *directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? sw_intern_n(&plugin.unit.strings, path, (size_t)(slash - path)) : ".";
}

/*
 * Right after build_ssa_passes every body is in SSA form and nothing is inlined yet, not even always_inline functions:
 * the kernel's primitives still carry their names, and the calls of header inlines are still calls.
 */
static void register_analysis(const char *name)
{
	struct register_pass_info where = {};

	where.pass = new analysis_pass(g);
	where.reference_pass_name = "build_ssa_passes";
	where.ref_pass_instance_number = 1;
	where.pos_op = PASS_POS_INSERT_AFTER;
	register_callback(name, PLUGIN_PASS_MANAGER_SETUP, NULL, &where);
}

extern "C" VISIBLE int plugin_init(struct plugin_name_args *info, struct plugin_gcc_version *version)
{
	static struct plugin_info about = { SLEEPWALK_VERSION,
					    "finds kernel code that sleeps in atomic context; see the README" };

	if (!is_our_compiler(version))
		return 1;
	init_unit();
	plugin.options.directory = directory_of(info->full_name);
	if (!read_options(info))
		return 1;
	register_callback(info->base_name, PLUGIN_INFO, NULL, &about);
	register_callback(info->base_name, PLUGIN_ATTRIBUTES, register_attributes, NULL);
	register_callback(info->base_name, PLUGIN_START_UNIT, start_unit, NULL);
	register_callback(info->base_name, PLUGIN_FINISH_DECL, finish_decl, NULL);
	register_callback(info->base_name, PLUGIN_START_PARSE_FUNCTION, read_function, NULL);
	register_callback(info->base_name, PLUGIN_FINISH_PARSE_FUNCTION, read_function, NULL);
	register_analysis(info->base_name);
	register_callback(info->base_name, PLUGIN_FINISH_UNIT, finish_unit, NULL);
	register_callback(info->base_name, PLUGIN_FINISH, finish, NULL);
	return 0;
}
