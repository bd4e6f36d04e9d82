/* The structure of a document: what is a heading, a table, a cell, and which content of which page it has. */
#include "doc/pdf_parts.h"

#include "doc/number.h"

#include <stdio.h>
#include <string.h>

/* Names of the standard structure types, by enum pdf_tag_type. */
static const char *const NAMES[] = {
    "Document", "Sect", "H1", "H2", "H3", "H4", "P", "L", "LI", "LBody", "Table", "THead", "TBody", "TR", "TH", "TH", "TD",
    "Figure", "Link", "Form",
};

tag_t pdf_tag(struct pdf *pdf, tag_t parent, enum pdf_tag_type type)
{
    if (!pdf_grow(pdf, &pdf->tags, &pdf->tag_max, pdf->tag_count, sizeof *pdf->tags, PDF_TAGS_MAX, "tags"))
        return 0;
    const tag_t tag = (tag_t)pdf->tag_count++;
    struct pdf_tag_node *node = &pdf->tags[tag];
    *node = (struct pdf_tag_node){.parent = parent, .first = PDF_NONE, .last = PDF_NONE, .next = PDF_NONE,
                                  .pieces = PDF_NONE, .last_piece = PDF_NONE, .extra = PDF_NONE, .type = (uint8_t)type};
    if (parent == PDF_NONE)
        return tag;
    struct pdf_tag_node *above = &pdf->tags[parent];
    if (above->last == PDF_NONE)
        above->first = tag;
    else
        pdf->tags[above->last].next = tag;
    above->last = tag;
    return tag;
}

void pdf_mark(struct pdf *pdf, tag_t tag, bool annotation, uint32_t mark)
{
    if (!pdf_grow(pdf, &pdf->pieces, &pdf->piece_max, pdf->piece_count, sizeof *pdf->pieces, PDF_TAGS_MAX, "tags"))
        return;
    const uint32_t piece = (uint32_t)pdf->piece_count++;
    pdf->pieces[piece] = (struct pdf_piece){.page = pdf->page_count - 1, .mark = mark, .next = PDF_NONE, .annotation = annotation};
    struct pdf_tag_node *node = &pdf->tags[tag];
    if (node->last_piece == PDF_NONE)
        node->pieces = piece;
    else
        pdf->pieces[node->last_piece].next = piece;
    node->last_piece = piece;
}

void pdf_open(struct pdf *pdf, tag_t tag)
{
    if (!pdf_grow(pdf, &pdf->marks, &pdf->mark_max, pdf->mark_count, sizeof *pdf->marks, PDF_TAGS_MAX, "tags"))
        return;
    struct pdf_page_info *page = &pdf->page[pdf->page_count - 1];
    const struct pdf_tag_node *node = &pdf->tags[tag];
    buffer_putc(&pdf->operators, '/');
    buffer_puts(&pdf->operators, NAMES[node->type]);
    buffer_puts(&pdf->operators, "<</MCID ");
    buffer_add_int(&pdf->operators, page->marks);
    buffer_puts(&pdf->operators, ">>BDC\n");
    pdf_mark(pdf, tag, false, page->marks++);
    pdf->marks[pdf->mark_count++] = tag;
    pdf->open = true;
}

void pdf_open_artifact(struct pdf *pdf, enum pdf_artifact kind)
{
    static const char *const ARTIFACTS[] = {
        [ARTIFACT_HEADER] = "/Artifact<</Type/Pagination/Subtype/Header>>BDC\n",
        [ARTIFACT_FOOTER] = "/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n",
        [ARTIFACT_PAGE] = "/Artifact<</Type/Pagination>>BDC\n",
        [ARTIFACT_LAYOUT] = "/Artifact<</Type/Layout>>BDC\n",
    };
    buffer_puts(&pdf->operators, ARTIFACTS[kind]);
    pdf->open = true;
}

void pdf_close(struct pdf *pdf)
{
    buffer_puts(&pdf->operators, "EMC\n");
    pdf->open = false;
}

void pdf_span(struct pdf *pdf, tag_t tag, unsigned columns)
{
    if (!pdf->failed)
        pdf->tags[tag].span = (uint8_t)columns;
}

/* Where a tag's further entries go: they follow each other in the store. */
static void begin_extra(struct pdf *pdf, tag_t tag)
{
    pdf->tags[tag].extra = (uint32_t)pdf->store.len;
}

static void end_extra(struct pdf *pdf)
{
    if (!buffer_add(&pdf->store, "", 1))
        pdf->failed = true;
}

void pdf_describe(struct pdf *pdf, tag_t tag, const char *text, const double box[4])
{
    if (pdf->failed)
        return;
    begin_extra(pdf, tag);
    buffer_puts(&pdf->store, "/Alt");
    pdf_put_string(&pdf->store, text);
    buffer_puts(&pdf->store, "/A<</O/Layout/Placement/Block/BBox[");
    for (int i = 0; i < 4; i++) {
        number_put(&pdf->store, box[i]);
        buffer_putc(&pdf->store, i < 3 ? ' ' : ']');
    }
    buffer_puts(&pdf->store, ">>");
    end_extra(pdf);
}

static void put_reference(struct buffer *out, const char *key, unsigned object)
{
    buffer_puts(out, key);
    buffer_add_int(out, object);
    buffer_puts(out, " 0 R");
}

static void put_pieces(const struct pdf *pdf, const struct pdf_tag_node *node, struct buffer *out)
{
    const uint32_t page = pdf->pieces[node->pieces].page;
    for (uint32_t i = node->pieces; i != PDF_NONE; i = pdf->pieces[i].next) {
        const struct pdf_piece *piece = &pdf->pieces[i];
        if (piece->annotation) {
            put_reference(out, "<</Type/OBJR/Pg ", pdf->page[piece->page].object);
            put_reference(out, "/Obj ", piece->mark);
            buffer_puts(out, ">>");
        } else if (piece->page == page)
            buffer_add_int(out, piece->mark);
        else {
            put_reference(out, "<</Type/MCR/Pg ", pdf->page[piece->page].object);
            buffer_puts(out, "/MCID ");
            buffer_add_int(out, piece->mark);
            buffer_puts(out, ">>");
        }
        buffer_putc(out, ' ');
    }
}

void pdf_tag_write(const struct pdf *pdf, uint32_t tag, struct buffer *out)
{
    const struct pdf_tag_node *node = &pdf->tags[tag];
    const unsigned base = pdf->first_tag_object;
    buffer_puts(out, "/S/");
    buffer_puts(out, NAMES[node->type]);
    put_reference(out, "/P ", node->parent == PDF_NONE ? pdf->structure : base + node->parent);
    if (node->type == TAG_HEAD_OF_COLUMN || node->type == TAG_HEAD_OF_ROW || node->span > 1) {
        buffer_puts(out, "/A[");
        if (node->type != TAG_CELL)
            put_reference(out, "", node->type == TAG_HEAD_OF_ROW ? pdf->scope_row : pdf->scope_column);
        if (node->span > 1)
            buffer_printf(out, "<</O/Table/ColSpan %u>>", node->span);
        buffer_putc(out, ']');
    }
    if (node->pieces != PDF_NONE)
        put_reference(out, "/Pg ", pdf->page[pdf->pieces[node->pieces].page].object);
    if (node->extra != PDF_NONE)
        buffer_puts(out, pdf->store.data + node->extra);
    if (node->pieces != PDF_NONE && node->pieces == node->last_piece && node->first == PDF_NONE && !pdf->pieces[node->pieces].annotation) {
        buffer_puts(out, "/K ");
        buffer_add_int(out, pdf->pieces[node->pieces].mark);
        buffer_putc(out, '\n');
        return;
    }
    buffer_puts(out, "/K[");
    if (node->pieces != PDF_NONE)
        put_pieces(pdf, node, out);
    for (uint32_t kid = node->first; kid != PDF_NONE; kid = pdf->tags[kid].next)
        put_reference(out, kid == node->first ? "" : " ", base + kid);
    buffer_puts(out, "]\n");
}

/* The parent tree: from a page's marks, and from an annotation, back to their tags. */
static void write_parent_tree(struct pdf *pdf)
{
    struct buffer *out = &pdf->store;
    pdf_object_begin(pdf, pdf->parent_tree);
    buffer_puts(out, "/Nums[");
    for (unsigned i = 0; i < pdf->page_count; i++) {
        buffer_add_int(out, i);
        buffer_putc(out, '[');
        for (uint32_t k = 0; k < pdf->page[i].marks; k++)
            put_reference(out, k > 0 ? " " : "", pdf->first_tag_object + pdf->marks[pdf->page[i].first_mark + k]);
        buffer_puts(out, "]\n");
    }
    for (size_t i = 0; i < pdf->annotation_count; i++) {
        buffer_add_int(out, (int64_t)(PDF_PAGES_MAX + i));
        put_reference(out, " ", pdf->first_tag_object + pdf->annotations[i].tag);
        buffer_putc(out, '\n');
    }
    buffer_puts(out, "]\n");
    pdf_object_end(pdf, pdf->parent_tree);
}

void pdf_tags_prepare(struct pdf *pdf)
{
    pdf->scope_column = pdf_object(pdf);
    pdf->scope_row = pdf_object(pdf);
    pdf->parent_tree = pdf_object(pdf);
}

void pdf_tags_finish(struct pdf *pdf)
{
    if (pdf->failed)
        return;
    pdf_object_begin(pdf, pdf->scope_column);
    buffer_puts(&pdf->store, "/O/Table/Scope/Column\n");
    pdf_object_end(pdf, pdf->scope_column);
    pdf_object_begin(pdf, pdf->scope_row);
    buffer_puts(&pdf->store, "/O/Table/Scope/Row\n");
    pdf_object_end(pdf, pdf->scope_row);
    write_parent_tree(pdf);
    pdf_object_begin(pdf, pdf->structure);
    buffer_printf(&pdf->store, "/Type/StructTreeRoot/K %u 0 R/ParentTree %u 0 R/ParentTreeNextKey %zu\n", pdf->first_tag_object,
                  pdf->parent_tree, PDF_PAGES_MAX + pdf->annotation_count);
    pdf_object_end(pdf, pdf->structure);
}

/* The number of an annotation in the parent tree. */
static bool new_annotation(struct pdf *pdf, tag_t tag, unsigned object, size_t *number)
{
    const size_t most = sizeof pdf->annotations / sizeof *pdf->annotations;
    if (pdf->failed || object == 0)
        return false;
    if (pdf->annotation_count == most) {
        pdf->failed = true;
        pdf->limit = "links";
        return false;
    }
    *number = PDF_PAGES_MAX + pdf->annotation_count;
    pdf->annotations[pdf->annotation_count++] = (struct pdf_annotation){.tag = tag, .object = object};
    pdf_mark(pdf, tag, true, object);
    return true;
}

static void put_rectangle(struct pdf *pdf, const double box[4])
{
    buffer_puts(&pdf->store, "/Rect[");
    for (int i = 0; i < 4; i++) {
        number_put(&pdf->store, box[i]);
        buffer_putc(&pdf->store, i < 3 ? ' ' : ']');
    }
}

void pdf_link(struct pdf *pdf, tag_t tag, const double box[4], const char *address, const char *description)
{
    size_t number;
    const unsigned object = pdf_object(pdf);
    if (!new_annotation(pdf, tag, object, &number))
        return;
    pdf_object_begin(pdf, object);
    buffer_puts(&pdf->store, "/Type/Annot/Subtype/Link/F 4/Border[0 0 0]");
    put_rectangle(pdf, box);
    buffer_puts(&pdf->store, "/Contents");
    pdf_put_string(&pdf->store, description);
    buffer_puts(&pdf->store, "/A<</Type/Action/S/URI/URI(");
    for (const char *p = address; *p; p++) {
        if (*p == '(' || *p == ')' || *p == '\\')
            buffer_putc(&pdf->store, '\\');
        if ((unsigned char)*p > ' ' && (unsigned char)*p < 0x7f)
            buffer_putc(&pdf->store, *p);
    }
    buffer_printf(&pdf->store, ")>>/StructParent %zu\n", number);
    pdf_object_end(pdf, object);
    pdf_annotate(pdf, object);
}

void pdf_seal(struct pdf *pdf, tag_t parent, const double box[4], const struct press_form *appearance, const char *description)
{
    char entries[160];
    size_t number;
    snprintf(entries, sizeof entries, "/Type/XObject/Subtype/Form/BBox[0 0 %g %g]/Resources<<>>", box[2] - box[0], box[3] - box[1]);
    const tag_t tag = pdf_tag(pdf, parent, TAG_FORM);
    const unsigned form = pdf_stream_borrowed(pdf, entries, appearance->deflated.data, appearance->deflated.len);
    const unsigned field = pdf_object(pdf);
    if (!new_annotation(pdf, tag, field, &number))
        return;
    begin_extra(pdf, tag);
    buffer_puts(&pdf->store, "/Alt");
    pdf_put_string(&pdf->store, description);
    end_extra(pdf);
    pdf_object_begin(pdf, field);
    buffer_puts(&pdf->store, "/Type/Annot/Subtype/Widget/FT/Sig/T(" PAPER_SEAL_FIELD ")/F 132");
    put_rectangle(pdf, box);
    buffer_puts(&pdf->store, "/TU");
    pdf_put_string(&pdf->store, description);
    buffer_printf(&pdf->store, "/P %u 0 R/AP<</N %u 0 R>>/StructParent %zu\n", pdf->page[pdf->page_count - 1].object, form, number);
    pdf_object_end(pdf, field);
    pdf_annotate(pdf, field);
    pdf->field = field;
    memcpy(pdf->seal, box, sizeof pdf->seal);
    pdf->seal_page = pdf->page_count;
}
