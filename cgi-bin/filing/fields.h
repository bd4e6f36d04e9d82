/* What each form takes (web/form.h): declared beside its handler, named in the table of routes. */
#ifndef FILING_FIELDS_H
#define FILING_FIELDS_H

#include "web/form.h"

extern const struct form_field objection_fields[], repair_fields[], complaint_fields[], apply_fields[], query_fields[], code_fields[], supplement_fields[],
    withdraw_fields[];

#endif
