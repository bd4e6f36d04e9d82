/* Masks of names, ids, telephones and addresses of natural persons. */
#include "domain/mask.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* Surnames of two signs that are in use: both signs are kept. */
static const char *const compound[] = {
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连", "澹台", "皇甫",
    "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车", "亓官",
    "司寇", "巫马", "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里", "呼延",
    "东郭", "南门", "羊舌", "微生", "梁丘", "左丘", "东门", "西门", "南荣", "第五", "纳兰", "爱新", "完颜", "叶赫", "那拉", "富察", "钮祜",
    "歐陽", "東方", "獨孤", "南宮", "聞人", "諸葛", "尉遲", "澹臺", "鐘離", "長孫", "鮮于", "東郭", "軒轅", "呼延", "納蘭", "閭丘",
};

static size_t put(char *out, size_t at, const char *text, size_t len)
{
    memcpy(out + at, text, len);
    return at + len;
}

size_t mask_name(const char *name, size_t len, char *out)
{
    size_t keep = utf8_prefix(name, len, 1), n = 0;
    if (len == 0) {
        out[0] = '\0';
        return 0;
    }
    size_t two = utf8_prefix(name, len, 2);
    for (size_t i = 0; i < sizeof compound / sizeof *compound; i++)
        /* a name of just these two signs is a surname and a given name: 司马 alone says nothing of it */
        if (two < len && strlen(compound[i]) == two && memcmp(compound[i], name, two) == 0)
            keep = two;
    n = put(out, 0, name, keep);
    n = put(out, n, "**", 2);
    out[n] = '\0';
    return n;
}

/* Keeps `head` signs in front and `tail` at the end, a star for each between; all stars when too short to hide any. */
static size_t keep_ends(const char *text, size_t len, size_t head, size_t tail, char *out)
{
    size_t signs = utf8_length(text, len), n = 0, at = 0;
    if (signs <= head + tail) {
        head = signs > 1 ? 1 : 0;
        tail = 0;
    }
    for (size_t i = 0; i < signs && at < len; i++) {
        size_t start = at;
        utf8_next(text, len, &at);
        if (i < head || i >= signs - tail)
            n = put(out, n, text + start, at - start);
        else
            out[n++] = '*';
    }
    out[n] = '\0';
    return n;
}

size_t mask_id(const char *id, size_t len, char *out)
{
    return utf8_length(id, len) >= 15 ? keep_ends(id, len, 1, 2, out) : keep_ends(id, len, 1, 0, out);
}

size_t mask_phone(const char *phone, size_t len, char *out)
{
    bool mobile = len == 11 && phone[0] == '1' && strspn(phone, "0123456789") >= 11;
    return mobile ? keep_ends(phone, len, 3, 4, out) : keep_ends(phone, len, 0, 2, out);
}

/* Where the district's name ends; 0: the address names none. The last of 区 县 旗 市 within the first signs that is not
   the beginning of a longer word such as 市场 or 区间. */
static size_t district_end(const char *text, size_t len)
{
    static const char *const units[] = {"区", "县", "旗", "市"};
    static const char *const not_before[] = {"小", "社", "校", "院", "宅", "活", "属", "超", "夜"}; /* 小区, 超市: houses, no districts */
    static const char *const not_after[] = {"场", "政", "间", "域", "民", "级", "委", "里", "道", "属"};
    size_t limit = utf8_prefix(text, len, 20), end = 0, city = 0;
    for (size_t i = 3; i + 3 <= limit; i++) {
        for (size_t u = 0; u < 4; u++) {
            bool word = false;
            if (memcmp(text + i, units[u], 3) != 0)
                continue;
            for (size_t w = 0; w < sizeof not_before / sizeof *not_before; w++)
                word = word || memcmp(text + i - 3, not_before[w], 3) == 0;
            for (size_t w = 0; w < sizeof not_after / sizeof *not_after; w++)
                word = word || (i + 6 <= len && memcmp(text + i + 3, not_after[w], 3) == 0);
            if (word)
                continue;
            if (u < 3 && !end)
                end = i + 3;
            else if (u == 3)
                city = i + 3;
        }
    }
    /* a county-level city stands behind its city: 大连市庄河市; a district behind both wins */
    return end > city ? end : city ? city : end;
}

size_t mask_address(const char *address, size_t len, char *out)
{
    size_t end = district_end(address, len), n;
    if (len == 0) {
        out[0] = '\0';
        return 0;
    }
    n = put(out, 0, address, end);
    n = put(out, n, "****", 4);
    out[n] = '\0';
    return n;
}

size_t mask_apply(enum field_mask mask, const char *text, size_t len, char *out)
{
    switch (mask) {
    case MASK_NAME:
        return mask_name(text, len, out);
    case MASK_ID:
        return mask_id(text, len, out);
    case MASK_PHONE:
        return mask_phone(text, len, out);
    case MASK_ADDRESS:
        return mask_address(text, len, out);
    case MASK_HIDE:
        out[0] = '\0';
        return 0;
    case MASK_NONE:
        break;
    }
    put(out, 0, text, len);
    out[len] = '\0';
    return len;
}

const char *mask_reason(enum field_mask mask)
{
    switch (mask) {
    case MASK_NAME:
        return "自然人姓名依法遮盖，只保留姓氏";
    case MASK_ID:
        return "身份证件号码属于个人信息，依法遮盖";
    case MASK_PHONE:
        return "电话号码属于个人信息，依法遮盖";
    case MASK_ADDRESS:
        return "个人住址只公开到区县";
    case MASK_HIDE:
        return "该项属于不公开的信息";
    case MASK_NONE:
        break;
    }
    return NULL;
}
