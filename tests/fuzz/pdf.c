/* Fuzz target: the reader of PDF files and of seals. Whatever it reads lies within the file; a seal is taken in one spelling. */
#include "fuzz.h"

#include "doc/cms.h"
#include "doc/pdfread.h"
#include "doc/update.h"

#include <string.h>

static void inside(struct span part, const uint8_t *bytes, size_t len)
{
    ALWAYS(part.at >= bytes && part.len <= len && (size_t)(part.at - bytes) <= len - part.len);
}

/* What update_read took must be within the file, and /Contents where /ByteRange says. */
static void look_at_update(const struct pdf *before, const struct pdf *after, unsigned at)
{
    static uint8_t contents[UPDATE_RESERVED];
    struct update update;
    struct update_place place;
    struct cms cms;
    size_t len;
    if (!update_read(before, after, at == 1 ? UPDATE_SEAL : UPDATE_STAMP, at - 1, &update, &place))
        return;
    ALWAYS(place.contents > before->bytes.len && place.contents_end < place.end && place.end == after->bytes.len);
    ALWAYS(after->bytes.at[place.contents] == '<' && after->bytes.at[place.contents_end - 1] == '>');
    for (size_t i = 0; i < update.n_certificates; i++)
        inside(update.certificates[i], after->bytes.at, after->bytes.len);
    if (update_contents(after->bytes.at, &place, contents, &len) && cms_read(contents, len, &cms))
        inside(cms.certificates[0], contents, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct span certificates[UPDATE_ALL_MAX], lists[UPDATE_ALL_MAX];
    struct pdf pdf, before, after;
    struct span value, entry;
    size_t n_certificates, n_lists;
    if (pdfread_open(bytes, len, &pdf) != PDF_FINE)
        return 0;
    ALWAYS(pdf.n_revisions >= 1 && pdf.revisions[pdf.n_revisions - 1].end == len && pdf.size <= len);
    for (uint32_t i = 0; i < pdf.size && i < 64; i++) {
        if (pdfread_object(&pdf, i, &value)) {
            inside(value, bytes, len);
            if (pdfread_entry(value, "Type", &entry))
                inside(entry, value.at, value.len);
        }
        if (pdfread_stream(&pdf, i, &value))
            inside(value, bytes, len);
    }
    (void)!update_has_empty_seal(&pdf);
    if (update_evidence(&pdf, certificates, &n_certificates, lists, &n_lists) && n_certificates > 0)
        inside(certificates[n_certificates - 1], bytes, len);
    for (size_t i = 1; i < pdf.n_revisions; i++) {
        ALWAYS(pdf.revisions[i - 1].end <= pdf.revisions[i].startxref && pdf.revisions[i].startxref < pdf.revisions[i].end);
        if (pdfread_open(bytes, pdf.revisions[i - 1].end, &before) != PDF_FINE)
            continue;
        if (pdfread_open(bytes, pdf.revisions[i].end, &after) == PDF_FINE) {
            look_at_update(&before, &after, (unsigned)i);
            pdfread_close(&after);
        }
        pdfread_close(&before);
    }
    pdfread_close(&pdf);
    return 0;
}
