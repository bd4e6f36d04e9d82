#!/usr/bin/python3
"""Import at scale and search at scale.

import: five times a million rows of the same make (a fifth registrations with names, history, index and counters), files
written before, durable commits; rows a second of the first million, and of the fifth against the first.
search: words of 2 to 4 signs among N names and among N/10, warm, one after the other, through nginx without its cache.

Usage: scale.py import [--million N] [--parts N] | search [--names N] [--state DIR] [--small-state DIR] [--words N]
A state folder that is named is kept and used again when it holds the names already."""
import argparse
import glob
import http.client
import os
import random
import re
import shutil
import sys
import tempfile
import time
import urllib.parse

from common import Instance, need, row


def rows_of(text):
    found = re.findall(r'accepted (\d+), flagged (\d+), rejected (\d+)', text)
    if not found:
        sys.exit(f'the import did not end well: {text[-500:]}')
    return sum(int(a) for a, _, _ in found), sum(int(r) for _, _, r in found)


def import_folder(instance, folder):
    """Imports every file of a folder, the registrations first; rows and seconds."""
    rows = seconds = 0
    order = open(os.path.join(folder, 'order.txt')).read().split() if os.path.exists(os.path.join(folder, 'order.txt')) else None
    files = [f'{s}.csv' for s in order] if order else sorted(
        (os.path.basename(f) for f in glob.glob(os.path.join(folder, '*.csv'))),
        key=lambda f: ('registration' not in f, f))
    for name in files:
        if name == 'decisions.csv':
            continue
        start = time.time()
        accepted, rejected = rows_of(instance.ctl('import', name[:-4], os.path.join(folder, name)))
        seconds += time.time() - start
        rows += accepted + rejected
    return rows, seconds


def bench_import(a):
    instance = Instance()
    rates = []
    try:
        for part in range(a.parts):
            folder = tempfile.mkdtemp(prefix='portal-bench-rows-')
            try:
                instance.ctl('generate', '--subjects', str(a.million // 5), '--records', str(a.million * 4 // 5),
                             '--seed', str(part + 1), '--out', folder)
                rows, seconds = import_folder(instance, folder)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            rates.append(rows / seconds)
            print(f'<!-- part {part + 1}: {rows} rows in {seconds:.0f} s, {rates[-1]:.0f} a second -->', flush=True)
        durable = instance.sql('SELECT @@innodb_flush_log_at_trx_commit')[0][0]
        if durable != '1':
            sys.exit('commits are not durable')
    finally:
        instance.stop()
    good = [row(f'import, rows a second over the first {a.million:,}', f'{rates[0]:.0f}', '≥ 5000', rates[0] >= 5000)]
    if a.parts > 1:
        ratio = rates[-1] / rates[0]
        good.append(row(f'import, part {a.parts} against the first', f'{ratio:.2f} ×', '≥ 0.6 ×', ratio >= 0.6))
    return all(good)


def with_names(state, names):
    """An instance with that many subjects and no other records."""
    instance = Instance(state)
    have = int(instance.sql('SELECT COUNT(*) FROM published_subject')[0][0])
    if have < names:
        start = time.time()
        instance.ctl('generate', '--subjects', str(names), '--records', '0', '--seed', '7')
        have = int(instance.sql('SELECT COUNT(*) FROM published_subject')[0][0])
        print(f'<!-- {have} names loaded in {time.time() - start:.0f} s -->', flush=True)
    return instance


def words_of(instance, count):
    """Parts of names of 2 to 4 signs, and words that very many names have."""
    dice = random.Random(3)
    norms = [r[0] for r in instance.sql('SELECT norm FROM published_name WHERE id % 997 = 16 OR id % 997 = 0 LIMIT 5000')]
    common = ['科技', '商贸', '沈阳', '大连', '建筑', '建筑工程', '贸易', '辽宁', '食品', '技术']
    words = []
    while len(words) < count:
        if dice.random() < 0.1:
            words.append(dice.choice(common))
            continue
        norm = dice.choice(norms)
        n = dice.randint(2, 4)
        if len(norm) >= n:
            at = dice.randrange(len(norm) - n + 1)
            words.append(norm[at:at + n])
    return words


def p99_of(instance, words):
    c = http.client.HTTPConnection('127.0.0.1', instance.port, timeout=20)
    times, found = [], 0
    for warm in (True, False):
        for i, word in enumerate(words):
            start = time.perf_counter()
            c.request('GET', f'/search?q={urllib.parse.quote(word)}&_={i if warm else -i - 1}')
            r = c.getresponse()
            body = r.read()
            if r.status != 200:
                sys.exit(f'search {word}: {r.status}')
            if not warm:
                times.append(time.perf_counter() - start)
                found += b'/subjects/' in body
    if found < len(words) * 0.95:
        sys.exit(f'only {found} of {len(words)} words found something')
    times.sort()
    return times[int(len(times) * 0.99)], times[len(times) // 2]


def bench_search(a):
    results = []
    for state, names in ((a.small_state, a.names // 10), (a.state, a.names)):
        instance = with_names(state, names)
        try:
            results.append(p99_of(instance, words_of(instance, a.words)))
        finally:
            instance.stop()
        print(f'<!-- {names} names: p99 {results[-1][0]*1e3:.2f} ms, median {results[-1][1]*1e3:.2f} ms -->', flush=True)
    small, large = results
    ratio = large[0] / small[0]
    return all([row(f'search of 2–4 signs among {a.names:,} names, p99', f'{large[0]*1e3:.1f} ms', '≤ 10 ms', large[0] <= 0.010),
                row(f'the same against {a.names // 10:,} names', f'{ratio:.2f} ×', '≤ 1.5 ×', ratio <= 1.5)])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('what', choices=('import', 'search'))
    p.add_argument('--million', type=int, default=1000000)
    p.add_argument('--parts', type=int, default=5)
    p.add_argument('--names', type=int, default=4700000)
    p.add_argument('--words', type=int, default=2000)
    p.add_argument('--state')
    p.add_argument('--small-state')
    a = p.parse_args()
    need('mariadb')
    print('| measure | measured | bar | reached |\n|---|---|---|---|', flush=True)
    sys.exit(0 if (bench_import if a.what == 'import' else bench_search)(a) else 1)


if __name__ == '__main__':
    main()
