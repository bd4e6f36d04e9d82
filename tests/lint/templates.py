#!/usr/bin/python3
"""Refuses what ClearSilver would let through unescaped, and what the pages' content security policy forbids.

    tests/lint/templates.py [ROOT]

First it must refuse its own bad examples; then every template is one check. Ends with "N passed, N failed".

The rules, all over templates/**/*.cs:
  raw        alt: name: uvar: lvar: evar: linclude: and escape:"none" write text as it is. One exception: uvar:content.html in
             part/content.cs, our own Markdown
  include    include: of a missing file is silently empty; include!: is not
  mixed      an escape function that is only a part of an expression leaves the whole expression raw
  unquoted   a value outside quotation marks inside a tag is not protected by escaping
  address    href, src, action and their like take data through url_validate, or through url_escape behind a fixed beginning
  inline     no script or style in a page, no on…= and style= attributes, no javascript: addresses
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
CONTENT = "templates/part/content.cs"
RAW = ("alt", "name", "uvar", "lvar", "evar", "linclude")
ESCAPES = ("url_escape", "url_validate", "breaks", "html_escape", "js_escape", "css_url_validate", "null_escape", "text_html")
ADDRESSES = {"href", "src", "action", "formaction", "poster", "cite", "data", "xlink:href", "srcset", "background", "ping", "manifest"}
COMMAND = re.compile(r"<\?cs\s(.*?)\?>", re.DOTALL)
FIRST = 0xE000          # a private sign stands for each command while the HTML around it is read
WORD = re.compile(r"^(/?[a-z]+)\s*([:!]?)\s*(.*)$", re.DOTALL)


def split(command):
    """("var", ":", "expression") of one command."""
    match = WORD.match(command.strip())
    return match.groups() if match else ("", "", command.strip())


def without_strings(expression):
    return re.sub(r'"[^"]*"|\'[^\']*\'', '""', expression)


def is_one_call(expression, names):
    """Whether the whole expression is one call of one of these functions."""
    match = re.match(r"^\s*([a-z_]+)\s*\(", expression)
    if not match or match.group(1) not in names:
        return False
    depth = 0
    for at, sign in enumerate(expression):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign == ")":
            return expression[at + 1:].strip() == ""
    return False


def command_faults(path, commands):
    for command in commands:
        word, mark, rest = split(command)
        shown = command.strip().split("\n")[0][:70]
        if word.startswith("#") or command.strip().startswith("#"):
            continue
        if word in RAW and not (word == "uvar" and path == CONTENT and rest.strip() == "content.html"):
            yield "raw: %s" % shown
        if word == "escape" and "none" in rest:
            yield "raw: %s" % shown
        if word == "include" and mark != "!":
            yield "include: %s" % shown
        if word in ("var", "set", "with", "if", "elif", "call") and word == "var":
            bare = without_strings(rest)
            if any(re.search(r"\b%s\s*\(" % name, bare) for name in ESCAPES) and not is_one_call(bare, ESCAPES):
                yield "mixed: %s" % shown


class Page:
    """Walks over the HTML of a template and tells where each command stands."""

    def __init__(self, text):
        self.commands = []
        self.found = []
        html = COMMAND.sub(self.keep, text)
        html = re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)
        self.tags(html)

    def keep(self, match):
        self.commands.append(match.group(1))
        return chr(FIRST + len(self.commands) - 1)

    def command(self, sign):
        index = ord(sign) - FIRST
        return self.commands[index] if 0 <= index < len(self.commands) else None

    def writes(self, sign):
        """The command behind a sign when it writes something into the page."""
        command = self.command(sign)
        if command is None or command.strip().startswith("#"):
            return None
        return command if split(command)[0] in RAW + ("var", "call") else None

    def fault(self, rule, text):
        shown = "".join("<?cs %s ?>" % self.command(s).strip() if self.command(s) is not None else s for s in text)
        self.found.append("%s: %s" % (rule, " ".join(shown.split())[:110]))

    def tags(self, html):
        at = 0
        while True:
            begin = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)").search(html, at)
            if not begin:
                return
            end, quote = begin.end(), None
            while end < len(html) and (quote or html[end] != ">"):
                if quote:
                    quote = None if html[end] == quote else quote
                elif html[end] in "\"'":
                    quote = html[end]
                end += 1
            self.tag(begin.group(2).lower(), html[begin.end():end])
            at = end
            if begin.group(1) == "" and begin.group(2).lower() in ("script", "style"):
                close = re.compile("</%s" % begin.group(2), re.IGNORECASE).search(html, at)
                inside = html[at + 1:close.start() if close else len(html)]
                if begin.group(2).lower() == "style" or inside.strip():
                    self.fault("inline", "<%s>" % begin.group(2))
                at = close.start() + 2 if close else len(html)

    def tag(self, name, inside):
        bare = re.sub(r'"[^"]*"|\'[^\']*\'', '""', inside)
        for sign in bare:
            if self.writes(sign):
                self.fault("unquoted", "<%s%s>" % (name, bare))
        for match in re.finditer(r"([a-zA-Z_:][-a-zA-Z0-9_:.]*)\s*=\s*(\"[^\"]*\"|'[^']*')", inside):
            self.attribute(match.group(1).lower(), match.group(2)[1:-1])

    def attribute(self, name, value):
        if name.startswith("on") or name == "style":
            self.fault("inline", "%s=" % name)
        if re.match(r"\s*(javascript|vbscript|data)\s*:", value, re.IGNORECASE) and name in ADDRESSES:
            self.fault("inline", "%s=%s" % (name, value))
        if name not in ADDRESSES:
            return
        before = ""
        for sign in value:
            command = self.writes(sign)
            if command is None:
                before += "" if self.command(sign) is not None else sign
                continue
            word, _, rest = split(command)
            fixed = re.match(r"(/(?![/\\])|\?|#|https?://[^/]+/|mailto:|tel:)", before)
            good = (word == "var" and is_one_call(without_strings(rest), ("url_validate",)) and before == "") or \
                   (word == "var" and fixed and (is_one_call(without_strings(rest), ("url_escape",)) or "#" in before))
            if not good:
                self.fault("address", '%s="%s"' % (name, value))
            before += "x"


def faults(path, text):
    page = Page(text)
    return list(command_faults(path, page.commands)) + page.found


BAD = [
    ("raw", "<p><?cs alt:x ?>y<?cs /alt ?></p>"), ("raw", "<?cs name:x ?>"), ("raw", "<?cs uvar:text ?>"), ("raw", "<?cs lvar:text ?>"),
    ("raw", "<?cs evar:text ?>"), ("raw", "<?cs linclude:x ?>"), ("raw", '<?cs escape:"none" ?><?cs var:x ?><?cs /escape ?>'),
    ("raw", "<?cs  uvar: content.html ?>"),
    ("include", '<?cs include:"part/x.cs" ?>'), ("include", "<?cs include:page.body ?>"),
    ("mixed", '<?cs var:url_escape(x) + "a" ?>'), ("mixed", '<?cs var:"a" + url_validate(x) ?>'), ("mixed", "<?cs var:x + breaks(y) ?>"),
    ("mixed", "<?cs var:breaks(x) + y ?>"),
    ("unquoted", "<p title=<?cs var:x ?>>"), ("unquoted", "<p title=a<?cs var:x ?>>"), ("unquoted", "<p <?cs var:x ?>>"),
    ("unquoted", "<input value = <?cs var:x ?> >"), ("unquoted", "<h<?cs var:x ?>>"),
    ("address", '<a href="<?cs var:x ?>">'), ("address", "<a href='<?cs var:x ?>'>"), ("address", '<img src="<?cs var:url_escape(x) ?>">'),
    ("address", '<form action="<?cs if:y ?><?cs var:x ?><?cs /if ?>">'), ("address", '<a href="/x/<?cs var:x ?>">'),
    ("address", '<a href="//<?cs var:url_escape(x) ?>">'), ("address", '<button formaction="<?cs var:x ?>">'),
    ("address", '<a href="<?cs call:where(x) ?>">'), ("address", '<a href="<?cs var:url_validate(x) ?><?cs var:y ?>">'),
    ("inline", "<script>alert(1)</script>"), ("inline", "<style>p{}</style>"), ("inline", '<p onclick="x()">'), ("inline", '<p style="a:b">'),
    ("inline", '<a href="javascript:x()">'), ("inline", '<p <?cs if:x ?> onload="y"<?cs /if ?>>'),
]
GOOD = [
    '<?cs include!"part/x.cs" ?><?cs include!page.body ?>', '<p title="<?cs var:x ?>"><?cs var:x ?></p>', '<?cs # uvar: is forbidden ?>',
    '<a href="<?cs var:url_validate(x) ?>">', '<a href="/x/<?cs var:url_escape(x) ?>?q=<?cs var:url_escape(y) ?>">', '<a href="#f-<?cs var:x ?>">',
    '<a href="/x"<?cs if:y ?> aria-current="page"<?cs /if ?>>', '<script src="/static/a.js" defer></script>', '<?cs var:thousands(x + #1) ?>',
    '<td width="<?cs var:#a / #10 ?>%">', '<?cs set:a = "x" + url_escape(b) ?>', '<a title="a > b" href="/x">',
]


def self_test():
    passed = failed = 0
    for rule, text in BAD:
        if any(fault.startswith(rule + ":") for fault in faults("templates/x.cs", text)):
            passed += 1
        else:
            failed += 1
            print("self-test: not refused as %s: %s" % (rule, text))
    for text in GOOD:
        if faults("templates/x.cs", text):
            failed += 1
            print("self-test: refused: %s" % faults("templates/x.cs", text))
        else:
            passed += 1
    if faults(CONTENT, '<div><?cs uvar:content.html ?></div>'):
        failed += 1
        print("self-test: the one exception is refused")
    return passed + 1, failed


def main():
    passed, failed = self_test()
    files = sorted((ROOT / "templates").rglob("*.cs")) + sorted((ROOT / "tests").rglob("*.cs"))
    for file in files:
        path = file.relative_to(ROOT).as_posix()
        wrong = faults(path, file.read_text(encoding="utf-8"))
        failed += bool(wrong)
        passed += not wrong
        for fault in wrong:
            print("%s: %s" % (path, fault))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
