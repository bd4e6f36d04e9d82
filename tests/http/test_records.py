"""One record: all its public fields, its term, repair, objection; 404 alike for what is not shown."""
import datetime

import pytest


def test_a_record_shows_every_public_field(portal):
    page = portal.page(f'/records/{portal.ids.record}')
    assert page.status == 200 and page.id == 'record_show'
    for text in ('沈阳晨露食品有限公司', '某市监罚〔2025〕1号', '经营超过保质期的食品', '罚款5000元', '处罚决定书文号', portal.ids.plain, '— —'):
        assert text in page.main, text
    assert '沈阳晨露食品有限公司' in page.title
    assert 'robots' not in page.meta


def test_fields_stand_in_the_catalogues_order(portal):
    main = portal.page(f'/records/{portal.ids.record}').main
    labels = ['行政相对人名称', '行政处罚决定书文号', '处罚依据', '处罚内容', '处罚机关', '备注']
    places = [main.index(word) for word in labels]
    assert places == sorted(places)


def test_a_day_without_end_is_said_in_words(portal):
    page = portal.page(f'/records/{portal.ids.record}')
    assert '长期' in page.main and '2099' not in page.main


def test_days_left_and_the_terms_end(portal):
    until = (portal.today + datetime.timedelta(days=100)).isoformat()
    main = portal.page(f'/records/{portal.ids.record}').main
    assert '还有 100' in main and until in main


def test_repair_is_possible_after_the_minimum_of_the_grade(portal):
    main = portal.page(f'/records/{portal.ids.record}').main
    assert '现在可以申请' in main and '2025-06-02' in main  # ordinary: three months from 2025-03-01 end with 06-01
    assert '失信程度：一般' in main and '免费' in main


def test_how_to_object_with_its_terms(portal):
    page = portal.page(f'/records/{portal.ids.record}')
    for text in ('异议', '3 个工作日', '10 个工作日', '第二十条', str(portal.ids.record)):
        assert text in page.main
    assert '/help/object' in page.links


def test_the_record_leads_to_its_subject_and_list(portal):
    links = portal.page(f'/records/{portal.ids.record}').links
    assert f'/subjects/{portal.ids.plain}' in links and '/lists/penalty-decision' in links


def test_a_person_is_masked_with_the_reason_and_not_indexed(portal):
    page = portal.page(f'/records/{portal.ids.person}')
    assert page.status == 200 and '段**' in page.main
    assert '只显示姓氏' in page.main
    assert 'noindex' in page.meta['robots']
    assert not any(link.startswith('/subjects/') for link in page.links)


def test_a_flagged_code_is_said_and_not_shown(portal):
    page = portal.page(f'/records/{portal.ids.flagged}')
    assert '代码待核实' in page.main and '00000000000000000X' not in page.answer.text


def test_an_annulment_leaves_only_its_notice(portal):
    page = portal.page(f'/records/{portal.ids.annulled}')
    assert page.status == 200 and 'noindex' in page.meta['robots']
    for text in ('某市监罚〔2024〕9号', '某政复决〔2025〕3号', '行政复议决定撤销原处罚。', '2025-05-06', '已撤销'):
        assert text in page.main
    assert '公示内容' not in page.main


def test_unknown_and_taken_down_records_answer_alike(portal):
    pages = [portal.page(f'/records/{i}') for i in (portal.ids.gone, 1, 0, 9223372036854775807)]
    bodies = set()
    for page in pages:
        assert page.status == 404 and '该信息未公示或已停止公示' in page.main
        bodies.add(page.main.replace(page.headers['X-Request-Id'], 'ID'))
    assert len(bodies) == 1


@pytest.mark.parametrize('path', ['/records/', '/records/x', '/records/1.5', '/records/-1', '/records/99999999999999999999', '/records/1/2'])
def test_addresses_that_name_no_record(portal, path):
    assert portal.page(path).status == 404


def test_what_is_taken_down_is_gone_at_once(portal):
    """A row that leaves `published` is on no page any more, whatever was kept before."""
    s = portal.ids.sample
    with portal.connect() as connection:
        s.cursor = connection.cursor()
        ident = s.record('red-tax-a', '2025-05-02', None, name='短暂公示的单位')
    assert portal.page(f'/records/{ident}').status == 200
    portal.sql('DELETE FROM published WHERE record_id = %s', ident)
    import time
    end = time.monotonic() + 5
    while portal.page(f'/records/{ident}').status == 200:
        assert time.monotonic() < end
        time.sleep(0.2)
    portal.sql('DELETE FROM count_delta WHERE id > (SELECT m FROM (SELECT MAX(id) - 6 AS m FROM count_delta) x) AND set_number = %s',
             s.sets['red-tax-a'][0])
