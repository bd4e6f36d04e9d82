/* A strict reader of PDF files of our own form. */
#include "doc/pdfread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRY 20            /* bytes of an entry of a cross-reference table (ISO 32000-1, 7.5.4) */
#define END_WINDOW 1024     /* where readers look for the end of a file (ISO 32000-1, annex H) */
#define STREAM_WINDOW 4096  /* of the dictionary of a cross-reference stream, in a file of another form */

static const char LAST[] = "%%EOF\n";

/* ---- values ------------------------------------------------------------------------------------------------------- */

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_delimiter(uint8_t c)
{
    return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' || c == '}' || c == '/' || c == '%';
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static void skip_space(struct span *in)
{
    while (in->len > 0) {
        if (*in->at == '%') {
            const uint8_t *end = memchr(in->at, '\n', in->len);
            const size_t n = end != NULL ? (size_t)(end - in->at) : in->len;
            in->at += n;
            in->len -= n;
        } else if (is_space(*in->at)) {
            in->at++;
            in->len--;
        } else {
            return;
        }
    }
}

static bool starts(struct span in, const char *word)
{
    const size_t n = strlen(word);
    return in.len >= n && memcmp(in.at, word, n) == 0;
}

static bool take_word(struct span *in, const char *word)
{
    if (!starts(*in, word))
        return false;
    in->at += strlen(word);
    in->len -= strlen(word);
    return true;
}

/* Length of a ( ) string at the front; 0: it has no end. */
static size_t string_length(struct span in)
{
    size_t open = 0;
    for (size_t i = 0; i < in.len; i++) {
        if (in.at[i] == '\\')
            i++;
        else if (in.at[i] == '(')
            open++;
        else if (in.at[i] == ')' && --open == 0)
            return i + 1;
    }
    return 0;
}

static size_t hex_length(struct span in)
{
    const uint8_t *end = memchr(in.at, '>', in.len);
    return end != NULL ? (size_t)(end - in.at) + 1 : 0;
}

/* Length of a run of ordinary signs: a name behind its slash, a number, a word. */
static size_t word_length(struct span in)
{
    size_t n = 0;
    while (n < in.len && !is_space(in.at[n]) && !is_delimiter(in.at[n]))
        n++;
    return n;
}

/* Length of "n g R" at the front, when it is one; else 0. */
static size_t reference_length(struct span in)
{
    size_t at = 0;
    for (int part = 0; part < 2; part++) {
        const size_t begin = at;
        while (at < in.len && at - begin <= 10 && is_digit(in.at[at]))
            at++;
        if (at == begin || at == in.len || !is_space(in.at[at]))
            return 0;
        while (at < in.len && is_space(in.at[at]))
            at++;
    }
    return at < in.len && in.at[at] == 'R' && (at + 1 == in.len || is_space(in.at[at + 1]) || is_delimiter(in.at[at + 1])) ? at + 1 : 0;
}

/* Length of the token or simple value at the front; 0: broken. */
static size_t simple_length(struct span in)
{
    size_t n;
    switch (*in.at) {
    case '(':
        return string_length(in);
    case '<':
        return hex_length(in);
    case '/':
        return 1 + word_length((struct span){in.at + 1, in.len - 1});
    default:
        if (is_digit(*in.at) && (n = reference_length(in)) > 0)
            return n;
        return word_length(in);
    }
}

/* Brackets are followed by a stack of their kinds, not by recursion. */
bool pdfread_take(struct span *in, struct span *value)
{
    char open[PDF_DEPTH_MAX];
    size_t depth = 0;
    struct span rest = *in;
    skip_space(&rest);
    const uint8_t *begin = rest.at;
    do {
        skip_space(&rest);
        if (rest.len == 0)
            return false;
        size_t n;
        if (starts(rest, "<<") || *rest.at == '[') {
            if (depth == PDF_DEPTH_MAX)
                return false;
            open[depth++] = *rest.at == '[' ? ']' : '>';
            n = *rest.at == '[' ? 1 : 2;
        } else if (starts(rest, ">>") || *rest.at == ']') {
            if (depth == 0 || open[--depth] != (char)*rest.at)
                return false;
            n = *rest.at == ']' ? 1 : 2;
        } else if ((n = simple_length(rest)) == 0) {
            return false;
        }
        rest.at += n;
        rest.len -= n;
    } while (depth > 0);
    *value = (struct span){begin, (size_t)(rest.at - begin)};
    *in = rest;
    return true;
}

bool pdfread_is_dictionary(struct span value)
{
    return value.len >= 4 && starts(value, "<<");
}

bool pdfread_entry(struct span dictionary, const char *key, struct span *value)
{
    bool found = false;
    if (!pdfread_is_dictionary(dictionary))
        return false;
    struct span in = {dictionary.at + 2, dictionary.len - 4}, name, one;
    for (skip_space(&in); in.len > 0; skip_space(&in)) {
        if (*in.at != '/' || !pdfread_take(&in, &name) || !pdfread_take(&in, &one))
            return false;
        if (pdfread_is_name(name, key)) {
            if (found)
                return false;
            *value = one;
            found = true;
        }
    }
    return found;
}

bool pdfread_entry_object(const struct pdf *pdf, struct span dictionary, const char *key, struct span *value)
{
    uint32_t number;
    if (!pdfread_entry(dictionary, key, value))
        return false;
    return !pdfread_reference(*value, &number) || pdfread_object(pdf, number, value);
}

/* Takes a decimal number of at most ten digits. */
static bool take_number(struct span *in, uint32_t *out)
{
    uint64_t number = 0;
    size_t n = 0;
    for (; n < in->len && is_digit(in->at[n]); n++) {
        if (n == 10)
            return false;
        number = number * 10 + (in->at[n] - '0');
    }
    if (n == 0 || number > UINT32_MAX)
        return false;
    in->at += n;
    in->len -= n;
    *out = (uint32_t)number;
    return true;
}

bool pdfread_number(struct span value, uint32_t *number)
{
    return take_number(&value, number) && value.len == 0;
}

bool pdfread_reference(struct span value, uint32_t *number)
{
    uint32_t generation;
    if (!take_number(&value, number) || value.len == 0 || !is_space(*value.at))
        return false;
    skip_space(&value);
    if (!take_number(&value, &generation) || generation != 0)
        return false;
    skip_space(&value);
    return span_equal(value, "R", 1);
}

bool pdfread_is_name(struct span value, const char *name)
{
    const size_t n = strlen(name);
    return value.len == n + 1 && value.at[0] == '/' && memcmp(value.at + 1, name, n) == 0;
}

bool pdfread_references(struct span array, uint32_t *out, size_t max, size_t *count)
{
    *count = 0;
    if (array.len < 2 || array.at[0] != '[' || array.at[array.len - 1] != ']')
        return false;
    struct span in = {array.at + 1, array.len - 2}, one;
    for (skip_space(&in); in.len > 0; skip_space(&in))
        if (*count == max || !pdfread_take(&in, &one) || !pdfread_reference(one, &out[(*count)++]))
            return false;
    return true;
}

bool pdfread_object(const struct pdf *pdf, uint32_t number, struct span *value)
{
    char head[24];
    if (number >= pdf->size || pdf->offsets[number] == 0)
        return false;
    struct span in = {pdf->bytes.at + pdf->offsets[number], pdf->bytes.len - pdf->offsets[number]};
    snprintf(head, sizeof head, "%u 0 obj", (unsigned)number);
    return take_word(&in, head) && in.len > 0 && (is_space(*in.at) || is_delimiter(*in.at)) && pdfread_take(&in, value);
}

bool pdfread_stream(const struct pdf *pdf, uint32_t number, struct span *data)
{
    struct span dictionary, value;
    uint32_t length;
    if (!pdfread_object(pdf, number, &dictionary) || !pdfread_entry(dictionary, "Length", &value) || !pdfread_number(value, &length))
        return false;
    const uint8_t *behind = dictionary.at + dictionary.len;
    struct span in = {behind, pdf->bytes.len - (size_t)(behind - pdf->bytes.at)};
    skip_space(&in);
    if (!take_word(&in, "stream\n") || in.len < length)
        return false;
    *data = (struct span){in.at, length};
    return true;
}

/* ---- structure ---------------------------------------------------------------------------------------------------- */

/* A cross-reference section as it stands in the file. */
struct section {
    struct span entries; /* from the first subsection's head to "trailer" */
    struct span trailer; /* the dictionary */
    size_t end;          /* offset behind its "%%EOF\n" */
};

/* Steps over the subsections; the entries themselves are read later. */
static bool take_subsection(struct span *in, uint32_t *first, uint32_t *count)
{
    if (!take_number(in, first) || !take_word(in, " ") || !take_number(in, count) || !take_word(in, "\n"))
        return false;
    return *first <= PDF_OBJECTS_MAX && *count <= PDF_OBJECTS_MAX && in->len / ENTRY >= *count;
}

static enum pdf_fault read_section(struct span file, size_t at, struct section *out)
{
    uint32_t first, count, startxref;
    struct span in = {file.at + at, file.len - at}, encrypt;
    if (!take_word(&in, "xref\n")) {
        /* perhaps a cross-reference stream */
        const size_t window = in.len < STREAM_WINDOW ? in.len : STREAM_WINDOW;
        return memmem(in.at, window, "/Encrypt", 8) != NULL ? PDF_ENCRYPTED : PDF_OTHER_FORM;
    }
    out->entries = in;
    while (in.len > 0 && is_digit(*in.at)) {
        if (!take_subsection(&in, &first, &count))
            return PDF_OTHER_FORM;
        in.at += (size_t)count * ENTRY;
        in.len -= (size_t)count * ENTRY;
    }
    out->entries.len = (size_t)(in.at - out->entries.at);
    if (!take_word(&in, "trailer\n") || !pdfread_take(&in, &out->trailer) || !pdfread_is_dictionary(out->trailer))
        return PDF_OTHER_FORM;
    if (pdfread_entry(out->trailer, "Encrypt", &encrypt))
        return PDF_ENCRYPTED;
    if (!take_word(&in, "\nstartxref\n") || !take_number(&in, &startxref) || startxref != at || !take_word(&in, "\n") ||
        !take_word(&in, LAST))
        return PDF_OTHER_FORM;
    out->end = (size_t)(in.at - file.at);
    return PDF_FINE;
}

/* Notes the places of the objects that no later section had. `before` is where the section begins: objects stand in front
   of it. A free entry is noted as 1, where no object can be, until the end. */
#define FREE 1u
static bool read_entries(struct pdf *pdf, const struct section *section, size_t before)
{
    struct span in = section->entries;
    uint32_t first, count, offset, generation;
    while (in.len > 0) {
        if (!take_subsection(&in, &first, &count) || first > pdf->size || count > pdf->size - first)
            return false;
        for (uint32_t i = 0; i < count; i++) {
            struct span entry = {in.at, ENTRY};
            in.at += ENTRY;
            in.len -= ENTRY;
            if (!take_number(&entry, &offset) || entry.len != 10 || !take_word(&entry, " ") || !take_number(&entry, &generation) ||
                entry.len != 4 || (entry.at[1] != 'n' && entry.at[1] != 'f') || entry.at[0] != ' ' ||
                !(span_equal((struct span){entry.at + 2, 2}, "\r\n", 2) || span_equal((struct span){entry.at + 2, 2}, " \n", 2)))
                return false;
            const bool used = entry.at[1] == 'n';
            if (used && (generation != 0 || offset <= FREE || offset >= before))
                return false;
            if (pdf->offsets[first + i] == 0)
                pdf->offsets[first + i] = used ? offset : FREE;
        }
    }
    return true;
}

static bool read_trailer(struct pdf *pdf, struct span trailer)
{
    struct span value;
    if (!pdfread_entry(trailer, "Size", &value) || !pdfread_number(value, &pdf->size) || pdf->size < 1 || pdf->size > PDF_OBJECTS_MAX ||
        pdf->size > pdf->bytes.len / ENTRY + 1)
        return false;
    if (!pdfread_entry(trailer, "Root", &value) || !pdfread_reference(value, &pdf->root))
        return false;
    if (pdfread_entry(trailer, "Info", &value) && !pdfread_reference(value, &pdf->info))
        return false;
    if (pdfread_entry(trailer, "ID", &value))
        pdf->id = value;
    return true;
}

/* The end: "startxref", its number, "%%EOF", nothing behind. */
static enum pdf_fault find_end(struct span file, size_t *startxref)
{
    const size_t window = file.len < END_WINDOW ? file.len : END_WINDOW;
    const uint8_t *tail = file.at + file.len - window;
    if (memmem(tail, window, "%%EOF", 5) == NULL)
        return PDF_CUT;
    size_t at = file.len;
    if (at < strlen(LAST) + 12 || memcmp(file.at + at - strlen(LAST), LAST, strlen(LAST)) != 0)
        return PDF_OTHER_FORM;
    at -= strlen(LAST) + 1;
    const size_t digits_end = at;
    while (at > 0 && digits_end - at <= 10 && is_digit(file.at[at - 1]))
        at--;
    struct span digits = {file.at + at, digits_end - at};
    uint32_t number;
    if (!pdfread_number(digits, &number) || number >= file.len)
        return PDF_OTHER_FORM;
    *startxref = number;
    return PDF_FINE;
}

/* From the newest section to the oldest. Each lies before the one that names it, with its own end between them. */
static enum pdf_fault read_sections(struct pdf *pdf, size_t startxref)
{
    size_t limit = pdf->bytes.len, n = 0;
    struct pdf_revision found[PDF_REVISIONS_MAX];
    for (bool more = true; more; n++) {
        struct section section;
        struct span value;
        uint32_t previous = 0;
        if (n == PDF_REVISIONS_MAX)
            return PDF_OTHER_FORM;
        const enum pdf_fault fault = read_section((struct span){pdf->bytes.at, limit}, startxref, &section);
        if (fault != PDF_FINE)
            return fault;
        if (n == 0) {
            if (section.end != limit || !read_trailer(pdf, section.trailer))
                return PDF_OTHER_FORM;
            pdf->offsets = calloc(pdf->size, sizeof *pdf->offsets);
            if (pdf->offsets == NULL)
                return PDF_NO_MEMORY;
        }
        if (!read_entries(pdf, &section, startxref))
            return PDF_OTHER_FORM;
        found[n] = (struct pdf_revision){startxref, section.end};
        more = pdfread_entry(section.trailer, "Prev", &value);
        if (more && (!pdfread_number(value, &previous) || previous >= startxref))
            return PDF_OTHER_FORM;
        limit = startxref;
        startxref = previous;
    }
    pdf->n_revisions = n;
    for (size_t i = 0; i < n; i++)
        pdf->revisions[i] = found[n - 1 - i];
    return PDF_FINE;
}

/* Whether a file of another form is an encrypted one: other programs write a copy with a password their own way, and its trailer, or
   the dictionary of its last cross-reference stream, stands near the end. */
static bool looks_encrypted(struct span file)
{
    static const char key[] = "/Encrypt";
    const size_t window = file.len < STREAM_WINDOW ? file.len : STREAM_WINDOW;
    const uint8_t *at = file.at + file.len - window, *end = file.at + file.len;
    while ((at = memmem(at, (size_t)(end - at), key, strlen(key))) != NULL) {
        at += strlen(key);
        struct span in = {at, (size_t)(end - at)}, value;
        uint32_t number;
        if (pdfread_take(&in, &value) && (pdfread_reference(value, &number) || pdfread_is_dictionary(value))) /* and not /EncryptMetadata true */
            return true;
    }
    return false;
}

enum pdf_fault pdfread_open(const uint8_t *bytes, size_t len, struct pdf *out)
{
    size_t startxref;
    *out = (struct pdf){.bytes = {bytes, len}};
    if (len < 8 || memcmp(bytes, "%PDF-1.", 7) != 0)
        return PDF_NO_PDF;
    if (len > PDF_LEN_MAX)
        return PDF_OTHER_FORM;
    enum pdf_fault fault = find_end(out->bytes, &startxref);
    if (fault == PDF_FINE)
        fault = read_sections(out, startxref);
    if (fault != PDF_FINE) {
        pdfread_close(out);
        return fault == PDF_OTHER_FORM && looks_encrypted(out->bytes) ? PDF_ENCRYPTED : fault;
    }
    for (uint32_t i = 0; i < out->size; i++)
        if (out->offsets[i] == FREE)
            out->offsets[i] = 0;
    return PDF_FINE;
}

void pdfread_close(struct pdf *pdf)
{
    free(pdf->offsets);
    pdf->offsets = NULL;
}
