// SPDX-License-Identifier: GPL-2.0-or-later
/* A harness on what libFuzzer makes. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n);

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	fuzz(bytes, n);
	return 0;
}
