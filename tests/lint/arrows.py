#!/usr/bin/python3
"""Holds the includes of the C sources against the design: arrows between rooms point down only, and each library has one door.

    tests/lint/arrows.py [ROOT]

First it must refuse its own bad examples; then every source file is one check. Ends with "N passed, N failed".
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]

# Who may use whom; the table of rooms. A room may always use itself.
LEAVES = {"base": set(), "domain": {"base"}, "doc": {"base"}, "web": {"base"}, "db": {"domain", "base"}}
PAGES = {"db", "domain", "doc", "web", "base"}     # programs that answer HTTP
TOOLS = {"db", "domain", "doc", "base"}            # programs that do not
ROOMS = dict(LEAVES, disclosure=PAGES, filing=PAGES, report=PAGES, console=PAGES, exchange=PAGES,
             clerk=TOOLS, ctl=TOOLS, signer={"doc", "base"})

# One library, one door: the files that may include a library's header.
DOORS = [
    (r"fcgi.*\.h", ["cgi-bin/web/serve.c"]),
    (r"ClearSilver.*|cs/.*|util/neo_.*|cgi/.*", ["cgi-bin/web/view.c", "cgi-bin/web/view_walk.c"]),
    (r"mysql.*|errmsg\.h|mysqld_error\.h|mariadb.*", ["db/db.c"]),
    (r"qrencode\.h", ["cgi-bin/doc/qr.c"]),
    (r"hpdf.*\.h", ["cgi-bin/doc/pdf.c"]),
    (r"libdeflate\.h", ["cgi-bin/doc/press.c"]),
    # what touches private keys (signer only), certificates, timestamps: one file each
    (r"openssl/.*", ["cgi-bin/doc/key.c", "cgi-bin/doc/certificate.c", "cgi-bin/doc/timestamp.c"]),
    (r"curl/.*", ["cgi-bin/doc/timestamp_fetch.c", "cgi-bin/clerk/sms.c"]),
    (r"seccomp\.h", ["cgi-bin/signer/sandbox.c"]),
    (r"xlsxwriter.*", ["cgi-bin/doc/xlsx.c"]),
    (r"magic\.h", ["cgi-bin/base/filekind.c"]),
    (r"csv\.h", ["cgi-bin/doc/csv.c"]),
    (r"cmark.*", ["cgi-bin/doc/article.c"]),
    (r"opencc.*|unicode/.*", ["cgi-bin/domain/name.c", "cgi-bin/domain/value.c", "cgi-bin/domain/row.c"]),
]
SYSTEM_OF_DOORS = [(re.compile("^(?:%s)$" % pattern), files) for pattern, files in DOORS]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def room_of(path):
    """The room that a file is in, by its path from the root."""
    parts = path.split("/")
    if parts[0] == "db":
        return "db"
    return parts[1] if parts[0] == "cgi-bin" and len(parts) > 2 else None


def faults(path, text):
    """What is wrong with the includes of one file."""
    room = room_of(path)
    if room not in ROOMS:
        return ["%s is not a room of the design" % (room or path)]
    found = []
    for mark, header in INCLUDE.findall(text):
        if mark == '"':
            target = header.split("/")[0] if "/" in header else None
            if target is None:
                if header != "config.h":
                    found.append('"%s": write the room in front of the header' % header)
            elif target not in ROOMS:
                found.append('"%s": no such room' % header)
            elif target != room and target not in ROOMS[room]:
                found.append('"%s": %s may not use %s' % (header, room, target))
            continue
        for pattern, files in SYSTEM_OF_DOORS:
            if pattern.match(header) and path not in files:
                found.append("<%s> goes through %s alone" % (header, " and ".join(files)))
    return found


BAD = [
    ("cgi-bin/web/route.c", '#include "db/record.h"\n'),
    ("cgi-bin/base/log.c", '#include "web/view.h"\n'),
    ("cgi-bin/domain/mask.c", '#include "db/db.h"\n'),
    ("cgi-bin/ctl/main.c", '#include "web/serve.h"\n'),
    ("db/record.c", '#include "doc/csv.h"\n'),
    ("cgi-bin/disclosure/list.c", '#include "ctl/ctl.h"\n'),
    ("cgi-bin/signer/main.c", '#include "db/db.h"\n'),
    ("cgi-bin/disclosure/list.c", '#include "list.h"\n'),
    ("cgi-bin/disclosure/list.c", '#  include <mysql.h>\n'),
    ("cgi-bin/disclosure/list.c", '#include <fcgiapp.h>\n'),
    ("cgi-bin/web/site.c", '#include <ClearSilver.h>\n'),
    ("cgi-bin/web/site.c", '#include <cs/cs.h>\n'),
    ("cgi-bin/doc/csv.c", '#include <xlsxwriter.h>\n'),
    ("cgi-bin/doc/sign.c", '#include <openssl/evp.h>\n'),
    ("cgi-bin/report/issue.c", '#include <curl/curl.h>\n'),
    ("cgi-bin/elsewhere/x.c", ''),
]
GOOD = [
    ("cgi-bin/web/serve.c", '#include "base/log.h"\n#include <fcgiapp.h>\n'),
    ("cgi-bin/disclosure/list.c", '#include "disclosure/pages.h"\n#include "db/list.h"\n#include "web/view.h"\n#include <string.h>\n'),
    ("db/db.c", '#include <mysql.h>\n#include "domain/value.h"\n'),
]


def main():
    passed = failed = 0
    for path, text in BAD:
        if faults(path, text):
            passed += 1
        else:
            failed += 1
            print("self-test: not refused: %s: %s" % (path, text.strip()))
    for path, text in GOOD:
        if faults(path, text):
            failed += 1
            print("self-test: refused: %s: %s" % (path, faults(path, text)))
        else:
            passed += 1
    files = sorted(f for folder in ("cgi-bin", "db") for f in (ROOT / folder).rglob("*.[ch]"))
    if not files:
        failed += 1
        print("no sources below %s" % ROOT)
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
