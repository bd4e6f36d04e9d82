"""The rest of the console: counter, records and their decisions, batches, accounts, settings and calendar, use log, figures, notices."""
import csv
import datetime
import os
import re
import uuid

import pytest

from desk import Desk
from office import ACCEPT, KEEP, deliveries
from test_console_roles import token

TOP = os.path.join(os.path.dirname(__file__), '..', '..')

# ---------------------------------------------------------------- counter


def test_a_paper_application_has_the_same_clocks_and_a_receipt(office):
    number = office.file()
    rows = office.sql("SELECT step FROM case_clock WHERE case_number = %s ORDER BY seq", number)
    assert {row[0] for row in rows} == {'accept', 'check'}
    assert office.sql('SELECT channel, filed_by FROM casefile WHERE number = %s', number) == (('counter', 'clerk'),)
    receipt = office.desk('clerk').get(f'/console/receipts/{number}')
    code = re.search(r'id="query-code"[^>]*>([A-HJ-NP-Z2-9]{10})<', receipt.text).group(1)
    assert number in receipt.text and code.encode() not in b''.join(
        str(v).encode() for v in office.sql('SELECT application, code_hash FROM casefile WHERE number = %s', number)[0])
    assert office.desk('clerk2').get(f'/console/receipts/{number}').status == 404
    office.sql('UPDATE casefile SET filed_at = filed_at - INTERVAL 25 HOUR WHERE number = %s', number)
    assert office.desk('clerk').get(f'/console/receipts/{number}').status == 404
    applicant = Desk(office)
    assert applicant.post('/cases', '/cases', number=number, code=code).status == 303
    assert applicant.get(f'/cases/{number}').status == 200


@pytest.mark.parametrize('field, value, says', [
    ('applicant_name', '', '请填写此项'), ('applicant_code', '123', '统一社会信用代码不正确'), ('phone', '12345', '手机号码'), ('reason', '', '请填写此项'),
    ('statement', '太短', '至少填写'), ('email', 'nobody', '电子邮箱格式'), ('agent_name', '张某', '请填写此项')])
def test_a_faulty_paper_application_comes_back_whole(office, field, value, says):
    record, clerk = office.record(), office.desk('clerk')
    fields = {'applicant_kind': 'organisation', 'applicant_name': '沈阳测试保留有限公司', 'applicant_code': deliveries.uscc(70000002), 'phone': '13900001111',
              'reason': 'outdated', 'statement': '这一段文字在出错之后应当保留下来。'}
    fields[field] = value
    if not value:
        fields.pop(field)
    page = clerk.post(f'/console/cases/new?kind=objection&record={record}', '/console/cases', **fields)
    assert page.status == 422 and says in page.said
    for name, kept in fields.items():
        assert name in ('applicant_kind', 'reason') or kept in page.text, name
    assert office.sql('SELECT COUNT(*) FROM casefile WHERE record_id = %s', record) == ((0,),)
    office.free = __import__('itertools').chain([record], office.free)


def test_a_person_applies_with_an_identity_number(office):
    number = office.file(applicant_kind='person', applicant_code='11010519491231002X', applicant_name='测试人')
    page = office.desk('clerk').case(number)
    assert '1***************2X' in page.said and '11010519491231002X' not in page.text
    assert b'11010519491231002X' not in office.sql('SELECT code FROM case_person WHERE case_number = %s', number)[0][0]


def test_the_same_paper_application_sent_twice_is_one_case(office):
    clerk, record = office.desk('clerk'), office.record()
    page = f'/console/cases/new?kind=objection&record={record}'
    form = dict(clerk.get(page).form('/console/cases'), applicant_kind='organisation', applicant_name='沈阳测试重复有限公司',
                applicant_code=deliveries.uscc(70000003), phone='13900002222', reason='other', statement='同一份申请提交了两次，只应有一件。')
    first, second = clerk.send('/console/cases', form), clerk.send('/console/cases', form)
    assert first.status == second.status == 303 and first.location == second.location
    assert clerk.send('/console/cases', dict(form, statement='同一个键，但是内容不同，不能再办理。')).status == 409


def test_what_is_not_repaired_here_is_not_taken(office):
    clerk = office.desk('clerk')
    assert clerk.get('/console/cases/new?kind=objection&record=1').status == 200
    answer = clerk.post('/console/cases/new?kind=objection&record=1', '/console/cases', applicant_name='沈阳测试无有限公司', reason='other',
                        applicant_code=deliveries.uscc(70000004), phone='13900003333', statement='没有这一条记录，不能提出异议申请。')
    assert answer.status == 422 and '没有这条记录' in answer.said

# ---------------------------------------------------------------- records


def test_an_annulment_by_two_people(office):
    record = office.record()
    publisher, page = office.desk('publisher'), f'/console/records/{record}'
    bare = publisher.post(page, page + '/propose', kind='annulled', reason='原处罚决定经复议撤销。')
    assert bare.status == 422 and '文书号' in bare.said and '原处罚决定经复议撤销。' in bare.text
    assert publisher.post(page, page + '/propose', kind='annulled', reason='原处罚决定经复议撤销。', document_no='沈复决〔2026〕7号').status == 303
    assert Desk(office).get(f'/records/{record}').status == 200
    assert '由您提出' in publisher.get(page).said and not publisher.get(page).has_form(page + '/confirm')
    decision = publisher.get(page).form(page + '/reject')['decision']
    own = publisher.send(page + '/confirm', {'token': token(office, publisher, page + '/confirm'), 'decision': decision})
    assert own.status == 403 and '不能确认自己的提议' in own.said
    assert str(record) in office.desk('publisher2').get('/console/records').text
    assert office.desk('publisher2').post(page, page + '/confirm').status == 303
    gone = Desk(office).get(f'/records/{record}?nocache={uuid.uuid4().hex}')
    assert '该决定已撤销' in gone.text and '沈复决〔2026〕7号' in gone.text
    late = office.desk('reviewer').send(page + '/confirm', {'token': token(office, office.desk('reviewer'), page + '/confirm'), 'decision': decision})
    assert late.status == 409 and '别人已先办理' in late.said


def test_a_unit_proposes_to_take_its_own_record_back(office):
    record = office.record()
    page = f'/console/records/{record}'
    assert office.desk('tax').get(page).status == 404
    tax = office.desk('tax')
    assert tax.send(page + '/propose', {'token': token(office, tax, page + '/propose'), 'kind': 'withdrawn', 'reason': '报送有误', 'version': '1'}).status == 404
    assert office.desk('samr').post(page, page + '/propose', kind='withdrawn', reason='重复报送，撤回。').status == 303
    again = office.desk('publisher')
    assert not again.get(page).has_form(page + '/propose')
    assert again.post(page, page + '/reject', reason='请先核对。').status == 303
    assert office.desk('samr').post(page, page + '/propose', kind='withdrawn', reason='重复报送，撤回。').status == 303
    office.sql('UPDATE record SET version = version + 1 WHERE id = %s', record)
    stale = again.get(page)
    assert '记录已有变化' in stale.said and not stale.has_form(page + '/confirm')
    forced = again.send(page + '/confirm', {'token': token(office, again, page + '/confirm'), 'decision': stale.form(page + '/reject')['decision']})
    assert forced.status == 409 and office.sql('SELECT state FROM record WHERE id = %s', record) == (('live',),)

# ---------------------------------------------------------------- batches


def test_deliveries_and_what_was_wrong_with_their_rows(office):
    day = (office.today - datetime.timedelta(days=30)).isoformat()
    path = os.path.join(office.folder, 'faulty.csv')
    with open(path, 'w', encoding='utf-8') as f:
        f.write(deliveries.csv([deliveries.penalty(900, day), deliveries.penalty(901, 'gestern'), deliveries.penalty(902, day, CF_XDR_SHXYM='123')]))
    office.instance.ctl('import', 'penalty-decision', path, '--source', 'samr', check=False)
    publisher = office.desk('publisher')
    page = publisher.get('/console/batches')
    assert 'faulty.csv' in page.said
    batch = re.search(r'/console/batches/(\d+)', page.text).group(1)
    detail = publisher.get(f'/console/batches/{batch}')
    assert '处罚决定日期' in detail.said and '未收下' in detail.said and '统一社会信用代码' in detail.said
    assert office.desk('samr').get(f'/console/batches/{batch}').status == 200
    assert office.desk('tax').get(f'/console/batches/{batch}').status == 404 and 'faulty.csv' not in office.desk('tax').get('/console/batches').said
    assert office.used('batch.read', actor='publisher', object=batch)

# ---------------------------------------------------------------- accounts


def test_an_account_is_added_and_its_secret_shown_once(office):
    admin = office.desk('admin')
    page = admin.post('/console/staff', '/console/staff', name='newcomer', role='reviewer', unit='')
    assert page.status == 200
    password = re.search(r'id="fresh-password">([^<]+)<', page.text).group(1)
    secret = re.search(r'id="fresh-secret">([A-Z2-7 ]+)<', page.text).group(1).replace(' ', '')
    assert password not in admin.get('/console/staff').text and secret not in admin.get('/console/staff').text
    assert Desk(office).sign_in('newcomer', password, secret).location == '/console'
    assert office.used('staff.add', actor='admin', object='newcomer')
    assert admin.post('/console/staff', '/console/staff', name='newcomer', role='clerk', unit='').status == 422
    assert admin.post('/console/staff', '/console/staff', name='of no unit', role='clerk', unit='').status == 422
    unitless = admin.post('/console/staff', '/console/staff', name='unitless', role='source', unit='')
    assert unitless.status == 422 and '请选择来源单位' in unitless.said


def change(office, who, name, move, **more):
    number = office.sql('SELECT id FROM staff WHERE name = %s', name)[0][0]
    person = office.desk(who)
    return person.send('/console/staff/change', dict(more, token=token(office, person, '/console/staff/change'), id=number, move=move))


def test_disabling_ends_sessions_and_a_reset_gives_a_new_secret(office):
    name, password, secret = office.add('leaver', 'clerk')
    person = Desk(office)
    assert person.sign_in(name, password, secret).status == 303
    assert change(office, 'admin', name, 'disable').status == 303
    assert person.get('/console').status == 303 and Desk(office).sign_in(name, password, secret, step=1).status == 422
    assert change(office, 'admin', name, 'enable').status == 303
    page = change(office, 'admin', name, 'reset')
    fresh = re.search(r'id="fresh-password">([^<]+)<', page.text).group(1)
    other = re.search(r'id="fresh-secret">([A-Z2-7 ]+)<', page.text).group(1).replace(' ', '')
    assert Desk(office).sign_in(name, password, secret, step=1).status == 422
    assert Desk(office).sign_in(name, fresh, other).status == 303
    person = Desk(office)
    assert person.sign_in(name, fresh, other, step=1).status == 303
    assert change(office, 'admin', name, 'role', role='auditor').status == 303
    assert person.get('/console').status == 303  # and the new role begins with a new sign-in
    assert Desk(office).get('/console/log').status == 303


@pytest.mark.parametrize('move, more', [('role', {'role': 'reviewer'}), ('disable', {}), ('reset', {})])
def test_an_administrator_does_nothing_to_itself(office, move, more):
    before = office.sql("SELECT role, disabled, password FROM staff WHERE name = 'admin'")
    answer = change(office, 'admin', 'admin', move, **more)
    assert answer.status == 403 and '不能更改自己的账号' in answer.said and 'fresh-password' not in answer.text
    assert office.sql("SELECT role, disabled, password FROM staff WHERE name = 'admin'") == before

# ---------------------------------------------------------------- settings and calendar


def setting(office, name, value):
    admin = office.desk('admin')
    return admin.send('/console/settings', {'token': token(office, admin, '/console/settings'), 'name': name, 'value': value})


def test_a_setting_is_changed_within_what_it_allows(office):
    assert setting(office, 'complaint_days', '12').status == 303
    assert office.sql("SELECT value, changed_by FROM setting WHERE name = 'complaint_days'") == (('12', 'admin'),)
    assert office.used('setting.change', actor='admin', object='complaint_days')[-1][3] == '15 → 12'
    page = office.desk('admin').get('/console/settings')
    assert '由 admin 修改' in page.said
    for name, value, status in (('complaint_days', '999', 422), ('complaint_days', 'x', 422), ('hold_from', 'never', 422), ('no_such', '1', 404)):
        assert setting(office, name, value).status == status
    assert office.sql("SELECT value FROM setting WHERE name = 'complaint_days'") == (('12',),)
    assert setting(office, 'complaint_days', '15').status == 303


def year_lines(year):
    with open(os.path.join(TOP, 'db', 'data', 'workdays.csv'), encoding='utf-8') as f:
        return [','.join(row[:3]) for row in csv.reader(f) if row and row[0].startswith(str(year))]


def load(office, text, move, files=()):
    admin = office.desk('admin')
    form = admin.get('/console/settings').form('/console/settings/holidays')
    fields = dict(form, csv=text, move=move)
    return admin.send('/console/settings/holidays', fields, files)


def test_loading_a_year_moves_open_clocks_and_keeps_the_old_date(office):
    number = office.file()
    due = office.sql("SELECT due FROM case_clock WHERE case_number = %s AND step = 'check'", number)[0][0]
    lines = [line for line in year_lines(due.year) if not line.startswith(due.isoformat())]
    text = '\n'.join(lines + [f'{due.isoformat()},off,临时放假'])
    preview = load(office, text, 'preview')
    assert preview.status == 200 and f'核对 {due.year} 年' in preview.said and '临时放假' in preview.said
    assert office.sql("SELECT due FROM case_clock WHERE case_number = %s AND step = 'check'", number) == ((due,),)
    form = [f for f in re.findall(r'<form action="/console/settings/holidays".*?</form>', preview.text, re.S) if 'value="load"' in f]
    assert form
    answer = load(office, text, 'load')
    assert answer.status == 200 and '在办时限已重算' in answer.said
    now, before = office.sql("SELECT due, due_before FROM case_clock WHERE case_number = %s AND step = 'check'", number)[0]
    assert now > due and before == due
    assert office.sql("SELECT COUNT(*) FROM case_event WHERE case_number = %s AND move = 'calendar'", number) == ((1,),)
    page = office.desk('clerk').case(number)
    assert f'原为 {due.isoformat()}' in page.said and '期限重算' in page.said
    assert office.used('calendar.load', actor='admin', object=str(due.year))
    restored = year_lines(due.year)
    if restored:
        assert load(office, '', 'load', [('file', 'year.csv', 'text/csv', '\n'.join(['date,kind,name', *restored]).encode())]).status == 200
        assert office.sql("SELECT due FROM case_clock WHERE case_number = %s AND step = 'check'", number) == ((due,),)


@pytest.mark.parametrize('text, says', [('', '请粘贴或上传'), ('2026-13-01,off,x', '第 1 行'), ('2026-01-01,maybe,x', '第 1 行'),
                                        ('2026-01-01,off,a\n2027-01-01,off,b', '同一年'), ('1999-01-01,off,x', '只能载入'),
                                        ('2026-01-01,off,a\n2026-01-01,work,b', '第 2 行')])
def test_a_calendar_that_is_none(office, text, says):
    answer = load(office, text, 'load')
    assert answer.status == 422 and says in answer.said

# ---------------------------------------------------------------- use log, figures, notices


def test_the_log_is_read_by_filter_and_that_is_logged_too(office):
    auditor = office.desk('auditor')
    office.desk('clerk').get('/console?queue=all')
    page = auditor.get('/console/log?actor=clerk&action=queue.read')
    assert page.status == 200 and '查看办件列表' in page.said
    rows = re.findall(r'<tr><td class="c-date".*?</tr>', page.text, re.S)
    assert rows and all('>clerk<' in row and '查看办件列表' in row for row in rows)
    assert office.used('log.read', actor='auditor')
    for n in range(120):
        office.sql('INSERT INTO use_log (at, actor, action, object) VALUES (UTC_TIMESTAMP(3), "clerk", "case.read", %s)', f'Y{n}')
    seen, path = set(), '/console/log'
    for _ in range(3):
        page = auditor.get(path)
        rows = re.findall(r'<td class="c-date" data-label="时间">([^<]*)</td>', page.text)
        assert 0 < len(rows) <= 50
        path = re.search(r'rel="next" href="([^"]+)"', page.text).group(1).replace('&amp;', '&')
        assert path not in seen
        seen.add(path)


def test_days_of_the_log_are_compared_with_their_digest(office):
    days = [office.today - datetime.timedelta(days=n) for n in (5, 4)]
    office.sql('DELETE FROM use_digest WHERE FALSE')
    for day in days:
        office.sql('INSERT INTO use_log (at, actor, action, object) VALUES (%s, "clerk", "case.read", "Y0")', f'{day} 03:00:00')
    with office.instance.connect() as connection, connection.cursor() as cursor:
        cursor.execute('CALL use_digest_compute(%s, @d)', (days[0],))
        cursor.execute("INSERT IGNORE INTO use_digest SELECT %s, JSON_VALUE(@d, '$.first'), JSON_VALUE(@d, '$.last'), JSON_VALUE(@d, '$.count'), "
                       "UNHEX(JSON_VALUE(@d, '$.digest')), REPEAT('x', 64), UTC_TIMESTAMP(3)", (days[0],))
        cursor.execute("INSERT IGNORE INTO use_digest VALUES (%s, 1, 1, 1, REPEAT('y', 32), REPEAT('x', 64), UTC_TIMESTAMP(3))", (days[1],))
    auditor = office.desk('auditor')
    assert '签名无效' in auditor.get(f'/console/log?day={days[0]}').said
    assert '与日志不符' in auditor.get(f'/console/log?day={days[1]}').said


def test_figures_of_cases(office):
    number = office.file()
    office.do(number, ACCEPT, KEEP, ('reviewer', 'confirm', {}))
    page = office.desk('clerk').get('/console/figures')
    assert page.status == 200
    filed, decided = office.sql('SELECT COUNT(*), SUM(outcome <> "") FROM casefile')[0]
    figures = re.sub(r'\s+', ' ', page.said)
    assert f'收到 {filed} 件' in figures and f'已作决定 {decided} 件' in figures
    assert '维持原信息' in figures and '内容有误' in figures and '辽宁省市场监督管理局' in figures
    assert '收到 0 件' in re.sub(r'\s+', ' ', office.desk('admin').get('/console/figures?from=2001-01-01&to=2001-12-31').said)


def test_notices_that_failed_are_sent_again(office):
    number = office.file(phone='13900007777')
    office.sql("UPDATE outbox SET state = 'failed', why = '网关没有答复', tries = 20 WHERE case_number = %s AND channel = 'sms'", number)
    clerk = office.desk('clerk')
    page = clerk.get('/console/notices?state=failed')
    assert '网关没有答复' in page.said and '13900007777' not in page.text
    ident = office.sql("SELECT id FROM outbox WHERE case_number = %s AND channel = 'sms'", number)[0][0]
    answer = clerk.send('/console/notices', {'token': token(office, clerk, '/console/notices'), 'id': ident})
    assert answer.status == 303
    assert office.sql('SELECT state FROM outbox WHERE id = %s', ident)[0][0] in ('waiting', 'sent')
    assert office.desk('admin').get('/console/jobs?state=failed').status == 200
