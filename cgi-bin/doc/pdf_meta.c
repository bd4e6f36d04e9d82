/* What a document says of itself: catalogue, XMP, information dictionary, identifier, colours, bookmarks, page labels. */
#include "doc/pdf_parts.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* A sign of a text as it is shown: what hides or turns becomes a visible □, as on the page. */
static uint32_t shown(uint32_t sign)
{
    if (sign == '\n' || sign == '\r' || sign == '\t')
        return ' ';
    return sign == UTF8_BAD || utf8_harmful(sign) ? 0x25a1 : sign;
}

void pdf_put_string(struct buffer *out, const char *text)
{
    const size_t len = strlen(text);
    buffer_puts(out, "<FEFF");
    for (size_t at = 0; at < len;) {
        const uint32_t sign = shown(utf8_next(text, len, &at));
        if (sign < 0x10000)
            buffer_printf(out, "%04X", sign);
        else
            buffer_printf(out, "%04X%04X", 0xd800 + ((sign - 0x10000) >> 10), 0xdc00 + (sign & 0x3ff));
    }
    buffer_putc(out, '>');
}

void pdf_meta_id(struct pdf *pdf)
{
    unsigned char digest[16];
    crypto_generichash_state state;
    const char *const parts[] = {pdf->meta.seed, pdf->meta.title};
    char created[TIME_TEXT];
    time_format_utc(pdf->meta.created, created);
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i] != NULL)
            crypto_generichash_update(&state, (const unsigned char *)parts[i], strlen(parts[i]) + 1);
    crypto_generichash_update(&state, (const unsigned char *)created, strlen(created));
    crypto_generichash_final(&state, digest, sizeof digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(pdf->id + i * 2, 3, "%02X", digest[i]);
}

/* A text as XML. */
static void put_xml(struct buffer *out, const char *text)
{
    const size_t len = strlen(text);
    for (size_t at = 0; at < len;) {
        char bytes[4];
        const uint32_t sign = shown(utf8_next(text, len, &at));
        if (sign == '&')
            buffer_puts(out, "&amp;");
        else if (sign == '<')
            buffer_puts(out, "&lt;");
        else if (sign == '>')
            buffer_puts(out, "&gt;");
        else
            buffer_add(out, bytes, utf8_put(sign, bytes));
    }
}

/* XMP says the same as the information dictionary. The extension schema is what PDF/A wants to know of pdfuaid. */
static unsigned write_xmp(struct pdf *pdf)
{
    const struct pdf_meta *meta = &pdf->meta;
    struct buffer out;
    char when[TIME_TEXT];
    time_format_rfc3339(meta->created, when);
    buffer_init(&out, PDF_STORE_MAX);
    buffer_puts(&out, "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                      "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" "
                      "xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n"
                      "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>\n"
                      "<dc:format>application/pdf</dc:format><dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>\n"
                      "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
    put_xml(&out, meta->title);
    buffer_puts(&out, "</rdf:li></rdf:Alt></dc:title>\n<dc:creator><rdf:Seq><rdf:li>");
    put_xml(&out, meta->author);
    buffer_puts(&out, "</rdf:li></rdf:Seq></dc:creator>\n");
    if (meta->subject != NULL) {
        buffer_puts(&out, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">");
        put_xml(&out, meta->subject);
        buffer_puts(&out, "</rdf:li></rdf:Alt></dc:description>\n");
    }
    buffer_printf(&out, "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate><xmp:MetadataDate>%s</xmp:MetadataDate>\n"
                        "<xmp:CreatorTool>credit-portal</xmp:CreatorTool><pdf:Producer>credit-portal (libharu %s)</pdf:Producer>\n"
                        "</rdf:Description>\n",
                  when, when, when, pdf_library());
    buffer_puts(&out, "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" "
                      "xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
                      "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema"
                      "</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
                      "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">"
                      "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
                      "<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Indicates, which part of ISO 14289 "
                      "standard is followed</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>"
                      "</pdfaExtension:schemas></rdf:Description>\n</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>");
    const unsigned object = pdf_stream(pdf, "/Type/Metadata/Subtype/XML", buffer_text(&out), out.len, false);
    if (out.failed)
        pdf->failed = true;
    buffer_free(&out);
    return object;
}

/* The information dictionary's inside, which pdf.c puts into libharu's own. */
static void write_info(struct pdf *pdf)
{
    const struct pdf_meta *meta = &pdf->meta;
    char when[TIME_TEXT], date[24] = "";
    time_format_shanghai(meta->created, when);
    /* "2026-04-01 08:00:00" without its separators */
    for (size_t i = 0, to = 0; when[i] != '\0' && to < 14; i++)
        if (when[i] >= '0' && when[i] <= '9')
            date[to++] = when[i];
    pdf->info.at = (uint32_t)pdf->store.len;
    buffer_puts(&pdf->store, "/Title");
    pdf_put_string(&pdf->store, meta->title);
    buffer_puts(&pdf->store, "/Author");
    pdf_put_string(&pdf->store, meta->author);
    if (meta->subject != NULL) {
        buffer_puts(&pdf->store, "/Subject");
        pdf_put_string(&pdf->store, meta->subject);
    }
    buffer_printf(&pdf->store, "/Creator(credit-portal)/Producer(credit-portal \\(libharu %s\\))"
                               "/CreationDate(D:%s+08'00')/ModDate(D:%s+08'00')\n", pdf_library(), date, date);
    pdf->info.len = (uint32_t)pdf->store.len - pdf->info.at;
}

void pdf_bookmark(struct pdf *pdf, unsigned level, const char *text, double y)
{
    if (!pdf_grow(pdf, &pdf->bookmarks, &pdf->bookmark_max, pdf->bookmark_count, sizeof *pdf->bookmarks, PDF_BOOKMARKS_MAX, "bookmarks"))
        return;
    pdf->bookmarks[pdf->bookmark_count++] = (struct pdf_bookmark_entry){
        .title = (uint32_t)pdf->store.len, .page = pdf->page_count - 1, .level = level, .y = y};
    if (!buffer_add(&pdf->store, text, strlen(text) + 1))
        pdf->failed = true;
}

/* The next bookmark of the same level below the same parent, in direction step; the count when there is none. */
static size_t sibling(const struct pdf *pdf, size_t i, int step)
{
    const unsigned level = pdf->bookmarks[i].level;
    for (size_t k = i + (size_t)step; k < pdf->bookmark_count; k += (size_t)step) /* below 0 wraps beyond the count */
        if (pdf->bookmarks[k].level <= level)
            return pdf->bookmarks[k].level == level ? k : pdf->bookmark_count;
    return pdf->bookmark_count;
}

static unsigned write_bookmarks(struct pdf *pdf)
{
    const size_t n = pdf->bookmark_count;
    if (n == 0 || pdf->failed)
        return 0;
    const unsigned root = pdf_object(pdf), base = root + 1;
    size_t outermost = 0, last = 0;
    for (size_t i = 0; i < n; i++)
        (void)pdf_object(pdf);
    for (size_t i = 0; i < n && !pdf->failed; i++) {
        const struct pdf_bookmark_entry *b = &pdf->bookmarks[i];
        size_t parent = i, kids = 0, last_kid = 0;
        while (parent > 0 && pdf->bookmarks[parent].level >= b->level)
            parent--;
        const bool outer = pdf->bookmarks[parent].level >= b->level;
        for (size_t k = i + 1; k < n && pdf->bookmarks[k].level > b->level; k++)
            if (pdf->bookmarks[k].level == b->level + 1) {
                kids++;
                last_kid = k;
            }
        if (outer) {
            outermost++;
            last = i;
        }
        const size_t next = sibling(pdf, i, 1), before = sibling(pdf, i, -1);
        char title[512];
        snprintf(title, sizeof title, "%s", pdf->store.data + b->title); /* the store moves while it grows */
        pdf_object_begin(pdf, base + (unsigned)i);
        buffer_puts(&pdf->store, "/Title");
        pdf_put_string(&pdf->store, title);
        buffer_printf(&pdf->store, "/Parent %u 0 R/Dest[%u 0 R/XYZ 0 %d null]", outer ? root : base + (unsigned)parent,
                      pdf->page[b->page].object, (int)b->y);
        if (next < n)
            buffer_printf(&pdf->store, "/Next %u 0 R", base + (unsigned)next);
        if (before < n)
            buffer_printf(&pdf->store, "/Prev %u 0 R", base + (unsigned)before);
        if (kids > 0) /* closed: the count is negative */
            buffer_printf(&pdf->store, "/First %u 0 R/Last %u 0 R/Count -%zu", base + (unsigned)i + 1, base + (unsigned)last_kid, kids);
        buffer_putc(&pdf->store, '\n');
        pdf_object_end(pdf, base + (unsigned)i);
    }
    pdf_object_begin(pdf, root);
    buffer_printf(&pdf->store, "/Type/Outlines/First %u 0 R/Last %u 0 R/Count %zu\n", base, base + (unsigned)last, outermost);
    pdf_object_end(pdf, root);
    return root;
}

void pdf_meta_finish(struct pdf *pdf, unsigned structure, struct buffer *out)
{
    const unsigned xmp = write_xmp(pdf);
    const unsigned icc = pdf_stream_borrowed(pdf, "/N 3", pdf->press->icc.data, pdf->press->icc.len);
    const unsigned outlines = write_bookmarks(pdf);
    write_info(pdf);
    buffer_printf(out, "/Lang(zh-CN)/MarkInfo<</Marked true>>/StructTreeRoot %u 0 R/Metadata %u 0 R\n", structure, xmp);
    buffer_printf(out, "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)"
                       "/DestOutputProfile %u 0 R>>]\n", icc);
    buffer_puts(out, "/ViewerPreferences<</DisplayDocTitle true>>/PageLabels<</Nums[0<</S/D>>]>>\n");
    if (outlines != 0)
        buffer_printf(out, "/Outlines %u 0 R/PageMode/UseOutlines\n", outlines);
    if (pdf->field != 0)
        buffer_printf(out, "/AcroForm<</Fields[%u 0 R]/SigFlags 3>>\n", pdf->field);
}
