"""Reports at the console: found, looked at with what became of them, called back; who received an error is told; what ends soon."""
import re

import pytest

from test_reports import Reader, result


@pytest.fixture(scope='module')
def firm(office):
    """A record and the firm that it is about."""
    record = office.record()
    return record, *office.sql('SELECT uscc, name FROM published WHERE record_id = %s', record)[0]


@pytest.fixture
def reader(office):
    return Reader(office.instance)


def numbers(page):
    return re.findall(r'<tr data-report="([^"]+)"', page.text)


def test_found_by_number_code_kind_and_state(office, reader, firm):
    clerk, (_, code, name) = office.desk('clerk'), firm
    public, search = reader.issue('public', code).number, reader.issue('search', code).number
    everything = clerk.get('/console/reports')
    # the clerk makes letters of other tests' cases meanwhile
    assert everything.status == 200 and [n for n in numbers(everything) if n in (search, public)] == [search, public] and name in everything.text
    wide = ''.join(chr(ord(c) + 0xFEE0) for c in public.lower())
    for query, found in ((f'q={public}', [public]), (f'q={wide}', [public]), (f'q={code}', [search, public]), (f'q={code}&kind=public', [public]),
                         (f'q={code}&state=revoked', []), ('q=91210100MA0000000X', []), (f'q={code}&kind=compliance', [])):
        page = clerk.get(f'/console/reports?{query}')
        assert page.status == 200 and numbers(page)[:3] == found, query
    assert set(numbers(clerk.get('/console/reports?kind=search'))) & {public, search} == {search}
    assert not set(numbers(clerk.get('/console/reports?kind=letter&state=issued'))) & {public, search}
    fault = clerk.get('/console/reports?q=辽宁')
    assert fault.status == 200 and '请填写完整的编号' in fault.said and not numbers(fault)
    month = office.today.strftime('%Y-%m')
    assert re.search(rf'<th scope="row" class="c-date">{month}</th><td class="num">\d+</td><td class="num">\d+</td>', everything.text)
    assert office.used('report.list', object=code) and office.used('report.list', object=public)


def test_pages_go_by_key(office, reader, firm):
    _, code, _ = firm
    made = [reader.issue('search', code).number for _ in range(31)]
    clerk = office.desk('clerk')
    for path in ('/console/reports?kind=search', f'/console/reports?q={code}&kind=search'):
        first = clerk.get(path)
        following = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace('&amp;', '&')
        second = numbers(clerk.get(following))
        assert len(numbers(first)) == 30 and numbers(first) == made[:0:-1] and second[0] == made[0] and not set(second) & set(numbers(first))


def test_one_report_with_what_became_of_it(office, reader, firm):
    record, code, name = firm
    report = reader.issue('public', code)
    assert result(reader.get(f'/v/{report.number}/{report.code}')) == 'genuine'
    page = office.desk('reviewer').get(f'/console/reports/{report.number}')
    assert page.status == 200 and name in page.said and '下载 1 次，核验 1 次' in page.said
    for part in ('出具报告', '下载报告', '核验报告', '真实有效', 'B-LT'):
        assert part in page.said, part
    assert f'/console/records/{record}"' in page.text
    digest = office.sql('SELECT LOWER(HEX(file_sha256)) FROM report WHERE number = %s', report.number)[0][0]
    assert digest in page.text and office.used('report.read', object=report.number, actor='reviewer')
    assert office.desk('clerk').get('/console/reports/20200101000000000A0000').status == 404
    assert office.desk('samr').get(f'/console/reports/{report.number}').status == 403


def test_called_back_with_a_reason(office, reader, firm):
    _, code, _ = firm
    report = reader.issue('public', code)
    page, post = f'/console/reports/{report.number}', f'/console/reports/{report.number}/revoke'
    assert not office.desk('clerk').get(page).has_form(post)
    reviewer = office.desk('reviewer')
    short = reviewer.post(page, post, reason='错')
    assert short.status == 422 and short.has_form(post) and 'id="e-reason"' in short.text
    assert result(reader.get(f'/v/{report.number}/{report.code}')) == 'genuine'
    stale = reviewer.get(page).form(post)
    answer = reviewer.post(page, post, reason='来源单位报送的处罚金额有误。')
    assert answer.status == 303 and answer.location == page + '?done=revoked'
    told = reader.get(f'/v/{report.number}/{report.code}')
    assert result(told) == 'revoked' and '来源单位报送的处罚金额有误。' in told.text and reader.get(report.file).status == 410
    again = reviewer.send(post, dict(stale, reason='再撤销一次'))
    assert again.status == 409 and '已经撤销过' in again.said and '来源单位报送的处罚金额有误。' in again.said
    assert office.used('report.revoke', object=report.number, purpose='来源单位报送的处罚金额有误。')
    assert report.number in numbers(office.desk('admin').get('/console/reports?state=revoked'))
    assert reviewer.send(post, {'reason': '没有令牌的撤销'}).status == 403


def test_who_received_an_error_is_found_and_told(office, reader):
    record = office.record()
    code = office.sql('SELECT uscc FROM published WHERE record_id = %s', record)[0][0]
    case = office.file('report', phone='13900001234')
    public, own = reader.issue('public', code), reader.issue('public', code)
    office.sql("UPDATE report SET kind = 'full', case_number = %s, recipient = '某银行沈阳分行', issued_at = issued_at - INTERVAL 1 MINUTE WHERE number = %s",
               case, own.number)
    office.sql("UPDATE report SET issued_at = issued_at - INTERVAL 1 MINUTE WHERE number = %s", public.number)
    page, post = f'/console/records/{record}', f'/console/records/{record}/tell'
    reviewer = office.desk('reviewer')
    before = reviewer.get(page)
    assert 'id="recipients"' not in before.text and not before.has_form(post)
    token = reviewer.get(page).text
    form = reviewer.get(page).form(f'/console/records/{record}/propose')
    assert token and reviewer.send(f'/console/records/{record}/propose', dict(form, kind='withdrawn', reason='来源单位报送错误')).status == 303
    other = office.desk('reviewer2')
    assert other.send(f'/console/records/{record}/confirm', other.get(page).form(f'/console/records/{record}/confirm')).status == 303
    later = reader.issue('public', code)
    shown = reviewer.get(page)
    assert numbers(shown) == [own.number, public.number] and later.number not in shown.text
    assert '某银行沈阳分行' in shown.said and '待告知' in shown.said and shown.has_form(post)
    assert reviewer.post(page, post).location.startswith(page + '?done=told')
    messages = office.sql("SELECT channel, values_json, state FROM outbox WHERE case_number = %s AND template = 'wrong_data'", case)
    assert [m[0] for m in messages] == ['sms'] and case in messages[0][1]
    done = reviewer.get(page)
    assert '已告知' in done.said and not done.has_form(post)
    assert reviewer.send(post, shown.form(post)).location.startswith(page + '?done=untold')
    assert office.sql("SELECT COUNT(*) FROM outbox WHERE case_number = %s AND template = 'wrong_data'", case)[0][0] == 1
    assert office.used('report.tell', object=str(record))


def test_what_ends_is_listed_and_warned_of_in_time(office):
    page = office.desk('admin').get('/console/reports')
    left = [int(n) for n in re.findall(r'<tr data-left="(-?\d+)"', page.text)]
    assert left and left == sorted(left) and '签章证书' in page.said and '时间戳证书' in page.said
    home = office.desk('reviewer').get('/console')
    assert ('id="ending"' in home.text) == (left[0] <= 60)
    said = office.instance.ctl('stats').stdout
    assert re.search(rf'days until.*\b{left[0]}$', said, re.M), said


def faults_of(page):
    """Rows of the list of what could not be made, by what they are about: text of the row, address of its button."""
    rows = re.findall(r'<tr data-fault="(\d+)">(.*?)</tr>', page.text, re.S)
    return {re.sub('<[^>]*>', ' ', row).split()[0]: (re.sub('<[^>]*>', ' ', row), f'/console/reports/faults/{n}/settle') for n, row in rows}


def test_what_cannot_be_printed_is_a_list_that_the_desk_works_off(office, reader, firm):
    _, code, name = firm
    office.sql('UPDATE published_subject SET name = %s WHERE uscc = %s', '沈阳\u0b85商贸有限公司', code)
    try:
        for _ in range(2):
            answer = reader.order('public', code)
            assert answer.status == 422 and '工作人员会处理' in answer.text
    finally:
        office.sql('UPDATE published_subject SET name = %s WHERE uscc = %s', name, code)
    for who, home in (('clerk', '/console'), ('reviewer', '/console'), ('admin', '/console/staff')):
        assert 'id="unmade"' in office.desk(who).get(home).text, who
    assert 'id="unmade"' not in office.desk('samr').get('/console').text
    clerk = office.desk('clerk')
    page = clerk.get('/console/reports')
    row, post = faults_of(page)[code]
    assert 'U+0B85' in row and '公共信用信息报告' in row and '共 2 次' in row  # one row, however often
    stale = page.form(post)
    assert office.desk('publisher').send(post, stale).status == 403
    answer = clerk.send(post, stale)
    assert answer.status == 303 and answer.location == '/console/reports?done=settled#faults'
    page = clerk.get(answer.location.split('#')[0])
    assert code not in faults_of(page) and '已标记为处理完毕' in page.said and '最近处理完毕的' in page.said
    assert office.sql('SELECT done_by FROM report_fault WHERE about = %s ORDER BY id DESC LIMIT 1', code)[0] == ('clerk',)
    assert office.used('report.settle', object=code, actor='clerk')
    reviewer = office.desk('reviewer')
    again = reviewer.send(post, {'token': stale['token']})
    assert again.status == 403  # another's token
    assert clerk.send(post, stale).location == '/console/reports?done=settled_before#faults'
    office.sql('UPDATE published_subject SET name = %s WHERE uscc = %s', '沈阳\u0b85商贸有限公司', code)
    try:
        assert reader.order('public', code).status == 422
    finally:
        office.sql('UPDATE published_subject SET name = %s WHERE uscc = %s', name, code)
    row, post = faults_of(clerk.get('/console/reports'))[code]  # anew
    assert '次，最近' not in row
    assert clerk.post('/console/reports', post).status == 303
