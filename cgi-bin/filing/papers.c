/* The files of a form, from what was sent to what is stored. */
#include "filing/papers.h"

#include "base/filekind.h"
#include "base/log.h"
#include "base/scan.h"
#include "base/store.h"
#include "filing/filing.h"
#include "web/request.h"
#include "web/view.h"

#include <stdio.h>
#include <string.h>

static bool same_paper(const struct paper *a, const struct paper_field *field, const unsigned char sha256[32])
{
    return a->field == field && memcmp(a->sha256, sha256, sizeof a->sha256) == 0;
}

/* Whether the form has this file already: a browser that goes back sends it once more. */
static bool has(const struct papers *papers, const struct paper_field *field, const unsigned char sha256[32])
{
    for (size_t i = 0; i < papers->count; i++)
        if (same_paper(&papers->item[i], field, sha256))
            return true;
    return false;
}

static enum result take_kept(struct filing *filing, struct request *request, struct form_values *values, const struct paper_field *field,
                             struct papers *papers)
{
    const char *drop = form_text(values, "drop");
    size_t len;
    for (const char *at = form_text(values, field->kept); *(at += strspn(at, " ")) != '\0' && papers->count < CASE_FILES_MAX; at += len) {
        struct case_upload kept;
        char id[sizeof kept.id];
        len = strcspn(at, " ");
        if (len != sizeof id - 1)
            continue;
        memcpy(id, at, len);
        id[len] = '\0';
        if (strcmp(id, drop) == 0) {
            const enum result gone = upload_drop(filing->db, papers->scope, drop);
            if (gone != RESULT_OK && gone != RESULT_NOT_FOUND)
                return gone;
            continue;
        }
        const enum result r = upload_of(filing->db, papers->scope, id, &request->arena, &kept);
        if (r == RESULT_NOT_FOUND) {
            form_fail(values, field->field, "先前上传的文件已经过期，请重新上传");
            continue;
        }
        if (r != RESULT_OK)
            return r;
        if (strcmp(kept.purpose, field->field) != 0 || has(papers, field, kept.sha256))
            continue;
        struct paper *paper = &papers->item[papers->count++];
        *paper = (struct paper){.field = field, .name = kept.name, .type = kept.type, .scan = kept.scan, .size = kept.size};
        memcpy(paper->sha256, kept.sha256, sizeof paper->sha256);
        memcpy(paper->id, kept.id, sizeof paper->id);
        papers->total += kept.size;
    }
    return RESULT_OK;
}

/* Says what is wrong with a file beside its field, by the file's name. */
static void blame(struct request *request, struct form_values *values, const struct paper_field *field, const char *name, const char *wrong)
{
    const char *text = request_printf(request, "“%s”：%s", name, wrong);
    form_fail(values, field->field, text ? text : wrong);
}

/* NULL: the scanner has nothing against it; else what is wrong. *away: it does not answer. */
static const char *scanned(const struct filing *filing, const struct upload *upload, bool *away)
{
    char found[SCAN_NAME_MAX];
    switch (scan_file(filing->clamd, upload->fd, upload->size, found)) {
    case SCAN_CLEAN: return NULL;
    case SCAN_FOUND: log_warn("an upload was refused: %s", found); return "安全检查没有通过，不能上传";
    case SCAN_AWAY: break;
    }
    *away = true;
    return NULL;
}

static void take_upload(struct filing *filing, struct request *request, struct form_values *values, const struct paper_field *field,
                        const struct upload *upload, struct papers *papers)
{
    char safe[FILE_NAME_BYTES];
    struct file_facts facts;
    const char *name = arena_text(&request->arena, file_name_safe(upload->name, safe));
    if (name == NULL)
        name = "file";
    if (upload->over || papers->total + upload->size > PAPERS_TOTAL) {
        papers->over = true;
        blame(request, values, field, name, upload->size > 0 ? "全部文件合计不能超过 30 MB" : "每个文件不能超过 10 MB，全部文件合计不能超过 30 MB");
        return;
    }
    const enum file_fault fault = file_kind_check(filing->kinds, upload->fd, upload->size, upload->name, &facts);
    if (fault != FILE_GOOD) {
        blame(request, values, field, name, file_fault_text(fault));
        return;
    }
    if (has(papers, field, upload->sha256))
        return;
    if (papers->count == CASE_FILES_MAX) {
        blame(request, values, field, name, "文件太多，没有收下");
        return;
    }
    const char *wrong = *filing->clamd != '\0' ? scanned(filing, upload, &papers->scanner_away) : NULL;
    if (wrong != NULL)
        blame(request, values, field, name, wrong);
    if (wrong != NULL || papers->scanner_away)
        return;
    if (store_put(filing->files_dir, upload->fd, upload->size, upload->sha256) != RESULT_OK) {
        papers->no_room = true;
        return;
    }
    struct paper *paper = &papers->item[papers->count++];
    *paper = (struct paper){.field = field, .name = name, .type = file_kind_type(facts.kind), .scan = *filing->clamd != '\0' ? "clean" : "none",
                            .size = (uint32_t)upload->size};
    memcpy(paper->sha256, upload->sha256, sizeof paper->sha256);
    papers->total += upload->size;
}

enum result papers_gather(struct filing *filing, struct request *request, struct form_values *values, const struct paper_field *fields,
                          const unsigned char scope[PAPERS_SCOPE], struct papers *papers)
{
    *papers = (struct papers){0};
    memcpy(papers->scope, scope, PAPERS_SCOPE);
    for (const struct paper_field *field = fields; field->field != NULL; field++) {
        const enum result r = take_kept(filing, request, values, field, papers);
        if (r != RESULT_OK)
            return r;
    }
    for (const struct paper_field *field = fields; field->field != NULL; field++) {
        const struct upload *upload;
        for (size_t i = 0; (upload = request_upload(request, field->field, i)) != NULL && !papers->scanner_away && !papers->no_room; i++)
            take_upload(filing, request, values, field, upload, papers);
    }
    return RESULT_OK;
}

size_t papers_count(const struct papers *papers, const struct paper_field *field)
{
    size_t n = 0;
    for (size_t i = 0; i < papers->count; i++)
        n += papers->item[i].field == field;
    return n;
}

void papers_check_counts(const struct papers *papers, const struct paper_field *fields, struct request *request, struct form_values *values)
{
    for (const struct paper_field *field = fields; field->field != NULL; field++) {
        const size_t n = papers_count(papers, field);
        if (n < field->min)
            form_fail(values, field->field, field->missing);
        if (n > field->max) {
            const char *text = request_printf(request, "%s最多 %zu 个文件，现在有 %zu 个，请移除多余的", field->label, field->max, n);
            form_fail(values, field->field, text ? text : "文件太多，请移除多余的");
        }
    }
}

enum result papers_keep(struct filing *filing, const struct request *request, struct papers *papers)
{
    for (size_t i = 0; i < papers->count; i++) {
        struct paper *paper = &papers->item[i];
        if (paper->id[0] != '\0')
            continue;
        const struct case_file_in file = {.purpose = paper->field->field, .name = paper->name, .type = paper->type, .size = paper->size,
                                          .sha256 = paper->sha256, .scan = paper->scan};
        const enum result r = upload_keep(filing->db, papers->scope, &file, request->now, paper->id);
        if (r != RESULT_OK)
            return r;
    }
    return RESULT_OK;
}

const char *papers_size(uint32_t size, char out[16])
{
    if (size < 1024)
        snprintf(out, 16, "%u B", size);
    else if (size < 1024 * 1024)
        snprintf(out, 16, "%u KB", (size + 512) / 1024);
    else
        snprintf(out, 16, "%.1f MB", size / (1024.0 * 1024.0));
    return out;
}

void papers_ids(const struct papers *papers, const struct paper_field *field, char out[PAPERS_IDS])
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < papers->count; i++)
        if (papers->item[i].field == field && papers->item[i].id[0] != '\0')
            n += (size_t)snprintf(out + n, PAPERS_IDS - n, "%s%s", n > 0 ? " " : "", papers->item[i].id);
}

void papers_show(const struct papers *papers, const struct paper_field *fields, struct view *view)
{
    struct view_node *files = view_child(view, "files"), *kept = view_child(view, "kept");
    for (; fields->field != NULL; fields++) {
        char ids[PAPERS_IDS];
        papers_ids(papers, fields, ids);
        view_node_set(kept, fields->field, ids);
    }
    for (size_t i = 0; i < papers->count; i++) {
        const struct paper *paper = &papers->item[i];
        char size[16];
        size_t row = 0;
        for (size_t before = 0; before < i; before++)
            row += papers->item[before].field == paper->field;
        struct view_node *node = view_node_row(files, paper->field->field, row);
        view_node_set(node, "id", paper->id);
        view_node_set(node, "name", paper->name);
        view_node_set(node, "size", papers_size(paper->size, size));
    }
}

void papers_list(const struct papers *papers, struct case_file_in *out)
{
    for (size_t i = 0; i < papers->count; i++) {
        const struct paper *paper = &papers->item[i];
        out[i] = (struct case_file_in){.purpose = paper->field->field, .name = paper->name, .type = paper->type, .size = paper->size,
                                       .sha256 = paper->sha256, .scan = paper->scan};
    }
}
