"""What applicants do: forms with their faults, files, receipts, query codes, cases; and what bad input gets."""
import concurrent.futures
import datetime
import glob
import json
import os
import re
import socket
import threading
import time
import uuid

import pytest

from applicant import FILES, MAIL, PDF, PERSON, PHONE, USCC, Applicant, Browser, faults, hidden, jpeg, multipart, objection, png
from fcgi import Program


@pytest.fixture(scope='module')
def records(instance):
    """Numbers of published records by what a repair makes of them, and some for objections."""
    routes = {number: json.loads(text)['repair']['route'] for number, text in instance.sql('SELECT number, definition FROM info_set')}
    rows = [(record, routes[number], *rest) for record, number, *rest in instance.sql(
        "SELECT CAST(p.record_id AS CHAR), p.set_number, COALESCE(p.grade, ''), p.decided_on, p.uscc, p.is_person, s.code"
        " FROM published p JOIN (SELECT number, code FROM info_set) s ON s.number = p.set_number ORDER BY p.decided_on DESC")]
    today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()
    months = {'ordinary': 3, 'serious': 12}
    of = {'any': [], 'portal': [], 'early': [], 'court': [], 'person': []}
    for record, route, grade, day, uscc, person, code in rows:
        if person:
            of['person'].append(record)
        elif uscc and code == 'penalty-decision':
            of['any'].append(record)
        if route == 'portal' and code == 'penalty-decision' and grade:
            wait = (today - day).days
            (of['portal'] if wait > 31 * months.get(grade, 0) else of['early'] if wait < 28 * months.get(grade, 0) else []).append(record)
        if route == 'court':
            of['court'].append(record)
    return of


@pytest.fixture
def applicant(instance):
    return Applicant(instance)


def cases(instance):
    return instance.sql('SELECT COUNT(*) FROM casefile')[0][0]


# ---------------------------------------------------------------- the forms

def test_a_form_has_the_record_a_token_and_is_never_kept(applicant, records):
    fields = applicant.open(f'/objections/new?record={records["any"][0]}')
    assert set(fields) == {'token', 'idempotency_key', 'record'} and re.fullmatch('[0-9a-f]{32}', fields['idempotency_key'])
    assert fields['record'] == records['any'][0] and applicant.page.header('Cache-Control') == 'no-store'
    cookie = next(v for k, v in applicant.page.headers if k == 'Set-Cookie')
    assert cookie.startswith('form=') and 'HttpOnly' in cookie and 'SameSite=Lax' in cookie
    assert '20' in applicant.page.text and 'name="robots" content="noindex' in applicant.page.text


def test_a_form_without_a_record_helps_to_find_one(applicant, records):
    assert 'action="/objections/new"' in applicant.get('/objections/new').text
    assert applicant.get('/repairs/new').status == 200
    link = applicant.get(f'/objections/new?record=http%3A%2F%2Fx%2Frecords%2F{records["any"][0]}')
    assert link.status == 200 and 'name="statement"' in link.text
    for nothing in ('1', 'abc', '9' * 19, '9' * 400, '-1', '%E4%B8%AD'):
        answer = applicant.get(f'/objections/new?record={nothing}')
        assert answer.status == 404 and 'id="f-record"' in answer.text and faults(answer.text)


FAULTS = [
    ('record', {'record': '12'}), ('record', {'record': 'x'}), ('applicant_kind', {'applicant_kind': None}), ('applicant_kind', {'applicant_kind': 'ghost'}),
    ('applicant_name', {'applicant_name': ' '}), ('applicant_name', {'applicant_name': '名' * 101}), ('applicant_code', {'applicant_code': None}),
    ('applicant_code', {'applicant_code': '91350100M000100Y44'}), ('applicant_code', {'applicant_code': '00000000000000000X'}),
    ('applicant_code', {'applicant_code': PERSON[:-1]}), ('applicant_code', {'applicant_kind': 'person'}),
    ('applicant_code', {'applicant_kind': 'person', 'applicant_code': '110105194912310021'}), ('agent_code', {'agent_name': '王五'}),
    ('agent_name', {'agent_code': PERSON}), ('agent_code', {'agent_name': '王五', 'agent_code': USCC}), ('phone', {'phone': None}),
    ('phone', {'phone': '1380000'}), ('phone', {'phone': '这是电话'}), ('email', {'email': 'a@b'}), ('email', {'email': 'a b@example.com, c@example.com'}),
    ('reason', {'reason': None}), ('reason', {'reason': 'because'}), ('statement', {'statement': '太短'}), ('statement', {'statement': '长' * 2001}),
    ('declaration', {'declaration': None}),
]


@pytest.mark.parametrize('field, changes', FAULTS, ids=[f'{f}-{n}' for n, (f, _) in enumerate(FAULTS)])
def test_a_fault_stands_beside_its_field_and_in_the_summary(instance, applicant, records, field, changes):
    before = cases(instance)
    answer = applicant.object(records['any'][0], **changes)
    assert answer.status == 422 and set(faults(answer.text)) == {field} and faults(answer.text)[field]
    assert f'<a href="#f-{field}">' in answer.text and f'id="f-{field}"' in answer.text
    assert answer.header('Cache-Control') == 'no-store' and cases(instance) == before
    wanted = objection(records['any'][0], **changes)
    for name in ('applicant_name', 'phone', 'email'):
        value = wanted.get(name, '').strip()
        assert f'name="{name}"' in answer.text and (not value or f'value="{value}"' in answer.text)
    assert wanted['statement'] in answer.text
    assert re.findall(r'class="file-n">([^<]+)', answer.text) == ['营业执照.pdf', '决定书.pdf']


def test_a_code_whose_check_is_wrong_may_be_confirmed(applicant, records):
    answer = applicant.object(records['any'][1], applicant_code='91350100M000100Y44')
    assert answer.status == 422 and 'name="applicant_code_sure"' in answer.text
    assert applicant.object(records['any'][1], applicant_code='91350100M000100Y44', applicant_code_sure='yes').status == 303


@pytest.mark.parametrize('files, field', [
    ([FILES[1]], 'identity'), ([FILES[0]], 'evidence'), (FILES + [('identity', f'{n}.pdf', PDF + b'%d' % n) for n in range(3)], 'identity'),
    (FILES + [('evidence', f'{n}.pdf', PDF + b'%d' % n) for n in range(5)], 'evidence'), ([FILES[0], ('evidence', 'a.pdf', b'')], 'evidence')])
def test_files_are_counted(applicant, records, files, field):
    answer = applicant.object(records['any'][0], files=files)
    assert answer.status == 422 and set(faults(answer.text)) == {field}


def test_a_reason_takes_the_place_of_evidence(applicant, records):
    assert applicant.object(records['any'][2], files=[FILES[0]], no_evidence_reason='原件在火灾中烧毁。').status == 303


def test_kept_files_need_not_be_sent_again(instance, applicant, records):
    answer = applicant.object(records['any'][0], statement='短')
    kept = hidden(answer.text, '/objections')
    assert [n for n, _ in kept if n.endswith('_kept')] == ['identity_kept', 'evidence_kept']
    fields = [(n, v) for n, v in kept if n != 'record'] + list(objection(records['any'][0]).items())
    answer = applicant.post('/objections', fields, [('evidence', '另一份.jpg', jpeg(30, 40))])
    number, _ = applicant.receipt(answer.header('Location'))
    assert instance.sql('SELECT purpose, name, type FROM attachment WHERE case_number = %s ORDER BY id', number) == (
        ('identity', '营业执照.pdf', 'application/pdf'), ('evidence', '决定书.pdf', 'application/pdf'), ('evidence', '另一份.jpg', 'image/jpeg'))


def test_a_kept_file_can_be_taken_off_and_nobody_else_can_use_it(instance, applicant, records):
    answer = applicant.object(records['any'][0], statement='短')
    kept = hidden(answer.text, '/objections')
    drop = dict(kept)['evidence_kept']
    fields = [(n, v) for n, v in kept if n != 'record'] + list(objection(records['any'][0], statement='短').items())
    answer = applicant.post('/objections', fields + [('drop', drop)])
    assert answer.status == 200 and not faults(answer.text) and re.findall(r'class="file-n">([^<]+)', answer.text) == ['营业执照.pdf']
    thief = Applicant(instance)
    own = thief.open(f'/objections/new?record={records["any"][0]}')
    answer = thief.post('/objections', list(own.items()) + list(objection(records['any'][0]).items())[1:] + [('identity_kept', dict(kept)['identity_kept'])], [FILES[1]])
    assert answer.status == 422 and 'identity' in faults(answer.text)


def test_answers_are_looked_over_before_they_are_filed(instance, applicant, records):
    before = cases(instance)
    fields = applicant.open(f'/objections/new?record={records["any"][0]}')
    answer = applicant.post('/objections', {**fields, **objection(records['any'][0], statement='第一行的说明文字\n第二行 <b>'), 'step': 'check'}, FILES)
    assert answer.status == 200 and cases(instance) == before
    for text in ('核对并提交', '辽宁示例装备有限公司', '内容有误', '第二行 &lt;b&gt;', '营业执照.pdf'):
        assert text in answer.text
    carried = hidden(answer.text, '/objections')
    back = applicant.post('/objections', carried + [('step', 'edit')])
    assert back.status == 200 and 'value="辽宁示例装备有限公司"' in back.text and '第二行 &lt;b&gt;</textarea>' in back.text
    answer = applicant.post('/objections', carried)
    assert answer.status == 303 and cases(instance) == before + 1


# ---------------------------------------------------------------- tokens and keys

def test_an_expired_token_brings_the_form_again_with_everything(instance, applicant, records):
    before = cases(instance)
    fields = applicant.open(f'/objections/new?record={records["any"][0]}')
    good = fields['token']
    for token in ('', 'x', '1.' + good.split('.')[1], str(int(good.split('.')[0]) + 1) + '.' + good.split('.')[1]):
        answer = applicant.post('/objections', {**fields, **objection(records['any'][0]), 'token': token}, FILES)
        assert answer.status == 403 and cases(instance) == before
        assert 'value="辽宁示例装备有限公司"' in answer.text and '罚款金额写错了' in answer.text
        assert re.findall(r'class="file-n">([^<]+)', answer.text) == ['营业执照.pdf', '决定书.pdf']
    again = hidden(answer.text, '/objections')
    assert dict(again)['idempotency_key'] == fields['idempotency_key']
    rest = [(n, v) for n, v in objection(records['any'][0]).items() if n != 'record']
    assert applicant.post('/objections', again + rest).status == 303


def test_a_token_is_for_one_browser_and_one_address(instance, applicant, records):
    fields = applicant.open(f'/objections/new?record={records["any"][0]}')
    other = Applicant(instance)
    other.open('/complaints/new')
    assert other.post('/objections', {**fields, **objection(records['any'][0])}, FILES).status == 403
    assert applicant.post('/repairs', {**fields, **objection(records['any'][0])}).status == 403
    assert Browser(instance).post('/objections', {**fields, **objection(records['any'][0])}, FILES).status == 403


def test_the_same_key_is_the_same_receipt_and_another_form_is_409(instance, applicant, records):
    fields = {**applicant.open(f'/objections/new?record={records["any"][3]}'), **objection(records['any'][3])}
    first = applicant.post('/objections', fields, FILES)
    before = cases(instance)
    again = applicant.post('/objections', fields, FILES)
    assert first.status == again.status == 303 and first.header('Location') == again.header('Location')
    assert applicant.receipt(first.header('Location')) == applicant.receipt(again.header('Location'))
    for changes, files in (({'statement': '另一种说法，另一种说法。'}, FILES), ({}, FILES[:1] + [('evidence', '决定书.pdf', PDF + b'%other')])):
        answer = applicant.post('/objections', {**fields, **changes, 'no_evidence_reason': ''}, files)
        assert answer.status == 409 and '已经提交过' in answer.text and '/cases' in answer.text
    assert cases(instance) == before


def test_200_equal_submissions_are_one_case(instance, applicant, records):
    fields = {**applicant.open(f'/objections/new?record={records["any"][4]}'), **objection(records['any'][4])}
    body, kind = multipart(fields.items(), FILES)
    before = cases(instance)

    def send(_):
        one = Browser(instance)
        one.cookies = dict(applicant.cookies)
        answer = one.ask('POST', '/objections', body, kind)
        return answer.status, answer.header('Location')

    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(200)))
    assert {status for status, _ in answers} == {303} and len({place for _, place in answers}) == 1
    assert cases(instance) == before + 1


# ---------------------------------------------------------------- receipt, code, case

def test_a_receipt_says_what_runs_and_is_for_its_browser_alone(instance, applicant, records):
    number, code = applicant.filed(records['any'][5])
    assert re.fullmatch(r'Y\d{14}', number) and re.fullmatch('[A-HJKMNP-Z2-9]{10}', code)
    due = re.findall(r'<time class="due" datetime="(\d{4}-\d\d-\d\d)">', applicant.page.text)
    stored = instance.sql('SELECT due FROM case_clock WHERE case_number = %s ORDER BY seq', number)
    assert due == [str(row[0]) for row in stored] and len(due) == 2
    assert '《辽宁省公共信用信息管理办法》' in applicant.page.text and applicant.page.header('Cache-Control') == 'no-store'
    stranger = Browser(instance)
    assert stranger.get(f'/receipts/{number}').status == 404
    assert strip(stranger.get(f'/receipts/{number}').text) == strip(stranger.get('/receipts/Y20200101000000').text)
    stranger.cookies = {'case': applicant.cookies['case'][:-1] + ('0' if applicant.cookies['case'][-1] != '0' else '1')}
    assert stranger.get(f'/receipts/{number}').status == 404
    assert stranger.get(f'/cases/{number}').header('Location') == f'/cases?number={number}'


def strip(text):
    """A page without what differs each time."""
    return re.sub(r'[YXT]\d{14}|value="[^"]*"|back=[^"]*|请求编号[^<]*', '', text)


def test_number_and_code_open_the_case_as_people_type_them(instance, applicant, records):
    number, code = applicant.filed(records['any'][6])
    for typed_number, typed_code in ((number, code), (number.lower(), code.lower()), (f' {number[:5]} {number[5:]}', f'{code[:3]}-{code[3:6]} {code[6:]}'),
                                     (''.join(chr(ord(c) + 0xfee0) for c in number), ''.join(chr(ord(c) + 0xfee0) for c in code) + '　')):
        other = Applicant(instance)
        answer = other.query(typed_number, typed_code)
        assert answer.status == 303 and answer.header('Location') == f'/cases/{number}'
        page = other.get(f'/cases/{number}')
        assert page.status == 200 and 'data-state="submitted"' in page.text and page.header('Cache-Control') == 'no-store'
        assert page.text.count('<time class="due"') == 2 and code not in page.text
        assert other.get(f'/receipts/{number}').status == 404  # it did not file it


def test_wrong_codes_wait_and_the_right_one_opens_from_elsewhere(instance, applicant, records):
    number, code = applicant.filed(records['any'][7])
    unknown = 'Y20260101' + f'{int(time.time()) % 1000000:06d}'
    seen = {}
    for name in (number, unknown):
        guesser = Applicant(instance)
        answers = [guesser.query(name, 'AAAAAAAAAA') for _ in range(5)]
        assert [a.status for a in answers] == [422] * 5
        answers.append(guesser.query(name, 'AAAAAAAAAA'))
        last = guesser.query(name, code if name == number else 'BBBBBBBBBB')
        assert last.status == 429 and int(last.header('Retry-After')) > 0 and 'number' in last.text
        seen[name] = [strip(a.text) for a in answers]
    assert seen[number] == seen[unknown]
    assert Applicant(instance, address='127.0.0.2').query(number, code).status == 303
    assert Applicant(instance).query(number, code).status == 429


def test_what_cannot_be_a_number_or_a_code_is_said(instance, applicant):
    for number in ('Z123', '一二三', 'Y2026', "Y' OR 1=1", 'Y2026112212345六'):
        answer = applicant.query(number, 'AAAAAAAAAA')
        assert answer.status == 422 and set(faults(answer.text)) == {'number'}
    for code in ('AAAAAAAAA', 'AAAAAAAAAAA', '查询码', '          '):
        answer = applicant.query('Y20260101000000', code)
        assert answer.status == 422 and set(faults(answer.text)) == {'code'}


def test_an_applicant_adds_to_a_case_and_takes_it_back(instance, applicant, records):
    number, _ = applicant.filed(records['any'][8])
    page = applicant.get(f'/cases/{number}')
    fields = dict(hidden(page.text, f'/cases/{number}/supplement'))
    answer = applicant.post(f'/cases/{number}/supplement', {**fields, 'statement': ''}, [('evidence', '补充.png', png(8, 8))])
    assert answer.status == 422 and set(faults(answer.text)) == {'statement'} and '补充.png' in answer.text
    kept = hidden(answer.text, f'/cases/{number}/supplement')
    for _ in range(2):  # the same again is the same
        answer = applicant.post(f'/cases/{number}/supplement', kept + [('statement', '补充一张照片')])
        assert answer.status == 303 and answer.header('Location') == f'/cases/{number}'
    assert instance.sql("SELECT COUNT(*) FROM case_event WHERE case_number = %s AND move = 'supplement'", number)[0][0] == 1
    told = instance.sql("SELECT channel, template FROM outbox WHERE case_number = %s AND template LIKE '%%supplemented'", number)
    assert sorted(told) == [('desk', 'desk_supplemented'), ('mail', 'supplemented'), ('sms', 'supplemented')]
    page = applicant.get(f'/cases/{number}')
    assert '补充一张照片' in page.text and '补充.png' in page.text
    fields = dict(hidden(page.text, f'/cases/{number}/withdraw'))
    assert applicant.post(f'/cases/{number}/withdraw', fields).status == 303
    page = applicant.get(f'/cases/{number}')
    assert 'data-state="withdrawn"' in page.text and f'/cases/{number}/supplement' not in page.text
    late = applicant.post(f'/cases/{number}/supplement', {'token': dict(kept)['token'], 'idempotency_key': uuid.uuid4().hex, 'statement': '太晚了'})
    assert late.status == 409 and 'data-state="withdrawn"' in late.text


def test_nobody_else_adds_or_withdraws(instance, applicant, records):
    number, _ = applicant.filed(records['any'][9])
    stranger = Applicant(instance)
    stranger.filed(records['any'][10])
    fields = dict(hidden(applicant.get(f'/cases/{number}').text, f'/cases/{number}/withdraw'))
    for place in ('supplement', 'withdraw'):
        for case in (number, 'Y20200101000000'):
            answer = stranger.post(f'/cases/{case}/{place}', {**fields, 'statement': '不是我的'})
            assert answer.status == 404
    assert 'data-state="submitted"' in applicant.get(f'/cases/{number}').text


def test_files_are_downloads_for_the_case_alone(instance, applicant, records):
    number, _ = applicant.filed(records['any'][11], files=[('identity', '<b>%22执照%22.pdf', PDF), ('evidence', '决定书.png', png(9, 9))])
    page = applicant.get(f'/cases/{number}')
    places = re.findall(rf'/cases/{number}/files/\d+', page.text)
    first = applicant.get(places[0])
    assert len(places) == 2 and first.status == 200 and first.body == PDF and first.header('Content-Type') == 'application/pdf'
    assert first.header('Content-Disposition').startswith('attachment;') and '"_b_' in first.header('Content-Disposition')
    assert first.header('X-Content-Type-Options') == 'nosniff' and 'sandbox' in first.header('Content-Security-Policy')
    assert first.header('Cache-Control') == 'no-store' and not first.header('X-Accel-Redirect')
    assert applicant.get(places[1]).body == png(9, 9)
    other = Applicant(instance)
    own, _ = other.filed(records['any'][12])
    stranger = Browser(instance)
    for browser, place in ((stranger, places[0]), (other, places[0]), (other, f'/cases/{own}/files/{places[0].rsplit("/", 1)[1]}'), (other, f'/cases/{own}/files/99999999')):
        assert browser.get(place).status == 404
    digest = instance.sql('SELECT LOWER(HEX(sha256)) FROM attachment WHERE case_number = %s', number)[0][0]
    assert Browser(instance).get(f'/_files/{digest[:2]}/{digest[2:4]}/{digest}').status == 404


def test_a_lost_code_is_sent_to_the_registered_contact_with_one_answer_for_all(instance, applicant, records):
    number, _ = applicant.filed(records['any'][13])
    count = lambda: instance.sql("SELECT COUNT(*) FROM outbox WHERE template = 'code' AND case_number = %s", number)[0][0]
    pages = []
    for name, contact, sent in ((number, PHONE, 1), (number, '+86 138-0000-0000', 2), (number, MAIL.upper().replace('ZHANG.SAN', 'zhang.san'), 3), (number, '13900000000', 3),
                                ('Y20200101000000', PHONE, 3)):
        asker = Applicant(instance)
        fields = dict(hidden(asker.get('/cases/code').text, '/cases/code'))
        answer = asker.post('/cases/code', {**fields, 'number': name, 'contact': contact})
        assert answer.status == 200 and count() == sent
        pages.append(strip(answer.text))
    assert len(set(pages)) == 1


def test_leaving_a_shared_computer_forgets_the_cases(applicant, records):
    number, _ = applicant.filed(records['any'][14])
    fields = dict(hidden(applicant.get(f'/cases/{number}').text, '/cases/leave'))
    assert applicant.post('/cases/leave', fields).status == 303
    assert applicant.get(f'/cases/{number}').status == 303 and applicant.get(f'/receipts/{number}').status == 404


# ---------------------------------------------------------------- what is stored

def test_numbers_of_persons_are_sealed(instance, applicant, records):
    number, _ = applicant.filed(records['any'][15], applicant_kind='person', applicant_name='李四', applicant_code=PERSON.lower(), agent_name='王五',
                                agent_code='440524188001010014')
    application = json.loads(instance.sql('SELECT application FROM casefile WHERE number = %s', number)[0][0])
    assert application['applicant_code'] == '1***************2X' and application['phone'] == '138****0000' and 'statement' in application
    text = repr(instance.sql('SELECT * FROM casefile WHERE number = %s', number)) + repr(instance.sql('SELECT * FROM case_person WHERE case_number = %s', number)) + \
        repr(instance.sql('SELECT * FROM outbox WHERE case_number = %s', number))
    for secret in (PERSON, PHONE, MAIL, '440524188001010014'):
        assert secret not in text
    assert instance.sql('SELECT role, LENGTH(code) > 48, key_no >= 2 FROM case_person WHERE case_number = %s ORDER BY role', number) == (('agent', 1, 1), ('applicant', 1, 1))
    notices = instance.sql('SELECT channel, template, key_no > 0 FROM outbox WHERE case_number = %s ORDER BY channel', number)
    assert notices == (('desk', 'desk_filed', 0), ('mail', 'received', 1), ('sms', 'received', 1))


@pytest.fixture
def setting(instance):
    """Changes settings for one test."""
    before = {}

    def change(name, value):
        before.setdefault(name, instance.sql('SELECT value FROM setting WHERE name = %s', name)[0][0])
        instance.sql('UPDATE setting SET value = %s WHERE name = %s', value, name)
        time.sleep(5.5)  # programs look every five seconds
    yield change
    for name, value in before.items():
        instance.sql('UPDATE setting SET value = %s WHERE name = %s', value, name)
    time.sleep(5.5)


def test_a_hold_from_receipt_takes_the_record_down_within_its_caps(instance, applicant, records, setting):
    record = records['any'][20]
    setting('hold_from', 'receipt')
    number, _ = applicant.filed(record)
    assert '已经暂停公示' in applicant.page.text
    deadline = time.monotonic() + 5
    while instance.get(f'/records/{record}').status != 404:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    # a second one may be filed: nothing of the record is shown
    page = applicant.get(f'/objections/new?record={record}')
    assert page.status == 200 and '暂停公示' in page.text and instance.sql('SELECT name FROM record WHERE id = %s', record)[0][0] not in page.text
    instance.sql("UPDATE setting SET value = '1' WHERE name = 'caps_record'")
    try:
        time.sleep(5.5)
        second, _ = applicant.filed(record)
        assert instance.sql('SELECT held, over_cap FROM casefile WHERE number = %s', second) == ((0, 1),) and '已达上限' in applicant.page.text
    finally:
        instance.sql("UPDATE setting SET value = '3' WHERE name = 'caps_record'")
    for each in (second, number):
        fields = dict(hidden(applicant.get(f'/cases/{each}').text, f'/cases/{each}/withdraw'))
        assert applicant.post(f'/cases/{each}/withdraw', fields).status == 303
    time.sleep(2.5)
    assert instance.get(f'/records/{record}').status == 200


def test_due_dates_and_rule_are_stored_with_the_case(instance, applicant, records):
    number, code = applicant.filed(records['any'][16])
    row = instance.sql('SELECT kind, state, rule, channel, reason, LOWER(HEX(code_hash)) FROM casefile WHERE number = %s', number)[0]
    import hashlib
    assert row == ('objection', 'submitted', 'liaoning-2016', 'online', 'inaccurate', hashlib.sha256(code.encode()).hexdigest())
    assert [r[0] for r in instance.sql('SELECT step FROM case_clock WHERE case_number = %s ORDER BY step', number)] == ['accept', 'check']


def test_stored_files_stand_under_their_digest(instance, applicant, records):
    number, _ = applicant.filed(records['any'][17])
    for (digest,) in instance.sql('SELECT LOWER(HEX(sha256)) FROM attachment WHERE case_number = %s', number):
        path = os.path.join(instance.state, 'files', digest[:2], digest[2:4], digest)
        assert os.stat(path).st_mode & 0o777 == 0o640


def test_cookies_of_an_https_site_are_its_own(instance, own_program, records):
    program = own_program()
    answer = program.ask('GET', f'/objections/new?record={records["any"][0]}', b'', {'HTTPS': 'on'})
    cookie = answer.header('Set-Cookie')
    assert cookie.startswith('__Host-form=') and '; Secure' in cookie and 'Path=/' in cookie
    fields = dict(hidden(answer.text, '/objections'))
    body, kind = multipart({**fields, **objection(records['any'][0])}.items(), FILES)
    answer = program.ask('POST', '/objections', body, {'HTTPS': 'on', 'Content-Type': kind, 'Cookie': cookie.split(';')[0]})
    assert answer.status == 303 and answer.header('Set-Cookie').startswith('__Host-case=')
    receipt = program.ask('GET', answer.header('Location'), b'', {'HTTPS': 'on', 'Cookie': answer.header('Set-Cookie').split(';')[0]})
    assert receipt.status == 200 and 'query-code' in receipt.text


# ---------------------------------------------------------------- repair and complaint

def repair(on, **changes):
    fields = objection(on, **changes)
    fields.pop('reason', None)
    return fields


PAPERS = [('identity', '执照.pdf', PDF), ('proof', '缴款凭证.jpg', jpeg(100, 80)), ('commitment', '承诺书.pdf', PDF + b'%signed')]


def test_a_repair_says_before_who_does_it_and_from_when(instance, applicant, records):
    if records['court']:
        page = applicant.get(f'/repairs/new?record={records["court"][0]}')
        assert '执行法院' in page.text and 'name="proof"' not in page.text
    if records['early']:
        page = applicant.get(f'/repairs/new?record={records["early"][0]}')
        assert 'name="proof"' not in page.text and '/repairs/new.ics?record=' in page.text and '不收费' in page.text
    page = applicant.get(f'/repairs/new?record={records["portal"][0]}')
    assert 'name="proof"' in page.text and '10 个工作日' in page.text and f'/repairs/commitment?record={records["portal"][0]}' in page.text


def test_a_repair_is_filed_with_its_two_papers(instance, applicant, records):
    record = records['portal'][0]
    fields = applicant.open(f'/repairs/new?record={record}')
    answer = applicant.post('/repairs', {**fields, **repair(record, statement='罚款已经缴清，问题已经整改。')}, PAPERS[:2])
    assert answer.status == 422 and set(faults(answer.text)) == {'commitment'}
    kept = [(n, v) for n, v in hidden(answer.text, '/repairs') if n != 'record']
    answer = applicant.post('/repairs', kept + list(repair(record, statement='罚款已经缴清，问题已经整改。').items()), PAPERS[2:])
    number, _ = applicant.receipt(answer.header('Location'))
    assert number.startswith('X')
    assert instance.sql('SELECT kind, rule FROM casefile WHERE number = %s', number) == (('repair', 'national-2026'),)
    assert [r[0] for r in instance.sql('SELECT step FROM case_clock WHERE case_number = %s ORDER BY step', number)] == ['accept', 'repair_site']


def test_a_repair_of_another_or_too_early_is_refused(applicant, records):
    for record in records['court'][:1] + records['early'][:1]:
        fields = dict(hidden(applicant.get(f'/repairs/new?record={records["portal"][0]}').text, '/repairs'))
        answer = applicant.post('/repairs', {**fields, **repair(record)}, PAPERS)
        assert answer.status == 422 and '修复' in answer.text


def test_the_calendar_file_and_the_letter_belong_to_the_record(instance, applicant, records):
    record = (records['early'] or records['portal'])[0]
    answer = applicant.get(f'/repairs/new.ics?record={record}')
    assert answer.status == 200 and answer.header('Content-Type').startswith('text/calendar') and answer.header('Content-Disposition').startswith('attachment')
    assert answer.body.startswith(b'BEGIN:VCALENDAR\r\n') and answer.body.endswith(b'END:VCALENDAR\r\n') and all(len(line) <= 75 for line in answer.body.split(b'\r\n'))
    assert re.search(rb'DTSTART;VALUE=DATE:\d{8}\r\n', answer.body) and f'record={record}'.encode() in answer.body.replace(b'\r\n ', b'')
    letter = applicant.get(f'/repairs/commitment?record={record}')
    name = instance.sql('SELECT name FROM published WHERE record_id = %s', record)[0][0]
    assert letter.status == 200 and '信用承诺书' in letter.text and name in letter.text
    assert applicant.get('/repairs/new.ics?record=1').status == 404 and applicant.get('/repairs/commitment?record=1').status == 404


def complaint(**changes):
    fields = {'kind': 'paid_repair', 'about': '某某信用修复公司', 'statement': '收取八千元，承诺三天删除处罚信息。', 'phone': '024-12345678', 'confidential': 'yes'}
    fields.update(changes)
    return {k: v for k, v in fields.items() if v is not None}


def test_a_complaint_is_filed_with_phone_or_mail(instance, applicant):
    for changes in ({}, {'phone': None, 'email': MAIL}):
        fields = applicant.open('/complaints/new?kind=paid_repair')
        answer = applicant.post('/complaints', {**fields, **complaint(**changes)})
        number, _ = applicant.receipt(answer.header('Location'))
        assert number.startswith('T') and '保密' in applicant.page.text
        assert instance.sql('SELECT kind, reason, applicant_name FROM casefile WHERE number = %s', number) == (('complaint', 'paid_repair', ''),)


@pytest.mark.parametrize('field, changes', [('kind', {'kind': 'other'}), ('about', {'about': None}), ('statement', {'statement': '短'}), ('phone', {'phone': None}),
                                            ('phone', {'phone': '110'}), ('email', {'email': 'nobody'})])
def test_a_faulty_complaint_comes_back(applicant, field, changes):
    fields = applicant.open('/complaints/new')
    answer = applicant.post('/complaints', {**fields, **complaint(**changes)})
    assert answer.status == 422 and set(faults(answer.text)) == {field} and '某某信用修复公司' in answer.text or field == 'about'


def test_a_form_may_come_urlencoded(applicant):
    fields = applicant.open('/complaints/new')
    from urllib.parse import urlencode
    answer = applicant.ask('POST', '/complaints', urlencode({**fields, **complaint()}).encode(), 'application/x-www-form-urlencoded')
    assert answer.status == 303


# ---------------------------------------------------------------- bad input

def worker_peak(instance):
    """The most memory that any worker of filing ever held, in KiB."""
    peak = 0
    for path in glob.glob('/proc/[0-9]*/cmdline'):
        try:
            with open(path, 'rb') as f:
                words = f.read().split(b'\0')
            if words[0].endswith(b'/filing') and os.path.join(instance.state, 'conf', 'filing.conf').encode() in words:
                with open(path.replace('cmdline', 'status'), encoding='ascii') as f:
                    peak = max(peak, int(re.search(r'VmHWM:\s+(\d+)', f.read()).group(1)))
        except (OSError, AttributeError):
            continue
    return peak


BOMBS = [
    ('picture', [('identity', 'a.png', png(30000, 30000)), FILES[1]]), ('wide', [('identity', 'a.png', png(20001, 1)), FILES[1]]),
    ('photo', [('identity', 'a.jpg', jpeg(65000, 65000)), FILES[1]]), ('pdf-as-jpg', [('identity', 'a.jpg', PDF), FILES[1]]),
    ('html-as-pdf', [('identity', 'a.pdf', b'<!DOCTYPE html><script>alert(1)</script>'), FILES[1]]),
    ('html-in-pdf', [('identity', 'a.pdf', b'%PDF-1.4\n<html><script>alert(1)</script></html>'), FILES[1]]),
    ('program', [('identity', 'a.pdf', b'MZ' + b'\0' * 100), FILES[1]]), ('no-ending', [('identity', 'a', PDF), FILES[1]]),
    ('zip-as-png', [('identity', 'a.png', b'PK\3\4' + b'\0' * 100), FILES[1]]), ('cut-jpeg', [('identity', 'a.jpg', jpeg(10, 10)[:60]), FILES[1]]),
]


@pytest.mark.parametrize('files', [f for _, f in BOMBS], ids=[n for n, _ in BOMBS])
def test_a_file_that_is_none_of_the_three_is_refused(instance, applicant, records, files):
    before, peak = cases(instance), worker_peak(instance)
    fields = applicant.open(f'/objections/new?record={records["any"][0]}')
    begun = time.monotonic()
    answer = applicant.post('/objections', {**fields, **objection(records['any'][0])}, files)
    assert time.monotonic() - begun < 2 and answer.status == 422 and set(faults(answer.text)) == {'identity'}
    assert re.findall(r'class="file-n">([^<]+)', answer.text) == ['决定书.pdf']  # the good one is kept
    assert cases(instance) == before and worker_peak(instance) - peak < 32 * 1024


@pytest.mark.parametrize('name', [b'a"b".pdf', b'../../../etc/passwd.pdf', b'a\\..\\b.pdf', 'a\u202efdp.exe.pdf'.encode(), b"a'b;c$(id)`x`.pdf", b'%0d%0aX: y.pdf', b'.pdf',
                                  b'con\x01\x02.pdf', b'\xff\xfe.pdf'])
def test_names_of_files_are_made_safe(instance, applicant, records, name):
    answer = applicant.object(records['any'][0], files=[('identity', name, PDF), FILES[1]], statement='短')
    if answer.status == 422 and 'identity' not in faults(answer.text):
        shown = re.findall(r'class="file-n">([^<]+)', answer.text)[0]
        assert shown.endswith('.pdf') and not re.search('["\'<>/\\\\\u202e\r\n\x01&$`]', shown) and '..' not in shown
    else:
        assert answer.status in (400, 422)


def test_a_name_with_nul_or_a_line_break_is_refused(applicant, records):
    for name in (b'a\0.pdf', b'a\r\nX-Evil: 1\r\n.pdf'):
        assert applicant.object(records['any'][0], files=[('identity', name, PDF), FILES[1]]).status in (400, 422)


def test_a_file_that_is_too_large_leaves_the_rest(instance, applicant, records):
    before, peak = cases(instance), worker_peak(instance)
    answer = applicant.object(records['any'][0], files=[('identity', '大.pdf', PDF + b'x' * (10 * 1024 * 1024)), FILES[1]])
    assert answer.status == 413 and set(faults(answer.text)) == {'identity'} and '10 MB' in faults(answer.text)['identity']
    assert re.findall(r'class="file-n">([^<]+)', answer.text) == ['决定书.pdf'] and 'value="辽宁示例装备有限公司"' in answer.text
    assert cases(instance) == before and worker_peak(instance) - peak < 32 * 1024


def test_files_of_30_mib_are_taken_and_more_is_413(applicant, records):
    whole = PDF + b'x' * (10 * 1024 * 1024 - len(PDF))
    files = [('identity', '1.pdf', whole), ('evidence', '2.pdf', whole[:-1] + b'y'), ('evidence', '3.pdf', whole[:-1] + b'z')]
    assert applicant.object(records['any'][18], files=files).status == 303
    assert applicant.object(records['any'][18], files=files + [('evidence', '4.pdf', PDF)]).status == 413
    fields = applicant.open(f'/objections/new?record={records["any"][18]}')
    body, kind = multipart({**fields, **objection(records['any'][18])}.items(), files + [('evidence', '4.pdf', whole)])
    answer = applicant.ask('POST', '/objections', body, kind)
    assert answer.status == 413


def test_bodies_that_are_none(instance, applicant, records):
    fields = applicant.open(f'/objections/new?record={records["any"][0]}')
    body, kind = multipart({**fields, **objection(records['any'][0])}.items(), FILES)
    mark = kind.split('boundary=')[1]
    before, peak = cases(instance), worker_peak(instance)
    many = b''.join(f'--{mark}\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\nv\r\n'.encode() for n in range(65536)) + f'--{mark}--\r\n'.encode()
    wrong = [(many, kind, 413), (body[:-20], kind, 400), (body[:len(body) // 2], kind, 400), (f'--{mark}\r\nContent-Disposition: form-data; name="a"\r\n\r\n'.encode() +
             b'x' * 200000, kind, 413), (b'{}', 'application/json', 415), (b'--x--', 'multipart/form-data', 400), (b'', 'multipart/form-data; boundary=x', 400)]
    for data, media, status in wrong:
        begun = time.monotonic()
        answer = applicant.ask('POST', '/objections', data, media)
        assert answer.status == status or (status == 400 and not data and answer.status in (400, 403, 422)), (media, len(data), answer.status)
        assert time.monotonic() - begun < 2 and answer.header('X-Request-Id')
    assert cases(instance) == before and worker_peak(instance) - peak < 32 * 1024


def test_wrong_methods_and_addresses(instance):
    browser = Browser(instance)
    assert browser.ask('POST', '/objections/new', b'', 'application/x-www-form-urlencoded').status == 405
    answer = browser.get('/objections')
    assert answer.status == 405 and 'POST' in answer.header('Allow')
    assert browser.ask('DELETE', '/cases').status == 405 and browser.get('/cases/Y1/x').status == 404 and browser.get('/receipts/').status == 404


def test_hostile_text_comes_back_as_text(applicant, records):
    hostile = '"><script>alert(1)</script>\u202e\x07{{7*7}}'
    answer = applicant.object(records['any'][0], applicant_name=hostile, statement=hostile + '，够十个字了吧', phone='x')
    assert answer.status == 422 and '<script>alert' not in answer.text and '\u202e' not in answer.text and '&lt;script&gt;alert' in answer.text
    assert applicant.get('/cases?number=' + '%22%3E%3Cscript%3E').text.count('<script>') == 0


# ---------------------------------------------------------------- bad luck

def scanner(path, answer):
    """A clamd that answers every stream in the same way."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(20)

    def serve():
        while True:
            try:
                one, _ = server.accept()
            except OSError:
                return
            data = b''
            while not data.endswith(b'\0\0\0\0'):
                piece = one.recv(65536)
                if not piece:
                    break
                data += piece
            if answer and data.startswith(b'zINSTREAM\0'):
                one.sendall(answer)
            one.close()
    threading.Thread(target=serve, daemon=True).start()
    return server


@pytest.fixture
def own_program(instance, tmp_path):
    made = []

    def make(**settings):
        made.append(Program(instance, tmp_path, **settings))
        return made[-1]
    yield make
    for program in made:
        program.stop()


def test_files_are_scanned(instance, own_program, records, tmp_path):
    path = str(tmp_path / 'clamd')
    server = scanner(path, b'stream: OK\0')
    applicant = Applicant(instance, own_program(clamd_socket=path))
    number, _ = applicant.filed(records['any'][19])
    assert {r[0] for r in instance.sql('SELECT scan FROM attachment WHERE case_number = %s', number)} == {'clean'}
    server.close()
    os.unlink(path)
    bad = scanner(path, b'stream: Eicar-Test-Signature FOUND\0')
    answer = applicant.object(records['any'][19])
    assert answer.status == 422 and set(faults(answer.text)) == {'identity', 'evidence'} and 'Eicar' not in answer.text
    bad.close()


def test_nothing_is_filed_while_the_scanner_is_down(instance, own_program, records, tmp_path):
    before = cases(instance)
    applicant = Applicant(instance, own_program(clamd_socket=str(tmp_path / 'nobody')))
    answer = applicant.object(records['any'][0])
    assert answer.status == 503 and answer.header('Retry-After') and '安全检查暂时不可用' in answer.text
    assert 'value="辽宁示例装备有限公司"' in answer.text and cases(instance) == before
    assert instance.get('/healthz').status == 200


def test_a_full_disk_acknowledges_nothing_and_ends(instance, own_program, records, tmp_path):
    """The store on a folder that takes no file, then on one that does."""
    folder = tmp_path / 'store'
    folder.write_bytes(b'')  # not even a folder: as a disk that is gone
    before = cases(instance)
    applicant = Applicant(instance, own_program(files_dir=str(folder)))
    answer = applicant.object(records['any'][0])
    assert answer.status == 503 and answer.header('Retry-After') and '暂时无法保存' in answer.text and cases(instance) == before
    folder.unlink()
    folder.mkdir()
    assert applicant.object(records['any'][0]).status == 303 and cases(instance) == before + 1


def test_no_room_for_the_upload_itself(instance, own_program, records, tmp_path):
    before = cases(instance)
    applicant = Applicant(instance, own_program(tmp_dir=str(tmp_path / 'nowhere')))
    assert applicant.object(records['any'][0]).status == 503 and cases(instance) == before
    (tmp_path / 'nowhere').mkdir()
    assert applicant.object(records['any'][0]).status == 303
