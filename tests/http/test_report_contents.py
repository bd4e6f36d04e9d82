"""What a report and a certificate say: what warns and what honours, what runs and what has ended, what was never delivered or is stale."""
import contextlib
import html
import os
import re
import sys
import time

import pytest

from test_reports import Reader, apply, collect, grant, run

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'database'))
import deliveries  # noqa: E402

DEBTORS, ABNORMAL = 'black-dishonest-debtor', 'abnormal-operation'
CODES = {name: deliveries.uscc(77000001 + i) for i, name in enumerate(('arrears', 'honour', 'removed', 'running', 'licence'))}
NAMES = {name: f'沈阳纸样{word}科技有限公司' for name, word in zip(CODES, ('甲', '乙', '丙', '丁', '戊'))}


def day(offset):
    """A day in Shanghai, `offset` days from today."""
    return time.strftime('%Y-%m-%d', time.gmtime(time.time() + 8 * 3600 + offset * 86400))


def load(instance, folder, code, header, *rows):
    path = folder / f'{code}.csv'
    path.write_text('\n'.join(','.join(line) for line in (header, *rows)) + '\n', encoding='utf-8')
    done = instance.ctl('import', code, str(path)).stdout
    assert f'accepted {len(rows)}, flagged 0, rejected 0' in done, done


@pytest.fixture(scope='module')
def firms(instance, tmp_path_factory):
    """Five firms and what is known of them; the codes by what they are for."""
    folder = tmp_path_factory.mktemp('contents')
    load(instance, folder, 'samr-registration', ('企业名称', '统一社会信用代码', '行政区划代码', '登记机关', '核准日期', '登记状态'),
         *((NAMES[name], CODES[name], '210102', '沈阳市市场监督管理局', '2020-03-02', '存续') for name in CODES))
    load(instance, folder, 'black-wage-arrears', ('用人单位名称', '统一社会信用代码', '列入决定书文号', '列入决定机关', '列入日期'),
         (NAMES['arrears'], CODES['arrears'], '沈人社纸〔2026〕1号', '沈阳市人力资源和社会保障局', day(-60)))
    load(instance, folder, 'red-tax-a', ('纳税人名称', '统一社会信用代码', '评价年度', '评价结果公布日期', '主管税务机关', '评价结果'),
         (NAMES['honour'], CODES['honour'], '2025', day(-200), '国家税务总局沈阳市税务局', 'A'))
    reason = '通过登记的住所（经营场所）无法联系'
    load(instance, folder, ABNORMAL, ('企业名称', '统一社会信用代码', '列入经营异常名录原因', '列入日期', '作出列入决定机关', '移出日期'),
         (NAMES['removed'], CODES['removed'], reason, day(-300), '沈阳市市场监督管理局', day(-30)),
         (NAMES['running'], CODES['running'], reason, day(-300), '沈阳市市场监督管理局', ''))
    load(instance, folder, 'attention-list', ('主体名称', '统一社会信用代码', '列入事由', '认定单位', '认定日期', '关注期限至'),
         (NAMES['removed'], CODES['removed'], '未履行承诺', '沈阳市发展和改革委员会', day(-400), day(-20)))
    load(instance, folder, 'licence-decision',
         ('行政相对人名称', '行政相对人类别', '统一社会信用代码', '行政许可决定文书号', '许可决定日期', '许可机关', '当前状态'),
         (NAMES['licence'], '法人及非法人组织', CODES['licence'], '沈纸许〔2026〕1号', day(-90), '沈阳市市场监督管理局', '1'),
         (NAMES['licence'], '法人及非法人组织', CODES['licence'], '沈纸许〔2026〕2号', day(-91), '沈阳市市场监督管理局', '无效'))
    time.sleep(2.5)  # programs look for deliveries every two seconds
    return CODES


@pytest.fixture
def reader(instance):
    return Reader(instance, address='127.0.11.1')


RUNNING = re.compile(r' 编号 [0-9A-Z]{22}$|^第 \d+ 页 · 共 \d+ 页$|^演示数据，无法律效力')


class Text:
    """The pages of a PDF as text without blanks; flat: one behind the other, without running head and foot."""

    def __init__(self, pdf, folder):
        path = os.path.join(folder, 'paper.pdf')
        with open(path, 'wb') as f:
            f.write(pdf)
        raw = run('pdftotext', '-raw', path, '-').stdout.decode()
        self.pages = [re.sub(r'\s+', '', page) for page in raw.rstrip('\f').split('\f')]
        self.cover = self.pages[0]
        lines = [page.splitlines() for page in raw.rstrip('\f').split('\f')]
        self.flat = ''.join(re.sub(r'\s+', '', '\n'.join(line for line in page if not RUNNING.search(line))) for page in lines)

    def between(self, first, last):
        begin = self.flat.index(first)
        return self.flat[begin:self.flat.index(last, begin + len(first))]


def rows_of(text, firm):
    """The certificate's first table: what stands in this firm's row."""
    table = text.between('一、查询对象和结果', '二、各类信息的查询结果')
    at = table.index(CODES[firm]) + 18
    return re.split(r'[0-9]{1,2}(?=沈阳纸样)', table[at:])[0]


@contextlib.contextmanager
def deliveries_changed(instance, **changed):
    """Sets by code with _ for -: the moment of their last delivery, or None for never; put back afterwards."""
    numbers = {code: instance.sql('SELECT number FROM info_set WHERE code = %s', code.replace('_', '-'))[0][0] for code in changed}
    kept = [row for number in numbers.values() for row in instance.sql('SELECT * FROM set_delivery WHERE set_number = %s', number)]
    for code, number in numbers.items():
        if changed[code]:
            instance.sql('UPDATE set_delivery SET at = %s WHERE set_number = %s', changed[code], number)
        else:
            instance.sql('DELETE FROM set_delivery WHERE set_number = %s', number)
    time.sleep(2.5)
    try:
        yield
    finally:
        for row in kept:
            instance.sql('REPLACE INTO set_delivery VALUES (%s, %s, %s, %s)', *row)
        time.sleep(2.5)


def own_report(instance, reader, code, name):
    number, query = apply(reader, kind='full', applicant_kind='organisation', applicant_name=name, applicant_code=code)
    grant(instance, number)
    page = reader.get(collect(reader, number, query).header('Location')).text
    return reader.get(html.unescape(re.search('id="report-file" href="([^"]+)"', page)[1])).body


# ---------------------------------------------------------------- the certificate

def test_a_certificate_tells_warnings_from_honours_and_names_open_objections(reader, instance, firms, tmp_path):
    record, = instance.sql("SELECT record_id FROM published p JOIN info_set i ON i.number = p.set_number WHERE i.code = 'black-wage-arrears' AND p.uscc = %s",
                           firms['arrears'])[0]
    case = time.strftime('Y%Y%m%d') + f'{time.time_ns() % 10 ** 6:06d}'
    instance.sql("CALL record_hold_open(%s, %s, 'liaoning-2016', 'test', @done)", record, case)
    try:
        text = Text(reader.issue('search', ' '.join((firms['arrears'], firms['honour'], firms['running']))).pdf, tmp_path)
    finally:
        instance.sql("CALL record_hold_close(%s, %s, 'test', @done)", record, case)
    assert '失信、处罚、异常、关注' in text.flat and '守信激励' in text.flat
    assert rows_of(text, 'arrears').startswith('未查见未查见有1项异议处理中')
    assert rows_of(text, 'honour').startswith('未查见查见1条——')
    assert rows_of(text, 'running').startswith('查见1条未查见——')
    assert '沈人社纸' not in text.flat


def test_the_certificate_of_one_firm_bears_its_name_on_every_page(reader, firms, tmp_path):
    text = Text(reader.issue('search', firms['honour']).pdf, tmp_path)
    assert all(re.search(NAMES['honour'] + r'编号\w{22}', page) for page in text.pages[1:]), text.pages


# ---------------------------------------------------------------- never delivered, or stale

def test_a_source_that_has_not_delivered_is_never_counted_as_nothing_found(reader, instance, firms, tmp_path):
    judicial = [code for code, in instance.sql("SELECT code FROM info_set WHERE section = 'judicial' AND openness = 'public'")]
    assert judicial
    gone = {code.replace('-', '_'): None for code in (DEBTORS, *judicial)}
    with deliveries_changed(instance, **gone):
        report = Text(reader.issue('public', firms['licence']).pdf, tmp_path)
        proof = Text(reader.issue('search', f"{firms['licence']} {firms['running']}").pdf, tmp_path)
    summary = report.between('信用信息概要', '一、登记注册基础信息')
    assert '司法判决及执行来源未报送' in summary
    assert re.search('严重失信主体名单.{0,60}0条（部分来源未报送）', report.between('信用信息概要', '有'))
    assert '类信息的来源单位未按期报送' in summary and '失信被执行人名单' in summary and '尚未报送' in summary
    assert '八、司法判决及执行信息来源未报送九、' in report.flat
    assert '四、严重失信主体名单信息查询期内无相关信息（部分来源未报送）五、' in report.flat
    assert rows_of(proof, 'licence').startswith('未查见（部分来源未报送）未查见')
    assert rows_of(proof, 'running').startswith('查见1条（部分来源未报送）未查见')
    assert proof.between('二、各类信息的查询结果', '三、信息来源').count('失信被执行人名单来源未报送') == 2
    assert '失信被执行人名单未查见' not in proof.flat
    fresh = Text(reader.issue('public', firms['licence']).pdf, tmp_path)
    assert '来源未报送' not in fresh.between('信用信息概要', '报告说明')


def test_a_stale_set_is_named_with_its_day_and_not_hidden_by_its_fresh_sisters(reader, instance, firms, tmp_path):
    with deliveries_changed(instance, abnormal_operation='2021-01-01 04:00:00'):
        report = Text(reader.issue('public', firms['licence']).pdf, tmp_path)
        proof = Text(reader.issue('search', firms['licence']).pdf, tmp_path)
    for text in (report, proof):
        assert re.search('经营异常名录信息[^0-9]{0,30}2021-01-01逾期未更新每日', text.flat), text.flat[-3000:]
    assert '有1类信息的来源单位未按期报送' in report.flat and '逾期未更新的，只反映最近报送时的情况' in report.flat
    assert '经营异常名录信息未查见截至2021-01-01，其后逾期未更新' in proof.flat
    # late by less than its cycle and the tolerance: a row's day is its oldest
    with deliveries_changed(instance, abnormal_operation=day(-5) + ' 04:00:00'):
        report = Text(reader.issue('public', firms['licence']).pdf, tmp_path)
    assert '逾期未更新' not in report.flat and re.search(re.escape(day(-5)) + '每日', report.between('信息来源和更新时间', '报告说明'))


def test_an_enterprises_report_names_no_sets_of_persons_and_every_row_has_its_cycle(reader, instance, firms, tmp_path):
    for text in (Text(reader.issue('public', firms['licence']).pdf, tmp_path), Text(own_report(instance, reader, firms['licence'], NAMES['licence']), tmp_path)):
        for name, in instance.sql("SELECT name FROM info_set WHERE subject_type = 'person'"):
            assert name not in text.flat, name
        table = text.between('信息来源和更新时间', '报告说明')
        days, cycles = re.findall(r'20\d\d-\d\d-\d\d', table), re.findall(r'\d\d(?:逾期未更新)?(实时|每日|每周|每月|每季度|每年)', table)
        assert len(days) == len(cycles) > 10


# ---------------------------------------------------------------- labels, sections, words

def test_labels_and_advice_come_from_what_still_runs(reader, instance, firms, tmp_path):
    removed = Text(own_report(instance, reader, firms['removed'], NAMES['removed']), tmp_path)
    assert '经营异常' not in removed.cover and '存续' in removed.cover
    assert '移出日期' in removed.flat and '重点关注名单信息（1条）' in removed.flat  # what was, stays listed
    advice = removed.between('十、信用状况提升建议', '十一、')
    assert '移出' not in advice and '解除' not in advice
    running = Text(own_report(instance, reader, firms['running'], NAMES['running']), tmp_path)
    assert '经营异常' in running.cover and '申请移出' in running.between('十、信用状况提升建议', '十一、')
    honour = Text(reader.issue('public', firms['honour']).pdf, tmp_path)
    assert '守信激励对象' in honour.cover and '经营异常' not in honour.cover


def test_licences_then_penalties_each_has_its_heading(reader, firms, tmp_path):
    text = Text(reader.issue('public', firms['licence']).pdf, tmp_path)
    assert text.between('二、行政管理信息', '三、诚实守信').endswith('行政处罚信息查询期内无相关信息')
    assert '行政许可决定信息（2条）' in text.flat
    none = Text(reader.issue('public', firms['honour']).pdf, tmp_path)
    assert '二、行政管理信息行政许可信息查询期内无相关信息行政处罚信息查询期内无相关信息三、' in none.flat


def test_a_class_that_was_not_asked_for_is_not_nothing(reader, instance, firms, tmp_path):
    number, query = apply(reader, kind='full', applicant_kind='organisation', applicant_name=NAMES['licence'], applicant_code=firms['licence'], domain='licences')
    grant(instance, number)
    page = reader.get(collect(reader, number, query).header('Location')).text
    text = Text(reader.get(html.unescape(re.search('id="report-file" href="([^"]+)"', page)[1])).body, tmp_path)
    assert '行政许可2条' in text.flat and '行政处罚未查询' in text.flat and '司法判决及执行未查询' in text.flat
    assert '行政处罚信息未在查询范围内三、' in text.flat and '四、严重失信主体名单信息未在查询范围内五、' in text.flat
    assert '信用承诺表明' not in text.flat


def test_codes_are_said_as_words_on_paper_and_page_and_kept_in_open_data(reader, instance, firms, tmp_path):
    text = Text(reader.issue('public', firms['licence']).pdf, tmp_path)
    assert '当前状态有效' in text.flat and '当前状态无效' in text.flat and not re.search('当前状态[12]', text.flat)
    records = [row[0] for row in instance.sql('SELECT record_id FROM published p JOIN info_set i ON i.number = p.set_number '
                                              "WHERE i.code = 'licence-decision' AND p.uscc = %s ORDER BY p.decided_on DESC", firms['licence'])]
    for record, word in zip(records, ('有效', '无效')):
        page = instance.get(f'/records/{record}').text
        assert re.search('当前状态</dt>\\s*<dd[^>]*>\\s*' + word, page), page
    assert '1（有效）、2（无效）' in instance.get('/catalogue/licence-decision').text
    rows = instance.get(f"/lists/licence-decision.json?q={firms['licence']}").text
    assert re.findall('"XK_ZT": ?"([^"]*)"', rows) == ['1', '2']
