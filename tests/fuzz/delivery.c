/* Fuzz target: a delivered file's text on its way to a record: spreadsheet marks, CSV, values and rows of a set. */
#include "fuzz.h"

#include "base/utf8.h"
#include "ctl/text.h"
#include "domain/name.h"
#include "domain/row.h"

#include <jansson.h>
#include <string.h>

static const char definition[] =
    "{\"code\":\"fuzz-set\",\"number\":7000,\"name\":\"x\",\"unit\":\"samr\",\"subject_type\":\"mixed\",\"class\":\"penalty\",\"section\":\"other\","
    "\"cycle\":\"daily\",\"openness\":\"public\",\"publication\":{\"rule\":\"until_field\",\"until_field\":\"d\",\"months\":36,\"basis\":\"x\"},"
    "\"repair\":{\"route\":\"none\"},\"persons\":{\"publish\":\"masked\",\"basis\":\"x\"},\"identity\":[\"a\",\"c\"],\"fields\":["
    "{\"code\":\"a\",\"label\":\"名称\",\"type\":\"text\",\"length\":200,\"required\":true,\"openness\":\"public\",\"role\":\"name\"},"
    "{\"code\":\"b\",\"label\":\"代码\",\"type\":\"uscc\",\"length\":18,\"openness\":\"public\",\"role\":\"uscc\"},"
    "{\"code\":\"c\",\"label\":\"日期\",\"type\":\"date\",\"length\":10,\"required\":true,\"openness\":\"public\",\"role\":\"decided_on\"},"
    "{\"code\":\"d\",\"label\":\"到期\",\"type\":\"date\",\"length\":10,\"openness\":\"public\"},"
    "{\"code\":\"e\",\"label\":\"机关\",\"type\":\"text\",\"length\":200,\"openness\":\"public\",\"role\":\"authority\"},"
    "{\"code\":\"f\",\"label\":\"金额（万元）\",\"type\":\"decimal\",\"length\":18,\"scale\":6,\"openness\":\"public\",\"role\":\"amount\"},"
    "{\"code\":\"g\",\"label\":\"类别\",\"type\":\"enum\",\"length\":50,\"multiple\":true,\"openness\":\"public\",\"role\":\"kind\",\"enum\":[\"警告\",\"罚款\",\"没收违法所得、没收非法财物\"]},"
    "{\"code\":\"h\",\"label\":\"证件号码\",\"type\":\"text\",\"length\":64,\"mask\":\"id\",\"openness\":\"public\",\"role\":\"person_id\"},"
    "{\"code\":\"i\",\"label\":\"区划\",\"type\":\"division\",\"length\":6,\"openness\":\"public\",\"role\":\"region\"},"
    "{\"code\":\"j\",\"label\":\"事实\",\"type\":\"longtext\",\"length\":2000,\"openness\":\"public\"},"
    "{\"code\":\"k\",\"label\":\"电话\",\"type\":\"phone\",\"length\":20,\"mask\":\"phone\",\"openness\":\"public\"},"
    "{\"code\":\"l\",\"label\":\"住址\",\"type\":\"text\",\"length\":200,\"mask\":\"address\",\"openness\":\"public\",\"role\":\"address\"}]}";
#define FIELDS 12

struct world {
    struct info_set *set;
    struct divisions divisions;
    struct grade_rules grades;
    struct arena arena;
    unsigned char key[32];
};

static void load(struct world *world)
{
    struct catalogue_faults faults = {0};
    ALWAYS(info_set_parse("fuzz-set.json", definition, sizeof definition - 1, &faults, &world->set) == RESULT_OK);
    ALWAYS(divisions_add(&world->divisions, 210000, "辽宁省", "province", 0) == RESULT_OK);
    ALWAYS(divisions_add(&world->divisions, 210100, "沈阳市", "city", 210000) == RESULT_OK);
    arena_init(&world->arena, 64 << 20);
}

static void whole_json(const char *text, size_t len)
{
    json_error_t error;
    json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
    ALWAYS(json_is_object(json));
    json_decref(json);
}

static bool on_row(void *context, size_t line, const char *const *fields, const size_t *lens, size_t n)
{
    struct world *world = context;
    struct row_rules rules = {world->set, &world->divisions, &world->grades, 210000, world->key, day_from_civil(2026, 6, 1)};
    struct row_cell cells[FIELDS];
    struct row row;
    ALWAYS(line > 0);
    for (size_t i = 0; i < n; i++)
        if (!utf8_valid(fields[i], lens[i]))
            return true; /* a file that is no UTF-8 is refused before it comes here */
    for (size_t i = 0; i < FIELDS; i++)
        cells[i] = i < n ? (struct row_cell){fields[i], lens[i]} : (struct row_cell){NULL, 0};
    arena_reset(&world->arena);
    ALWAYS(row_read(&rules, cells, &world->arena, &row) == RESULT_OK);
    ALWAYS(row.issue_count <= ROW_ISSUES_MAX && (!row.rejected || row.issue_count > 0));
    if (row.rejected)
        return true;
    whole_json(row.facts, row.facts_len);
    ALWAYS(utf8_is_clean(row.facts, row.facts_len));
    if (row.face)
        whole_json(row.face, row.face_len);
    ALWAYS(!row.is_person || (row.public_name && row.face && !row.uscc[0]));
    ALWAYS(row.plan.until == DAY_NONE || row.plan.until >= row.plan.from || row.flagged);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct world world;
    struct text_filter filter = {0};
    struct csv_reader *reader = NULL;
    char norm[NAME_BYTES];
    uint64_t grams[NAME_GRAMS_MAX];
    if (!world.set)
        load(&world);
    char *text = malloc(len + 2);
    ALWAYS(text != NULL);
    size_t half = text_filter(&filter, (const char *)bytes, len / 2, text);
    size_t n = half + text_filter(&filter, (const char *)bytes + len / 2, len - len / 2, text + half);
    ALWAYS(n <= len);
    ALWAYS(csv_reader_open(on_row, &world, &reader) == RESULT_OK);
    if (csv_reader_feed(reader, text, n) == RESULT_OK)
        (void)!csv_reader_end(reader);
    csv_reader_close(reader);
    if (utf8_valid((const char *)bytes, len)) {
        size_t norm_len = name_norm((const char *)bytes, len, norm);
        ALWAYS(norm_len < NAME_BYTES && utf8_valid(norm, norm_len));
        ALWAYS(name_grams(norm, norm_len, grams) <= NAME_GRAMS_MAX);
    }
    free(text);
    return 0;
}
