"""Lists: rows, order, filters, totals, paging by key."""
import json
import re
from urllib.parse import quote

import pytest

from http_helpers import each_page

P = '/lists/penalty-decision'


def test_index_names_every_group_and_set(portal):
    page = portal.page('/lists')
    assert page.status == 200 and page.id == 'list_index'
    for code in ('red', 'black', 'attention', 'licence', 'penalty', 'commitment', 'abnormal', 'penalty-decision', 'red-tax-a',
                 'black-wage-arrears', 'abnormal-operation'):
        assert f'/lists/{code}' in page.links
    for word in ('守信激励对象名单', '严重失信主体名单', '红名单', '黑名单'):
        assert word in page.main


def test_first_page_has_twenty_rows_and_the_exact_total(portal):
    page = portal.page(P)
    assert len(page.records) == 20 and page.total == '48' and page.next
    assert page.id == 'list_show'


def test_pages_show_each_record_once_newest_first(portal):
    ids, days = [], []
    for page in each_page(portal, P):
        ids += page.records
        days += re.findall(r'data-label="决定日期"><time datetime="([\d-]+)"', page.answer.text)
    assert len(ids) == len(set(ids)) == 48
    assert days == sorted(days, reverse=True) and len(days) == 48


def test_last_page_has_no_next(portal):
    assert list(each_page(portal, P))[-1].next is None


def test_a_group_gathers_its_sets_in_one_order(portal):
    ids = [r for page in each_page(portal, '/lists/red') for r in page.records]
    assert len(ids) == len(set(ids)) == 26
    assert portal.page('/lists/red').total == '26'


def test_the_head_tells_law_authority_way_in_and_out(portal):
    main = portal.page(P).main
    for word in ('由谁认定', '怎样进入', '怎样退出', '公示多久', '有何后果', '法律依据', '各来源单位最近一次报送', '2025-06-01'):
        assert word in main


def test_open_data_links_carry_the_filter(portal):
    links = portal.page(P + '?region=210800').links
    for form in ('csv', 'json', 'xlsx', 'atom'):
        assert f'{P}.{form}?region=210800' in links


@pytest.mark.parametrize('query,total', [
    ('region=210800', '45'), ('region=210881', '23'), ('region=210802', '22'), ('region=210000', '0'),
    ('kind=警告', '31'), ('kind=罚款', '32'), ('kind=警告&region=210800', '30'), ('source=credit-centre', '48'),
    ('source=samr', '0'), ('from=2025-03-01', '3'), ('from=2025-03-02&to=2025-03-02', '1'), ('to=2024-12-31', '45'),
    ('region=210800&from=2024-06-01&to=2024-06-30', None), ('q=晨露', '1'), ('q=海风第03', '2'), ('q=抚罚', '1'),
    ('q=晨露&kind=警告', '0'), ('kind=没有这种', '0'),
])
def test_filters(portal, query, total):
    pages = list(each_page(portal, f'{P}?{query}'))
    shown = sum(len(p.records) for p in pages)
    assert pages[0].total == (total if total is not None else str(shown))
    assert shown == int(pages[0].total)


def test_filter_by_code_finds_the_subjects_records(portal):
    assert portal.page(f'{P}?q={portal.ids.plain}').records == [str(portal.ids.record)]
    lower = portal.ids.plain.lower()
    assert portal.page(f'{P}?q={lower}').records == [str(portal.ids.record)]


def test_a_flagged_record_is_found_by_name_and_its_code_is_not_shown(portal):
    page = portal.page(f'{P}?q=代码有误')
    assert page.records == [str(portal.ids.flagged)]
    assert '00000000000000000X' not in page.answer.text
    assert '00000000000000000X' not in portal.page(f'/records/{portal.ids.flagged}').answer.text


def test_the_filter_is_shown_again(portal):
    text = portal.page(f'{P}?q=晨"露&region=210800&from=2024-01-01').answer.text
    assert 'value="晨&quot;露"' in text and 'value="2024-01-01"' in text
    assert re.search(r'<option value="210800" selected>', text)


@pytest.mark.parametrize('query,words', [
    ('region=999999', '没有这个地区代码'), ('region=沈阳', None), ('source=nobody', '没有这个来源单位'), ('from=2024-13-01', None),
    ('from=2025-01-02&to=2025-01-01', '开始日期不能晚于结束日期'), ('after=x', '翻页位置无效'), ('after=2024-01-01.', '翻页位置无效'),
    ('after=2024-02-30.5', '翻页位置无效'), ('after=2024-01-01.99999999999999999999', '翻页位置无效'),
])
def test_a_wrong_filter_is_said_with_400(portal, query, words):
    page = portal.page(f'{P}?{query}')
    assert page.status == 400 and page.id == 'list_show' and not page.records
    assert '需要更正' in page.main
    if words:
        assert words in page.main


def test_a_wrong_filter_is_said_beside_its_field(portal):
    text = portal.page(f'{P}?region=999999').answer.text
    assert re.search(r'id="f-region"[^>]*aria-invalid="true"[^>]*aria-describedby="e-region"', text) and 'id="e-region"' in text


@pytest.mark.parametrize('path', ['/lists/nosuch', '/lists/Penalty', '/lists/court-blacklist-person', '/lists/%00', '/lists/red/more'])
def test_unknown_and_closed_lists_are_404(portal, path):
    assert portal.page(path).status in (404, 400)


def test_authorised_and_internal_sets_have_no_list(portal):
    rows = portal.sql("SELECT code FROM info_set WHERE openness <> 'public'")
    assert rows
    for (code,) in rows:
        assert portal.page(f'/lists/{code}').status == 404, code


def test_a_large_total_is_exact_where_counters_cover_it(portal):
    assert portal.page('/lists/licence-decision').total == '101000'
    assert portal.page('/lists/licence-decision?region=210200').total == '90900'
    assert portal.page('/lists/licence-decision?kind=特许').total == '1010'


def test_a_total_over_two_filters_is_capped(portal):
    assert portal.page('/lists/licence-decision?region=210200&from=2023-01-01').total == '10000+'


def test_many_rows_of_one_day_are_paged_without_loss(portal):
    ids = []
    path = '/lists/licence-decision?from=2024-12-30&to=2024-12-30'
    for page in each_page(portal, path):
        ids += page.records
    assert len(ids) == len(set(ids)) == 100


L = '/lists/licence-decision'


def test_a_whole_document_number_is_found_at_once_however_old(portal):
    page = portal.page(f'{L}?q=第100001号')
    assert len(page.records) == 1 and page.total == '1' and not page.next and '第100001号' in page.main
    assert '检索完' not in page.main
    assert portal.page('/lists/licence?q=第100001号').records == page.records
    assert not portal.page(f'{L}?q=第100001号&region=210300').records  # the other filters hold too


def test_rows_whose_number_begins_with_the_word_come_first(portal):
    """第6000号 and 第60000号 to 第60009号 lie behind 59,000 others; then the search goes on."""
    first = portal.page(f'{L}?q=第6000')
    assert re.findall(r'class="docno">([^<]*)', first.answer.text) == ['第6000号'] + [f'第6000{n}号' for n in reversed(range(10))]
    assert first.next and '还没有检索完' in first.main
    ids = [r for page in each_page(portal, f'{L}?q=第6000') for r in page.records]
    assert ids == first.records


def test_many_numbers_that_begin_with_the_word_are_paged_without_loss(portal):
    ids = [r for page in each_page(portal, f'{L}?q=第600&to=2024-12-01') for r in page.records]
    expected = portal.sql("SELECT record_id FROM published JOIN info_set s ON s.number = set_number WHERE s.code = 'licence-decision' AND"
                          " document_no LIKE '第600%%' AND decided_on <= '2024-12-01' ORDER BY decided_on DESC, record_id DESC")
    assert len(ids) == len(set(ids)) == 110 and ids == [str(i) for i, in expected]


@pytest.mark.parametrize('pair', ['〔〕', '[]', '()', '（）', '［］', '【】'])
def test_a_document_number_is_found_with_the_brackets_that_a_keyboard_has(portal, pair):
    """Numbers have their year in 〔〕, those of courts in （）."""
    for list_, number, record in ((P, '某市监罚%s2025%s1号', portal.ids.record), (P, '市监罚%s2025%s1号', portal.ids.record),
                                  ('/lists/black-dishonest-debtor', '%s2025%s辽01执1号', portal.ids.person)):
        assert portal.page(f'{list_}?q={quote(number % tuple(pair))}').records == [str(record)], number


def test_the_beginning_of_a_number_finds_all_that_begin_so(portal):
    pages = list(each_page(portal, f'{P}?q=营罚〔2024〕1'))
    numbers = [d for page in pages for d in re.findall(r'class="docno">([^<]*)', page.answer.text)]
    assert len(numbers) == 11 and all(d.startswith('营罚〔2024〕1') for d in numbers) and pages[0].total == '11'


@pytest.mark.parametrize('list_,q,same', [
    (P, '营口海风', '營口海風'), (P, '营口海风', '營口（海風）'), (P, '海风第03', '海風第０３'), (P, '沈阳晨露食品有限公司', '瀋陽晨露食品股份有限公司'),
    (P, '代码有误', '代碼有誤'), (P, '代码有误', '（代码）有误'), (L, '鞍山碧水物业管理', '鞍山（碧水）物業管理'), (L, '物业', '物業'), (L, '碧水', '(碧水)'),
])
def test_names_are_spelled_as_in_the_search(portal, list_, q, same):
    as_written, otherwise = portal.page(f'{list_}?q={q}'), portal.page(f'{list_}?q={same}')
    assert as_written.records and otherwise.records == as_written.records and otherwise.total == as_written.total


def test_a_masked_name_is_what_it_looks_like(portal):
    assert portal.page('/lists/black-dishonest-debtor?q=段**').records == [str(portal.ids.person)]
    assert not portal.page('/lists/black-dishonest-debtor?q=王**').records


def test_a_rare_word_ends_the_page_at_the_limit_and_goes_on(portal):
    """Behind 60,000 rows, and no key knows the end of a document number."""
    page, pages = portal.page(f'{L}?q=60001号'), 1
    assert not page.records and page.next and '还没有检索完' in page.main and '没有符合条件的记录' not in page.main
    assert page.total == '10000+' and '已找到' in page.main
    while page.next and not page.records:
        page, pages = portal.page(page.next), pages + 1
    assert len(page.records) == 1 and pages <= 8
    assert '没有符合条件的记录' in portal.page(f'{P}?q=60001号').main


def test_what_is_found_at_the_limit_is_said(portal):
    page = portal.page(f'{L}?q=20001号')  # within what a page looks at, and 71,000 rows behind it
    assert len(page.records) == 1 and page.next and page.total == '10000+'
    assert re.search(r'已找到\s*1\s*条，还没有检索完', page.main)


@pytest.mark.parametrize('query,total', [
    ('q=碧水', '10000+'), ('q=20001号&to=2024-06-30&from=2024-06-01', '1'), ('kind=特许&region=210300', '1010'),
    ('kind=特许&from=2024-12-01', None), ('source=credit-centre&region=210300', '10000+'), ('q=没有这家', '10000+'), ('q=00号&region=210300&kind=特许', '1010'),
])
def test_totals_are_exact_or_capped(portal, query, total):
    page = portal.page(f'{L}?{query}')
    assert re.fullmatch(r'\d+|10000\+', page.total)
    assert page.total == (total or str(len([r for p in each_page(portal, f'{L}?{query}') for r in p.records])))


def test_open_data_of_a_whole_list_says_its_exact_total(portal):
    for query, total in (('q=60001号', 1), ('q=没有这家', 0), ('q=碧水&region=210300', 10100)):
        whole = json.loads(portal.get(f'{L}.json?{quote(query, safe="=&")}').text)
        assert whole['next'] is None and whole['total'] == total == len(whole['records']), query
    assert json.loads(portal.get(f'/api/v1{P}?q={quote("营罚〔2024〕1")}').text)['total'] == 11
    assert json.loads(portal.get(f'/api/v1{L}?q={quote("没有这家")}').text)['total'] == '10000+'


def test_the_explanation_and_the_filters_are_folded(portal):
    """So that a phone shows records on its second screen at the latest: what and by which law stand open."""
    page = portal.page(P)
    folded = [a for tag, a in page.tags if tag == 'details']
    assert len(folded) == 3 and not any('open' in a for a in folded)
    head = page.answer.text.split('<details')[0]
    assert '行政处罚决定：谁、因为什么' in head and '第四十八条' in head
    more = [a for tag, a in portal.page(f'{P}?kind=警告').tags if tag == 'details' and a.get('class') == 'filter-more']
    assert 'open' in more[0]
    more = [a for tag, a in portal.page(f'{P}?from=2024-13-01').tags if tag == 'details' and a.get('class') == 'filter-more']
    assert 'open' in more[0]
    more = [a for tag, a in portal.page(f'{P}?q=晨露').tags if tag == 'details' and a.get('class') == 'filter-more']
    assert 'open' not in more[0]


@pytest.mark.parametrize('group', ['red', 'black', 'attention', 'licence', 'penalty', 'abnormal'])
def test_a_group_says_of_each_set_what_governs_it(portal, group):
    page = portal.page(f'/lists/{group}')
    members = page.answer.text.split('<details class="member">')[1:]
    sets = portal.sql("SELECT code, name FROM info_set WHERE JSON_VALUE(definition, '$.group') = %s AND openness = 'public'", (group,))
    assert len(members) == len(sets) >= 3
    for code, name in sets:
        own = [m.split('<details')[0] for m in members if f'href="/lists/{code}"' in m]
        assert len(own) == 1 and name in own[0], code
        for term in ('法律依据', '由谁认定', '怎样进入', '怎样退出', '公示多久', '有何后果'):
            assert f'<dt>{term}</dt>' in own[0], (code, term)


def test_hostile_words_are_answers(portal):
    for q in ('%', '_', '\\', "'", '"', '长' * 100, '%' * 100, "' OR 1=1 -- ", '\u202e'):
        page = portal.page(f'{P}?q={quote(q)}')
        assert page.status in (200, 400), q
    assert portal.page(f'{P}?q={quote("长" * 101)}').status == 400
