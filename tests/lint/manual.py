#!/usr/bin/python3
"""The man page names every command of creditctl, every word and every option that its --help does.

    tests/lint/manual.py [ROOT]

First it must refuse its own bad example; then every command is one check. Ends with "N passed, N failed".
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
ENTRY = re.compile(r'^    \{"([a-z]+)", ctl_\w+, (?:"([^"]*)"|NULL)', re.MULTILINE)
ITEM = re.compile(r"^\.TP\n(\.[^\n]*\n)", re.MULTILINE)


def plain(text):
    """A man page without its marks, so that words stand as a reader sees them."""
    text = re.sub(r"^\.[A-Z]+ ?", "", text, flags=re.MULTILINE)
    text = re.sub(r"\\f.", "", text).replace("\\-", "-").replace('"', "")
    return text


def words_of(usage):
    """Options and small words of a usage line: "list | check [FILE...]" has list and check."""
    return re.findall(r"--[a-z-]+|(?<![\w-])[a-z]+(?![\w-])", usage or "")


def missing(name, usage, page):
    """What the usage line has and the command's own part of the page has not."""
    parts = [plain(head + rest.split("\n.TP\n")[0].split("\n.SH ")[0])
             for head, rest in ((m.group(1), page[m.end():]) for m in ITEM.finditer(page))]
    own = " ".join(part for part in parts if re.match(rf"{name}\b", part))
    return [word for word in [name, *words_of(usage)] if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", own)]


def main():
    page = (ROOT / "conf/creditctl.1").read_text(encoding="utf-8")
    source = (ROOT / "cgi-bin/ctl/main.c").read_text(encoding="utf-8")
    example = ".TP\n.BI \"a \" \"x \\fR[\\fB\\-\\-one\\fR]\"\nDoes.\n.TP\n.B b\n.B \\-\\-two\n.SH END\n"
    if missing("a", "x [--one]", example) or missing("a", "[--two]", example) != ["--two"] or missing("c", None, example) != ["c"]:
        print("FAIL the check does not see its own bad example")
        print("0 passed, 1 failed")
        return 1
    passed = failed = 0
    for name, usage in ENTRY.findall(source):
        left = missing(name, usage, page)
        passed, failed = passed + (not left), failed + bool(left)
        if left:
            print(f"FAIL conf/creditctl.1: {name}: not a word of {' '.join(left)}")
    if passed + failed < 10:
        print("FAIL cgi-bin/ctl/main.c: the table of commands was not found")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
