"""Sample papers written by paper_make, and what other programs say of them."""
import base64
import json
import os
import re
import subprocess
import xml.etree.ElementTree

import pytest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
BUILD = os.environ.get('CREDIT_BUILD', os.path.join(TOP, '_check', 'build'))


def run(*command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
    assert done.returncode == 0, f'{" ".join(command)[:200]}: {done.stderr.decode(errors="replace")[:2000]}'
    return done.stdout


class Pages:
    """Grey pages of a PDF as rows of bytes."""

    def __init__(self, path, dpi, first=1, last=None):
        command = ['pdftoppm', '-gray', '-r', str(dpi), '-f', str(first)] + (['-l', str(last)] if last else []) + [path]
        data, self.pages, self.scale = run(*command), [], dpi / 72
        at = 0
        while at < len(data):
            head = re.match(rb'P5\s+(\d+)\s+(\d+)\s+255\s', data[at:at + 40])
            width, height = int(head.group(1)), int(head.group(2))
            at += head.end()
            self.pages.append((width, height, data[at:at + width * height]))
            at += width * height

    def ink(self, page, box):
        """Dark pixels in a box given in points from the upper left corner."""
        width, height, data = self.pages[page]
        x0, y0, x1, y1 = (int(v * self.scale) for v in box)
        return sum(1 for y in range(max(y0, 0), min(y1, height)) for v in data[y * width + max(x0, 0):y * width + min(x1, width)] if v < 160)


class Paper:
    def __init__(self, path, said):
        self.path, self.said = path, said
        with open(path, 'rb') as f:
            self.bytes = f.read()

    def text(self, *more):
        return run('pdftotext', *more, self.path, '-').decode()

    def pages(self):
        return self.text().rstrip('\f').split('\f')

    def words(self):
        """Each word with its page and box in points from the upper left corner."""
        tree = xml.etree.ElementTree.fromstring(run('pdftotext', '-bbox', self.path, '-'))
        found = []
        for number, page in enumerate(tree.iter('{http://www.w3.org/1999/xhtml}page')):
            for word in page.iter('{http://www.w3.org/1999/xhtml}word'):
                found.append((number, word.text, tuple(float(word.get(k)) for k in ('xMin', 'yMin', 'xMax', 'yMax'))))
        return found

    def objects(self):
        """All objects by number, as qpdf reads them; streams decoded."""
        out = json.loads(run('qpdf', '--json=2', '--json-key=qpdf', '--json-stream-data=inline', '--decode-level=generalized', self.path))
        head, table = out['qpdf']
        return {int(k[4:].split()[0]): v for k, v in table.items() if k.startswith('obj:')}, table['trailer']['value']


@pytest.fixture(scope='session')
def make(tmp_path_factory):
    """make('report', records=40, formal=1): a sample paper; the same one is written once."""
    program = os.path.join(BUILD, 'tests', 'paper', 'paper_make')
    if not os.path.exists(program):
        run('make', '-C', BUILD, 'tests/paper/paper_make')
    folder, made = tmp_path_factory.mktemp('papers'), {}

    def make(kind, **more):
        key = (kind, *sorted(more.items()))
        if key not in made:
            path = str(folder / f'{len(made)}-{kind}.pdf')
            said = run(program, kind, path, *(f'{k}={v}' for k, v in more.items())).decode()
            made[key] = Paper(path, said)
        return made[key]
    make.program = program
    return make


def stream(entry):
    return base64.b64decode(entry['stream']['data'])
