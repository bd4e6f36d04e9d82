/* A letter on a page: its frozen body (domain/letter.h) put into the view for templates/part/letter.cs. */
#ifndef WEB_LETTER_H
#define WEB_LETTER_H

#include "base/result.h"
#include "web/view.h"

/* Fills letter.{title,document_no,addressee,number,issuer,site,address,date,decision,reasons,basis},
 * letter.facts.N.{label,value}, letter.paragraphs.N.text, letter.items.N.text, letter.remedies.N.text,
 * letter.clocks.N.{label,due,days,basis,provisional}. RESULT_ERROR: the body cannot be read (logged). */
enum result letter_show(struct view *view, const char *document_no, const char *body) MUST_CHECK;

#endif
