#!/usr/bin/env python3
"""Checks the content files under templates/content: front matter, Chinese typography, links, completeness.

    content_check.py [ROOT]   prints each fault, then "N passed, N failed"; status 1 when any failed

The rules are described in templates/content/README.md. Standard library only; reads nothing but the tree.
"""
import datetime
import json
import pathlib
import re
import sys

KINDS = ("page", "help", "news", "policy", "term")
COLUMNS = ("credit-news", "joint", "cases", "credit-plus", "culture", "city")
LAW_STATUS = ("in_force", "amended", "superseded", "repealed", "expired", "unverified")
TERM_KINDS = ("list", "grade", "mask", "status", "word")

# kind: (required keys, further keys)
KEYS = {
    "page": ({"title", "summary", "order"}, {"date", "source"}),
    "help": ({"title", "summary", "order"}, {"date", "source"}),
    "news": ({"title", "summary", "column", "date", "source"}, {"order"}),
    "policy": ({"title", "summary", "issuer", "status", "source", "order"}, {"number", "date", "effective", "related"}),
    "term": ({"title", "summary", "code", "kind", "order"}, set()),
}

# What must exist, whatever else is added.
PAGES = ("about", "contact", "privacy", "terms", "accessibility", "help", "open-data")
JOBS = ("look-up", "report", "verify", "object", "repair", "complain")
TOPICS = JOBS + ("read-record", "open-data", "lists", "search-tips", "personal-information", "glossary")
JOB_SECTIONS = ("办理条件", "所需材料", "办理期限", "法律依据", "费用", "办理步骤", "不予受理或者对结果不服")
GROUPS = ("red", "black", "attention", "licence", "penalty", "commitment", "abnormal")
NAMED_SETS = ("licence-decision", "penalty-decision", "commitment-record", "abnormal-operation", "attention-list",
              "red-tax-a", "red-model-enterprise", "black-dishonest-debtor", "black-wage-arrears")
TERM_CODES = {
    "list": GROUPS + NAMED_SETS,
    "grade": ("minor", "ordinary", "serious"),
    "mask": ("name", "id", "phone", "address", "hide"),
    "status": ("live", "held", "withdrawn", "annulled", "repaired", "deleted", "expired"),
}

ITEMS_PER_COLUMN = 6         # a column page with fewer looks abandoned
NEWS_MIN, NEWS_MAX = 150, 500  # signs of a retold item: a paragraph says too little, a page is not read
TITLE_MAX, SUMMARY_MAX = 60, 120  # signs: two lines on a phone, and what a search engine shows
BODY_MAX = 64 * 1024         # bytes, a quarter of what the program reads

# Addresses of the contract that content may point at. Those of records and subjects depend on the data.
OPEN_ADDRESS = re.compile(
    r"^/(?:search|lists|catalogue|statistics|bulletins|news|policies|about|help|contact|privacy|terms|accessibility"
    r"|open-data|sitemap|services|reports|reports/new|reports/collect|verify|verify/offline|objections/new|repairs/new|complaints/new|cases|bulletins/\d{4}q[1-4]|news\?column=(?:" + "|".join(COLUMNS) + r"))?$")
# Addresses of the contract that do not answer yet. When one opens, take it out of here and remove the lines
# that begin with NOT_OPEN_LINE from the topics that it serves.
NOT_OPEN = re.compile(r"^/(?:receipts|v|api|console)(?:/|\?|$)")
NOT_OPEN_LINE = "> **尚未开通：** "

HAN = "㐀-䶿一-鿿〇"
HAN_CLASS = "[" + HAN + "\U00020000-\U0003ffff]"
WIDE = "[" + HAN + "\U00020000-\U0003ffff，。；：？！、（）《》〔〕“”‘’—…]"

# Signs that only traditional writing has; the common ones, by no means all.
TRADITIONAL = set(
    "來係個們劃務員問啓單國報壓壞壟壯夠夾奪奮婦嬰學實寧審寫寬將專尋對導屆屬島嶺師帳帶幣幫幹幾庫廠廣廳張強彈彙"
    "後徑從復徵態慮慶憑應懲戰戶拋掃掛採換損搶擇擊擔據擴擾攜攝敗敵數斷於時暫曆書會條業極榮構樓標樣橋機檔檢權歐"
    "歡歲歸殘殺氣決沒況淨減測渾湊湧準滅滿漢濟濫灣為無煙熱營爭爲爾牆獎獨獲現環產畢畫異當療癥發盜盡監盤眾確碼礎"
    "禮稅種積穩窮競筆箇節範築簡簽籌糾紀約紅紋納純紙級細終組結絕統絲經維網緊線緣編緩縣縮總績織繳繼續罰罷聖聞聯"
    "聲職聽肅脅脫腦臨臺與舉舊艱藝蘇處號蝕衆裏補裝裡製複襲見規視親覺覽觀訂計記訪設許訴診詐評詞詢試話該詳認語誠"
    "誤說誰課調談請論諮謀講謝證識譯議護讀變讓讚貝負財貨貪貫責貸費貼賀資賞賠賣賦質賬賴購贈贏趙趨跡踐蹤車軌軍軟"
    "較載輛輪輸轄轉辦辭農這運過達違遞遠適遲遷選遺遼還邊郵鄉鄰醫釋釐針鉅銀銷鋼錄錢錯鍵鎮鏈鏡鑑長門閉開間閱關闡"
    "闢陣陰陳陸陽隊階際隨險隱雖雙雜雞離難雲電靜韓響頁頂項順預頒頓領頭顆題額顏願類顧顯風飛飯飲餘館餵馬駁駐騙驅"
    "驗驚驟體髮鬥鬧魚鮮鳥鷄鹽麗黃點齊齡龍龜")

PAIRS = {"（": "）", "《": "》", "“": "”", "‘": "’", "〔": "〕", "【": "】", "「": "」"}

# One line of prose, after prepare(): what is wrong when the pattern is found, and a sample that must be refused.
TYPOGRAPHY = (
    ("half-width punctuation beside Chinese",
     re.compile(WIDE + r"[,;:!?()]|[,;:!?()]" + WIDE), "已经受理,请等候"),
    ("half-width full stop after Chinese", re.compile(HAN_CLASS + r"\.(?![a-z])"), "已经受理."),
    ("full-width letter or digit, or an ideographic space", re.compile("[０-９Ａ-Ｚａ-ｚ　]"), "３个工作日"),
    ("blank between Chinese and Chinese, letters or digits",
     re.compile(HAN_CLASS + r" +[0-9A-Za-z㐀-鿿]|[0-9A-Za-z%] +" + HAN_CLASS), "在 3 个工作日内"),
    ("blank beside full-width punctuation", re.compile(r"[，、；：（《“〔] +\S|\S +[，。、；：）》”〕]"), "受理 ，等候"),
    ("straight quotation mark", re.compile("[\"']"), "\"信用代证\""),
    ("doubled punctuation, three dots or two hyphens",
     re.compile(r"[，。、；：]{2}|\.\.\.|(?<![-|:])--(?![-|:])"), "等候。。"),
    ("year of a document number not in 〔〕", re.compile(r"[发字令][\[(（]\d{4}[\])）]\d*号?"), "国办发(2020)49号"),
    ("a word that is written otherwise",
     re.compile("登陆|帐号|帐户|其它|做为|粘贴板|点击这里|点这里|待补充|待完善|敬请期待|TODO|FIXME|lorem"), "登陆网站"),
    ("a path or address of a machine", re.compile(r"/tmp/|/work/|/home/|localhost|127\.0\.0"), "见/tmp/a"),
    ("a number that looks like a person's telephone or id",
     re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dX](?!\d)"), "13800138000"),
)


class Item:
    """A content file: kind, slug, keys, and the lines of its body with their numbers."""

    def __init__(self, path, root):
        self.path = path
        self.name = str(path.relative_to(root))
        self.kind = path.parent.name
        self.slug = path.stem
        self.raw = path.read_bytes()
        self.keys = {}
        self.key_lines = {}
        self.faults = []
        self.body = []  # (line number, text)
        self._parse()

    def _parse(self):
        try:
            text = self.raw.decode("utf-8")
        except UnicodeDecodeError as error:
            self.faults.append((1, f"not UTF-8: {error}"))
            return
        lines = text.split("\n")
        if lines[0] != "---" or "---" not in lines[1:]:
            self.faults.append((1, "no front matter between two lines of ---"))
            return
        end = lines.index("---", 1)
        for number, line in enumerate(lines[1:end], 2):
            match = re.match(r"^([a-z]+): (\S.*)$", line)
            if not match:
                self.faults.append((number, f"not `key: value`: {line!r}"))
            elif match.group(1) in self.keys:
                self.faults.append((number, f"the key {match.group(1)} stands twice"))
            else:
                self.keys[match.group(1)] = match.group(2)
                self.key_lines[match.group(1)] = number
        self.body = list(enumerate(lines[end + 1:], end + 2))

    def text(self):
        return "\n".join(line for _, line in self.body)


def prepare(line):
    """A line without what is not prose: code, link targets, list and quote marks, emphasis."""
    line = re.sub(r"`[^`]*`", "码", line)
    line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
    line = re.sub(r"^(?:> ?)*(?:[-*] |\d+\. |#+ )?", "", line)
    line = re.sub(r"《[^》]*》", lambda m: m.group().replace(" ", ""), line)  # the titles of some standards have blanks
    return line.replace("** ", "").replace("**", "")


def prose(item):
    """Every line of visible text: values of title, summary, source, issuer; the body's lines."""
    for key in ("title", "summary", "source", "issuer", "number"):
        if key in item.keys:
            yield item.key_lines[key], item.keys[key]
    for number, line in item.body:
        if not re.match(r"^\|[ :|-]+\|$", line):
            yield number, prepare(line)


def is_date(text):
    try:
        return bool(re.match(r"^\d{4}-\d\d-\d\d$", text)) and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


# ------------------------------------------------------------------ checks: each yields (item name, line, message)

def check_files(items, _):
    """Files are UTF-8 without BOM, LF, one newline at the end, no tab, no blank at a line's end."""
    for item in items:
        for number, message in item.faults:
            yield item.name, number, message
        if item.raw.startswith(b"\xef\xbb\xbf"):
            yield item.name, 1, "begins with a BOM"
        if b"\r" in item.raw or b"\t" in item.raw:
            yield item.name, 1, "has a carriage return or a tab"
        if not item.raw.endswith(b"\n") or item.raw.endswith(b"\n\n"):
            yield item.name, 1, "must end with exactly one newline"
        if len(item.raw) > BODY_MAX:
            yield item.name, 1, f"is longer than {BODY_MAX} bytes"
        for number, line in enumerate(item.raw.decode("utf-8", "replace").split("\n"), 1):
            if line.endswith(" "):
                yield item.name, number, "blank at the end of the line"


def check_slugs(items, _):
    """Slugs are lower-case words joined by hyphens, and belong to a known kind."""
    for item in items:
        if item.kind not in KINDS:
            yield item.name, 1, f"unknown folder {item.kind}"
        if not re.match(r"^[a-z0-9]+(-[a-z0-9]+)*$", item.slug) or len(item.slug) > 64:
            yield item.name, 1, "the file name is not lower-case words joined by hyphens, 64 signs at most"


def check_keys(items, _):
    """Each kind has its keys, all of them known, none of them empty or too long."""
    for item in items:
        required, further = KEYS.get(item.kind, (set(), set()))
        for key in sorted(required - set(item.keys)):
            yield item.name, 1, f"the key {key} is missing"
        for key in sorted(set(item.keys) - required - further):
            yield item.name, item.key_lines[key], f"unknown key {key}"
        for key, limit in (("title", TITLE_MAX), ("summary", SUMMARY_MAX)):
            if len(item.keys.get(key, "")) > limit:
                yield item.name, item.key_lines[key], f"{key} is longer than {limit} signs"
        if "order" in item.keys and not re.match(r"^\d{1,4}$", item.keys["order"]):
            yield item.name, item.key_lines["order"], "order is not a whole number"
        for key in ("date", "effective"):
            if key in item.keys and not is_date(item.keys[key]):
                yield item.name, item.key_lines[key], f"{key} is not a day YYYY-MM-DD"


def check_titles(items, _):
    """Within a kind no title stands twice, and order is unique where a person sets it."""
    seen = {}
    for item in items:
        for key in ("title", "order"):
            value = item.keys.get(key)
            if value and (key == "title" or item.kind != "news"):
                other = seen.setdefault((item.kind, key, value), item.name)
                if other != item.name:
                    yield item.name, item.key_lines[key], f"same {key} as {other}"


def check_markup(items, _):
    """No raw HTML, no images; headings begin at ##; a paragraph is one line; tables are even."""
    for item in items:
        level, before, columns = 1, "", 0
        for number, line in item.body:
            bare = re.sub(r"`[^`]*`", "", line)
            if re.search(r"<[A-Za-z/!?]|&#?[a-z0-9]+;", bare):
                yield item.name, number, "raw HTML or an entity"
            if "![" in bare:
                yield item.name, number, "an image"
            if bare.count("**") % 2 or bare.count("`") % 2:
                yield item.name, number, "emphasis or code that does not end on its line"
            heading = re.match(r"^(#+) \S", line)
            if line.startswith("#"):
                if not heading or not 2 <= len(heading.group(1)) <= min(level + 1, 4):
                    yield item.name, number, "headings begin at ## and go down one step at a time"
                else:
                    level = len(heading.group(1))
            plain = bool(line) and not re.match(r"^(#|\||> ?|- |\d+\. )", line)
            if plain and before and not before.startswith("#"):
                yield item.name, number, "a paragraph is one line (a line break would show as a blank)"
            if line.startswith(("#", "|")) and before and not before.startswith(("#", "|")):
                yield item.name, number, "a heading or table needs an empty line before it"
            if line.startswith("> ") and before.startswith("> ") and before != ">":
                yield item.name, number, "paragraphs of a quotation are parted by a line with >"
            if line.startswith("|"):
                cells = re.sub(r"`[^`]*`", "", line).count("|")
                if before.startswith("|") and cells != columns:
                    yield item.name, number, "the table's row has another number of cells"
                columns = cells
            before = line


def check_typography(items, _):
    """Full-width punctuation with Chinese, half-width letters and digits, no blanks between them."""
    for item in items:
        for number, text in prose(item):
            for message, pattern, _sample in TYPOGRAPHY:
                found = pattern.search(text)
                if found:
                    yield item.name, number, f"{message}: …{text[max(0, found.start() - 6):found.end() + 6]}…"


def check_pairs(items, _):
    """Brackets, book-title marks and quotation marks are closed on their line."""
    closing = {v: k for k, v in PAIRS.items()}
    for item in items:
        for number, text in prose(item):
            stack = []
            for sign in text:
                if sign in PAIRS:
                    stack.append(sign)
                elif sign in closing:
                    if not stack or stack.pop() != closing[sign]:
                        yield item.name, number, f"{sign} closes nothing"
                        break
            else:
                if stack:
                    yield item.name, number, f"{stack[-1]} is not closed"


def check_traditional(items, _):
    """Simplified characters; the name of something may stand in code marks as it is written."""
    for item in items:
        for number, text in prose(item):
            found = [sign for sign in text if sign in TRADITIONAL]
            if found:
                yield item.name, number, "traditional characters: " + "".join(found)


def check_links(items, root):
    """Every link leads to an address of the contract that answers today, or to an item that exists."""
    slugs = {kind: {item.slug for item in items if item.kind == kind} for kind in KINDS}
    lists = set(GROUPS) | set(NAMED_SETS)
    for path in (root / "db" / "catalogue").glob("*.json"):
        if json.loads(path.read_text("utf-8")).get("openness") == "public":
            lists.add(path.stem)
    for item in items:
        for number, line in item.body:
            for text, target in re.findall(r"\[([^\]]*)\]\(([^)]*)\)", line):
                if not text.strip():
                    yield item.name, number, "a link without words"
                if target.startswith("https://"):
                    continue
                part = re.match(r"^/(help|news|policies|lists|catalogue)/([a-z0-9-]+)(\.(?:csv|json|xlsx|atom))?$", target)
                if NOT_OPEN.match(target):
                    yield item.name, number, f"{target} does not answer yet"
                elif part:
                    kind, slug, suffix = part.groups()
                    known = {"help": slugs["help"], "news": slugs["news"], "policies": slugs["policy"],
                             "lists": lists, "catalogue": lists - set(GROUPS)}[kind]
                    if slug not in known or (suffix and kind != "lists"):
                        yield item.name, number, f"{target} leads nowhere"
                elif not OPEN_ADDRESS.match(target):
                    yield item.name, number, f"{target} is not an address of the contract"


def check_not_open(items, _):
    """What is not open yet is said in lines of one form, so that they are easy to find and remove."""
    for item in items:
        for number, line in item.body:
            if "尚未开通：" in line and not line.startswith(NOT_OPEN_LINE):
                yield item.name, number, f"write it as {NOT_OPEN_LINE}…"


def check_quotations(items, _):
    """A quotation block is either a notice in bold or follows a line that says whose words they are."""
    for item in items:
        lead = ""
        for number, line in item.body:
            if line.startswith("> ") and not line.startswith("> **") and not lead.startswith(">"):
                if not lead.endswith("："):
                    yield item.name, number, "say before the quotation whose words they are, ending with ："
            if line:
                lead = line


def check_presence(items, _):
    """Every standing page and topic exists; the jobs have all their sections, in order."""
    have = {(item.kind, item.slug): item for item in items}
    for kind, wanted in (("page", PAGES), ("help", TOPICS)):
        for slug in wanted:
            if (kind, slug) not in have:
                yield f"{kind}/{slug}.md", 0, "is missing"
    for slug in JOBS:
        item = have.get(("help", slug))
        if item:
            heads = [line[3:] for _, line in item.body if line.startswith("## ")]
            found = [head for head in heads if head in JOB_SECTIONS]
            if found != list(JOB_SECTIONS):
                yield item.name, 1, "wants the sections, in this order: " + " ".join(JOB_SECTIONS)


def check_news(items, _):
    """A column has items enough; an item has its length, and the day of the document that it cites."""
    count = dict.fromkeys(COLUMNS, 0)
    for item in (i for i in items if i.kind == "news"):
        column = item.keys.get("column", "")
        if column not in count:
            yield item.name, item.key_lines.get("column", 1), f"unknown column {column}"
        else:
            count[column] += 1
        length = len(re.sub(r"\s", "", "".join(prepare(line) for _, line in item.body)))
        if not NEWS_MIN <= length <= NEWS_MAX:
            yield item.name, 1, f"has {length} signs, not {NEWS_MIN} to {NEWS_MAX}"
        day = item.keys.get("date", "")
        if is_date(day):
            year, month, dom = (int(part) for part in day.split("-"))
            if f"{year}年{month}月{dom}日" not in item.keys.get("source", ""):
                yield item.name, item.key_lines["date"], "the date is not that of the document in source"
    for column, number in count.items():
        if number < ITEMS_PER_COLUMN:
            yield f"news ({column})", 0, f"has {number} items, fewer than {ITEMS_PER_COLUMN}"


def check_policies(items, _):
    """A law has a known status; what it relates to exists; it cannot be in effect before it was issued."""
    slugs = {item.slug for item in items if item.kind == "policy"}
    for item in (i for i in items if i.kind == "policy"):
        keys = item.keys
        if keys.get("status") not in LAW_STATUS:
            yield item.name, item.key_lines.get("status", 1), "status is none of " + " ".join(LAW_STATUS)
        for slug in re.split(r",\s*", keys.get("related", "")):
            if slug and (slug not in slugs or slug == item.slug):
                yield item.name, item.key_lines["related"], f"related: no law {slug}"
        if keys.get("effective", "9999") < keys.get("date", "0000"):
            yield item.name, item.key_lines["effective"], "in effect before its date"
        if keys.get("status") == "repealed" and "废止" not in item.text():
            yield item.name, item.key_lines["status"], "a repealed law's page must say so in words"


def check_terms(items, root):
    """Each list, grade, mask and status has its definition, once."""
    seen = {}
    for item in (i for i in items if i.kind == "term"):
        kind, code = item.keys.get("kind", ""), item.keys.get("code", "")
        if kind not in TERM_KINDS:
            yield item.name, item.key_lines.get("kind", 1), f"unknown kind {kind}"
        other = seen.setdefault((kind, code), item.name)
        if other != item.name:
            yield item.name, item.key_lines["code"], f"same code as {other}"
        if kind == "list" and code not in GROUPS and not (root / "db" / "catalogue" / f"{code}.json").exists():
            yield item.name, item.key_lines["code"], f"no list {code} in the catalogue"
        if any(line.startswith("#") for _, line in item.body):
            yield item.name, 1, "a definition has no headings"
    for kind, codes in TERM_CODES.items():
        for code in codes:
            if (kind, code) not in seen:
                yield f"term ({kind} {code})", 0, "is missing"


def check_rules(_items, _root):
    """The rules themselves: each refuses its sample, and lets a plain sentence pass."""
    plain = "自收到申请之日起3个工作日内核查（见第二十条），依据是国办发〔2020〕49号。"
    for message, pattern, sample in TYPOGRAPHY:
        if not pattern.search(sample):
            yield "content_check.py", 0, f"the rule does not refuse its sample: {message}"
        if pattern.search(plain):
            yield "content_check.py", 0, f"the rule refuses a plain sentence: {message}"
    if not TRADITIONAL & set("遼寧") or TRADITIONAL & set(plain):
        yield "content_check.py", 0, "the set of traditional characters is wrong"


CHECKS = (check_rules, check_files, check_slugs, check_keys, check_titles, check_markup, check_typography, check_pairs,
          check_traditional, check_links, check_not_open, check_quotations, check_presence, check_news, check_policies,
          check_terms)


def main(arguments):
    root = pathlib.Path(arguments[0]) if arguments else pathlib.Path(__file__).resolve().parents[2]
    content = root / "templates" / "content"
    items = [Item(path, content) for path in sorted(content.glob("*/*.md"))]
    passed = failed = 0
    for check in CHECKS:
        faults = sorted(set(check(items, root)))
        for name, line, message in faults:
            print(f"{name}:{line}: {message}")
        if faults:
            failed += 1
            print(f"FAILED: {check.__doc__} ({len(faults)})")
        else:
            passed += 1
    if not items:
        print("no content found under", content)
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
