"""Reports of one's own from the application to the paper, the way that people go: filed on the site or at the counter, accepted, proposed and
confirmed at the console, with the letters that come of it, and collected."""
import html
import re
import time

import pytest

from office import ACCEPT
from test_reports import Reader, apply, collect, faults, result, text_of

GRANT = ('clerk', 'propose', {'outcome': 'granted', 'grounds': '书面授权与申请主体一致，用途明确。'})
CONFIRM = ('reviewer', 'confirm', {})
ASKED = ('参加招标', '某招标代理机构', '专项信用报告（信用代证）')


@pytest.fixture
def firm(office):
    """Code and name of a firm with a record."""
    return office.sql('SELECT uscc, name FROM published WHERE record_id = %s', office.record())[0]


@pytest.fixture
def reader(office):
    return Reader(office.instance)


def letters(office, number, count):
    """Waits until the clerk has made so many signed letters of the case."""
    for _ in range(100):
        made = office.sql('SELECT number FROM report WHERE case_number = %s AND letter_seq > 0 ORDER BY letter_seq', number)
        if len(made) >= count:
            return [row[0] for row in made]
        time.sleep(0.3)
    raise AssertionError(f'{len(made)} letters of {number}')


def pdf_of(reader, answer):
    """The page and the file of the report that a collection leads to."""
    page = reader.get(answer.header('Location'))
    return page, reader.get(html.unescape(re.search('id="report-file" href="([^"]+)"', page.text)[1])).body


def test_a_granted_report_is_collected_although_the_case_has_letters(office, reader, firm, tmp_path):
    code, name = firm
    number, query = apply(reader, kind='compliance', applicant_kind='organisation', applicant_name=name, applicant_code=code)
    office.do(number, ACCEPT)
    letters(office, number, 1)
    assert collect(reader, number, query).status == 422  # nothing is granted yet: the letter is no report
    office.do(number, GRANT, CONFIRM)
    papers = letters(office, number, 2)
    first, second = collect(reader, number, query), collect(Reader(office.instance, address='127.0.9.7'), number, query)
    assert first.status == second.status == 303 and first.header('Location') == second.header('Location')
    report = first.header('Location').rsplit('/', 1)[1]
    assert report not in papers
    assert office.sql('SELECT kind, letter_seq, uscc, purpose FROM report WHERE number = %s', report)[0] == ('compliance', 0, code, '参加招标')
    page, pdf = pdf_of(reader, first)
    text = text_of(pdf, tmp_path).replace('\n', '')
    for part in ('专项信用报告', name, code, '参加招标', '某招标代理机构'):
        assert part in text, part
    assert report in reader.get('/reports').text and '已经出具' in page.text
    digits = re.search('<output id="report-code">([^<]+)', page.text)[1].replace(' ', '')
    assert result(reader.get(f'/v/{report}/{digits}')) == 'genuine'


def test_whoever_decides_sees_what_is_asked_for_and_the_letters_say_it(office, reader, firm, tmp_path):
    code, name = firm
    number, query = apply(reader, kind='compliance', applicant_kind='organisation', applicant_name=name, applicant_code=code,
                          **{'from': '2020-09-01', 'domain': 'tax'})
    wanted = (*ASKED, '2020-09-01 至 出具之日', '税务')
    for who in ('clerk', 'reviewer'):
        page = office.desk(who).case(number).said
        for part in wanted:
            assert part in page, (who, part)
    office.do(number, ACCEPT, GRANT, CONFIRM)
    for seq, _ in enumerate(letters(office, number, 2), 1):
        page = office.desk('clerk').get(f'/console/cases/{number}/letters/{seq}').said
        for part in wanted:
            assert part in page, (seq, part)
    assert reader.send('/cases', dict(reader.form('/cases'), number=number, code=query)).status == 303
    letter = reader.get(f'/cases/{number}/letters/2').text
    paper = reader.get(html.unescape(re.search('href="(/reports/[^"]+\\.pdf)"', letter)[1])).body
    text = text_of(paper, tmp_path).replace('\n', '')
    for part in wanted:
        assert part in text, part


def test_a_report_applied_for_at_the_counter_is_collected_like_any_other(office, reader, firm, tmp_path):
    code, name = firm
    number = office.file('report', applicant_name=name, applicant_code=code, report_kind='compliance', statement='',
                         **{'from': '2020-09-01', 'until': office.today.isoformat(), 'domain': 'environment'})
    query = re.search(r'id="query-code"[^>]*>([A-Z0-9]{10})<', office.desk('clerk').get(f'/console/receipts/{number}').text)[1]
    page = office.desk('reviewer').case(number).said
    for part in (*ASKED, f'2020-09-01 至 {office.today.isoformat()}', '生态环境'):
        assert part in page, part
    office.do(number, ACCEPT, GRANT, CONFIRM)
    answer = collect(reader, number, query)
    assert answer.status == 303, faults(answer.text)
    text = text_of(pdf_of(reader, answer)[1], tmp_path).replace('\n', '')
    for part in ('专项信用报告', name, code, '参加招标', '某招标代理机构', f'2020-09-01 至 {office.today.isoformat()}', '生态环境'):
        assert part in text, part
    assert '医疗保障局' not in text  # what was not asked for is no row of the table


def test_a_person_applies_at_the_counter_and_no_number_stands_anywhere(office, reader, tmp_path):
    person = '11010519491231002X'
    number = office.file('report', applicant_kind='person', applicant_name='段演示', applicant_code=person)
    query = re.search(r'id="query-code"[^>]*>([A-Z0-9]{10})<', office.desk('clerk').get(f'/console/receipts/{number}').text)[1]
    assert person not in office.sql('SELECT application FROM casefile WHERE number = %s', number)[0][0]
    office.do(number, ACCEPT, GRANT, CONFIRM)
    answer = collect(reader, number, query)
    assert answer.status == 303, faults(answer.text)
    pdf = pdf_of(reader, answer)[1]
    assert '段演示' in text_of(pdf, tmp_path) and person.encode() not in pdf and person not in text_of(pdf, tmp_path)


@pytest.mark.parametrize('field, value, says', [('report_kind', None, '请填写此项'), ('purpose', None, '请填写此项'), ('recipient', None, '请填写此项'),
                                                ('purpose', '标', '至少填写'), ('until', '2020-08-31', '截止日期不能早于起始日期'), ('domain', 'no-such-field', '请从所列领域中选择')])
def test_a_fault_at_the_counter_stands_beside_its_field_and_nothing_is_lost(office, field, value, says):
    clerk, before = office.desk('clerk'), office.sql('SELECT COUNT(*) FROM casefile')[0][0]
    fields = {'applicant_kind': 'organisation', 'applicant_name': '沈阳测试报告有限公司', 'applicant_code': '91350100M000100Y43', 'phone': '13900004444',
              'report_kind': 'compliance', 'purpose': '申请上市', 'recipient': '某证券交易所', 'from': '2020-09-01', 'domain': 'tax', 'class': 'honours', field: value}
    page = clerk.post('/console/cases/new?kind=report', '/console/cases', **{k: v for k, v in fields.items() if v is not None})
    assert page.status == 422 and says in page.said
    assert re.search(rf'id="e-{field}">{says}', page.text)
    form = page.form('/console/cases')
    for name, kept in fields.items():
        if kept and name not in ('domain', 'class'):
            assert form.get(name) == kept, name
    assert form.get('class') == 'honours' and form.get('domain') == ('tax' if field != 'domain' else None)
    assert office.sql('SELECT COUNT(*) FROM casefile')[0][0] == before


def test_an_application_that_lacks_something_is_told_to_the_desk(office, reader, firm):
    """As an older counter form made it: no code of the subject."""
    code, name = firm
    number = office.file('report', applicant_name=name, applicant_code=code)
    query = re.search(r'id="query-code"[^>]*>([A-Z0-9]{10})<', office.desk('clerk').get(f'/console/receipts/{number}').text)[1]
    office.sql("UPDATE casefile SET application = JSON_REMOVE(application, '$.applicant_code') WHERE number = %s", number)
    office.do(number, ACCEPT, GRANT, CONFIRM)
    answer = collect(reader, number, query)
    assert answer.status == 422 and '工作人员会处理' in answer.text
    page = office.desk('clerk').get('/console/reports')
    fault = re.search(rf'<tr data-fault="(\d+)">(?:(?!</tr>).)*{number}', page.text, re.S)[1]
    assert office.desk('clerk').post('/console/reports', f'/console/reports/faults/{fault}/settle').status == 303
    assert not office.sql('SELECT COUNT(*) FROM report WHERE case_number = %s AND letter_seq = 0', number)[0][0]
