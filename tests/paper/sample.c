/* Invented papers for tests and benches. No such firm, person or decision exists. */
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME "沈阳示例精密装备制造有限公司"
#define USCC "91210100MA0EXAMP4T"
#define MOMENT 1775001600 /* 2026-04-01 08:00:00 in Shanghai */

static const char QR[] = "https://credit.example.cn/v/20260401080000123123A4/482915730264#"
                         "AQHf3kq0s8Zr7m2cWb1yVtXo9LpE5uJdN4gQ6hKiT2aRwSxYzC8vBnM0lPjFeDqUoI3rGkHsAtZc1XmVwE7yLbQpN5fK2dJ9uT4gRhBiOaSxWv";

static struct paper_head head_of(const struct sample *s, const char *title, const char *number)
{
    return (struct paper_head){
        .title = title,
        .number = number,
        .issued = MOMENT,
        .issuer = "示例省公共信用信息中心",
        .site = "信用示例 · 公共信用信息门户",
        .code = "482915730264",
        .qr = s->qr ? s->qr : QR,
        .verify = "https://credit.example.cn/verify",
        .fingerprint = "7c1e 90ab 44d2 6f03 b8e5 2a91 c7d4 1f60",
        .seal = {.name = "示例省公共信用信息中心", .line = s->formal ? "信用报告专用章" : "演示专用章", .star = true},
        .demonstration = !s->formal,
    };
}

static const struct paper_pair REGISTRATION[] = {
    {"主体名称", NAME}, {"统一社会信用代码", USCC}, {"法定代表人", "张示例"}, {"主体类型", "有限责任公司（自然人投资或控股）"},
    {"成立日期", "2015-06-18"}, {"登记机关", "沈阳市示例区市场监督管理局"}, {"登记状态", "存续（在营、开业、在册）"}, {"注册资本", "2,000 万元人民币"},
    {"住所", "辽宁省沈阳市示例区创新一街 18 号 A 座 1203 室"},
    {"经营范围", "许可项目：特种设备制造，建设工程施工（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以审批结果为准）。一般项目：通用设备制造（不含特种设备制造），"
                "机械零件、零部件加工，工业机器人制造，技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广。"},
};

static const struct paper_pair LICENCE[] = {
    {"许可决定文书名称", "准予行政许可决定书"}, {"许可决定文书号", "沈示市监许〔2025〕138 号"}, {"许可类别", "认可"}, {"许可证书名称", "特种设备生产许可证"},
    {"许可编号", "TS2210A38-2029"}, {"许可决定日期", "2025-09-12"}, {"有效期自", "2025-09-12"}, {"有效期至", "2029-09-11"},
    {"许可内容", "承压类特种设备安装、修理、改造：GC2 级工业管道。"}, {"许可机关", "沈阳市示例区市场监督管理局"}, {"当前状态", "有效"},
};

/* The first six that are short: three rows. */
static const struct paper_pair BRIEF[] = {
    {"许可决定文书名称", "准予行政许可决定书"}, {"许可决定文书号", "沈示市监许〔2025〕138 号"}, {"许可类别", "认可"}, {"许可决定日期", "2025-09-12"},
    {"许可机关", "沈阳市示例区市场监督管理局"}, {"当前状态", "有效"},
};

static const struct paper_pair PENALTY[] = {
    {"行政处罚决定书文号", "沈示环罚〔2025〕21 号"}, {"违法行为类型", "未按照规定设置危险废物识别标志"},
    {"违法事实", "2025 年 3 月 4 日现场检查发现，该单位危险废物贮存间未按照国家有关规定设置危险废物识别标志，违反了《中华人民共和国固体废物污染环境防治法》第七十七条的规定。"},
    {"处罚依据", "《中华人民共和国固体废物污染环境防治法》第一百一十二条第一款第（一）项"}, {"处罚类别", "罚款"}, {"罚款金额（万元）", "10.000000"},
    {"处罚内容", "责令改正，处罚款人民币壹拾万元整。"}, {"处罚决定日期", "2025-03-28"}, {"公示截止期", "2026-03-28"},
    {"处罚机关", "沈阳市示例区生态环境分局"}, {"数据来源单位", "沈阳市生态环境局"},
};

static const struct paper_pair HONOUR[] = {
    {"荣誉名称", "2024 年度纳税信用 A 级纳税人"}, {"评价年度", "2024"}, {"认定单位", "国家税务总局沈阳市示例区税务局"}, {"认定日期", "2025-04-20"},
};

static const struct paper_pair COMMITMENT[] = {
    {"承诺编码", "21011220250710000016"}, {"承诺类型", "审批替代型"}, {"承诺事由", "公共场所卫生许可告知承诺"}, {"作出日期", "2025-07-10"},
    {"履行状态", "全部履行"}, {"受理单位", "沈阳市示例区行政审批局"},
};

#define LIST(name, from, day, cycle) {.set = name, .unit = from, .delivered = day, .remark = cycle}
static const struct report_source SOURCES[] = {
    LIST("企业登记注册信息", "示例省市场监督管理局", "2026-03-31 22:10:04", "每日"), LIST("行政许可决定信息", "各级行政许可机关", "2026-03-31 18:00:00", "每周"),
    LIST("行政处罚决定信息", "各级行政处罚机关", "2026-03-30 09:12:45", "每周"),
    {.set = "纳税信用 A 级纳税人名单", .unit = "国家税务总局示例省税务局", .delivered = "2025-04-26 10:00:00", .remark = "每年", .honour = true},
    LIST("失信被执行人名单", "示例省高级人民法院", "2026-03-31 23:00:00", "每日"), LIST("拖欠农民工工资失信联合惩戒对象名单", "示例省人力资源和社会保障厅", "2026-03-15 11:30:00", "每月"),
    LIST("经营异常名录", "示例省市场监督管理局", "2026-03-31 22:10:04", "每日"), LIST("信用承诺信息", "各级受理单位", "2026-03-29 16:45:10", "每周"),
};
#define HONOURS 3 /* the place of the list that honours */
static const struct report_source MISSING[] = {
    LIST("水利建设市场主体信用评价", "示例省水利厅", NULL, "每季度"),
    {.set = "安全生产标准化达标信息", .unit = "示例省应急管理厅", .delivered = "2025-08-02", .remark = "每季度", .overdue = true},
};

static const struct report_help HELP = {"https://credit.example.cn/objections/new", "https://credit.example.cn/repairs/new", "024-0000 0000（工作日 8:30—17:00）"};
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* n entries of the same pairs, numbered in their first value so that they differ. */
struct series {
    struct report_entry *entries;
    struct paper_pair *pairs;
    char (*numbers)[96];
};

static struct series series(const struct paper_pair *pairs, size_t count, size_t n, const char *office)
{
    struct series s = {calloc(n + 1, sizeof *s.entries), calloc((n + 1) * count, sizeof *s.pairs), calloc(n + 1, sizeof *s.numbers)};
    for (size_t i = 0; i < n; i++) {
        struct paper_pair *own = s.pairs + i * count;
        memcpy(own, pairs, count * sizeof *own);
        snprintf(s.numbers[i], sizeof s.numbers[i], "%s〔%zu〕%zu 号", office, 2026 - i / 400, n - i);
        own[strstr(own[0].label, "文号") ? 0 : 1].value = s.numbers[i];
        s.entries[i] = (struct report_entry){.pairs = own, .n = count};
    }
    return s;
}

static void series_free(struct series *s)
{
    free(s->entries);
    free(s->pairs);
    free(s->numbers);
}

static enum result report(struct press *press, const char *kind, const struct sample *s, struct pdf_output *output, struct paper_fault *fault)
{
    const bool empty = strcmp(kind, "empty") == 0, full = strcmp(kind, "full") == 0;
    const size_t records = s->records ? s->records : 4;
    const size_t half = s->brief ? 0 : records / 2;
    struct series licences = s->brief ? series(BRIEF, COUNT(BRIEF), records, "沈示市监许") : series(LICENCE, COUNT(LICENCE), records - half, "沈示市监许");
    struct series penalties = series(PENALTY, COUNT(PENALTY), half, "沈示环罚");
    if (s->extra != NULL)
        licences.pairs[8].value = s->extra;
    struct paper_pair registration[COUNT(REGISTRATION)];
    memcpy(registration, REGISTRATION, sizeof registration);
    if (s->name != NULL)
        registration[0].value = s->name;
    const struct report_entry one = {registration, COUNT(registration)}, honour = {HONOUR, COUNT(HONOUR)},
                              commitment = {COMMITMENT, COUNT(COMMITMENT)};
    const struct report_group administration[] = {
        {.title = "行政许可信息", .entries = licences.entries, .n = empty ? 0 : records - half, .numbered = true},
        {.title = "行政处罚信息", .entries = penalties.entries, .n = empty ? 0 : half, .numbered = true},
    };
    const struct report_group groups[] = {
        {.entries = &one, .n = 1},
        {.entries = &honour, .n = 1, .numbered = true},
        {.entries = &commitment, .n = 1, .numbered = true},
    };
    static const char *const advice[] = {"按照行政处罚决定履行义务后，可以在最短公示期届满后申请信用修复；修复后，有关信息停止公示。", "按期公示年度报告，保持登记的住所可以联系。"};
    struct report_section sections[REPORT_PARTS] = {{0}};
    for (int i = 0; i < REPORT_PARTS; i++)
        sections[i].title = REPORT_PART_TITLE[i];
    sections[PART_REGISTRATION].groups = &groups[0];
    sections[PART_REGISTRATION].n = 1;
    sections[PART_ADMINISTRATION].groups = administration;
    sections[PART_ADMINISTRATION].n = 2;
    if (!empty) {
        sections[PART_HONOUR].groups = &groups[1];
        sections[PART_COMMITMENT].groups = &groups[2];
        sections[PART_HONOUR].n = sections[PART_COMMITMENT].n = 1;
        sections[PART_ADVICE].paragraphs = advice;
        sections[PART_ADVICE].paragraph_count = COUNT(advice);
    }
    struct report_count counts[] = {
        {.label = "行政许可", .n = administration[0].n}, {.label = "行政处罚", .n = administration[1].n}, {.label = "诚实守信相关荣誉", .n = !empty},
        {.label = "严重失信主体名单"}, {.label = "经营（活动）异常名录（状态）"}, {.label = "信用承诺", .n = !empty}, {.label = "信用评价"},
        {.label = "司法判决及执行", .not_asked = empty}, {.label = "其他信息", .n = !empty}, {.label = "地方补充内容"},
    };
    static const struct report_domain domains[] = {
        {"市场监管", "示例省市场监督管理局", 2, true, "2026-03-31", false}, {"税务", "国家税务总局示例省税务局", 0, true, "2026-03-30", true},
        {"水利", "示例省水利厅", 0, false, NULL, false}, {"其他领域", NULL, 0, true, "2026-03-31", false},
    };
    if (s->undelivered) {
        counts[0].remark = REPORT_PARTLY;
        counts[7].instead = sections[PART_JUDICIAL].nothing = REPORT_UNDELIVERED;
    }
    static const struct paper_label labels[] = {{"守信激励对象", LABEL_GOOD}, {"存续", LABEL_PLAIN}};
    struct credit_report r = {
        .head = head_of(s, full ? "专项信用报告" : "公共信用信息报告", "20260401080000123123A4"),
        .name = s->name ? s->name : NAME,
        .code_label = "统一社会信用代码",
        .code = USCC,
        .labels = labels,
        .label_count = empty ? 0 : COUNT(labels),
        .counts = counts,
        .count_count = COUNT(counts),
        .open_objections = s->objections,
        .sections = sections,
        .section_count = s->brief ? REPORT_PARTS - 1 : REPORT_PARTS, /* three pages */
        .sources = SOURCES,
        .source_count = s->brief ? 0 : COUNT(SOURCES),
        .missing = MISSING,
        .missing_count = empty || s->brief ? 0 : COUNT(MISSING),
        .help = HELP,
    };
    r.head.subtitle = full ? "代替无违法违规记录证明" : "法人和非法人组织 · " REPORT_VERSION;
    if (full) {
        r.purpose = "申请上市";
        r.recipient = "示例证券交易所";
        r.authority = "信息主体 2026-03-30 出具的书面授权";
        r.scope = "市场监管、税务、水利 共 3 个领域，其余未查询";
        r.asked = "查询范围：市场监管、税务、水利 共 3 个领域，其余未查询。查询期间：2020-09-01 至 2026-04-01。";
        r.period = "2020-09-01 至 2026-04-01";
        r.domains = domains;
        r.domain_count = COUNT(domains);
    }
    const enum result result = credit_report_write(press, &r, output, fault);
    series_free(&licences);
    series_free(&penalties);
    return result;
}

static enum result proof(struct press *press, const struct sample *s, struct pdf_output *output, struct paper_fault *fault)
{
    static char names[PROOF_FIRMS_MAX][700];
    static struct proof_result none[COUNT(SOURCES)], some[COUNT(SOURCES)], honoured[COUNT(SOURCES)];
    struct report_source lists[COUNT(SOURCES)];
    const struct report_source missing[] = {LIST("失信被执行人名单", "示例省高级人民法院", NULL, "每日")};
    struct proof_firm firms[PROOF_FIRMS_MAX];
    const size_t n = s->firms ? s->firms : 1;
    some[2] = (struct proof_result){.n = 2, .details = "沈示环罚〔2025〕21 号（2025-03-28）；沈示环罚〔2024〕7 号（2024-02-01）"};
    honoured[HONOURS] = (struct proof_result){.n = 2, .details = "沈税示公〔2025〕1 号（2025-04-20）；沈税示公〔2024〕1 号（2024-04-20）"};
    memcpy(lists, SOURCES, sizeof lists);
    if (s->undelivered)
        lists[HONOURS + 1] = missing[0];
    for (size_t i = 0; i < n && i < PROOF_FIRMS_MAX; i++) {
        if (i == 0)
            snprintf(names[i], sizeof names[i], "%s", s->name ? s->name : NAME);
        else
            snprintf(names[i], sizeof names[i], "大连示例第 %zu 商贸有限公司", i);
        firms[i] = (struct proof_firm){.name = names[i], .code = USCC, .known = i != 2, .open_objections = i == 1 ? s->objections : 0,
                                       .results = i == 0 ? some : i % 4 == 1 ? honoured : none};
    }
    struct search_proof p = {
        .head = head_of(s, "公开信息查询证明", "20260401080000456456B7"),
        .firms = firms,
        .firm_count = n,
        .lists = lists,
        .list_count = COUNT(lists),
        .missing = missing,
        .missing_count = s->undelivered ? COUNT(missing) : 0,
        .help = HELP,
    };
    return search_proof_write(press, &p, output, fault);
}

static enum result letter(struct press *press, const struct sample *s, struct pdf_output *output, struct paper_fault *fault)
{
    static const struct paper_pair facts[] = {
        {"异议信息", "行政处罚决定信息"}, {"文书号", "沈示环罚〔2025〕21 号"}, {"异议理由", "信息不准确"}, {"受理日期", "2026年4月1日"}};
    static const struct letter_row clocks[] = {
        {{"向数据来源单位核实", "10 个工作日", "第二十条", "2026-04-15"}}, {{"书面告知处理结果", "2 个工作日", "第二十一条", "2026-04-17"}}};
    static const char *const basis[] = {"《辽宁省公共信用信息管理办法》第二十条、第二十一条。"};
    const struct letter_part parts[] = {
        {.kind = LETTER_TEXT, .text = "你（单位）于 2026 年 4 月 1 日提出的信用信息异议申请及证明材料收悉。经审查，申请符合受理条件，本中心决定予以受理。异议处理期间，有关信息暂停公示。"},
        {.kind = LETTER_PAIRS, .heading = "异议申请", .pairs = facts, .n = COUNT(facts)},
        {.kind = LETTER_TABLE, .heading = "办理期限", .head = {"事项", "期限", "依据", "届满日"}, .rows = clocks, .columns = 4, .n = COUNT(clocks)},
        {.kind = LETTER_BASIS, .heading = "法律依据", .basis = basis, .n = COUNT(basis)},
    };
    const struct letter l = {
        .head = head_of(s, "信用信息异议申请受理通知书", "YY20260401000012"),
        .reference = "示信异受〔2026〕12 号",
        .addressee = s->name ? s->name : NAME,
        .parts = parts,
        .part_count = COUNT(parts),
        .closing = "特此通知。",
        .contact = "联系电话：024-0000 0000；查询办理进度请使用受理时取得的案件编号和查询码。",
    };
    return letter_write(press, &l, output, fault);
}

enum result sample_write(struct press *press, const char *kind, const struct sample *s, struct pdf_output *output, struct paper_fault *fault)
{
    if (strcmp(kind, "proof") == 0)
        return proof(press, s, output, fault);
    if (strcmp(kind, "letter") == 0)
        return letter(press, s, output, fault);
    if (strcmp(kind, "report") == 0 || strcmp(kind, "empty") == 0 || strcmp(kind, "full") == 0)
        return report(press, kind, s, output, fault);
    return RESULT_NOT_FOUND;
}
