"""The transactions of cases: filed once, decided once, held and returned together with what is published; uploads, messages, jobs,
staff and use log. Everything is asked of db/ itself, by tests/database/case_tool.c, under the account of the program that asks."""
import concurrent.futures
import datetime
import hashlib
import itertools
import json
import os
import subprocess
import time

import pytest

from conftest import Database, build
from deliveries import csv, penalty

TODAY = (datetime.datetime.utcnow() + datetime.timedelta(hours=8)).date()
DAY = (TODAY - datetime.timedelta(days=30)).isoformat()
CLOCKS = [{'step': 'accept', 'days': 0, 'due': '2026-03-02'}, {'step': 'check', 'due': '2026-03-05'}]
NOON = 1772424000  # 2026-03-02 12:00 in Shanghai


class Cases(Database):
    """A database with records, each for one test, and the tool."""

    def __init__(self, server, folder):
        super().__init__(server, folder)
        subprocess.run(['make', '-s', '-C', build(), 'tests/database/case_tool'], check=True, stdout=subprocess.DEVNULL)
        self.tool = os.path.join(build(), 'tests/database/case_tool')
        self.serial = itertools.count(1)
        self.load('penalty-decision', csv([penalty(n, DAY) for n in range(1, 61)]))
        self.free = [int(row[0]) for row in self.sql_root('SELECT id FROM record ORDER BY id')]

    def ask(self, account, command, **what):
        """The lines that the tool says."""
        done = subprocess.run([self.tool, self.config, account, command, json.dumps(what)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              encoding='utf-8', timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.splitlines()

    def number(self):
        return 'Y20260302%06d' % next(self.serial)

    def take(self):
        return self.free.pop(0)

    def submit(self, record, **what):
        what.setdefault('number', self.number())
        what.setdefault('applicant', 'applicant of ' + what['number'])
        said = self.ask('filing', 'file', record=record, clocks=CLOCKS, **what)
        assert said == ['OK %s new' % what['number']], said
        return what['number']

    def move(self, number, move, state, account='console', **what):
        return self.ask(account, 'move', number=number, move=move, state=state, **what)[0]

    def accepted(self, record, **what):
        number = self.submit(record, **what)
        assert self.move(number, 'accept', 'submitted') == 'OK'
        return number

    def proposed(self, record, outcome, correction=None, **what):
        number = self.accepted(record, **what)
        self.propose(number, record, outcome, correction)
        return number

    def propose(self, number, record, outcome, correction=None):
        assert self.move(number, 'propose', 'accepted', outcome=outcome, text='理由', record_version=self.version(record), correction=correction) == 'OK'

    def confirm(self, number, record, actor='reviewer-b', version=None, **what):
        return self.move(number, 'confirm', 'checking', actor=actor, role='reviewer', record=record,
                         record_version=version or self.version(record), **what)

    def version(self, record):
        return int(self.value('SELECT version FROM record WHERE id = %d' % record))

    def published(self, record):
        return self.value('SELECT COUNT(*) FROM published WHERE record_id = %d' % record) == '1'

    def case(self, number, columns='state'):
        return self.sql_root("SELECT %s FROM casefile WHERE number = '%s'" % (columns, number))[0]

    def whole(self):
        self.assert_rule()
        self.assert_counters()


@pytest.fixture(scope='module')
def cases(server, tmp_path_factory):
    return Cases(server, str(tmp_path_factory.mktemp('cases')))


# ------------------------------------------------------------------ filing

def test_200_equal_submissions_with_one_key_are_one_case(cases):
    record, number = cases.take(), cases.number()
    said = cases.ask('filing', 'file', record=record, number=number, key='one', scope='browser', clocks=CLOCKS, files=['a.pdf'], parallel=50, repeat=4,
                     notices=[{'template': 'received'}])
    assert len(said) == 200
    assert sorted(set(said)) == ['OK %s new' % number, 'OK %s same' % number] and said.count('OK %s new' % number) == 1
    assert cases.value("SELECT COUNT(*) FROM casefile WHERE record_id = %d" % record) == '1'
    for table, expected in (('case_event', '1'), ('case_clock', '2'), ('case_person', '1'), ('attachment', '1'), ('outbox', '1')):
        assert cases.value("SELECT COUNT(*) FROM %s WHERE case_number = '%s'" % (table, number)) == expected, table


def test_200_submissions_that_draw_their_own_numbers_are_one_case_too(cases):
    record = cases.take()
    said = cases.ask('filing', 'file', record=record, key='drawn', scope='browser', parallel=50, repeat=4)
    assert len(said) == 200 and len({line.split()[1] for line in said}) == 1
    assert cases.value("SELECT COUNT(*) FROM casefile WHERE record_id = %d" % record) == '1'


def test_the_same_key_with_another_body_is_a_conflict(cases):
    record = cases.take()
    number = cases.submit(record, key='body', body='first')
    assert cases.ask('filing', 'file', record=record, key='body', body='second') == ['CONFLICT %s same' % number]
    assert cases.ask('filing', 'file', record=record, key='body', body='first', scope='another browser')[0].endswith(' new')


def test_a_refused_form_does_not_use_its_key_up(cases):
    assert cases.ask('filing', 'file', record=1, key='refused') == ['NOT_FOUND - new']
    cases.submit(cases.take(), key='refused')


def test_a_number_is_given_once(cases):
    number = cases.submit(cases.take())
    assert cases.ask('filing', 'file', record=cases.take(), number=number, key='a key of its own') == ['CONFLICT - new']


def test_what_is_filed_is_what_is_read(cases):
    record = cases.take()
    number = cases.submit(record, files=['营业执照“副本”.pdf', 'b.pdf'], notices=[{'template': 'received'}, {'channel': 'desk', 'to': 'role:clerk'}])
    said = cases.ask('filing', 'show', number=number, applicant_view=1)
    assert said[1].startswith('case %s objection submitted version 1 held 0 over 0' % number)
    assert said[2] == 'application {"statement":"金额“有误”\\n\\u0001 𠮷"}'
    digest = [hashlib.sha256(name.encode()).hexdigest()[:2] for name in ('营业执照“副本”.pdf', 'b.pdf')]
    assert [line for line in said if line.startswith('file ')] == ['file 营业执照“副本”.pdf clean 100 ' + digest[0], 'file b.pdf clean 100 ' + digest[1]]
    assert 'clock 2 check 2026-03-05 runs' in said and "event 1 file applicant '' " in said
    assert not [line for line in said if line.startswith('notice')]
    staff = cases.ask('console', 'show', number=number)
    assert 'notice sms received waiting' in staff and "event 1 file applicant 'applicant' " in staff
    assert cases.ask('filing', 'show', number='Y20260302999999', applicant_view=1) == ['NOT_FOUND']
    # a record's numbers of persons are stored sealed, never in the clear
    assert cases.value("SELECT code IS NOT NULL AND code_hash IS NOT NULL AND key_no = 1 FROM case_person WHERE case_number = '%s'" % number) == '1'


def test_a_record_that_is_neither_public_nor_held_cannot_be_objected_to(cases):
    record = cases.take()
    assert cases.ctl('record', record, 'withdraw', '--reason', '测试').returncode == 0
    assert cases.ask('filing', 'file', record=record) == ['NOT_FOUND - new']
    assert cases.ask('filing', 'record', record=record) == ['NOT_FOUND']
    held = cases.take()
    cases.accepted(held)
    said = cases.ask('filing', 'record', record=held)
    assert said[0] == 'OK' and said[1].startswith("record held 1 name '' fields 0 open 1 ")
    cases.submit(held)


# ------------------------------------------------------------------ the query code

def test_five_wrong_codes_then_a_pause_that_doubles(cases):
    number = cases.submit(cases.take(), code='RIGHT')

    def attempt(at, code='WRONG', network='10.1.1.0/24', of=number):
        return cases.ask('filing', 'open', number=of, code=code, network=network, now=at)[0]
    assert [attempt(NOON) for _ in range(7)] == ['NOT_FOUND 0'] * 5 + ['DENIED 60'] * 2
    assert attempt(NOON, 'RIGHT') == 'DENIED 60'
    assert attempt(NOON, 'RIGHT', '10.2.2.0/24') == 'OK 0'
    assert attempt(NOON + 61) == 'NOT_FOUND 0' and attempt(NOON + 61) == 'DENIED 120'
    assert attempt(NOON + 182, 'RIGHT') == 'OK 0'
    assert [attempt(NOON + 183) for _ in range(6)] == ['NOT_FOUND 0'] * 5 + ['DENIED 60']
    # no difference where there is no case
    assert [attempt(NOON, of='Y20260302999998') for _ in range(6)] == ['NOT_FOUND 0'] * 5 + ['DENIED 60']


def test_wrong_codes_at_once_are_counted_one_by_one(cases):
    number = cases.submit(cases.take())
    said = cases.ask('filing', 'open', number=number, code='WRONG', network='many', now=NOON, parallel=20, repeat=2)
    assert said.count('NOT_FOUND 0') == 5 and said.count('DENIED 60') == 35


def test_a_lost_code_goes_to_the_registered_number_alone(cases):
    number = cases.submit(cases.take(), applicant='someone')
    assert cases.ask('filing', 'renew', number=number, applicant='someone') == ['OK 0']
    assert cases.ask('filing', 'renew', number=number, applicant='another') == ['NOT_FOUND 0']
    assert cases.ask('filing', 'renew', number='Y20260302999997', applicant='another') == ['NOT_FOUND 0']
    assert cases.sql_root("SELECT template, channel, JSON_VALUE(values_json, '$.code_version') FROM outbox WHERE case_number = '%s'" % number) == \
        [['code', 'sms', '2']]


# ------------------------------------------------------------------ holds

def test_acceptance_takes_the_record_down_in_the_same_transaction(cases):
    record = cases.take()
    number = cases.submit(record)
    assert cases.published(record)
    assert cases.move(number, 'accept', 'submitted', version=1) == 'OK'
    assert not cases.published(record) and cases.case(number, 'state, held, owner') == ['accepted', '1', 'clerk-a']
    assert cases.value("SELECT GROUP_CONCAT(kind ORDER BY id) FROM published_change WHERE record_id = %d" % record) == 'published,gone'
    assert cases.value("SELECT GROUP_CONCAT(step, IF(stopped_at IS NULL, ' runs', ' stopped') ORDER BY seq) FROM case_clock WHERE case_number = '%s'"
                       % number) == 'accept stopped,check runs'
    assert cases.sql_root("SELECT kind, seq FROM letter WHERE case_number = '%s'" % number) == [['acceptance', '1']]
    cases.whole()


def test_two_open_objections_return_the_record_when_the_last_is_closed(cases):
    record = cases.take()
    first, second = cases.proposed(record, 'maintained'), cases.accepted(record, applicant='other')
    assert cases.confirm(first, record) == 'OK'
    assert not cases.published(record)
    cases.whole()
    cases.propose(second, record, 'maintained')
    assert cases.confirm(second, record) == 'OK'
    assert cases.published(record) and cases.version(record) == 1
    cases.whole()


def test_withdrawal_and_refusal_release_the_hold(cases):
    record = cases.take()
    number = cases.accepted(record)
    assert cases.move(number, 'withdraw', 'accepted', 'filing', actor='applicant', role='applicant') == 'OK'
    assert cases.published(record) and cases.case(number, 'state, held, is_open') == ['withdrawn', '0', '0']
    assert cases.value("SELECT COUNT(*) FROM case_clock WHERE case_number = '%s' AND stopped_at IS NULL" % number) == '0'
    number = cases.accepted(record)
    assert not cases.published(record)
    assert cases.move(number, 'refuse', 'accepted', text='不属于受理范围') == 'OK'
    assert cases.published(record)
    cases.whole()


def test_a_hold_from_receipt(cases):
    record = cases.take()
    number = cases.submit(record, hold=1)
    assert not cases.published(record) and cases.case(number, 'state, held') == ['submitted', '1']
    assert cases.move(number, 'accept', 'submitted') == 'OK'
    assert cases.value("SELECT COUNT(*) FROM record_hold WHERE record_id = %d" % record) == '1'
    cases.whole()


def test_a_rule_set_may_mark_instead_of_holding(cases):
    record = cases.take()
    cases.sql_root("UPDATE rule_set SET effect = 'mark' WHERE code = 'liaoning-2016'")
    try:
        first, second = cases.submit(record), cases.submit(record)
        for number in (first, second):
            assert cases.move(number, 'accept', 'submitted', hold=0) == 'OK'
        assert cases.published(record) and cases.case(first, 'held, marked') == ['0', '1']
        assert cases.as_program('disclosure', 'SELECT cases FROM published_mark WHERE record_id = %d' % record).stdout == '2\n'
        assert cases.move(first, 'withdraw', 'accepted', 'filing', actor='applicant', role='applicant') == 'OK'
        cases.propose(second, record, 'maintained')
        assert cases.value('SELECT COUNT(*) FROM published_mark') == '1'
        assert cases.confirm(second, record) == 'OK'
        assert cases.value('SELECT COUNT(*) FROM published_mark') == '0' and cases.case(second, 'marked') == ['0']
    finally:
        cases.sql_root("UPDATE rule_set SET effect = 'hold' WHERE code = 'liaoning-2016'")
    cases.whole()


def test_caps_of_applicant_and_record(cases):
    records = [cases.take() for _ in range(4)]
    numbers = [cases.submit(record, applicant='busy', hold=1, caps_applicant=3) for record in records]
    assert [cases.case(number, 'held, over_cap') for number in numbers] == [['1', '0']] * 3 + [['0', '1']]
    assert [cases.published(record) for record in records] == [False, False, False, True]
    numbers = [cases.submit(records[3], applicant='person %d' % n, hold=1, caps_record=2) for n in range(3)]
    assert [cases.case(number, 'held, over_cap') for number in numbers] == [['1', '0'], ['1', '0'], ['0', '1']]
    # the case over the cap goes on, and its end leaves the holds of the others alone
    assert cases.move(numbers[2], 'accept', 'submitted', caps_record=2) == 'OK'
    assert cases.move(numbers[2], 'withdraw', 'accepted', 'filing', actor='applicant', role='applicant') == 'OK'
    assert not cases.published(records[3])
    cases.whole()


def test_caps_hold_when_many_file_at_once(cases):
    record = cases.take()
    said = cases.ask('filing', 'file', record=record, hold=1, applicant='crowd', caps_applicant=100, caps_record=3, parallel=20, repeat=2)
    assert len([line for line in said if line.startswith('OK')]) + len([line for line in said if line == 'CONFLICT - new']) == 40
    assert cases.value("SELECT COUNT(*) FROM record_hold WHERE record_id = %d AND closed_at IS NULL" % record) == '3'
    assert cases.value("SELECT COUNT(*) FROM casefile WHERE record_id = %d AND held" % record) == '3'
    cases.whole()


# ------------------------------------------------------------------ decisions

def test_nobody_confirms_what_they_proposed(cases):
    record = cases.take()
    number = cases.proposed(record, 'deleted')
    assert cases.confirm(number, record, actor='clerk-a') == 'INVALID'
    assert cases.case(number) == ['checking'] and cases.value('SELECT state FROM record WHERE id = %d' % record) == 'live'


def test_two_reviewers_at_once_make_one_decision(cases):
    record = cases.take()
    number = cases.proposed(record, 'deleted')
    said = cases.ask('console', 'move', number=number, move='confirm', state='checking', actor='reviewer-b', role='reviewer', version=3,
                     record_version=1, record=record, parallel=10)
    assert sorted(said) == ['CONFLICT'] * 9 + ['OK']
    assert cases.case(number, 'state, outcome, held') == ['decided', 'deleted', '0']
    assert cases.sql_root("SELECT kind, actor, reason FROM record_event WHERE record_id = %d AND kind = 'deleted'" % record) == [['deleted', 'reviewer-b', '理由']]
    assert cases.value("SELECT COUNT(*) FROM letter WHERE case_number = '%s' AND kind = 'result'" % number) == '1'
    assert not cases.published(record)
    cases.whole()


def test_a_withdrawal_racing_a_confirmation(cases):
    for _ in range(3):
        record = cases.take()
        number = cases.proposed(record, 'deleted')
        confirm = subprocess.Popen([cases.tool, cases.config, 'console', 'move', json.dumps({
            'number': number, 'move': 'confirm', 'state': 'checking', 'actor': 'reviewer-b', 'role': 'reviewer', 'version': 3, 'record_version': 1,
            'record': record, 'parallel': 2})], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding='utf-8')
        withdraw = subprocess.Popen([cases.tool, cases.config, 'filing', 'move', json.dumps({
            'number': number, 'move': 'withdraw', 'state': 'checking', 'actor': 'applicant', 'role': 'applicant', 'parallel': 2})],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding='utf-8')
        said = confirm.communicate(timeout=60)[0].split() + withdraw.communicate(timeout=60)[0].split()
        assert sorted(said) == ['CONFLICT'] * 3 + ['OK'], said
        state = cases.case(number, 'state, held')
        assert state in (['decided', '0'], ['withdrawn', '0'])
        assert cases.value('SELECT state FROM record WHERE id = %d' % record) == ('deleted' if state[0] == 'decided' else 'live')
    cases.whole()


def test_a_record_that_changed_since_the_proposal_is_proposed_anew(cases):
    record = cases.take()
    number = cases.proposed(record, 'deleted')
    row = cases.sql_root("SELECT JSON_VALUE(facts, '$.CF_WSH') FROM record WHERE id = %d" % record)[0][0]
    which = int(row.split('〕')[1].rstrip('号'))
    cases.load('penalty-decision', csv([penalty(which, DAY, CF_NR_FK='7')]))
    assert cases.confirm(number, record, version=1) == 'CONFLICT moved'
    assert cases.case(number, 'state, version') == ['checking', '3']
    assert cases.move(number, 'reject', 'checking', actor='reviewer-b', role='reviewer', text='信息已有变化') == 'OK'
    assert cases.move(number, 'propose', 'checking', outcome='maintained', text='理由', record_version=1) == 'CONFLICT moved'
    assert cases.move(number, 'propose', 'checking', outcome='maintained', text='理由', record_version=2) == 'OK'
    assert cases.confirm(number, record) == 'OK'
    assert cases.published(record)
    cases.whole()


def test_a_case_whose_record_another_case_ended_can_still_be_decided(cases):
    record = cases.take()
    first, second = cases.proposed(record, 'deleted'), cases.proposed(record, 'deleted', applicant='other')
    assert cases.confirm(first, record) == 'OK'
    assert cases.value("SELECT COUNT(*) FROM record_hold WHERE record_id = %d AND closed_at IS NULL" % record) == '1'
    assert cases.confirm(second, record, version=1) == 'CONFLICT moved'
    assert cases.move(second, 'reject', 'checking', actor='reviewer-b', role='reviewer', text='已由另案处理') == 'OK'
    assert cases.move(second, 'propose', 'checking', outcome='deleted', text='已由另案删除', record_version=2) == 'OK'
    assert cases.confirm(second, record) == 'OK'
    assert cases.case(second, 'state, outcome, held') == ['decided', 'deleted', '0']
    assert cases.value("SELECT COUNT(*) FROM record_event WHERE record_id = %d AND kind = 'deleted'" % record) == '1'
    cases.whole()


def test_a_repair_ends_its_record(cases):
    record, number = cases.take(), 'X20260302000001'
    assert cases.ask('filing', 'file', record=record, kind='repair', number=number, clocks=[{'step': 'repair_site', 'days': 10, 'due': '2026-03-16'}]) == \
        ['OK %s new' % number]
    assert cases.move(number, 'accept', 'submitted', kind='repair') == 'OK'
    assert cases.published(record)
    assert cases.move(number, 'propose', 'accepted', kind='repair', outcome='granted', text='义务已履行', record_version=1) == 'OK'
    assert cases.move(number, 'confirm', 'checking', kind='repair', actor='reviewer-b', role='reviewer', record_version=1) == 'OK'
    assert cases.value('SELECT state FROM record WHERE id = %d' % record) == 'repaired' and not cases.published(record)
    cases.whole()


def test_a_complaint_goes_to_the_unit_that_the_clerk_names(cases):
    number = 'T20260302000001'
    assert cases.ask('filing', 'file', kind='complaint', number=number, clocks=[]) == ['OK %s new' % number]
    assert cases.move(number, 'accept', 'submitted', kind='complaint') == 'OK'
    assert cases.ask('console', 'show', number=number, source=3) == ['NOT_FOUND']
    assert cases.move(number, 'forward', 'accepted', kind='complaint', forward_to=3) == 'OK'
    assert cases.ask('console', 'show', number=number, source=3)[0] == 'OK' and cases.ask('console', 'show', number=number, source=4) == ['NOT_FOUND']
    assert cases.move(number, 'reply', 'with_provider', kind='complaint', actor='unit-4', role='source', source=4, text='答复') == 'NOT_FOUND'
    assert cases.move(number, 'reply', 'with_provider', kind='complaint', actor='unit-3', role='source', source=3, text='答复') == 'OK'


def test_each_account_makes_its_own_moves_alone(cases):
    record = cases.take()
    number = cases.proposed(record, 'deleted')
    for account, role in (('filing', 'reviewer'), ('clerk', 'reviewer'), ('disclosure', 'reviewer')):
        assert cases.move(number, 'confirm', 'checking', account, actor='x', role=role, record_version=1) == 'DENIED'
    # a confirmation in the applicant's or the worker's clothes
    for account, role in (('filing', 'applicant'), ('clerk', 'system')):
        assert cases.move(number, 'confirm', 'checking', account, actor='x', role=role, record_version=1) == 'INVALID'
    assert cases.ask('console', 'move', number=number, move='withdraw', state='checking', actor='applicant', role='applicant') == ['DENIED']
    assert cases.case(number) == ['checking']


# ------------------------------------------------------------------ corrections

def corrected(cases, record, change):
    number = cases.proposed(record, 'corrected', json.dumps(change, ensure_ascii=False))
    assert cases.confirm(number, record, correction=json.dumps(change, ensure_ascii=False)) == 'OK'
    return number


def which(cases, record):
    return int(cases.value("SELECT REGEXP_SUBSTR(JSON_VALUE(facts, '$.CF_WSH'), '[0-9]+(?=号)') FROM record WHERE id = %d" % record))


def test_a_correction_is_published_and_survives_the_next_delivery(cases):
    record = cases.take()
    row = which(cases, record)
    corrected(cases, record, {'CF_NR_FK': '3'})
    assert cases.sql_root('SELECT amount, version FROM published WHERE record_id = %d' % record) == [['3.000000', '2']]
    assert cases.sql_root("SELECT kind FROM record_event WHERE record_id = %d ORDER BY seq" % record) == [['held'], ['corrected'], ['released']]
    cases.whole()
    for again in ('1', '5'):
        accepted, flagged, rejected, said = cases.load('penalty-decision', csv([penalty(row, DAY, CF_NR_FK=again)]))
        assert (accepted, flagged, rejected) == (1, 1, 0) and '与核查更正结果不一致' in said
        assert cases.sql_root('SELECT amount, version FROM published WHERE record_id = %d' % record) == [['3.000000', '2']]
    assert cases.value("SELECT kind FROM batch_issue ORDER BY batch_id DESC LIMIT 1") == 'decision'
    # the source says the same: from now on it is believed again, but for what was wrong
    assert cases.load('penalty-decision', csv([penalty(row, DAY, CF_NR_FK='3')]))[:3] == (1, 0, 0)
    assert cases.sql_root('SELECT corrected, version FROM record WHERE id = %d' % record) == [['0', '2']]
    assert cases.load('penalty-decision', csv([penalty(row, DAY)]))[:3] == (1, 1, 0)
    assert cases.load('penalty-decision', csv([penalty(row, DAY, CF_NR_FK='4')]))[:3] == (1, 0, 0)
    assert cases.value('SELECT amount FROM published WHERE record_id = %d' % record) == '4.000000'
    cases.whole()


def test_a_corrected_document_number_is_not_another_record(cases):
    record = cases.take()
    row, count = which(cases, record), cases.value('SELECT COUNT(*) FROM record')
    corrected(cases, record, {'CF_WSH': '沈测罚〔2026〕9001号'})
    right = penalty(row, DAY, CF_WSH='沈测罚〔2026〕9001号')
    assert cases.load('penalty-decision', csv([penalty(row, DAY), right]))[:3] == (2, 1, 0)
    assert cases.sql_root('SELECT corrected, document_no, version FROM record WHERE id = %d' % record) == [['0', '沈测罚〔2026〕9001号', '2']]
    assert cases.load('penalty-decision', csv([penalty(row, DAY)]))[:3] == (1, 1, 0)
    assert cases.load('penalty-decision', csv([right]))[:3] == (1, 0, 0)
    assert cases.value('SELECT COUNT(*) FROM record') == count
    cases.whole()


def test_a_correction_without_a_hold_changes_what_is_published(cases):
    record = cases.take()
    number = cases.submit(record)
    assert cases.move(number, 'accept', 'submitted', hold=0) == 'OK'
    cases.propose(number, record, 'corrected', '{"CF_NR_FK":"9"}')
    assert cases.confirm(number, record, correction='{"CF_NR_FK":"9"}') == 'OK'
    assert cases.value('SELECT amount FROM published WHERE record_id = %d' % record) == '9.000000'
    assert cases.value('SELECT kind FROM published_change WHERE record_id = %d ORDER BY id DESC LIMIT 1' % record) == 'corrected'
    cases.whole()


def test_a_correction_waits_while_another_case_holds(cases):
    record = cases.take()
    other = cases.accepted(record, applicant='other')
    corrected(cases, record, {'CF_NR_FK': '6'})
    assert not cases.published(record)
    assert cases.move(other, 'withdraw', 'accepted', 'filing', actor='applicant', role='applicant') == 'OK'
    assert cases.value('SELECT amount FROM published WHERE record_id = %d' % record) == '6.000000'
    cases.whole()


# ------------------------------------------------------------------ queues

def test_queues_by_the_clock_that_ends_first(cases):
    record = cases.take()
    numbers = [cases.submit(record, name='队列测试公司%d' % n) for n in range(3)]
    cases.sql_root("UPDATE case_clock SET due = '2026-03-03' WHERE case_number = '%s' AND step = 'accept'" % numbers[2])
    cases.sql_root("UPDATE casefile SET next_due = '2026-03-03' WHERE number = '%s'" % numbers[2])

    def queue(**what):
        what.setdefault('staff', 'nobody')
        said = cases.ask('console', 'queue', today='2026-03-03', text='队列测试', **what)
        assert said[0] == 'OK'
        return [line.split()[1] for line in said if line.startswith('line')], said[-1]
    assert queue(queue='all')[0] == [numbers[0], numbers[1], numbers[2]]
    assert queue(queue='all', max=1)[0] == [numbers[0]]
    assert queue(queue='all', after='2026-03-02 ' + numbers[0])[0] == [numbers[1], numbers[2]]
    assert queue(queue='overdue')[0] == numbers[:2] and queue(queue='today')[0] == numbers[2:]
    assert queue(queue='overdue')[1] == 'OK counts 0 1 2 0 3 3'
    assert cases.ask('console', 'assign', number=numbers[1], staff='clerk-z') == ['OK']
    assert queue(queue='mine', staff='clerk-z')[0] == [numbers[1]]
    assert queue(queue='all', kind='repair')[0] == []
    assert cases.move(numbers[0], 'accept', 'submitted', hold=0) == 'OK' and cases.move(numbers[0], 'forward', 'accepted') == 'OK'
    assert queue(queue='waiting')[0] == [numbers[0]] and queue(queue='new')[0] == numbers[1:]
    source = int(cases.value('SELECT source_id FROM record WHERE id = %d' % record))
    assert queue(queue='all', source=source)[0] == [numbers[0]] and queue(queue='all', source=source + 1)[0] == []
    assert cases.move(numbers[1], 'withdraw', 'submitted', 'filing', actor='applicant', role='applicant') == 'OK'
    assert queue(queue='closed')[0] == [numbers[1]]
    assert cases.ask('console', 'queue', queue='all', after='nonsense')[0] == 'INVALID'
    assert cases.ask('console', 'assign', number=numbers[1], staff='clerk-z') == ['NOT_FOUND']


def test_no_queue_looks_through_the_whole_table(cases):
    cases.sql_root("INSERT INTO casefile (number, kind, state, rule, code_hash, application, filed_at, is_open, closed_at) "
                   "SELECT CONCAT('Y20250101', LPAD(seq, 6, '0')), 'objection', 'closed', 'r', REPEAT('0', 32), '{}', '2025-01-01' + INTERVAL seq SECOND, FALSE, "
                   "'2025-01-02' + INTERVAL seq SECOND FROM seq_1_to_20000; ANALYZE TABLE casefile")
    where = {
        'mine': "is_open = 1 AND owner = 'x'", 'today': "is_open = 1 AND next_due = '2026-03-03'", 'overdue': "is_open = 1 AND next_due < '2026-03-03'",
        'waiting': "is_open = 1 AND state = 'with_provider'", 'new': "is_open = 1 AND state = 'submitted'", 'all': 'is_open = 1',
    }
    for name, condition in where.items():
        for row in cases.sql_root('EXPLAIN SELECT number FROM casefile c WHERE %s ORDER BY next_due, number LIMIT 20' % condition):
            assert row[5] != 'NULL' and int(row[8]) < 1000, (name, row)
    for row in cases.sql_root('EXPLAIN SELECT number FROM casefile c WHERE is_open = 0 ORDER BY closed_at DESC, number DESC LIMIT 20'):
        assert row[5] == 'casefile_ended' and 'filesort' not in row[9], row
    cases.sql_root("DELETE FROM casefile WHERE number LIKE 'Y20250101%'")


def test_figures(cases):
    said = cases.ask('console', 'figures', by='outcome')
    rows = {line.split()[0]: line.split() for line in said[1:]}
    assert int(rows['deleted'][rows['deleted'].index('upheld') + 1]) == int(rows['deleted'][rows['deleted'].index('decided') + 1]) > 0
    assert int(rows['maintained'][rows['maintained'].index('upheld') + 1]) == 0
    total = cases.ask('console', 'figures', by='all')[1].split()
    assert int(total[2]) == int(cases.value("SELECT COUNT(*) FROM casefile WHERE filed_at >= '2025-12-31 16:00' AND filed_at < '2026-12-31 16:00'"))
    for by in ('kind', 'unit', 'set', 'reason', 'month'):
        assert sum(int(line.split()[line.split().index('filed') + 1]) for line in cases.ask('console', 'figures', by=by)[1:]) == int(total[2])


# ------------------------------------------------------------------ calendar

def test_a_loaded_year_moves_running_clocks_and_keeps_the_old_date(cases):
    number = cases.number()
    assert cases.ask('filing', 'file', record=cases.take(), number=number, clocks=[
        {'step': 'check', 'started_on': '2026-12-30', 'days': 3, 'due': '2027-01-04', 'provisional': 1}]) == ['OK %s new' % number]
    cases.sql_root("INSERT INTO workday (day, working, note) VALUES ('2027-01-01', 0, '元旦'), ('2027-01-04', 0, '测试'); "
                   "INSERT INTO workday_year (year, loaded_at) VALUES (2027, UTC_TIMESTAMP(3))")
    try:
        assert int(cases.ask('console', 'recompute')[0].split()[1]) >= 1
        assert cases.sql_root("SELECT due, due_before, provisional FROM case_clock WHERE case_number = '%s'" % number) == [['2027-01-06', '2027-01-04', '0']]
        assert cases.case(number, 'next_due') == ['2027-01-06']
        assert cases.sql_root("SELECT move, text FROM case_event WHERE case_number = '%s' ORDER BY seq DESC LIMIT 1" % number) == \
            [['calendar', '2027-01-04 → 2027-01-06']]
        assert cases.ask('console', 'recompute') == ['OK 0']
    finally:
        cases.sql_root("DELETE FROM workday WHERE day >= '2027-01-01'; DELETE FROM workday_year WHERE year = 2027")


# ------------------------------------------------------------------ uploads, messages, jobs

def test_uploads_wait_for_their_form(cases):
    assert cases.ask('filing', 'upload', scope='form', files=['证据.pdf'], drop=1) == ['OK', 'OK 证据.pdf clean 100', 'OK', 'NOT_FOUND']
    said = cases.ask('filing', 'upload', scope='full', files=['x.pdf'], repeat=21)
    assert said.count('DENIED') == 1 and said[-1] == 'DENIED'


def test_messages_are_leased_sent_once_and_forgotten(cases):
    cases.sql_root('DELETE FROM outbox')
    number = cases.submit(cases.take(), notices=[{'template': 'received', 'to': '13900000001'}, {'channel': 'desk', 'to': 'role:clerk', 'template': 'desk_filed'}], now=NOON)
    first = cases.ask('clerk', 'outbox', owner='one', now=NOON)
    assert first[0] == 'take OK 1' and ' received 13900000001 %s ' % number in first[1]
    assert cases.ask('clerk', 'outbox', owner='two', now=NOON + 59) == ['take OK 0']
    # the lease is over: another takes it, and the first one's word does not count any more
    again = cases.ask('clerk', 'outbox', owner='two', now=NOON + 60)
    assert again[1].split()[1] == first[1].split()[1]
    assert cases.ask('clerk', 'outbox', owner='three', now=NOON + 121, sent='one')[-1] == 'sent CONFLICT'
    assert cases.ask('clerk', 'outbox', owner='four', now=NOON + 182, sent='four')[-1] == 'sent OK'
    assert cases.ask('clerk', 'outbox', owner='five', now=NOON + 900) == ['take OK 0']
    assert cases.sql_root("SELECT state, LENGTH(recipient), key_no FROM outbox WHERE channel = 'sms'") == [['sent', '0', '0']]
    assert cases.ask('console', 'desk', now=NOON)[0] == 'OK 1'


def test_a_gateway_that_is_down_is_tried_with_growing_pauses(cases):
    cases.sql_root('DELETE FROM outbox')
    cases.submit(cases.take(), notices=[{'template': 'received'}], now=NOON)
    at, pauses = NOON, []
    for _ in range(20):
        assert cases.ask('clerk', 'outbox', now=at, failed='1')[-1] == 'failed OK'
        due = int(float(cases.value("SELECT UNIX_TIMESTAMP(CONVERT_TZ(due_at, '+00:00', @@session.time_zone)) FROM outbox")))
        pauses.append(due - at)
        at = due
    assert pauses[:4] == [60, 120, 240, 480] and max(pauses) == 21600
    assert cases.value('SELECT state FROM outbox') == 'failed'
    assert cases.ask('console', 'desk', now=at)[1:] == ['OK received:failed', 'OK late 0 failed 1']


def test_a_number_gets_so_many_messages_a_day(cases):
    cases.sql_root("DELETE FROM outbox; REPLACE INTO setting (name, value, label) VALUES ('notices_per_day', '2', 'x')")
    for n in range(4):
        cases.submit(cases.take(), notices=[{'template': 'received', 'to': 'same'}], now=NOON)
    assert cases.ask('clerk', 'outbox', now=NOON, sent='clerk-1').count('sent OK') == 2
    assert cases.value("SELECT COUNT(*) FROM outbox WHERE state = 'limited' AND why <> ''") == '2'
    assert cases.ask('clerk', 'outbox', now=NOON + 3600) == ['take OK 0']
    assert cases.ask('clerk', 'outbox', now=NOON + 86400, sent='clerk-1').count('sent OK') == 2
    cases.sql_root("DELETE FROM setting WHERE name = 'notices_per_day'")


def test_jobs_by_leases(cases):
    assert cases.ask('clerk', 'jobs', add='test', argument='a', now=NOON) == ['add OK'] == cases.ask('clerk', 'jobs', add='test', argument='a', now=NOON)
    assert cases.value("SELECT COUNT(*) FROM job WHERE kind = 'test'") == '1'
    said = cases.ask('clerk', 'jobs', take=5, now=NOON, parallel=8)
    assert sorted(said) == ['job test a 0'] + ['take OK 0'] * 7 + ['take OK 1']
    assert cases.ask('clerk', 'jobs', take=5, owner='two', now=NOON + 61, done='one')[-1] == 'done CONFLICT'
    assert cases.ask('clerk', 'jobs', take=5, owner='two', now=NOON + 122, failed='nicht')[-1] == 'failed OK'
    assert cases.ask('clerk', 'jobs', take=5, now=NOON + 150) == ['take OK 0']
    assert cases.ask('clerk', 'jobs', take=5, owner='two', now=NOON + 183, done='two') == ['take OK 1', 'job test a 1', 'done OK']
    assert cases.ask('clerk', 'jobs', take=5, now=NOON + 86400) == ['take OK 0']


# ------------------------------------------------------------------ staff, use log

def test_staff_sign_in_and_lock_out(cases):
    def staff(what, **more):
        return cases.ask('console', 'staff', what=what, **more)[0]
    assert staff('add', name='anna', role='clerk') == 'OK' and staff('add', name='anna', role='clerk') == 'CONFLICT'
    who = int(cases.value("SELECT id FROM staff WHERE name = 'anna'"))
    assert staff('open', id=who, step=5, token='a', now=NOON) == 'OK'
    assert staff('open', id=who, step=5, token='b', now=NOON) == 'CONFLICT' and staff('open', id=who, step=4, token='b', now=NOON) == 'CONFLICT'
    assert staff('who', token='a', now=NOON + 1799) == 'anna clerk failures 0 last 0 OK'
    assert staff('who', token='a', now=NOON + 1799 + 1800) == 'NOT_FOUND'
    for n in range(5):
        assert staff('find', name='anna', now=NOON).startswith('may 1') and staff('fail', id=who, now=NOON) == 'OK'
    assert staff('find', name='anna', now=NOON + 899).startswith('may 0') and staff('open', id=who, step=9, token='c', now=NOON + 899) == 'CONFLICT'
    assert staff('find', name='anna', now=NOON + 901).startswith('may 1') and staff('fail', id=who, now=NOON + 901) == 'OK'
    assert staff('find', name='anna', now=NOON + 901 + 1799).startswith('may 0')
    assert staff('open', id=who, step=9, token='c', now=NOON + 901 + 1801) == 'OK'
    assert staff('who', token='c', now=NOON + 2703) == 'anna clerk failures 6 last %d OK' % NOON
    # ten hours are the most, however busy
    opened = NOON + 901 + 1801
    for at in range(opened + 1500, opened + 36000, 1500):
        assert staff('who', token='c', now=at).endswith('OK'), at - opened
    assert staff('who', token='c', now=opened + 36001) == 'NOT_FOUND'


def test_one_code_opens_one_session_however_many_try(cases):
    cases.ask('console', 'staff', what='add', name='bert', role='reviewer')
    who = int(cases.value("SELECT id FROM staff WHERE name = 'bert'"))
    said = cases.ask('console', 'staff', what='open', id=who, step=77, token='t', now=NOON, parallel=10)
    assert sorted(said) == ['CONFLICT'] * 9 + ['OK']


def test_an_admin_gives_itself_nothing_and_one_admin_stays(cases):
    def staff(what, **more):
        return cases.ask('console', 'staff', what=what, **more)[0]
    for name in ('root-a', 'root-b'):
        staff('add', name=name, role='admin')
    a, b = [int(cases.value("SELECT id FROM staff WHERE name = '%s'" % name)) for name in ('root-a', 'root-b')]
    assert staff('role', id=a, role='reviewer', actor='root-a') == 'DENIED' and staff('disable', id=a, actor='root-a') == 'DENIED'
    assert staff('open', id=b, step=1, token='rb', now=NOON) == 'OK'
    assert staff('disable', id=b, actor='root-a') == 'OK' and staff('who', token='rb', now=NOON + 1) == 'NOT_FOUND'
    assert staff('disable', id=a, actor='someone') == 'DENIED' and staff('role', id=a, role='clerk', actor='someone') == 'DENIED'
    assert staff('reset', id=b, actor='root-a') == 'OK' and staff('disable', id=b, disabled=0, actor='root-a') == 'OK'
    assert staff('role', id=999999, role='clerk', actor='root-a') == 'NOT_FOUND'


def test_a_new_password_ends_the_other_sessions(cases):
    cases.ask('console', 'staff', what='add', name='carl', role='clerk')
    who = int(cases.value("SELECT id FROM staff WHERE name = 'carl'"))
    for step, token in ((1, 'here'), (2, 'there')):
        assert cases.ask('console', 'staff', what='open', id=who, step=step, token=token, now=NOON) == ['OK']
    assert cases.ask('console', 'staff', what='password', id=who, token='here') == ['OK']
    assert cases.ask('console', 'staff', what='who', token='there', now=NOON) == ['NOT_FOUND']
    assert cases.ask('console', 'staff', what='who', token='here', now=NOON)[0].endswith('OK')
    assert cases.ask('console', 'staff', what='password', id=who, token='nobody') == ['NOT_FOUND']


def test_the_use_log_shows_what_was_changed(cases):
    assert cases.ask('console', 'log', add='case.read', actor='anna', object='Y1', purpose='办理') == ['OK']
    assert cases.ask('console', 'log', actor='anna') == ['OK 1', 'anna case.read Y1 办理']
    assert cases.as_program('console', "UPDATE use_log SET actor = 'x'").returncode != 0
    assert cases.as_program('console', 'DELETE FROM use_log').returncode != 0
    # 2026-03-02 ends in Shanghai at 16:00 UTC
    cases.sql_root("INSERT INTO use_log (at, actor, action, object) VALUES ('2026-03-01 16:00:00', 'a', 'b', 'c'), ('2026-03-02 15:59:59.999', 'a', 'b', 'c'), "
                   "('2026-03-02 16:00:00', 'a', 'b', 'c')")
    assert [cases.ask('clerk', 'log', today=day)[0] for day in ('2026-03-02', '2026-03-03', '2026-03-04', '2026-03-04')] == \
        ['NOT_FOUND', 'OK 2026-03-02 2 OK', 'OK 2026-03-03 1 OK', 'NOT_FOUND']
    assert cases.ask('console', 'log', compare='2026-03-02') == ['OK equal'] and cases.ask('console', 'log', compare='2026-03-03') == ['OK equal']
    cases.sql_root("UPDATE use_log SET object = 'd' WHERE at = '2026-03-01 16:00:00'")
    assert cases.ask('console', 'log', compare='2026-03-02') == ['OK different']


def test_deliveries_and_cases_at_once_leave_everything_in_line(cases):
    """Rows change while their records are objected to, held, given back and decided; the clerk folds counters meanwhile."""
    records = [cases.take() for _ in range(4)]
    rows = [which(cases, record) for record in records]
    work = []
    for record in records:
        for n in range(3):
            number = cases.number()
            steps = [('filing', 'file', {'number': number, 'record': record, 'applicant': number}), ('console', 'move', {'move': 'accept', 'state': 'submitted'})]
            steps += [[('filing', 'move', {'move': 'withdraw', 'state': 'accepted', 'actor': 'applicant', 'role': 'applicant'})],
                      [('console', 'move', {'move': 'refuse', 'state': 'accepted', 'text': '测试'})],
                      [('console', 'move', {'move': 'propose', 'state': 'accepted', 'outcome': 'maintained', 'text': '理由'}),
                       ('console', 'move', {'move': 'confirm', 'state': 'checking', 'actor': 'reviewer-b', 'role': 'reviewer'})]][n]
            work.append([(account, command, dict(what, number=number)) for account, command, what in steps])

    def run(steps):
        return [cases.ask(account, command, **what)[0].split()[0] for account, command, what in steps]
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        deliveries = pool.submit(lambda: [cases.load('penalty-decision', csv([penalty(row, DAY, CF_NR_FK=str(round + 2)) for row in rows])) for round in range(6)])
        folds = pool.submit(lambda: [cases.as_program('clerk', 'CALL counters_fold(50, @n)').returncode for _ in range(40)])
        said = list(pool.map(run, work))
        assert [delivery[0] for delivery in deliveries.result()] == [4] * 6 and set(folds.result()) <= {0, 1}
    # only a decision can meet a record that a delivery changed since its proposal
    assert all(answers == ['OK'] * 3 for n, answers in enumerate(said) if n % 3 < 2), said
    assert all(answers[:3] == ['OK'] * 3 and answers[3] in ('OK', 'CONFLICT') for answers in said[2::3]), said
    cases.whole()
    held = {row[0] for row in cases.sql_root('SELECT record_id FROM record_hold WHERE closed_at IS NULL')}
    assert held == {row[0] for row in cases.sql_root('SELECT record_id FROM casefile WHERE held')}


def test_a_connection_that_was_closed_while_idle_loses_nothing(cases):
    record = cases.take()
    for account, command, what in (('filing', 'file', {'record': record}), ('filing', 'show', {'number': 'Y20260302000001', 'applicant_view': 1}),
                                   ('filing', 'open', {'number': 'Y20260302000001', 'network': 'closed'})):
        process = subprocess.Popen([cases.tool, cases.config, account, command, json.dumps(dict(what, repeat=2, pause=2))], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, encoding='utf-8')
        time.sleep(1)
        for row in cases.sql_root("SELECT id FROM information_schema.processlist WHERE user = 'credit_%s'" % account):
            cases.sql_root('KILL %s' % row[0])
        said = process.communicate(timeout=30)[0]
        assert 'UNAVAILABLE' not in said and 'ERROR' not in said, (command, said)
    assert cases.value('SELECT COUNT(*) FROM casefile WHERE record_id = %d' % record) == '2'


def test_filing_is_quick(cases):
    """50 filings a second at p99 below 100 ms are asked; here only that one process alone does 100 a second."""
    record = cases.take()
    begun = time.monotonic()
    said = cases.ask('filing', 'file', record=record, clocks=CLOCKS, notices=[{'template': 'received'}], repeat=200)
    # a number that chance gave twice is refused, and the form draws another
    assert len(said) == 200 and len([line for line in said if line.startswith('OK')]) > 190
    assert time.monotonic() - begun < 2
