"""The demonstration's cases: every state of every kind is there, made by the transactions of real cases."""
import hashlib
import os
import stat

import pytest

from conftest import Database

STATES = 'submitted accepted checking with_provider decided closed returned refused withdrawn'.split()


@pytest.fixture(scope='module')
def cases(server, tmp_path_factory):
    db = Database(server, str(tmp_path_factory.mktemp('demonstration')))
    files = os.path.join(db.folder, 'files')
    os.mkdir(files)
    with open(db.config, 'a', encoding='utf-8') as f:
        f.write(f'files_dir = {files}\nsite_url = http://127.0.0.1:1\norganiser = 演示单位\n')
    assert db.ctl('keys', 'init').returncode == 0
    path = os.path.join(db.folder, 'cases.txt')
    done = db.ctl('generate', '--subjects', 1500, '--records', 6000, '--seed', 1, '--cases', path)
    assert done.returncode == 0, done.stderr
    db.list = path
    return db


def test_every_state_of_every_kind_is_there_and_all_agrees(cases):
    db = cases
    have = {(kind, state) for kind, state in db.sql_root('SELECT DISTINCT kind, state FROM casefile')}
    for kind in ('objection', 'repair', 'complaint', 'report'):
        for state in STATES:
            assert (kind, state) in have or (kind, state) == ('report', 'with_provider'), f'no {kind} is {state}'
    # one overdue at a unit, one where two people disagree, two on one record, some from a counter, units that keep what they said
    assert db.value("SELECT COUNT(*) FROM casefile WHERE is_open AND state = 'with_provider' AND next_due < CURDATE()") == '1'
    assert int(db.value("SELECT COUNT(*) FROM case_event a JOIN case_event r ON r.case_number = a.case_number AND r.move = 'reject' AND r.actor <> a.actor "
                        "JOIN case_event b ON b.case_number = a.case_number AND b.move = 'propose' AND b.seq > r.seq WHERE a.move = 'propose' AND a.seq < r.seq")) == 1
    assert db.value("SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM record_hold WHERE closed_at IS NULL GROUP BY record_id) x") == '2'
    assert int(db.value("SELECT COUNT(*) FROM casefile WHERE channel = 'counter'")) >= 4
    assert int(db.value("SELECT COUNT(DISTINCT reason) FROM casefile WHERE kind = 'complaint'")) == 5
    # figures have something to say
    assert int(db.value("SELECT COUNT(*) FROM casefile WHERE decided_at IS NOT NULL")) > 50
    assert int(db.value("SELECT COUNT(DISTINCT DATE_FORMAT(decided_at, '%Y-%m')) FROM casefile")) >= 6
    # nothing lies in the future, letters are numbered in order of time, events too
    assert db.value('SELECT COUNT(*) FROM case_event WHERE at > UTC_TIMESTAMP()') == '0'
    assert db.value('SELECT COUNT(*) FROM case_event a JOIN case_event b ON b.case_number = a.case_number AND b.seq = a.seq + 1 WHERE b.at < a.at') == '0'
    numbers = [int(row[0]) for row in db.sql_root("SELECT REGEXP_SUBSTR(SUBSTRING_INDEX(document_no, '〕', -1), '[0-9]+') FROM letter "
                                                  "WHERE kind = 'acceptance' AND YEAR(at) = YEAR(CURDATE()) ORDER BY at, CAST(REGEXP_SUBSTR(SUBSTRING_INDEX(document_no, '〕', -1), '[0-9]+') AS INT)")]
    assert numbers == sorted(numbers)
    db.assert_rule()
    db.assert_counters()


def test_the_list_opens_the_cases_and_is_for_its_owner_alone(cases):
    db = cases
    assert stat.S_IMODE(os.stat(db.list).st_mode) == 0o600
    with open(db.list, encoding='utf-8') as f:
        lines = [line.rstrip('\n').split('\t') for line in f]
    assert sorted(line[0] for line in lines) == [row[0] for row in db.sql_root('SELECT number FROM casefile ORDER BY number')]
    for number, code, kind, state, _ in lines:
        assert db.sql_root(f"SELECT LOWER(HEX(code_hash)), kind, state FROM casefile WHERE number = '{number}'") == [
            [hashlib.sha256(code.encode()).hexdigest(), kind, state]]


def test_every_file_of_a_case_lies_in_the_store_and_is_what_its_type_says(cases):
    db = cases
    magic = {'application/pdf': b'%PDF-', 'image/jpeg': b'\xff\xd8\xff', 'image/png': b'\x89PNG'}
    rows = db.sql_root('SELECT DISTINCT LOWER(HEX(sha256)), type, size FROM attachment')
    assert {row[1] for row in rows} == set(magic)
    for digest, kind, size in rows:
        with open(os.path.join(db.folder, 'files', digest[:2], digest[2:4], digest), 'rb') as f:
            data = f.read()
        assert data.startswith(magic[kind]) and len(data) == int(size)


def test_no_case_is_invented_where_there_are_some(cases):
    db = cases
    before = db.value('SELECT COUNT(*) FROM casefile')
    done = db.ctl('generate', '--subjects', 1500, '--records', 6000, '--seed', 1, '--cases', db.list + '2')
    assert done.returncode == 0 and 'already' in done.stderr
    assert db.value('SELECT COUNT(*) FROM casefile') == before
