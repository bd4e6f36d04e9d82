"""The serving of the web room, on a small program of its own behind an nginx of its own: graceful stops, killed and
hanging workers, a second family, inherited sockets, and anything at all as a request.

    CREDIT_BUILD=_b python3 -m pytest tests/http/test_serve.py
"""
import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

import pytest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
BUILD = os.path.abspath(os.environ.get('CREDIT_BUILD', os.path.join(TOP, '_b')))
RANDOM_REQUESTS = int(os.environ.get('CREDIT_RANDOM_REQUESTS', '20000'))

NGINX = '''
worker_processes 1; daemon off; pid {dir}/nginx.pid; error_log {dir}/nginx.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_max_body_size 40m; large_client_header_buffers 4 16k;
  client_body_temp_path {dir}/b; fastcgi_temp_path {dir}/f; proxy_temp_path {dir}/p; uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s;
  server {{ listen 127.0.0.1:{port}; location / {{
    include /etc/nginx/fastcgi_params; fastcgi_param HTTP_PROXY ""; fastcgi_param HTTP_X_REQUEST_ID $request_id;
    fastcgi_buffers 16 16k; fastcgi_pass unix:{dir}/echo.sock; }} }} }}
'''


@pytest.fixture(scope='session')
def program():
    subprocess.run(['make', '-s', '-C', BUILD, 'tests/http/echo/echo'], check=True, stdout=subprocess.DEVNULL)
    return os.path.join(BUILD, 'tests/http/echo/echo')


class Site:
    """The program and nginx in front of it."""

    def __init__(self, program, folder, workers=4, max_requests=0, seconds=20):
        self.folder = str(folder)
        self.socket = os.path.join(self.folder, 'echo.sock')
        self.log_path = os.path.join(self.folder, 'log')
        self.command = [program, self.socket, os.path.join(TOP, 'tests/http/echo/templates'), str(workers), str(max_requests), str(seconds)]
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            self.port = s.getsockname()[1]
        with open(os.path.join(self.folder, 'nginx.conf'), 'w', encoding='utf-8') as f:
            f.write(NGINX.format(dir=self.folder, port=self.port) if os.getuid() else
                    'user root;' + NGINX.format(dir=self.folder, port=self.port))
        self.family = self.start_family()
        self.nginx = subprocess.Popen([shutil.which('nginx', path='/usr/sbin:/usr/bin:/sbin:/bin'), '-c', os.path.join(self.folder, 'nginx.conf')],
                                      stderr=subprocess.DEVNULL)
        wait_for(lambda: self.answers())

    def start_family(self, **options):
        with open(self.log_path, 'ab') as log:
            return subprocess.Popen(self.command, stderr=log, **options)

    def answers(self):
        try:
            return self.get('/page')[0] == 200
        except OSError:
            return False

    def get(self, path, timeout=30):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)
        try:
            connection.request('GET', path)
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def workers(self):
        with open('/proc/%d/task/%d/children' % (self.family.pid, self.family.pid), encoding='ascii') as f:
            return [int(pid) for pid in f.read().split()]

    def log(self):
        with open(self.log_path, encoding='utf-8') as f:
            return f.read()

    def close(self):
        for process in (self.nginx, self.family):
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(what, seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return
        time.sleep(0.05)
    pytest.fail('waited %d s for nothing' % seconds)


@pytest.fixture
def site(program, tmp_path, request):
    made = Site(program, tmp_path, **getattr(request, 'param', {}))
    yield made
    made.close()


class Load:
    """Browsers that ask for pages until told to stop, and count what they got."""

    def __init__(self, site, path, browsers=6):
        self.statuses, self.errors, self.running = {}, 0, True
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.browse, args=(site.port, path)) for _ in range(browsers)]
        for thread in self.threads:
            thread.start()

    def browse(self, port, path):
        connection = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
        while self.running:
            try:
                connection.request('GET', path)
                reply = connection.getresponse()
                reply.read()
                with self.lock:
                    self.statuses[reply.status] = self.statuses.get(reply.status, 0) + 1
            except (OSError, http.client.HTTPException):
                connection.close()
                with self.lock:
                    self.errors += 1
        connection.close()

    def stop(self):
        self.running = False
        for thread in self.threads:
            thread.join()
        return sum(n for status, n in self.statuses.items() if status != 200) + self.errors


def test_workers_stopped_under_load_lose_nothing(site):
    load = Load(site, '/lists/red')
    before = set(site.workers())
    for _ in range(3):
        for pid in site.workers():
            os.kill(pid, signal.SIGTERM)
            time.sleep(0.1)
    failed = load.stop()
    assert failed == 0
    assert load.statuses[200] > 100
    wait_for(lambda: len(site.workers()) == 4)
    assert not before & set(site.workers())


@pytest.mark.parametrize('site', [{'max_requests': 40}], indirect=True)
def test_workers_that_retire_lose_nothing(site):
    load = Load(site, '/lists/red')
    before = set(site.workers())
    wait_for(lambda: not before & set(site.workers()))
    assert load.stop() == 0
    assert 'ended' not in site.log()


def test_a_stop_finishes_what_has_come_in(site):
    """Four requests are under way and eight wait at the socket when SIGTERM comes."""
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(site.get('/pid/400')[0])) for _ in range(12)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    begin = time.monotonic()
    site.family.terminate()
    assert site.family.wait(10) == 0
    assert time.monotonic() - begin < 5
    for thread in threads:
        thread.join()
    assert statuses == [200] * 12
    assert not os.path.exists(site.socket)
    assert site.get('/page')[0] == 502


def test_a_killed_worker_loses_only_its_own_request(site):
    load = Load(site, '/lists/red')
    kills = 12
    for _ in range(kills):
        time.sleep(0.1)
        alive = site.workers()
        if alive:
            os.kill(random.choice(alive), signal.SIGKILL)
    time.sleep(1)
    failed = load.stop()
    assert failed <= kills
    assert load.statuses[200] > 100
    wait_for(lambda: len(site.workers()) == 4, 10)


@pytest.mark.parametrize('site', [{'seconds': 1}], indirect=True)
def test_a_hanging_worker_is_killed_and_replaced(site):
    before = set(site.workers())
    results = []
    thread = threading.Thread(target=lambda: results.append(site.get('/hang')[0]))
    begin = time.monotonic()
    thread.start()
    load = Load(site, '/lists/red', 3)
    thread.join(10)
    taken = time.monotonic() - begin
    assert load.stop() == 0
    assert results == [502]
    assert 0.9 < taken < 3
    wait_for(lambda: len(site.workers()) == 4)
    assert len(before & set(site.workers())) == 3
    assert 'over its time limit' in site.log()


@pytest.mark.parametrize('site', [{'seconds': 1}], indirect=True)
def test_a_peer_that_stops_in_the_middle_holds_no_worker_for_ever(site):
    """Only nginx may connect to the socket; should it break off half-way, the heartbeat sees it too."""
    silent = []
    for _ in range(4):
        s = socket.socket(socket.AF_UNIX)
        s.connect(site.socket)
        s.sendall(b'\x01\x01\x00\x01')
        silent.append(s)
    wait_for(lambda: site.log().count('over its time limit') >= 4, 10)
    assert site.get('/page')[0] == 200
    for s in silent:
        s.close()


def test_no_worker_outlives_its_parent(site):
    workers = site.workers()
    site.family.kill()
    site.family.wait()
    wait_for(lambda: not any(is_running(pid) for pid in workers), 5)


def is_running(pid):
    try:
        with open('/proc/%d/stat' % pid, encoding='ascii') as f:
            return f.read().rsplit(')', 1)[1].split()[0] != 'Z'
    except OSError:
        return False


def test_a_second_family_cannot_take_the_socket(site):
    second = site.start_family()
    assert second.wait(5) == 1
    assert 'another family of workers serves here' in site.log()
    assert site.get('/page')[0] == 200


def test_a_socket_left_behind_is_replaced(site):
    site.family.kill()
    site.family.wait()
    assert os.path.exists(site.socket)
    wait_for(lambda: restart(site))
    wait_for(site.answers)


def restart(site):
    """A new family; not before the killed one's lock is free."""
    site.family = site.start_family()
    time.sleep(0.3)
    return site.family.poll() is None


def test_the_socket_is_for_owner_and_group(site):
    assert os.stat(site.socket).st_mode & 0o777 == 0o660


def test_an_inherited_socket_is_served(site):
    """As systemd or a test holds it: on standard input; it survives the family."""
    site.family.terminate()
    site.family.wait()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(site.socket)
        listening.listen(64)
        for _ in range(2):
            site.family = site.start_family(stdin=listening)
            wait_for(site.answers)
            site.family.terminate()
            assert site.family.wait(10) == 0
            assert os.path.exists(site.socket)


def test_workers_that_cannot_start_are_tried_again_ever_more_slowly(program, tmp_path):
    command = [program, str(tmp_path / 'echo.sock'), str(tmp_path), '2', '0', '5']  # no templates there
    with open(tmp_path / 'log', 'wb') as log:
        family = subprocess.Popen(command, stderr=log)
    time.sleep(3)
    family.terminate()
    assert family.wait(5) == 0
    text = (tmp_path / 'log').read_text(encoding='utf-8')
    pauses = [int(n) for n in re.findall(r'ended with status 1, replaced in (\d+) ms', text)]
    assert 100 in pauses and 800 in pauses
    assert len(pauses) < 14


def random_target(chance):
    pieces = ['/', '/page', '/lists/', '/lists/red', '/results/ok', '/results/not-found', '/stream/3.csv', '/staff', '/form', '/pid', '..', '%2e%2e', '%00', '%', '%ff',
              '//', '?', 'text=', '&', '=', ';', '%E4%BF%A1', '+', '#', "'", '"', '<script>', '\\', '%0d%0a', '{', '}', 'a' * 300, 'after=', '9' * 20, '*', '~', '.csv', '{id}',
              '%25', '%u4fe1', '\xe4', '\xbf\xa1', 'link=javascript:', 'a=1&' * 40, '/' + 'p' * 1200, '?' + 'q' * 9000]
    if chance.random() < 0.6:  # an address that there is, and a query that can be read
        path = chance.choice(['/page', '/lists/red', '/lists/black-dishonest-debtor', '/results/conflict', '/stream/20.csv', '/staff', '/form', '/pid'])
        query = '&'.join(chance.choice(['text=', 'link=', 'number=', 'day=', 'after=', 'x%3D=']) + urllib.parse.quote(chance.choice(
            ['', 'a', '信用', '<b>"', '2026-04-01', '-12345678', '\u202e', '%', '𠮷' * 50, 'javascript:x', '\x01\n'])) for _ in range(chance.randrange(0, 5)))
        return path + ('?' + query if query else '')
    return '/' + ''.join(chance.choice(pieces) for _ in range(chance.randrange(1, 7)))


def random_request(chance, target_of=random_target):
    """A request that nginx may or may not let through: method, target, headers and body of any kind."""
    method = chance.choice(['GET'] * 8 + ['HEAD', 'POST', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'BREW', 'PATCH'])
    target = target_of(chance).replace(' ', '%20')
    headers = ['Host: ' + chance.choice(['localhost', 'x' * 300, '127.0.0.1:80', 'a_b'])]
    if chance.random() < 0.3:
        headers.append('Cookie: ' + ''.join(chance.choice(['a=1; ', 'view=elder;', '=', ';', '"', 'form=x', '\xff', 'c' * 500]) for _ in range(chance.randrange(1, 9))))
    if chance.random() < 0.2:
        headers.append('If-None-Match: ' + chance.choice(['*', '"x"', 'W/"y", "z"', '"', 'x' * 2000]))
    if chance.random() < 0.2:
        headers.append('X-Request-Id: ' + chance.choice(['<b>', 'x' * 100, '\x7f']))
    body = b''
    if method in ('POST', 'PUT', 'PATCH') or chance.random() < 0.05:
        kind = chance.choice(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=b', 'multipart/form-data', 'application/json', '', 'multipart/form-data; boundary="' + 'b' * 90 + '"'])
        headers.append('Content-Type: ' + kind)
        body = ''.join(chance.choice(['a=1&', '%zz', 'token=x&', '--b\r\n', '--b--', 'Content-Disposition: form-data; name="a"\r\n\r\n', '\r\n', 'x' * 1000, '\xff', '\x00',
                                      'Content-Disposition: form-data; name="f"; filename="a"\r\n\r\n', 'name=A&statement=0123456789'])
                       for _ in range(chance.randrange(0, 12))).encode('latin-1')
        headers.append('Content-Length: %d' % len(body))
    head = '%s %s HTTP/1.1\r\n%s\r\n\r\n' % (method, target, '\r\n'.join(headers))
    return method, head.encode('latin-1') + body


def read_answer(stream, method):
    """The status of one answer; ('', closes) at the end."""
    line = stream.readline()
    if not line:
        return None, True
    status, length, chunked, closes = int(line.split()[1]), 0, False, False
    while True:
        line = stream.readline().strip().lower()
        if not line:
            break
        if line.startswith(b'content-length:'):
            length = int(line.split(b':')[1])
        chunked |= line.startswith(b'transfer-encoding:') and b'chunked' in line
        closes |= line == b'connection: close'
    if method != 'HEAD' and status not in (204, 304):
        if chunked:
            while True:
                size = int(stream.readline(), 16)
                stream.read(size + 2)
                if size == 0:
                    break
        else:
            stream.read(length)
    return status, closes


def ask_anything(site, seed, count, statuses):
    chance = random.Random(seed)
    s = stream = None
    for _ in range(count):
        method, data = random_request(chance)
        if s is None:
            s = socket.create_connection(('127.0.0.1', site.port), timeout=30)
            stream = s.makefile('rb')
        s.sendall(data)
        status, closes = read_answer(stream, method)
        statuses[status] = statuses.get(status, 0) + 1
        if status is not None and status >= 500:
            statuses.setdefault('requests', []).append(data[:200])
        if closes:
            stream.close()
            s.close()
            s = None
    if s is not None:
        s.close()


@pytest.mark.parametrize('site', [{'workers': 2, 'max_requests': 10000000}], indirect=True)
def test_random_requests_bring_no_5xx_and_no_dead_worker(site):
    before = set(site.workers())
    memory = []
    results = [{}, {}]
    threads = [threading.Thread(target=ask_anything, args=(site, 7 + i, RANDOM_REQUESTS // 2, results[i])) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = {}
    for result in results:
        for status, n in result.items():
            total[status] = total.get(status, 0 if status != 'requests' else []) + n
    assert not [status for status in total if isinstance(status, int) and status >= 500], total
    for status in (200, 204, 400, 403, 404, 405, 409, 413, 414, 415):
        assert status in total, total
    assert sum(n for status, n in total.items() if isinstance(n, int)) >= RANDOM_REQUESTS - 2
    assert set(site.workers()) == before
    for pid in before:
        with open('/proc/%d/status' % pid, encoding='ascii') as f:
            memory.append(int(re.search(r'VmRSS:\s+(\d+)', f.read()).group(1)))
    assert max(memory) < 16 * 1024
