"""No request grows with a table: what the server reads for a page, counted by its own counters."""
from urllib.parse import quote

import pytest

AFTER = '2022-04-06.%d' % ((24 << 55 | 1 << 42) + 100099999)  # the 5,000th page of 101,000 rows
L = '/lists/licence-decision'


def reads(portal, path):
    """Rows that the server touched for one request; the least of some tries, since the clerk reads too."""
    def total():
        return sum(int(v) for _, v in portal.sql("SHOW GLOBAL STATUS LIKE 'Handler_read%%'"))
    portal.fresh(path)
    best = None
    for _ in range(4):
        empty = total()
        own = total() - empty  # what asking costs
        before = total()
        page = portal.fresh(path)
        n = total() - before - own
        assert page.status == 200, path
        best = n if best is None else min(best, n)
    return best


def test_the_5000th_page_costs_what_the_first_does(portal):
    assert reads(portal, f'{L}?after={AFTER}') <= reads(portal, L) + 5
    assert reads(portal, f'{L}?region=210200&after={AFTER}') <= reads(portal, f'{L}?region=210200') + 5
    assert portal.page(f'{L}?after={AFTER}').records


@pytest.mark.parametrize('path', [L, f'{L}?region=210200', f'{L}?region=210202', f'{L}?source=credit-centre', f'{L}?kind=普通',
                                  '/lists/penalty-decision', '/lists/red'])
def test_a_list_page_is_a_key_range(portal, path):
    assert reads(portal, path) < 300


@pytest.mark.parametrize('path', ['/', '/lists', '/catalogue', '/search?q=' + quote('晨露'), '/search?q=' + quote('鞍')])
def test_other_pages_are_small(portal, path):
    assert reads(portal, path) < 800


def test_records_and_subjects_are_small(portal):
    assert reads(portal, f'/records/{portal.ids.record}') < 100
    assert reads(portal, f'/subjects/{portal.ids.plain}') < 600


@pytest.mark.parametrize('query', ['kind=特许&region=210200', 'kind=普通&region=210200&from=2023-01-01', 'q=%25', 'q=_', 'q=a', 'q=' + quote('第77号'),
                                   'q=' + quote('长' * 100), 'region=210200&from=2022-01-01&to=2024-01-01', 'source=credit-centre&region=210202&q=x'])
def test_combinations_stop_at_the_scan_limit(portal, query):
    assert reads(portal, f'{L}?{query}') < 45000 < 101000


def test_a_document_number_is_a_key_range(portal):
    assert reads(portal, f'{L}?q=' + quote('第100001号')) < 400
    assert reads(portal, '/lists/licence?q=' + quote('第100001号')) < 800


@pytest.mark.parametrize('q', ['%', '_', '的', 'a', '公司', '有限公司', '大' * 100, '%%%%', '..'])
def test_searches_touch_little(portal, q):
    assert reads(portal, '/search?q=' + quote(q)) < 2000


@pytest.mark.parametrize('more', ['', '&region=210381', '&type=enterprise', '&after=p.8000160'])
def test_a_word_that_twenty_thousand_names_begin_with(portal, more):
    assert reads(portal, '/search?q=' + quote('海城') + more) < 12000 * bool(more) + 500


def test_former_names_do_not_make_a_search_long(portal):
    """Names that only former names hold, one subject after the other."""
    assert reads(portal, '/search?q=' + quote('老海城')) < 800
