// SPDX-License-Identifier: GPL-2.0-or-later
/* The part of gcc-compat.h that is more than a line. */
#include "gcc-compat.h"

static bool report(rich_location *where, diagnostic_t kind, const char *format, ...)
{
	diagnostic_info info;
	va_list args;
	bool shown, werror = global_dc->warning_as_error_requested;

	va_start(args, format);
	diagnostic_set_info(&info, format, &args, where, kind);
	global_dc->warning_as_error_requested = false;
	shown = diagnostic_report_diagnostic(global_dc, &info);
	global_dc->warning_as_error_requested = werror;
	va_end(args);
	return shown;
}

bool gcc_emit(rich_location *where, diagnostic_t kind, bool possible, const char *text, const char *tag)
{
	return report(where, kind, "%s%s [sleepwalk:%s]", text, possible ? " (possible)" : "", tag);
}
