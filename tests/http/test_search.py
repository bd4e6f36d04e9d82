"""Search by name in any spelling, and by code."""
import json
import re
from urllib.parse import quote

import pytest

from http_helpers import each_page


def found(site, q, more=''):
    page = site.page(f'/search?q={quote(q)}{more}')
    assert page.status == 200
    return re.findall(r'data-uscc="([^"]*)"', page.answer.text), page


def test_the_start_page_asks_for_a_word(site):
    page = site.page('/search')
    assert page.status == 200 and page.id == 'search_show' and '怎样查得更准' in page.main


def test_order_is_exact_then_beginning_then_inside(site):
    codes, _ = found(site, '沈阳晨露食品')
    assert codes[:2] == [site.ids.plain, site.ids.namesake]
    assert codes[2:] == [site.ids.prefix, site.ids.inside]


@pytest.mark.parametrize('q', ['沈阳晨露食品有限公司', '沈阳晨露食品（有限公司）', '瀋陽晨露食品', ' 沈阳 晨露 食品 ', '沈阳晨露食品有限责任公司', '（沈阳）晨露食品'])
def test_spellings_of_one_name(site, q):
    codes, _ = found(site, q)
    assert codes[:2] == [site.ids.plain, site.ids.namesake], q


def test_same_names_are_told_apart(site):
    _, page = found(site, '沈阳晨露食品')
    for text in ('和平区', '2015-03-02', '2019-07-01', site.ids.plain, site.ids.namesake):
        assert text in page.main


def test_a_former_name_finds_and_says_so(site):
    codes, page = found(site, '晨曦面粉')
    assert codes == [site.ids.plain] and '曾用名：沈阳晨曦面粉厂' in page.main.replace('\n', '')


def test_part_of_a_name(site):
    assert site.ids.empty in found(site, '碧水物业')[0]
    assert site.ids.inside in found(site, '新沈阳')[0]


def test_a_rare_sign_finds(site):
    assert found(site, '𠮷䶮')[0] == [site.ids.rare]
    assert found(site, '𠮷')[0] == [site.ids.rare]


def test_one_sign_is_looked_up_at_the_beginning(site):
    codes, _ = found(site, '鞍')
    assert codes == [site.ids.empty]


@pytest.mark.parametrize('change', [str, str.lower, lambda s: ' '.join(s), lambda s: ''.join(chr(ord(c) + 0xFEE0) for c in s),
                                    lambda s: s[:6] + '-' + s[6:]])
def test_a_code_in_any_spelling(site, change):
    assert found(site, change(site.ids.plain))[0] == [site.ids.plain]


def test_a_code_with_a_wrong_check_sign_is_said(site):
    wrong = site.ids.plain[:-1] + ('0' if site.ids.plain[-1] != '0' else '1')
    codes, page = found(site, wrong)
    assert codes == [] and '没有通过校验' in page.main


def test_filters_by_region_and_type(site):
    assert found(site, '沈阳晨露食品', '&region=210200')[0] == [site.ids.namesake, site.ids.inside]
    assert found(site, '沈阳晨露食品', '&region=210202')[0] == [site.ids.inside]
    assert found(site, '小满', '&type=household')[0] == [site.ids.household]
    assert found(site, '小满', '&type=enterprise')[0] == []


def test_pages_of_results_are_complete(site):
    codes = []
    for page in each_page(site, '/search?q=' + quote('营口海风')):
        codes += re.findall(r'data-uscc="([^"]*)"', page.answer.text)
    assert len(codes) == len(set(codes)) == 30
    codes = []
    for page in each_page(site, '/search?q=' + quote('海风')):
        codes += re.findall(r'data-uscc="([^"]*)"', page.answer.text)
    assert len(codes) == len(set(codes)) == 30


def test_signs_of_sql_mean_themselves(site):
    assert found(site, '%')[0] == [] and found(site, '_')[0] == [] and found(site, '\\')[0] == []
    assert found(site, '百分之百')[0] == [site.ids.percent]


def test_ten_thousand_signs_are_cut_and_said(site):
    page = site.page('/search?q=' + 'a' * 7000)
    assert page.status == 200 and '只用了前 100 个字' in page.main
    assert site.get('/search?q=' + 'a' * 10000).status == 414


@pytest.mark.parametrize('query', ['q=x&region=1', 'q=x&region=999999', 'q=x&type=nosuch'])
def test_wrong_filters_are_said(site, query):
    page = site.page('/search?' + query)
    assert page.status == 400 and '需要更正' in page.main


def test_a_wrong_place_is_400(site):
    for after in ('x', 'e.', 'z.1', 'e.1x', 'p.99999999999999999999'):
        assert site.page(f'/search?q=ab&after={after}').status == 400, after


def test_results_are_not_indexed(site):
    assert 'noindex' in found(site, '晨露')[1].meta['robots']


def test_suggestions(site):
    answer = site.get('/suggest?q=' + quote('沈阳晨露'))
    names = [s['name'] for s in json.loads(answer.text)['suggestions']]
    assert answer.headers['Content-Type'].startswith('application/json') and '沈阳晨露食品有限公司' in names
    assert json.loads(site.get('/suggest?q=a').text) == {'suggestions': []}
    assert json.loads(site.get('/suggest').text) == {'suggestions': []}
