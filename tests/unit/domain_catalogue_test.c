/* Tests of catalogue files: what is accepted, every kind of fault with its place, what the law forbids to collect. */
#include "domain_test.h"

#include "domain/catalogue.h"

#include <dirent.h>
#include <sodium.h>

/* A small set that is right; tests change one place of it. */
static const char good[] =
    "{\"code\":\"water-arrears\",\"number\":900,\"name\":\"欠缴水费信息\",\"unit\":\"water\",\"subject_type\":\"organisation\",\"class\":\"utility\","
    "\"group\":null,\"section\":\"other\",\"cycle\":\"monthly\",\"openness\":\"public\","
    "\"publication\":{\"rule\":\"months\",\"months\":12,\"from\":\"decided_on\",\"basis\":\"《办法》\"},"
    "\"repair\":{\"route\":\"portal\",\"min_months\":3},\"persons\":{\"publish\":\"none\"},\"legal_basis\":[\"《办法》第十二条\"],"
    "\"list\":{\"what\":\"甲\"},\"registers\":false,\"identity\":[\"NO\",\"MC\"],\"fields\":["
    "{\"code\":\"NO\",\"label\":\"编号\",\"type\":\"text\",\"length\":64,\"required\":true,\"openness\":\"public\",\"role\":\"document_no\"},"
    "{\"code\":\"MC\",\"label\":\"名称\",\"aliases\":[\"企业名称\",\"QYMC\"],\"type\":\"text\",\"length\":200,\"required\":true,\"openness\":\"public\",\"role\":\"name\"},"
    "{\"code\":\"DM\",\"label\":\"统一社会信用代码\",\"type\":\"uscc\",\"length\":18,\"openness\":\"public\",\"role\":\"uscc\"},"
    "{\"code\":\"RQ\",\"label\":\"认定日期\",\"type\":\"date\",\"length\":10,\"required\":true,\"openness\":\"public\",\"role\":\"decided_on\"},"
    "{\"code\":\"JG\",\"label\":\"认定单位\",\"type\":\"text\",\"length\":200,\"openness\":\"public\",\"role\":\"authority\"},"
    "{\"code\":\"JE\",\"label\":\"欠费金额\",\"type\":\"decimal\",\"length\":18,\"scale\":2,\"openness\":\"public\",\"role\":\"amount\"},"
    "{\"code\":\"LB\",\"label\":\"类别\",\"type\":\"enum\",\"length\":20,\"openness\":\"public\",\"enum\":[\"居民\",\"单位\"]}"
    "]}";

/* The good text with one place changed; the caller frees it. */
static char *changed(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    char *out = NULL;
    if (!at)
        fail_msg("%s is not in the text", from);
    assert_true(asprintf(&out, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)) > 0);
    return out;
}

static struct info_set *accepted(const char *text)
{
    struct catalogue_faults faults = {0};
    struct info_set *set = NULL;
    const enum result result = info_set_parse("x.json", S(text), &faults, &set);
    for (size_t i = 0; i < faults.count; i++)
        print_error("%s: %s\n", faults.items[i].path, faults.items[i].message);
    assert_int_equal(result, RESULT_OK);
    assert_int_equal(faults.count, 0);
    catalogue_faults_free(&faults);
    return set;
}

/* The text is refused and one fault has this place and these words. */
static void refused(const char *text, const char *path, const char *words)
{
    struct catalogue_faults faults = {0};
    struct info_set *set = NULL;
    bool found = false;
    assert_int_equal(info_set_parse("x.json", S(text), &faults, &set), RESULT_INVALID);
    assert_null(set);
    for (size_t i = 0; i < faults.count; i++) {
        assert_string_equal(faults.items[i].file, "x.json");
        found = found || (strcmp(faults.items[i].path, path) == 0 && strstr(faults.items[i].message, words));
    }
    for (size_t i = 0; !found && i < faults.count; i++)
        print_error("%s: %s\n", faults.items[i].path, faults.items[i].message);
    if (!found)
        fail_msg("no fault at %s with %s", path, words);
    catalogue_faults_free(&faults);
}

static void change_is_refused(const char *from, const char *to, const char *path, const char *words)
{
    char *text = changed(good, from, to);
    refused(text, path, words);
    free(text);
}

static void set_is_read_whole(void **state)
{
    (void)state;
    struct info_set *set = accepted(good);
    assert_string_equal(set->code, "water-arrears");
    assert_int_equal(set->number, 900);
    assert_null(set->group);
    assert_int_equal(set->publication.rule, PUBLISH_MONTHS);
    assert_int_equal(set->publication.months, 12);
    assert_int_equal(set->repair.min_months, 3);
    assert_string_equal(set->list.what, "甲");
    assert_string_equal(set->list.enters, "");
    assert_int_equal(set->field_count, 7);
    assert_int_equal(set->identity_count, 2);
    assert_ptr_equal(set->identity[0], &set->fields[0]);
    assert_ptr_equal(set->roles[ROLE_NAME], &set->fields[1]);
    assert_null(set->roles[ROLE_GRADE]);
    assert_int_equal(set->fields[5].scale, 2);
    assert_int_equal(set->fields[6].values.count, 2);
    assert_false(set->persons_published);
    assert_true(info_set_published(set));
    info_set_free(set);
}

static void columns_are_found_by_code_label_and_alias(void **state)
{
    static const char *const headers[] = {"MC", "mc", "ＭＣ", "名称", " 名 称 ", "企业名称", "QYMC", "qymc", "\xEF\xBB\xBFMC"};
    (void)state;
    struct info_set *set = accepted(good);
    for (size_t i = 0; i < COUNT(headers); i++)
        assert_ptr_equal(info_set_column(set, S(headers[i])), &set->fields[1]);
    assert_null(info_set_column(set, S("名")));
    assert_null(info_set_column(set, S("")));
    assert_ptr_equal(info_set_field(set, "RQ"), &set->fields[3]);
    assert_null(info_set_field(set, "名称"));
    info_set_free(set);
}

static void digest_follows_the_content_not_the_blanks(void **state)
{
    (void)state;
    char *spaced = changed(good, "{\"code\"", "\n{ \"code\""), *other = changed(good, "\"甲\"", "\"乙\"");
    struct info_set *a = accepted(good), *b = accepted(spaced), *c = accepted(other);
    assert_memory_equal(a->digest, b->digest, sizeof a->digest);
    assert_memory_not_equal(a->digest, c->digest, sizeof a->digest);
    info_set_free(a);
    info_set_free(b);
    info_set_free(c);
    free(spaced);
    free(other);
}

static void no_json_is_refused_with_its_line(void **state)
{
    (void)state;
    refused("", "", "不是JSON");
    refused("{\"code\":\n\"x\",,}", "", "第2行");
    refused("[]", "", "JSON对象");
    refused("{\"code\":\"a\",\"code\":\"b\"}", "", "不是JSON"); /* a key twice */
    struct catalogue_faults faults = {0};
    struct info_set *set;
    char *large = malloc(CATALOGUE_FILE_MAX + 1);
    assert_non_null(large);
    memset(large, ' ', CATALOGUE_FILE_MAX + 1);
    assert_int_equal(info_set_parse("x.json", large, CATALOGUE_FILE_MAX + 1, &faults, &set), RESULT_INVALID);
    assert_int_equal(faults.count, 1);
    catalogue_faults_free(&faults);
    free(large);
}

static void every_missing_part_is_said_at_once(void **state)
{
    static const char *const parts[] = {"code", "number", "name", "unit", "subject_type", "class", "section", "cycle", "openness",
                                        "publication", "repair", "fields"};
    struct catalogue_faults faults = {0};
    struct info_set *set;
    (void)state;
    assert_int_equal(info_set_parse("x.json", S("{}"), &faults, &set), RESULT_INVALID);
    for (size_t p = 0; p < COUNT(parts); p++) {
        bool found = false;
        for (size_t i = 0; i < faults.count; i++)
            found = found || strcmp(faults.items[i].path, parts[p]) == 0;
        if (!found)
            fail_msg("nothing is said of %s", parts[p]);
    }
    catalogue_faults_free(&faults);
}

static void unknown_keys_are_refused(void **state)
{
    (void)state;
    change_is_refused("\"number\"", "\"colour\":1,\"number\"", "colour", "没有这一项");
    change_is_refused("\"route\"", "\"rout\":1,\"route\"", "repair.rout", "没有这一项");
    change_is_refused("\"label\":\"编号\"", "\"label\":\"编号\",\"lenght\":3", "fields[0].lenght", "没有这一项");
    change_is_refused("\"rule\"", "\"month\":3,\"rule\"", "publication.month", "没有这一项");
}

static void values_out_of_their_list_or_range_are_refused(void **state)
{
    (void)state;
    change_is_refused("\"monthly\"", "\"hourly\"", "cycle", "hourly");
    change_is_refused("\"other\"", "\"elsewhere\"", "section", "elsewhere");
    change_is_refused("\"utility\"", "\"water\"", "class", "water");
    change_is_refused("\"group\":null", "\"group\":\"green\"", "group", "green");
    change_is_refused("\"organisation\"", "\"animal\"", "subject_type", "animal");
    change_is_refused("900", "0", "number", "1到8191");
    change_is_refused("900", "8192", "number", "1到8191");
    change_is_refused("900", "\"900\"", "number", "整数");
    change_is_refused("\"registers\":false", "\"registers\":\"no\"", "registers", "true");
    change_is_refused("\"type\":\"date\"", "\"type\":\"day\"", "fields[3].type", "day");
    change_is_refused("\"length\":64", "\"length\":0", "fields[0].length", "1到20000");
    change_is_refused("\"role\":\"name\"", "\"role\":\"title\"", "fields[1].role", "title");
    change_is_refused("\"rule\":\"months\"", "\"rule\":\"ever\"", "publication.rule", "ever");
    change_is_refused("\"from\":\"decided_on\"", "\"from\":\"published_on\"", "publication.from", "decided_on");
    change_is_refused("欠缴水费信息", "欠缴\\u0007水费信息", "name", "控制字符");
}

static void codes_have_their_form(void **state)
{
    (void)state;
    change_is_refused("water-arrears", "Water", "code", "小写");
    change_is_refused("water-arrears", "w", "code", "3到");
    change_is_refused("water-arrears", "9water", "code", "字母开头");
    change_is_refused("water-arrears", "penalty", "code", "分组");
    change_is_refused("\"code\":\"NO\"", "\"code\":\"N O\"", "fields[0].code", "字母");
}

static void roles_labels_and_aliases_are_nobody_elses(void **state)
{
    (void)state;
    change_is_refused("\"role\":\"document_no\"", "\"role\":\"name\"", "fields[1].role", "name 已由 NO 担任");
    change_is_refused("\"code\":\"MC\"", "\"code\":\"NO\"", "fields[1].code", "重复");
    change_is_refused("\"label\":\"名称\"", "\"label\":\"编号\"", "fields[1].label", "重复");
    for (size_t i = 0; i < COLUMN_COUNT; i++) { /* a file of open data would have two columns of that name */
        char label[64];
        snprintf(label, sizeof label, "\"label\":\"%s\"", catalogue_columns[i]);
        change_is_refused("\"label\":\"编号\"", label, "fields[0].label", catalogue_columns[i]);
    }
    change_is_refused("\"label\":\"编号\"", "\"label\":\"编号\",\"aliases\":[\"QYMC\"]", "fields[1].aliases[1]", "已属于 NO");
}

static void needed_roles_must_be_there(void **state)
{
    (void)state;
    change_is_refused(",\"role\":\"authority\"", "", "fields", "authority");
    change_is_refused(",\"role\":\"decided_on\"", "", "fields", "decided_on");
    change_is_refused(",\"role\":\"uscc\"", "", "fields", "uscc 或 person_id");
    change_is_refused("\"required\":true,\"openness\":\"public\",\"role\":\"name\"", "\"required\":true,\"openness\":\"public\"", "fields", "name");
}

static void roles_ask_for_their_type(void **state)
{
    (void)state;
    change_is_refused("\"type\":\"date\"", "\"type\":\"text\"", "fields[3].type", "日期");
    change_is_refused("\"type\":\"uscc\"", "\"type\":\"text\"", "fields[2].type", "统一社会信用代码");
    change_is_refused("\"type\":\"decimal\"", "\"type\":\"text\"", "fields[5].type", "数字");
    change_is_refused("\"length\":18,\"openness\"", "\"length\":20,\"openness\"", "fields[2].length", "18");
    change_is_refused(",\"enum\":[\"居民\",\"单位\"]", "", "fields[6].enum", "取值");
    change_is_refused("\"居民\",\"单位\"", "\"居民\",\"居民\"", "fields[6].enum", "重复");
    change_is_refused("\"type\":\"text\",\"length\":64", "\"type\":\"text\",\"enum\":[\"a\"],\"length\":64", "fields[0].enum", "列表类型");
}

static void identity_is_made_of_required_fields(void **state)
{
    (void)state;
    change_is_refused("[\"NO\",\"MC\"]", "[]", "identity", "同一条信息");
    change_is_refused("[\"NO\",\"MC\"]", "[\"NO\",\"XX\"]", "identity[1]", "没有字段 XX");
    change_is_refused("[\"NO\",\"MC\"]", "[\"NO\",\"DM\"]", "identity[1]", "必填");
}

static void publication_says_how_long_and_by_what_law(void **state)
{
    (void)state;
    change_is_refused("\"months\":12,", "", "publication.months", "多少个月");
    change_is_refused(",\"basis\":\"《办法》\"", "", "publication.basis", "法律依据");
    change_is_refused("\"rule\":\"months\"", "\"rule\":\"grade\"", "publication.default_grade", "哪一级");
    change_is_refused("\"rule\":\"months\"", "\"rule\":\"until_field\"", "publication.until_field", "缺少");
    change_is_refused("\"rule\":\"months\"", "\"rule\":\"until_field\",\"until_field\":\"JG\"", "publication.until_field", "没有日期字段");
    change_is_refused("\"rule\":\"months\"", "\"rule\":\"months\",\"grading\":[{\"grade\":\"serious\"}]", "publication.grading[0]", "之一");
    change_is_refused("\"rule\":\"months\"", "\"rule\":\"months\",\"only_when\":{\"field\":\"XX\",\"values\":[\"a\"]}", "publication.only_when", "没有字段 XX");
    change_is_refused("\"persons\":{\"publish\":\"none\"}", "\"persons\":{\"publish\":\"masked\"}", "persons.basis", "法律法规依据");
    change_is_refused("\"route\":\"portal\"", "\"route\":\"friend\"", "repair.route", "friend");
}

static void group_tells_its_list(void **state)
{
    (void)state;
    change_is_refused("\"group\":null", "\"group\":\"black\"", "list.enters", "缺少");
    change_is_refused("\"list\":{\"what\":\"甲\"},", "\"list\":{\"who\":\"甲\"},", "list.who", "没有这一项");
}

static void public_number_of_a_person_must_be_masked(void **state)
{
    (void)state;
    change_is_refused("{\"code\":\"LB\"", "{\"code\":\"ZJ\",\"label\":\"证件\",\"type\":\"person_id\",\"length\":18,\"openness\":\"public\"},{\"code\":\"LB\"",
                      "fields[6].mask", "遮盖");
    change_is_refused("\"required\":true,\"openness\":\"public\",\"role\":\"name\"", "\"required\":true,\"openness\":\"internal\",\"role\":\"name\"",
                      "fields[1].openness", "public");
    char *masked = changed(good, "{\"code\":\"LB\"", "{\"code\":\"ZJ\",\"label\":\"证件\",\"type\":\"person_id\",\"length\":18,\"mask\":\"id\",\"openness\":\"public\"},{\"code\":\"LB\"");
    struct info_set *set = accepted(masked);
    assert_true(set->fields[6].personal_id);
    assert_false(set->fields[2].personal_id);
    info_set_free(set);
    free(masked);
}

/* A set about natural persons with one field more. */
static char *about_persons(const char *subject_type, const char *field)
{
    char type[64], added[512];
    snprintf(type, sizeof type, "\"subject_type\":\"%s\"", subject_type);
    snprintf(added, sizeof added, "{\"code\":\"XX\",%s,\"type\":\"text\",\"length\":50,\"openness\":\"internal\"},{\"code\":\"LB\"", field);
    char *one = changed(good, "\"subject_type\":\"organisation\"", type), *two = changed(one, "{\"code\":\"LB\"", added);
    free(one);
    return two;
}

static void what_the_law_forbids_of_persons_is_refused_by_name(void **state)
{
    static const struct { const char *content, *name; } contents[] = {
        {"marriage", "婚姻"}, {"religion", "宗教信仰"}, {"genes", "基因"}, {"fingerprint", "指纹"}, {"blood_type", "血型"}, {"medical_history", "病史"},
        {"income", "收入"}, {"deposit", "存款"}, {"securities", "证券"}, {"commercial_insurance", "商业保险"}, {"real_estate", "不动产"},
        {"tax_amount", "纳税数额"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(contents); i++) {
        char field[256];
        snprintf(field, sizeof field, "\"label\":\"某项\",\"content\":\"%s\"", contents[i].content);
        for (int mixed = 0; mixed < 2; mixed++) {
            char *text = about_persons(mixed ? "mixed" : "person", field);
            refused(text, "fields[6].content", contents[i].name);
            refused(text, "fields[6].content", "第十一条");
            free(text);
        }
    }
}

static void forbidden_words_in_a_label_are_refused_for_persons(void **state)
{
    static const char *const labels[] = {"婚姻状况", "宗教信仰", "血型", "个人病史", "银行存款余额", "个人收入", "持有股票", "商业保险", "房产套数", "纳税数额"};
    (void)state;
    for (size_t i = 0; i < COUNT(labels); i++) {
        char field[256];
        snprintf(field, sizeof field, "\"label\":\"%s\"", labels[i]);
        char *text = about_persons("person", field);
        refused(text, "fields[6].label", labels[i]);
        free(text);
    }
    char *person = changed(good, "\"organisation\"", "\"person\""), *named = changed(person, "欠缴水费信息", "个人收入信息");
    refused(named, "name", "收入");
    free(person);
    free(named);
}

static void same_content_of_enterprises_is_lawful(void **state)
{
    static const char *const fields[] = {"\"label\":\"纳税数额\",\"content\":\"tax_amount\"", "\"label\":\"房产产权\",\"content\":\"real_estate\"",
                                         "\"label\":\"营业收入\"", "\"label\":\"商业保险\"", "\"label\":\"股票代码\""};
    (void)state;
    for (size_t i = 0; i < COUNT(fields); i++) {
        char *text = about_persons("organisation", fields[i]);
        info_set_free(accepted(text));
        free(text);
    }
    char *mixed = about_persons("mixed", "\"label\":\"营业收入\"");
    info_set_free(accepted(mixed)); /* the label alone does not say whose */
    free(mixed);
    char *unknown = about_persons("organisation", "\"label\":\"某项\",\"content\":\"shoes\"");
    refused(unknown, "fields[6].content", "shoes");
    free(unknown);
}

static struct info_set *numbered(const char *code, const char *number)
{
    char *one = changed(good, "water-arrears", code), *two = changed(one, "900", number);
    struct info_set *set = accepted(two);
    free(one);
    free(two);
    return set;
}

static void catalogue_takes_each_code_and_number_once(void **state)
{
    struct catalogue catalogue;
    struct catalogue_faults faults = {0};
    (void)state;
    catalogue_init(&catalogue);
    assert_int_equal(catalogue_add(&catalogue, numbered("set-b", "20"), "b.json", &faults), RESULT_OK);
    assert_int_equal(catalogue_add(&catalogue, numbered("set-a", "10"), "a.json", &faults), RESULT_OK);
    assert_int_equal(catalogue_add(&catalogue, numbered("set-a", "30"), "c.json", &faults), RESULT_INVALID);
    assert_int_equal(catalogue_add(&catalogue, numbered("set-d", "20"), "d.json", &faults), RESULT_INVALID);
    assert_int_equal(faults.count, 2);
    assert_int_equal(catalogue.count, 2);
    assert_int_equal(catalogue.sets[0]->number, 10);
    assert_string_equal(catalogue_by_number(&catalogue, 20)->code, "set-b");
    assert_ptr_equal(catalogue_by_code(&catalogue, "set-a"), catalogue.sets[0]);
    assert_null(catalogue_by_code(&catalogue, "set-c"));
    assert_null(catalogue_by_number(&catalogue, 30));
    const struct info_set *first = catalogue_next_in_section(&catalogue, "other", NULL);
    assert_string_equal(first->code, "set-a");
    assert_string_equal(catalogue_next_in_section(&catalogue, "other", first)->code, "set-b");
    assert_null(catalogue_next_in_section(&catalogue, "other", catalogue.sets[1]));
    assert_null(catalogue_next_in_group(&catalogue, "red", NULL));
    catalogue_faults_free(&faults);
    catalogue_free(&catalogue);
}

static void faults_are_kept_up_to_their_limit(void **state)
{
    struct catalogue_faults faults = {0};
    (void)state;
    for (int i = 0; i < CATALOGUE_FAULTS_MAX + 10; i++)
        catalogue_fault_add(&faults, "f", "p", "%d", i);
    assert_int_equal(faults.count, CATALOGUE_FAULTS_MAX);
    assert_true(faults.cut);
    catalogue_faults_free(&faults);
}

static void files_that_ship_are_right(void **state)
{
    const char *source = getenv("SOURCE_DIR");
    char folder[4096];
    struct catalogue catalogue;
    struct catalogue_faults faults = {0};
    (void)state;
    snprintf(folder, sizeof folder, "%s/db/catalogue", source ? source : ".");
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    catalogue_init(&catalogue);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char name[512];
        size_t len;
        struct info_set *set;
        const char *end = strstr(entry->d_name, ".json");
        if (!end || end[5])
            continue;
        snprintf(name, sizeof name, "db/catalogue/%s", entry->d_name);
        char *text = source_file(name, &len);
        assert_int_equal(info_set_parse(name, text, len, &faults, &set), RESULT_OK);
        assert_int_equal(strncmp(set->code, entry->d_name, (size_t)(end - entry->d_name)), 0);
        assert_int_equal(catalogue_add(&catalogue, set, name, &faults), RESULT_OK);
        free(text);
    }
    closedir(dir);
    assert_int_equal(faults.count, 0);
    assert_true(catalogue.count >= 126);
    assert_int_equal(catalogue_by_code(&catalogue, "licence-decision")->field_count, 28);
    assert_int_equal(catalogue_by_code(&catalogue, "penalty-decision")->field_count, 30);
    size_t in_2017 = 0;
    for (size_t i = 0; i < catalogue.count; i++) {
        const struct info_set *set = catalogue.sets[i];
        in_2017 += set->in_2017;
        if (set->subject_type == SUBJECT_PERSON && set->openness == OPEN_PUBLIC)
            assert_true(set->persons_published && set->persons_basis[0]);
    }
    assert_int_equal(in_2017, 117);
    catalogue_free(&catalogue);
}

static void codes_have_words(void **state)
{
    (void)state;
    static const char codes[] = "\"enum\":[\"1\",\"2\"],\"values\":{\"2\":\"无效\",\"1\":\"有效\"},\"role\":\"status\",\"ended\":[\"2\"]";
    char *text = changed(good, "\"enum\":[\"居民\",\"单位\"]", codes);
    struct info_set *set = accepted(text);
    const struct field *field = set->roles[ROLE_STATUS];
    assert_string_equal(field_word(field, "1"), "有效");
    assert_string_equal(field_word(field, "2"), "无效");
    assert_string_equal(field_word(field, "3"), "3");
    assert_string_equal(field_word(set->roles[ROLE_NAME], "1"), "1");
    assert_int_equal(field->ended.count, 1);
    assert_false(set->roles[ROLE_DECIDED_ON]->removal);
    info_set_free(set);
    free(text);
    static const char *const bad[][3] = {
        {"{\"1\":\"有效\"}", "fields[6].values.2", "缺少该项"},
        {"{\"1\":\"有效\",\"2\":\"无效\",\"3\":\"撤销\"}", "fields[6].values", "3 不在取值之中"},
        {"{\"1\":\"有效\",\"2\":\"有效\"}", "fields[6].values", "有效 重复"},
        {"{\"1\":\"有效\",\"2\":\"\"}", "fields[6].values.2", "不能为空"},
        {"[\"有效\"]", "fields[6].values", "应为对象"},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        char *enums = NULL;
        assert_true(asprintf(&enums, "\"enum\":[\"1\",\"2\"],\"values\":%s", bad[i][0]) > 0);
        text = changed(good, "\"enum\":[\"居民\",\"单位\"]", enums);
        refused(text, bad[i][1], bad[i][2]);
        free(text);
        free(enums);
    }
    text = changed(good, "\"enum\":[\"居民\",\"单位\"]", "\"enum\":[\"居民\"],\"multiple\":true,\"values\":{\"居民\":\"居民户\"}");
    refused(text, "fields[6].values", "单选");
    free(text);
    text = changed(good, "\"enum\":[\"居民\",\"单位\"]", "\"enum\":[\"居民\"],\"ended\":[\"单位\"]");
    refused(text, "fields[6].ended", "单位 不在取值之中");
    refused(text, "fields[6].ended", "status");
    free(text);
    text = changed(good, "\"role\":\"decided_on\"", "\"role\":\"decided_on\",\"removal\":true");
    refused(text, "fields[3].removal", "valid_until");
    free(text);
}

static int start(void **state)
{
    (void)state;
    return sodium_init() < 0 ? -1 : 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_is_read_whole),
        cmocka_unit_test(columns_are_found_by_code_label_and_alias),
        cmocka_unit_test(digest_follows_the_content_not_the_blanks),
        cmocka_unit_test(no_json_is_refused_with_its_line),
        cmocka_unit_test(every_missing_part_is_said_at_once),
        cmocka_unit_test(unknown_keys_are_refused),
        cmocka_unit_test(values_out_of_their_list_or_range_are_refused),
        cmocka_unit_test(codes_have_their_form),
        cmocka_unit_test(codes_have_words),
        cmocka_unit_test(roles_labels_and_aliases_are_nobody_elses),
        cmocka_unit_test(needed_roles_must_be_there),
        cmocka_unit_test(roles_ask_for_their_type),
        cmocka_unit_test(identity_is_made_of_required_fields),
        cmocka_unit_test(publication_says_how_long_and_by_what_law),
        cmocka_unit_test(group_tells_its_list),
        cmocka_unit_test(public_number_of_a_person_must_be_masked),
        cmocka_unit_test(what_the_law_forbids_of_persons_is_refused_by_name),
        cmocka_unit_test(forbidden_words_in_a_label_are_refused_for_persons),
        cmocka_unit_test(same_content_of_enterprises_is_lawful),
        cmocka_unit_test(catalogue_takes_each_code_and_number_once),
        cmocka_unit_test(faults_are_kept_up_to_their_limit),
        cmocka_unit_test(files_that_ship_are_right),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
