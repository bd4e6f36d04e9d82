"""A record is on the site if and only if it is live, unheld, in its period and its set public."""
import datetime
import json
import os
import shutil
import subprocess

from conftest import TOP
from deliveries import csv, penalty

TODAY = (datetime.datetime.utcnow() + datetime.timedelta(hours=8)).date()
DAY = (TODAY - datetime.timedelta(days=30)).isoformat()


def published(db):
    return int(db.value('SELECT COUNT(*) FROM published'))


def check(db):
    db.assert_rule()
    db.assert_counters()


def test_a_hold_takes_down_and_its_end_brings_back(db):
    db.load('penalty-decision', csv([penalty(1, DAY)]))
    record = db.record('沈测罚〔2026〕1号')
    assert db.ctl('record', record, 'hold', '--case', 'A').returncode == 0
    assert published(db) == 0
    check(db)
    assert db.ctl('record', record, 'release', '--case', 'A').returncode == 0
    assert published(db) == 1
    check(db)
    assert db.ctl('record', record, 'release', '--case', 'A').returncode == 1


def test_two_holds_must_both_end(db):
    db.load('penalty-decision', csv([penalty(1, DAY)]))
    record = db.record('沈测罚〔2026〕1号')
    for case in 'AB':
        assert db.ctl('record', record, 'hold', '--case', case).returncode == 0
    db.ctl('record', record, 'release', '--case', 'A')
    assert published(db) == 0
    check(db)
    db.ctl('record', record, 'release', '--case', 'B')
    assert published(db) == 1
    check(db)


def test_a_held_record_is_corrected_unseen(db):
    db.load('penalty-decision', csv([penalty(1, DAY)]))
    record = db.record('沈测罚〔2026〕1号')
    db.ctl('record', record, 'hold', '--case', 'A')
    db.load('penalty-decision', csv([penalty(1, DAY, CF_NR_FK='3')]))
    assert published(db) == 0
    check(db)
    db.ctl('record', record, 'release', '--case', 'A')
    assert db.value('SELECT amount FROM published') == '3.000000'
    check(db)


def test_each_end_takes_down_for_good(db):
    db.load('penalty-decision', csv([penalty(n, DAY) for n in range(1, 6)]))
    for n, verb in enumerate(('withdraw', 'annul', 'repair', 'delete'), 1):
        record = db.record('沈测罚〔2026〕%d号' % n)
        assert db.ctl('record', record, verb).returncode == 2
        assert db.ctl('record', record, verb, '--reason', '测试').returncode == 0
        assert db.ctl('record', record, verb, '--reason', '测试').returncode == 1
        assert db.ctl('record', record, 'hold', '--case', 'A').returncode == 1
        assert published(db) == 5 - n
        check(db)
    assert db.value('SELECT COUNT(*) FROM published_notice') == '1'
    assert db.ctl('record', '1', 'delete', '--reason', '测试').returncode == 1


def test_a_set_that_is_not_public_is_never_published(db):
    db.sql_root("UPDATE info_set SET openness = 'internal' WHERE number = 2")
    db.load('penalty-decision', csv([penalty(1, DAY)]))
    assert published(db) == 0
    assert db.value('SELECT COUNT(*) FROM record') == '1'
    check(db)


def test_the_counters_stay_right_when_folded_meanwhile(db):
    db.load('penalty-decision', csv([penalty(n, DAY) for n in range(1, 9)]))
    before = db.counters()
    db.sql_root('CALL counters_fold(100000, @n)')
    assert db.counters() == before and db.value('SELECT COUNT(*) FROM count_delta') == '0'
    db.load('penalty-decision', csv([penalty(1, DAY, CF_NR_FK='3', CF_CFLB='警告、罚款'), penalty(9, DAY)]))
    check(db)


def test_a_set_that_is_no_longer_public_is_taken_down(db, tmp_path):
    db.load('penalty-decision', csv([penalty(n, DAY) for n in range(1, 4)]))
    catalogue = tmp_path / 'catalogue'
    shutil.copytree(os.path.join(TOP, 'db/catalogue'), catalogue)
    definition = json.loads((catalogue / 'penalty-decision.json').read_text())
    definition['openness'] = 'authorised'
    definition['publication'] = {'rule': 'none'}
    definition['group'] = None
    (catalogue / 'penalty-decision.json').write_text(json.dumps(definition, ensure_ascii=False))
    config = tmp_path / 'portal.conf'
    with open(db.config) as f:
        config.write_text(f.read().replace(os.path.join(TOP, 'db/catalogue'), str(catalogue)))
    done = subprocess.run([db.creditctl, '--config', str(config), 'catalogue', 'load'], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, encoding='utf-8', timeout=60)
    try:
        assert done.returncode == 0, done.stdout
        assert '3 records of sets that are no longer public' in done.stdout
        assert published(db) == 0
        assert db.value("SELECT COUNT(*) FROM record WHERE state = 'live'") == '3'
        check(db)
    finally:
        assert db.ctl('catalogue', 'load').returncode == 0


def clerk(db, procedure, day):
    """What the clerk's procedure says that it did, as if it were noon of that day in Shanghai."""
    noon = int(datetime.datetime(day.year, day.month, day.day, 4, tzinfo=datetime.timezone.utc).timestamp())
    done = db.as_program('clerk', 'SET timestamp = %d; CALL %s(100, @n); SELECT @n' % (noon, procedure))
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1])


def test_the_clerk_ends_a_publication_on_the_day_after_its_last(db):
    last = TODAY + datetime.timedelta(days=5)
    db.load('penalty-decision', csv([penalty(1, DAY, CF_GSJZQ=last.isoformat()), penalty(2, DAY)]))
    assert clerk(db, 'publications_end', last) == 0 and published(db) == 2
    assert clerk(db, 'publications_end', last + datetime.timedelta(days=1)) == 1 and published(db) == 1
    assert db.value("SELECT state FROM record WHERE id = %s" % db.record('沈测罚〔2026〕1号')) == 'expired'
    assert clerk(db, 'publications_end', last + datetime.timedelta(days=1)) == 0
    check(db)


def test_the_clerk_begins_a_publication_on_its_day(db):
    first = TODAY + datetime.timedelta(days=5)
    db.load('penalty-decision', csv([penalty(1, first.isoformat())]))
    assert published(db) == 0 and db.value('SELECT COUNT(*) FROM publish_due') == '1'
    check(db)
    assert clerk(db, 'publications_begin', first - datetime.timedelta(days=1)) == 0 and published(db) == 0
    assert clerk(db, 'publications_begin', first) == 1 and published(db) == 1
    assert db.value('SELECT COUNT(*) FROM publish_due') == '0'
    db.assert_counters()


def test_the_clerk_begins_nothing_that_is_held_or_over(db):
    first = TODAY + datetime.timedelta(days=5)
    db.load('penalty-decision', csv([penalty(1, first.isoformat()), penalty(2, first.isoformat())]))
    assert db.ctl('record', db.record('沈测罚〔2026〕1号'), 'hold', '--case', 'A').returncode == 0
    assert db.ctl('record', db.record('沈测罚〔2026〕2号'), 'withdraw', '--reason', '测试').returncode == 0
    assert clerk(db, 'publications_begin', first) == 2
    assert published(db) == 0
    db.assert_counters()
