"""A delivery that is cut off, by its own end or the database's, and begun anew ends as one that was left in peace."""
import csv
import os
import random
import re
import signal
import subprocess
import time

import pytest

from conftest import TOP, launch
from faults import eventually, healthy, long_only

KILLS = 20
SUBJECTS, RECORDS = 6000, 14000
# what a delivery leaves, without the numbers and moments that depend on how often it was begun
STATE = {
    'records': """SELECT r.set_number, r.state, r.version, r.name, r.public_name, r.uscc, r.is_person, r.document_no, r.decided_on,
                  r.authority, r.region, r.valid_from, r.valid_until, r.amount, r.kind, r.grade, r.publishable, r.publish_from,
                  r.publish_until, r.flagged, MD5(r.facts), MD5(r.face), s.uscc, r.source_id
                  FROM record r LEFT JOIN subject s ON s.id = r.subject_id""",
    'published': """SELECT p.set_number, p.decided_on, s.uscc, p.name, p.uscc, p.document_no, p.region, p.city, p.source_id,
                    p.kind, p.amount, p.grade, p.publish_until, p.flagged, p.version, MD5(p.fields), p.published_on
                    FROM published p JOIN record r ON r.id = p.record_id LEFT JOIN subject s ON s.id = p.subject_id""",
    'subjects': 'SELECT uscc, name, norm, kind, region, status, established, registered, MD5(basics), basics_set FROM subject',
    'published subjects': """SELECT uscc, name, norm, kind, region, status, established, registered, MD5(basics), basics_set, former
                             FROM published_subject""",
    'former names': 'SELECT s.uscc, n.name, n.norm, n.until FROM subject_name n JOIN subject s ON s.id = n.subject_id',
    'names': 'SELECT s.uscc, n.norm, n.former, n.region, n.kind FROM published_name n JOIN subject s ON s.id = n.subject_id',
    'grams': """SELECT g.gram, n.norm, s.uscc, g.region, g.kind FROM published_gram g JOIN published_name n ON n.id = g.name_id
                JOIN subject s ON s.id = n.subject_id""",
    'counters': """SELECT set_number, dim, k, SUM(n) FROM (SELECT set_number, dim, k, n FROM counter UNION ALL
                   SELECT set_number, dim, k, n FROM count_delta) c GROUP BY 1, 2, 3 HAVING SUM(n) <> 0""",
    'changes': """SELECT MD5(r.facts), c.set_number, c.kind, COUNT(*) FROM published_change c JOIN record r ON r.id = c.record_id
                  GROUP BY 1, 2, 3""",
    'events': """SELECT MD5(r.facts), e.seq, e.kind, MD5(e.before_facts) FROM record_event e JOIN record r ON r.id = e.record_id""",
    'due': 'SELECT d.day, MD5(r.facts) FROM publish_due d JOIN record r ON r.id = d.record_id',
    'deliveries': 'SELECT set_number, source_id, accepted FROM set_delivery',
    'persons': 'SELECT MD5(r.facts), p.ordinal FROM person_identity p JOIN record r ON r.id = p.record_id',
}


def state_of(instance):
    """Each part as a sorted list of rows."""
    return {name: sorted(instance.sql(text), key=repr) for name, text in STATE.items()}


def check_counters(instance):
    """The counters say what is there."""
    for dim, column in ((0, '0'), (1, 'region'), (2, 'source_id'), (3, 'TO_DAYS(decided_on)')):
        true = {(a, b): c for a, b, c in instance.sql(f'SELECT set_number, {column}, COUNT(*) FROM published GROUP BY 1, 2')}
        said = {(a, b): int(c) for a, b, c in instance.sql(
            f"""SELECT set_number, k, SUM(n) FROM (SELECT set_number, k, n FROM counter WHERE dim = {dim} AND set_number > 0 UNION ALL
                SELECT set_number, k, n FROM count_delta WHERE dim = {dim} AND set_number > 0) c GROUP BY 1, 2 HAVING SUM(n) <> 0""")}
        assert said == true


def begin(instance, code, path):
    return subprocess.Popen([os.path.join(TOP, 'run'), '--state', instance.state, 'ctl', 'import', code, path],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def import_whole(instance, code, path):
    """The last line of a delivery that nobody disturbs."""
    process = begin(instance, code, path)
    output = process.communicate(timeout=600)[0]
    assert process.returncode == 0, output[-2000:]
    last = output.strip().splitlines()[-1]
    assert re.fullmatch(r'accepted \d+, flagged \d+, rejected \d+', last)
    return last


@pytest.fixture(scope='module')
def pair(tmp_path_factory):
    """Two instances without data, and the files of three deliveries; the third corrects the second."""
    folder = tmp_path_factory.mktemp('import')
    calm, harmed = launch(str(folder / 'calm'), '--empty'), launch(str(folder / 'harmed'), '--empty')
    files = folder / 'files'
    files.mkdir()
    calm.ctl('generate', '--subjects', str(SUBJECTS), '--records', str(RECORDS), '--seed', '5', '--out', str(files))
    by_size = sorted((p for p in files.glob('*.csv') if p.name != 'decisions.csv'), key=lambda p: p.stat().st_size)
    biggest = [p for p in by_size if p.stem in ('samr-registration',)] or by_size[-1:]
    deliveries = [(biggest[-1].stem, str(biggest[-1])), ('penalty-decision', str(files / 'penalty-decision.csv')),
                  ('licence-decision', str(files / 'licence-decision.csv'))]
    corrected = folder / 'penalty-corrected.csv'
    with open(files / 'penalty-decision.csv', encoding='utf-8-sig', newline='') as source, \
            open(corrected, 'w', encoding='utf-8', newline='') as target:
        reader = csv.reader(source)
        writer = csv.writer(target)
        header = next(reader)
        writer.writerow(header)
        column = header.index('CF_SY')
        for n, row in enumerate(reader):
            if n % 3 == 0:
                row[column] += '（更正）'
            writer.writerow(row)
    deliveries.append(('penalty-decision', str(corrected)))
    yield calm, harmed, deliveries
    calm.stop()
    harmed.stop()


def same(calm, harmed):
    left, right = state_of(calm), state_of(harmed)
    for name in STATE:
        assert len(left[name]) == len(right[name]), f'{name}: {len(left[name])} rows in peace, {len(right[name])} after kills'
        differing = [(a, b) for a, b in zip(left[name], right[name]) if a != b]
        assert differing == [], f'{name}: {len(differing)} differ: {differing[:2]}'
    return left


@long_only
def test_a_killed_import_begun_anew_ends_the_same(pair):
    calm, harmed, deliveries = pair
    chance = random.Random(11)
    hits = 0
    for code, path in deliveries:
        begun = time.monotonic()
        said = import_whole(calm, code, path)
        whole = time.monotonic() - begun
        for _ in range(KILLS // len(deliveries)):
            process = begin(harmed, code, path)
            time.sleep(chance.uniform(0.05, max(0.3, whole * 0.7)))
            hits += process.poll() is None
            process.kill()
            process.wait()
            process.stdout.close()
        assert import_whole(harmed, code, path) == said
    left = same(calm, harmed)
    for name in ('records', 'published', 'grams', 'counters', 'events', 'changes'):
        assert left[name], name
    assert hits >= KILLS // 2
    check_counters(harmed)
    done = harmed.ctl('search', 'check', check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    # and once more: nothing changes
    for code, path in deliveries[:1] + deliveries[2:]:
        import_whole(harmed, code, path)
    same(calm, harmed)


@long_only
def test_a_database_killed_during_an_import_leaves_whole_transactions(pair, tmp_path):
    calm, harmed, _ = pair
    # other rows for the same sets
    calm.ctl('generate', '--subjects', '4000', '--records', '9000', '--seed', '6', '--out', str(tmp_path))
    chance = random.Random(12)
    for code in ('samr-registration', 'penalty-decision'):
        path = str(tmp_path / f'{code}.csv')
        begun = time.monotonic()
        said = import_whole(calm, code, path)
        whole = time.monotonic() - begun
        for _ in range(3):
            process = begin(harmed, code, path)
            time.sleep(chance.uniform(0.1, max(0.3, whole * 0.6)))
            old = harmed.service('mariadb')
            os.kill(old, signal.SIGKILL)
            process.communicate(timeout=120)
            assert eventually(lambda: harmed.service('mariadb') not in (0, old), 20)
            assert eventually(lambda: healthy(harmed), 60)
            check_counters(harmed)
        assert import_whole(harmed, code, path) == said
    same(calm, harmed)
    check_counters(harmed)
