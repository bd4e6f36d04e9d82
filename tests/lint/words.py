#!/usr/bin/python3
"""Words and sizes of the C sources, as style.md and the design ask.

    tests/lint/words.py [ROOT]

First it must refuse its own bad examples; then every source file is one check. Ends with "N passed, N failed".

The rules:
  call      no strcpy, sprintf, atoi, gets, strtok and their kin; no system and popen
  exit      no exit and abort below main
  sql       SQL stands in db/ only
  html      HTML stands in templates only
  first     the first line of a .c says what it does
  guard     a header has a guard
  function  a function has at most 120 lines
  file      a file has at most 900 lines
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
FUNCTION_MAX = 120
FILE_MAX = 900
CALLS = re.compile(r"(?<![\w.>])(strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|"
                   r"system|popen|tmpnam|mktemp|tempnam|alloca|rand|srand|scanf|fscanf|ctime|asctime|localtime|gmtime)\s*\(")
EXITS = re.compile(r"(?<![\w.>])(exit|abort|quick_exit)\s*\(")
SQL = re.compile(r"^\s*(SELECT\s+[\w(*`?@]|INSERT\s+(IGNORE\s+)?INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|REPLACE\s+INTO\b|CALL\s+\w+\s*\(|"
                 r"CREATE\s+(TABLE|USER|PROCEDURE|VIEW|DATABASE)\b|ALTER\s+TABLE\b|DROP\s+(TABLE|USER|PROCEDURE)\b|GRANT\s+\w+\s+ON\b|START\s+TRANSACTION|"
                 r"TRUNCATE\s+\w)|\bFROM\s+\w+\s+(WHERE|JOIN|ORDER BY)\b")
HTML = re.compile(r"</?(html|head|body|title|meta|link|div|span|p|a|table|thead|tbody|tr|td|th|ul|ol|li|dl|dt|dd|h[1-6]|br|hr|form|input|button|select|"
                  r"option|textarea|label|script|style|img|svg|section|article|main|nav|header|footer|strong|em|b|i|code|pre|time|output)(\s[^<>]*)?/?>",
                  re.IGNORECASE)
# What may stand in C although it looks like HTML, each with its reason.
HTML_ALLOWED = {
    ("cgi-bin/web/text.c", "<br>"),        # the template function breaks()
}
HTML_FOLDERS = ("cgi-bin/doc/",)           # documents of other kinds: Atom, the renderer of Markdown
# Where a fault of the program itself ends the worker, which is then replaced: a wrong column, no memory for a statement.
ABORT_ALLOWED = {"db/db.c"}
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def take_apart(text):
    """The code without comments and strings (lines kept), and the strings."""
    strings = []

    def blank(match):
        piece = match.group(0)
        if piece[0] == '"':
            strings.append(piece[1:-1])
            return '""'
        if piece[0] == "'":
            return "' '"
        return "\n" * piece.count("\n") or " "

    return TOKEN.sub(blank, text), strings


def functions(code):
    """(name, lines) of each function: from the line of its opening brace in the first column to its closing one."""
    lines = code.split("\n")
    begin = None
    for number, line in enumerate(lines):
        if line.startswith("{"):
            begin = number
        elif line.startswith("}") and begin is not None:
            head = " ".join(lines[max(0, begin - 4):begin])
            names = re.findall(r"(\w+)\s*\(", head)
            yield (names[-1] if names else "?"), number - begin + 1
            begin = None


def faults(path, text):
    code, strings = take_apart(text)
    found = ["call: %s" % name for name in sorted(set(CALLS.findall(code)))]
    found += ["exit: %s" % name for name in sorted(set(EXITS.findall(code)))
              if not (name == "abort" and path in ABORT_ALLOWED)]
    if path.endswith(".c") and not text.startswith("/*"):
        found.append("first: the first line is no comment")
    if path.endswith(".h") and not re.search(r"#ifndef (\w+)\n#define \1\b", text):
        found.append("guard: no include guard")
    if not path.startswith("db/"):
        found += ["sql: %s" % s[:60] for s in strings if SQL.search(s)]
    if not path.startswith(HTML_FOLDERS):
        found += ["html: %s" % s[:60] for s in strings if HTML.search(s) and (path, s) not in HTML_ALLOWED]
    found += ["function: %s has %d lines" % (name, n) for name, n in functions(code) if n > FUNCTION_MAX]
    count = text.count("\n")
    if count > FILE_MAX:
        found.append("file: %d lines" % count)
    return found


HEAD = "/* x */\n"
BAD = [
    ("call", "x.c", HEAD + "void f(void)\n{\n    strcpy(a, b);\n}\n"), ("call", "x.c", HEAD + "int n = atoi (s);\n"),
    ("call", "x.c", HEAD + "sprintf(a, b);\n"), ("call", "x.c", HEAD + "p = strtok(a, b);\n"), ("call", "x.c", HEAD + "gets(a);\n"),
    ("exit", "x.c", HEAD + "void f(void)\n{\n    exit(1);\n}\n"), ("exit", "x.c", HEAD + "abort();\n"),
    ("first", "x.c", "#include <stdio.h>\n"), ("guard", "x.h", "/* x */\nint f(void);\n"),
    ("sql", "cgi-bin/ctl/x.c", HEAD + 'const char *s = "SELECT id FROM record";\n'),
    ("sql", "cgi-bin/ctl/x.c", HEAD + 'const char *s = "INSERT INTO record VALUES (?)";\n'),
    ("sql", "cgi-bin/ctl/x.c", HEAD + 'const char *s = "UPDATE record SET state = 1";\n'),
    ("html", "cgi-bin/web/x.c", HEAD + 'puts("<p class=x>");\n'), ("html", "cgi-bin/web/x.c", HEAD + 'puts("a<br/>");\n'),
    ("html", "cgi-bin/web/x.c", HEAD + 'puts("</TD>");\n'),
    ("function", "x.c", HEAD + "int f(void)\n{\n" + "    x();\n" * 120 + "}\n"), ("file", "x.c", HEAD + "int x;\n" * 900),
]
GOOD = [
    ("cgi-bin/web/x.c", HEAD + '/* strcpy( */\nint f(void)\n{\n    snprintf(a, 1, "sprintf(%s) <3> selects from", b);\n    return 0;\n}\n'),
    ("db/x.c", HEAD + 'static const char SQL[] = "SELECT id FROM record";\n'), ("x.h", "/* x */\n#ifndef X_H\n#define X_H\n#endif\n"),
    ("x.c", HEAD + "int f(void)\n{\n" + "    x();\n" * 118 + "}\n"), ("x.c", HEAD + "on_exit_now(); my_exit(1); a->exit(1);\n"),
]


def main():
    passed = failed = 0
    for rule, path, text in BAD:
        if any(fault.startswith(rule + ":") for fault in faults(path, text)):
            passed += 1
        else:
            failed += 1
            print("self-test: not refused as %s: %s" % (rule, text[8:80]))
    for path, text in GOOD:
        if faults(path, text):
            failed += 1
            print("self-test: refused: %s: %s" % (path, faults(path, text)))
        else:
            passed += 1
    files = sorted(f for folder in ("cgi-bin", "db") for f in (ROOT / folder).rglob("*.[ch]"))
    sizes = []
    for file in files:
        path = file.relative_to(ROOT).as_posix()
        text = file.read_text(encoding="utf-8")
        wrong = faults(path, text)
        failed += bool(wrong)
        passed += not wrong
        sizes += [n for _, n in functions(take_apart(text)[0])]
        for fault in wrong:
            print("%s: %s" % (path, fault))
    if sizes:
        sizes.sort()
        print("functions: %d, median %d lines, 90%% up to %d, largest %d" %
              (len(sizes), sizes[len(sizes) // 2], sizes[len(sizes) * 9 // 10], sizes[-1]))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
