"""Two clerks that are killed again and again over an hour of simulated time: each effect once in the database, each message at
least once and always with one id. While the gateways are away cases go on and their messages wait."""
import calendar
import hashlib
import os
import random
import signal
import subprocess
import time

import pytest

from conftest import TOP, launch
from faults import LONG, PENALTY, eventually, fill, supervise
from gateways import Moody, Sendmail, SmsGateway, one_text_each, seal

ROUNDS = 60 if LONG else 12     # of an hour together
CASES = 60 if LONG else 30
BUILD = os.environ.get('CREDIT_BUILD', os.path.join(TOP, '_build'))
TODAY = '2026-11-18'            # a Wednesday; where the simulated hour lies
BEGIN = f'{TODAY} 09:30:00'     # in Shanghai
SHIFT = 8 * 3600


class Clerks:
    """Clerks of our own with a clock of their own, in the place of the instance's."""

    def __init__(self, instance, folder, lines):
        self.instance, self.folder, self.lines, self.running = instance, folder, lines, []
        supervise(instance, 'down', 'clerk')
        assert eventually(lambda: instance.service('clerk') == 0, 10)
        begin = calendar.timegm(time.strptime(BEGIN, '%Y-%m-%d %H:%M:%S')) - SHIFT
        self.offset = int(begin - time.time())

    def start(self, after):
        """One more, whose clock stands `after` seconds behind the beginning."""
        path = os.path.join(self.folder, f'clerk-{after}-{len(self.running)}.conf')
        with open(os.path.join(self.instance.state, 'conf', 'clerk.conf'), encoding='utf-8') as f:
            kept = [line for line in f if not line.startswith(('sms_', 'notice_', 'sendmail', 'clock_'))]
        with open(path, 'w', encoding='utf-8') as f:
            f.writelines(kept + [line + '\n' for line in self.lines] + [f'clock_offset_seconds = {self.offset + after}\n'])
        with open(os.path.join(self.folder, 'log'), 'ab') as log:
            self.running.append(subprocess.Popen([os.path.join(BUILD, 'clerk'), '--config', path], stdin=subprocess.DEVNULL, stderr=log))

    def kill(self, index):
        process = self.running.pop(index)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self):
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(15)
        self.running.clear()
        supervise(self.instance, 'up', 'clerk')


def make_cases(instance):
    """Cases with clocks that end soon, are over and are over for long, decided ones to be closed, messages of all kinds."""
    keys = instance.setting('keys_dir')
    now = f'{TODAY} 01:30:00'
    messages = 0
    with instance.connect() as connection, connection.cursor() as cursor:
        for i in range(CASES):
            number = f'Y20261101{i:06d}'
            decided = i % 3 == 0
            cursor.execute("INSERT INTO casefile (number, kind, state, rule, code_hash, application, filed_at, source_id, decided_at) "
                           "VALUES (%s, 'objection', %s, 'liaoning-2016', %s, '{}', '2026-11-01', 1, %s)",
                           (number, 'decided' if decided else 'accepted', b'c' * 32, now if decided else None))
            # soon, today, over, over for long
            due = ('2026-11-19', '2026-11-18', '2026-11-17', '2026-11-12')[i % 4]
            cursor.execute("INSERT INTO case_clock (case_number, seq, step, basis, owner, started_on, working_days, due) "
                           "VALUES (%s, 1, %s, '', %s, '2026-11-02', 10, %s)",
                           (number, 'result_notice' if decided else ('check', 'provider')[i % 2], 'centre' if decided else ('centre', 'unit')[i % 2], due))
            for channel, to in (('sms', f'1380000{i:04d}'), ('mail', f'someone{i}@example.cn')):
                key, cipher = seal(keys, to)
                cursor.execute("INSERT INTO outbox (message_id, channel, recipient, key_no, to_hash, template, values_json, due_at, made_at, case_number) "
                               "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                               (hashlib.md5(f'{channel}{i}'.encode()).hexdigest(), channel, cipher, key, hashlib.sha256(to.encode()).digest(),
                                'decided' if decided else 'accepted',
                                '{"number": "%s", "kind": "objection", "state": "%s", "due": "%s"}' % (number, 'decided' if decided else 'accepted', due),
                                now, now, number))
                messages += 1
        # personal negative information whose event ended five years ago, and one day less
        for n, day in ((1, '2021-11-17'), (2, '2021-11-18')):
            cursor.execute(f"INSERT INTO record (id, set_number, identity, source_id, first_batch, last_batch, received_at, updated_at, name, is_person, "
                           f"decided_on, publishable, publish_from, facts, facts_digest) VALUES ((2021 - 2000) << 55 | {PENALTY} << 42 | {900000 + n}, {PENALTY}, "
                           f"UNHEX(MD5('old{n}')), 1, 1, 1, '{day}', '{day}', '某人', 1, '{day}', 0, '{day}', '{{}}', UNHEX(MD5('facts{n}')))")
        cursor.execute("INSERT INTO use_log (at, actor, action, object) SELECT '2026-11-16 03:00:00' + INTERVAL seq HOUR, 'demo', 'case.read', 'Y' FROM seq_1_to_30")
        cursor.execute("INSERT INTO idempotency (scope, k, body, answer, at) SELECT UNHEX(MD5('s')), UNHEX(MD5(seq)), UNHEX(SHA2(seq, 256)), 'x', "
                       "IF(seq <= 5, '2026-10-01', '2026-11-17') FROM seq_1_to_10")
        # an error was confirmed in a record that somebody's report shows
        key, cipher = seal(keys, '13900000000')
        cursor.execute("INSERT INTO casefile (number, kind, state, rule, code_hash, application, filed_at) VALUES ('B20261101000000', 'report', 'closed', '', %s, '{}', "
                       "'2026-11-01')", (b'c' * 32,))
        cursor.execute("INSERT INTO case_person (case_number, role, key_no, phone) VALUES ('B20261101000000', 'applicant', %s, %s)", (key, cipher))
        cursor.execute("INSERT INTO report (number, kind, issued_at, state, code_hash, file_sha256, facts_digest, name, file_key, file_size, level, summary, facts, "
                       "case_number, asked_by) VALUES ('202611010000000001234A', 'full', '2026-11-02', 'issued', %s, %s, %s, '某企业', %s, 1, 'B-T', '{}', '{}', "
                       "'B20261101000000', %s)", (b'c' * 32, b'f' * 32, b'd' * 32, b'k' * 16, b'a' * 16))
        cursor.execute("INSERT INTO report_record (number, record_id, version) SELECT '202611010000000001234A', MIN(id), 1 FROM record")
        cursor.execute("UPDATE casefile SET record_id = (SELECT MIN(id) FROM record) WHERE number = 'Y20261101000000'")
        cursor.execute("INSERT INTO job (kind, argument, due_at) VALUES ('wrong_data', 'Y20261101000000', %s)", (now,))
        messages += 1
        # in the store: a file of a case and one of nobody, both old; a new one of nobody; what an interrupted write left behind
        for name, age in (('00' * 32, 2), ('01' * 32, 2), ('02' * 32, 0), ('01' * 32 + '.0123456789abcdef', 2)):
            path = stored(instance, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'wb') as f:
                f.write(b'x')
            os.utime(path, (time.time() - age * 86400,) * 2)
        cursor.execute("INSERT INTO attachment (case_number, purpose, name, type, size, sha256) VALUES ('Y20261101000001', 'evidence', 'a.pdf', "
                       "'application/pdf', 1, UNHEX(REPEAT('00', 32)))")
    return messages


def stored(instance, name):
    return os.path.join(instance.setting('files_dir'), name[:2], name[2:4], name)


@pytest.fixture(scope='module')
def hour(tmp_path_factory):
    """The hour, lived through; yields what the tests look at."""
    folder = tmp_path_factory.mktemp('clerks')
    os.chmod(folder, 0o755)
    instance = launch(str(folder / 'state'), '--empty')
    fill(instance, records=50)
    moody, sendmail = Moody(7, 0.3), Sendmail(str(folder), fails=100)
    gateway = SmsGateway(moody)
    moody.down = True
    clerks = Clerks(instance, str(folder), [f'sms_url = {gateway.url}', 'sms_key = secret', f'sendmail = {sendmail.path}', 'mail_from = portal@example.cn'])
    messages = make_cases(instance)
    dice, step, while_down = random.Random(3), 3600 // ROUNDS, None
    try:
        for turn in range(ROUNDS):
            while len(clerks.running) < 2:
                clerks.start(turn * step)
            time.sleep(dice.uniform(0.2, 1.2))
            if turn == ROUNDS // 4:
                while_down = instance.sql("SELECT state, COUNT(*), SUM(why IS NOT NULL) FROM outbox WHERE channel <> 'desk' GROUP BY 1")
                moody.down = False
                sendmail.set(30)
            for index in dice.choice(((0,), (1,), (0, 1))):
                clerks.kill(min(index, len(clerks.running) - 1))
        # in peace, until the growing pauses are over
        after, moody.fails = 3600, 0
        sendmail.set(0)
        while instance.sql("SELECT COUNT(*) FROM outbox WHERE state = 'waiting'")[0][0] and after < 12 * 3600:
            while clerks.running:
                clerks.kill(0)
            after += 1800
            clerks.start(after)
            clerks.start(after)
            eventually(lambda: not instance.sql("SELECT 1 FROM outbox WHERE state = 'waiting' AND due_at <= UTC_TIMESTAMP() + INTERVAL %s SECOND LIMIT 1",
                                                clerks.offset + after), 6)
        assert eventually(lambda: not instance.sql("SELECT 1 FROM casefile WHERE state = 'decided'"), 30)
        yield type('Hour', (), {'instance': instance, 'gateway': gateway, 'sendmail': sendmail, 'messages': messages, 'while_down': while_down})
    finally:
        clerks.stop()
        gateway.stop()
        instance.stop()


def test_while_the_gateways_are_away_messages_wait_and_say_why(hour):
    states = {state: (count, reasons) for state, count, reasons in hour.while_down}
    assert set(states) == {'waiting'} and states['waiting'][0] >= hour.messages - 1
    assert states['waiting'][1] > 0


def test_every_message_went_out_and_each_has_one_id_and_one_text(hour):
    assert hour.instance.sql("SELECT DISTINCT state FROM outbox WHERE channel <> 'desk'") == (('sent',),)
    short = one_text_each(hour.gateway.taken)
    mails = one_text_each((number, words, rest.split('\n\n', 1)[1]) for number, words, rest in hour.sendmail.messages())
    ids = {row[0] for row in hour.instance.sql("SELECT message_id FROM outbox WHERE channel = 'sms'")}
    assert set(short) == ids
    assert set(mails) == {row[0] for row in hour.instance.sql("SELECT message_id FROM outbox WHERE channel = 'mail'")}
    assert len(short) + len(mails) == hour.messages
    assert all(authorization == 'Bearer secret' for *_, authorization, _ in hour.gateway.seen)
    assert all(len(text) <= 70 and text.startswith('【') for _, text in short.values())
    # what was sent forgets to whom
    assert not hour.instance.sql("SELECT 1 FROM outbox WHERE state = 'sent' AND channel <> 'desk' AND recipient <> ''")


def test_each_clock_was_told_once(hour):
    told = hour.instance.sql("SELECT case_number, template, COUNT(*) FROM outbox WHERE channel = 'desk' AND made_at < %s GROUP BY 1, 2",
                             f'{TODAY} 16:00:00')
    assert told and all(count == 1 for *_, count in told), [t for t in told if t[2] != 1]
    soon = {row[0] for row in hour.instance.sql("SELECT case_number FROM case_clock WHERE due IN ('2026-11-18', '2026-11-19')")}
    over = {row[0] for row in hour.instance.sql("SELECT case_number FROM case_clock WHERE due < '2026-11-18'")}
    long_over = {row[0] for row in hour.instance.sql("SELECT case_number FROM case_clock WHERE due = '2026-11-12'")}
    by_template = {}
    for number, template, _ in told:
        by_template.setdefault(template, set()).add(number)
    # a case that was closed before its turn needs no word about its clock; the others all had theirs
    open_cases = {row[0] for row in hour.instance.sql("SELECT number FROM casefile WHERE state = 'accepted'")}
    assert (by_template['desk_due_soon'] | by_template['unit_due_soon']) & open_cases == soon & open_cases
    assert by_template['desk_overdue'] & open_cases == over & open_cases
    assert by_template['desk_escalated'] & open_cases == long_over & open_cases


def test_decided_cases_whose_applicant_was_told_are_closed_once(hour):
    rows = hour.instance.sql("SELECT c.number, c.state, c.version, COUNT(e.seq) FROM casefile c LEFT JOIN case_event e ON e.case_number = c.number AND "
                             "e.move = 'close' WHERE c.decided_at IS NOT NULL GROUP BY 1, 2, 3")
    assert len(rows) == len(range(0, CASES, 3))
    assert {row[1:] for row in rows} == {('closed', 2, 1)}


def test_retention_use_log_and_sweeping_happened_once(hour):
    sql = hour.instance.sql
    states = dict(sql("SELECT decided_on, state FROM record WHERE is_person"))
    assert [state for _, state in sorted(states.items(), key=str)] == ['expired', 'live']
    assert sql("SELECT COUNT(*) FROM record_event WHERE kind = 'expired'")[0][0] == 1
    assert [str(day) for day, _ in sql('SELECT day, entries FROM use_digest ORDER BY day')][:2] == ['2026-11-16', '2026-11-17']
    assert sql('SELECT SUM(entries) FROM use_digest')[0][0] == 30
    assert sql("SELECT COUNT(*) FROM idempotency WHERE answer = 'x'")[0][0] == 5
    assert hour.instance.ctl('log', 'verify').stdout.splitlines()[-1].endswith(' 30 entries, 0 bad')


def test_whoever_had_a_report_with_the_error_is_told_once(hour):
    assert hour.instance.sql("SELECT case_number, channel, COUNT(*) FROM outbox WHERE template = 'report_changed' GROUP BY 1, 2") == (('B20261101000000', 'sms', 1),)
    assert hour.instance.sql("SELECT DISTINCT state FROM job WHERE kind = 'wrong_data'") == (('done',),)


def test_files_of_nobody_are_taken_away_when_they_are_old(hour):
    there = [os.path.exists(stored(hour.instance, name)) for name in ('00' * 32, '01' * 32, '02' * 32, '01' * 32 + '.0123456789abcdef')]
    assert there == [True, False, True, False]


def test_a_changed_entry_of_the_use_log_shows(hour):
    hour.instance.sql("UPDATE use_log SET object = 'X' ORDER BY id LIMIT 1")
    done = hour.instance.ctl('log', 'verify', check=False)
    assert done.returncode == 1 and '2026-11-16: entries, or an earlier day, were changed' in done.stdout
