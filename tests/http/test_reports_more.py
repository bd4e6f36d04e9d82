"""Reports when things go wrong: no timestamp, a worker killed between commit and answer, hostile names; every sign of the demonstration."""
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import pytest

from fcgi import TOP, Program
from test_reports import Reader, faults, result, run, text_of

NOBODY = 'http://127.0.0.1:9/'  # the discard port: refused at once


@pytest.fixture(scope='module')
def code(office):
    return office.sql('SELECT uscc FROM published WHERE uscc IS NOT NULL ORDER BY record_id DESC LIMIT 1')[0][0]


@pytest.fixture
def beside():
    """The reports' program once more, beside that of the instance, with settings of its own."""
    made = []

    def start(instance, **settings):
        folder = tempfile.mkdtemp(prefix='credit-report-')
        made.append(Program(instance, folder, 'report', **settings))
        return made[-1]
    yield start
    for program in made:
        program.stop()


def order(reader, codes, **more):
    return dict(reader.form(action='/reports'), kind='public', uscc=codes, **more)


def count(instance):
    return instance.sql("SELECT COUNT(*) FROM report WHERE kind <> 'letter'")[0][0]


def given_back(instance):
    """What a program of the test's own wrote belongs to the instance's programs."""
    folder = instance.setting('reports_dir')
    owner = os.stat(folder)
    for path, names, files in os.walk(folder):
        for name in names + files:
            os.chown(os.path.join(path, name), owner.st_uid, owner.st_gid)


# ---------------------------------------------------------------- no timestamp

def test_without_a_timestamp_it_is_issued_and_stamped_later(office, code, beside, tmp_path):
    instance = office.instance
    reader = Reader(instance, beside(instance, timestamp_authority=NOBODY, timestamp_fallback='issue', timestamp_seconds='1'))
    answer = reader.send('/reports', order(reader, code))
    assert answer.status == 303, faults(answer.text)
    given_back(instance)
    number = answer.header('Location').rsplit('/', 1)[1]
    at = Reader(instance)
    at.cookies = dict(reader.cookies)
    page = at.get(f'/reports/{number}')
    digits = page.text.split('<output id="report-code">')[1].split('<')[0].replace(' ', '')
    file = page.text.split('id="report-file" href="')[1].split('"')[0]
    level, note, key = instance.sql('SELECT level, level_note, LOWER(HEX(file_key)) FROM report WHERE number = %s', number)[0]
    assert level == 'B-B' and note and '/' + key + '.pdf' in file
    first = at.get(file).body
    assert result(at.upload(first)) == 'genuine'
    assert '待加盖时间戳' in office.desk('clerk').get(f'/console/reports/{number}').said
    for _ in range(180):  # the clerk looks once a minute
        if instance.sql('SELECT level FROM report WHERE number = %s', number)[0][0] == 'B-LT':
            break
        time.sleep(0.5)
    # the address goes on giving what it gave; the later file stands beside it
    page = at.get(f'/reports/{number}')
    newest = page.text.split('id="report-newest" href="')[1].split('"')[0]
    assert at.get(file).body == at.get(file + '?revision=1').body == first and newest == file + '?revision=2'
    assert at.get(file + '?revision=3').status == at.get(file + '?revision=x').status == 404
    second = at.get(newest).body
    assert at.get(f'/v/{number}/{digits}.pdf').body == first
    assert at.get(newest).body == second and second.startswith(first) and len(second) > len(first) + 1000
    assert instance.sql('SELECT level, level_note FROM report WHERE number = %s', number)[0] == ('B-LT', None)
    assert result(at.upload(first)) == result(at.upload(second)) == 'genuine' == result(at.get(f'/v/{number}/{digits}'))
    path = tmp_path / 'stamped.pdf'
    path.write_bytes(second)
    assert run('qpdf', '--check', str(path)).returncode == 0 and b'Signature is Valid.' in run('pdfsig', str(path)).stdout
    assert 'genuine' in instance.ctl('verify', str(path)).stdout
    page = office.desk('clerk').get(f'/console/reports/{number}').said
    assert '加盖时间戳之前的文件' in page and '待加盖时间戳' not in page


def test_papers_that_cannot_be_stamped_keep_no_other_from_it(office, code, beside):
    """More of them than the clerk takes at a time, all older; each waits for its own next try, and the desk is told after some."""
    instance = office.instance
    reader = Reader(instance, beside(instance, timestamp_authority=NOBODY, timestamp_fallback='issue', timestamp_seconds='1'))

    def issue():
        answer = reader.send('/reports', order(reader, code))
        assert answer.status == 303, faults(answer.text)
        return answer.header('Location').rsplit('/', 1)[1]
    first = issue()
    lost = [f'202001010000{n:05d}0000A' for n in range(40)]
    for n, number in enumerate(lost):  # their files are in no store
        instance.sql('INSERT INTO report (number, kind, issued_at, state, code_hash, file_sha256, facts_digest, name, file_key, file_size, level, level_note, summary, facts, '
                     "asked_by, good_until) SELECT %s, kind, '2020-01-01', %s, code_hash, UNHEX(SHA2(%s, 256)), facts_digest, name, file_key, file_size, 'B-B', 'none', "
                     "summary, facts, REPEAT('\\0', 16), good_until FROM report WHERE number = %s", number, 'revoked' if n >= 30 else 'issued', number, first)
    number = issue()
    given_back(instance)
    instance.sql('UPDATE report SET stamp_tries = 4 WHERE number = %s', lost[0])
    for _ in range(400):  # the clerk looks once a minute
        if instance.sql("SELECT COUNT(*) FROM report WHERE number IN (%s, %s) AND level = 'B-LT'", first, number)[0][0] == 2:
            break
        time.sleep(0.5)
    else:
        raise AssertionError(instance.sql("SELECT number, level, stamp_tries, stamp_at FROM report WHERE level = 'B-B'"))
    rows = instance.sql("SELECT number, stamp_tries, stamp_at > UTC_TIMESTAMP(3) - INTERVAL 5 MINUTE, state FROM report WHERE number LIKE '2020%%' ORDER BY number")
    assert [row[0] for row in rows] == lost
    assert all(tries >= 1 and soon for _, tries, soon, state in rows if state == 'issued')
    assert not any(tries for _, tries, _, state in rows if state == 'revoked')  # nobody needs them any more
    told = instance.sql("SELECT about, text FROM report_fault WHERE kind = 'stamp' AND done_at IS NULL")
    assert [row[0] for row in told] == [lost[0]] and '已失败 5 次' in told[0][1] and '文件不在库中' in told[0][1]
    page = office.desk('clerk').get('/console/reports')
    assert lost[0] in page.text.split('id="faults"')[1].split('</section>')[0] and 'id="unmade"' in office.desk('clerk').get('/console').text
    instance.sql("DELETE FROM report WHERE number LIKE '2020%%'")
    instance.sql("UPDATE report_fault SET done_at = UTC_TIMESTAMP(3), done_by = 'clerk' WHERE kind = 'stamp'")


def test_a_renewed_paper_is_of_another_level_and_its_first_file_stays(office, code):
    instance, reader = office.instance, Reader(office.instance)
    report = reader.issue('public', code)
    instance.sql('UPDATE report SET good_until = UTC_TIMESTAMP() + INTERVAL 30 DAY WHERE number = %s', report.number)
    for _ in range(240):
        if instance.sql('SELECT COUNT(*) FROM report_revision WHERE number = %s', report.number)[0][0]:
            break
        time.sleep(0.5)
    assert instance.sql('SELECT level FROM report WHERE number = %s', report.number)[0] == ('B-LTA',)
    assert instance.sql('SELECT level FROM report_revision WHERE number = %s', report.number) == (('B-LT',),)
    page = reader.get(f'/reports/{report.number}').text
    newest = page.split('id="report-newest" href="')[1].split('"')[0]
    renewed = reader.get(newest).body
    assert reader.get(report.file).body == report.pdf and renewed.startswith(report.pdf) and renewed != report.pdf
    assert {result(reader.upload(report.pdf)), result(reader.upload(renewed)), result(reader.get(f'/v/{report.number}/{report.code}'))} == {'genuine'}
    assert 'B-LTA' in office.desk('clerk').get(f'/console/reports/{report.number}').said


def test_or_nothing_is_issued_until_there_is_one(office, code, beside):
    instance = office.instance
    reader, before = Reader(instance, beside(instance, timestamp_authority=NOBODY, timestamp_fallback='wait', timestamp_seconds='1')), count(instance)
    fields = order(reader, code)
    answer = reader.send('/reports', fields)
    assert answer.status == 503 and answer.header('Retry-After') and count(instance) == before
    again = Reader(instance)
    again.cookies = dict(reader.cookies)
    assert again.send('/reports', fields).status == 303 and count(instance) == before + 1


# ---------------------------------------------------------------- killed

class Between(threading.Thread):
    """Stands between a program and the database: passes everything on. When a transaction was committed after `armed`, asks
    `then` before the database's answer is passed on; it is not when that says so."""

    def __init__(self, folder, database, then):
        super().__init__(daemon=True)
        self.path, self.database, self.then, self.armed, self.fired = os.path.join(folder, 'between.sock'), database, then, False, False
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(8)

    def run(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.database)
            held = threading.Event()
            threading.Thread(target=self.up, args=(near, far, held), daemon=True).start()
            threading.Thread(target=self.down, args=(far, near, held), daemon=True).start()

    def up(self, near, far, held):
        while data := self.read(near):
            if self.armed and data[4:].upper() == b'\x03COMMIT':
                held.set()
            far.sendall(data)

    def down(self, far, near, held):
        while data := self.read(far):
            if held.is_set():
                held.clear()
                if self.then():
                    self.fired = True
                    return
            near.sendall(data)

    @staticmethod
    def read(end):
        try:
            return end.recv(1 << 16)
        except OSError:
            return b''


def children(pid):
    with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as f:
        return [int(child) for child in f.read().split()]


def test_killed_between_commit_and_answer_the_retry_gives_the_same_number(office, code, beside):
    instance, folder = office.instance, tempfile.mkdtemp(prefix='credit-between-')
    programs = []

    def kill():
        if count(instance) == before:
            return False  # another transaction: the facts of one moment
        for pid in children(programs[0].process.pid):
            os.kill(pid, signal.SIGKILL)
        return True
    before, between = count(instance), Between(folder, instance.setting('db_socket'), kill)
    between.start()
    try:
        programs.append(beside(instance, db_socket=between.path))
        reader = Reader(instance, programs[0])
        fields = order(reader, code)
        between.armed = True
        with pytest.raises(Exception):  # the connection ends without an answer
            reader.send('/reports', fields)
        between.armed = False
        assert between.fired and count(instance) == before + 1
        given_back(instance)
        number = instance.sql('SELECT number FROM report ORDER BY number DESC LIMIT 1')[0][0]
        answer = reader.send('/reports', fields)
        assert answer.status == 303 and answer.header('Location') == f'/reports/{number}' and count(instance) == before + 1
        assert reader.get(f'/reports/{number}').status == 200
        digest, = instance.sql('SELECT LOWER(HEX(file_sha256)) FROM report WHERE number = %s', number)[0]
        assert os.path.getsize(os.path.join(instance.setting('reports_dir'), digest[:2], digest[2:4], digest)) > 10000
    finally:
        between.listener.close()
        shutil.rmtree(folder, ignore_errors=True)


# ---------------------------------------------------------------- names

@pytest.mark.parametrize('name', [
    '沈阳(括号\\反斜线)((有限公司', '沈阳\n换行\r\n有限公司', '沈阳\u202e倒写\u2066隔离\u200f有限公司', '沈阳“引号”<b>&amp;</b>%PDF-1.7 endobj有限公司',
    '长' * 196 + '有限公司', 'A' * 196 + '有限公司', '𠮷䶮㐂商贸有限公司'], ids=['brackets', 'breaks', 'bidi', 'markup', 'long', 'latin', 'rare'])
def test_any_name_is_printed_as_it_reads(office, code, name, tmp_path):
    instance, reader = office.instance, Reader(office.instance)
    old, = instance.sql('SELECT name FROM published_subject WHERE uscc = %s', code)[0]
    instance.sql('UPDATE published_subject SET name = %s WHERE uscc = %s', name, code)
    try:
        report = reader.issue('public', code)
        (tmp_path / 'r.pdf').write_bytes(report.pdf)
        assert report.answer.status == 200 and '\n' not in report.answer.header('Content-Disposition')
        assert run('qpdf', '--check', str(tmp_path / 'r.pdf')).returncode == 0
        text = ''.join(text_of(report.pdf, tmp_path).split())
        shown = ''.join('□' if c in '\u202e\u2066\u200f' else c for c in name if not c.isspace())  # what would turn the text about is seen
        assert shown in text and not set(text) & set('\u202e\u2066\u200f')
        assert result(reader.upload(report.pdf)) == result(reader.get(f'/v/{report.number}/{report.code}')) == 'genuine'
        done = instance.ctl('verify', str(tmp_path / 'r.pdf'))
        assert 'genuine' in done.stdout
    finally:
        instance.sql('UPDATE published_subject SET name = %s WHERE uscc = %s', old, code)


def test_a_sign_that_no_font_has_stops_the_issue(office, code):
    instance, reader = office.instance, Reader(office.instance)
    old, = instance.sql('SELECT name FROM published_subject WHERE uscc = %s', code)[0]
    before = count(instance)
    instance.sql('UPDATE published_subject SET name = %s WHERE uscc = %s', '沈阳\u0b85商贸有限公司', code)
    try:
        answer = reader.send('/reports', order(reader, code))
        assert answer.status == 422 and code in answer.text and count(instance) == before
        with open(os.path.join(instance.state, 'log', 'report', 'current'), encoding='utf-8') as f:
            assert 'U+0B85' in f.read()
    finally:
        instance.sql("UPDATE report_fault SET done_at = UTC_TIMESTAMP(3), done_by = 'clerk' WHERE about = %s", code)
        instance.sql('UPDATE published_subject SET name = %s WHERE uscc = %s', old, code)


# ---------------------------------------------------------------- signs

def test_every_sign_of_the_demonstration_has_ink(instance, tmp_path):
    """All that is published, printed as words of one sign each and looked for on the rendered pages."""
    spec = importlib.util.spec_from_file_location('paper_conftest', os.path.join(TOP, 'tests', 'paper', 'conftest.py'))
    paper = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(paper)
    signs = set('𠮷䶮㐂')
    for row in instance.sql("SELECT name, document_no, authority, kind, fields FROM published"):
        for text in row:
            if isinstance(text, str):
                signs.update(json.dumps(json.loads(text), ensure_ascii=False) if text.startswith('{') else text)
    for row in instance.sql('SELECT s.name, f.text FROM published_subject s JOIN (SELECT label AS text FROM info_field UNION SELECT name FROM info_set '
                            'UNION SELECT name FROM source_unit) f LIMIT 1') + instance.sql('SELECT name FROM published_subject'):
        signs.update(*row)
    signs = sorted(s for s in signs if not s.isspace() and s not in '·—…\ufeff')
    assert len(signs) > 500
    path = str(tmp_path / 'signs.pdf')
    program = os.path.join(paper.BUILD, 'tests', 'paper', 'paper_make')
    if not os.path.exists(program):
        subprocess.run(['make', '-C', paper.BUILD, 'tests/paper/paper_make'], check=True, stdout=subprocess.DEVNULL)
    paper.run(program, 'report', path, 'formal=1', 'extra=' + ' '.join(signs))
    made = paper.Paper(path, '')
    boxes = {word: (page, box) for page, word, box in made.words() if len(word) == 1}
    assert [s for s in signs if s not in boxes] == []
    pages = paper.Pages(path, 100)
    assert [s for s in signs if pages.ink(*boxes[s]) < (1 if ord(s) < 128 or s in '，。、；：' else 2)] == []
