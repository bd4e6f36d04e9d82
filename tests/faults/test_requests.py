"""Bad input: every unknown address, wrong method and oversized thing gets its 4xx at once; random requests harm nothing."""
import os
import random
import socket
import threading
import time

import pytest

from faults import LONG, complete, eventually, healthy, shared, some_records, workers

REQUESTS = int(os.environ.get('FAULTS_REQUESTS', '100000' if LONG else '6000'))
CLIENTS = 8
AT_ONCE = 2.0


@pytest.fixture(scope='module')
def instance(tmp_path_factory):
    return shared(tmp_path_factory)


@pytest.mark.parametrize('path', ['/nothing', '/lists/nothing', '/records/1', '/records/x', '/records/99999999999999999999', '/subjects/1',
                                  '/lists/penalty-decision.pdf', '/catalogue/nothing', '/news/nothing', '/policies/nothing',
                                  '/help/nothing', '/bulletins/1999q9', '/wp-login.php', '/.git/config', '/static/../portal.conf',
                                  '/static/nothing.css', '/api/v1/nothing', '/%E4%BF%A1%E7%94%A8'])
def test_an_unknown_address_is_a_404_page(instance, path):
    reply = instance.get(path)
    assert reply.status == (400 if '..' in path else 404)
    assert reply.headers['X-Request-Id']
    assert 'no-store' in reply.headers['Cache-Control']


@pytest.mark.parametrize('method', ['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'QUATSCH'])
@pytest.mark.parametrize('path', ['/', '/lists/penalty-decision', '/lists/penalty-decision.csv', '/healthz', '/search?q=x', '/api/v1/subjects?q=x'])
def test_a_wrong_method_is_a_405_that_says_which_are_right(instance, method, path):
    reply = instance.get(path, method=method)
    assert reply.status == 405
    assert {'GET', 'HEAD'} <= {w.strip() for w in (reply.headers['Allow'] or '').split(',')}


OVERSIZED = {
    'line': (b'GET /search?q=' + b'a' * 20000 + b' HTTP/1.1\r\nHost: x\r\n\r\n', {414}),
    'path': (b'GET /' + b'a' * 3000 + b' HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', {404, 414}),
    'query': (b'GET /search?q=' + b'%41' * 2700 + b' HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', {200, 400, 414}),
    'header': (b'GET / HTTP/1.1\r\nHost: x\r\nX-Long: ' + b'a' * 20000 + b'\r\n\r\n', {431}),
    'headers': (b'GET / HTTP/1.1\r\nHost: x\r\n' + b''.join(b'X-%d: %s\r\n' % (i, b'a' * 400) for i in range(200)) + b'\r\n', {431}),
    'cookie': (b'GET / HTTP/1.1\r\nHost: x\r\nCookie: ' + b'a=b; ' * 6000 + b'\r\n\r\n', {431}),
    'length': (b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n', {413}),
    'body': (b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n' + b'a' * 100000, {413}),
    'negative': (b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', {400}),
    'twice': (b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', {400}),
    'smuggled': (b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', {400}),
    'chunked': (b'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n' + b'a' * 70000, {413}),
    'no-host': (b'GET / HTTP/1.1\r\n\r\n', {400}),
    'two-hosts': (b'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', {400}),
    'version': (b'GET / HTTP/9.9\r\nHost: x\r\n\r\n', {400}),
    'coding': (b'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n', {400}),
    'nul': (b'GET /%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', {400, 404}),
    'utf8': (b'GET /%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', {400, 404}),
    'dots': (b'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n', {400}),
    'noise': (b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'x' * 40 + b'\r\n\r\n', {400}),
}


def speak(port, data, wait=5):
    """The status of the answer to raw bytes (0: closed without one) and the seconds until it came."""
    begun = time.monotonic()
    back = b''
    with socket.create_connection(('127.0.0.1', port), timeout=wait) as s:
        try:
            s.sendall(data)
        except OSError:
            pass
        try:
            while b'\r\n' not in back:
                piece = s.recv(4096)
                if not piece:
                    break
                back += piece
        except OSError:
            pass
    words = back.split(b' ', 2)
    status = int(words[1]) if len(words) > 1 and words[0].startswith(b'HTTP/') and words[1][:3].isdigit() else 0
    return status, time.monotonic() - begun


@pytest.mark.parametrize('name', list(OVERSIZED))
def test_what_is_malformed_or_too_big_gets_its_4xx_at_once(instance, name):
    data, expected = OVERSIZED[name]
    status, seconds = speak(instance.port, data)
    assert status in expected
    assert seconds < AT_ONCE


# -------------------------------------------------------------------- random

class Chance:
    """Requests by chance: right ones, nearly right ones, wrong ones and none at all."""

    def __init__(self, seed, records, codes):
        self.r = random.Random(seed)   # the same requests for the same seed
        self.records, self.codes = records, codes

    WORDS = ['沈阳', '有限公司', '%', '_', '*', "'", '"', '<script>', '\\', '\u202e', '\x00', '\x7f', ' ', '　', '𠮷', '䶮', 'ａ', '９１',
             '-1', '0', '99999999999999999999', '210100', '210102', '2026-02-30', '2026-01-01', '0000-00-00', 'x' * 300, '故障试验',
             '2026-01-01.1', '.', '9' * 30, 'penalty', '罚款', '😀', '\r\nSet-Cookie: a=b', '%0d%0a', '+', '&', '=', ';', '\ufeff', '\ud7ff']
    PATHS = ['/', '/search', '/suggest', '/lists', '/lists/penalty', '/lists/penalty-decision', '/lists/red', '/lists/red-tax-a',
             '/lists/black', '/catalogue', '/catalogue/penalty-decision', '/statistics', '/bulletins', '/bulletins/2017q1', '/news',
             '/policies', '/about', '/help', '/help/repair', '/contact', '/privacy', '/terms', '/accessibility', '/sitemap', '/view',
             '/api/v1/subjects', '/api/v1/lists/penalty', '/api/v1/openapi.json', '/lists/penalty-decision.json', '/lists/red-tax-a.atom',
             '/lists/penalty-decision.csv', '/robots.txt', '/static/css/site.css', '/_fault/503.html']
    FIELDS = ['q', 'region', 'type', 'after', 'source', 'kind', 'from', 'to', 'column', 'to', 'back', 'view', 'section', '', 'x']
    METHODS = ['GET'] * 70 + ['HEAD', 'POST', 'PUT', 'OPTIONS', 'DELETE', 'get', 'G\x00T', '', 'CONNECT', 'TRACE', 'A' * 50]
    HEADERS = ['Cookie', 'If-None-Match', 'If-Modified-Since', 'Range', 'Accept-Encoding', 'Content-Type', 'Content-Length', 'Host',
               'Transfer-Encoding', 'X-Request-Id', 'Proxy', 'Expect', 'Connection', 'Accept', 'X-Forwarded-For', 'User-Agent', 'Upgrade']

    def bytes(self, n):
        return bytes(self.r.getrandbits(8) for _ in range(self.r.randrange(n)))

    def encode(self, text):
        r = self.r
        out = []
        for b in text.encode('utf-8', 'surrogatepass'):
            if r.random() < 0.02:
                b = r.getrandbits(8)
            out.append('%%%02x' % b if b > 126 or b < 33 or chr(b) in '%&=+#' or r.random() < 0.05 else chr(b))
        text = ''.join(out)
        if r.random() < 0.03:
            text += r.choice(['%', '%f', '%zz', '%u4e00', '%c0%af', '%ed%a0%80', '%00'])
        return text

    def path(self):
        r = self.r
        k = r.random()
        if k < 0.25:
            return '/records/' + str(r.choice(self.records) + r.choice([0, 0, 0, 1, 1 << 42, -(1 << 60)]))
        if k < 0.4:
            return '/subjects/' + r.choice(self.codes) + r.choice(['', '', 'X', '%20', '.json'])
        if k < 0.85:
            return r.choice(self.PATHS) + r.choice(['', '', '', '', '/', '//', '.csv', '.json', '.xlsx', '/..', '/.', ';x', '%2f'])
        if k < 0.95:
            return '/' + self.encode(''.join(r.choice(self.WORDS) for _ in range(r.randrange(4))))
        return '/' + self.bytes(60).decode('latin-1')

    def target(self):
        r = self.r
        path = self.path()
        if r.random() < 0.6:
            path += '?' + '&'.join(self.encode(r.choice(self.FIELDS)) + r.choice(['=', '=', '=', '', '==']) +
                                   self.encode(''.join(r.choice(self.WORDS) for _ in range(r.randrange(3))))
                                   for _ in range(r.choice([1, 1, 1, 2, 3, 8, 120])))
        return path

    def header(self):
        r = self.r
        value = r.choice(['1', 'view=elder', 'view=' + 'x' * 90, '"abc"', 'bytes=0-10', 'bytes=5-1,-', 'gzip', 'identity;q=0', 'chunked', 'close',
                          'keep-alive', '100-continue', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'W/"x", *', '*', '*', '*',
                          'Mon, 30 Feb 2026 99:00:00 GMT', '', '-5', '127.0.0.1', 'a' * 2000])
        if r.random() < 0.05:
            value = self.bytes(40).decode('latin-1')
        return f'{r.choice(self.HEADERS)}: {value}'

    def request(self):
        r = self.r
        if r.random() < 0.03:
            return self.bytes(300)
        body = b''
        lines = [f"{r.choice(self.METHODS)} {self.target()} {r.choice(['HTTP/1.1'] * 70 + ['HTTP/1.0', 'HTTP/2.0', 'HTTP', ''])}"]
        if r.random() < 0.97:
            lines.append('Host: 127.0.0.1')
        lines += [self.header() for _ in range(r.choice([0, 0, 0, 0, 0, 0, 1, 1, 2, 5]))]
        if r.random() < 0.05:
            body = self.bytes(2000)
            lines.append(f'Content-Length: {len(body)}')
        data = '\r\n'.join(lines).encode('utf-8' if r.random() < 0.5 else 'latin-1', 'replace') + b'\r\n\r\n' + body
        if r.random() < 0.04:
            data = data[:r.randrange(len(data))]      # half a request, then silence
        return data


    @staticmethod
    def is_whole(data):
        head = data.split(b'\r\n\r\n')[0].lower()
        return b'\r\n\r\n' in data and not any(w in head for w in (b'content-length', b'transfer-encoding', b'expect', b'upgrade'))


def read_statuses(back):
    """Statuses of the answers in a stream; bodies may hold the same letters, so only lines that begin one count."""
    found, at = [], 0
    while True:
        at = back.find(b'HTTP/1.1 ', at)
        if at < 0:
            return found
        if at == 0 or back[at - 1:at] in (b'\n', b'>', b'}'):
            word = back[at + 9:at + 12]
            if word.isdigit():
                found.append(int(word))
        at += 9


def ask_many(port, seed, n, records, codes, out):
    chance = Chance(seed, records, codes)
    statuses, faults, slow = {}, [], (0.0, b'')
    done = 0
    while done < n:
        try:
            with socket.create_connection(('127.0.0.1', port), timeout=15) as s:
                for _ in range(chance.r.choice([1, 3, 20])):
                    data = chance.request()
                    done += 1
                    begun = time.monotonic()
                    s.sendall(data)
                    # a body that never comes is waited for by nginx, not by us
                    patience = 15 if chance.is_whole(data) else 0.1
                    s.settimeout(patience)
                    back, whole = b'', False
                    try:
                        while not whole:
                            piece = s.recv(262144)
                            if not piece:
                                raise ConnectionError
                            back += piece
                            whole = complete_answer(back, data)
                    finally:
                        if patience > 1 and not back:
                            slow = max(slow, (time.monotonic() - begun, data[:400]))
                        for status in [x for x in read_statuses(back) if x != 100][:1]:
                            statuses[status] = statuses.get(status, 0) + 1
                            if status >= 500:
                                faults.append((status, data[:400]))
                    # what is still owed to a body would be taken from the next request
                    if len(read_statuses(back)) != 1 or patience < 1:
                        break
        except (OSError, ConnectionError):
            continue
    out.append((statuses, faults, slow))


def complete_answer(back, data):
    head, sep, body = back.partition(b'\r\n\r\n')
    if not sep:
        return False
    status = head[9:12]
    if status[:1] == b'1' or status in (b'204', b'304') or data.startswith(b'HEAD '):
        return True
    low = head.lower()
    if b'transfer-encoding: chunked' in low:
        return body.endswith(b'0\r\n\r\n')
    at = low.find(b'content-length:')
    return at >= 0 and len(body) >= int(low[at + 15:].split(b'\r\n', 1)[0])


def read_log(instance, service):
    with open(os.path.join(instance.state, 'log', service, 'current'), encoding='utf-8') as f:
        return f.read()


def test_random_requests_bring_no_5xx_and_no_dead_worker(instance):
    records = [r[0] for r in some_records(instance, 100)]
    codes = [r[0] for r in instance.sql('SELECT uscc FROM subject LIMIT 50')]
    seed = int(os.environ.get('FAULTS_SEED', '20260401'))
    before = {s: (instance.service(s), workers(instance, s)) for s in ('disclosure', 'downloads')}
    sizes = {s: len(read_log(instance, s)) for s in before}
    out = []
    begun = time.monotonic()
    threads = [threading.Thread(target=ask_many, args=(instance.port, seed + i, REQUESTS // CLIENTS, records, codes, out))
               for i in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(out) == CLIENTS
    total = {}
    for statuses, _, _ in out:
        for status, n in statuses.items():
            total[status] = total.get(status, 0) + n
    faults = [f for o in out for f in o[1]]
    print(f'{sum(total.values())} answers in {time.monotonic() - begun:.0f} s: {dict(sorted(total.items()))}')
    assert faults == [], f'{len(faults)} of {REQUESTS}, seed {seed}: {faults[:3]}'
    # it was a mixture
    assert sum(total.values()) > REQUESTS * 0.6
    for status in (200, 304, 400, 404, 405):
        assert total.get(status, 0) > 0, total
    # nobody waited for the first byte in vain
    assert max(o[2] for o in out)[0] < 10, max(o[2] for o in out)
    for service, (parent, pids) in before.items():
        assert instance.service(service) == parent
        log = read_log(instance, service)[sizes[service]:]
        assert 'signal' not in log and 'killed' not in log and 'with status' not in log, log[-2000:]
    if not LONG:  # else some have retired in peace
        assert workers(instance, 'disclosure') == before['disclosure'][1]
    assert eventually(lambda: complete(instance), 5)
    assert healthy(instance)


def test_a_thousand_connections_that_say_nothing_leave_room_for_others(instance):
    idle = []
    try:
        for i in range(1000):
            s = socket.create_connection(('127.0.0.1', instance.port), timeout=10)
            s.sendall(b'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ' if i % 2 else b'')
            idle.append(s)
        begun = time.monotonic()
        assert instance.get('/lists/penalty-decision?n=idle').status == 200
        assert time.monotonic() - begun < AT_ONCE
    finally:
        for s in idle:
            s.close()
    assert healthy(instance)
