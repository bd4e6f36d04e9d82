"""What other programs read in our papers: text, fonts, ink, QR codes, PDF/A."""
import glob
import os
import re
import subprocess

import pytest

from conftest import TOP, Pages, run

KINDS = ['report', 'empty', 'full', 'proof', 'letter']
QR = ('https://credit.example.cn/v/20260401080000123123A4/482915730264#'
      'AQHf3kq0s8Zr7m2cWb1yVtXo9LpE5uJdN4gQ6hKiT2aRwSxYzC8vBnM0lPjFeDqUoI3rGkHsAtZc1XmVwE7yLbQpN5fK2dJ9uT4gRhBiOaSxWv')
# signs beyond the first plane that the table of standard Han signs (2013) has, and names' signs that systems lose
RARE = '𠮷䶮㐂𠙶𠳐𡎚𡐓𣗋𣲗𣲘𤧛𤩽𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎' \
       '㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮'


@pytest.mark.parametrize('kind', KINDS)
def test_qpdf_finds_nothing_wrong(make, kind):
    out = run('qpdf', '--check', make(kind).path).decode()
    assert 'No syntax or stream encoding errors found' in out
    assert 'not linearized' in out and 'not encrypted' in out


@pytest.mark.parametrize('kind', KINDS)
def test_every_font_is_embedded_as_a_subset_with_its_unicode(make, kind):
    rows = run('pdffonts', make(kind).path).decode().splitlines()[2:]
    assert 2 <= len(rows) <= 4
    for row in rows:
        assert re.match(r'CREDI[A-D]\+LXGWWenKai-(Regular|Bold)\s+CID TrueType\s+Identity-H\s+yes yes yes', row), row


def test_a_report_says_what_it_must_in_its_order(make):
    paper = make('report', objections=1)
    text = re.sub(r'\s+', '', paper.text())
    at = 0
    for words in ['公共信用信息报告', '沈阳示例精密装备制造有限公司', '守信激励对象', '存续', '统一社会信用代码91210100MA0EXAMP4T', '报告编号20260401080000123123A4',
                  '报告生成日期2026-04-0108:00:00', '报告版本V2.0', '示例省公共信用信息中心', '482915730264', '信用信息概要', '有1项信息异议处理中',
                  '有2类信息的来源单位未按期报送', '水利建设市场主体信用评价', '尚未报送',
                  '一、登记注册基础信息', '法定代表人', '二、行政管理信息', '行政许可信息（2条）', '第1条', '第2条', '行政处罚信息（2条）', '第1条',
                  '三、诚实守信相关荣誉信息', '四、严重失信主体名单信息', '查询期内无相关信息', '五、经营（活动）异常名录（状态）信息', '查询期内无相关信息', '六、信用承诺信息',
                  '七、信用评价信息', '八、司法判决及执行信息', '九、其他信息', '十、信用状况提升建议', '十一、公共信用信息地方补充内容', '查询期内无相关信息',
                  '信息来源和更新时间', '报告说明', '不含信用评分和信用等级', '异议申请', '信用修复']:
        found = text.find(words, at)
        assert found >= 0, f'{words} after {text[max(0, at - 40):at]}'
        at = found + len(words)


def test_records_are_numbered_and_long_values_are_whole(make):
    value = '特种设备安装、修理、改造（' + '承压类特种设备，' * 300 + '完）。'
    text = re.sub(r'\s+', '', make('report', formal=1, extra=value).text())
    running = re.compile(r'沈阳示例精密装备制造有限公司编号20260401080000123123A4|信用示例·公共信用信息门户第\d+页·共\d+页验证码482915730264')
    assert value in running.sub('', text).replace('许可内容', '', 1) or value in running.sub('', text)


@pytest.mark.parametrize('kind', KINDS)
def test_every_page_has_its_number_the_code_and_the_demonstration_mark(make, kind):
    pages = make(kind).pages()
    for number, page in enumerate(pages, 1):
        assert '演示数据，无法律效力' in page
        flat = re.sub(r'\s+', '', page)
        assert '482915730264' in flat
        if number > 1:
            assert f'第{number}页·共{len(pages)}页' in flat
            assert re.search(r'20260401080000(123123A4|456456B7)', flat)


def test_a_formal_paper_has_no_demonstration_mark(make):
    assert '演示' not in make('report', formal=1).text()


def test_a_strange_name_is_shown_and_nothing_hides(make):
    name = 'a) (b \\( <</S/JavaScript>> 甲\u202e乙 公司'
    paper = make('report', name=name)
    assert 'a) (b \\( <</S/JavaScript>> 甲□乙' in paper.text('-layout')
    info = run('pdfinfo', paper.path).decode()
    assert re.search(r'JavaScript:\s+no', info)
    assert '\u202e' not in paper.text() + info


def test_a_name_of_200_signs_is_whole_on_the_cover(make):
    name = '辽宁示例' + ''.join(chr(0x4e00 + i * 7) for i in range(190)) + '有限公司'
    cover = re.sub(r'\s+', '', make('report', name=name).pages()[0])
    assert name in cover


def test_what_was_not_asked_for_is_not_counted(make):
    empty, full = (make(kind).text().replace(' ', '') for kind in ('empty', 'full'))
    assert empty.count('未查询') == 1 and len(re.findall('^0条$', empty, re.M)) == 9
    for part in ('查见2条', '未发现违法违规记录', '来源未报送', '尚未报送', '2026-03-30\n逾期未更新', '有1行的来源尚未报送', '共3个领域，其余未查询'):
        assert part in full, part


def test_a_table_repeats_its_heads_on_the_next_page(make):
    pages = make('proof', firms=50).pages()
    with_rows = [p for p in pages[1:] if '\n未查见\n' in p]
    assert len(with_rows) > 5
    for page in with_rows:
        assert '查询的信息' in page or '序号' in page


def lines_of(paper, page):
    """The lines of a page with their boxes: words that stand side by side."""
    lines = []
    for number, word, box in paper.words():
        if number != page:
            continue
        last = lines[-1] if lines else None
        if last and abs(last[1][1] - box[1]) < 1 and -1 <= box[0] - last[1][2] < 12:
            lines[-1] = (last[0] + word, (last[1][0], min(last[1][1], box[1]), box[2], max(last[1][3], box[3])))
        else:
            lines.append((word, box))
    return lines


def overlapping(lines):
    """Pairs of lines of which one stands on the other; boxes are as high as the face, which is higher than the ink."""
    slack = 2.5
    return [(a, b) for i, (a, p) in enumerate(lines) for b, q in lines[i + 1:]
            if min(p[2], q[2]) - max(p[0], q[0]) > 1 and min(p[3], q[3]) - max(p[1], q[1]) > slack]


@pytest.mark.parametrize('kind', ['report', 'empty', 'full', 'proof'])
def test_nothing_stands_on_anything_else(make, kind):
    paper = make(kind, formal=1, undelivered=1, objections=1, **({'firms': 3} if kind == 'proof' else {}))
    for page in range(1, len(paper.pages())):  # on the cover the seal stands on issuer and date
        assert overlapping(lines_of(paper, page)) == [], page


def test_a_long_label_of_a_card_has_its_figure_below(make):
    lines = dict(reversed(lines_of(make('report', formal=1), 1)))
    assert lines['（状态）'][3] < min(box[1] for word, box in lines_of(make('report', formal=1), 1) if word == '0条' and box[1] > lines['（状态）'][1]) + 3


def test_what_was_not_delivered_is_not_nothing(make):
    text = re.sub(r'\s+', '', make('report', undelivered=1).text('-raw'))
    assert '行政许可2条（部分来源未报送）' in text and '司法判决及执行来源未报送' in text
    assert '八、司法判决及执行信息来源未报送' in text and '八、司法判决及执行信息查询期内无相关信息' in re.sub(r'\s+', '', make('report').text('-raw'))
    assert '尚未报送' in text and '2025-08-02逾期未更新' in text


def red(paper, page, box):
    """Red pixels in a box given in points."""
    head, data = re.match(rb'(P6\s+(\d+)\s+(\d+)\s+255\s)(.*)', run('pdftoppm', '-r', '72', '-f', str(page + 1), '-l', str(page + 1), paper.path), re.S).group(1, 4)
    width = int(head.split()[1])
    x0, y0, x1, y1 = (int(v) for v in box)
    pixels = (data[3 * (y * width + x):][:3] for y in range(y0, y1) for x in range(x0, x1))
    return sum(1 for r, g, b in pixels if r > 140 and g < 110 and b < 110)


def test_a_certificate_warns_of_what_warns_alone(make):
    """The first firm has penalties, the second honours and an open objection, the third is unknown."""
    paper = make('proof', firms=3, objections=1, formal=1)
    lines = lines_of(paper, 1)
    found = [box for word, box in lines if word == '查见2条']
    assert len(found) >= 2 and red(paper, 1, found[0]) > 10 and red(paper, 1, found[1]) == 0
    assert found[0][0] < found[1][0]  # each in its own column
    text = re.sub(r'\s+', '', paper.text('-layout'))
    assert '失信、处罚、' in text and '守信激励' in text
    rows = [word for word, box in lines if found[0][1] - 12 < box[1] < found[1][3] + 12]
    assert '有1项' in rows and '异议处理中' in rows


def test_a_certificate_never_says_not_found_of_a_list_that_was_not_delivered(make):
    text = re.sub(r'\s+', '', make('proof', firms=3, undelivered=1).text('-raw'))
    assert text.count('失信被执行人名单来源未报送') == 2 and '失信被执行人名单未查见' not in text
    assert '查见2条（部分来源未报送）' in text and '未查见（部分来源未报送）' in text


def test_a_certificate_of_one_firm_has_its_name_at_the_head(make):
    for firms, head in ((1, '沈阳示例精密装备制造有限公司'), (3, '公开信息查询证明')):
        paper = make('proof', firms=firms)
        for page in range(1, len(paper.pages())):
            assert min(((box[1], box[0], word) for word, box in lines_of(paper, page) if len(word) > 5 and box[0] < 100))[2] == head


@pytest.mark.parametrize('kind', ['report', 'full', 'proof'])
def test_the_cover_says_how_to_verify_in_two_lines(make, kind):
    paper = make(kind, formal=1)
    how = [word for word, box in lines_of(paper, 0) if 240 < box[0] < 260]
    at = next(i for i, word in enumerate(how) if word.startswith('一、'))
    assert how[at].endswith('；') and how[at + 1].startswith('二、') and how[at + 1].endswith('。') and how[at + 2].startswith('https://')
    assert '验证码' in how and '核验码' not in paper.text()


LONGEST = QR.split('#')[0] + '#' + 'Ab3_' * 200


@pytest.mark.parametrize('kind', ['report', 'letter'])
@pytest.mark.parametrize('dpi', [72, 100, 150, 200])
@pytest.mark.parametrize('text', [QR, LONGEST[:362], 'https://credit.example.cn/v/20260401080000123123A4/482915730264'], ids=['usual', 'longest', 'short'])
def test_the_qr_code_is_read_back_from_a_rendering(make, tmp_path, kind, dpi, text):
    paper = make(kind, qr=text)
    page = re.search(r'seal on page (\d+)', paper.said).group(1)
    run('pdftoppm', '-r', str(dpi), '-png', '-f', page, '-l', page, paper.path, str(tmp_path / 'page'))
    image = next(str(tmp_path / f) for f in os.listdir(tmp_path))
    assert run('zbarimg', '-q', '--raw', image).decode().strip() == text


def spaced(signs):
    return ' '.join(signs)


def demonstration_signs():
    """All signs that names, places, labels and texts of the demonstration province are made of."""
    found = set()
    for pattern in ('db/catalogue/*.json', 'db/data/**/*.csv', 'db/data/**/*.txt', 'db/data/**/*.json', 'cgi-bin/ctl/generate*.c', 'cgi-bin/report/*.c'):
        for path in glob.glob(os.path.join(TOP, pattern), recursive=True):
            with open(path, encoding='utf-8') as f:
                found |= set(f.read())
    return ''.join(sorted(s for s in found if s > '\x7f' and s not in '·—…\ufeff' and not s.isspace()))


def test_every_sign_has_ink(make):
    """Each sign as a word of its own: its box on the rendered page is not empty."""
    common = ''.join(bytes([high, low]).decode('gb2312') for high in range(0xb0, 0xf8) for low in range(0xa1, 0xff)
                     if not (high == 0xd7 and low > 0xf9))
    assert len(common) == 6763
    own = ''.join(sorted(set(re.sub(r'[\s·—…]', '', make('report').text() + make('letter').text() + make('proof').text()))))
    signs = list(dict.fromkeys(RARE + own + demonstration_signs() + common))
    paper = make('report', formal=1, extra=spaced(signs))
    boxes = {}
    for page, word, box in paper.words():
        if len(word) == 1:
            boxes.setdefault(word, (page, box))
    missing = [s for s in signs if s not in boxes]
    assert not missing, f'not read back: {missing[:50]}'
    pages = Pages(paper.path, 100)
    empty = [s for s, (page, box) in boxes.items() if s in signs and pages.ink(page, box) < (1 if s in '.,·、。，-' else 2)]
    assert not empty, f'without ink: {empty}'


def test_an_ordinary_letter_is_one_page(make):
    assert len(make('letter').pages()) == 1


def test_an_empty_cell_would_be_noticed(make):
    """The test above sees what is missing: a box beside the text has no ink."""
    pages = Pages(make('report', formal=1).path, 100, 1, 1)
    assert pages.ink(0, (200, 60, 210, 70)) == 0


def test_a_sign_without_glyph_stops_the_paper(make, tmp_path):
    done = subprocess.run([make.program, 'report', str(tmp_path / 'x.pdf'), 'extra=甲\u0b85乙'], stderr=subprocess.PIPE)
    assert done.returncode == 1 and not (tmp_path / 'x.pdf').exists()
    assert 'U+0B85' in done.stderr.decode() and '许可内容' in done.stderr.decode()


JARS = [f'/usr/share/java/{jar}.jar' for jar in ('preflight', 'pdfbox2', 'fontbox2', 'xmpbox', 'commons-logging', 'javax.activation', 'jaxb-api')]


@pytest.mark.parametrize('kind', KINDS)
def test_preflight_takes_a_copy_that_says_1b_for_pdf_a(make, tmp_path, kind):
    """PDFBox's checker knows PDF/A-1b alone; all of its rules but the part's number hold for us too."""
    copy = tmp_path / 'copy.pdf'
    data = make(kind).bytes
    assert data.count(b'<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A<') == 1
    copy.write_bytes(data.replace(b'<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A<', b'<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B<'))
    out = run('java', '-cp', ':'.join(JARS), 'org.apache.pdfbox.preflight.Validator_A1b', str(copy)).decode()
    assert 'is a valid PDF/A-1b file' in out, out
