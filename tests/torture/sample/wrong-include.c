// SPDX-License-Identifier: GPL-2.0-or-later
/* A fatal error. */
int before(void) { return 1; }
#include "there_is_no_such_file.h"
int after(void) { return 1; }
