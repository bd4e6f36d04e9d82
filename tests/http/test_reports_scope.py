"""What a paper was asked for and what it leaves out: on the paper, to whoever verifies it, in the API and in its QR code."""
import html
import json
import os
import re
import time

import pytest

from applicant import faults, hidden
from test_reports import PDF, TOP, UNKNOWN, Reader, collect, grant, result, run, text_of

CLASSES = ('licences', 'penalties', 'honours', 'serious', 'abnormal', 'commitments', 'evaluations', 'judicial', 'other', 'local')


class Paper:
    """A report of one's own from the application to everything that can be known of it."""

    def __init__(self, instance, folder, kind, name, code, choice=(), person=False):
        self.instance, self.reader = instance, Reader(instance)
        form = [*dict(self.reader.form('/reports/apply?kind=' + kind), kind=kind, purpose='参加招标', recipient='某招标代理机构', phone='13800000000',
                      declaration='yes', applicant_kind='person' if person else 'organisation', applicant_name=name, applicant_code=code).items(), *choice]
        answer = self.reader.post('/reports/apply', form, [('identity', '身份材料.pdf', PDF), ('authority', '授权书.pdf', PDF + b'%authority')])
        assert answer.status == 303, (answer.status, faults(answer.text))
        receipt = self.reader.get(answer.header('Location')).text
        self.case, query = re.search('id="case-number">([^<]+)', receipt)[1], re.search('id="query-code">([^<]+)', receipt)[1]
        grant(instance, self.case)
        answer = collect(self.reader, self.case, query)
        assert answer.status == 303, faults(answer.text)
        page = self.reader.get(answer.header('Location')).text
        self.number, self.code = answer.header('Location').rsplit('/', 1)[1], re.search('<output id="report-code">([^<]+)', page)[1].replace(' ', '')
        self.pdf = self.reader.get(html.unescape(re.search('id="report-file" href="([^"]+)"', page)[1])).body
        self.text = text_of(self.pdf, folder).replace('\n', '')
        self.page = words(self.reader.get(f'/v/{self.number}/{self.code}').text)
        self.api = json.loads(self.reader.get(f'/api/v1/reports/{self.number}?code={self.code}').text)
        self.address = address(self.pdf, folder)
        self.proof = proof(instance, self.address)


def words(text):
    return re.sub(r'\s+', ' ', re.sub('<[^>]+>', ' ', text.split('<main')[1].split('</main>')[0]))


def address(pdf, folder, dpi=72, page=1):
    (folder / 'q.pdf').write_bytes(pdf)
    assert run('pdftoppm', '-r', str(dpi), '-f', str(page), '-l', str(page), '-singlefile', '-png', str(folder / 'q.pdf'), str(folder / 'q')).returncode == 0
    return (run('zbarimg', '-q', '--raw', str(folder / 'q.png')).stdout.decode().splitlines() or [''])[-1]


def node(script, *arguments):
    done = run('node', '-e', script, os.path.join(TOP, 'static', 'js', 'proof.js'), *arguments)
    assert done.returncode == 0, done.stdout
    return json.loads(done.stdout)


def proof(instance, read):
    """What the script reads out of a QR code, held against what the page of the site has as its keys."""
    keys = re.search('data-proof-keys="([^"]+)"', instance.get('/verify/offline').text)[1]
    return node('const p = require(process.argv[1]), s = p.split(process.argv[2]);'
                'console.log(JSON.stringify(p.prove(s.proof, s.number, p.keysOf(process.argv[3]))))', read, keys)


@pytest.fixture(scope='module')
def punished(instance):
    """A firm that a market regulator punished, with a licence too: code, name, document number."""
    return instance.sql(
        "SELECT s.uscc, s.name, p.document_no FROM published p JOIN info_set i ON i.number = p.set_number JOIN published_subject s USING (subject_id) "
        "WHERE i.code = 'penalty-decision' AND p.authority LIKE '%%市场监督管理局' AND p.decided_on >= '2022-01-01' AND LEFT(s.uscc, 1) = '9' "
        "AND EXISTS (SELECT 1 FROM published l JOIN info_set j ON j.number = l.set_number WHERE l.subject_id = p.subject_id AND j.class = 'licence') "
        "AND s.name NOT REGEXP '[(（]' ORDER BY p.record_id LIMIT 1")[0]


# ---------------------------------------------------------------- a part is never taken for the whole

def test_a_class_that_was_not_asked_for_is_not_said_to_be_empty(instance, punished, tmp_path):
    code, name, title = punished
    paper = Paper(instance, tmp_path, 'full', name, code, [('class', 'licences')])
    for part in ('查询范围', '行政许可 共 1 类信息，其余未查询', '查询期间', '全部时间', '只含所列类别的信息，其他类别未查询', '行政处罚信息未在查询范围内',
                 f'本主体书面授权（办件 {paper.case}）'):
        assert part in paper.text, part
    assert title not in paper.text and '行政处罚0 条' not in paper.text and paper.text.count('未在查询范围内') >= 8 and paper.text.count('未查询') >= 9
    assert '行政许可 共 1 类信息，其余未查询' in paper.page and '行政处罚 未查询' in paper.page and '行政处罚 0 条' not in paper.page
    assert paper.api['counts']['penalties'] is None and paper.api['counts']['licences'] > 0 and paper.api['scope']['classes'] == ['licences']
    assert paper.proof['counts'][1] is None and paper.proof['counts'][0] == paper.api['counts']['licences'] and paper.proof['code'] == code
    said = instance.ctl('verify', '--proof', paper.address).stdout
    assert re.search('^penalties +not asked for$', said, re.M) and re.search(r'^licences +[1-9]', said, re.M)


def test_classes_in_the_place_of_domains_count_for_a_full_report(instance, punished, tmp_path):
    """As applications named them before there were domains."""
    paper = Paper(instance, tmp_path, 'full', punished[1], punished[0], [('domain', 'licences'), ('domain', 'honours')])
    assert paper.api['scope']['classes'] == ['licences', 'honours'] and paper.api['counts']['penalties'] is None


def test_the_whole_says_that_it_is_the_whole(instance, punished, tmp_path):
    paper = Paper(instance, tmp_path, 'full', punished[1], punished[0])
    assert '全部 10 类信息' in paper.text and '全部时间' in paper.text and '未查询' not in paper.text and punished[2] in paper.text
    assert '全部 10 类信息' in paper.page and None not in paper.proof['counts'] and set(paper.api['scope']['classes']) == set(CLASSES)


def test_a_period_is_told_everywhere(instance, punished, tmp_path):
    paper = Paper(instance, tmp_path, 'full', punished[1], punished[0], [('from', '2025-01-01'), ('until', '2025-12-31')])
    assert '2025-01-01 至 2025-12-31' in paper.text and '2025-01-01 至 2025-12-31' in paper.page
    assert paper.api['scope']['from'] == '2025-01-01' and paper.proof['period'] == ['2025-01-01', '2025-12-31']
    assert 'decided     2025-01-01 to 2025-12-31' in instance.ctl('verify', '--proof', paper.address).stdout


# ---------------------------------------------------------------- in the place of certificates of no violation

def test_a_compliance_report_answers_for_every_domain_and_department(instance, punished, tmp_path):
    code, name, title = punished
    paper = Paper(instance, tmp_path, 'compliance', name, code)
    domains = [line.split(',')[2] for line in open(os.path.join(TOP, 'db', 'data', 'domains.csv'), encoding='utf-8')][1:]
    for part in (*domains, f'全部 {len(domains)} 个领域', '2020-09-01 至 出具之日', '未发现违法违规记录', '违法违规记录', '行政强制、刑事裁判信息尚未归集', title):
        assert part in paper.text, part
    found = {(row['domain'], row['unit']): row['found'] for row in paper.api['domains']}
    assert found[('market', 'samr')] >= 1 and found[('tax', 'national-tax')] == 0 and len({domain for domain, _ in found}) == len(domains) + 1
    assert sum(n or 0 for n in found.values()) == paper.api['counts']['penalties'] + paper.api['counts']['serious']
    assert paper.api['counts']['licences'] is None and '行政许可决定信息' not in paper.text
    assert re.search(f"市场监管 辽宁省市场监督管理局 查见 {found[('market', 'samr')]} 条", paper.page) and '税务 国家税务总局辽宁省税务局 未发现违法违规记录' in paper.page
    assert paper.proof['domains'] == list(range(1, len(domains) + 1)) and paper.proof['period'][0] == '2020-09-01'


def test_the_words_of_the_paper_stay_when_domains_are_added(instance, punished, tmp_path):
    paper = Paper(instance, tmp_path, 'compliance', punished[1], punished[0])
    instance.sql("UPDATE report SET summary = JSON_SET(summary, '$.scope', '全部 7 个领域') WHERE number = %s", paper.number)
    assert '全部 7 个领域' in words(paper.reader.get(f'/v/{paper.number}/{paper.code}').text)


def test_only_the_domains_that_were_chosen(instance, punished, tmp_path):
    code, name, title = punished
    paper = Paper(instance, tmp_path, 'compliance', name, code, [('domain', 'tax'), ('domain', 'customs')])
    for part in ('税务、海关 共 2 个领域，其余未查询', '代替所列领域行政机关出具的无违法违规证明，其他领域未查询', '国家税务总局辽宁省税务局'):
        assert part in paper.text, part
    assert title not in paper.text and '市场监管' not in paper.text and '税务、海关 共 2 个领域，其余未查询' in paper.page
    assert {row['domain'] for row in paper.api['domains']} == {'tax', 'customs', 'other'} and paper.proof['domains'] == [3, 23]
    assert paper.api['result'] == 'genuine'


def test_a_new_violation_is_a_change_of_its_own_domains_alone(instance, punished, tmp_path):
    code, name, _ = punished
    tax, market = (Paper(instance, tmp_path, 'compliance', name, code, [('domain', domain)]) for domain in ('tax', 'market'))
    record, = instance.sql("SELECT p.record_id FROM published p JOIN published_subject s USING (subject_id) WHERE s.uscc = %s AND p.document_no = %s",
                           code, punished[2])[0]
    state = instance.sql('SELECT state FROM record WHERE id = %s', record)[0][0]
    instance.sql("UPDATE record SET state = 'withdrawn' WHERE id = %s", record)
    try:
        assert result(tax.reader.get(f'/v/{tax.number}/{tax.code}')) == 'genuine'
        assert result(market.reader.get(f'/v/{market.number}/{market.code}')) == 'changed'
    finally:
        instance.sql('UPDATE record SET state = %s WHERE id = %s', state, record)


def test_what_no_department_has_reported_is_not_called_clean(instance, punished, tmp_path):
    (number, source, at, accepted), = instance.sql("SELECT d.* FROM set_delivery d JOIN info_set i ON i.number = d.set_number WHERE i.code = 'environment-penalty'")
    instance.sql('DELETE FROM set_delivery WHERE set_number = %s', number)
    try:
        time.sleep(4.5)  # programs look at deliveries every two seconds
        paper = Paper(instance, tmp_path, 'compliance', punished[1], punished[0], [('domain', 'environment')])
        assert '来源未报送' in paper.text and paper.api['domains'][0] == {'domain': 'environment', 'unit': 'environment', 'found': None}
        assert '生态环境 辽宁省生态环境厅 来源未报送' in paper.page
    finally:
        instance.sql('INSERT INTO set_delivery VALUES (%s,%s,%s,%s)', number, source, at, accepted)


def test_every_domain_that_was_chosen_goes_the_whole_way(office):
    """Form, page to look over, filing: and whoever decides sees what was asked for."""
    reader = Reader(office.instance)
    form = [*dict(reader.form('/reports/apply?kind=compliance'), kind='compliance', purpose='参加招标', recipient='某招标代理机构', phone='13800000000',
                  declaration='yes', applicant_kind='organisation', applicant_name='辽宁示例装备有限公司', applicant_code='91350100M000100Y43',
                  step='check').items(),
            ('domain', 'tax'), ('domain', 'customs'), ('domain', 'water')]
    page = reader.post('/reports/apply', form, [('identity', '身份材料.pdf', PDF), ('authority', '授权书.pdf', PDF)])
    assert page.status == 200 and '税务、海关、水利' in words(page.text)
    assert re.findall('name="domain" value="([a-z]+)"', page.text) == ['tax', 'customs', 'water']
    back = reader.post('/reports/apply', [*hidden(page.text, '/reports/apply'), ('step', 'edit')])
    assert set(re.findall('name="domain" value="([a-z]+)" checked', back.text)) == {'tax', 'customs', 'water'}
    answer = reader.post('/reports/apply', hidden(page.text, '/reports/apply'))
    assert answer.status == 303, faults(answer.text)
    number = re.search('id="case-number">([^<]+)', reader.get(answer.header('Location')).text)[1]
    asked, = office.sql('SELECT application FROM casefile WHERE number = %s', number)[0]
    assert json.loads(asked)['domain'] == ['tax', 'customs', 'water']
    assert '税务、海关、水利' in words(reader.get(f'/cases/{number}').text)
    said = office.desk('clerk').get(f'/console/cases/{number}').said
    assert '税务、海关、水利' in said and '某招标代理机构' in said


def test_a_domain_that_there_is_not_is_not_dropped(reader):
    form = reader.form('/reports/apply?kind=compliance')
    form.update(kind='compliance', domain='nowhere')
    answer = reader.post('/reports/apply', form)
    assert answer.status == 422 and '领域' in faults(answer.text)['domain']


@pytest.fixture
def reader(instance):
    return Reader(instance)


# ---------------------------------------------------------------- what a reader compares

@pytest.fixture(scope='module')
def searched(instance, punished):
    codes = [punished[0], *(row[0] for row in instance.sql('SELECT uscc FROM published_subject WHERE uscc <> %s ORDER BY subject_id LIMIT 2', punished[0])), UNKNOWN]
    reader = Reader(instance)
    return reader, codes, reader.issue('search', '\n'.join(codes))


def test_a_search_is_verified_firm_by_firm(instance, searched, punished, tmp_path):
    reader, codes, report = searched
    page = words(reader.get(f'/v/{report.number}/{report.code}').text)
    assert re.search(f'{punished[1]} {punished[0]} 查见 [1-9][0-9]* 条', page) and '行政许可' not in page
    assert re.search(f'{UNKNOWN} 未作查询 未作查询 无该主体登记信息', page)
    firms = json.loads(reader.get(f'/api/v1/reports/{report.number}?code={report.code}').text)['firms']
    assert [firm['uscc'] for firm in firms] == codes and firms[0]['name'] == punished[1] and firms[0]['warns'] > 0 and firms[-1]['warns'] is None and firms[-1]['honours'] is None


def test_the_firms_of_a_search_are_proved_offline(instance, searched, tmp_path):
    reader, codes, report = searched
    facts = proof(instance, address(report.pdf, tmp_path))
    assert facts['firms'] == len(codes) and facts['code'] == ''
    text = text_of(report.pdf, tmp_path)
    shown = ' '.join(re.findall('....', facts['rows']))
    assert shown in text and shown in words(reader.get(f'/v/{report.number}/{report.code}').text)
    table = text.split('一、查询对象和结果')[1].split('二、')[0]
    rows_of = 'console.log(JSON.stringify(require(process.argv[1]).rowsOf(process.argv[2])))'
    assert node(rows_of, table) == {'firms': len(codes), 'rows': facts['rows']}  # copied as it is
    firms = json.loads(reader.get(f'/api/v1/reports/{report.number}?code={report.code}').text)['firms']
    typed = [f"{firm['uscc']} -" if firm['warns'] is None else f"{firm['uscc'].lower()} {firm['warns']} {firm['honours']}" for firm in firms]
    assert node(rows_of, '\n'.join(typed)) == {'firms': len(codes), 'rows': facts['rows']}
    assert node(rows_of, '\n'.join(typed[::-1]))['rows'] != facts['rows']
    assert node(rows_of, '\n'.join([typed[0].replace(' ', ' 1'), *typed[1:]]))['rows'] != facts['rows']
    said = instance.ctl('verify', '--proof', address(report.pdf, tmp_path)).stdout
    assert f'subject     {len(codes)} firms' in said and shown in said


def test_a_search_for_one_firm_names_it_offline(instance, reader, punished, tmp_path):
    report = reader.issue('search', punished[0])
    for dpi in (72, 100, 150, 200):
        read = address(report.pdf, tmp_path, dpi)
        assert f'/v/{report.number}/{report.code}#' in read, dpi
    facts = proof(instance, read)
    firm = json.loads(reader.get(f'/api/v1/reports/{report.number}?code={report.code}').text)['firms'][0]
    assert facts['code'] == punished[0] and sum(n or 0 for n in facts['counts'][:10]) == firm['warns'] + firm['honours'] > 0
    assert facts['counts'][0] is None


def test_nothing_of_a_person_stands_in_the_code_and_that_is_said(instance, tmp_path):
    paper = Paper(instance, tmp_path, 'compliance', '欧阳演示', '440524188001010014', person=True)
    assert paper.proof['subject'] == 3 and paper.proof['code'] == '' and '440524' not in paper.address
    assert 'a natural person (nothing of a person stands in the code)' in instance.ctl('verify', '--proof', paper.address).stdout
    for dpi in (72, 100, 150, 200):
        assert address(paper.pdf, tmp_path, dpi) == paper.address, dpi


def test_a_letter_is_verified_by_title_number_and_date(instance, reader, tmp_path):
    number, title, document_no, at = instance.sql("SELECT number, title, document_no, DATE(at + INTERVAL 8 HOUR) FROM report_letter ORDER BY number DESC LIMIT 1")[0]
    # no code is stored: the file proves it
    digest, = instance.sql('SELECT LOWER(HEX(file_sha256)) FROM report WHERE number = %s', number)[0]
    with open(os.path.join(instance.setting('reports_dir'), digest[:2], digest[2:4], digest), 'rb') as f:
        pdf = f.read()
    answer = reader.upload(pdf)
    page = words(answer.text)
    assert result(answer) == 'genuine' and f'文书名称 {title}' in page and f'文号 {document_no}' in page and f'落款日期 {at}' in page
    assert '0 条' not in page and '信息至今没有变化' not in page
    (tmp_path / 'l.pdf').write_bytes(pdf)
    last = int(re.search(r'Pages: +(\d+)', run('pdfinfo', str(tmp_path / 'l.pdf')).stdout.decode())[1])  # where a letter has its QR code
    code = re.search('/v/[^/]+/([0-9]{12})#', address(pdf, tmp_path, page=last))[1]
    api = json.loads(reader.get(f'/api/v1/reports/{number}?code={code}').text)
    assert (api['title'], api['document_no'], api['date']) == (title, document_no, str(at)) and set(api['counts'].values()) == {None, 0}


# ---------------------------------------------------------------- files

def test_a_copy_with_a_password_is_not_the_original(reader, punished, tmp_path):
    report = reader.issue('public', punished[0])
    (tmp_path / 'r.pdf').write_bytes(report.pdf)
    for name, options in (('plain', ('256',)), ('old', ('128', '--use-aes=y'))):
        assert run('qpdf', '--allow-weak-crypto', '--encrypt', '', 'owner', *options, '--', str(tmp_path / 'r.pdf'), str(tmp_path / f'{name}.pdf')).returncode in (0, 3)
        answer = reader.upload((tmp_path / f'{name}.pdf').read_bytes())
        assert result(answer) == 'altered' and '加了密码' in answer.text, name
    assert run('qpdf', '--object-streams=generate', '--encrypt', 'a', 'b', '256', '--', str(tmp_path / 'r.pdf'), str(tmp_path / 's.pdf')).returncode in (0, 3)
    answer = reader.upload((tmp_path / 's.pdf').read_bytes())
    assert result(answer) == 'altered' and '加了密码' in answer.text


def test_a_file_that_is_far_too_large_is_told_its_own_limit(reader):
    answer = reader.upload(b'%PDF-1.7\n' + b'\0' * (67 << 20))
    assert answer.status == 413 and '64 MB' in answer.text and '30 MiB' not in answer.text


def test_the_offline_page_is_one_file(instance, reader):
    page = reader.get('/verify/offline.html')
    assert page.status == 200 and page.header('Content-Disposition').startswith('attachment;') and 'html' in page.header('Content-Type')
    assert not re.search(r'<(?:script|link|img|iframe)[^>]+(?:src|href)=', page.text) and '@KEYS@' not in page.text
    with open(os.path.join(TOP, 'static', 'js', 'proof.js'), encoding='utf-8') as f:
        assert f.read() in page.text
    keys = re.search('data-proof-keys="([^"]+)"', instance.get('/verify/offline').text)[1]
    assert f'data-proof-keys="{keys}"' in page.text and '市场监管' in page.text
    assert '/verify/offline.html' in reader.get('/verify/offline').text and '/verify/offline' in reader.get('/help/verify').text
