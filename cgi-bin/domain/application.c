/* What is asked for with a report of one's own. */
#include "domain/application.h"

#include <jansson.h>
#include <string.h>

const char *const application_kinds[] = {"compliance", "full", NULL};
const char *const application_classes[] = {"licences",    "penalties", "honours", "serious", "abnormal", "commitments",
                                           "evaluations", "judicial",  "other",   "local",   NULL};
_Static_assert(sizeof application_classes / sizeof *application_classes == REPORT_CLASSES + 1, "one for each class of the summary");

const char *application_kind_label(const char *kind)
{
    return strcmp(kind, "full") == 0 ? "本主体查询报告" : strcmp(kind, "compliance") == 0 ? "专项信用报告（信用代证）" : NULL;
}

const char *application_class_label(const char *code)
{
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        if (strcmp(report_class_code(i), code) == 0)
            return report_class_label(i);
    return NULL;
}

const char *application_period_fault(day_t from, day_t until)
{
    return from != DAY_NONE && until != DAY_NONE && from > until ? "截止日期不能早于起始日期" : NULL;
}

static const char *label_of(const struct compliance *compliance, const char *code)
{
    const struct compliance_domain *domain = compliance ? compliance_by_code(compliance, code) : NULL;
    const char *class_label = application_class_label(code);
    return domain ? domain->name : class_label ? class_label : code;
}

/* The labels of what was chosen; "" when that is everything. NULL: no memory. */
static const char *classes_of(const struct compliance *compliance, const json_t *chosen, struct arena *arena)
{
    const char *text = "";
    size_t i;
    const json_t *one;
    if (json_array_size(chosen) == REPORT_CLASSES)
        return text;
    json_array_foreach(chosen, i, one)
        if (text && json_is_string(one))
            text = arena_printf(arena, "%s%s%s", text, *text ? "、" : "", label_of(compliance, json_string_value(one)));
    return text;
}

static const char *text_of(const json_t *object, const char *name, struct arena *arena)
{
    const char *text = json_string_value(json_object_get(object, name));
    return arena_text(arena, text ? text : "");
}

enum result application_read(const char *json, const struct compliance *compliance, struct arena *arena, struct application *out)
{
    json_error_t error;
    json_t *top = json_loads(json, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(top)) {
        json_decref(top);
        return RESULT_INVALID;
    }
    const char *from = text_of(top, "from", arena), *until = text_of(top, "until", arena);
    const json_t *chosen = json_object_get(top, "class");
    if (json_array_size(chosen) == 0)
        chosen = json_object_get(top, "domain");
    *out = (struct application){.purpose = text_of(top, "purpose", arena), .recipient = text_of(top, "recipient", arena),
                                .classes = classes_of(compliance, chosen, arena), .period = ""};
    if (from && until && (*from || *until)) /* as the report itself says it */
        out->period = arena_printf(arena, "%s 至 %s", *from ? from : "最早", *until ? until : "出具之日");
    json_decref(top);
    return from && until && out->purpose && out->recipient && out->period && out->classes ? RESULT_OK : RESULT_ERROR;
}
