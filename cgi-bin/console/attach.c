/* Files that staff and units hand in: looked at, scanned, stored. */
#include "console/attach.h"

#include "base/config.h"
#include "base/filekind.h"
#include "base/scan.h"
#include "base/store.h"
#include "console/console.h"
#include "web/request.h"

#include <string.h>

static enum result look(struct console *console, struct request *request, const struct upload *upload, struct attached *out, struct file_facts *facts)
{
    char found[SCAN_NAME_MAX];
    const char *socket = config_text(console->config, "clamd_socket", "");
    const enum file_fault fault = upload->over ? FILE_GOOD : file_kind_check(console->kinds, upload->fd, upload->size, upload->name, facts);
    if (upload->over)
        out->fault = request_printf(request, "“%s”超过 10 MB，或全部文件超过 30 MB", upload->name);
    else if (fault != FILE_GOOD)
        out->fault = request_printf(request, "“%s”：%s", upload->name, file_fault_text(fault));
    if (out->fault)
        return fault == FILE_UNREADABLE ? RESULT_ERROR : RESULT_INVALID;
    if (!*socket)
        return RESULT_OK;
    switch (scan_file(socket, upload->fd, upload->size, found)) {
    case SCAN_CLEAN: return RESULT_OK;
    case SCAN_FOUND:
        out->fault = request_printf(request, "“%s”未通过病毒扫描，没有收下", upload->name);
        return RESULT_INVALID;
    case SCAN_AWAY: break;
    }
    return RESULT_UNAVAILABLE;
}

enum result attach_take(struct console *console, struct request *request, const char *field, size_t max, const char *purpose,
                        struct attached *out)
{
    const char *dir = config_text(console->config, "files_dir", "/var/lib/credit-portal/files");
    const bool scanned = *config_text(console->config, "clamd_socket", "") != '\0';
    struct upload *upload;
    for (size_t i = 0; (upload = request_upload(request, field, i)) != NULL; i++) {
        struct file_facts facts;
        char name[FILE_NAME_BYTES];
        if (i >= max || out->count == CASE_FILES_MAX) {
            out->fault = request_printf(request, "最多 %zu 个文件", max);
            return RESULT_INVALID;
        }
        enum result result = look(console, request, upload, out, &facts);
        if (result == RESULT_OK)
            result = store_put(dir, upload->fd, upload->size, upload->sha256);
        if (result != RESULT_OK)
            return result;
        struct case_file_in *file = &out->files[out->count++];
        *file = (struct case_file_in){.purpose = purpose, .name = arena_text(&request->arena, file_name_safe(upload->name, name)),
                                      .type = file_kind_type(facts.kind), .size = (uint32_t)upload->size, .sha256 = upload->sha256,
                                      .scan = scanned ? "clean" : "none"};
        if (!file->name)
            return RESULT_ERROR;
    }
    return RESULT_OK;
}
