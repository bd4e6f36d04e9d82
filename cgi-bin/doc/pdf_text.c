/* Text and shapes on the page, and the fonts that the document embeds. */
#include "doc/pdf_parts.h"

#include "base/utf8.h"
#include "doc/number.h"
#include "doc/seal.h"

#include <stdio.h>
#include <string.h>

#define SIGNS_MAX 64           /* of a page number */
#define WATERMARK_SIZE 54.0
#define WATERMARK_COLOR "0.915 0.925 0.94" /* text above it keeps its contrast */

bool pdf_take_sign(struct pdf *pdf, enum press_face face, uint32_t sign, struct pdf_sign *out)
{
    const struct font *font = pdf->press->font[face];
    uint16_t number = pdf->meta.lean ? 0 : signmap_get(&pdf->press->common[face].numbers, sign);
    const bool own = number == 0;
    if (own)
        number = glyph_set_take(&pdf->own[face], font, sign);
    else
        pdf->used[face] = true;
    if (number == 0)
        return false;
    const struct glyph_set *set = own ? &pdf->own[face] : &pdf->press->common[face];
    *out = (struct pdf_sign){
        .sign = sign,
        .number = number,
        .width = (uint16_t)font_advance(font, set->glyphs[number]),
        .face = (uint8_t)face,
        .own = own,
    };
    return true;
}

void pdf_forget_state(struct pdf *pdf)
{
    pdf->font = -1;
    pdf->size = 0;
    pdf->spacing = 0;
    pdf->color = pdf->under_color = pdf->rule_color = -1;
}

static void put_color(struct buffer *out, rgb color, const char *operator)
{
    for (int shift = 16; shift >= 0; shift -= 8) {
        number_put(out, (color >> shift & 0xff) / 255.0);
        buffer_putc(out, ' ');
    }
    buffer_puts(out, operator);
}

/* The name of a font resource: A, B for the common sets of the faces, a, b for the document's own. */
static char font_name(int font)
{
    return (char)((font & 1 ? 'a' : 'A') + font / 2);
}

/* Adds the numbers of signs of one set as a string. */
static void put_string(struct buffer *out, const struct pdf_sign *signs, size_t n)
{
    buffer_putc(out, '(');
    for (size_t i = 0; i < n; i++) {
        const char bytes[2] = {(char)(signs[i].number >> 8), (char)(signs[i].number & 0xff)};
        for (int k = 0; k < 2; k++) {
            if (bytes[k] == '(' || bytes[k] == ')' || bytes[k] == '\\')
                buffer_putc(out, '\\');
            if (bytes[k] == '\r') /* a reader would take it for a line feed */
                buffer_puts(out, "\\r");
            else
                buffer_add(out, &bytes[k], 1);
        }
    }
    buffer_puts(out, ")Tj\n");
}

static void set_font(struct pdf *pdf, struct buffer *out, int font, double size)
{
    if (font == pdf->font && size == pdf->size)
        return;
    buffer_putc(out, '/');
    buffer_putc(out, font_name(font));
    buffer_putc(out, ' ');
    number_put(out, size);
    buffer_puts(out, " Tf\n");
    pdf->font = font;
    pdf->size = size;
}

void pdf_text(struct pdf *pdf, double x, double y, double size, rgb color, const struct pdf_sign *signs, size_t n, double spacing)
{
    struct buffer *out = &pdf->operators;
    if (n == 0 || pdf->failed)
        return;
    if (pdf->color != (int64_t)color)
        put_color(out, color, "rg\n");
    pdf->color = color;
    buffer_puts(out, "BT\n");
    if (pdf->spacing != spacing) {
        number_put(out, spacing);
        buffer_puts(out, " Tc\n");
    }
    pdf->spacing = spacing;
    number_put(out, x);
    buffer_putc(out, ' ');
    number_put(out, y);
    buffer_puts(out, " Td\n");
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && signs[end].face == signs[i].face && signs[end].own == signs[i].own)
            end++;
        set_font(pdf, out, signs[i].face * 2 + signs[i].own, size);
        put_string(out, signs + i, end - i);
        i = end;
    }
    buffer_puts(out, "ET\n");
}

static void put_box(struct buffer *out, double x, double y, double width, double height)
{
    const double numbers[4] = {x, y, width, height};
    for (int i = 0; i < 4; i++) {
        number_put(out, numbers[i]);
        buffer_putc(out, ' ');
    }
    buffer_puts(out, "re f\n");
}

void pdf_rectangle(struct pdf *pdf, double x, double y, double width, double height, rgb color)
{
    if (pdf->color != (int64_t)color)
        put_color(&pdf->operators, color, "rg\n");
    pdf->color = color;
    put_box(&pdf->operators, x, y, width, height);
}

void pdf_under(struct pdf *pdf, double x, double y, double width, double height, rgb color)
{
    if (pdf->under_color != (int64_t)color)
        put_color(&pdf->under, color, "rg\n");
    pdf->under_color = color;
    put_box(&pdf->under, x, y, width, height);
}

void pdf_rule(struct pdf *pdf, double x, double y, double width, double height, rgb color)
{
    if (pdf->rule_color != (int64_t)color)
        put_color(&pdf->rules, color, "rg\n");
    pdf->rule_color = color;
    put_box(&pdf->rules, x, y, width, height);
}

/* The signs of a short text of our own; those that no font has are left out (the press has made sure of ours). */
static size_t short_text(struct pdf *pdf, enum press_face face, const char *text, struct pdf_sign *signs, double *width)
{
    const size_t len = strlen(text);
    size_t n = 0;
    *width = 0;
    for (size_t at = 0; at < len && n < SIGNS_MAX;)
        if (pdf_take_sign(pdf, face, utf8_next(text, len, &at), &signs[n]))
            *width += signs[n++].width / 1000.0;
    return n;
}

void pdf_page_number(struct pdf *pdf, double x, double y, double size, rgb color)
{
    struct pdf_sign signs[SIGNS_MAX];
    char text[SIGNS_MAX];
    double width, gap;
    (void)short_text(pdf, FACE_TEXT, "·", signs, &gap);
    snprintf(text, sizeof text, "第 %u 页 ·", pdf->page_count);
    const size_t n = short_text(pdf, FACE_TEXT, text, signs, &width);
    pdf_text(pdf, x - (width - gap / 2) * size, y, size, color, signs, n, 0);
    if (pdf->total == 0)
        pdf->total = pdf_stream(pdf, "", "", 0, false);
    pdf->total_size = size;
    pdf->total_color = color;
    buffer_puts(&pdf->operators, "q 1 0 0 1 ");
    number_put(&pdf->operators, x + gap / 2 * size);
    buffer_putc(&pdf->operators, ' ');
    number_put(&pdf->operators, y);
    buffer_puts(&pdf->operators, " cm/Total Do Q\n");
}

/* The form " 共 m 页" that every page shows. */
static void finish_total(struct pdf *pdf)
{
    struct pdf_sign signs[SIGNS_MAX];
    char text[SIGNS_MAX], entries[160];
    double width;
    if (pdf->total == 0 || pdf->failed)
        return;
    buffer_reset(&pdf->operators);
    pdf_forget_state(pdf);
    snprintf(text, sizeof text, " 共 %u 页", pdf->page_count);
    const size_t n = short_text(pdf, FACE_TEXT, text, signs, &width);
    pdf_text(pdf, 0, 0, pdf->total_size, pdf->total_color, signs, n, 0);
    snprintf(entries, sizeof entries, "/Type/XObject/Subtype/Form/BBox[0 -10 200 30]/Resources<</Font %u 0 R>>", pdf->fonts);
    struct pdf_object *object = &pdf->objects[pdf->total];
    object->stream_at = (uint32_t)pdf->store.len;
    buffer_add(&pdf->store, pdf->operators.data, pdf->operators.len);
    object->stream_len = (uint32_t)pdf->operators.len;
    pdf_object_begin(pdf, pdf->total);
    buffer_printf(&pdf->store, "%s/Length %zu\n", entries, pdf->operators.len);
    pdf_object_end(pdf, pdf->total);
}

void pdf_watermark(struct pdf *pdf)
{
    const struct font *font = pdf->press->font[FACE_TEXT];
    const char *text = pdf->meta.watermark;
    const struct press_form *form = press_form(pdf->press, text);
    if (form == NULL) {
        struct buffer out;
        buffer_init(&out, PDF_STORE_MAX);
        buffer_puts(&out, WATERMARK_COLOR " rg\n");
        /* across the page, rising by 52 degrees: along its diagonal */
        if (seal_outline_text(font, text, PDF_WIDTH / 2.0, PDF_HEIGHT / 2.0, WATERMARK_SIZE, 0.6157, 0.7880, &out))
            form = press_keep_form(pdf->press, text, &out);
        buffer_free(&out);
    }
    if (form == NULL)
        pdf->failed = true;
    else
        pdf->watermark = pdf_stream_borrowed(pdf, "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<>>",
                                             form->deflated.data, form->deflated.len);
}

/* The dictionaries of one glyph set; the number of the Type0 font. */
static unsigned embed(struct pdf *pdf, int font, const struct glyph_program *program)
{
    const struct font_metrics *m = font_metrics(pdf->press->font[font / 2]);
    char entries[64], name[96];
    /* the tag of a subset: six capital letters */
    snprintf(name, sizeof name, "CREDI%c+%s", 'A' + font, m->name);
    snprintf(entries, sizeof entries, "/Length1 %zu", program->file_raw);
    const unsigned file = pdf_stream_borrowed(pdf, entries, program->file.data, program->file.len);
    const unsigned present = pdf_stream_borrowed(pdf, "", program->present.data, program->present.len);
    const unsigned unicode = pdf_stream_borrowed(pdf, "", program->unicode.data, program->unicode.len);
    const unsigned descriptor = pdf_object(pdf), descendant = pdf_object(pdf), type0 = pdf_object(pdf);
    pdf_object_begin(pdf, descriptor);
    buffer_printf(&pdf->store, "/Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d"
                               "/Descent %d/CapHeight %d/StemV %d/FontFile2 %u 0 R/CIDSet %u 0 R\n",
                  name, m->box[0], m->box[1], m->box[2], m->box[3], m->ascent, m->descent, m->cap_height,
                  font / 2 == FACE_HEAD ? 120 : 80, file, present);
    pdf_object_end(pdf, descriptor);
    pdf_object_begin(pdf, descendant);
    buffer_printf(&pdf->store, "/Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
                               "/Supplement 0>>/FontDescriptor %u 0 R/DW 1000/W%s/CIDToGIDMap/Identity\n",
                  name, descriptor, buffer_text(&program->widths));
    pdf_object_end(pdf, descendant);
    pdf_object_begin(pdf, type0);
    buffer_printf(&pdf->store, "/Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%u 0 R]/ToUnicode %u 0 R\n",
                  name, descendant, unicode);
    pdf_object_end(pdf, type0);
    return type0;
}

bool pdf_fonts_finish(struct pdf *pdf)
{
    struct buffer names;
    bool done = true;
    pdf->fonts = pdf_object(pdf);
    finish_total(pdf);
    buffer_init(&names, PDF_STORE_MAX);
    for (int face = 0; face < PRESS_FACES && !pdf->failed; face++) {
        if (pdf->used[face])
            buffer_printf(&names, "/%c %u 0 R", font_name(face * 2), embed(pdf, face * 2, &pdf->press->program[face]));
        if (pdf->own[face].n == 0)
            continue;
        if (!glyph_program_make(pdf->press->font[face], &pdf->own[face], pdf->press->fast, &pdf->program[face]))
            done = false;
        else
            buffer_printf(&names, "/%c %u 0 R", font_name(face * 2 + 1), embed(pdf, face * 2 + 1, &pdf->program[face]));
    }
    pdf_object_begin(pdf, pdf->fonts);
    buffer_printf(&pdf->store, "%s\n", buffer_text(&names));
    pdf_object_end(pdf, pdf->fonts);
    done = done && !names.failed && !pdf->failed;
    buffer_free(&names);
    return done;
}
