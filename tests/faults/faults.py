"""What the fault tests share: an instance with known records, load with measured answers, processes to harm."""
import atexit
import http.client
import os
import signal
import subprocess
import threading
import time

import pytest

from conftest import launch

LONG = os.environ.get('CREDIT_LONG') == '1'
long_only = pytest.mark.skipif(not LONG, reason='minutes: with CREDIT_LONG=1, as ./check --long sets it')

PENALTY = 2          # set numbers of the catalogue
RED_TAX = 6
DETAIL = '该单位在生产经营活动中存在违法行为，经立案调查、告知、听证和集体讨论，依法作出处理决定。'

FILL = [
    # 200 subjects with codes of the right form; the seventeenth and eighteenth sign are not looked at when reading
    """INSERT INTO subject (id, uscc, name, norm, kind, region, status, established, registered, updated_at)
       SELECT seq, CONCAT('91210100', LPAD(seq, 10, '0')), CONCAT('沈阳故障试验', LPAD(seq, 4, '0'), '号商贸有限公司'),
              CONCAT('沈阳故障试验', LPAD(seq, 4, '0'), '号商贸'), '91', 210102, '存续', '2015-03-02', 1, UTC_TIMESTAMP(3)
         FROM seq_1_to_200""",
    """INSERT INTO published_subject (subject_id, uscc, name, norm, kind, region, status, established, registered, updated_at)
       SELECT id, uscc, name, norm, kind, region, status, established, registered, updated_at FROM subject""",
    """INSERT INTO published_name (id, subject_id, norm, former, region, kind)
       SELECT id * 16, id, norm, 0, region, kind FROM subject""",
    """INSERT IGNORE INTO published_gram (gram, name_id, region, kind)
       SELECT CONV(HEX(CONVERT(SUBSTRING(n.norm, s.seq, 1) USING ucs2)), 16, 10) * 65536
              + CONV(HEX(CONVERT(SUBSTRING(n.norm, s.seq + 1, 1) USING ucs2)), 16, 10), n.id, n.region, n.kind
         FROM published_name n JOIN seq_1_to_20 s ON s.seq < CHAR_LENGTH(n.norm)""",
]
RECORDS = """INSERT INTO record (id, set_number, identity, subject_id, source_id, first_batch, last_batch, received_at, updated_at,
              name, uscc, document_no, decided_on, authority, region, kind, grade, publishable, publish_from, publish_until,
              facts, facts_digest)
       SELECT (YEAR(x.day) - 2000) << 55 | {set} << 42 | x.seq, {set}, UNHEX(MD5(CONCAT('{set}-', x.seq))), s.id, 1, 1, 1,
              UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), s.name, s.uscc, CONCAT('{mark}', x.seq, '号'), x.day, '沈阳市故障试验局', 210100,
              '罚款', 'ordinary', 1, x.day, x.day + INTERVAL 3 YEAR,
              JSON_OBJECT({name}, s.name, {document}, CONCAT('{mark}', x.seq, '号'), {text}, REPEAT('{detail}', 6)),
              UNHEX(MD5(CONCAT('digest-{set}-', x.seq)))
         FROM (SELECT seq, UTC_DATE() - INTERVAL 1 + MOD(seq, 700) DAY AS day FROM seq_1_to_{n}) x
         JOIN subject s ON s.id = 1 + MOD(x.seq, 200)"""
PUBLISH = """INSERT INTO published (set_number, decided_on, record_id, subject_id, name, uscc, is_person, document_no, authority, region,
              city, source_id, kind, amount, grade, valid_from, valid_until, published_on, publish_until, flagged, version, updated_at, fields)
       SELECT set_number, decided_on, record_id, subject_id, name, uscc, is_person, document_no, authority, region, city, source_id, kind,
              amount, grade, valid_from, valid_until, published_on, publish_until, flagged, version, updated_at, fields
         FROM publishable"""
COUNTS = """INSERT INTO counter (set_number, dim, k, n)
       SELECT p.set_number, d.seq, CASE d.seq WHEN 0 THEN 0 WHEN 1 THEN p.region WHEN 2 THEN p.source_id WHEN 3 THEN TO_DAYS(p.decided_on)
              WHEN 4 THEN TO_DAYS(p.published_on) ELSE CRC32(COALESCE(p.kind, '')) END AS k, COUNT(*)
         FROM published p JOIN seq_0_to_5 d GROUP BY 1, 2, 3"""


def fill(instance, records=3000):
    """Known subjects and records, as a delivery leaves them; through SQL, so that no test here waits for an import."""
    for statement in FILL:
        instance.sql(statement)
    for number, mark, name, document, text in ((PENALTY, '沈故罚字', 'CF_XDR_MC', 'CF_WSH', 'CF_SY'),
                                           (RED_TAX, '沈故红字', 'name', 'document_no', 'content')):
        instance.sql(RECORDS.format(set=number, n=records, detail=DETAIL, mark=mark, name=f"'{name}'", document=f"'{document}'", text=f"'{text}'"))
    instance.sql(PUBLISH)
    instance.sql(COUNTS)


def start(folder, records=3000, env=None):
    """An instance of our own with these records."""
    instance = launch(str(folder / 'state'), '--empty', env=env)
    fill(instance, records)
    return instance


_shared = []


def shared(tmp_path_factory):
    """One such instance for all modules here, as long as it is well; ended with the tests."""
    if _shared and eventually(lambda: healthy(_shared[-1]), 20):
        return _shared[-1]
    if not _shared:
        atexit.register(lambda: [own.stop() for own in _shared if own.process.poll() is None])
    _shared.append(start(tmp_path_factory.mktemp('faults')))
    return _shared[-1]


def some_records(instance, n, offset=0):
    """(id, code of its subject, document number) of published penalties, newest first."""
    return instance.sql(f'SELECT record_id, uscc, document_no FROM published WHERE set_number = {PENALTY} '
                        f'ORDER BY decided_on DESC, record_id DESC LIMIT {n} OFFSET {offset}')


def eventually(condition, seconds, pause=0.05):
    """Whether the condition becomes true in that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(pause)
    return bool(condition())


def status_of(instance, path, timeout=10):
    try:
        return instance.get(path, timeout=timeout).status
    except (OSError, http.client.HTTPException):
        return 0


def healthy(instance):
    return status_of(instance, '/healthz') == 200


# ------------------------------------------------------------------ processes

def parent_of(pid):
    with open(f'/proc/{pid}/stat', encoding='ascii') as f:
        return int(f.read().rsplit(')', 1)[1].split()[1])


def state_of(pid):
    """The kernel's letter for a process ('T' stopped, 'Z' dead); None when it is gone."""
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii') as f:
            return f.read().rsplit(')', 1)[1].split()[0]
    except OSError:
        return None


def workers(instance, service='disclosure'):
    """The worker processes of a service."""
    parent = instance.service(service)
    found = []
    for pid in instance.processes():
        try:
            if parent_of(pid) == parent:
                found.append(pid)
        except OSError:
            continue
    return sorted(found)


def complete(instance, service='disclosure', n=4):
    """Whether the family has all its workers and none is stopped or dead."""
    try:
        pids = workers(instance, service)
    except OSError:
        return False
    return len(pids) == n and all(state_of(p) in ('S', 'R', 'D') for p in pids)


def memory(pid):
    """What a process costs, in KiB: its share of shared pages counted in part (Pss)."""
    try:
        with open(f'/proc/{pid}/smaps_rollup', encoding='ascii') as f:
            return sum(int(line.split()[1]) for line in f if line.startswith('Pss:'))
    except OSError:
        return 0


def supervise(instance, word, name):
    """A word to the supervisor of one service: up, down, once."""
    subprocess.run(['sv', word, os.path.join(instance.state, 'service', name)], check=False,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30)


def resume(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGCONT)
        except OSError:
            pass


# ----------------------------------------------------------------------- load

class Load:
    """Clients that ask without a pause (or with one) until told to stop; every answer is kept with its times."""

    def __init__(self, instance, path, clients=8, pause=0.0, timeout=15):
        self.instance, self.path, self.pause, self.timeout = instance, path, pause, timeout
        self.answers = []   # (begun, seconds, status, body or None) ; status 0: no answer at all
        self.end = threading.Event()
        self.count = 0
        self.threads = [threading.Thread(target=self.run, args=(i,), daemon=True) for i in range(clients)]

    def run(self, client):
        n = 0
        while not self.end.is_set():
            n += 1
            path = self.path(client, n) if callable(self.path) else self.path
            begun = time.monotonic()
            try:
                reply = self.instance.get(path, timeout=self.timeout)
                answer = (begun, time.monotonic() - begun, reply.status, reply)
            except (OSError, http.client.HTTPException) as fault:
                answer = (begun, time.monotonic() - begun, 0, fault)
            self.answers.append(answer)
            if self.pause:
                self.end.wait(self.pause)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end.set()
        for thread in self.threads:
            thread.join(self.timeout + 5)

    def since(self, moment, until=None):
        return [a for a in list(self.answers) if a[0] >= moment and (until is None or a[0] < until)]


def p99(seconds):
    ordered = sorted(seconds)
    return ordered[int(len(ordered) * 0.99)] if ordered else 0.0
