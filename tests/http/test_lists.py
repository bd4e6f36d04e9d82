"""Lists: rows, order, filters, totals, paging by key."""
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


def test_a_rare_word_ends_the_page_at_the_limit_and_goes_on(portal):
    page = portal.page('/lists/licence-decision?q=第20001号')
    assert not page.records and page.next and '只检索了一部分' in page.main
    second = portal.page(page.next)
    assert not second.records and second.next
    assert portal.page(second.next).records or portal.page(portal.page(second.next).next).records


def test_hostile_words_are_answers(portal):
    for q in ('%', '_', '\\', "'", '"', '长' * 100, '%' * 100, "' OR 1=1 -- ", '\u202e'):
        page = portal.page(f'{P}?q={quote(q)}')
        assert page.status in (200, 400), q
    assert portal.page(f'{P}?q={quote("长" * 101)}').status == 400
