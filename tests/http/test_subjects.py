"""A subject's archive: the report's sections, counts, change log, namesakes."""
import re

import pytest

from http_helpers import each_page

SECTIONS = ['登记注册基础信息', '行政管理信息', '诚实守信相关荣誉信息', '严重失信主体名单信息', '经营（活动）异常名录（状态）信息',
            '信用承诺信息', '信用评价信息', '司法判决及执行信息', '其他信息', '公共信用信息地方补充内容']


def test_sections_stand_in_the_reports_order(portal):
    page = portal.page(f'/subjects/{portal.ids.plain}')
    assert page.status == 200 and page.id == 'subject_show' and page.title.startswith('沈阳晨露食品有限公司')
    heads = re.findall(r'<h2 class="h2">(.*?)</h2>', page.answer.text)
    found = [s for h in heads for s in SECTIONS if s in re.sub('<[^>]*>', '', h)]
    assert found == SECTIONS


def test_counts_newest_rows_and_the_way_to_all(portal):
    page = portal.page(f'/subjects/{portal.ids.plain}')
    assert str(portal.ids.record) in page.records
    assert f'/subjects/{portal.ids.plain}?section=honour' in page.links
    assert '26' in page.main


def test_a_section_is_read_on_by_key(portal):
    ids = [r for page in each_page(portal, f'/subjects/{portal.ids.plain}?section=honour') for r in page.records]
    assert len(ids) == len(set(ids)) == 26


def test_labels(portal):
    assert '守信激励对象' in portal.page(f'/subjects/{portal.ids.plain}').main
    assert '守信激励对象' not in portal.page(f'/subjects/{portal.ids.namesake}').main


def test_zero_records_are_said(portal):
    main = portal.page(f'/subjects/{portal.ids.empty}').main
    assert main.count('查询期内无相关信息') == 9


def test_former_names_and_namesakes(portal):
    page = portal.page(f'/subjects/{portal.ids.plain}')
    assert '沈阳晨曦面粉厂' in page.main
    assert '注意同名' in page.main and f'/subjects/{portal.ids.namesake}' in page.links


def test_a_subject_known_by_its_records_alone_says_so(portal):
    assert '尚未收到登记机关报送' in portal.page(f'/subjects/{portal.ids.village}').main


def test_the_change_log_tells_new_and_annulled_but_not_what_is_gone(portal):
    page = portal.page('/api/v1/subjects/' + portal.ids.plain)
    import json
    changes = json.loads(page.answer.text)['changes']
    kinds = [c['change'] for c in changes]
    assert kinds.count('gone') == 1 and kinds.count('annulled') == 1
    gone = next(c for c in changes if c['change'] == 'gone')
    assert gone['record'] is None and gone['set'] is None
    assert str(portal.ids.gone) not in page.answer.text
    assert str(portal.ids.gone) not in portal.page(f'/subjects/{portal.ids.plain}').answer.text


def test_the_notice_of_an_annulment_stands_in_the_archive(portal):
    page = portal.page(f'/subjects/{portal.ids.plain}')
    assert '撤销公告' in page.main and f'/records/{portal.ids.annulled}' in page.links


def test_another_spelling_of_the_code_leads_to_the_lasting_address(portal):
    page = portal.get('/subjects/' + portal.ids.plain.lower())
    assert page.status == 301 and page.headers['Location'] == '/subjects/' + portal.ids.plain


@pytest.mark.parametrize('path', ['/subjects/', '/subjects/x', '/subjects/91210102000019999X', '/subjects/%E6%B2%88'])
def test_unknown_subjects_are_404(portal, path):
    assert portal.page(path).status == 404


def test_unknown_section_and_place(portal):
    assert portal.page(f'/subjects/{portal.ids.plain}?section=nosuch').status == 404
    assert portal.page(f'/subjects/{portal.ids.plain}?section=honour&after=zzz').status == 400


def test_where_to_get_the_report(portal):
    assert '/help/report' in portal.page(f'/subjects/{portal.ids.plain}').links


def test_the_registrations_other_sets_are_rows_and_the_registration_itself_is_not(portal):
    page = portal.page(f'/subjects/{portal.ids.prefix}')
    assert page.records == [str(portal.ids.shareholder)]
