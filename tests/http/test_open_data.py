"""Open data: what the files say of themselves, columns that cannot be mistaken, faults of a filter, feeds, HEAD."""
import csv
import io
import json
import re
import xml.etree.ElementTree as xml
import zipfile
from urllib.parse import quote

import pytest

P = '/lists/penalty-decision'
FIXED = ['记录编号', '公示页', '公示地区代码', '报送单位']
ATOM = '{http://www.w3.org/2005/Atom}'


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.text.lstrip('\ufeff'))))


def sheet(answer, number):
    """The texts of a worksheet, row by row."""
    with zipfile.ZipFile(io.BytesIO(answer.body)) as book:
        name = [n for n in book.namelist() if n.endswith(f'sheet{number}.xml')]
        if not name:
            return None
        tree = xml.fromstring(book.read(name[0]))
    own = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
    return [[''.join(t.text or '' for t in cell.iter(own + 't')) for cell in row.iter(own + 'c')] for row in tree.iter(own + 'row')]


# ---------------------------------------------------------------------- faults of a filter

FAULTS = [('from=x', 'from'), ('region=999999', 'region'), ('after=0', 'after'), ('source=nobody', 'source'), ('from=2025-02-01&to=2025-01-01', 'from')]


@pytest.mark.parametrize('query,field', FAULTS)
@pytest.mark.parametrize('form', ['csv', 'json', 'xlsx', 'atom'])
def test_a_wrong_filter_is_400_and_names_its_field(portal, form, query, field):
    answer = portal.get(f'{P}.{form}?{query}')
    assert answer.status == 400
    assert 'Content-Disposition' not in answer.headers and 'Link' not in answer.headers
    if form == 'json':
        assert answer.headers['Content-Type'] == 'application/problem+json'
        body = json.loads(answer.text)
        assert body['status'] == 400 and body['detail'].startswith(field + '：') and body['request_id'] == answer.headers['X-Request-Id']
    else:
        assert f'<p>{field}：' in answer.text and '系统出了问题' not in answer.text


def test_every_fault_of_a_filter_is_told_at_once(portal):
    detail = json.loads(portal.get(P + '.json?from=x&region=999999').text)['detail']
    assert 'from：' in detail and 'region：没有这个地区代码' in detail


def test_a_fault_of_a_file_is_told_in_the_view_that_was_chosen(portal):
    page = portal.page(P + '.csv?from=x', headers={'Cookie': 'view=elder'})
    assert page.status == 400 and any(tag == 'html' and a.get('class') == 'elder' for tag, a in page.tags)


def test_an_unknown_list_as_json_is_a_problem(portal):
    answer = portal.get('/lists/nosuch.json')
    assert answer.status == 404 and answer.headers['Content-Type'] == 'application/problem+json'
    assert portal.get('/lists/nosuch.csv').headers['Content-Type'].startswith('text/html')


# ---------------------------------------------------------------------- columns

def test_no_file_has_two_columns_of_one_name(portal):
    sets = [code for (code,) in portal.sql("SELECT code FROM info_set WHERE openness = 'public'")]
    assert len(sets) > 100
    for code in sets + ['red', 'black', 'attention', 'licence', 'penalty', 'commitment', 'abnormal']:
        head = rows_of(portal.get(f'/lists/{code}.csv?q=' + quote('没有这个名称')))[0]
        assert len(head) == len(set(head)), f'{code}: {[h for h in head if head.count(h) > 1]}'
        assert head[:4] == FIXED, code


def test_a_workbook_has_the_same_columns(portal):
    assert sheet(portal.get('/lists/penalty-decision.xlsx'), 1)[0] == rows_of(portal.get('/lists/penalty-decision.csv'))[0]


@pytest.mark.parametrize('code', ['penalty-decision', 'national-tax-abnormal'])
def test_the_data_dictionary_names_every_column(portal, code):
    page = portal.page('/catalogue/' + code)
    words = {text for _, text in page.lines}
    for column in rows_of(portal.get(f'/lists/{code}.csv?q=' + quote('没有这个名称')))[0]:
        assert column in words, column


# ---------------------------------------------------------------------- what a file says of itself

def test_a_workbook_says_what_it_is_of_when_and_under_what_licence(portal):
    answer = portal.get(f'{P}.xlsx?region=210800&from=2025-01-01')
    notes = dict(row + [''] * (2 - len(row)) for row in sheet(answer, 2))
    assert notes['内容'].endswith('行政处罚决定信息') and notes['筛选条件'] == '地区：营口市（210800）；决定日期：2025-01-01 至 今'
    assert re.fullmatch(r'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d', notes['生成时间（北京时间）']) and notes['最近一次报送'] == '2025-06-01'
    assert notes['取自'] == portal.url + f'{P}.xlsx?region=210800&from=2025-01-01'
    assert notes['本文件条数'] == str(len(sheet(answer, 1)) - 1)
    assert '写明来源' in notes['许可'] and notes['许可全文'] == portal.url + '/open-data' and notes['数据字典'] == portal.url + '/catalogue/penalty-decision'
    assert dict(sheet(portal.get(P + '.xlsx'), 2))['筛选条件'] == '无，整份清单'


def test_the_page_of_open_data_says_where_each_format_has_its_date(portal):
    main = portal.page('/open-data').main
    assert '每个文件都带有生成时间' not in main
    for word in ('文件名中的日期', 'generated_at', '第二张表“说明”', 'updated'):
        assert word in main
    answer = portal.get(P + '.csv')
    assert str(portal.today) in answer.headers['Content-Disposition'] and answer.headers['Date'] and 'license' in answer.headers['Link']
    assert len(rows_of(answer)) == 49  # head and rows, nothing else: the file stays clean for readers


# ---------------------------------------------------------------------- feeds

def test_a_filtered_feed_is_a_feed_of_its_own(portal):
    feed = xml.fromstring(portal.get(P + '.atom?region=210800&kind=' + quote('警告')).body)
    query = '?region=210800&kind=' + quote('警告')
    links = {link.get('rel'): link.get('href') for link in feed.findall(ATOM + 'link')}
    assert feed.find(ATOM + 'id').text == portal.url + P + '.atom' + query == links['self']
    assert links['alternate'] == portal.url + P + query
    assert '营口市' in feed.find(ATOM + 'title').text and '警告' in feed.find(ATOM + 'title').text
    whole = xml.fromstring(portal.get(P + '.atom').body)
    assert whole.find(ATOM + 'id').text == portal.url + P + '.atom'


def test_a_feed_was_updated_when_its_newest_entry_was(portal):
    feed = xml.fromstring(portal.get(P + '.atom').body)
    entries = [e.find(ATOM + 'updated').text for e in feed.findall(ATOM + 'entry')]
    assert entries and feed.find(ATOM + 'updated').text == max(entries)


def test_the_parts_of_a_feed_have_one_id(portal):
    feed = xml.fromstring(portal.get('/lists/licence-decision.atom?region=210200').body)
    links = {link.get('rel'): link.get('href') for link in feed.findall(ATOM + 'link')}
    assert len(feed.findall(ATOM + 'entry')) == 100 and 'after=' in links['next']
    second = xml.fromstring(portal.get(links['next'].removeprefix(portal.url)).body)
    assert second.find(ATOM + 'id').text == feed.find(ATOM + 'id').text == links['self']
    ids = [e.find(ATOM + 'id').text for part in (feed, second) for e in part.findall(ATOM + 'entry')]
    assert len(ids) == len(set(ids)) == 200
    order = [child.tag for child in feed]  # RFC 4287: what is said of the feed, then its entries
    assert order == sorted(order, key=lambda tag: tag == ATOM + 'entry')


# ---------------------------------------------------------------------- HEAD

@pytest.mark.parametrize('form', ['csv', 'json', 'xlsx', 'atom'])
def test_head_says_what_get_says_but_no_length_and_no_tag(portal, form):
    head, get = portal.get(f'{P}.{form}', method='HEAD'), portal.get(f'{P}.{form}')
    assert head.status == get.status == 200 and head.body == b'' and get.body
    for name in ('Content-Type', 'Content-Disposition', 'Link', 'X-Robots-Tag', 'Cache-Control'):
        assert head.headers[name] == get.headers[name], name
    assert 'Content-Length' not in head.headers and 'ETag' not in head.headers
    assert portal.get(f'{P}.{form}?from=x', method='HEAD').status == 400
