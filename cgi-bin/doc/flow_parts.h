/* What flow.c and flow_table.c share; nobody else includes it. */
#ifndef DOC_FLOW_PARTS_H
#define DOC_FLOW_PARTS_H

#include "doc/flow.h"

/* Keeps the first failure with the place where it happened; `bad` as typeset_add gives it. */
void flow_fail(struct flow *flow, enum result result, uint32_t bad);
/* Adds a text's signs to the scratch; where they begin. */
size_t flow_shape(struct flow *flow, enum press_face face, const char *text);
/* Breaks what was added from `begin` on; the number of the first line. Widths in ems. */
size_t flow_break(struct flow *flow, size_t begin, double width, double indent);
/* Draws a line of the scratch, inside what is open. */
void flow_draw_line(struct flow *flow, const struct text_style *style, const struct text_line *line, double x, double base, double width);
/* The base line of a line whose upper edge is `top`. */
double flow_base(const struct text_style *style, double top);

#endif
