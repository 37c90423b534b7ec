// SPDX-License-Identifier: GPL-2.0-or-later
/* The part of gcc-compat.h that is more than a line. */
#include "gcc-compat.h"

static bool report(rich_location *where, gcc_kind kind, const char *format, ...)
{
	gcc_diagnostic info;
	va_list args;
	bool shown, werror = gcc_set_werror(false);

	va_start(args, format);
	diagnostic_set_info(&info, format, &args, where, kind);
#if BUILDING_GCC_MAJOR >= 14
	shown = global_dc->report_diagnostic(&info);
#else
	shown = diagnostic_report_diagnostic(global_dc, &info);
#endif
	va_end(args);
	gcc_set_werror(werror);
	return shown;
}

bool gcc_emit(rich_location *where, gcc_kind kind, bool possible, const char *text, const char *tag)
{
	return report(where, kind, "%s%s [sleepwalk:%s]", text, possible ? " (possible)" : "", tag);
}
