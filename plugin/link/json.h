/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings as JSON values, for the formats that are made of them. Each function returns a new reference. */
#ifndef SLEEPWALK_LINK_JSON_H
#define SLEEPWALK_LINK_JSON_H

#include <jansson.h>

#include "report.h"

/* TEXT made printable; null for NULL. */
json_t *json_text(const struct report *report, const char *text);
/* FILE as it is called in its source tree, made printable; null for NULL. */
json_t *json_file(const struct report *report, const char *file);
/* One group, as docs/json.md has it. */
json_t *json_group(const struct report *report, const struct sw_group *group);
/* All of a report. */
json_t *json_report(const struct report *report);
/* Writes DOCUMENT and lets go of it. */
void json_write(FILE *to, json_t *document);

#endif
