/* Tests of letters: every move that writes one has its title and its words, what is missing is listed, nothing is invented. */
#include "domain_test.h"

#include "domain/letter.h"

#include <jansson.h>

static const struct case_terms terms = {.rule = "liaoning-2016", .hold = true};

static json_t *body_of(struct letter_facts *facts)
{
    struct buffer out;
    buffer_init(&out, LETTER_BODY_MAX);
    facts->terms = &terms;
    facts->number = "Y20261122123456";
    facts->addressee = "沈阳试验商贸有限公司";
    facts->filed_on = day_from_civil(2026, 11, 20);
    facts->today = day_from_civil(2026, 11, 23);
    assert_int_equal(letter_body(facts, &out), RESULT_OK);
    json_t *body = json_loads(buffer_text(&out), JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(body);
    buffer_free(&out);
    return body;
}

static void every_move_with_a_letter_has_its_title_and_words(void **state)
{
    (void)state;
    size_t seen = 0;
    for (unsigned kind = 0; kind < CASE_KINDS; kind++) {
        size_t count;
        const struct case_move *moves = case_moves((enum case_kind)kind, &count);
        for (size_t i = 0; i < count; i++) {
            struct letter_facts facts = {.kind = (enum case_kind)kind, .move = &moves[i], .supplement_due = DAY_NONE};
            struct buffer out;
            if (!moves[i].letter) {
                buffer_init(&out, LETTER_BODY_MAX);
                assert_int_equal(letter_body(&facts, &out), RESULT_INVALID);
                continue;
            }
            facts.state = moves[i].from & 1u << CASE_ACCEPTED ? CASE_ACCEPTED : CASE_SUBMITTED;
            json_t *body = body_of(&facts);
            assert_true(strlen(json_string_value(json_object_get(body, "title"))) > 0);
            assert_true(json_array_size(json_object_get(body, "paragraphs")) >= 2);
            assert_string_equal(json_string_value(json_object_get(body, "date")), "2026-11-23");
            json_decref(body);
            seen++;
        }
    }
    assert_true(seen >= 16);
}

/* The value of a fact in a letter; "" when there is none of that label. */
static const char *fact_of(const json_t *body, const char *label)
{
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(body, "facts"), i, one)
        if (strcmp(json_string_value(json_object_get(one, "label")), label) == 0)
            return json_string_value(json_object_get(one, "value"));
    return "";
}

static void a_report_is_granted_for_a_use_and_a_recipient(void **state)
{
    (void)state;
    const struct application asked = {.purpose = "参加招标", .recipient = "某招标代理机构", .period = "2020-09-01 至 出具之日", .classes = ""};
    struct letter_facts facts = {.kind = CASE_REPORT, .move = case_move_find(CASE_REPORT, CASE_CHECKING, "confirm"), .state = CASE_CHECKING,
                                 .outcome = "granted", .reason = "compliance", .asked = &asked, .supplement_due = DAY_NONE};
    json_t *body = body_of(&facts);
    assert_string_equal(fact_of(body, "报告种类"), "专项信用报告（信用代证）");
    assert_string_equal(fact_of(body, "用途"), "参加招标");
    assert_string_equal(fact_of(body, "使用单位"), "某招标代理机构");
    assert_string_equal(fact_of(body, "查询期间"), "2020-09-01 至 出具之日");
    assert_string_equal(fact_of(body, "信息类别"), "全部");
    json_decref(body);
}

/* What the form wrote is read back as the page and the letter say it. */
static void an_application_is_read_as_it_was_made(void **state)
{
    (void)state;
    struct arena arena;
    struct application asked;
    arena_init(&arena, 1 << 16);
    assert_int_equal(application_read("{\"kind\":\"compliance\",\"purpose\":\"申请上市\",\"recipient\":\"某证券交易所\",\"until\":\"2026-11-30\","
                                      "\"domain\":[\"penalties\",\"judicial\"],\"applicant_code\":\"91350100M000100Y43\"}", NULL, &arena, &asked), RESULT_OK);
    assert_string_equal(asked.purpose, "申请上市");
    assert_string_equal(asked.recipient, "某证券交易所");
    assert_string_equal(asked.period, "最早 至 2026-11-30");
    assert_string_equal(asked.classes, "行政处罚、司法判决及执行");
    assert_int_equal(application_read("{\"kind\":\"full\",\"domain\":[]}", NULL, &arena, &asked), RESULT_OK); /* everything; an old one without the rest */
    assert_string_equal(asked.purpose, "");
    assert_string_equal(asked.period, "");
    assert_string_equal(asked.classes, "");
    assert_int_equal(application_read("[]", NULL, &arena, &asked), RESULT_INVALID);
    assert_int_equal(application_read("{", NULL, &arena, &asked), RESULT_INVALID);
    assert_null(application_period_fault(DAY_NONE, 5));
    assert_null(application_period_fault(5, 5));
    assert_non_null(application_period_fault(6, 5));
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        assert_string_equal(application_classes[i], report_class_code(i));
    arena_free(&arena);
}

static void every_outcome_of_every_kind_is_a_decision_in_words(void **state)
{
    (void)state;
    static const char *const outcomes[] = {"corrected", "deleted", "maintained", "granted", "denied", "answered"};
    for (unsigned kind = 0; kind < CASE_KINDS; kind++)
        for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
            const struct case_move *confirm = case_move_find((enum case_kind)kind, CASE_CHECKING, "confirm");
            struct letter_facts facts = {.kind = (enum case_kind)kind, .move = confirm, .state = CASE_CHECKING, .outcome = outcomes[i],
                                         .text = "理由", .supplement_due = DAY_NONE};
            json_t *body = body_of(&facts);
            const bool known = case_outcome_label((enum case_kind)kind, outcomes[i]) != NULL;
            assert_int_equal(*json_string_value(json_object_get(body, "decision")) != '\0', known);
            assert_string_equal(json_string_value(json_object_get(body, "reasons")), "理由");
            json_decref(body);
        }
}

static void what_is_missing_is_a_list_and_has_its_day(void **state)
{
    (void)state;
    struct letter_facts facts = {.kind = CASE_OBJECTION, .move = case_move_find(CASE_OBJECTION, CASE_SUBMITTED, "return"), .state = CASE_SUBMITTED,
                                 .text = "营业执照副本\r\n\n  授权委托书\n", .supplement_due = day_from_civil(2026, 12, 7)};
    json_t *body = body_of(&facts), *items = json_object_get(body, "items");
    assert_int_equal(json_array_size(items), 2);
    assert_string_equal(json_string_value(json_array_get(items, 1)), "授权委托书");
    assert_string_equal(json_string_value(json_object_get(body, "reasons")), "");
    const char *remedy = json_string_value(json_array_get(json_object_get(body, "remedies"), 0));
    assert_non_null(strstr(remedy, "2026年12月7日"));
    json_decref(body);
}

static void the_clocks_that_the_move_starts_are_in_it(void **state)
{
    (void)state;
    const struct case_clock_plan clock = {.step = STEP_PROVIDER, .due = day_from_civil(2027, 1, 4), .days = 10, .provisional = true, .basis = "《某办法》第二十条"};
    struct letter_facts facts = {.kind = CASE_OBJECTION, .move = case_move_find(CASE_OBJECTION, CASE_SUBMITTED, "accept"), .state = CASE_SUBMITTED,
                                 .holds = true, .clocks = &clock, .clock_count = 1, .supplement_due = DAY_NONE};
    json_t *body = body_of(&facts), *first = json_array_get(json_object_get(body, "clocks"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "due")), "2027-01-04");
    assert_true(json_is_true(json_object_get(first, "provisional")));
    assert_int_equal(json_array_size(json_object_get(body, "paragraphs")), 3); /* the third says that the record is held */
    json_decref(body);
}

static void work_that_was_begun_ends_under_another_title(void **state)
{
    (void)state;
    assert_string_equal(letter_title(CASE_OBJECTION, "refusal", CASE_SUBMITTED), "异议不予受理告知书");
    assert_string_equal(letter_title(CASE_OBJECTION, "refusal", CASE_ACCEPTED), "异议终止办理告知书");
    assert_string_equal(letter_title(CASE_OBJECTION, "repair_decision", CASE_CHECKING), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_move_with_a_letter_has_its_title_and_words),
        cmocka_unit_test(a_report_is_granted_for_a_use_and_a_recipient),
        cmocka_unit_test(an_application_is_read_as_it_was_made),
        cmocka_unit_test(every_outcome_of_every_kind_is_a_decision_in_words),
        cmocka_unit_test(what_is_missing_is_a_list_and_has_its_day),
        cmocka_unit_test(the_clocks_that_the_move_starts_are_in_it),
        cmocka_unit_test(work_that_was_begun_ends_under_another_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
