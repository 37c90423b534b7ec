/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What cppcheck has to be told, or it ends its reading of a file there: it has neither GCC's headers nor all of its language. */
#define __typeof__(x) void *
#define CASE_CONVERT case 0
#define FOR_EACH_BB_FN(block, function) for (; (block) = next(function);)
#define FOR_EACH_EDGE(edge, at, all) for (; (edge) = next(at, all);)
#define FOR_EACH_DEFINED_VARIABLE(node) for (; (node) = next();)
#define FOR_EACH_FUNCTION(node) for (; (node) = next();)
#define FOR_EACH_FUNCTION_WITH_GIMPLE_BODY(node) for (; (node) = next();)
#define FOR_EACH_IMM_USE_FAST(use, at, name) for (; (use) = next(at, name);)
