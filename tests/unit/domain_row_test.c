/* Tests of a delivery's row: values set right, what is flagged or refused, what is stored, what may be shown. */
#include "domain_test.h"

#include "domain/name.h"
#include "domain/row.h"

#include <sodium.h>

static struct arena arena;
static struct divisions divisions;
static struct info_set *penalty, *court;
static const unsigned char key[32] = "a key for tests, and no secret";
static const struct grade_rules grades = {{{0, 0}, {0, 3}, {3, 12}, {12, 36}}};

/* ------------------------------------------------ values */

/* The value that a text becomes in a field of this type; "" when empty. */
static const char *cleaned(const struct field *field, const char *text, enum value_verdict verdict)
{
    struct value value;
    const char *reason = NULL;
    enum value_verdict found = value_clean(field, S(text), &arena, &value, &reason);
    if (found != verdict)
        print_error("%s: %s\n", text, reason ? reason : "no reason");
    assert_int_equal(found, verdict);
    if (verdict == VALUE_FLAGGED || verdict == VALUE_WRONG)
        assert_non_null(reason);
    if (value.text)
        assert_int_equal(value.len, strlen(value.text));
    return value.text ? value.text : "";
}

static void spreadsheets_marks_are_removed(void **state)
{
    static const struct field field = {.code = "A", .label = "文号", .type = FIELD_TEXT, .length = 50};
    static const char *const ways[] = {"沈罚〔2026〕1号", "=\"沈罚〔2026〕1号\"", "'沈罚〔2026〕1号", "\xEF\xBB\xBF沈罚〔2026〕1号", " 沈罚〔2026〕1号\xC2\xA0",
                                       "\xE2\x80\x8B沈罚〔2026〕1号\xE3\x80\x80", "沈罚〔2026〕\x01" "1号\r\n"};
    (void)state;
    for (size_t i = 0; i + 1 < COUNT(ways); i++)
        assert_string_equal(cleaned(&field, ways[i], VALUE_OK), "沈罚〔2026〕1号");
    assert_null(strchr(cleaned(&field, ways[6], VALUE_OK), 1));
}

static void nothing_is_said_in_many_ways(void **state)
{
    static const struct field text = {.code = "A", .label = "文号", .type = FIELD_TEXT, .length = 50},
                              date = {.code = "B", .label = "日期", .type = FIELD_DATE, .length = 10},
                              code = {.code = "C", .label = "代码", .type = FIELD_USCC, .length = 18},
                              number = {.code = "D", .label = "金额", .type = FIELD_DECIMAL, .length = 18, .scale = 6};
    static const char *const always[] = {"", "  ", "\xE3\x80\x80", "NULL", "null", "\\N", "=\"\""}, *const codes[] = {"无", "-", "/", "——", "暂无"};
    (void)state;
    for (size_t i = 0; i < COUNT(always); i++) {
        cleaned(&text, always[i], VALUE_EMPTY);
        cleaned(&date, always[i], VALUE_EMPTY);
        cleaned(&code, always[i], VALUE_EMPTY);
    }
    for (size_t i = 0; i < COUNT(codes); i++) {
        assert_string_equal(cleaned(&text, codes[i], VALUE_OK), codes[i]); /* a text may say so */
        cleaned(&date, codes[i], VALUE_EMPTY);
        cleaned(&code, codes[i], VALUE_EMPTY);
    }
    cleaned(&code, "0", VALUE_EMPTY);
    assert_string_equal(cleaned(&number, "0", VALUE_OK), "0");
}

static void dates_become_one_form(void **state)
{
    static const struct field date = {.code = "B", .label = "日期", .type = FIELD_DATE, .length = 10};
    static const char *const ways[] = {"2026-04-01", "2026/4/1", "2026.4.1", "20260401", "2026年4月1日", "2026-04-01 08:30:00", "２０２６－０４－０１",
                                       "=\"2026-04-01\"", " 2026-04-01 "};
    static const char *const wrong[] = {"2026-02-30", "昨天", "2026-13-01", "01/04/2026", "2026"};
    static const char *const endless[] = {"2099-12-31", "2099-01-31", "2099/12/31", "9999-12-31", "长期", "永久有效"};
    struct value value;
    const char *reason;
    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++)
        assert_string_equal(cleaned(&date, ways[i], VALUE_OK), "2026-04-01");
    for (size_t i = 0; i < COUNT(wrong); i++)
        cleaned(&date, wrong[i], VALUE_WRONG);
    for (size_t i = 0; i < COUNT(endless); i++) {
        assert_int_equal(value_clean(&date, S(endless[i]), &arena, &value, &reason), VALUE_OK);
        assert_true(value.endless);
        assert_int_equal(value.day, DAY_NONE);
    }
    assert_int_equal(value_clean(&date, S("2099-12-30"), &arena, &value, &reason), VALUE_OK);
    assert_false(value.endless);
    assert_int_equal(value.day, day_from_civil(2099, 12, 30));
}

static void amounts_are_read_in_wan(void **state)
{
    static const struct field wan = {.code = "F", .label = "罚款金额（万元）", .type = FIELD_DECIMAL, .length = 18, .scale = 6},
                              plain = {.code = "G", .label = "面积", .type = FIELD_DECIMAL, .length = 6, .scale = 2},
                              whole = {.code = "H", .label = "人数", .type = FIELD_INTEGER, .length = 4};
    static const char *const ok[][2] = {
        {"1", "1"}, {"1.50", "1.5"}, {"0.5", "0.5"}, {".5", "0.5"}, {"1,234.5", "1234.5"}, {"１．５", "1.5"}, {"1.5万元", "1.5"}, {"1.5万", "1.5"},
        {"50000元", "5"}, {"500元", "0.05"}, {"人民币2万元", "2"}, {"￥3", "3"}, {"-2.5", "-2.5"}, {"-0", "0"}, {"007", "7"}, {"0.000000", "0"},
        {"12345元", "1.2345"}, {"0.000001", "0.000001"},
    };
    static const char *const wrong[] = {"很多", "1.2.3", "1-2", "1e5", "万元", ".", "1234567890123"};
    (void)state;
    for (size_t i = 0; i < COUNT(ok); i++)
        assert_string_equal(cleaned(&wan, ok[i][0], VALUE_OK), ok[i][1]);
    for (size_t i = 0; i < COUNT(wrong); i++)
        cleaned(&wan, wrong[i], VALUE_WRONG);
    assert_string_equal(cleaned(&wan, "1.12345678", VALUE_FLAGGED), "1.123456");
    assert_string_equal(cleaned(&plain, "500元", VALUE_OK), "500");
    cleaned(&plain, "12345", VALUE_WRONG);
    assert_string_equal(cleaned(&whole, "12", VALUE_OK), "12");
    assert_string_equal(cleaned(&whole, "12.0", VALUE_OK), "12");
    cleaned(&whole, "12.5", VALUE_WRONG);
    cleaned(&whole, "12345", VALUE_WRONG);
}

static void codes_wrong_in_their_sign_are_kept_in_quarantine(void **state)
{
    static const struct field uscc = {.code = "C", .label = "代码", .type = FIELD_USCC, .length = 18},
                              id = {.code = "I", .label = "证件", .type = FIELD_PERSON_ID, .length = 18};
    static const char *const flagged[][2] = {{"91350100M000100Y44", "91350100M000100Y44"}, {"00000000000000000X", "00000000000000000X"},
                                             {"12345", "12345"}, {"9135 0100 m000100y44", "91350100M000100Y44"}};
    struct value value;
    const char *reason;
    (void)state;
    for (size_t i = 0; i < COUNT(flagged); i++) {
        assert_int_equal(value_clean(&uscc, S(flagged[i][0]), &arena, &value, &reason), VALUE_FLAGGED);
        assert_string_equal(value.text, flagged[i][1]);
        assert_true(value.quarantined);
    }
    assert_int_equal(value_clean(&uscc, S("９１３５０１００Ｍ０００１００Ｙ４３"), &arena, &value, &reason), VALUE_OK);
    assert_string_equal(value.text, "91350100M000100Y43");
    assert_false(value.quarantined);
    assert_string_equal(cleaned(&id, "11010519491231002x", VALUE_OK), "11010519491231002X");
    cleaned(&id, "110105194912310021", VALUE_FLAGGED);
    cleaned(&id, "护照G123", VALUE_FLAGGED);
}

static void lists_take_their_values_and_words_for_them(void **state)
{
    static const char *const kinds[] = {"警告", "罚款", "没收违法所得、没收非法财物", "吊销许可证件", "其他"};
    static const struct field one = {.code = "E", .label = "类别", .type = FIELD_ENUM, .length = 20, .values = {kinds, 5}},
                              many = {.code = "E", .label = "类别", .type = FIELD_ENUM, .length = 60, .multiple = true, .values = {kinds, 5}};
    (void)state;
    assert_string_equal(cleaned(&one, "罚款", VALUE_OK), "罚款");
    assert_string_equal(cleaned(&one, " 罚 款 ", VALUE_OK), "罚款");
    assert_string_equal(cleaned(&one, "其它", VALUE_OK), "其他");
    assert_string_equal(cleaned(&one, "没收违法所得", VALUE_OK), "没收违法所得、没收非法财物");
    assert_string_equal(cleaned(&one, "罚站", VALUE_FLAGGED), "罚站");
    cleaned(&one, "罚款、警告", VALUE_FLAGGED);
    assert_string_equal(cleaned(&many, "罚款，警告", VALUE_OK), "罚款、警告");
    assert_string_equal(cleaned(&many, "罚款;没收违法所得、没收非法财物", VALUE_OK), "罚款、没收违法所得、没收非法财物");
    assert_string_equal(cleaned(&many, "警告/吊销营业执照", VALUE_OK), "警告、吊销许可证件");
    cleaned(&many, "罚款、罚站", VALUE_FLAGGED);
}

static void length_is_counted_in_signs(void **state)
{
    static const struct field field = {.code = "A", .label = "文号", .type = FIELD_TEXT, .length = 3};
    (void)state;
    assert_string_equal(cleaned(&field, "𠮷𠮷𠮷", VALUE_OK), "𠮷𠮷𠮷");
    cleaned(&field, "一二三四", VALUE_WRONG);
}

/* ------------------------------------------------ rows */

struct cell { const char *code, *text; };

/* Reads one row of the set; the cells end with a NULL code. */
static struct row read_row(const struct info_set *set, const struct cell *cells)
{
    struct row_cell row[CATALOGUE_FIELDS_MAX] = {{NULL, 0}};
    struct row_rules rules = {set, &divisions, &grades, 210000, key, 0};
    struct row out;
    rules.today = day_from_civil(2026, 6, 1);
    for (; cells->code; cells++) {
        const struct field *field = info_set_field(set, cells->code);
        if (!field)
            fail_msg("no field %s", cells->code);
        row[field->ordinal] = (struct row_cell){S(cells->text)};
    }
    assert_int_equal(row_read(&rules, row, &arena, &out), RESULT_OK);
    return out;
}

#define FIRM {"CF_XDR_MC", "沈阳星海贸易有限公司"}, {"CF_XDR_LB", "法人及非法人组织"}, {"CF_XDR_SHXYM", "91350100M000100Y43"}
#define DECISION {"CF_WSH", "沈罚〔2026〕1号"}, {"CF_WFXW", "无证经营"}, {"CF_SY", "事实"}, {"CF_YJ", "《某法》"}, {"CF_CFLB", "罚款"}, {"CF_NR", "罚款五千元"}, \
    {"CF_NR_FK", "0.5"}, {"CF_JDRQ", "2026-03-15"}, {"CF_CFJG", "沈阳市和平区市场监督管理局"}

static bool said(const struct row *row, bool reject, const char *field, const char *words)
{
    for (size_t i = 0; i < row->issue_count; i++)
        if (row->issues[i].reject == reject && (!field || (row->issues[i].field && strcmp(row->issues[i].field->code, field) == 0)) &&
            strstr(row->issues[i].reason, words))
            return true;
    for (size_t i = 0; i < row->issue_count; i++)
        print_error("%s %s: %s\n", row->issues[i].reject ? "reject" : "flag", row->issues[i].field ? row->issues[i].field->code : "-", row->issues[i].reason);
    return false;
}

static void row_of_a_firm_becomes_a_record(void **state)
{
    (void)state;
    struct row row = read_row(penalty, (struct cell[]){FIRM, DECISION, {NULL, NULL}});
    assert_false(row.rejected || row.flagged || row.is_person);
    assert_string_equal(row.name, "沈阳星海贸易有限公司");
    assert_null(row.public_name);
    assert_string_equal(row.uscc, "91350100M000100Y43");
    assert_string_equal(row.document_no, "沈罚〔2026〕1号");
    assert_string_equal(row.kind, "罚款");
    assert_string_equal(row.amount, "0.5");
    assert_int_equal(row.decided_on, day_from_civil(2026, 3, 15));
    assert_int_equal(row.region, 210102);
    assert_true(row.plan.publishable);
    assert_int_equal(row.plan.grade, GRADE_ORDINARY);
    assert_int_equal(row.plan.until, day_from_civil(2027, 3, 15));
    assert_int_equal(row.id_count, 0);
    assert_non_null(strstr(row.facts, "\"CF_WSH\":\"沈罚〔2026〕1号\""));
    assert_int_equal(row.facts_len, strlen(row.facts));
}

static void row_without_its_identity_is_rejected(void **state)
{
    (void)state;
    struct row row = read_row(penalty, (struct cell[]){FIRM, {"CF_JDRQ", "2026-03-15"}, {"CF_CFJG", "沈阳市公安局"}, {NULL, NULL}});
    assert_true(row.rejected);
    assert_true(said(&row, true, "CF_WSH", "缺少"));
    row = read_row(penalty, (struct cell[]){FIRM, {"CF_WSH", "1号"}, {"CF_JDRQ", "不知道"}, {NULL, NULL}});
    assert_true(row.rejected);
    assert_true(said(&row, true, "CF_JDRQ", "日期"));
    row = read_row(penalty, (struct cell[]){{"CF_WSH", "1号"}, {"CF_JDRQ", "2026-03-15"}, {NULL, NULL}});
    assert_true(row.rejected);
}

static void dates_that_cannot_be_are_rejected_or_said(void **state)
{
    static const struct { const char *date; bool rejected, flagged; } dates[] = {
        {"1948-12-31", true, false}, {"2099-12-31", true, false}, {"2027-06-03", true, false}, {"2026-06-02", false, true}, {"2026-06-01", false, false}};
    (void)state;
    for (size_t i = 0; i < COUNT(dates); i++) {
        struct row row = read_row(penalty, (struct cell[]){FIRM, DECISION, {"CF_JDRQ", dates[i].date}, {NULL, NULL}});
        assert_int_equal(row.rejected, dates[i].rejected);
        if (!row.rejected)
            assert_int_equal(row.flagged, dates[i].flagged);
    }
}

static void wrong_code_is_flagged_kept_and_not_shown(void **state)
{
    static const char *const codes[] = {"91350100M000100Y44", "00000000000000000X"};
    (void)state;
    for (size_t i = 0; i < COUNT(codes); i++) {
        struct row row = read_row(penalty, (struct cell[]){FIRM, DECISION, {"CF_XDR_SHXYM", codes[i]}, {NULL, NULL}});
        assert_true(row.flagged && !row.rejected);
        assert_string_equal(row.uscc, "");
        assert_non_null(strstr(row.facts, codes[i]));
        assert_non_null(row.face);
        assert_null(strstr(row.face, codes[i]));
        assert_true(said(&row, false, "CF_XDR_SHXYM", "统一社会信用代码"));
    }
}

static void ids_of_persons_never_reach_the_facts(void **state)
{
    (void)state;
    struct row row = read_row(penalty, (struct cell[]){FIRM, DECISION, {"CF_FRDB", "段誉"}, {"CF_FR_ZJLX", "身份证"},
        {"CF_FR_ZJHM", "11010519491231002X"}, {"BZ", "负责人440524188001010014到场"}, {NULL, NULL}});
    assert_int_equal(row.id_count, 1);
    assert_string_equal(row.ids[0].text, "11010519491231002X");
    assert_null(strstr(row.facts, "19491231"));
    assert_null(strstr(row.facts, "440524188001010014"));
    assert_non_null(strstr(row.facts, "1***************2X"));
    assert_true(said(&row, false, "BZ", "公民身份号码"));
    const char *open = row.face ? row.face : row.facts;
    assert_null(strstr(open, "19491231"));
    assert_null(strstr(open, "440524188001010014"));
    assert_non_null(strstr(open, "段誉")); /* a registered representative is public in full */
}

static void person_is_masked_everywhere_and_not_published_without_a_law(void **state)
{
    (void)state;
    struct row row = read_row(penalty, (struct cell[]){{"CF_XDR_MC", "段誉"}, {"CF_XDR_LB", "自然人"}, {"CF_XDR_ZJHM", "11010519491231002X"}, DECISION,
        {"CF_SY", "段誉无证经营"}, {NULL, NULL}});
    assert_true(row.is_person);
    assert_string_equal(row.public_name, "段**");
    assert_string_equal(row.uscc, "");
    assert_false(row.plan.publishable);
    assert_non_null(row.face);
    assert_null(strstr(row.face, "段誉"));
    assert_non_null(strstr(row.face, "段**无证经营"));
    assert_null(strstr(row.facts, "19491231"));
    assert_int_equal(row.id_count, 1);
}

static void person_of_a_court_list_is_published_masked(void **state)
{
    struct cell cells[CATALOGUE_FIELDS_MAX + 1];
    size_t n = 0;
    (void)state;
    for (size_t i = 0; i < court->field_count; i++) {
        const struct field *field = &court->fields[i];
        const char *text = field->role == ROLE_NAME ? "欧阳锋" : field->role == ROLE_PERSON_ID ? "11010519491231002X"
            : field->type == FIELD_DATE ? "2026-03-15" : field->type == FIELD_ENUM ? field->values.items[0] : field->required ? "某" : NULL;
        if (field->role == ROLE_SUBJECT_KIND)
            text = "自然人";
        if (text)
            cells[n++] = (struct cell){field->code, text};
    }
    cells[n] = (struct cell){NULL, NULL};
    struct row row = read_row(court, cells);
    assert_false(row.rejected);
    assert_true(row.is_person);
    assert_string_equal(row.public_name, "欧阳**");
    assert_true(row.plan.publishable);
    const char *open = row.face ? row.face : row.facts;
    assert_null(strstr(open, "欧阳锋"));
    assert_null(strstr(open, "19491231"));
}

static void operator_of_an_individual_business_is_not_shown(void **state)
{
    (void)state;
    struct row row = read_row(penalty, (struct cell[]){{"CF_XDR_MC", "和平区段誉小吃部"}, {"CF_XDR_LB", "个体工商户"}, DECISION, {"CF_FRDB", "段誉"}, {NULL, NULL}});
    assert_false(row.is_person);
    assert_non_null(row.face);
    assert_null(strstr(row.face, "CF_FRDB"));
    assert_non_null(strstr(row.face, "和平区段誉小吃部"));
}

static void json_is_escaped(void **state)
{
    (void)state;
    struct row row = read_row(penalty, (struct cell[]){FIRM, DECISION, {"CF_SY", "他说\"好\"\\\n<b>\x01&"}, {NULL, NULL}});
    assert_non_null(strstr(row.facts, "他说\\\"好\\\"\\\\\\n<b>"));
    assert_null(strchr(row.facts, 1));
    assert_null(strchr(row.facts, '\n'));
}

static void identity_looks_past_width_and_brackets_digest_does_not_change_by_chance(void **state)
{
    (void)state;
    struct row a = read_row(penalty, (struct cell[]){FIRM, DECISION, {NULL, NULL}});
    struct row b = read_row(penalty, (struct cell[]){FIRM, DECISION, {"CF_WSH", "沈罚【２０２６】1 号"}, {NULL, NULL}});
    struct row c = read_row(penalty, (struct cell[]){FIRM, DECISION, {"CF_WSH", "沈罚〔2026〕2号"}, {NULL, NULL}});
    struct row d = read_row(penalty, (struct cell[]){FIRM, DECISION, {"CF_NR_FK", "0.6"}, {NULL, NULL}});
    struct row e = read_row(penalty, (struct cell[]){FIRM, DECISION, {"CF_NR_FK", "０．５０"}, {NULL, NULL}});
    assert_memory_equal(a.identity, b.identity, ROW_DIGEST);
    assert_memory_not_equal(a.identity, c.identity, ROW_DIGEST);
    assert_memory_equal(a.identity, d.identity, ROW_DIGEST);
    assert_memory_not_equal(a.digest, d.digest, ROW_DIGEST);
    assert_memory_equal(a.digest, e.digest, ROW_DIGEST);
}

static void region_is_that_of_the_authority_else_of_the_source(void **state)
{
    static const struct { const char *authority; unsigned region; } rows[] = {
        {"大连市庄河市应急管理局", 210283}, {"大连市税务局", 210200}, {"辽宁省药品监督管理局", 210000}, {"某某局", 210000}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct row row = read_row(penalty, (struct cell[]){FIRM, DECISION, {"CF_CFJG", rows[i].authority}, {NULL, NULL}});
        assert_int_equal(row.region, rows[i].region);
    }
}

static void end_before_the_decision_is_said(void **state)
{
    (void)state;
    struct row row = read_row(penalty, (struct cell[]){FIRM, DECISION, {"CF_GSJZQ", "2026-03-14"}, {NULL, NULL}});
    assert_false(row.rejected);
    assert_true(said(&row, false, "CF_GSJZQ", "早于"));
    assert_true(row.plan.until < row.plan.from);
    row = read_row(penalty, (struct cell[]){FIRM, DECISION, {"CF_GSJZQ", "2026-03-15"}, {NULL, NULL}});
    assert_false(row.flagged);
}

static struct info_set *load_set(const char *name)
{
    struct catalogue_faults faults = {0};
    struct info_set *set = NULL;
    size_t len;
    char *text = source_file(name, &len);
    if (info_set_parse(name, text, len, &faults, &set) != RESULT_OK)
        set = NULL;
    free(text);
    return set;
}

static int start(void **state)
{
    size_t len;
    (void)state;
    if (sodium_init() < 0 || name_open() != RESULT_OK)
        return -1;
    arena_init(&arena, 64 * 1024 * 1024);
    divisions_init(&divisions);
    char *csv = source_file("db/data/divisions.csv", &len), *rest = csv, *line;
    strsep(&rest, "\n");
    while ((line = strsep(&rest, "\n")) != NULL && *line) {
        line[strcspn(line, "\r")] = '\0';
        const char *code = strsep(&line, ","), *name = strsep(&line, ","), *level = strsep(&line, ",");
        if (divisions_add(&divisions, (unsigned)strtoul(code, NULL, 10), name, level, (unsigned)strtoul(line, NULL, 10)) != RESULT_OK)
            return -1;
    }
    free(csv);
    penalty = load_set("db/catalogue/penalty-decision.json");
    court = load_set("db/catalogue/black-dishonest-debtor.json");
    return penalty && court ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    info_set_free(penalty);
    info_set_free(court);
    divisions_free(&divisions);
    arena_free(&arena);
    name_close();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spreadsheets_marks_are_removed),
        cmocka_unit_test(nothing_is_said_in_many_ways),
        cmocka_unit_test(dates_become_one_form),
        cmocka_unit_test(amounts_are_read_in_wan),
        cmocka_unit_test(codes_wrong_in_their_sign_are_kept_in_quarantine),
        cmocka_unit_test(lists_take_their_values_and_words_for_them),
        cmocka_unit_test(length_is_counted_in_signs),
        cmocka_unit_test(row_of_a_firm_becomes_a_record),
        cmocka_unit_test(row_without_its_identity_is_rejected),
        cmocka_unit_test(dates_that_cannot_be_are_rejected_or_said),
        cmocka_unit_test(wrong_code_is_flagged_kept_and_not_shown),
        cmocka_unit_test(ids_of_persons_never_reach_the_facts),
        cmocka_unit_test(person_is_masked_everywhere_and_not_published_without_a_law),
        cmocka_unit_test(person_of_a_court_list_is_published_masked),
        cmocka_unit_test(operator_of_an_individual_business_is_not_shown),
        cmocka_unit_test(json_is_escaped),
        cmocka_unit_test(identity_looks_past_width_and_brackets_digest_does_not_change_by_chance),
        cmocka_unit_test(region_is_that_of_the_authority_else_of_the_source),
        cmocka_unit_test(end_before_the_decision_is_said),
    };
    return cmocka_run_group_tests(tests, start, end);
}
