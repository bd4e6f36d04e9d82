"""The demonstration province as a visitor meets it: the stories of db/data/demo/stories.json, and what was decided
about records after their delivery."""
import html
import json
import os
import re

import pytest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
CODES = re.compile(r'/subjects/([0-9A-Z]{18})')


@pytest.fixture(scope='module')
def stories():
    """uscc by story: the README lists them in the order of stories.json, natural persons last."""
    with open(os.path.join(TOP, 'db/data/demo/stories.json'), encoding='utf-8') as f:
        told = [story for story in json.load(f) if not story.get('person')]
    with open(os.path.join(TOP, 'db/data/demo/README.md'), encoding='utf-8') as f:
        codes = dict((story, code) for story, code in re.findall(r'^\| ([^|]+) \| \[[^\]]+\]\(/subjects/(\w{18})\)', f.read(), re.M))
    return {story['code']: (codes[story['title']], story) for story in told}


def page(instance, path):
    answer = instance.get(path)
    assert answer.status == 200, (path, answer.status)
    return html.unescape(answer.text)


def sets_of(instance, uscc):
    return dict(instance.sql('SELECT s.code, COUNT(*) FROM published p JOIN info_set s ON s.number = p.set_number '
                             'JOIN subject u ON u.id = p.subject_id WHERE u.uscc = %s GROUP BY s.code', uscc))


def test_every_story_has_its_page(instance, stories):
    for uscc, story in stories.values():
        assert story['name'] in page(instance, f'/subjects/{uscc}')


def test_the_subject_without_records_has_only_its_registration(instance, stories):
    uscc, _ = stories['zero']
    assert sets_of(instance, uscc) == {'samr-registration': 1}
    assert '查询期内无相关信息' in page(instance, f'/subjects/{uscc}')


def test_the_repaired_builder_shows_neither_list_nor_penalty(instance, stories):
    uscc, _ = stories['repaired-builder']
    shown = sets_of(instance, uscc)
    assert 'black-wage-arrears' not in shown and 'penalty-decision' not in shown
    assert shown['licence-decision'] == 2 and shown['commitment-record'] == 1
    assert instance.sql("SELECT COUNT(*) FROM record r JOIN subject u ON u.id = r.subject_id "
                        "WHERE u.uscc = %s AND r.state = 'repaired'", uscc) == ((2,),)


def test_the_held_penalty_is_not_shown_and_the_other_is(instance, stories):
    uscc, _ = stories['held-food']
    assert sets_of(instance, uscc)['penalty-decision'] == 1
    ((held,),) = instance.sql('SELECT r.id FROM record r JOIN record_hold h ON h.record_id = r.id JOIN subject u '
                              'ON u.id = r.subject_id WHERE u.uscc = %s AND h.closed_at IS NULL', uscc)
    assert instance.get(f'/records/{held}').status == 404


def test_the_annulled_penalty_leaves_its_notice(instance, stories):
    uscc, _ = stories['annulled-shop']
    assert 'penalty-decision' not in sets_of(instance, uscc)
    assert '原行政处罚决定被撤销' in page(instance, f'/subjects/{uscc}')


def test_the_operator_of_a_shop_is_not_on_its_page(instance, stories):
    uscc, story = stories['annulled-shop']
    assert story['representative'] not in page(instance, f'/subjects/{uscc}')


def test_two_firms_of_one_name_are_found_and_told_apart(instance, stories):
    pair = {stories['namesake-clean'][0], stories['namesake-punished'][0]}
    assert pair <= set(CODES.findall(page(instance, '/search?q=翊沅商贸')))


def test_rare_signs_and_former_names_are_found(instance, stories):
    assert stories['rare-name'][0] in CODES.findall(page(instance, '/search?q=𠮷䶮㐂'))
    assert stories['renamed'][0] in CODES.findall(page(instance, '/search?q=垚筠制药厂'))


def test_the_debtor_is_masked_wherever_the_list_goes(instance):
    ((record,),) = instance.sql("SELECT id FROM record WHERE name = '尉迟衍桁' AND state = 'live' ORDER BY decided_on DESC LIMIT 1")
    ways = [f'/records/{record}', '/lists/black-dishonest-debtor?q=尉迟'] + \
           [f'/lists/black-dishonest-debtor.{kind}' for kind in ('csv', 'json', 'atom')]
    numbers = instance.sql("SELECT facts FROM record WHERE id = %s", record)
    assert '尉迟**' in page(instance, ways[0])
    for way in ways:
        text = page(instance, way)
        assert '尉迟衍桁' not in text, way
        assert not re.search(r'210000(19|20)\d{9}[\dX]', text), way
    assert not re.search(r'210000(19|20)\d{9}[\dX]', numbers[0][0])


def test_every_state_occurs_and_nearly_every_public_set_has_records(instance):
    states = dict(instance.sql('SELECT state, COUNT(*) FROM record GROUP BY state'))
    assert {'live', 'withdrawn', 'annulled', 'repaired', 'deleted', 'expired'} <= set(states)
    assert instance.sql('SELECT COUNT(*) FROM record_hold WHERE closed_at IS NULL')[0][0] >= 1
    empty = instance.sql("SELECT s.code FROM info_set s LEFT JOIN record r ON r.set_number = s.number WHERE "
                         "s.openness = 'public' AND s.subject_type NOT IN ('person', 'vehicle') AND NOT s.retired "
                         "GROUP BY s.code HAVING COUNT(r.id) = 0")
    named = {'licence-decision', 'penalty-decision', 'commitment-record', 'abnormal-operation', 'attention-list', 'red-tax-a',
             'red-model-enterprise', 'black-dishonest-debtor', 'black-wage-arrears'}
    empty = {row[0] for row in empty}
    assert not empty & named
    assert len(empty) <= 3, empty  # a small province lacks a rare kind of office


def test_all_fourteen_cities_have_published_records(instance):
    cities = {row[0] for row in instance.sql('SELECT DISTINCT city FROM published')}
    assert {210000 + 100 * n for n in range(1, 15)} <= cities


def test_nothing_that_may_not_be_shown_is_shown(instance):
    assert instance.sql("SELECT COUNT(*) FROM published p JOIN record r ON r.id = p.record_id WHERE r.state <> 'live'") == ((0,),)
    assert instance.sql("SELECT COUNT(*) FROM published p JOIN record_hold h ON h.record_id = p.record_id WHERE h.closed_at IS NULL") == ((0,),)
    assert instance.sql("SELECT COUNT(*) FROM published p JOIN info_set s ON s.number = p.set_number WHERE s.openness <> 'public'") == ((0,),)
    assert instance.sql("SELECT COUNT(*) FROM published p JOIN info_set s ON s.number = p.set_number "
                        "WHERE p.is_person AND s.code <> 'black-dishonest-debtor'") == ((0,),)
