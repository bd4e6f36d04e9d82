"""Every search against a plain look through all names of the demonstration province: nothing is missing, nothing comes twice,
names that fit better come first."""
import json
import random
from urllib.parse import quote

import pytest

COMMON = ['科技', '商贸', '沈阳', '大连', '贸易', '辽宁', '发展', '建筑工程', '科技发展', '实业', '市', '公司', '沈阳大', '医药科技发展', '农民专业合作社']
FILTERS = [('', lambda region, kind: True), ('&region=210100', lambda region, kind: 210100 <= region < 210200),
           ('&region=210283', lambda region, kind: region == 210283), ('&type=household', lambda region, kind: kind == '92'),
           ('&region=211400&type=enterprise', lambda region, kind: 211400 <= region < 211500 and kind == '91')]
PAGES_MAX = 40  # of one search: its rest is not walked


@pytest.fixture(scope='module')
def names(instance):
    """Per subject: its code, region, kind and every searched form that it has."""
    subjects = {}
    for subject, code, region, kind, norm in instance.sql('SELECT s.subject_id, s.uscc, s.region, s.kind, n.norm FROM published_name n '
                                                          'JOIN published_subject s ON s.subject_id = n.subject_id'):
        subjects.setdefault(subject, (code, region, kind, []))[3].append(norm)
    return list(subjects.values())


def words(names):
    dice = random.Random(5)
    made = list(COMMON)
    for signs in (2, 2, 2, 3, 3, 4, 4, 5, 6, 8, 12):
        norm = dice.choice([n for s in dice.sample(names, 300) for n in s[3] if len(n) >= signs])
        at = dice.randrange(len(norm) - signs + 1)
        made.append(norm[at:at + signs])
    return made


def stage(word, norms):
    return 0 if word in norms else 1 if any(n.startswith(word) for n in norms) else 2


@pytest.mark.parametrize('more,fits', FILTERS, ids=[f[0] or 'all' for f in FILTERS])
def test_a_search_finds_what_a_look_through_all_names_finds(instance, names, more, fits):
    for word in words(names):
        hits = {code: stage(word, norms) for code, region, kind, norms in names if fits(region, kind)
                and any(n.startswith(word) if len(word) == 1 else word in n for n in norms)}
        found, path, pages = [], f'/api/v1/subjects?q={quote(word)}{more}', 0
        while path and pages < PAGES_MAX:
            answer = json.loads(instance.get(path).text)
            found += [s['uscc'] for s in answer['subjects']]
            path, pages = answer['next'], pages + 1
        assert len(found) == len(set(found)), word
        assert set(found) <= set(hits), word
        assert path or set(found) == set(hits), (word, len(found), len(hits))
        assert [hits[code] for code in found] == sorted(hits[code] for code in found), word
        if path: # what was not walked is no better than what was
            assert all(hits[code] >= hits[found[-1]] for code in set(hits) - set(found)), word
