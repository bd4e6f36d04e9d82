/* A small document in the form of doc/paper.h, written object by object. */
#include "sample.h"

#include <stdio.h>

#define OBJECTS_MAX 512
#define FIXED 7 /* objects besides the pages' two each: catalogue, pages, font, field, appearance, form, information */

struct places {
    size_t at[OBJECTS_MAX];
    unsigned count;
};

static void begin(struct buffer *out, struct places *places)
{
    places->at[places->count++] = out->len;
    (void)!buffer_printf(out, "%u 0 obj\n", places->count);
}

static void end(struct buffer *out)
{
    (void)!buffer_puts(out, "\nendobj\n");
}

static void add_page(struct buffer *out, struct places *places, const char *firm, unsigned page)
{
    char text[400];
    const int n = snprintf(text, sizeof text, "BT /F 14 Tf 72 720 Td (%s, page %u, no entry of any kind) Tj ET", firm, page + 1);
    begin(out, places);
    (void)!buffer_printf(out, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> /Contents %u 0 R%s >>",
                         places->count + 1, page == 0 ? " /Annots [4 0 R]" : "");
    end(out);
    begin(out, places);
    (void)!buffer_printf(out, "<< /Length %d >>\nstream\n%s\nendstream", n, text);
    end(out);
}

bool sample_document(struct buffer *out, const char *firm, unsigned pages, size_t extra, bool direct)
{
    struct places places = {.count = 0};
    if (2 * pages + FIXED > OBJECTS_MAX || !buffer_puts(out, "%PDF-1.7\n%\xb5\xb5\xb5\xb5\n"))
        return false;
    begin(out, &places);
    if (direct)
        (void)!buffer_puts(out, "<<\n/Type /Catalog\n/Pages 2 0 R\n/AcroForm << /Fields [ 4 0 R ] /SigFlags 3 >>\n>>");
    else
        (void)!buffer_puts(out, "<<\n/Type /Catalog\n/Pages 2 0 R\n/AcroForm 6 0 R\n>>");
    end(out);
    begin(out, &places);
    (void)!buffer_puts(out, "<< /Type /Pages /Kids [");
    for (unsigned i = 0; i < pages; i++)
        (void)!buffer_printf(out, "%u 0 R ", FIXED + 1 + 2 * i);
    (void)!buffer_printf(out, "] /Count %u >>", pages);
    end(out);
    begin(out, &places);
    (void)!buffer_puts(out, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    end(out);
    begin(out, &places);
    (void)!buffer_printf(out, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Seal) /F 132 /P %u 0 R /Rect [400 600 500 700] /AP << /N 5 0 R >> >>",
                         FIXED + 1);
    end(out);
    begin(out, &places);
    (void)!buffer_puts(out, "<< /Type /XObject /Subtype /Form /BBox [0 0 100 100] /Length 33 >>\nstream\n1 0 0 RG 4 w 10 10 80 80 re S 0 g\nendstream");
    end(out);
    begin(out, &places);
    (void)!buffer_puts(out, "<< /Fields [4 0 R] /SigFlags 3 >>");
    end(out);
    begin(out, &places);
    (void)!buffer_printf(out, "<< /Title (Report %s of %s) >>", SAMPLE_NUMBER, firm);
    end(out);
    for (unsigned i = 0; i < pages; i++)
        add_page(out, &places, firm, i);
    if (extra > 0) {
        (void)!buffer_putc(out, '%');
        for (size_t i = 0; i < extra; i++)
            (void)!buffer_putc(out, (char)('a' + i % 26));
        (void)!buffer_putc(out, '\n');
    }
    const size_t startxref = out->len;
    (void)!buffer_printf(out, "xref\n0 %u\n0000000000 65535 f\r\n", places.count + 1);
    for (unsigned i = 0; i < places.count; i++)
        (void)!buffer_printf(out, "%010zu 00000 n\r\n", places.at[i]);
    (void)!buffer_printf(out, "trailer\n<<\n/Root 1 0 R\n/Info 7 0 R\n/Size %u\n/ID [<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]\n>>\nstartxref\n%zu\n%%%%EOF\n",
                         places.count + 1, startxref);
    return !out->failed;
}
