"""One empty instance with the rows of sample.py, shared by the tests of the pages."""
import datetime
import html.parser
import importlib.util
import os
import re
import shutil
import tempfile
import time
import types

import pytest

import sample as rows

# tests/conftest.py has the same name as this file
_spec = importlib.util.spec_from_file_location('tests_conftest', os.path.join(os.path.dirname(__file__), '..', 'conftest.py'))
shared = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(shared)


@pytest.fixture(scope='session')
def portal():
    """The instance: ids has what sample.fill made, page(path) reads a page."""
    folder = tempfile.mkdtemp(prefix='credit-pages-')
    os.chmod(folder, 0o755)  # nginx and the programs have users of their own
    own = shared.launch(os.path.join(folder, 'state'), '--empty')
    try:
        today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()
        with own.connect() as connection:
            connection.autocommit(False)
            own.ids = types.SimpleNamespace(**rows.fill(connection, today))
        time.sleep(2.5)  # programs look for deliveries every two seconds
        own.today = today
        own.page = lambda path, **more: Page(own.get(path, **more))
        own.fresh = lambda path: own.page(path + ('&' if '?' in path else '?') + f'nocache={next(counter)}')
        yield own
    finally:
        own.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope='session')
def office():
    """An instance with records and staff of every role (office.py)."""
    import office as people
    folder = tempfile.mkdtemp(prefix='credit-office-')
    os.chmod(folder, 0o755)
    own = shared.launch(os.path.join(folder, 'state'), '--empty')
    try:
        yield people.Office(own, folder)
    finally:
        own.stop()
        shutil.rmtree(folder, ignore_errors=True)


def numbers():
    n = 0
    while True:
        n += 1
        yield n


counter = numbers()


class Page(html.parser.HTMLParser):
    """An HTML answer taken apart: rows, links, texts."""

    VOID = {'meta', 'link', 'img', 'input', 'br', 'hr', 'use', 'rect', 'line'}

    def __init__(self, answer):
        super().__init__(convert_charrefs=True)
        self.answer, self.status, self.headers = answer, answer.status, answer.headers
        self.records, self.links, self.total, self.next, self.tags = [], [], None, None, []
        self.title, self.id, self.meta, self.lines, self.open = '', None, {}, [], []
        self.feed(answer.text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.tags.append((tag, a))
        if tag not in self.VOID:
            self.open.append(tag)
        if 'data-record' in a:
            self.records.append(a['data-record'])
        if 'data-total' in a:
            self.total = a['data-total']
        if tag == 'body':
            self.id = a.get('data-page')
        if tag == 'meta' and 'name' in a:
            self.meta[a['name']] = a.get('content', '')
        if tag == 'a':
            self.links.append(a.get('href', ''))
            if a.get('rel') == 'next':
                self.next = a['href']

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if self.open and tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        text = re.sub(r'\s+', ' ', data).strip()
        if not text or 'script' in self.open or 'style' in self.open:
            return
        if self.open and self.open[-1] == 'title' and 'svg' not in self.open:
            self.title += text
        elif 'main' in self.open:
            self.lines.append((self.open[-1], text))

    @property
    def main(self):
        return '\n'.join(text for _, text in self.lines)

