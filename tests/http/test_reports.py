"""Reports from the form to the paper and back: asked for, issued once, downloaded, verified by code, file and QR code."""
import concurrent.futures
import hashlib
import html
import json
import os
import re
import subprocess
import time
import uuid

import pytest

from applicant import Browser, faults, hidden, multipart

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
NUMBER = r'^\d{17}(?=.{5}$)\d*[A-Z]\d*$'  # the contract's pattern
UNKNOWN = '91210100MA0000000X'


class Reader(Browser):
    """Somebody who asks for reports and verifies them."""

    def form(self, page='/reports/new', action=None):
        answer = self.get(page)
        assert answer.status == 200, answer.text
        return dict(hidden(answer.text, action))

    def order(self, kind, codes, **more):
        fields = self.form(action='/reports')
        fields.update(kind=kind, uscc=codes, **more)
        return self.send('/reports', fields)

    def send(self, path, fields):
        body = '&'.join(f'{k}={quote(v)}' for k, v in fields.items()).encode()
        return self.ask('POST', path, body, 'application/x-www-form-urlencoded')

    def issue(self, kind, codes):
        answer = self.order(kind, codes)
        assert answer.status == 303, (answer.status, faults(answer.text), answer.text[-500:])
        page = self.get(answer.header('Location'))
        assert page.status == 200
        number = re.search('<output id="report-number">([^<]+)', page.text)[1]
        code = re.search('<output id="report-code">([^<]+)', page.text)[1].replace(' ', '')
        file = html.unescape(re.search('id="report-file" href="([^"]+)"', page.text)[1])
        return Report(number, code, file, self.get(file))

    def verify(self, number, code):
        return self.send('/verify', dict(self.form('/verify'), number=number, code=code))

    def upload(self, data, name='报告.pdf'):
        body, kind = multipart(self.form('/verify').items(), [('file', name, data)])
        return self.ask('POST', '/verify', body, kind)


class Report:
    def __init__(self, number, code, file, answer):
        self.number, self.code, self.file, self.answer, self.pdf = number, code, file, answer, answer.body


def quote(text):
    return ''.join(c if c.isalnum() and c.isascii() else ''.join(f'%{b:02X}' for b in c.encode()) for c in text)


def result(answer):
    found = re.findall('data-result="([a-z]+)"', answer.text)
    return found[0] if len(found) == 1 else None


def run(*command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, **more)


def text_of(pdf, folder):
    path = os.path.join(folder, 'text.pdf')
    with open(path, 'wb') as f:
        f.write(pdf)
    return run('pdftotext', '-raw', path, '-').stdout.decode()


@pytest.fixture(scope='module')
def firms(instance):
    """Codes and names of subjects with some records, and of one with few."""
    rows = instance.sql("SELECT s.uscc, s.name FROM published_subject s JOIN (SELECT subject_id FROM published WHERE subject_id IS NOT NULL "
                        "GROUP BY subject_id HAVING COUNT(*) BETWEEN 3 AND 9) p USING (subject_id) ORDER BY s.subject_id LIMIT 8")
    few = instance.sql("SELECT s.uscc, s.name FROM published_subject s JOIN (SELECT subject_id FROM published WHERE subject_id IS NOT NULL "
                       "GROUP BY subject_id HAVING COUNT(*) = 1) p USING (subject_id) ORDER BY s.subject_id LIMIT 1")
    assert len(rows) == 8 and len(few) == 1
    return [*rows, *few]


@pytest.fixture
def reader(instance):
    return Reader(instance)


# ---------------------------------------------------------------- the issue

def test_a_public_report_is_issued_at_once_and_stays_the_same(reader, instance, firms, tmp_path):
    code, name = firms[0]
    report = reader.issue('public', code)
    assert re.match(NUMBER, report.number) and re.fullmatch(r'\d{12}', report.code)
    assert report.answer.status == 200 and report.answer.header('Content-Type') == 'application/pdf'
    assert report.answer.header('Content-Disposition').startswith('attachment;') and report.answer.header('Cache-Control') == 'no-store'
    assert report.answer.header('X-Content-Type-Options') == 'nosniff'
    assert reader.get(report.file).body == report.pdf
    row = instance.sql('SELECT HEX(file_sha256), file_size, kind, uscc, state, level FROM report WHERE number = %s', report.number)[0]
    assert row == (hashlib.sha256(report.pdf).hexdigest().upper(), len(report.pdf), 'public', code, 'issued', 'B-LT')
    text = text_of(report.pdf, tmp_path)
    for part in ('公共信用信息报告', name, code, report.number, report.code, '信用信息概要', '登记注册基础信息', '公共信用信息地方补充内容',
                 '查询期内无相关信息', '演示数据，无法律效力'):
        assert part in text.replace('\n', '') or part in text, part
    shown = instance.sql('SELECT COUNT(*) FROM report_record WHERE number = %s', report.number)[0][0]
    # registrations are the subject's own facts and not records beside them
    published = instance.sql("SELECT COUNT(*) FROM published p JOIN published_subject s USING (subject_id) JOIN info_set i ON i.number = p.set_number "
                             "WHERE s.uscc = %s AND NOT COALESCE(JSON_VALUE(i.definition, '$.registers'), 0)", code)[0][0]
    assert shown == published > 0


def test_others_agree_on_what_is_issued(reader, instance, firms, tmp_path):
    path = tmp_path / 'report.pdf'
    for kind, codes in (('public', firms[1][0]), ('search', ' '.join(code for code, _ in firms[:3]))):
        path.write_bytes(reader.issue(kind, codes).pdf)
        assert run('qpdf', '--check', str(path)).returncode == 0
        said = run('pdfsig', str(path)).stdout.decode()
        assert 'Signature is Valid.' in said and 'Total document signed' in said and 'ETSI.CAdES.detached' in said, said
        done = instance.ctl('verify', str(path))
        assert 'genuine' in done.stdout


def test_the_same_key_is_the_same_report(reader, instance, firms):
    fields = dict(reader.form(action='/reports'), kind='public', uscc=firms[2][0])
    before = instance.sql("SELECT COUNT(*) FROM report WHERE kind <> 'letter'")[0][0]
    first, second = reader.send('/reports', fields), reader.send('/reports', fields)
    assert first.status == second.status == 303 and first.header('Location') == second.header('Location')
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        fields['idempotency_key'] = uuid.uuid4().hex
        cookies = dict(reader.cookies)

        def again(_):
            one = Reader(instance)
            one.cookies = dict(cookies)
            return one.send('/reports', fields)
        answers = list(pool.map(again, range(16)))
    assert {a.status for a in answers} == {303} and len({a.header('Location') for a in answers}) == 1
    assert instance.sql("SELECT COUNT(*) FROM report WHERE kind <> 'letter'")[0][0] == before + 2
    other = reader.send('/reports', dict(fields, uscc=firms[3][0]))
    assert other.status == 409 and '已经提交过' in other.text
    assert instance.sql("SELECT COUNT(*) FROM report WHERE kind <> 'letter'")[0][0] == before + 2


def test_a_search_names_what_was_looked_through_and_who_is_unknown(reader, instance, firms, tmp_path):
    codes = [firms[0][0], firms[8][0], UNKNOWN]
    report = reader.issue('search', '\n'.join(codes))
    text = text_of(report.pdf, tmp_path).replace('\n', '')
    assert '公开信息查询证明' in text and all(code in text for code in codes)
    assert [row[0] for row in instance.sql('SELECT uscc FROM report_subject WHERE number = %s ORDER BY ordinal', report.number)] == codes
    for (name,) in instance.sql("SELECT name FROM info_set WHERE group_code = 'black'"):
        assert name in text, name
    assert result(reader.get(f'/v/{report.number}/{report.code}')) == 'genuine'


def test_faults_stand_beside_the_field_and_nothing_is_lost(reader, instance, firms):
    before = instance.sql("SELECT COUNT(*) FROM report WHERE kind <> 'letter'")[0][0]
    for kind, codes, part in (('public', UNKNOWN, '没有查到'), ('public', '123', '不是 18 位'), ('public', '', '请填写'),
                              ('public', f'{firms[0][0]}\n{firms[1][0]}', '一次只能查询一个'),
                              ('search', '\n'.join(f'9121010000000{i:04d}X' for i in range(51)), '最多查询 50 个')):
        answer = reader.order(kind, codes)
        assert answer.status == 422 and part in faults(answer.text)['uscc'], (codes[:30], faults(answer.text))
        assert html.escape(codes.split('\n')[0]) in answer.text and f'value="{kind}" checked' in answer.text
    assert 'kind' in faults(reader.order('everything', firms[0][0]).text)
    assert instance.sql("SELECT COUNT(*) FROM report WHERE kind <> 'letter'")[0][0] == before
    wide = ''.join(chr(ord(c) + 0xFEE0) for c in firms[0][0])
    assert reader.order('public', f' {wide[:9]} {wide[9:]} '.replace(' ', '-', 1)[1:]).status == 303


def test_a_report_of_ones_own_is_a_case(reader, firms):
    for kind in ('full', 'compliance'):
        answer = reader.order(kind, firms[0][0])
        assert answer.status == 303 and answer.header('Location') == f'/reports/apply?kind={kind}&uscc={firms[0][0]}'


def test_only_the_browser_that_asked_sees_its_report(reader, instance, firms):
    report = reader.issue('public', firms[4][0])
    assert report.number in reader.get('/reports').text
    stranger = Reader(instance)
    assert stranger.get(f'/reports/{report.number}').status == 404 and report.number not in stranger.get('/reports').text
    assert stranger.get(report.file).status == 200  # who has the address with its key has the file
    wrong = re.sub('/[0-9a-f]{32}', '/' + '0' * 32, report.file)
    assert stranger.get(wrong).status == 404
    assert instance.sql("SELECT COUNT(*) FROM use_log WHERE action = 'report.download' AND object = %s", report.number)[0][0] == 2
    assert instance.sql("SELECT COUNT(*) FROM use_log WHERE action = 'report.issue' AND object = %s", report.number)[0][0] == 1


def test_a_browser_finds_all_its_reports_of_a_day(reader, instance, firms):
    """However many there are, on pages; nobody else's, and none of yesterday."""
    made = [reader.issue('public', firms[n % len(firms)][0]).number for n in range(23)]
    first = reader.get('/reports')
    listed = re.findall(r'<a href="/reports/(\d[0-9A-Z]{21})">', first.text)
    assert listed == made[:2:-1]
    rest = reader.get(html.unescape(re.search(r'rel="next" href="([^"]+)"', first.text)[1]))
    assert re.findall(r'<a href="/reports/(\d[0-9A-Z]{21})">', rest.text) == made[2::-1] and 'rel="next"' not in rest.text
    assert {reader.get(f'/reports/{number}').status for number in made} == {200}
    stranger = Reader(instance)
    stranger.form()  # has a cookie of its own
    assert made[0] not in stranger.get('/reports').text and stranger.get(f'/reports/{made[0]}').status == 404
    assert '这里还没有报告' in stranger.get('/reports').text
    instance.sql('UPDATE report SET issued_at = issued_at - INTERVAL 25 HOUR WHERE number = %s', made[-1])
    assert reader.get(f'/reports/{made[-1]}').status == 404 and made[-1] not in reader.get('/reports').text


def test_an_expired_token_keeps_everything(reader, firms):
    fields = dict(reader.form(action='/reports'), kind='search', uscc=firms[0][0], token='1.00')
    answer = reader.send('/reports', fields)
    assert answer.status == 403 and firms[0][0] in answer.text and 'value="search" checked' in answer.text
    fields['token'] = dict(hidden(answer.text, '/reports'))['token']
    assert reader.send('/reports', fields).status == 303


# ---------------------------------------------------------------- verification

def test_number_and_code_are_read_as_people_type_them(reader, firms):
    report = reader.issue('public', firms[0][0])
    wide = ''.join(chr(ord(c) + 0xFEE0) for c in report.code)
    for number, code in ((report.number, report.code), (report.number.lower(), f'{report.code[:4]} {report.code[4:]}'),
                         (f'{report.number[:8]} {report.number[8:]}', wide)):
        answer = reader.verify(number, code)
        assert answer.status == 200 and result(answer) == 'genuine' and firms[0][0] in answer.text and firms[0][1] in answer.text
    for number, code, field in (('123', report.code, 'number'), (report.number, 'abc', 'code'), ('', '', 'number')):
        answer = reader.verify(number, code)
        assert answer.status == 422 and field in faults(answer.text)
    at = max(i for i, sign in enumerate(report.number) if sign.isdigit())  # the last sign may be the number's one letter
    other = report.number[:at] + ('1' if report.number[at] != '1' else '2') + report.number[at + 1:]
    assert result(reader.verify(other, report.code)) == 'unknown'


def test_wrong_codes_are_counted_and_another_network_is_free(instance, firms):
    near, far = Reader(instance, address='127.0.7.1'), Reader(instance, address='127.0.8.1')
    report = near.issue('public', firms[1][0])
    wrong = f'{(int(report.code) + 1) % 10 ** 12:012d}'
    for _ in range(5):
        assert result(near.get(f'/v/{report.number}/{wrong}')) == 'unknown'
    assert near.get(f'/v/{report.number}/{wrong}').status in (404, 429)
    stopped = near.get(f'/v/{report.number}/{report.code}')
    assert stopped.status == 429 and int(stopped.header('Retry-After')) > 0
    assert result(far.get(f'/v/{report.number}/{report.code}')) == 'genuine'
    # no such report: the same answer
    assert result(far.get(f'/v/20260101000000000A0000/{wrong}')) == 'unknown'


def test_a_change_is_told_by_class_and_the_original_is_closed(reader, instance, firms, tmp_path):
    code = firms[5][0]
    report = reader.issue('public', code)
    paper = f'/v/{report.number}/{report.code}'
    assert result(reader.get(paper)) == 'genuine' and reader.get(f'{paper}.pdf').body == report.pdf
    record, title = instance.sql(
        "SELECT p.record_id, p.document_no FROM published p JOIN published_subject s USING (subject_id) JOIN info_set i ON i.number = p.set_number "
        "WHERE s.uscc = %s AND p.document_no IS NOT NULL ORDER BY p.record_id LIMIT 1", code)[0]
    instance.sql("CALL record_hold_open(%s, 'Y20260101000001', 'liaoning-2016', 'test', @done)", record)
    try:
        changed = reader.get(paper)
        assert result(changed) == 'changed' and '信息异议处理情况' in changed.text and title not in changed.text
        assert reader.get(f'{paper}.pdf').status == 404
        api = json.loads(reader.get(f'/api/v1/reports/{report.number}?code={report.code}').text)
        assert api['result'] == 'changed' and 'under_objection' in api['changed'] and len(api['changed']) == 2
        held = reader.issue('public', code)
        text = text_of(held.pdf, tmp_path).replace('\n', '')
        assert '1 项信息异议处理中' in text and title not in text
        assert result(reader.upload(report.pdf)) == 'changed'
    finally:
        instance.sql("CALL record_hold_close(%s, 'Y20260101000001', 'test', @done)", record)
    assert result(reader.get(paper)) == 'genuine' and result(reader.get(f'/v/{held.number}/{held.code}')) == 'changed'


def test_the_api_answers_a_report_as_it_describes_it(reader, instance, firms):
    from test_api import check, described
    whole = json.loads(reader.get('/api/v1/openapi.json').text)
    for kind, codes in (('public', firms[0][0]), ('search', f'{firms[0][0]} {firms[1][0]}')):
        report = reader.issue(kind, codes)
        answer = reader.get(f'/api/v1/reports/{report.number}?code={report.code}')
        media, schema, _ = described(whole, '/reports/{number}', 200)
        assert answer.status == 200 and answer.header('Content-Type').split(';')[0] == media
        check(json.loads(answer.text), schema, whole, kind)
    wrong = reader.get(f'/api/v1/reports/{report.number}?code=000000000000')
    media, schema, _ = described(whole, '/reports/{number}', 404)
    assert wrong.status == 404 and wrong.header('Content-Type').split(';')[0] == media
    check(json.loads(wrong.text), schema, whole, 'wrong code')


def test_a_revoked_report_says_so_and_is_not_handed_out(reader, instance, firms):
    report = reader.issue('public', firms[6][0])
    instance.sql("CALL report_revoke(%s, 'reviewer', '来源单位更正了数据', @done)", report.number)
    answer = reader.get(f'/v/{report.number}/{report.code}')
    assert result(answer) == 'revoked' and '来源单位更正了数据' in answer.text
    assert reader.get(report.file).status == 410 and reader.get(f'/v/{report.number}/{report.code}.pdf').status == 404
    assert result(reader.upload(report.pdf)) == 'revoked'


def test_a_file_has_one_of_the_five_answers_or_a_clear_refusal(reader, firms, tmp_path):
    report, other = reader.issue('public', firms[0][0]), reader.issue('public', firms[1][0])
    good = tmp_path / 'good.pdf'
    good.write_bytes(report.pdf)
    assert result(reader.upload(report.pdf)) == 'genuine'
    for at in range(7, len(report.pdf), len(report.pdf) // 12):
        bad = bytearray(report.pdf)
        bad[at] ^= 1 << at % 8
        assert result(reader.upload(bytes(bad))) == 'altered', at
    for bad in (report.pdf[:len(report.pdf) // 2], report.pdf + b'\n', report.pdf + other.pdf, report.pdf[:-1]):
        assert result(reader.upload(bad)) == 'altered'
    rewritten, locked = tmp_path / 'rewritten.pdf', tmp_path / 'locked.pdf'
    assert run('qpdf', str(good), str(rewritten)).returncode in (0, 3)
    assert result(reader.upload(rewritten.read_bytes())) in ('altered', 'unknown')
    assert run('qpdf', '--encrypt', 'a', 'b', '256', '--', str(good), str(locked)).returncode in (0, 3)
    answer = reader.upload(locked.read_bytes())
    assert result(answer) in ('altered', 'unknown') or (answer.status == 422 and '密码' in faults(answer.text)['file'])
    for data, part in ((b'<html>', '不是 PDF'), (b'', '不是 PDF')):
        answer = reader.upload(data)
        assert answer.status == 422 and part in ''.join(faults(answer.text).values()), (part, faults(answer.text))
    assert not [f for f in os.listdir(os.path.join(reader.instance.state, 'tmp')) if not f.startswith('.')]  # nothing is kept


def test_the_qr_code_proves_the_paper_without_the_server(reader, instance, firms, tmp_path):
    report = reader.issue('public', firms[3][0])
    (tmp_path / 'r.pdf').write_bytes(report.pdf)
    for dpi in (72, 100, 150, 200):
        assert run('pdftoppm', '-r', str(dpi), '-f', '1', '-l', '1', '-singlefile', '-png', str(tmp_path / 'r.pdf'), str(tmp_path / f'p{dpi}')).returncode == 0
        read = run('zbarimg', '-q', '--raw', str(tmp_path / f'p{dpi}.png')).stdout.decode().strip()
        assert f'/v/{report.number}/{report.code}#' in read, dpi
    key = open(os.path.join(instance.state, 'seal', 'proof.pem')).read()
    script = ('const p = require(process.argv[1]), c = require("crypto"), s = p.split(process.argv[2]);'
              'const key = c.createPublicKey(process.argv[3]).export({format: "der", type: "spki"}).slice(-32);'
              'const other = Buffer.from(key); other[3] ^= 1;'
              'console.log(JSON.stringify([p.prove(s.proof, s.number, [key]), p.prove(s.proof, s.number, [other]),'
              ' p.prove(s.proof, s.number.replace(/.$/, x => x === "1" ? "2" : "1"), [key])]))')
    said = run('node', '-e', script, os.path.join(TOP, 'static', 'js', 'proof.js'), read, key)
    facts, foreign, moved = json.loads(said.stdout)
    assert facts['code'] == firms[3][0] and facts['kind'] == 1 and foreign is None and moved is None
    counts = instance.sql('SELECT summary FROM report WHERE number = %s', report.number)[0][0]
    order = ('licences', 'penalties', 'honours', 'serious', 'abnormal', 'commitments', 'evaluations', 'judicial', 'other', 'local', 'held')
    assert facts['counts'] == [json.loads(counts)[name] for name in order]
    done = instance.ctl('verify', '--proof', read)
    assert firms[3][0] in done.stdout
    pem = reader.get('/verify/key.pem')
    assert pem.status == 200 and pem.text == key


# ---------------------------------------------------------------- bad luck

def test_without_the_signer_nothing_is_half_issued(reader, instance, firms):
    before = instance.sql("SELECT COUNT(*) FROM report WHERE kind <> 'letter'")[0][0]
    service = os.path.join(instance.state, 'service', 'signer')
    fields = dict(reader.form(action='/reports'), kind='public', uscc=firms[0][0])
    assert run('sv', '-w', '10', 'down', service).returncode == 0
    try:
        answer = reader.send('/reports', fields)
        assert answer.status == 503 and answer.header('Retry-After') and instance.sql("SELECT COUNT(*) FROM report WHERE kind <> 'letter'")[0][0] == before
        assert reader.get('/healthz').status == 503
    finally:
        run('sv', 'up', service)
    for _ in range(100):
        answer = reader.send('/reports', fields)
        if answer.status == 303:
            break
        time.sleep(0.1)
    assert answer.status == 303 and instance.sql("SELECT COUNT(*) FROM report WHERE kind <> 'letter'")[0][0] == before + 1


# ---------------------------------------------------------------- one's own report

PDF = b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n'


def apply(reader, **fields):
    """Files an application for a report of one's own; returns its number and query code."""
    form = reader.form('/reports/apply?kind=' + fields['kind'])
    form.update(purpose='参加招标', recipient='某招标代理机构', phone='13800000000', declaration='yes', **fields)
    answer = reader.post('/reports/apply', form, [('identity', '身份材料.pdf', PDF), ('authority', '授权书.pdf', PDF + b'%authority')])
    assert answer.status == 303, (answer.status, faults(answer.text))
    receipt = reader.get(answer.header('Location')).text
    return re.search('id="case-number">([^<]+)', receipt)[1], re.search('id="query-code">([^<]+)', receipt)[1]


def collect(reader, number, code):
    return reader.send('/reports/collect', dict(reader.form('/reports/collect?case=' + number), number=number, code=code))


def grant(instance, number):
    """As if two people had decided; their own way, with letters, is tested in test_reports_own.py."""
    instance.sql("UPDATE casefile SET state = 'decided', outcome = 'granted' WHERE number = %s", number)


def test_ones_own_report_is_collected_once_it_is_granted(reader, instance, firms, tmp_path):
    code, name = firms[0]
    number, query = apply(reader, kind='compliance', applicant_kind='organisation', applicant_name=name, applicant_code=code)
    assert number[0] == 'B'
    early = collect(reader, number, query)
    assert early.status == 422 and '没有可以领取' in faults(early.text)['number']
    grant(instance, number)
    assert f'/reports/collect?case={number}' in reader.get(f'/cases/{number}').text
    assert collect(reader, number, 'AAAAAAAAAA').status == 422
    first, second = collect(reader, number, query), collect(Reader(instance, address='127.0.9.1'), number, query)
    assert first.status == second.status == 303 and first.header('Location') == second.header('Location')
    page = reader.get(first.header('Location')).text
    file = html.unescape(re.search('id="report-file" href="([^"]+)"', page)[1])
    text = text_of(reader.get(file).body, tmp_path).replace('\n', '')
    for part in ('专项信用报告', name, code, '参加招标', '某招标代理机构'):
        assert part in text, part
    report, proof = instance.sql('SELECT number, case_number FROM report WHERE case_number = %s AND letter_seq = 0', number)[0]
    assert proof == number
    digits = re.search('<output id="report-code">([^<]+)', page)[1].replace(' ', '')
    answer = reader.get(f'/v/{report}/{digits}')
    assert result(answer) == 'genuine' and reader.get(f'/v/{report}/{digits}.pdf').status == 404


def test_a_person_sees_their_own_records_and_no_number(reader, instance, tmp_path):
    row = tmp_path / 'debtor.csv'
    person, name, case = '11010519491231002X', '段演示', f'（2026）辽01执{uuid.uuid4().int % 100000}号'
    row.write_text('姓名/名称,身份证号码/组织机构代码,执行法院,省份,执行依据文号,立案时间,案号,做出执行依据单位,生效法律文书确定的义务,被执行人的履行情况,'
                   f'失信被执行人行为具体情形,发布时间\n{name},{person},沈阳演示法院,辽宁,（2026）辽01民初1号,2026-08-03,{case},沈阳演示法院,给付货款,'
                   '全部未履行,有履行能力而拒不履行,2026-09-01\n')
    done = instance.ctl('import', 'black-dishonest-debtor', str(row))
    assert 'rejected 0' in done.stdout, done.stdout
    number, query = apply(reader, kind='full', applicant_kind='person', applicant_name=name, applicant_code=person)
    grant(instance, number)
    answer = collect(reader, number, query)
    assert answer.status == 303, faults(answer.text)
    page = reader.get(answer.header('Location')).text
    pdf = reader.get(html.unescape(re.search('id="report-file" href="([^"]+)"', page)[1])).body
    text = text_of(pdf, tmp_path).replace('\n', '')
    assert name in text and case in text and person not in text and person.encode() not in pdf
    assert name not in page and '段**' in page
    digits = re.search('<output id="report-code">([^<]+)', page)[1].replace(' ', '')
    assert result(reader.get(answer.header('Location').replace('/reports/', '/v/') + '/' + digits)) == 'genuine'
    # somebody else's number finds nothing of it
    other, code = apply(reader, kind='full', applicant_kind='person', applicant_name='欧阳演示', applicant_code='440524188001010014')
    grant(instance, other)
    page = reader.get(collect(reader, other, code).header('Location')).text
    assert case not in text_of(reader.get(html.unescape(re.search('id="report-file" href="([^"]+)"', page)[1])).body, tmp_path).replace('\n', '')


def test_letters_of_a_case_are_signed_papers(reader, instance, tmp_path):
    for _ in range(100):
        if not instance.sql('SELECT COUNT(*) FROM letter_due')[0][0]:
            break
        time.sleep(0.3)
    letters, papers = instance.sql('SELECT COUNT(*) FROM letter')[0][0], instance.sql("SELECT COUNT(*) FROM report WHERE kind = 'letter'")[0][0]
    assert letters == papers > 50
    cases = dict(line.split('\t')[:2] for line in open(os.path.join(instance.state, 'cases.txt'), encoding='utf-8'))
    number, = next(row for row in instance.sql("SELECT case_number FROM letter WHERE kind = 'result' ORDER BY at DESC") if row[0] in cases)
    fields = dict(reader.form('/cases'), number=number, code=cases[number])
    assert reader.send('/cases', fields).status == 303
    seq, title = instance.sql("SELECT seq, document_no FROM letter WHERE case_number = %s AND kind = 'result'", number)[0]
    page = reader.get(f'/cases/{number}/letters/{seq}').text
    file = html.unescape(re.search('href="(/reports/[^"]+\\.pdf)"', page)[1])
    paper = tmp_path / 'letter.pdf'
    paper.write_bytes(reader.get(file).body)
    assert title in text_of(paper.read_bytes(), tmp_path).replace('\n', '')
    assert run('qpdf', '--check', str(paper)).returncode == 0 and b'Signature is Valid.' in run('pdfsig', str(paper)).stdout
    assert result(reader.upload(paper.read_bytes())) == 'genuine'
