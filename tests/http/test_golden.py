"""Each page as a reader meets it, compared with the one kept in tests/golden: what is said, in which element, where links lead.

Looks (classes, pictures) are left out, so that the style can change alone. UPDATE_GOLDEN=1 writes them anew; look at the diff.
"""
import datetime
import difflib
import html
import html.parser
import os
import re

import pytest

GOLDEN = os.path.join(os.path.dirname(__file__), '..', 'golden')
BLOCK = {'h1', 'h2', 'h3', 'p', 'li', 'tr', 'dt', 'dd', 'caption', 'form', 'section', 'nav', 'table', 'dl', 'ul', 'ol', 'details', 'summary',
         'select', 'label', 'input', 'button', 'blockquote', 'pre', 'div'}
KEPT = ('href', 'data-record', 'data-total', 'data-uscc', 'rel', 'name', 'value', 'action', 'datetime', 'scope', 'aria-current', 'role')
VOID = {'input', 'br', 'hr', 'img'}
DROPPED = {'svg', 'use', 'rect', 'line', 'text', 'option', 'figure', 'script'}


class Skeleton(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.out, self.depth, self.inside, self.drop = [], 0, False, 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == 'main':
            self.inside = True
        elif tag == 'title':
            self.out.append('title: ')
        if tag in DROPPED:
            self.drop += tag not in ('use', 'rect', 'line')
        if not self.inside or self.drop or tag in DROPPED or tag in ('span', 'div', 'main', 'small', 'strong', 'b', 'section'):
            return
        attrs = ''.join(f' {k}="{v}"' for k, v in attrs if k in KEPT and v is not None)
        if tag in BLOCK:
            self.out.append('\n' + '  ' * min(self.depth, 12))
            if tag not in VOID:
                self.depth += 1
        self.out.append(f'<{tag}{attrs}>')

    def handle_endtag(self, tag):
        if tag in DROPPED:
            self.drop -= tag not in ('use', 'rect', 'line')
            return
        if tag == 'main':
            self.inside = False
        if self.inside and not self.drop and tag in BLOCK and tag not in ('div', 'section'):
            self.depth -= 1

    def handle_startendtag(self, tag, attrs):
        if tag not in DROPPED:
            self.handle_starttag(tag, attrs)

    def handle_data(self, data):
        text = re.sub(r'\s+', ' ', data)
        if self.drop or not text.strip():
            return
        if self.inside or (self.out and self.out[-1] == 'title: '):
            self.out.append(html.escape(text, quote=False))


def skeleton(portal, page):
    text = ''.join(Skeleton(page.answer.text).out).strip() + '\n'
    ids = {str(v): f'{{{k}}}' for k, v in vars(portal.ids).items() if k != 'sample'}
    for value, name in sorted(ids.items(), key=lambda item: -len(item[0])):
        text = text.replace(value, name)
    text = re.sub(r'\b9007\d{14}\b|\b8646\d{14}\b', '{record id}', text)
    text = text.replace(page.headers['X-Request-Id'], '{request}')
    text = re.sub(r'(name="(?:token|idempotency_key)" value=")[^"]*', r'\1{chance}', text)
    for days, name in ((0, '{today}'), (100, '{in 100 days}')):
        text = text.replace((portal.today + datetime.timedelta(days=days)).isoformat(), name)
    return re.sub(r'[ \t]+\n', '\n', text)


PAGES = {
    'home': '/', 'lists': '/lists', 'list': '/lists/penalty-decision', 'list-group': '/lists/red', 'list-empty': '/lists/abnormal',
    'list-filtered': '/lists/penalty-decision?region=210800&kind=警告', 'list-no-hit': '/lists/penalty-decision?q=没有这家',
    'list-fault': '/lists/penalty-decision?region=999999', 'record': '/records/{record}', 'record-person': '/records/{person}',
    'record-flagged': '/records/{flagged}', 'record-annulled': '/records/{annulled}', 'record-gone': '/records/{gone}',
    'record-hostile': '/records/{hostile_record}',
    'subject': '/subjects/{plain}', 'subject-empty': '/subjects/{empty}', 'subject-section': '/subjects/{plain}?section=honour',
    'search-start': '/search', 'search': '/search?q=晨露食品', 'search-none': '/search?q=没有这家', 'catalogue-set': '/catalogue/penalty-decision',
    'services': '/services', 'objection-find': '/objections/new', 'objection': '/objections/new?record={record}',
    'objection-person': '/objections/new?record={person}', 'repair-find-none': '/repairs/new?record=1', 'repair': '/repairs/new?record={record}',
    'repair-commitment': '/repairs/commitment?record={record}', 'complaint': '/complaints/new?kind=paid_repair', 'cases': '/cases?number=y2026 1122 123456',
    'case-code': '/cases/code', 'receipt-gone': '/receipts/Y20261122123456',
    'not-found': '/nosuch', 'bad-place': '/search?q=ab&after=zz',
}


@pytest.mark.parametrize('name', PAGES)
def test_page(portal, name):
    path = PAGES[name]
    for key, value in vars(portal.ids).items():
        path = path.replace(f'{{{key}}}', str(value))
    got = skeleton(portal, portal.page(path))
    file = os.path.join(GOLDEN, name + '.txt')
    if os.environ.get('UPDATE_GOLDEN'):
        os.makedirs(GOLDEN, exist_ok=True)
        with open(file, 'w', encoding='utf-8') as f:
            f.write(got)
        return
    with open(file, encoding='utf-8') as f:
        kept = f.read()
    assert got == kept, '\n' + '\n'.join(difflib.unified_diff(kept.splitlines(), got.splitlines(), name + ' kept', name + ' now', lineterm='', n=2))
