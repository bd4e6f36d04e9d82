"""Cases at the console: every move by whoever may make it, two people, the one who came second, and what a unit sees."""
import datetime
import re
import threading
import uuid

import pytest

from desk import Desk
from office import ACCEPT, FORWARD, KEEP, PDF, PNG, REPLY


def public(office, record):
    return Desk(office).get(f'/records/{record}?nocache={uuid.uuid4().hex}')


def listed(person, query):
    """The cases of a queue's page."""
    return re.findall(r'data-case="(\w+)"', person.get('/console?' + query).text)


def test_accepting_takes_the_record_off_the_site(office):
    record = office.record()
    number = office.file(record=record)
    assert public(office, record).status == 200
    office.do(number, ACCEPT)
    assert office.state_of(number) == 'accepted' and public(office, record).status == 404
    page = office.desk('clerk').case(number)
    assert 'data-state="accepted"' in page.text and '记录暂停公示' in page.said and '受理通知书' in page.said
    assert page.headers['Cache-Control'] == 'no-store'
    letter = re.search(rf'/console/cases/{number}/letters/\d+', page.text).group()
    assert number in office.desk('clerk').get(letter).said and office.used('letter.read', actor='clerk')


def test_returned_with_the_list_of_what_is_missing(office):
    number, clerk = office.file(), office.desk('clerk')
    assert clerk.move(number, 'return', list='').status == 422
    today = office.today
    late = clerk.move(number, 'return', list='营业执照复印件', due=today.isoformat())
    assert late.status == 422 and '营业执照复印件' in late.text and '补正期限在' in late.said
    due = today + datetime.timedelta(days=20)
    assert clerk.move(number, 'return', list='营业执照复印件\n授权委托书', due=due.isoformat()).status == 303
    assert office.state_of(number) == 'returned'
    rows = office.sql("SELECT due, owner FROM case_clock WHERE case_number = %s AND step = 'supplement' AND stopped_at IS NULL", number)
    assert rows == ((due, 'applicant'),)
    assert '补正告知书' in clerk.case(number).said


def test_refused_with_the_reason(office):
    number, clerk = office.file(), office.desk('clerk')
    empty = clerk.move(number, 'refuse', reason='')
    assert empty.status == 422 and '请填写' in empty.said
    assert clerk.move(number, 'refuse', reason='申请人与该记录无关，也未提交授权。').status == 303
    assert office.state_of(number) == 'refused'
    assert office.sql('SELECT COUNT(*) FROM case_clock WHERE case_number = %s AND stopped_at IS NULL', number) == ((0,),)


def test_forwarded_answered_decided_and_closed(office):
    record = office.record()
    number = office.file(record=record)
    office.do(number, ACCEPT, FORWARD)
    assert office.state_of(number) == 'with_provider'
    unit = office.desk('samr')
    page = unit.case(number)
    assert page.status == 200 and number in unit.get('/console').said
    answer = unit.move(number, 'reply', [('evidence', '原件.pdf', 'application/pdf', PDF)], reply='原件与公示内容一致。')
    assert answer.status == 303, answer.said
    assert '原件.pdf' in office.desk('clerk').case(number).said
    office.do(number, KEEP)
    assert office.desk('reviewer').move(number, 'confirm').status == 303
    assert office.state_of(number) == 'decided' and public(office, record).status == 200
    page = office.desk('clerk').case(number)
    assert '处理结果告知书' in page.said and '维持原信息' in page.said
    assert office.desk('clerk').move(number, 'close').status == 303
    assert office.state_of(number) == 'closed'
    page = office.desk('clerk').case(number)
    assert not any(page.has_form(f'/console/cases/{number}/{move}') for move in ('accept', 'forward', 'propose', 'close'))
    assert number in office.desk('clerk').get('/console?queue=closed').said


def test_taken_back_from_a_unit_that_stays_silent(office):
    number = office.file()
    office.do(number, ACCEPT, FORWARD, ('clerk', 'recall', {'reason': '来源单位逾期未答复。'}),
              ('clerk', 'propose', {'outcome': 'deleted', 'grounds': '来源单位未能核实。'}), ('reviewer', 'confirm', {}))
    record = office.sql('SELECT record_id FROM casefile WHERE number = %s', number)[0][0]
    assert office.sql('SELECT state FROM record WHERE id = %s', record) == (('deleted',),)
    assert public(office, record).status == 404


def test_a_correction_is_judged_proposed_and_confirmed(office):
    record = office.record()
    number = office.file(record=record)
    office.do(number, ACCEPT)
    clerk, reviewer = office.desk('clerk'), office.desk('reviewer')
    grounds = {'outcome': 'corrected', 'grounds': '决定书文号录入有误。'}
    nothing = clerk.move(number, 'propose', **grounds)
    assert nothing.status == 422 and '至少一个字段' in nothing.said
    wrong = clerk.move(number, 'propose', **grounds, **{'set-CF_JDRQ': '去年', 'set-CF_XDR_MC': ''})
    assert wrong.status == 422 and '处罚决定日期' in wrong.said and '决定书文号录入有误。' in wrong.text and '去年' in wrong.text
    assert office.state_of(number) == 'accepted'
    assert clerk.move(number, 'propose', **grounds, **{'set-CF_WSH': '沈测罚〔2026〕901号'}).status == 303
    page = reviewer.case(number)
    assert re.search(r'<del>沈测罚〔2026〕\d+号</del>', page.text) and '<ins>沈测罚〔2026〕901号</ins>' in page.text
    assert reviewer.move(number, 'confirm').status == 303
    shown = public(office, record)
    assert shown.status == 200 and '沈测罚〔2026〕901号' in shown.text
    row = office.sql('SELECT corrected, document_no, source_id FROM record WHERE id = %s', record)[0]
    assert row[0] == 1 and row[1] == '沈测罚〔2026〕901号'
    assert '更正' in office.desk('publisher').get(f'/console/records/{record}').said


def test_rejected_by_another_and_proposed_anew(office):
    number = office.file()
    office.do(number, ACCEPT, KEEP, ('reviewer', 'reject', {'reason': '未附核对记录。'}))
    assert office.state_of(number) == 'checking'
    page = office.desk('clerk').case(number)
    assert '未附核对记录。' in page.said and page.has_form(f'/console/cases/{number}/propose')
    office.do(number, KEEP, ('reviewer', 'confirm', {}))
    assert office.state_of(number) == 'decided'


def test_nobody_confirms_their_own_proposal(office):
    number = office.file()
    office.do(number, ACCEPT, ('reviewer', 'propose', {'outcome': 'maintained', 'grounds': '公示内容与原件一致。'}))
    reviewer = office.desk('reviewer')
    page = reviewer.case(number)
    assert not page.has_form(f'/console/cases/{number}/confirm') and '须由另一位复核员复核' in page.said
    path = f'/console/cases/{number}/confirm'
    import test_console_roles as roles
    answer = reviewer.send(path, {'token': roles.token(office, reviewer, path)})
    assert answer.status == 403 and office.state_of(number) == 'checking'
    answer = reviewer.send(path, {'token': roles.token(office, reviewer, path), 'version': '1'})
    assert answer.status == 409 and office.state_of(number) == 'checking'
    answer = reviewer.send(path, {'token': roles.token(office, reviewer, path), 'version': '99'})
    assert answer.status == 409 and office.state_of(number) == 'checking'
    assert office.desk('reviewer2').move(number, 'confirm').status == 303


@pytest.mark.parametrize('who, move', [('reviewer', 'accept'), ('clerk', 'confirm'), ('samr', 'accept'), ('clerk', 'withdraw'), ('clerk', 'supplement')])
def test_moves_of_others_are_refused(office, who, move):
    number = office.file()
    if who == 'samr':
        office.do(number, ACCEPT, FORWARD)
    person, path = office.desk(who), f'/console/cases/{number}/{move}'
    before = office.state_of(number)
    import test_console_roles as roles
    answer = person.send(path, {'token': roles.token(office, person, path)})
    assert answer.status in (403, 404) and office.state_of(number) == before


def test_two_reviewers_at_once(office):
    number = office.file()
    office.do(number, ACCEPT, KEEP)
    path = f'/console/cases/{number}'
    people = [(office.desk('reviewer'), 'confirm', {}), (office.desk('reviewer2'), 'reject', {'reason': '请补充核对记录。'})]
    forms = [dict(person.case(number).form(f'{path}/{move}'), **more) for person, move, more in people]
    answers, start = [None, None], threading.Barrier(2)

    def send(i):
        start.wait()
        answers[i] = people[i][0].send(f'{path}/{people[i][1]}', forms[i])
    threads = [threading.Thread(target=send, args=(i,)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(a.status for a in answers) == [303, 409]
    second = next(a for a in answers if a.status == 409)
    first = people[0 if answers[0].status == 303 else 1]
    assert '别人已先办理' in second.said and first[0].name in second.said
    if first[1] == 'confirm':
        assert '请补充核对记录。' in second.said  # what was typed is not lost
    moves = [row[0] for row in office.sql("SELECT move FROM case_event WHERE case_number = %s AND move IN ('confirm', 'reject')", number)]
    assert moves == [first[1]]


def test_a_page_that_is_out_of_date(office):
    number = office.file()
    clerk, other = office.desk('clerk'), office.desk('clerk2')
    path = f'/console/cases/{number}'
    old = other.case(number).form(f'{path}/refuse')
    office.do(number, ACCEPT)
    answer = other.send(f'{path}/refuse', dict(old, reason='不属于受理范围。'))
    assert answer.status == 409 and 'clerk' in answer.said and '“受理”' in answer.said and '不属于受理范围。' in answer.said
    assert office.state_of(number) == 'accepted' and clerk.case(number).status == 200


def test_the_same_form_twice_is_one_move(office):
    number, clerk = office.file(), office.desk('clerk')
    path = f'/console/cases/{number}/accept'
    form = clerk.case(number).form(path)
    assert [clerk.send(path, form).status for _ in range(3)] == [303, 303, 303]
    assert office.sql("SELECT COUNT(*) FROM case_event WHERE case_number = %s AND move = 'accept'", number) == ((1,),)
    assert '先前已经办理' in clerk.get(clerk.send(path, form).location).said


def test_an_expired_form_keeps_what_was_typed(office):
    number, clerk = office.file(), office.desk('clerk')
    path = f'/console/cases/{number}/refuse'
    old = dict(clerk.case(number).form(path), token='1600000000.' + '0' * 64, reason='写了很久的一段理由。')
    answer = clerk.send(path, old)
    assert answer.status == 403 and '表单已过期' in answer.said and '写了很久的一段理由。' in answer.text
    assert clerk.send(path, dict(answer.form(path))).status == 303 and office.state_of(number) == 'refused'


def test_a_withdrawal_that_races_a_confirmation(office):
    for _ in range(4):
        record = office.record()
        number = office.file(record=record)
        code = re.search(r'id="query-code"[^>]*>(\w{10})<', office.desk('clerk').get(f'/console/receipts/{number}').text).group(1)
        office.do(number, ACCEPT, KEEP)
        applicant = Desk(office)
        assert applicant.post('/cases', '/cases', number=number, code=code).status == 303
        reviewer = office.desk('reviewer')
        withdraw = applicant.get(f'/cases/{number}').form(f'/cases/{number}/withdraw')
        confirm = reviewer.case(number).form(f'/console/cases/{number}/confirm')
        answers, start = {}, threading.Barrier(2)

        def send(who, person, path, form):
            start.wait()
            answers[who] = person.send(path, form)
        threads = [threading.Thread(target=send, args=('applicant', applicant, f'/cases/{number}/withdraw', withdraw)),
                   threading.Thread(target=send, args=('reviewer', reviewer, f'/console/cases/{number}/confirm', confirm))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ended = [row[0] for row in office.sql("SELECT move FROM case_event WHERE case_number = %s AND move IN ('confirm', 'withdraw')", number)]
        assert len(ended) == 1
        if ended == ['confirm']:
            assert answers['reviewer'].status == 303 and answers['applicant'].status in (409, 422)
            assert office.state_of(number) == 'decided'
        else:
            assert answers['reviewer'].status == 409 and '申请人' in answers['reviewer'].said
            assert office.state_of(number) == 'withdrawn'
        assert public(office, record).status == 200


def test_a_unit_sees_only_what_was_forwarded_to_it(office):
    number = office.file()
    samr, tax = office.desk('samr'), office.desk('tax')
    office.do(number, ACCEPT)
    assert samr.case(number).status == 404 and number not in listed(samr, 'queue=all')
    office.do(number, FORWARD)
    assert samr.case(number).status == 200
    assert tax.case(number).status == 404 and number not in listed(tax, 'queue=all')
    assert listed(tax, f'queue=all&q={number}') == [] and listed(samr, f'queue=all&q={number}') == [number]
    page = samr.case(number)
    assert '查看完整号码' not in page.said and '139****' not in page.said
    record = office.sql('SELECT record_id FROM casefile WHERE number = %s', number)[0][0]
    assert samr.get(f'/console/records/{record}').status == 200 and tax.get(f'/console/records/{record}').status == 404


def test_numbers_are_shown_for_a_reason_that_the_log_keeps(office):
    number = office.file(phone='13912345678')
    clerk, path = office.desk('clerk'), None
    page = clerk.case(number)
    assert '139****5678' in page.said and '13912345678' not in page.text
    path = f'/console/cases/{number}/reveal'
    empty = clerk.post(f'/console/cases/{number}', path, reason='')
    assert empty.status == 422 and '13912345678' not in empty.text
    before = len(office.used('case.reveal', object=number))
    shown = clerk.post(f'/console/cases/{number}', path, reason='电话核实申请人身份')
    assert shown.status == 200 and '13912345678' in shown.text and shown.headers['Cache-Control'] == 'no-store'
    rows = office.used('case.reveal', object=number)
    assert len(rows) == before + 1 and rows[-1] == ('clerk', 'case.reveal', number, '电话核实申请人身份')
    assert '13912345678' not in clerk.case(number).text


def test_every_look_stands_in_the_use_log(office):
    number = office.file()
    office.desk('reviewer').case(number)
    assert office.used('case.read', actor='reviewer', object=number)
    office.desk('reviewer').get('/console?queue=new')
    assert office.used('queue.read', actor='reviewer', object='new')


def test_no_log_no_answer(office):
    number = office.file()
    person = office.fresh('clerk2')
    office.sql("REVOKE INSERT ON credit.use_log FROM 'credit_console'@'localhost'")
    try:
        for path in (f'/console/cases/{number}', '/console', f'/console/records/{office.sql("SELECT MIN(id) FROM record")[0][0]}'):
            answer = person.get(path)
            assert answer.status in (500, 503) and '沈阳测试' not in answer.text
    finally:
        office.sql("GRANT SELECT, INSERT ON credit.use_log TO 'credit_console'@'localhost'")
    assert person.case(number).status == 200


def test_attachments_go_out_as_downloads_to_those_who_may_see_them(office):
    number = office.file(files=[('identity', '营业执照.png', 'image/png', PNG), ('evidence', '处罚决定书.pdf', 'application/pdf', PDF)])
    clerk = office.desk('clerk')
    links = re.findall(rf'/console/cases/{number}/files/\d+', clerk.case(number).text)
    assert len(links) == 2
    got = {}
    for link in links:
        answer = clerk.get(link)
        assert answer.status == 200 and answer.headers['Content-Disposition'].startswith('attachment')
        assert answer.headers['X-Content-Type-Options'] == 'nosniff' and 'sandbox' in answer.headers['Content-Security-Policy']
        assert 'no-store' in answer.headers['Cache-Control']
        got[answer.body] = link
    assert set(got) == {PNG, PDF}
    assert len(office.used('attachment.read', actor='clerk', object=f'{number}/{got[PNG].split("/")[-1]}')) == 1
    office.do(number, ACCEPT, FORWARD)
    samr = office.desk('samr')
    assert samr.get(got[PDF]).status == 200 and samr.get(got[PNG]).status == 404  # identity papers stay with the centre
    assert office.desk('tax').get(got[PDF]).status == 404
    other = office.file()
    assert clerk.get(got[PDF].replace(number, other)).status == 404
    assert Desk(office).get(got[PDF]).status == 303
    assert Desk(office).get('/_files/aa/bb/x').status == 404


@pytest.mark.parametrize('name, kind, content', [('x.pdf', 'application/pdf', b'<html><script>alert(1)</script>'), ('x.jpg', 'image/jpeg', PDF),
                                                 ('x.exe', 'application/pdf', b'MZ' + b'\0' * 500)])
def test_a_reply_with_a_file_that_is_not_what_it_says(office, name, kind, content):
    number = office.file()
    office.do(number, ACCEPT, FORWARD)
    answer = office.desk('samr').move(number, 'reply', [('evidence', name, kind, content)], reply='见附件说明。')
    assert answer.status == 422 and '见附件说明。' in answer.text and name in answer.said
    assert office.state_of(number) == 'with_provider'


def test_taking_and_giving_back(office):
    number, clerk, other = office.file(), office.desk('clerk'), office.desk('clerk2')
    clerk.post('/console?queue=new&q=' + number, '/console/take', number=number)
    assert number in listed(clerk, 'queue=mine') and number not in listed(other, 'queue=mine')
    assert clerk.post(f'/console/cases/{number}', '/console/take').status == 303  # 退还
    assert number not in listed(clerk, 'queue=mine')


def test_queues(office):
    number, waiting = office.file(), office.file()
    office.do(waiting, ACCEPT, FORWARD)
    late = office.file()
    office.sql("UPDATE case_clock SET due = CURRENT_DATE - INTERVAL 9 DAY WHERE case_number = %s", late)
    office.sql("UPDATE casefile SET next_due = CURRENT_DATE - INTERVAL 9 DAY WHERE number = %s", late)
    clerk = office.desk('clerk')
    assert number in listed(clerk, f'queue=new&q={number}') and waiting not in listed(clerk, f'queue=new&q={waiting}')
    assert waiting in listed(clerk, f'queue=waiting&q={waiting}') and number not in listed(clerk, f'queue=waiting&q={number}')
    assert listed(clerk, 'queue=overdue')[0] == late and waiting not in listed(clerk, 'queue=overdue')
    assert '超期' in clerk.get('/console?queue=overdue').said
    assert listed(clerk, f'queue=all&q={number}') == [number]
    assert listed(clerk, f'queue=all&q={number}&kind=repair') == []
    assert clerk.get('/console?queue=all&after=rubbish').status in (200, 404)


def test_a_queue_goes_by_key(office):
    for _ in range(34 - len(re.findall('data-case=', office.desk('clerk').get('/console?queue=all').text))):
        office.file('complaint')
    seen, path, pages = [], '/console?queue=all', 0
    while path:
        page = office.desk('clerk').get(path)
        seen += re.findall(r'data-case="(\w+)"', page.text)
        link = re.search(r'rel="next" href="([^"]+)"', page.text)
        path, pages = link and link.group(1).replace('&amp;', '&'), pages + 1
        assert pages < 20
    assert pages > 1 and len(seen) == len(set(seen)) == office.sql('SELECT COUNT(*) FROM casefile WHERE is_open')[0][0]


def test_kinds_beyond_objection(office):
    repair, complaint, report = office.file('repair'), office.file('complaint'), office.file('report')
    office.do(repair, ACCEPT, ('clerk', 'propose', {'outcome': 'granted', 'grounds': '义务已履行完毕，期限已满。'}), ('reviewer', 'confirm', {}))
    record = office.sql('SELECT record_id FROM casefile WHERE number = %s', repair)[0][0]
    assert office.sql('SELECT state FROM record WHERE id = %s', record) == (('repaired',),) and public(office, record).status == 404
    assert '信用修复决定书' in office.desk('clerk').case(repair).said
    office.do(complaint, ACCEPT)
    assert office.desk('clerk').move(complaint, 'forward').status == 422  # to whom
    unit = office.sql("SELECT id FROM source_unit WHERE code = 'national-tax'")[0][0]
    office.do(complaint, ('clerk', 'forward', {'unit': unit}), ('tax', 'reply', {'reply': '已责令该公司停止宣传。'}))
    office.do(complaint, ('clerk', 'propose', {'outcome': 'answered', 'grounds': '已责令停止。'}), ('reviewer', 'confirm', {}))
    office.do(report, ACCEPT, ('clerk', 'propose', {'outcome': 'denied', 'grounds': '授权书缺少签章。'}), ('reviewer', 'confirm', {}))
    assert {office.state_of(n) for n in (repair, complaint, report)} <= {'decided', 'closed'}
