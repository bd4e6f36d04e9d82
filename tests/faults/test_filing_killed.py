"""Filing while workers, the clerk and the database are killed at random: what was acknowledged is there once, with one number,
however often it had to be sent; each message goes out at least once under one id."""
import http.client
import json
import os
import random
import signal
import sys
import threading
import time

import pytest

from conftest import TOP
from faults import LONG, eventually, healthy, some_records, start, workers
from gateways import one_text_each

sys.path.append(os.path.join(TOP, 'tests', 'http'))
from applicant import FILES, Applicant, hidden, objection  # noqa: E402

KILLS = 100 if LONG else 3
FILINGS = 5000 if LONG else 40
CLIENTS = 8
AGAIN_SECONDS = 120     # an applicant gives up after that; none may have to


class Filer(threading.Thread):
    """One after the other: opens a form, files, and files the same again until it is acknowledged."""

    def __init__(self, instance, records, index, end):
        super().__init__(daemon=True)
        self.instance, self.records, self.index, self.end = instance, records, index, end
        self.filed = {}      # mark → numbers that were acknowledged
        self.tries, self.fault = 0, None

    def until(self, ask, good):
        begun = time.monotonic()
        while time.monotonic() - begun < AGAIN_SECONDS:
            try:
                answer = ask()
                if answer.status == good:
                    return answer
                if answer.status not in (500, 502, 503, 504):
                    raise AssertionError(f'{answer.status}: {answer.text[:500]}')
            except (OSError, http.client.HTTPException):
                pass
            self.tries += 1
            time.sleep(0.05)
        raise AssertionError('never acknowledged')

    def run(self):
        try:
            n = 0
            while not self.end.is_set():
                n += 1
                browser, record = Applicant(self.instance), self.records[(self.index * 131 + n) % len(self.records)][0]
                mark = f'标记{self.index}-{n}。'
                page = self.until(lambda: browser.get(f'/objections/new?record={record}'), 200)
                fields = {**dict(hidden(page.text, '/objections')), **objection(record, statement='罚款金额写错了，请核对决定书。' + mark)}
                numbers = self.filed.setdefault(mark, set())
                # some press the button again although it was acknowledged
                for _ in range(1 + (n % 10 == 0)):
                    numbers.add(self.until(lambda: browser.post('/objections', fields, FILES), 303).header('Location'))
        except AssertionError as fault:
            self.fault = fault
            self.end.set()


def kill_one(instance, dice):
    """A worker that takes applications, the clerk, or the database."""
    what = dice.choice(('filing', 'filing', 'clerk', 'mariadb'))
    pids = workers(instance, 'filing') if what == 'filing' else [instance.service(what)]
    if not pids or 0 in pids:
        return 0
    os.kill(dice.choice(pids), signal.SIGKILL)
    return 1


@pytest.fixture(scope='module')
def filed(tmp_path_factory):
    """The instance after the storm, and what each client was told."""
    folder = tmp_path_factory.mktemp('filing')
    os.chmod(folder, 0o755)
    instance = start(folder, records=1000)
    end, dice, kills = threading.Event(), random.Random(11), 0
    records = some_records(instance, 500)
    filers = [Filer(instance, records, index, end) for index in range(CLIENTS)]
    try:
        for filer in filers:
            filer.start()
        while not end.is_set() and (kills < KILLS or sum(len(f.filed) for f in filers) < FILINGS):
            time.sleep(dice.uniform(0.2, 2.0))
            if kills < KILLS:
                try:
                    kills += kill_one(instance, dice)
                except OSError:
                    pass
        end.set()
        for filer in filers:
            filer.join(AGAIN_SECONDS + 30)
        assert [f.fault for f in filers if f.fault] == []
        assert eventually(lambda: healthy(instance), 60)
        told = {mark: numbers for filer in filers for mark, numbers in filer.filed.items() if numbers}
        yield type('Filed', (), {'instance': instance, 'told': told, 'kills': kills, 'tries': sum(f.tries for f in filers)})
    finally:
        end.set()
        instance.stop()


def test_what_was_acknowledged_is_there_once(filed):
    print(f'{len(filed.told)} filings, {filed.kills} kills, {filed.tries} tries in vain')
    assert filed.kills >= KILLS and len(filed.told) >= FILINGS
    there = {}
    for number, application in filed.instance.sql('SELECT number, application FROM casefile'):
        statement = json.loads(application)['statement']
        there.setdefault(statement[statement.index('标记'):], []).append('/receipts/' + number)
    lost = [mark for mark in filed.told if mark not in there]
    doubled = [mark for mark, numbers in there.items() if len(numbers) > 1]
    assert lost == [] and doubled == []
    assert [mark for mark, numbers in filed.told.items() if numbers != set(there[mark])] == []


def test_each_case_came_whole(filed):
    sql = filed.instance.sql
    cases = sql('SELECT COUNT(*) FROM casefile')[0][0]
    assert sql('SELECT COUNT(*), COUNT(DISTINCT case_number), MIN(move), MAX(move) FROM case_event') == ((cases, cases, 'file', 'file'),)
    for table, each in (('case_clock', 2), ('case_person', 1), ('attachment', 2)):
        assert sql(f'SELECT DISTINCT n FROM (SELECT COUNT(t.case_number) AS n FROM casefile c LEFT JOIN {table} t ON t.case_number = c.number '
                   f'GROUP BY c.number) x') == ((each,),), table
    assert sql("SELECT template, channel, COUNT(*) FROM outbox GROUP BY 1, 2 ORDER BY 1, 2") == (
        ('desk_filed', 'desk', cases), ('received', 'mail', cases), ('received', 'sms', cases))
    # every file that a case names lies in the store
    folder = filed.instance.setting('files_dir')
    for (digest,) in sql('SELECT DISTINCT LOWER(HEX(sha256)) FROM attachment'):
        assert os.path.getsize(os.path.join(folder, digest[:2], digest[2:4], digest)) > 0


def test_each_message_has_one_id_and_one_text(filed):
    """Those that the limit of a day holds back apart: all applicants here have one telephone and one address."""
    with open(os.path.join(filed.instance.state, 'log', 'messages'), encoding='utf-8') as f:
        lines = [json.loads(line) for line in f if line.endswith('}\n')]
    written = one_text_each((m['id'], m['to'], m['text']) for m in lines)
    sent = {row[0] for row in filed.instance.sql("SELECT message_id FROM outbox WHERE channel <> 'desk' AND state = 'sent'")}
    assert sent and sent <= set(written)
