"""Search by name in any spelling, and by code."""
import json
import re
from urllib.parse import quote

import pytest

from http_helpers import each_page


def found(portal, q, more=''):
    page = portal.page(f'/search?q={quote(q)}{more}')
    assert page.status == 200
    return re.findall(r'data-uscc="([^"]*)"', page.answer.text), page


def test_the_start_page_asks_for_a_word(portal):
    page = portal.page('/search')
    assert page.status == 200 and page.id == 'search_show' and '怎样查得更准' in page.main


def test_order_is_exact_then_beginning_then_inside(portal):
    codes, _ = found(portal, '沈阳晨露食品')
    assert codes[:2] == [portal.ids.plain, portal.ids.namesake]
    assert codes[2:] == [portal.ids.prefix, portal.ids.inside]


@pytest.mark.parametrize('q', ['沈阳晨露食品有限公司', '沈阳晨露食品（有限公司）', '瀋陽晨露食品', ' 沈阳 晨露 食品 ', '沈阳晨露食品有限责任公司', '（沈阳）晨露食品'])
def test_spellings_of_one_name(portal, q):
    codes, _ = found(portal, q)
    assert codes[:2] == [portal.ids.plain, portal.ids.namesake], q


def test_same_names_are_told_apart(portal):
    _, page = found(portal, '沈阳晨露食品')
    for text in ('和平区', '2015-03-02', '2019-07-01', portal.ids.plain, portal.ids.namesake):
        assert text in page.main


def test_a_former_name_finds_and_says_so(portal):
    codes, page = found(portal, '晨曦面粉')
    assert codes == [portal.ids.plain] and '曾用名：沈阳晨曦面粉厂' in page.main.replace('\n', '')


@pytest.mark.parametrize('q,former', [('丹东银杏纺织', None), ('丹东银杏', '丹东银杏'), ('银杏', None), ('银杏布厂', '丹东银杏布厂'),
                                      ('东银', None), ('安东', '安东银杏布厂'), ('丹东', '丹东银杏'), ('丹', '丹东银杏')])
def test_a_subject_of_many_names_is_found_once(portal, q, former):
    """By the name that fits best: the name itself, then one that begins with the word, then one that holds it."""
    codes, page = found(portal, q)
    assert codes == [portal.ids.renamed], q
    said = re.findall(r'曾用名：\s*([^\n]*)', page.main)
    assert said == ([former] if former else [])


def test_part_of_a_name(portal):
    assert portal.ids.empty in found(portal, '碧水物业')[0]
    assert portal.ids.inside in found(portal, '新沈阳')[0]


def test_a_rare_sign_finds(portal):
    assert found(portal, '𠮷䶮')[0] == [portal.ids.rare]
    assert found(portal, '𠮷')[0][0] == portal.ids.rare


def test_one_sign_is_looked_up_at_the_beginning(portal):
    codes, _ = found(portal, '鞍')
    assert codes == [portal.ids.empty]


@pytest.mark.parametrize('half', ['有', '有限', '有限公', '有限公司', '有限责', '有限责任公', '股', '股份有', '（有限', ''])
def test_a_name_is_found_while_its_company_form_is_typed(portal, half):
    for name, code in (('鞍山碧水物业管理', portal.ids.empty), ('碧水物业管理', portal.ids.empty)):
        assert found(portal, name + half)[0] == [code], name + half
        names = json.loads(portal.get('/suggest?q=' + quote(name + half)).text)['suggestions']
        assert [s['uscc'] for s in names] == [code], name + half
    assert found(portal, '鞍山碧水物业管理' + half, '&type=household')[0] == []


def test_what_the_whole_word_finds_is_preferred(portal):
    """股 is a beginning of 股份有限公司 and a sign of names."""
    assert found(portal, '沈阳晨露食品有')[0] == found(portal, '沈阳晨露食品')[0]
    assert found(portal, '沈阳晨露食品销')[0] == [portal.ids.prefix]


def test_pages_of_a_half_typed_name_are_complete(portal):
    for word in ('营口海风有', '口海风股份'):
        codes = []
        for page in each_page(portal, '/search?q=' + quote(word)):
            codes += re.findall(r'data-uscc="([^"]*)"', page.answer.text)
        assert len(codes) == len(set(codes)) == 30, word
    assert portal.page('/search?q=' + quote('营口海风') + '&after=P.1').status == 400


@pytest.mark.parametrize('q', ['有限公司', '责任公司', '个体工商户', '（个体工商户）', '股份有限'])
def test_a_company_form_alone_asks_for_a_name(portal, q):
    codes, page = found(portal, q)
    assert codes == [] and '请输入名称中的字号' in page.main and '没有找到' not in page.main


@pytest.mark.parametrize('q', ['碧', '業', '务', '司'])
def test_one_sign_that_no_name_begins_with_asks_for_more(portal, q):
    codes, page = found(portal, q)
    assert codes == [] and '请至少输入两个字' in page.main and '没有找到符合条件' not in page.main


def test_one_rare_sign_is_found_inside_of_names(portal):
    assert found(portal, '䶮')[0] == [portal.ids.rare]
    assert found(portal, '㐂')[0] == [portal.ids.rare]


def test_the_province_itself_is_a_region(portal):
    assert found(portal, '测绘', '&region=210000')[0] == [portal.ids.provincial]
    assert found(portal, '测绘', '&region=210100')[0] == []
    assert found(portal, '辽宁省测绘院', '&region=210000&type=institution')[0] == [portal.ids.provincial]


@pytest.mark.parametrize('change', [str, str.lower, lambda s: ' '.join(s), lambda s: ''.join(chr(ord(c) + 0xFEE0) for c in s),
                                    lambda s: s[:6] + '-' + s[6:]])
def test_a_code_in_any_spelling(portal, change):
    assert found(portal, change(portal.ids.plain))[0] == [portal.ids.plain]


def test_a_code_with_a_wrong_check_sign_is_said(portal):
    wrong = portal.ids.plain[:-1] + ('0' if portal.ids.plain[-1] != '0' else '1')
    codes, page = found(portal, wrong)
    assert codes == [] and '没有通过校验' in page.main


def test_filters_by_region_and_type(portal):
    assert found(portal, '沈阳晨露食品', '&region=210200')[0] == [portal.ids.namesake, portal.ids.inside]
    assert found(portal, '沈阳晨露食品', '&region=210202')[0] == [portal.ids.inside]
    assert found(portal, '小满', '&type=household')[0] == [portal.ids.household]
    assert found(portal, '小满', '&type=enterprise')[0] == []


def test_pages_of_results_are_complete(portal):
    codes = []
    for page in each_page(portal, '/search?q=' + quote('营口海风')):
        codes += re.findall(r'data-uscc="([^"]*)"', page.answer.text)
    assert len(codes) == len(set(codes)) == 30
    codes = []
    for page in each_page(portal, '/search?q=' + quote('海风')):
        codes += re.findall(r'data-uscc="([^"]*)"', page.answer.text)
    assert len(codes) == len(set(codes)) == 30


def test_signs_of_sql_mean_themselves(portal):
    assert found(portal, '%')[0] == [] and found(portal, '_')[0] == [] and found(portal, '\\')[0] == []
    assert found(portal, '百分之百')[0] == [portal.ids.percent]


def test_ten_thousand_signs_are_cut_and_said(portal):
    page = portal.page('/search?q=' + 'a' * 7000)
    assert page.status == 200 and '只用了前 100 个字' in page.main
    assert portal.get('/search?q=' + 'a' * 10000).status == 414


@pytest.mark.parametrize('query', ['q=x&region=1', 'q=x&region=999999', 'q=x&type=nosuch'])
def test_wrong_filters_are_said(portal, query):
    page = portal.page('/search?' + query)
    assert page.status == 400 and '需要更正' in page.main


def test_a_wrong_place_is_400(portal):
    for after in ('x', 'e.', 'z.1', 'e.1x', 'p.99999999999999999999'):
        assert portal.page(f'/search?q=ab&after={after}').status == 400, after


def test_results_are_not_indexed(portal):
    assert 'noindex' in found(portal, '晨露')[1].meta['robots']


def test_suggestions(portal):
    answer = portal.get('/suggest?q=' + quote('沈阳晨露'))
    names = [s['name'] for s in json.loads(answer.text)['suggestions']]
    assert answer.headers['Content-Type'].startswith('application/json') and '沈阳晨露食品有限公司' in names
    assert json.loads(portal.get('/suggest?q=a').text) == {'suggestions': []}
    assert json.loads(portal.get('/suggest').text) == {'suggestions': []}
