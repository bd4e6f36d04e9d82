/* 信用代证: what was found in each field of administration, department by department. */
#include "doc/credit_report.h"

#include <stdio.h>

/* Found something, found nothing, or not in a position to say. */
static void put_result(char *out, size_t size, const struct report_domain *domain)
{
    if (domain->n > 0)
        snprintf(out, size, "查见 %lu 条", domain->n);
    else
        snprintf(out, size, "%s", domain->reported ? "未发现违法违规记录" : "来源未报送");
}

void report_domains(struct flow *flow, tag_t parent, const struct report_domain *domains, size_t n)
{
    char text[200], day[64];
    size_t silent = 0;
    struct flow_table table = {
        .flow = flow,
        .tag = n > 0 ? pdf_tag(flow->pdf, parent, TAG_TABLE) : 0,
        .columns = 4,
        .width = {92, FLOW_WIDTH - 302, 122, 88},
        .head = {"领域", "部门", "查询结果", "最近报送时间"},
    };
    for (size_t i = 0; i < n && flow->result == RESULT_OK; i++) {
        const struct report_domain *one = &domains[i];
        put_result(text, sizeof text, one);
        silent += one->n == 0 && !one->reported;
        flow->place[1] = one->domain;
        snprintf(day, sizeof day, "%.20s%s", one->delivered ? one->delivered : "尚未报送", one->overdue && one->delivered ? "\n逾期未更新" : "");
        const struct flow_cell cells[4] = {
            {.text = one->domain},
            {.text = one->unit},
            {.text = text, .center = 1, .color = one->n > 0 || !one->reported ? ALERT : 0},
            {.text = day, .center = 1, .color = one->delivered && !one->overdue ? 0 : ALERT},
        };
        flow_row(&table, cells, 4);
    }
    flow->place[1] = NULL;
    if (silent > 0) {
        snprintf(text, sizeof text, "有 %zu 行的来源尚未报送。未报送不等于没有相关信息，本件对这些信息不作有无的说明。", silent);
        flow_space(flow, 6);
        flow_note(flow, parent, text, ALERT);
    }
}
