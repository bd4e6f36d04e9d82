"""Markup, quotation marks, control and bidirectional signs in any loaded field never reach a reader unescaped."""
import json
import re
from urllib.parse import quote

import pytest

HARMFUL = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]')


def paths(portal):
    return [f'/records/{portal.ids.hostile_record}', f'/subjects/{portal.ids.hostile}', '/lists/penalty-decision', '/lists/penalty', '/',
            '/search?q=' + quote('script'), '/search?q=' + quote('alert(1)旧'), '/lists/penalty-decision?q=' + quote('<script>alert(1)</script>')]


@pytest.mark.parametrize('which', range(8))
def test_pages(portal, which):
    path = paths(portal)[which]
    page = portal.page(path)
    text = page.answer.text
    assert page.status == 200
    assert '<script>alert' not in text and '<img src=x' not in text and "onerror='a'" not in re.sub(r'>[^<]*<', '><', text)
    assert not HARMFUL.search(text)
    # no attribute of ours came from the data, and nothing was opened that we did not open
    for tag, attrs in page.tags:
        assert not any(name.startswith('on') for name in attrs), (tag, attrs)
        assert tag != 'script' or attrs.get('src', '').startswith('/static/')
        for name in ('href', 'src', 'action'):
            assert not re.match(r'\s*(javascript|data):', attrs.get(name, ''), re.I)
    assert not page.open


def test_the_data_is_there_as_text(portal):
    page = portal.page(f'/records/{portal.ids.hostile_record}')
    assert '"><script>alert(1)</script><img src=x onerror=\'a\'>&amp;' in page.main
    assert page.title.startswith('"><script>alert(1)</script>')


@pytest.mark.parametrize('path', ['/api/v1/lists/penalty-decision', '/lists/penalty-decision.json'])
def test_json(portal, path):
    answer = portal.get(path)
    assert answer.status == 200 and not HARMFUL.search(answer.text)
    record = next(r for r in json.loads(answer.text)['records'] if r['id'] == str(portal.ids.hostile_record))
    for text in [record['name'], record['document_no'], *record['fields'].values()]:
        assert not HARMFUL.search(text)
    assert '<script>' in record['name']


def test_json_of_a_subject_and_of_suggestions(portal):
    for path in ('/api/v1/subjects/' + portal.ids.hostile, '/suggest?q=' + quote('alert')):
        answer = portal.get(path)
        assert answer.status == 200 and not HARMFUL.search(answer.text)
        json.loads(answer.text)


@pytest.mark.parametrize('form', ['csv', 'atom'])
def test_other_open_data(portal, form):
    answer = portal.get('/lists/penalty-decision.' + form)
    assert answer.status == 200
    assert not HARMFUL.search(answer.text.replace('\r\n', '\n').lstrip('\ufeff'))
    if form == 'atom':
        import xml.etree.ElementTree
        xml.etree.ElementTree.fromstring(answer.body)
        assert '<script>' not in answer.text


@pytest.mark.parametrize('path', ['/search?q=', '/lists/penalty-decision?q=', '/lists/penalty-decision?kind=', '/lists/penalty-decision?from=',
                                  '/lists/nosuch?q=', '/view?to=', '/news?column=', '/lists/red?after='])
def test_what_a_visitor_types(portal, path):
    page = portal.page(path + quote('"><script>alert(1)</script>\u202e'))
    assert page.status < 500
    assert '<script>alert' not in page.answer.text and not HARMFUL.search(page.answer.text)
