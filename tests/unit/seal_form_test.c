/* The forms of sealing without any key: DER, the reader of PDF, the updates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doc/cms.h"
#include "doc/pdfread.h"
#include "doc/signer.h"
#include "doc/update.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPAN(text) ((struct span){(const uint8_t *)(text), sizeof(text) - 1})

/* ---- DER ---------------------------------------------------------------------------------------------------------- */

static void test_der_is_written_and_read(void **state)
{
    struct buffer out;
    struct span in, inside, value;
    uint8_t long_value[300] = {7};
    (void)state;
    buffer_init(&out, 1000);
    der_add(&out, DER_INTEGER, "\x05", 1);
    der_add(&out, DER_OCTETS, long_value, sizeof long_value);
    der_wrap(&out, 0, DER_SEQUENCE);
    in = (struct span){(uint8_t *)out.data, out.len};
    assert_true(der_take(&in, DER_SEQUENCE, &inside));
    assert_int_equal(in.len, 0);
    assert_true(der_take(&inside, DER_INTEGER, &value));
    assert_int_equal(value.at[0], 5);
    assert_false(der_take(&inside, DER_INTEGER, &value));
    assert_true(der_take(&inside, DER_OCTETS, &value));
    assert_int_equal(value.len, 300);
    buffer_free(&out);
}

static void test_der_refuses_other_spellings(void **state)
{
    static const struct span wrong[] = {
        {(const uint8_t *)"", 0}, {(const uint8_t *)"\x30", 1},
        {(const uint8_t *)"\x30\x80\x00\x00", 4},             /* indefinite length */
        {(const uint8_t *)"\x30\x81\x01\x00", 4},             /* a longer form than needed */
        {(const uint8_t *)"\x30\x82\x00\x01\x00", 5},
        {(const uint8_t *)"\x30\x02\x00", 3},                 /* beyond the end */
        {(const uint8_t *)"\x30\x84\xff\xff\xff\xff\x00", 7},
        {(const uint8_t *)"\x30\x85\x01\x00\x00\x00\x00", 7},
        {(const uint8_t *)"\x1f\x20\x00", 3},                 /* a tag of several bytes */
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct span in = wrong[i], out;
        assert_false(der_take(&in, wrong[i].len > 0 ? wrong[i].at[0] : DER_SEQUENCE, &out));
        assert_int_equal(in.len, wrong[i].len);
    }
}

/* ---- PDF values --------------------------------------------------------------------------------------------------- */

static void test_values_are_taken_whole(void **state)
{
    static const char *const values[] = {"<< /A [1 2 (x)] /B << /C <00> >> >>", "[ 1 0 R /N (a\\)b(c)) ]", "(a(b)c)", "<4142>", "/Name", "12 0 R",
                                         "12", "-1.5", "true", "<</K(>>)>>"};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[100];
        snprintf(text, sizeof text, " %%note\n%s /next", values[i]);
        struct span in = {(const uint8_t *)text, strlen(text)}, value;
        assert_true(pdfread_take(&in, &value));
        assert_true(span_equal(value, values[i], strlen(values[i])));
        assert_true(span_equal(in, " /next", 6));
    }
}

static void test_broken_values_are_refused(void **state)
{
    static const char *const values[] = {"", " ", "<<", "<< /A ", "[1 2", "(abc", "(a\\)", "<41", ">>", "]", "[ >> ]", "<< ]", ")"};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct span in = {(const uint8_t *)values[i], strlen(values[i])}, value;
        assert_false(pdfread_take(&in, &value));
    }
    char deep[2 * PDF_DEPTH_MAX + 3];
    memset(deep, '[', PDF_DEPTH_MAX + 1);
    memset(deep + PDF_DEPTH_MAX + 1, ']', PDF_DEPTH_MAX + 1);
    struct span in = {(const uint8_t *)deep, 2 * (PDF_DEPTH_MAX + 1)}, value;
    assert_false(pdfread_take(&in, &value));
    in = (struct span){(const uint8_t *)deep + 1, 2 * PDF_DEPTH_MAX};
    assert_true(pdfread_take(&in, &value));
}

static void test_an_entry_is_found_once_or_not_at_all(void **state)
{
    struct span value;
    uint32_t number;
    (void)state;
    assert_true(pdfread_entry(SPAN("<</A 1/B(/C 3)/C 12 0 R>>"), "C", &value));
    assert_true(pdfread_reference(value, &number));
    assert_int_equal(number, 12);
    assert_false(pdfread_entry(SPAN("<</A 1/B(/C 3)>>"), "C", &value));
    assert_false(pdfread_entry(SPAN("<</A 1/A 2>>"), "A", &value));
    assert_false(pdfread_entry(SPAN("<</A 1 2>>"), "A", &value));
    assert_false(pdfread_entry(SPAN("[/A 1]"), "A", &value));
    assert_false(pdfread_reference(SPAN("12 1 R"), &number));
    assert_false(pdfread_number(SPAN("4294967296"), &number));
    assert_false(pdfread_number(SPAN("-1"), &number));
}

/* ---- documents ---------------------------------------------------------------------------------------------------- */

static void open_sample(struct buffer *out, struct pdf *pdf, bool direct)
{
    buffer_init(out, 1 << 20);
    assert_true(sample_document(out, "Example", 3, 0, direct));
    assert_int_equal(pdfread_open((const uint8_t *)out->data, out->len, pdf), PDF_FINE);
}

static void test_a_document_is_read(void **state)
{
    struct buffer bytes;
    struct pdf pdf;
    struct span value, data;
    (void)state;
    open_sample(&bytes, &pdf, false);
    assert_int_equal(pdf.n_revisions, 1);
    assert_int_equal(pdf.revisions[0].end, bytes.len);
    assert_int_equal(pdf.root, 1);
    assert_int_equal(pdf.info, 7);
    assert_int_equal(pdf.size, 14);
    assert_true(pdfread_object(&pdf, 4, &value));
    assert_true(pdfread_entry(value, "FT", &data) && pdfread_is_name(data, "Sig"));
    assert_false(pdfread_object(&pdf, 0, &value));
    assert_false(pdfread_object(&pdf, 14, &value));
    assert_true(pdfread_stream(&pdf, 9, &data));
    assert_memory_equal(data.at, "BT /F", 5);
    assert_true(update_has_empty_seal(&pdf));
    pdfread_close(&pdf);
    buffer_free(&bytes);
}

static enum pdf_fault fault_of(const char *bytes, size_t len)
{
    struct pdf pdf;
    const enum pdf_fault fault = pdfread_open((const uint8_t *)bytes, len, &pdf);
    if (fault == PDF_FINE)
        pdfread_close(&pdf);
    return fault;
}

static void test_other_files_are_told_apart(void **state)
{
    struct buffer bytes;
    struct pdf pdf;
    (void)state;
    open_sample(&bytes, &pdf, false);
    pdfread_close(&pdf);
    assert_int_equal(fault_of("", 0), PDF_NO_PDF);
    assert_int_equal(fault_of("hello, this is text", 19), PDF_NO_PDF);
    assert_int_equal(fault_of(bytes.data, bytes.len / 2), PDF_CUT);
    assert_int_equal(fault_of(bytes.data, bytes.len - 1), PDF_OTHER_FORM);
    assert_int_equal(fault_of(bytes.data, bytes.len - 8), PDF_CUT);
    char *at = memmem(bytes.data, bytes.len, "/Info 7 0 R\n", 12);
    assert_non_null(at);
    memcpy(at, "/Encrypt 7 0", 12);
    assert_int_equal(fault_of(bytes.data, bytes.len), PDF_OTHER_FORM); /* " R" is missing: broken */
    memcpy(at, "/Encrypt 9\n\n", 12);
    assert_int_equal(fault_of(bytes.data, bytes.len), PDF_ENCRYPTED);
    static const char stream[] = "%PDF-1.7\n9 0 obj\n<</Type/XRef/Encrypt 4 0 R>>\nstream\nendstream\nendobj\nstartxref\n9\n%%EOF\n";
    assert_int_equal(fault_of(stream, sizeof stream - 1), PDF_ENCRYPTED);
    static const char qpdf[] = "%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer << /Root 1 0 R /Size 12 /Encrypt 11 0 R >>\nstartxref\n9\n%%EOF\n";
    assert_int_equal(fault_of(qpdf, sizeof qpdf - 1), PDF_ENCRYPTED);
    static const char carriage[] = "%PDF-1.7\r\nxref\r\n0 1\r\n0000000000 65535 f\r\ntrailer\r\n<</Encrypt 4 0 R/Size 5>>\r\nstartxref\r\n10\r\n%%EOF\r\n";
    assert_int_equal(fault_of(carriage, sizeof carriage - 1), PDF_ENCRYPTED);
    static const char metadata[] = "%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer << /EncryptMetadata true /Size 12 >>\nstartxref\n9\n%%EOF\n";
    assert_int_equal(fault_of(metadata, sizeof metadata - 1), PDF_OTHER_FORM);
    static const char plain[] = "%PDF-1.7\n9 0 obj\n<</Type/XRef/W [1 2 1]>>\nstream\nendstream\nendobj\nstartxref\n9\n%%EOF\n";
    assert_int_equal(fault_of(plain, sizeof plain - 1), PDF_OTHER_FORM);
    buffer_free(&bytes);
}

static void test_numbers_that_a_file_claims_cost_nothing(void **state)
{
    /* a table of two thousand million objects, in a file of 200 bytes; a section that names itself as the one before */
    static const char huge[] = "%PDF-1.7\nxref\n0 2000000000\ntrailer\n<</Size 2000000000/Root 1 0 R>>\nstartxref\n9\n%%EOF\n";
    static const char size[] = "%PDF-1.7\nxref\n0 0\ntrailer\n<</Size 1999999/Root 1 0 R>>\nstartxref\n9\n%%EOF\n";
    static const char loop[] = "%PDF-1.7\nxref\n0 0\ntrailer\n<</Size 2/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n";
    (void)state;
    assert_int_equal(fault_of(huge, sizeof huge - 1), PDF_OTHER_FORM);
    assert_int_equal(fault_of(size, sizeof size - 1), PDF_OTHER_FORM);
    assert_int_equal(fault_of(loop, sizeof loop - 1), PDF_OTHER_FORM);
}

/* ---- updates ------------------------------------------------------------------------------------------------------ */

static struct update seal_of(void)
{
    struct update update = {.kind = UPDATE_SEAL, .number = SAMPLE_NUMBER, .certificates = {SPAN("first"), SPAN("second")}, .n_certificates = 2,
                            .lists = {SPAN("list")}, .n_lists = 1};
    assert_true(update_date(1775001600, update.date));
    return update;
}

/* A document with a seal and a timestamp, each with something in its hole. */
static void sealed_sample(struct buffer *bytes, bool direct, size_t ends[3])
{
    struct update update = seal_of();
    struct update_place place;
    struct pdf pdf;
    open_sample(bytes, &pdf, direct);
    ends[0] = bytes->len;
    for (int i = 1; i < 3; i++) {
        struct buffer added;
        buffer_init(&added, 1 << 20);
        assert_int_equal(update_write(&pdf, &update, &added, &place), UPDATE_FINE);
        pdfread_close(&pdf);
        assert_true(buffer_add(bytes, added.data, added.len));
        buffer_free(&added);
        assert_int_equal(place.end, bytes->len);
        assert_true(update_fill((uint8_t *)bytes->data, &place, (const uint8_t *)"\x30\x03\x02\x01\x05", 5));
        ends[i] = bytes->len;
        assert_int_equal(pdfread_open((const uint8_t *)bytes->data, bytes->len, &pdf), PDF_FINE);
        update = (struct update){.kind = UPDATE_STAMP, .ordinal = 1, .certificates = {SPAN("third")}, .n_certificates = 1};
    }
    pdfread_close(&pdf);
}

static bool read_update(const struct buffer *bytes, size_t from, size_t to, enum update_kind kind, struct update *update, struct update_place *place)
{
    struct pdf before, after;
    bool good = false;
    if (pdfread_open((const uint8_t *)bytes->data, from, &before) != PDF_FINE)
        return false;
    if (pdfread_open((const uint8_t *)bytes->data, to, &after) == PDF_FINE) {
        good = update_read(&before, &after, kind, 1, update, place);
        pdfread_close(&after);
    }
    pdfread_close(&before);
    return good;
}

static void test_updates_are_read_as_they_were_written(void **state)
{
    (void)state;
    for (int direct = 0; direct < 2; direct++) {
        struct buffer bytes;
        struct update update;
        struct update_place place;
        uint8_t der[UPDATE_RESERVED];
        size_t ends[3], len;
        sealed_sample(&bytes, direct, ends);
        assert_true(read_update(&bytes, ends[0], ends[1], UPDATE_SEAL, &update, &place));
        assert_string_equal(update.number, SAMPLE_NUMBER);
        assert_int_equal(update_moment(update.date), 1775001600);
        assert_int_equal(update.n_certificates, 2);
        assert_true(span_equal(update.certificates[1], "second", 6));
        assert_int_equal(update.n_lists, 1);
        assert_true(update_contents((const uint8_t *)bytes.data, &place, der, &len));
        assert_int_equal(len, 5);
        assert_true(read_update(&bytes, ends[1], ends[2], UPDATE_STAMP, &update, &place));
        assert_int_equal(update.n_certificates, 1);
        assert_true(span_equal(update.certificates[0], "third", 5));
        assert_false(read_update(&bytes, ends[0], ends[1], UPDATE_STAMP, &update, &place));
        assert_false(read_update(&bytes, ends[1], ends[2], UPDATE_SEAL, &update, &place));
        assert_false(read_update(&bytes, ends[0], ends[2], UPDATE_SEAL, &update, &place));
        buffer_free(&bytes);
    }
}

static void test_range_runs_to_the_end_around_contents(void **state)
{
    struct buffer bytes;
    size_t ends[3];
    (void)state;
    sealed_sample(&bytes, false, ends);
    bytes.data[ends[1] - 1] = '\0';
    const char *range = strstr(bytes.data + ends[0], "/ByteRange [0 ");
    assert_non_null(range);
    size_t first, second, rest;
    assert_int_equal(sscanf(range, "/ByteRange [0 %zu %zu %zu", &first, &second, &rest), 3);
    assert_int_equal(second + rest, ends[1]);
    assert_int_equal(bytes.data[first], '<');
    assert_int_equal(bytes.data[second - 1], '>');
    assert_int_equal(second - first, 2 + 2 * UPDATE_RESERVED);
    buffer_free(&bytes);
}

static void test_any_other_byte_outside_contents_is_refused(void **state)
{
    struct buffer bytes;
    struct update update;
    struct update_place place, now;
    size_t ends[3];
    (void)state;
    sealed_sample(&bytes, false, ends);
    assert_true(read_update(&bytes, ends[0], ends[1], UPDATE_SEAL, &update, &place));
    for (size_t i = ends[0]; i < ends[1]; i++) {
        if (i > place.contents && i < place.contents_end - 1)
            continue;
        const char before = bytes.data[i];
        for (int bit = 0; bit < 8; bit++) {
            bytes.data[i] = (char)(before ^ (1 << bit));
            /* what is covered by the signature alone (number, date, certificates) may read as another update of the form */
            const bool read = read_update(&bytes, ends[0], ends[1], UPDATE_SEAL, &update, &now);
            assert_true(!read || (now.contents == place.contents && now.end == place.end));
        }
        bytes.data[i] = before;
    }
    buffer_free(&bytes);
}

static void test_contents_are_strict(void **state)
{
    struct buffer bytes;
    struct update update;
    struct update_place place;
    uint8_t der[UPDATE_RESERVED];
    size_t ends[3], len;
    (void)state;
    sealed_sample(&bytes, false, ends);
    assert_true(read_update(&bytes, ends[0], ends[1], UPDATE_SEAL, &update, &place));
    char *hex = bytes.data + place.contents + 1;
    static const struct {
        size_t at;
        char sign;
    } wrong[] = {{0, '4'}, {11, '1'}, {2 * UPDATE_RESERVED - 1, '1'}, {4, 'A'}, {5, ' '}, {3, '4'}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char before = hex[wrong[i].at];
        hex[wrong[i].at] = wrong[i].sign;
        assert_false(update_contents((const uint8_t *)bytes.data, &place, der, &len) && len == 5);
        hex[wrong[i].at] = before;
    }
    uint8_t long_der[UPDATE_RESERVED + 1] = {0};
    assert_false(update_fill((uint8_t *)bytes.data, &place, long_der, sizeof long_der));
    buffer_free(&bytes);
}

static void test_documents_without_one_empty_seal_are_refused(void **state)
{
    struct buffer bytes, out;
    struct update update = seal_of();
    struct update_place place;
    struct pdf pdf;
    (void)state;
    static const char *const changes[][2] = {{"/SigFlags 3", "/SigFlags 1"}, {"/Fields [4 0 R]", "/Fields [     ]"}, {"/Fields [4 0 R]", "/Fields [9 0 R]"},
                                             {"/AcroForm 6", "/AcroForm 5"}, {"/FT /Sig", "/FT /Btn"}, {"/T (Seal)", "/V (Seal)"}};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        open_sample(&bytes, &pdf, false);
        pdfread_close(&pdf);
        char *at = memmem(bytes.data, bytes.len, changes[i][0], strlen(changes[i][0]));
        assert_non_null(at);
        memcpy(at, changes[i][1], strlen(changes[i][1]));
        assert_int_equal(pdfread_open((const uint8_t *)bytes.data, bytes.len, &pdf), PDF_FINE);
        buffer_init(&out, 1 << 20);
        assert_int_equal(update_write(&pdf, &update, &out, &place), UPDATE_NO_SEAL);
        buffer_free(&out);
        pdfread_close(&pdf);
        buffer_free(&bytes);
    }
}

static void test_numbers_and_dates_keep_their_rule(void **state)
{
    static const char *const wrong[] = {"", "a)b", "a b", "\xe4\xb8\x80", "a\\"};
    struct buffer bytes, out;
    struct update_place place;
    struct pdf pdf;
    char date[UPDATE_DATE];
    (void)state;
    open_sample(&bytes, &pdf, false);
    buffer_init(&out, 1 << 20);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct update update = seal_of();
        snprintf(update.number, sizeof update.number, "%s", wrong[i]);
        assert_int_equal(update_write(&pdf, &update, &out, &place), UPDATE_WRONG);
    }
    struct update update = seal_of();
    memset(update.number, 'A', SIGN_NUMBER_MAX);
    assert_int_equal(update_write(&pdf, &update, &out, &place), UPDATE_FINE);
    pdfread_close(&pdf);
    buffer_free(&bytes);
    buffer_free(&out);
    assert_true(update_date(0, date));
    assert_string_equal(date, "D:19700101080000+08'00'");
    assert_int_equal(update_moment("D:20260401080000+08'00'"), 1775001600);
    assert_int_equal(update_moment("D:20260230080000+08'00'"), 0);
    assert_int_equal(update_moment("D:20260401 80000+08'00'"), 0);
    assert_int_equal(update_moment("D:20260401080000+09'00'"), 0);
    assert_false(update_date(-1, date));
}

/* ---- the signer's words ------------------------------------------------------------------------------------------- */

static void test_questions_are_parsed(void **state)
{
    uint8_t question[64] = {0, 34, SIGNER_VERSION, SIGNER_DOCUMENT};
    struct signer_message message;
    size_t used = 0;
    (void)state;
    for (size_t n = 0; n < 36; n++)
        assert_int_equal(signer_parse(question, n, &message, &used), SIGNER_INCOMPLETE);
    assert_int_equal(signer_parse(question, 64, &message, &used), SIGNER_COMPLETE);
    assert_int_equal(used, 36);
    assert_int_equal(message.question, SIGNER_DOCUMENT);
    static const uint8_t wrong[][4] = {{0, 34, 2, 1}, {0, 34, 1, 0}, {0, 34, 1, 5}, {0, 35, 1, 1}, {0, 33, 1, 1}, {0, 42, 1, 1}, {0, 34, 1, 3}, {0, 34, 1, 4}, {1, 0, 1, 1}, {0, 1, 1, 1}, {0, 0, 1, 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        memcpy(question, wrong[i], 4);
        assert_int_equal(signer_parse(question, 64, &message, &used), SIGNER_REFUSED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_der_is_written_and_read),
        cmocka_unit_test(test_der_refuses_other_spellings),
        cmocka_unit_test(test_values_are_taken_whole),
        cmocka_unit_test(test_broken_values_are_refused),
        cmocka_unit_test(test_an_entry_is_found_once_or_not_at_all),
        cmocka_unit_test(test_a_document_is_read),
        cmocka_unit_test(test_other_files_are_told_apart),
        cmocka_unit_test(test_numbers_that_a_file_claims_cost_nothing),
        cmocka_unit_test(test_updates_are_read_as_they_were_written),
        cmocka_unit_test(test_range_runs_to_the_end_around_contents),
        cmocka_unit_test(test_any_other_byte_outside_contents_is_refused),
        cmocka_unit_test(test_contents_are_strict),
        cmocka_unit_test(test_documents_without_one_empty_seal_are_refused),
        cmocka_unit_test(test_numbers_and_dates_keep_their_rule),
        cmocka_unit_test(test_questions_are_parsed),
    };
    return cmocka_run_group_tests_name("seal forms", tests, NULL, NULL);
}
