/* The door to libharu: documents, pages, objects, and the file. */
#include "doc/pdf_parts.h"

#include "base/log.h"

#include <hpdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* We set fields of libharu's own structures, which another version lays out differently. */
#if HPDF_VERSION_ID != 20300
#error "written for libharu 2.3.0: look at the structures before building with another"
#endif
_Static_assert(sizeof(HPDF_Dict_Rec) == 96 && offsetof(HPDF_Dict_Rec, write_fn) == 40 && offsetof(HPDF_Dict_Rec, attr) == 88,
               "HPDF_Dict_Rec is not that of 2.3.0");
_Static_assert(sizeof(HPDF_Stream_Rec) == 88 && offsetof(HPDF_Stream_Rec, attr) == 80, "HPDF_Stream_Rec is not that of 2.3.0");
_Static_assert(sizeof(HPDF_XrefEntry_Rec) == 24 && offsetof(HPDF_XrefEntry_Rec, obj) == 16, "HPDF_XrefEntry_Rec is not that of 2.3.0");
_Static_assert(offsetof(HPDF_PageAttr_Rec, contents) == 96 && offsetof(HPDF_PageAttr_Rec, stream) == 104,
               "HPDF_PageAttr_Rec is not that of 2.3.0");
_Static_assert(offsetof(HPDF_Doc_Rec, stream) == 192 && offsetof(HPDF_Doc_Rec, xref) == 32, "HPDF_Doc_Rec is not that of 2.3.0");

#define OBJECT_NUMBER(header) ((header).obj_id & 0x00ffffff)
#define FILE_HEAD "%PDF-1.7\n%\xb7\xbe\xad\xaa\n" /* the second line says that the file is not text */

/* libharu's document and its parts. */
struct haru {
    HPDF_Doc doc;
    HPDF_Page page;        /* being drawn */
    HPDF_Dict resources;
    struct buffer out;     /* the file as far as it is written: pages when they end, the rest at the end */
    struct buffer catalog;
};

bool pdf_grow(struct pdf *pdf, void *items, size_t *max, size_t count, size_t item, size_t most, const char *limit)
{
    void **array = items;
    if (pdf->failed)
        return false;
    if (count < *max)
        return true;
    const size_t more = *max == 0 ? 64 : *max * 2;
    void *grown = count >= most ? NULL : realloc(*array, more * item);
    if (grown == NULL) {
        pdf->failed = true;
        pdf->limit = count >= most ? limit : NULL;
        return false;
    }
    *array = grown;
    *max = more;
    return true;
}

const char *pdf_library(void)
{
    return HPDF_VERSION_TEXT;
}

/* ------------------------------------------------------------ objects */

/* The document of a dictionary that is ours. */
static struct pdf *owner(HPDF_Dict dict)
{
    return dict->attr;
}

static HPDF_STATUS write_out(HPDF_Stream stream, const HPDF_BYTE *bytes, HPDF_UINT len)
{
    struct haru *haru = stream->attr;
    return buffer_add(&haru->out, bytes, len) ? HPDF_OK : HPDF_SetError(stream->error, HPDF_FAILD_TO_ALLOC_MEM, 0);
}

/* The inside of a dictionary of ours, called between its << and >>. */
static HPDF_STATUS write_inside(HPDF_Dict dict, HPDF_Stream stream)
{
    struct pdf *pdf = owner(dict);
    const struct pdf_object *object = &pdf->objects[OBJECT_NUMBER(dict->header)];
    return HPDF_Stream_Write(stream, (HPDF_BYTE *)pdf->store.data + object->at, object->len);
}

/* What follows a dictionary of ours: its stream. */
static HPDF_STATUS write_stream(HPDF_Dict dict)
{
    struct pdf *pdf = owner(dict);
    const struct pdf_object *object = &pdf->objects[OBJECT_NUMBER(dict->header)];
    HPDF_Stream out = pdf->haru->doc ? ((HPDF_Doc_Rec *)pdf->haru->doc)->stream : NULL;
    HPDF_STATUS status = HPDF_Stream_WriteStr(out, "\012stream\012");
    const char *bytes = object->borrowed ? object->borrowed : pdf->store.data + object->stream_at;
    if (status == HPDF_OK)
        status = HPDF_Stream_Write(out, (const HPDF_BYTE *)bytes, object->stream_len);
    return status == HPDF_OK ? HPDF_Stream_WriteStr(out, "\012endstream") : status;
}

/* A dictionary that libharu numbers and we fill. */
static HPDF_Dict new_dict(struct pdf *pdf)
{
    const HPDF_Doc_Rec *doc = pdf->haru->doc;
    HPDF_Dict dict = HPDF_Dict_New(doc->mmgr);
    if (dict == NULL || HPDF_Xref_Add(doc->xref, dict) != HPDF_OK) {
        pdf->failed = true;
        return NULL;
    }
    dict->attr = pdf;
    dict->write_fn = write_inside;
    return dict;
}

/* The entry of an object in our table, zeroed when it is new. */
static struct pdf_object *entry_of(struct pdf *pdf, unsigned number)
{
    while (number >= pdf->object_max)
        if (!pdf_grow(pdf, &pdf->objects, &pdf->object_max, pdf->object_max, sizeof *pdf->objects, HPDF_LIMIT_MAX_XREF_ELEMENT, "objects"))
            return NULL;
    while (pdf->object_count <= number)
        pdf->objects[pdf->object_count++] = (struct pdf_object){0};
    return &pdf->objects[number];
}

static unsigned new_object(struct pdf *pdf, bool stream)
{
    if (pdf->failed)
        return 0;
    HPDF_Dict dict = new_dict(pdf);
    if (dict == NULL)
        return 0;
    const unsigned number = OBJECT_NUMBER(dict->header);
    if (entry_of(pdf, number) == NULL)
        return 0;
    if (stream)
        dict->after_write_fn = write_stream;
    pdf->objects[number].has_stream = stream;
    return number;
}

/* Writes an object of libharu's into the file. */
static void write_object(struct pdf *pdf, unsigned number)
{
    const HPDF_Doc_Rec *doc = pdf->haru->doc;
    struct buffer *out = &pdf->haru->out;
    const HPDF_XrefEntry entry = HPDF_Xref_GetEntry(doc->xref, number);
    if (pdf->failed || entry == NULL) {
        pdf->failed = true;
        return;
    }
    entry->byte_offset = (HPDF_UINT)out->len;
    buffer_add_int(out, number);
    buffer_puts(out, " 0 obj\n");
    if (HPDF_Obj_WriteValue(entry->obj, doc->stream, NULL) != HPDF_OK || !buffer_puts(out, "\nendobj\n"))
        pdf->failed = true;
}

/* Gives back an object that is written and that nothing names any more. */
static void free_object(struct pdf *pdf, unsigned number)
{
    const HPDF_Doc_Rec *doc = pdf->haru->doc;
    const HPDF_XrefEntry entry = HPDF_Xref_GetEntry(doc->xref, number);
    HPDF_Obj_ForceFree(doc->mmgr, entry->obj);
    entry->obj = NULL;
}

unsigned pdf_object(struct pdf *pdf)
{
    return new_object(pdf, false);
}

void pdf_object_begin(struct pdf *pdf, unsigned object)
{
    if (!pdf->failed)
        pdf->objects[object].at = (uint32_t)pdf->store.len;
}

void pdf_object_end(struct pdf *pdf, unsigned object)
{
    if (pdf->store.failed) {
        pdf->failed = true;
        pdf->limit = "bytes of objects";
    }
    if (!pdf->failed)
        pdf->objects[object].len = (uint32_t)pdf->store.len - pdf->objects[object].at;
}

unsigned pdf_stream(struct pdf *pdf, const char *entries, const void *bytes, size_t len, bool deflate)
{
    const unsigned number = new_object(pdf, true);
    if (number == 0)
        return 0;
    struct pdf_object *object = &pdf->objects[number];
    object->stream_at = (uint32_t)pdf->store.len;
    if (deflate ? !press_deflate(pdf->press->fast, bytes, len, &pdf->store) : !buffer_add(&pdf->store, bytes, len))
        pdf->failed = true;
    object->stream_len = (uint32_t)pdf->store.len - object->stream_at;
    pdf_object_begin(pdf, number);
    buffer_printf(&pdf->store, "%s/Length %u%s\n", entries, object->stream_len, deflate ? "/Filter/FlateDecode" : "");
    pdf_object_end(pdf, number);
    return number;
}

unsigned pdf_stream_borrowed(struct pdf *pdf, const char *entries, const char *bytes, size_t len)
{
    const unsigned number = new_object(pdf, true);
    if (number == 0)
        return 0;
    pdf->objects[number].borrowed = bytes;
    pdf->objects[number].stream_len = (uint32_t)len;
    pdf_object_begin(pdf, number);
    buffer_printf(&pdf->store, "%s/Length %zu/Filter/FlateDecode\n", entries, len);
    pdf_object_end(pdf, number);
    return number;
}

/* -------------------------------------------------------------- pages */

/* Writes the page being drawn with its content, and gives back what libharu holds of it: of a large report that is more than
   the file. The page tree and bookmarks still name the dictionary, which stays without its entries. */
static void write_page(struct pdf *pdf)
{
    HPDF_Dict page = pdf->haru->page;
    HPDF_PageAttr attr = page->attr;
    const HPDF_Number length = HPDF_Dict_GetItem(attr->contents, "Length", HPDF_OCLASS_NUMBER);
    if (length == NULL) {
        pdf->failed = true;
        return;
    }
    const unsigned contents = OBJECT_NUMBER(attr->contents->header), number = OBJECT_NUMBER(length->header);
    write_object(pdf, OBJECT_NUMBER(page->header));
    write_object(pdf, contents);
    write_object(pdf, number);
    if (pdf->failed)
        return;
    while (page->list->count > 0)
        HPDF_Dict_RemoveElement(page, ((HPDF_DictElement)HPDF_List_ItemAt(page->list, 0))->key);
    attr->contents = NULL;
    attr->stream = NULL;
    free_object(pdf, contents);
    free_object(pdf, number);
}

/* Ends the page: its operators are compressed into libharu's stream, and it is written. */
static void end_page(struct pdf *pdf)
{
    HPDF_Dict page = pdf->haru->page;
    struct buffer all, packed;
    if (page == NULL || pdf->failed)
        return;
    buffer_init(&all, PDF_STORE_MAX);
    buffer_init(&packed, PDF_STORE_MAX);
    if (pdf->under.len > 0) {
        buffer_puts(&all, "/Artifact<</Type/Layout>>BDC q\n");
        buffer_add(&all, pdf->under.data, pdf->under.len);
        buffer_puts(&all, "Q EMC\n");
    }
    if (pdf->watermark != 0)
        buffer_puts(&all, "/Artifact<</Type/Pagination/Subtype/Watermark>>BDC/Wm Do EMC\n");
    if (pdf->rules.len > 0) {
        buffer_puts(&all, "/Artifact<</Type/Layout>>BDC q\n");
        buffer_add(&all, pdf->rules.data, pdf->rules.len);
        buffer_puts(&all, "Q EMC\n");
    }
    buffer_add(&all, pdf->operators.data, pdf->operators.len);
    HPDF_PageAttr attr = page->attr;
    if (pdf->under.failed || pdf->rules.failed || pdf->operators.failed || all.failed || !press_deflate(pdf->press->fast, all.data, all.len, &packed) ||
        HPDF_Stream_Write(attr->stream, (HPDF_BYTE *)packed.data, (HPDF_UINT)packed.len) != HPDF_OK)
        pdf->failed = true;
    buffer_free(&all);
    buffer_free(&packed);
    if (!pdf->failed)
        write_page(pdf);
    pdf->haru->page = NULL;
}

static HPDF_STATUS write_filter(HPDF_Dict dict, HPDF_Stream stream)
{
    (void)dict;
    return HPDF_Stream_WriteStr(stream, "/Filter/FlateDecode\012");
}

void pdf_page(struct pdf *pdf)
{
    end_page(pdf);
    if (!pdf_grow(pdf, &pdf->page, &pdf->page_max, pdf->page_count, sizeof *pdf->page, PDF_PAGES_MAX, "pages"))
        return;
    struct haru *haru = pdf->haru;
    HPDF_Dict page = HPDF_AddPage(haru->doc);
    if (page == NULL || HPDF_Page_SetWidth(page, PDF_WIDTH) != HPDF_OK || HPDF_Page_SetHeight(page, PDF_HEIGHT) != HPDF_OK ||
        HPDF_Dict_Add(page, "Resources", haru->resources) != HPDF_OK || HPDF_Dict_AddName(page, "Tabs", "S") != HPDF_OK ||
        HPDF_Dict_AddNumber(page, "StructParents", (HPDF_INT32)pdf->page_count) != HPDF_OK) {
        pdf->failed = true;
        return;
    }
    ((HPDF_PageAttr)page->attr)->contents->write_fn = write_filter;
    haru->page = page;
    pdf->page[pdf->page_count++] = (struct pdf_page_info){
        .object = OBJECT_NUMBER(page->header), .first_mark = (uint32_t)pdf->mark_count};
    buffer_reset(&pdf->under);
    buffer_reset(&pdf->rules);
    buffer_reset(&pdf->operators);
    pdf_forget_state(pdf);
}

unsigned pdf_pages(const struct pdf *pdf)
{
    return pdf->page_count;
}

void pdf_annotate(struct pdf *pdf, unsigned object)
{
    HPDF_Dict page = pdf->haru->page;
    const HPDF_Doc_Rec *doc = pdf->haru->doc;
    if (pdf->failed || page == NULL)
        return;
    HPDF_Array annotations = HPDF_Dict_GetItem(page, "Annots", HPDF_OCLASS_ARRAY);
    if (annotations == NULL) {
        annotations = HPDF_Array_New(doc->mmgr);
        if (annotations == NULL || HPDF_Dict_Add(page, "Annots", annotations) != HPDF_OK)
            pdf->failed = true;
    }
    const HPDF_XrefEntry entry = pdf->failed ? NULL : HPDF_Xref_GetEntry(doc->xref, object);
    if (entry == NULL || HPDF_Array_Add(annotations, entry->obj) != HPDF_OK)
        pdf->failed = true;
}

/* ----------------------------------------------------------- document */

struct pdf *pdf_begin(struct press *press, const struct pdf_meta *meta)
{
    if (strcmp(HPDF_GetVersion(), HPDF_VERSION_TEXT) != 0) {
        log_error("pdf: libharu is %s, built for " HPDF_VERSION_TEXT, HPDF_GetVersion());
        return NULL;
    }
    struct pdf *pdf = calloc(1, sizeof *pdf);
    struct haru *haru = calloc(1, sizeof *haru);
    if (pdf == NULL || haru == NULL || (haru->doc = HPDF_New(NULL, NULL)) == NULL) {
        free(haru);
        free(pdf);
        return NULL;
    }
    pdf->haru = haru;
    pdf->press = press;
    pdf->meta = *meta;
    buffer_init(&pdf->store, PDF_STORE_MAX);
    buffer_init(&pdf->under, PDF_STORE_MAX);
    buffer_init(&pdf->rules, PDF_STORE_MAX);
    buffer_init(&pdf->operators, PDF_STORE_MAX);
    buffer_init(&haru->out, PAPER_BYTES_MAX);
    buffer_init(&haru->catalog, PDF_STORE_MAX);
    HPDF_Doc_Rec *doc = haru->doc;
    doc->stream = HPDF_CallbackWriter_New(doc->mmgr, write_out, haru);
    if (doc->stream == NULL || !buffer_puts(&haru->out, FILE_HEAD))
        pdf->failed = true;
    if ((haru->resources = new_dict(pdf)) != NULL) {
        pdf->resources = OBJECT_NUMBER(haru->resources->header);
        (void)entry_of(pdf, pdf->resources);
    }
    pdf_meta_id(pdf);
    pdf_tag(pdf, PDF_NONE, TAG_DOCUMENT);
    if (meta->watermark != NULL)
        pdf_watermark(pdf);
    if (pdf->failed) {
        pdf_free(pdf);
        return NULL;
    }
    return pdf;
}

void pdf_free(struct pdf *pdf)
{
    if (pdf == NULL)
        return;
    HPDF_Free(pdf->haru->doc);
    buffer_free(&pdf->haru->out);
    buffer_free(&pdf->haru->catalog);
    free(pdf->haru);
    for (int i = 0; i < PRESS_FACES; i++) {
        glyph_set_free(&pdf->own[i]);
        glyph_program_free(&pdf->program[i]);
    }
    buffer_free(&pdf->store);
    buffer_free(&pdf->under);
    buffer_free(&pdf->rules);
    buffer_free(&pdf->operators);
    free(pdf->objects);
    free(pdf->page);
    free(pdf->marks);
    free(pdf->tags);
    free(pdf->pieces);
    free(pdf->bookmarks);
    free(pdf);
}

void pdf_output_free(struct pdf_output *output)
{
    buffer_free(&output->bytes);
    memset(output, 0, sizeof *output);
}

static HPDF_STATUS write_catalog(HPDF_Dict dict, HPDF_Stream stream)
{
    const struct pdf *pdf = owner(dict);
    return HPDF_Stream_Write(stream, (HPDF_BYTE *)pdf->haru->catalog.data, (HPDF_UINT)pdf->haru->catalog.len);
}

/* The shared objects that are known at the end only: resources, tags, metadata, catalogue. */
static void finish_objects(struct pdf *pdf)
{
    HPDF_Doc_Rec *doc = pdf->haru->doc;
    if (!pdf_fonts_finish(pdf))
        pdf->failed = true;
    pdf_object_begin(pdf, pdf->resources);
    buffer_printf(&pdf->store, "/Font %u 0 R", pdf->fonts);
    if (pdf->watermark != 0 || pdf->total != 0) {
        buffer_puts(&pdf->store, "/XObject<<");
        if (pdf->watermark != 0)
            buffer_printf(&pdf->store, "/Wm %u 0 R", pdf->watermark);
        if (pdf->total != 0)
            buffer_printf(&pdf->store, "/Total %u 0 R", pdf->total);
        buffer_puts(&pdf->store, ">>");
    }
    buffer_putc(&pdf->store, '\n');
    pdf_object_end(pdf, pdf->resources);
    pdf->structure = pdf_object(pdf);
    pdf_meta_finish(pdf, pdf->structure, &pdf->haru->catalog);
    pdf_tags_prepare(pdf);
    pdf->first_tag_object = doc->xref->entries->count; /* no more objects of libharu's from here */
    pdf_tags_finish(pdf);
    if (pdf->failed)
        return;
    HPDF_Dict catalog = doc->catalog, info = doc->info;
    struct pdf_object *entry = entry_of(pdf, OBJECT_NUMBER(info->header));
    if (entry == NULL || HPDF_Dict_RemoveElement(info, "Producer") != HPDF_OK)
        return;
    *entry = pdf->info;
    catalog->attr = info->attr = pdf;
    info->write_fn = write_inside;
    catalog->write_fn = write_catalog;
}

/* All tags in a row. A large report has 200,000: they are no objects of libharu's, since one of those takes 300 bytes before anything is
   in it. */
static void write_tags(struct pdf *pdf)
{
    struct buffer *out = &pdf->haru->out;
    for (uint32_t i = 0; i < pdf->tag_count && !out->failed; i++) {
        const uint32_t place = (uint32_t)out->len;
        buffer_add_int(out, pdf->first_tag_object + i);
        buffer_puts(out, " 0 obj\n<<\n");
        pdf_tag_write(pdf, i, out);
        buffer_puts(out, ">>\nendobj\n");
        pdf->tags[i].place = place;
    }
}

/* An entry of the cross-reference table: ten digits, and twenty bytes in all. */
static void put_entry(struct buffer *out, uint32_t place)
{
    char entry[] = "0000000000 00000 n\r\n";
    for (size_t i = 10; place > 0; place /= 10)
        entry[--i] = (char)('0' + place % 10);
    buffer_add(out, entry, sizeof entry - 1);
}

/* What is not written yet, the cross-reference table and the trailer; the place of the table. */
static size_t write_end(struct pdf *pdf)
{
    const HPDF_Doc_Rec *doc = pdf->haru->doc;
    struct buffer *out = &pdf->haru->out;
    const unsigned count = doc->xref->entries->count;
    for (unsigned i = 1; i < count; i++)
        if (HPDF_Xref_GetEntry(doc->xref, i)->byte_offset == 0)
            write_object(pdf, i);
    write_tags(pdf);
    const size_t at = out->len;
    buffer_printf(out, "xref\n0 %u\n0000000000 65535 f\r\n", count + (unsigned)pdf->tag_count);
    for (unsigned i = 1; i < count; i++)
        put_entry(out, HPDF_Xref_GetEntry(doc->xref, i)->byte_offset);
    for (size_t i = 0; i < pdf->tag_count; i++)
        put_entry(out, pdf->tags[i].place);
    buffer_printf(out, "trailer\n<<\n/Root %u 0 R\n/Info %u 0 R\n/Size %u\n/ID[<%s><%s>]\n>>\nstartxref\n%zu\n%%%%EOF\n",
                  OBJECT_NUMBER(((HPDF_Dict)doc->catalog)->header), OBJECT_NUMBER(doc->info->header), count + (unsigned)pdf->tag_count, pdf->id,
                  pdf->id, at);
    return at;
}

/* Where the dictionary of an object stands in the written file. */
static struct pdf_place place_of(const struct pdf *pdf, const struct buffer *file, unsigned object)
{
    const HPDF_Doc_Rec *doc = pdf->haru->doc;
    const HPDF_XrefEntry entry = HPDF_Xref_GetEntry(doc->xref, object);
    const char *begin = entry ? memmem(file->data + entry->byte_offset, file->len - entry->byte_offset, "<<", 2) : NULL;
    const char *end = begin ? memmem(begin, (size_t)(file->data + file->len - begin), "\nendobj", 7) : NULL;
    if (end == NULL)
        return (struct pdf_place){0};
    return (struct pdf_place){.object = object, .at = (size_t)(begin - file->data), .len = (size_t)(end - begin)};
}

enum result pdf_finish(struct pdf *pdf, struct pdf_output *output, struct paper_fault *fault)
{
    const HPDF_Doc_Rec *doc = pdf->haru->doc;
    struct buffer *out = &pdf->haru->out;
    end_page(pdf);
    if (!pdf->failed)
        finish_objects(pdf);
    memset(output, 0, sizeof *output);
    if (!pdf->failed)
        output->startxref = write_end(pdf);
    if (pdf->failed || HPDF_GetError(pdf->haru->doc) != HPDF_OK || out->failed) {
        if (pdf->limit == NULL && out->failed && out->len > PAPER_BYTES_MAX / 2)
            pdf->limit = "bytes of a file";
        snprintf(fault->text, sizeof fault->text, "pdf: %s%s", pdf->limit ? "too many " : "no memory, or libharu failed",
                 pdf->limit ? pdf->limit : "");
        return pdf->limit ? RESULT_INVALID : RESULT_ERROR;
    }
    output->bytes = *out;
    buffer_init(out, PAPER_BYTES_MAX);
    output->pages = pdf->page_count;
    output->seal_page = pdf->seal_page;
    memcpy(output->seal_rect, pdf->seal, sizeof pdf->seal);
    output->size = pdf->first_tag_object + (unsigned)pdf->tag_count;
    output->root = OBJECT_NUMBER(((HPDF_Dict)doc->catalog)->header);
    output->info = OBJECT_NUMBER(doc->info->header);
    output->field = place_of(pdf, &output->bytes, pdf->field);
    output->catalog = place_of(pdf, &output->bytes, output->root);
    memcpy(output->id, pdf->id, sizeof pdf->id);
    return RESULT_OK;
}
