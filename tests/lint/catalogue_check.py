#!/usr/bin/python3
"""Holds db/catalogue/*.json and db/data/*.csv against the rules of db/catalogue/README.md.

Needs nothing but Python's standard library, no build and no database:

    tests/lint/catalogue_check.py [ROOT]

Every rule is one check over all files; its faults are listed below its name. Ends with "N passed, N failed",
exit status 0 only when none failed.
"""
import csv
import datetime
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "db" / "catalogue"
DATA = ROOT / "db" / "data"

GROUPS = {"red", "black", "attention", "licence", "penalty", "commitment", "abnormal"}
CLASSES = {"registration", "licence", "penalty", "reward", "serious", "abnormal", "attention", "commitment", "evaluation",
           "judicial", "inspection", "qualification", "utility", "other"}
SECTIONS = {"registration", "administration", "honour", "serious", "abnormal", "commitment", "evaluation", "judicial",
            "other", "local"}
CYCLES = {"realtime", "daily", "weekly", "monthly", "quarterly", "halfyearly", "yearly"}
OPENNESS = {"public", "authorised", "internal"}
SUBJECT_TYPES = {"organisation", "person", "mixed", "vehicle"}
RULES = {"none", "standing", "months", "grade", "until_field"}
GRADES = {"minor", "ordinary", "serious"}
ROUTES = {"portal", "court", "registry", "labour", "other", "none"}
TYPES = {"text", "longtext", "date", "decimal", "integer", "uscc", "person_id", "orgcode", "phone", "enum", "division"}
MASKS = {"none", "name", "id", "phone", "address", "hide"}
ROLES = {"name", "uscc", "person_id", "subject_kind", "document_no", "decided_on", "authority", "region", "valid_from",
         "valid_until", "amount", "kind", "grade", "status", "representative", "established", "former_name", "address",
         "capital", "industry", "publish_until"}
FORBIDDEN = {"tax_amount", "income", "deposit", "securities", "commercial_insurance", "real_estate", "marriage", "religion",
             "genes", "fingerprint", "blood_type", "medical_history"}
# 《辽宁省公共信用信息管理办法》第十一条: words in a label that say what a person's field must not hold
FORBIDDEN_WORDS = ("婚姻", "宗教", "信仰", "基因", "指纹", "血型", "疾病", "病史", "收入", "存款", "有价证券", "商业保险", "不动产",
                   "房产", "纳税额", "纳税数额", "工资")
SET_KEYS = {"code", "number", "name", "legal_name", "common_name", "unit", "subject_type", "class", "group", "section", "cycle",
            "openness", "publication", "repair", "persons", "legal_basis", "list", "registers", "source_2017q1", "draft",
            "identity", "fields"}
SET_REQUIRED = SET_KEYS - {"legal_name", "common_name", "list", "source_2017q1", "draft"}
FIELD_KEYS = {"code", "label", "aliases", "type", "length", "scale", "required", "mask", "openness", "role", "enum", "multiple",
              "draft", "screen_only", "content", "values", "ended", "removal"}
FIELD_REQUIRED = {"code", "label", "aliases", "type", "length", "required", "mask", "openness"}
LIST_KEYS = ("what", "authority", "enters", "leaves", "period", "consequences")
# A text that a reader would not finish: the head of a list is read on a phone.
LIST_TEXT_MAX = 220
FIELDS_MAX = 64          # the widest layout we know has 52
TEXT_LENGTH_MAX = 1000
LONGTEXT_LENGTH_MAX = 4000
# Columns of the tables that a role is copied to.
ROLE_LENGTH_MAX = {"name": 200, "document_no": 128, "authority": 200, "kind": 64, "status": 32}
ROLE_TYPES = {"uscc": {"uscc"}, "decided_on": {"date"}, "valid_from": {"date"}, "valid_until": {"date"},
              "publish_until": {"date"}, "established": {"date"}, "amount": {"decimal"}, "capital": {"decimal"},
              "region": {"division", "uscc"}, "subject_kind": {"enum"}}
NAMED = {"licence-decision": "licence", "penalty-decision": "penalty", "commitment-record": "commitment",
         "abnormal-operation": "abnormal", "attention-list": "attention", "red-tax-a": "red", "red-model-enterprise": "red",
         "black-dishonest-debtor": "black", "black-wage-arrears": "black"}
LICENCE_FIELDS = ("XK_XDR_MC XK_XDR_LB XK_XDR_SHXYM XK_XDR_GSZC XK_XDR_ZZJG XK_XDR_SWDJ XK_XDR_SYDW XK_XDR_SHZZ XK_FRDB "
                  "XK_FR_ZJLX XK_FR_ZJHM XK_XDR_ZJLX XK_XDR_ZJHM XK_XKWS XK_WSH XK_XKLB XK_XKZS XK_XKBH XK_NR XK_JDRQ XK_YXQZ "
                  "XK_YXQZI XK_XKJG XK_XKJGDM XK_ZT XK_LYDW XK_LYDWDM BZ").split()
PENALTY_FIELDS = ("CF_XDR_MC CF_XDR_LB CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB "
                  "CF_FR_ZJLX CF_FR_ZJHM CF_XDR_ZJLX CF_XDR_ZJHM CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF "
                  "CF_NR_ZKDX CF_JDRQ CF_YXQ CF_GSJZQ CF_CFJG CF_CFJGDM CF_SJLY CF_SJLYDM BZ").split()
PENALTY_LENGTHS = {"CF_WSH": 128, "CF_WFXW": 2000, "CF_SY": 2000, "CF_YJ": 2048, "CF_CFLB": 255, "CF_NR": 4000, "CF_NR_FK": 18,
                   "CF_NR_WFFF": 18, "CF_NR_ZKDX": 200, "CF_CFJG": 200, "CF_SJLY": 200, "BZ": 512}
COURT_LABELS = ("姓名/名称 身份证号码/组织机构代码 执行法院 省份 执行依据文号 立案时间 案号 做出执行依据单位 生效法律文书确定的义务 "
                "被执行人的履行情况 失信被执行人行为具体情形 发布时间 已履行部分 未履行部分").split()
COMMITMENT_LABELS = "承诺编码 承诺人名称 类别 代码 承诺类型 事由 内容 违诺责任 作出日期 有效期 履行状态 受理单位 公开类型 备注".split()
OLD_LICENCE = {"XK_XDR": "XK_XDR_MC", "XK_XDR_ZDM": "XK_XDR_ZZJG", "XK_XDR_SFZ": "XK_XDR_ZJHM", "XK_FR": "XK_FRDB",
               "XK_XZJG": "XK_XKJG", "XK_JZQ": "XK_YXQZI", "XK_SPLB": "XK_XKLB"}
OLD_PENALTY = {"CF_XDR": "CF_XDR_MC", "CF_XDR_ZDM": "CF_XDR_ZZJG", "CF_XDR_SFZ": "CF_XDR_ZJHM", "CF_FR": "CF_FRDB",
               "CF_XZJG": "CF_CFJG", "CF_JG": "CF_NR", "CF_CFMC": "CF_WFXW"}
CSV_SUBJECT = {"企业": {"organisation", "mixed"}, "个人": {"person"}, "车辆": {"vehicle"}}
CSV_CYCLE = {"每周": "weekly", "季度": "quarterly", "实时交换": "realtime", "实时报送": "realtime"}

CHECKS = []


def check(function):
    """A check returns (or yields) its faults as text; its docstring is its name."""
    CHECKS.append(function)
    return function


def table(path):
    with open(DATA / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load():
    """The sets by file, and the faults of files that cannot be read."""
    sets, faults = {}, []
    for path in sorted(CATALOGUE.glob("*.json")):
        try:
            text = path.read_bytes()
            if text.startswith(b"\xef\xbb\xbf"):
                faults.append(f"{path.name}: begins with a byte order mark")
            sets[path.stem] = json.loads(text.decode("utf-8"))
        except (UnicodeDecodeError, ValueError) as error:
            faults.append(f"{path.name}: {error}")
    return sets, faults


SETS, UNREADABLE = load()


def fields():
    for code, one in SETS.items():
        for field in one.get("fields", []):
            yield code, one, field


def fold(text):
    """As a header is compared: without width, case and blanks."""
    wide = {ord(a): b for a, b in zip("（）／：；，", "()/:;,")}
    return re.sub(r"\s+", "", text.translate(wide)).lower()


def field_of(one, role):
    return next((f for f in one["fields"] if f.get("role") == role), None)


@check
def readable():
    """every file is JSON in UTF-8"""
    yield from UNREADABLE
    if not SETS:
        yield "no set at all"


@check
def set_keys():
    """a set has the keys it needs and no others"""
    for code, one in SETS.items():
        for key in sorted(SET_REQUIRED - set(one)):
            yield f"{code}: without {key}"
        for key in sorted(set(one) - SET_KEYS):
            yield f"{code}: unknown key {key}"


@check
def codes():
    """codes are well formed, equal the file's name and are no group's name"""
    for code, one in SETS.items():
        if one["code"] != code:
            yield f"{code}: says that it is {one['code']}"
        if not re.fullmatch(r"[a-z][a-z0-9-]{2,47}", one["code"]):
            yield f"{code}: not a code"
        if one["code"] in GROUPS:
            yield f"{code}: the name of a group"


@check
def numbers():
    """numbers are unique and between 1 and 8191"""
    seen = {}
    for code, one in SETS.items():
        number = one["number"]
        if not isinstance(number, int) or not 1 <= number <= 8191:
            yield f"{code}: number {number}"
        if number in seen:
            yield f"{code}: number {number} is {seen[number]}'s"
        seen[number] = code


@check
def names():
    """names are unique and short enough"""
    seen = {}
    for code, one in SETS.items():
        if not 2 <= len(one["name"]) <= 100:
            yield f"{code}: name of {len(one['name'])} characters"
        if one["name"] in seen:
            yield f"{code}: named like {seen[one['name']]}"
        seen[one["name"]] = code


@check
def enumerations():
    """subject type, class, group, section, cycle and openness are known words"""
    for code, one in SETS.items():
        for key, known in (("subject_type", SUBJECT_TYPES), ("class", CLASSES), ("section", SECTIONS), ("cycle", CYCLES),
                           ("openness", OPENNESS)):
            if one[key] not in known:
                yield f"{code}: {key} {one[key]}"
        if one["group"] is not None and one["group"] not in GROUPS:
            yield f"{code}: group {one['group']}"


@check
def units():
    """the unit exists"""
    known = {row["code"] for row in table("source-units.csv")}
    for code, one in SETS.items():
        if one["unit"] not in known:
            yield f"{code}: no unit {one['unit']}"


@check
def laws():
    """the legal basis names a law"""
    for code, one in SETS.items():
        if not one["legal_basis"]:
            yield f"{code}: no legal basis"
        if one["openness"] == "public" and not any("《" in law and "》" in law for law in one["legal_basis"]):
            yield f"{code}: no law in 《》"


@check
def fields_shape():
    """a field has the keys it needs, known words and a sound length"""
    for code, one in SETS.items():
        if not 1 <= len(one["fields"]) <= FIELDS_MAX:
            yield f"{code}: {len(one['fields'])} fields"
    for code, _, field in fields():
        at = f"{code}.{field.get('code')}"
        if FIELD_REQUIRED - set(field) or set(field) - FIELD_KEYS:
            yield f"{at}: keys {sorted(FIELD_REQUIRED - set(field))} {sorted(set(field) - FIELD_KEYS)}"
            continue
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,31}", field["code"]):
            yield f"{at}: not a code"
        if not 1 <= len(field["label"]) <= 100:
            yield f"{at}: label of {len(field['label'])} characters"
        if field["type"] not in TYPES or field["mask"] not in MASKS or field["openness"] not in OPENNESS:
            yield f"{at}: {field['type']} {field['mask']} {field['openness']}"
        most = LONGTEXT_LENGTH_MAX if field["type"] == "longtext" else TEXT_LENGTH_MAX
        if not 1 <= field["length"] <= most:
            yield f"{at}: length {field['length']}"
        if (field["type"] == "enum") != bool(field.get("enum")):
            yield f"{at}: enum and its values belong together"
        if len(set(field.get("enum", []))) != len(field.get("enum", [])):
            yield f"{at}: a value twice"
        words = field.get("values")
        if words is None and any(value.isdigit() for value in field.get("enum", [])):
            yield f"{at}: codes without words"
        if words is not None and (set(words) != set(field.get("enum", [])) or field.get("multiple") or not all(words.values())
                                  or len(set(words.values())) != len(words)):
            yield f"{at}: values {words}"
        if "ended" in field and (field.get("role") != "status" or not set(field["ended"]) <= set(field.get("enum", []))):
            yield f"{at}: ended {field['ended']}"
        if "removal" in field and field.get("role") != "valid_until":
            yield f"{at}: removal belongs to valid_until"
        if (field["type"] == "decimal") != ("scale" in field):
            yield f"{at}: decimal and scale belong together"


@check
def headers():
    """codes, labels and aliases name one field only"""
    for code, one in SETS.items():
        seen = {}
        for field in one["fields"]:
            for header in {fold(text) for text in [field["code"], field["label"], *field["aliases"]]}:
                if header in seen:
                    yield f"{code}: {header} is {seen[header]} and {field['code']}"
                seen[header] = field["code"]


@check
def roles():
    """roles are known, at most once in a set, and fit type and column"""
    for code, one in SETS.items():
        seen = set()
        for field in one["fields"]:
            role = field.get("role")
            if role is None:
                continue
            if role not in ROLES:
                yield f"{code}.{field['code']}: role {role}"
            if role in seen:
                yield f"{code}: role {role} twice"
            seen.add(role)
            if field["type"] not in ROLE_TYPES.get(role, TYPES):
                yield f"{code}.{field['code']}: {field['type']} cannot be {role}"
            longest = max(map(len, field["enum"])) if field["type"] == "enum" else field["length"]
            if longest > ROLE_LENGTH_MAX.get(role, LONGTEXT_LENGTH_MAX):
                yield f"{code}.{field['code']}: {longest} characters are too many for {role}"


@check
def needed_roles():
    """every set has name, uscc or person_id, decided_on and authority, the first and the last two required"""
    for code, one in SETS.items():
        for role in ("name", "decided_on", "authority"):
            field = field_of(one, role)
            if not field:
                yield f"{code}: no {role}"
            elif not field["required"]:
                yield f"{code}: {role} is not required"
        if not field_of(one, "uscc") and not field_of(one, "person_id"):
            yield f"{code}: neither uscc nor person_id"
        if not any(field_of(one, role) for role in ("valid_until", "publish_until")):
            yield f"{code}: nothing says for how long it holds"


@check
def identity():
    """identity fields exist, are required and are few"""
    for code, one in SETS.items():
        known = {field["code"]: field for field in one["fields"]}
        if not 1 <= len(one["identity"]) <= 4 or len(set(one["identity"])) != len(one["identity"]):
            yield f"{code}: identity {one['identity']}"
        for name in one["identity"]:
            if name not in known:
                yield f"{code}: no field {name}"
            elif not known[name]["required"]:
                yield f"{code}: {name} is not required"


@check
def publication():
    """the rule of publication is complete, has its basis and agrees with the openness"""
    for code, one in SETS.items():
        rule = one["publication"]
        known = {field["code"]: field for field in one["fields"]}
        if rule["rule"] not in RULES:
            yield f"{code}: rule {rule['rule']}"
        if not rule.get("basis"):
            yield f"{code}: no basis"
        if (one["openness"] == "public") == (rule["rule"] == "none"):
            yield f"{code}: {one['openness']} and {rule['rule']}"
        if rule["rule"] == "months" and not 1 <= rule.get("months", 0) <= 120:
            yield f"{code}: months {rule.get('months')}"
        if rule["rule"] == "grade" and rule.get("default_grade") not in GRADES:
            yield f"{code}: no default grade"
        if rule["rule"] == "until_field":
            if known.get(rule.get("until_field"), {}).get("type") != "date":
                yield f"{code}: until_field {rule.get('until_field')} is no date"
            if one["group"] == "penalty" and not rule.get("months") and rule.get("default_grade") not in GRADES:
                yield f"{code}: nothing caps the date"
        if "default_grade" in rule and rule["default_grade"] not in GRADES:
            yield f"{code}: grade {rule['default_grade']}"
        if rule.get("from", "decided_on") not in known and not field_of(one, rule.get("from", "decided_on")):
            yield f"{code}: from {rule['from']}"
        kind = field_of(one, "kind")
        for step in rule.get("grading", []):
            if step.get("grade") not in GRADES or not {"kinds", "only_kinds", "amount_from"} & set(step):
                yield f"{code}: grading {step}"
            for value in step.get("kinds", []) + step.get("only_kinds", []):
                if not kind or value not in kind.get("enum", []):
                    yield f"{code}: no kind {value}"
            if "amount_from" in step and not field_of(one, "amount"):
                yield f"{code}: no amount to grade by"
        if "only_when" in rule:
            only = known.get(rule["only_when"]["field"], {})
            if not only.get("required") or not set(rule["only_when"]["values"]) <= set(only.get("enum", [])):
                yield f"{code}: only_when {rule['only_when']}"


@check
def repair():
    """the way of repair is known and says where"""
    for code, one in SETS.items():
        way = one["repair"]
        if set(way) != {"route", "authority", "address", "phone", "min_months"} or way["route"] not in ROUTES:
            yield f"{code}: {way}"
        elif way["route"] != "none" and not (way["authority"] and way["address"] and way["phone"]):
            yield f"{code}: {way['route']} without authority, address or telephone"
        if one["group"] in ("black", "penalty", "abnormal", "attention") and way["route"] == "none":
            yield f"{code}: no way out of {one['group']}"


@check
def repair_routes():
    """court lists are repaired by the court, the named abnormal list by the registry, wage arrears by labour"""
    for code, route in (("black-dishonest-debtor", "court"), ("court-blacklist-enterprise", "court"),
                        ("abnormal-operation", "registry"), ("black-wage-arrears", "labour"), ("penalty-decision", "portal")):
        if SETS[code]["repair"]["route"] != route:
            yield f"{code}: {SETS[code]['repair']['route']}"
    if SETS["black-wage-arrears"]["repair"]["min_months"] != 6 or SETS["black-wage-arrears"]["publication"]["months"] != 36:
        yield "black-wage-arrears: three years, early exit after six months"


@check
def persons():
    """sets of persons and vehicles are not public; persons are published only with a law, and masked"""
    for code, one in SETS.items():
        publish = one["persons"].get("publish")
        if publish not in ("none", "masked") or (publish == "masked") != bool(one["persons"].get("basis")):
            yield f"{code}: {one['persons']}"
        if one["subject_type"] in ("person", "vehicle") and (one["openness"] == "public" or one["group"]):
            yield f"{code}: a set of {one['subject_type']} is public"
        name = field_of(one, "name")
        if (one["subject_type"] == "person" or publish == "masked") and name and name["mask"] != "name":
            yield f"{code}: the person's name has no mask"
        if publish == "masked" and not field_of(one, "subject_kind"):
            yield f"{code}: nothing says which rows are persons"


@check
def person_fields():
    """ids of persons are masked, and public only in a set that publishes persons; telephones are not public"""
    for code, one, field in fields():
        if field["type"] == "person_id" or field.get("role") == "person_id":
            if field["mask"] not in ("id", "hide"):
                yield f"{code}.{field['code']}: an id without a mask"
            if field["openness"] == "public" and one["persons"]["publish"] != "masked":
                yield f"{code}.{field['code']}: a public id"
        elif re.search("证件号码|身份证号|公民身份", field["label"]) and field["openness"] != "internal":
            yield f"{code}.{field['code']}: {field['label']} is {field['openness']}"
        if field["type"] == "phone" and field["openness"] == "public":
            yield f"{code}.{field['code']}: a public telephone"


@check
def never_collected():
    """what the law forbids to collect about persons is in no set that may hold persons"""
    for code, one, field in fields():
        if "content" in field and field["content"] not in FORBIDDEN:
            yield f"{code}.{field['code']}: content {field['content']}"
        if one["subject_type"] not in ("person", "mixed"):
            continue
        if field.get("content") in FORBIDDEN:
            yield f"{code}.{field['code']}: {field['content']} of a person"
        for word in FORBIDDEN_WORDS:
            if word in field["label"]:
                yield f"{code}.{field['code']}: {field['label']}"


@check
def list_heads():
    """every set in a group and every public set has the six texts, whole sentences that fit a phone"""
    for code, one in SETS.items():
        head = one.get("list")
        if (one["group"] or one["openness"] == "public") and not head:
            yield f"{code}: no texts"
            continue
        if head is None:
            continue
        if tuple(head) != LIST_KEYS:
            yield f"{code}: {list(head)}"
            continue
        for key, text in head.items():
            if not 4 <= len(text) <= LIST_TEXT_MAX:
                yield f"{code}.{key}: {len(text)} characters"
            if not text.endswith("。"):
                yield f"{code}.{key}: does not end with a full stop"
            if re.search(r"[,;:!?()]|\s", text):
                yield f"{code}.{key}: half-width sign or blank"


@check
def groups():
    """only public sets are in a group; red, black and their like carry the names of law and people"""
    for code, one in SETS.items():
        if one["group"] and one["openness"] != "public":
            yield f"{code}: {one['openness']} in {one['group']}"
        if one["group"] == "red" and one.get("legal_name") != "守信激励对象名单":
            yield f"{code}: red without its legal name"
        if one["group"] == "black" and one.get("legal_name") != "严重失信主体名单":
            yield f"{code}: black without its legal name"
    for group in GROUPS:
        if not any(one["group"] == group for one in SETS.values()):
            yield f"no set in {group}"


@check
def named_sets():
    """the nine named sets exist in their groups, with numbers 1 to 20"""
    for code, group in NAMED.items():
        if code not in SETS:
            yield f"no {code}"
        elif SETS[code]["group"] != group or not 1 <= SETS[code]["number"] <= 20 or SETS[code]["openness"] != "public":
            yield f"{code}: {SETS[code]['group']} {SETS[code]['number']} {SETS[code]['openness']}"


@check
def licence_layout():
    """licence-decision has the 28 fields in their order"""
    if [f["code"] for f in SETS["licence-decision"]["fields"]] != LICENCE_FIELDS:
        yield "other fields"
    if any(f.get("draft") for f in SETS["licence-decision"]["fields"]):
        yield "a field of the standard is marked as a guess"


@check
def penalty_layout():
    """penalty-decision has the 30 fields in their order and lengths"""
    if [f["code"] for f in SETS["penalty-decision"]["fields"]] != PENALTY_FIELDS:
        yield "other fields"
    for field in SETS["penalty-decision"]["fields"]:
        if field["length"] != PENALTY_LENGTHS.get(field["code"], field["length"]):
            yield f"{field['code']}: length {field['length']}"
        if field["code"] in ("CF_NR_FK", "CF_NR_WFFF") and field.get("scale") != 6:
            yield f"{field['code']}: scale {field.get('scale')}"
        if field.get("draft"):
            yield f"{field['code']}: a field of the standard is marked as a guess"


@check
def older_layouts():
    """the older codes of both layouts name the same fields"""
    for code, old in (("licence-decision", OLD_LICENCE), ("penalty-decision", OLD_PENALTY)):
        known = {field["code"]: field["aliases"] for field in SETS[code]["fields"]}
        for alias, new in old.items():
            if alias not in known[new]:
                yield f"{code}: {alias} is not {new}"


@check
def other_layouts():
    """court defaults and commitments have the labels of their layouts"""
    for code, labels in (("black-dishonest-debtor", COURT_LABELS), ("commitment-record", COMMITMENT_LABELS)):
        known = {field["label"] for field in SETS[code]["fields"]}
        for label in labels:
            if label not in known:
                yield f"{code}: no {label}"


@check
def samples():
    """every column of the samples names a field"""
    for path, encoding, code in (("licence-codes-utf8-bom.csv", "utf-8-sig", "licence-decision"),
                                 ("penalty-labels-gb18030-crlf.csv", "gb18030", "penalty-decision")):
        with open(ROOT / "tests" / "data" / "samples" / path, encoding=encoding, newline="") as file:
            columns = next(csv.reader(file))
        known = {fold(text) for f in SETS[code]["fields"] for text in [f["code"], f["label"], *f["aliases"]]}
        if len(columns) != len(SETS[code]["fields"]):
            yield f"{path}: {len(columns)} columns"
        for column in columns:
            if fold(column) not in known:
                yield f"{path}: {column}"


@check
def sets_of_2017():
    """the 117 sets of the bulletin are matched one to one, with unit, type, cycle and figures"""
    rows = table("figures-2017q1/indicator-sets.csv")
    names = {unit["code"]: unit["name_2017"] for unit in table("source-units.csv")}
    by_no = {}
    for code, one in SETS.items():
        if "source_2017q1" in one:
            no = one["source_2017q1"]["no"]
            if no in by_no:
                yield f"{code}: row {no} is {by_no[no]}'s"
            by_no[no] = code
            if one["number"] != 100 + no:
                yield f"{code}: number {one['number']} for row {no}"
    if len(rows) != 117 or sorted(by_no) != list(range(1, 118)):
        yield f"{len(rows)} rows, {len(by_no)} sets"
        return
    for no, row in enumerate(rows, 1):
        one = SETS[by_no[no]]
        figures = one["source_2017q1"]
        if names[one["unit"]] != row["source_unit"]:
            yield f"{one['code']}: unit {names[one['unit']]}, not {row['source_unit']}"
        if set(figures) != {"no", "updated", "cumulative"}:
            yield f"{one['code']}: {sorted(figures)}"
        if figures["updated"] != int(row["updated_2017q1"]) or figures["cumulative"] != int(row["cumulative"]):
            yield f"{one['code']}: figures {figures}"
        if one["subject_type"] not in CSV_SUBJECT[row["subject_type"]]:
            yield f"{one['code']}: {one['subject_type']} for {row['subject_type']}"
        if one["cycle"] != CSV_CYCLE[row["update_cycle"]]:
            yield f"{one['code']}: {one['cycle']} for {row['update_cycle']}"


@check
def registers():
    """sets that register subjects carry what a subject needs, and every kind of subject has one"""
    registering = [one for one in SETS.values() if one["registers"]]
    for one in registering:
        for role in ("name", "uscc", "region", "status", "established", "address", "representative"):
            if not field_of(one, role):
                yield f"{one['code']}: no {role}"
        if one["identity"] != [field_of(one, "uscc")["code"]] or not field_of(one, "region")["required"]:
            yield f"{one['code']}: identity {one['identity']}"
    for code in ("samr-registration", "registration-other", "foundation", "private-non-enterprise", "social-association"):
        if code not in {one["code"] for one in registering}:
            yield f"{code} does not register"


@check
def guesses():
    """a set with guessed fields says so"""
    for code, one in SETS.items():
        if bool(one.get("draft")) != any(field.get("draft") for field in one["fields"]):
            yield f"{code}: draft {one.get('draft')}"


@check
def source_units():
    """units have unique codes and a region; 36 are the bulletin's"""
    rows = table("source-units.csv")
    divisions = {row["code"] for row in table("divisions.csv")}
    codes_seen, names_seen = set(), set()
    for row in rows:
        if not re.fullmatch(r"[a-z][a-z0-9-]{2,47}", row["code"]) or row["code"] in codes_seen:
            yield f"{row['code']}: not a code, or twice"
        if not row["name"] or len(row["name"]) > 100 or row["name"] in names_seen:
            yield f"{row['code']}: name {row['name']}"
        if row["region"] not in divisions or row["kind"] not in ("province", "city", "central"):
            yield f"{row['code']}: {row['region']} {row['kind']}"
        codes_seen.add(row["code"])
        names_seen.add(row["name"])
    bulletin = {row["source_unit"] for row in table("figures-2017q1/indicator-sets.csv")}
    if len(bulletin) != 36 or not bulletin <= {row["name_2017"] for row in rows}:
        yield f"{len(bulletin)} units in the bulletin"


@check
def divisions():
    """a province, 14 cities, 100 counties, each below its parent"""
    rows = {row["code"]: row for row in table("divisions.csv")}
    levels = [row["level"] for row in rows.values()]
    if [levels.count(level) for level in ("province", "city", "county")] != [1, 14, 100]:
        yield f"{len(levels)} divisions"
    for code, row in rows.items():
        parent = "" if row["level"] == "province" else code[:2] + "0000" if row["level"] == "city" else code[:4] + "00"
        if not re.fullmatch(r"21\d{4}", code) or row["parent"] != parent or (parent and parent not in rows):
            yield f"{code} below {row['parent']}"


@check
def workdays():
    """exceptions only: weekdays off, weekend days worked, every year from 2007 to 2026"""
    days = set()
    for row in table("workdays.csv"):
        day = datetime.date.fromisoformat(row["date"])
        if row["kind"] not in ("off", "work") or (day.weekday() >= 5) != (row["kind"] == "work") or day in days:
            yield f"{row['date']} {row['kind']}"
        days.add(day)
    if {day.year for day in days} != set(range(2007, 2027)):
        yield f"years {min(days).year} to {max(days).year}"


@check
def grades():
    """grades: minor 0–3, ordinary 3–12, serious 12–36 months"""
    found = {row["grade"]: (int(row["min_months"]), int(row["max_months"])) for row in table("grades.csv")}
    if found != {"minor": (0, 3), "ordinary": (3, 12), "serious": (12, 36)}:
        yield str(found)
    yield from (f"{row['grade']}: no basis" for row in table("grades.csv") if "《" not in row["basis"])


@check
def rule_sets():
    """rule sets of objection and repair: 辽宁 2016 is 3, 2, 10, 2 and holds; the measure of 2026 is 10 and 3"""
    rows = {row["code"]: row for row in table("rule-sets.csv")}
    days = ("check_days", "correct_notice_days", "provider_days", "result_notice_days")
    if [rows["liaoning-2016"][key] for key in (*days, "effect", "from")] != ["3", "2", "10", "2", "hold", "2016-01-12"]:
        yield str(rows["liaoning-2016"])
    for name, row in rows.items():
        if row["effect"] not in ("hold", "mark") or not all(row[key].isdigit() for key in days) or not row["law"] or not row["article"]:
            yield f"{name}: incomplete"
    for row in table("rule-sets-incomplete.csv"):
        if row["code"] in rows or all(row[key] for key in (*days, "effect", "law", "article")):
            yield f"{row['code']}: belongs into rule-sets.csv, once"
    repairs = {row["rule_set"]: row for row in table("repair-rules.csv")}
    if [repairs["national-2026"][key] for key in ("site_days", "department_days", "from", "fee")] != ["10", "3", "2026-04-01", "免费"]:
        yield str(repairs["national-2026"])


def allows(allowed, value):
    """What a setting may be: 0-30, a|b, text:12, rule-set."""
    if allowed == "rule-set":
        return value in {row["code"] for row in table("rule-sets.csv")}
    if allowed.startswith("text:"):
        return 0 < len(value) <= int(allowed[5:])
    bounds = re.fullmatch(r"(\d+)-(\d+)", allowed)
    return int(bounds[1]) <= int(value) <= int(bounds[2]) if bounds else value in allowed.split("|")


@check
def settings():
    """settings: each once, with its words; what it is delivered with is allowed; a number of days says that no law sets it"""
    rows = table("settings.csv")
    if len({row["name"] for row in rows}) != len(rows):
        yield "a name twice"
    for row in rows:
        if not all(row[key] for key in ("name", "default", "label", "allowed", "explanation")):
            yield f"{row['name']}: incomplete"
        elif not allows(row["allowed"], row["default"]):
            yield f"{row['name']}: {row['default']} is not {row['allowed']}"
        if row["name"].endswith("_days") and "不是法定期限" not in row["basis"]:
            yield f"{row['name']}: no basis"


@check
def domains():
    """domains: number, code, name and unit each once; units are known, each breach that one department answers for has a domain"""
    rows = table("domains.csv")
    units = {row["code"] for row in table("source-units.csv")}
    for key in ("number", "code", "name"):
        if len({row[key] for row in rows}) != len(rows):
            yield f"a {key} twice"
    named = [unit for row in rows for unit in row["units"].split() + row["former"].split()]
    yield from (f"no unit {unit}" for unit in named if unit not in units)
    if len(set(named)) != len(named):
        yield "a unit in two domains"
    for row in rows:
        if not (1 <= int(row["number"]) <= 64 and row["units"] and "565号" in row["basis"] and re.fullmatch(r"20\d\d-\d\d-\d\d", row["from"])):
            yield f"{row['code']}: number, unit, basis or first day"
    words = [word for row in rows for word in row["authorities"].split()]
    if len(set(words)) != len(words):
        yield "a word of an authority in two domains"
    yield from (f"{code}: {one['unit']} has no domain" for code, one in SETS.items()
                if one["class"] in ("penalty", "serious") and one["unit"] not in named and one["unit"] != "credit-centre")


@check
def demonstration_cases():
    """the demonstration's cases name sets, units, papers and moves that there are, and every reason of an objection and kind of complaint"""
    told = json.loads((DATA / "demo" / "cases.json").read_text(encoding="utf-8"))
    units = {row["code"] for row in table("source-units.csv")}
    moves = set(re.findall(r'\.name = "(\w+)"', (ROOT / "cgi-bin/domain/casework_moves.c").read_text(encoding="utf-8")))
    for name, paper in told["papers"].items():
        if not (DATA / "demo" / "papers" / paper["file"]).is_file():
            yield f"no paper {name}"
    yield from (f"no unit {unit}" for unit in told["units"] if unit not in units)
    for one in told["cases"]:
        title = one["title"]
        yield from (f"{title}: no set {code}" for code in one.get("set", []) if code not in SETS)
        for step in one["steps"]:
            by = step["by"] if isinstance(step["by"], list) else [step["by"]]
            if step["move"] not in moves or not all(name in told["staff"] or name in ("source", "applicant", "system") for name in by):
                yield f"{title}: {step['move']} by {step['by']}"
            yield from (f"{title}: no paper {paper}" for _, paper in step.get("files", []) if paper not in told["papers"])
    reasons = {one["reason"] for one in told["cases"] if one["kind"] == "complaint" and isinstance(one["reason"], str)}
    yield from (f"no complaint about {kind}" for kind in ("enterprise", "government", "paid_repair", "agency", "site") if kind not in reasons)


@check
def figures():
    """the bulletins' figures add up as their notes say"""
    sets = table("figures-2017q1/indicator-sets.csv")
    if sum(int(row["updated_2017q1"]) for row in sets) != 3655201:
        yield "2017 Q1: the sets"
    exchange = table("figures-2017q1/city-exchange.csv")
    if sum(int(value) for row in exchange for key, value in row.items() if key != "city") != 1562328 or len(exchange) != 14:
        yield "2017 Q1: the cities' exchange"
    realtime = table("figures-2017q1/city-realtime.csv")
    if [sum(int(row[key]) for row in realtime) for key in ("total", "penalty", "licence")] != [9986, 1225, 8753]:
        yield "2017 Q1: the cities in real time"
    yingkou = table("figures-2019-05/yingkou-source-units.csv")
    total = [row for row in yingkou if row["部门名称"] == "合计"]
    if len(yingkou) != 49 or len(total) != 1 or total[0]["数据总量"] != "5018":
        yield "2019-05: 营口"


@check
def bulletins():
    """bulletins of before the site show columns that their files have"""
    for path in sorted((DATA / "bulletins").glob("*.json")):
        for one in json.loads(path.read_text(encoding="utf-8"))["tables"]:
            columns = table(one["file"])[0]
            for column in one["columns"]:
                if column[0] not in columns:
                    yield f"{path.name}: {one['file']} has no {column[0]}"


def main():
    passed = failed = 0
    for one in CHECKS:
        try:
            faults = list(one() or [])
        except (KeyError, TypeError, OSError, ValueError, StopIteration) as error:
            faults = [f"could not be checked: {type(error).__name__} {error}"]
        print(("ok   " if not faults else "FAIL ") + one.__doc__.strip())
        for fault in faults:
            print("     " + fault)
        passed, failed = passed + (not faults), failed + bool(faults)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
