#!/usr/bin/python3
"""Import at scale and search at scale, in one go: five million registrations are imported, each with its checks, its name in
the index, its counters and its record, in durable transactions of at most a thousand rows; then words of 2 to 4 signs are
looked for among them, and among a tenth of them in a second instance, warm, one after the other, past nginx's cache.

Usage: scale.py [--names N] [--words N] [--state DIR] [--small-state DIR]
A state folder that is named is kept, and used again for the search when it holds the names already."""
import argparse
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

PIECE = 100000  # rows of one file


def pieces(folder):
    """The registrations of a generated folder in files of PIECE rows, the sets taken in turn so that all parts of the
    whole are alike; (set, file, rows)."""
    per_set = []
    for name in sorted(os.listdir(folder)):
        if not name.endswith('.csv') or name == 'decisions.csv':
            continue
        made, out, rows = [], None, 0
        with open(os.path.join(folder, name), encoding='utf-8') as f:
            head = f.readline()
            for line in f:
                if rows % PIECE == 0:
                    path = os.path.join(folder, f'{name[:-4]}.{rows // PIECE}.piece')
                    out = open(path, 'w', encoding='utf-8')
                    out.write(head)
                    made.append([name[:-4], path, 0])
                out.write(line)
                made[-1][2] += 1
                rows += 1
        os.unlink(os.path.join(folder, name))
        per_set += [((i + 0.5) / len(made), piece) for i, piece in enumerate(made)]
    return [piece for _, piece in sorted(per_set, key=lambda p: (p[0], p[1]))]


def fill(instance, names):
    """Imports that many registrations; rows a second of the first fifth and of the last."""
    folder = tempfile.mkdtemp(prefix='portal-bench-rows-')
    try:
        instance.ctl('generate', '--subjects', str(names), '--records', '0', '--seed', '7', '--out', folder)
        parts = [[0, 0.0] for _ in range(5)]
        done = 0
        for set_code, path, rows in pieces(folder):
            start = time.time()
            last = instance.ctl('import', set_code, path).rstrip().splitlines()[-1]
            part = parts[min(done * 5 // names, 4)]
            part[1] += time.time() - start
            found = re.fullmatch(r'accepted (\d+), flagged (\d+), rejected (\d+)', last)
            if not found or int(found.group(1)) != rows:
                sys.exit(f'{set_code}: {rows} rows were given, the import says: {last}')
            part[0] += rows
            done += rows
            os.unlink(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rates = [rows / seconds for rows, seconds in parts if rows]
    print(f'<!-- {done} registrations, rows a second by fifths: {", ".join(f"{r:.0f}" for r in rates)} -->', flush=True)
    return rates[0], rates[-1]


def words_of(instance, count):
    """Parts of names of 2 to 4 signs, and words that very many names have."""
    dice = random.Random(3)
    norms = [r[0] for r in instance.sql('SELECT norm FROM published_name WHERE id % 991 = 16 LIMIT 5000')]
    common = ['科技', '商贸', '沈阳', '大连', '建筑', '建筑工程', '贸易', '辽宁', '食品', '技术']
    words = []
    while len(words) < count:
        norm = dice.choice(norms)
        n = dice.randint(2, 4)
        if dice.random() < 0.1:
            words.append(dice.choice(common))
        elif len(norm) >= n:
            at = dice.randrange(len(norm) - n + 1)
            words.append(norm[at:at + n])
    return words


def times_of(instance, words):
    """p99 and median of one search, in seconds."""
    c = http.client.HTTPConnection('127.0.0.1', instance.port, timeout=20)
    times, found = [], 0
    for turn in ('warm', 'measured'):
        for i, word in enumerate(words):
            start = time.perf_counter()
            c.request('GET', f'/search?q={urllib.parse.quote(word)}&_={turn}{i}')
            r = c.getresponse()
            body = r.read()
            if r.status != 200:
                sys.exit(f'search {word}: {r.status}')
            if turn == 'measured':
                times.append(time.perf_counter() - start)
                found += b'/subjects/' in body
    if found < len(words) * 0.95:
        sys.exit(f'only {found} of {len(words)} words found something')
    times.sort()
    return times[int(len(times) * 0.99)], times[len(times) // 2]


def reads_of(instance, words):
    """Rows that the database reads for one search, median and the most of nearly all: a figure that a busy machine does not change."""
    c = http.client.HTTPConnection('127.0.0.1', instance.port, timeout=20)
    read = lambda: sum(int(r[1]) for r in instance.sql("SHOW GLOBAL STATUS LIKE 'Handler_read%'"))
    counts, before = [], read()
    for i, word in enumerate(words):
        c.request('GET', f'/search?q={urllib.parse.quote(word)}&_=reads{i}')
        c.getresponse().read()
        now = read()
        counts.append(now - before)
        before = now
    counts.sort()
    return counts[len(counts) // 2], counts[int(len(counts) * 0.99)]


def measure(state, names, words):
    """Rates of the import (None where the names were there already) and times of the search."""
    instance = Instance(state)
    rates = None
    try:
        if instance.sql('SELECT @@innodb_flush_log_at_trx_commit')[0][0] != '1':
            sys.exit('commits are not durable')
        if int(instance.sql('SELECT COUNT(*) FROM published_subject')[0][0]) < names:
            rates = fill(instance, names)
        looked_up = words_of(instance, words)
        times = times_of(instance, looked_up)
        reads = reads_of(instance, looked_up[:300])
    finally:
        instance.stop()
    print(f'<!-- {names} names: p99 {times[0]*1e3:.2f} ms, median {times[1]*1e3:.2f} ms; rows read: median {reads[0]}, p99 {reads[1]} -->', flush=True)
    return rates, times


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--names', type=int, default=5000000)
    p.add_argument('--words', type=int, default=2000)
    p.add_argument('--state')
    p.add_argument('--small-state')
    a = p.parse_args()
    need('mariadb')
    print('| measure | measured | bar | reached |\n|---|---|---|---|', flush=True)
    _, small = measure(a.small_state, a.names // 10, a.words)
    rates, large = measure(a.state, a.names, a.words)
    good = []
    if rates:
        fifth = a.names // 5
        good.append(row(f'import, rows a second over the first {fifth:,}', f'{rates[0]:.0f}', '≥ 5000', rates[0] >= 5000))
        good.append(row(f'the fifth {fifth:,} against the first', f'{rates[1] / rates[0]:.2f} ×', '≥ 0.6 ×', rates[1] >= 0.6 * rates[0]))
    ratio = large[0] / small[0]
    good.append(row(f'search of 2–4 signs among {a.names:,} names, p99', f'{large[0]*1e3:.1f} ms', '≤ 10 ms', large[0] <= 0.010))
    good.append(row(f'the same against {a.names // 10:,} names', f'{ratio:.2f} ×', '≤ 1.5 ×', ratio <= 1.5))
    sys.exit(0 if all(good) else 1)


if __name__ == '__main__':
    main()
