/* The incremental updates that sealing writes: one writer, and a reader that is the writer turned round. */
#include "doc/update.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define RANGE_WIDTH 33   /* three offsets of ten digits with blanks between: /ByteRange is as long before it is known */
#define ENTRIES_MAX (2 * UPDATE_BLOBS_MAX + 8) /* objects of one update */
#define FIELDS_MAX (SIGN_STAMPS_MAX + 1)
#define INSERTIONS_MAX 2

/* What the document has that an update refers to. */
struct base {
    const struct pdf *pdf;
    struct span catalogue;
    struct span form;        /* the AcroForm's dictionary */
    uint32_t form_number;    /* its object; 0: it stands in the catalogue */
    struct span fields;      /* the array in it */
    uint32_t seal;           /* object of the field that is the seal's */
    struct span seal_field;  /* its dictionary */
    bool sealed;             /* it has a /V */
    size_t n_fields;
    uint32_t dss;            /* object of /DSS; 0: none */
    struct span dss_value;   /* the reference in the catalogue */
    struct span dss_dictionary;
};

struct place_of_object {
    uint32_t number;
    size_t offset;
};

/* An update under way. */
struct writer {
    struct buffer *out;
    size_t begin;        /* out->len before it */
    size_t base;         /* the document's length: offsets count from the file's beginning */
    struct place_of_object entries[ENTRIES_MAX];
    size_t n_entries;
    uint32_t size;       /* the next free object */
};

/* ---- the document -------------------------------------------------------------------------------------------------- */

/* A field: whether it is a signature, and whether it has a value. */
static bool look_at_field(struct base *base, uint32_t number)
{
    struct span field, value;
    if (!pdfread_object(base->pdf, number, &field) || !pdfread_entry(field, "FT", &value))
        return false;
    if (!pdfread_is_name(value, "Sig") || base->seal != 0)
        return pdfread_is_name(value, "Sig"); /* later ones are document timestamps: their updates were looked at */
    base->seal = number;
    base->seal_field = field;
    base->sealed = pdfread_entry(field, "V", &value);
    return true;
}

static bool read_base(const struct pdf *pdf, struct base *out)
{
    uint32_t fields[FIELDS_MAX], flags;
    struct span value;
    *out = (struct base){.pdf = pdf};
    if (!pdfread_object(pdf, pdf->root, &out->catalogue) || !pdfread_is_dictionary(out->catalogue) ||
        !pdfread_entry(out->catalogue, "AcroForm", &value))
        return false;
    out->form = value;
    if (pdfread_reference(value, &out->form_number) && !pdfread_object(pdf, out->form_number, &out->form))
        return false;
    if (!pdfread_entry(out->form, "SigFlags", &value) || !pdfread_number(value, &flags) || flags != 3 ||
        !pdfread_entry(out->form, "Fields", &out->fields) || !pdfread_references(out->fields, fields, FIELDS_MAX, &out->n_fields))
        return false;
    for (size_t i = 0; i < out->n_fields; i++)
        if (!look_at_field(out, fields[i]))
            return false;
    if (pdfread_entry(out->catalogue, "DSS", &out->dss_value) &&
        (!pdfread_reference(out->dss_value, &out->dss) || !pdfread_object(pdf, out->dss, &out->dss_dictionary)))
        return false;
    return out->seal != 0;
}

bool update_has_empty_seal(const struct pdf *document)
{
    struct base base;
    return read_base(document, &base) && base.n_fields == 1 && !base.sealed;
}

/* The streams that an array of /DSS names. An array that is not there is empty. */
static bool read_blobs(const struct base *base, const char *key, uint32_t from, struct span *out, size_t max, size_t *count)
{
    uint32_t numbers[UPDATE_ALL_MAX];
    struct span array;
    size_t n = 0;
    *count = 0;
    if (base->dss == 0 || !pdfread_entry(base->dss_dictionary, key, &array))
        return true;
    if (!pdfread_references(array, numbers, UPDATE_ALL_MAX, &n))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (numbers[i] < from)
            continue;
        if (*count == max || !pdfread_stream(base->pdf, numbers[i], &out[*count]))
            return false;
        (*count)++;
    }
    return true;
}

bool update_evidence(const struct pdf *document, struct span certificates[UPDATE_ALL_MAX], size_t *n_certificates,
                     struct span lists[UPDATE_ALL_MAX], size_t *n_lists)
{
    struct base base;
    return read_base(document, &base) && read_blobs(&base, "Certs", 0, certificates, UPDATE_ALL_MAX, n_certificates) &&
           read_blobs(&base, "CRLs", 0, lists, UPDATE_ALL_MAX, n_lists);
}

/* ---- dates and words ----------------------------------------------------------------------------------------------- */

bool update_date(time_t moment, char out[UPDATE_DATE])
{
    char text[TIME_TEXT];
    if (moment < 0 || *time_format_shanghai(moment, text) == '\0')
        return false;
    snprintf(out, UPDATE_DATE, "D:%.4s%.2s%.2s%.2s%.2s%.2s+08'00'", text, text + 5, text + 8, text + 11, text + 14, text + 17);
    return true;
}

time_t update_moment(const char date[UPDATE_DATE])
{
    int y, m, d, hour, minute, second, end = 0;
    char again[UPDATE_DATE];
    if (strlen(date) != UPDATE_DATE - 1 ||
        sscanf(date, "D:%4d%2d%2d%2d%2d%2d+08'00'%n", &y, &m, &d, &hour, &minute, &second, &end) != 6 || end != UPDATE_DATE - 1 ||
        !day_exists(y, m, d))
        return 0;
    const time_t moment = day_start_shanghai(day_from_civil(y, m, d)) + hour * 3600 + minute * 60 + second;
    return update_date(moment, again) && strcmp(again, date) == 0 ? moment : 0;
}

static bool number_is_fine(const char *number)
{
    const size_t n = strnlen(number, SIGN_NUMBER_MAX + 1);
    for (size_t i = 0; i < n; i++)
        if (!((number[i] >= '0' && number[i] <= '9') || (number[i] >= 'A' && number[i] <= 'Z') ||
              (number[i] >= 'a' && number[i] <= 'z') || number[i] == '-' || number[i] == '.' || number[i] == '/'))
            return false;
    return n >= 1 && n <= SIGN_NUMBER_MAX;
}

/* ---- writing --------------------------------------------------------------------------------------------------------- */

static size_t offset_now(const struct writer *writer)
{
    return writer->base + (writer->out->len - writer->begin);
}

static void begin_object(struct writer *writer, uint32_t number)
{
    if (writer->n_entries < ENTRIES_MAX)
        writer->entries[writer->n_entries++] = (struct place_of_object){number, offset_now(writer)};
    (void)!buffer_printf(writer->out, "%" PRIu32 " 0 obj\n", number);
}

static void end_object(struct writer *writer)
{
    (void)!buffer_puts(writer->out, "\nendobj\n");
}

/* A piece of text that goes in at a place of a value, in the stead of `drop` bytes there. */
struct insertion {
    const uint8_t *at;
    size_t drop;
    char text[40];
};

/* Copies a value with its insertions, which stand in any order. */
static void add_changed(struct writer *writer, struct span value, struct insertion *insertion, size_t n)
{
    const uint8_t *from = value.at;
    if (n == 2 && insertion[1].at < insertion[0].at) {
        const struct insertion first = insertion[1];
        insertion[1] = insertion[0];
        insertion[0] = first;
    }
    for (size_t i = 0; i < n; i++) {
        (void)(buffer_add(writer->out, from, (size_t)(insertion[i].at - from)) && buffer_puts(writer->out, insertion[i].text));
        from = insertion[i].at + insertion[i].drop;
    }
    (void)!buffer_add(writer->out, from, (size_t)(value.at + value.len - from));
}

static struct insertion before_end(struct span value, size_t closing, const char *key, uint32_t number)
{
    struct insertion out = {.at = value.at + value.len - closing};
    snprintf(out.text, sizeof out.text, "%s %" PRIu32 " 0 R", key, number);
    return out;
}

static uint32_t add_streams(struct writer *writer, const struct span *blob, size_t n, uint32_t number)
{
    for (size_t i = 0; i < n; i++, number++) {
        begin_object(writer, number);
        (void)(buffer_printf(writer->out, "<< /Length %zu >>\nstream\n", blob[i].len) && buffer_add(writer->out, blob[i].at, blob[i].len) &&
               buffer_puts(writer->out, "\nendstream"));
        end_object(writer);
    }
    return number;
}

/* An array of /DSS: what earlier updates have, then n new objects from `first` on. */
static void add_list(struct writer *writer, const struct base *base, const char *key, uint32_t first, size_t n)
{
    struct span before = {NULL, 0};
    const bool had = base->dss != 0 && pdfread_entry(base->dss_dictionary, key, &before) && before.len > 2;
    if (n == 0 && !had)
        return;
    (void)!buffer_printf(writer->out, " /%s [", key);
    if (had)
        (void)!buffer_add(writer->out, before.at + 1, before.len - 2);
    for (size_t i = 0; i < n; i++)
        (void)!buffer_printf(writer->out, "%s%" PRIu32 " 0 R", had || i > 0 ? " " : "", first + (uint32_t)i);
    (void)!buffer_putc(writer->out, ']');
}

/* The streams and their list; its object's number, 0 when nothing is new. */
static uint32_t add_evidence(struct writer *writer, const struct base *base, const struct update *update)
{
    if (update->n_certificates + update->n_lists == 0)
        return 0;
    const uint32_t dss = writer->size, certificates = dss + 1;
    const uint32_t lists = add_streams(writer, update->certificates, update->n_certificates, certificates);
    writer->size = add_streams(writer, update->lists, update->n_lists, lists);
    begin_object(writer, dss);
    (void)!buffer_puts(writer->out, "<< /Type /DSS");
    add_list(writer, base, "Certs", certificates, update->n_certificates);
    add_list(writer, base, "CRLs", lists, update->n_lists);
    (void)!buffer_puts(writer->out, " >>");
    end_object(writer);
    return dss;
}

/* The catalogue and the form, where they change. */
static void add_catalogue(struct writer *writer, const struct base *base, uint32_t dss, uint32_t new_field)
{
    struct insertion insertion[INSERTIONS_MAX], field = {0};
    size_t n = 0;
    if (new_field != 0)
        field = before_end(base->fields, 1, "", new_field);
    if (new_field != 0 && base->form_number == 0)
        insertion[n++] = field;
    if (dss != 0) {
        insertion[n] = before_end(base->catalogue, 2, " /DSS", dss);
        if (base->dss != 0) {
            insertion[n].at = base->dss_value.at;
            insertion[n].drop = base->dss_value.len;
            snprintf(insertion[n].text, sizeof insertion[n].text, "%" PRIu32 " 0 R", dss);
        }
        n++;
    }
    if (n > 0) {
        begin_object(writer, base->pdf->root);
        add_changed(writer, base->catalogue, insertion, n);
        end_object(writer);
    }
    if (new_field != 0 && base->form_number != 0) {
        begin_object(writer, base->form_number);
        add_changed(writer, base->form, &field, 1);
        end_object(writer);
    }
}

/* The signature dictionary, zeros in /Contents; returns where the digits of /ByteRange go. */
static size_t add_signature(struct writer *writer, const struct update *update, uint32_t number, struct update_place *place)
{
    static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";
    begin_object(writer, number);
    if (update->kind == UPDATE_SEAL)
        (void)!buffer_printf(writer->out, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (%s) /Reason (%s)",
                             update->date, update->number);
    else
        (void)!buffer_puts(writer->out, "<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161");
    (void)!buffer_puts(writer->out, "\n/ByteRange [0 ");
    const size_t range = writer->out->len;
    (void)!buffer_printf(writer->out, "%*s]\n/Contents ", RANGE_WIDTH, "");
    place->contents = offset_now(writer);
    (void)!buffer_putc(writer->out, '<');
    for (size_t i = 0; i < 2 * UPDATE_RESERVED / (sizeof zeros - 1); i++)
        (void)!buffer_add(writer->out, zeros, sizeof zeros - 1);
    (void)!buffer_putc(writer->out, '>');
    place->contents_end = offset_now(writer);
    (void)!buffer_puts(writer->out, " >>");
    end_object(writer);
    return range;
}

static void sort_entries(struct writer *writer)
{
    for (size_t i = 1; i < writer->n_entries; i++)
        for (size_t k = i; k > 0 && writer->entries[k].number < writer->entries[k - 1].number; k--) {
            const struct place_of_object other = writer->entries[k];
            writer->entries[k] = writer->entries[k - 1];
            writer->entries[k - 1] = other;
        }
}

static void add_end(struct writer *writer, const struct pdf *pdf)
{
    const size_t startxref = offset_now(writer);
    sort_entries(writer);
    (void)!buffer_puts(writer->out, "xref\n");
    for (size_t i = 0, run; i < writer->n_entries; i += run) {
        for (run = 1; i + run < writer->n_entries && writer->entries[i + run].number == writer->entries[i].number + run; run++)
            ;
        (void)!buffer_printf(writer->out, "%" PRIu32 " %zu\n", writer->entries[i].number, run);
        for (size_t k = 0; k < run; k++)
            (void)!buffer_printf(writer->out, "%010zu 00000 n\r\n", writer->entries[i + k].offset);
    }
    (void)!buffer_printf(writer->out, "trailer\n<< /Size %" PRIu32 " /Root %" PRIu32 " 0 R", writer->size, pdf->root);
    if (pdf->info != 0)
        (void)!buffer_printf(writer->out, " /Info %" PRIu32 " 0 R", pdf->info);
    if (pdf->id.len > 0)
        (void)(buffer_puts(writer->out, " /ID ") && buffer_add(writer->out, pdf->id.at, pdf->id.len));
    (void)!buffer_printf(writer->out, " /Prev %zu >>\nstartxref\n%zu\n%%%%EOF\n", pdf->revisions[pdf->n_revisions - 1].startxref,
                         startxref);
}

/* Which update fits the document, and whether the parts are within their rules. */
static enum update_result look(const struct pdf *document, const struct update *update, struct base *base)
{
    if (!read_base(document, base))
        return UPDATE_NO_SEAL;
    if (update->n_certificates > UPDATE_BLOBS_MAX || update->n_lists > UPDATE_BLOBS_MAX || document->size > PDF_OBJECTS_MAX - ENTRIES_MAX)
        return UPDATE_WRONG;
    if (update->kind == UPDATE_SEAL) {
        if (base->n_fields != 1 || base->sealed)
            return UPDATE_NO_SEAL;
        return base->dss == 0 && number_is_fine(update->number) && update_moment(update->date) != 0 ? UPDATE_FINE : UPDATE_WRONG;
    }
    return base->sealed && update->ordinal >= 1 && update->ordinal <= SIGN_STAMPS_MAX ? UPDATE_FINE : UPDATE_WRONG;
}

enum update_result update_write(const struct pdf *document, const struct update *update, struct buffer *out, struct update_place *place)
{
    struct base base;
    char range[64];
    const enum update_result fit = look(document, update, &base);
    if (fit != UPDATE_FINE)
        return fit;
    struct writer writer = {.out = out, .begin = out->len, .base = document->bytes.len, .size = document->size + 1};
    const uint32_t signature = document->size, new_field = update->kind == UPDATE_STAMP ? writer.size++ : 0;
    const uint32_t dss = add_evidence(&writer, &base, update);
    add_catalogue(&writer, &base, dss, new_field);
    begin_object(&writer, new_field != 0 ? new_field : base.seal);
    if (new_field != 0) {
        (void)!buffer_printf(out, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Timestamp%u) /F 132 /Rect [0 0 0 0] /V %" PRIu32 " 0 R >>", update->ordinal, signature);
    } else {
        struct insertion value = before_end(base.seal_field, 2, " /V", signature);
        add_changed(&writer, base.seal_field, &value, 1);
    }
    end_object(&writer);
    const size_t digits = add_signature(&writer, update, signature, place);
    add_end(&writer, document);
    place->end = offset_now(&writer);
    if (out->failed || out->len - writer.begin > UPDATE_BYTES_MAX || place->end > PDF_LEN_MAX)
        return UPDATE_NO_ROOM;
    const int n = snprintf(range, sizeof range, "%zu %zu %zu", place->contents, place->contents_end, place->end - place->contents_end);
    memcpy(out->data + digits, range, (size_t)n);
    return UPDATE_FINE;
}

/* ---- reading --------------------------------------------------------------------------------------------------------- */

/* A ( ) string of fewer than `size` plain signs. */
static bool take_text(struct span dictionary, const char *key, char *out, size_t size)
{
    struct span value;
    if (!pdfread_entry(dictionary, key, &value) || value.len < 2 || value.at[0] != '(' || value.len - 2 >= size)
        return false;
    memcpy(out, value.at + 1, value.len - 2);
    out[value.len - 2] = '\0';
    return strlen(out) == value.len - 2;
}

static bool read_parts(const struct pdf *document, const struct pdf *updated, struct update *out)
{
    struct base base;
    struct span signature;
    if (!read_base(updated, &base) || !pdfread_object(updated, document->size, &signature))
        return false;
    if (out->kind == UPDATE_SEAL && (!take_text(signature, "Reason", out->number, sizeof out->number) ||
                                     !take_text(signature, "M", out->date, sizeof out->date)))
        return false;
    return read_blobs(&base, "Certs", document->size, out->certificates, UPDATE_BLOBS_MAX, &out->n_certificates) &&
           read_blobs(&base, "CRLs", document->size, out->lists, UPDATE_BLOBS_MAX, &out->n_lists);
}

bool update_read(const struct pdf *document, const struct pdf *updated, enum update_kind kind, unsigned ordinal, struct update *out,
                 struct update_place *place)
{
    struct buffer again;
    const size_t base = document->bytes.len, end = updated->bytes.len;
    bool same = false;
    *out = (struct update){.kind = kind, .ordinal = ordinal};
    buffer_init(&again, UPDATE_BYTES_MAX);
    if (end > base && end - base <= UPDATE_BYTES_MAX && read_parts(document, updated, out) &&
        update_write(document, out, &again, place) == UPDATE_FINE && again.len == end - base && place->end == end) {
        const char *bytes = (const char *)updated->bytes.at + base;
        const size_t before = place->contents + 1 - base, behind = place->contents_end - 1 - base;
        same = memcmp(bytes, again.data, before) == 0 && memcmp(bytes + behind, again.data + behind, again.len - behind) == 0;
    }
    buffer_free(&again);
    return same;
}

/* ---- /Contents --------------------------------------------------------------------------------------------------------- */

bool update_fill(uint8_t *file, const struct update_place *place, const uint8_t *der, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t *out = file + place->contents + 1;
    if (len > UPDATE_RESERVED)
        return false;
    for (size_t i = 0; i < len; i++) {
        *out++ = (uint8_t)digits[der[i] >> 4];
        *out++ = (uint8_t)digits[der[i] & 15];
    }
    memset(out, '0', 2 * (UPDATE_RESERVED - len));
    return true;
}

static int digit(uint8_t c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool update_contents(const uint8_t *file, const struct update_place *place, uint8_t out[UPDATE_RESERVED], size_t *len)
{
    const uint8_t *in = file + place->contents + 1;
    for (size_t i = 0; i < UPDATE_RESERVED; i++) {
        const int high = digit(in[2 * i]), low = digit(in[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    struct span all = {out, UPDATE_RESERVED}, der;
    if (!der_take_whole(&all, DER_SEQUENCE, &der))
        return false;
    *len = der.len;
    for (size_t i = 0; i < all.len; i++)
        if (all.at[i] != 0)
            return false;
    return true;
}
