"""What the tests share: the running instance that ./check started, or one of their own.

./check sets CREDIT_URL, CREDIT_STATE and CREDIT_BUILD. Run by hand against an instance of ./run:
    CREDIT_URL=http://127.0.0.1:8080 CREDIT_STATE=var python3 -m pytest tests/http
"""
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse

import pytest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), '..'))


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode('utf-8')


class Instance:
    """An instance of ./run: its address, its state folder, its database."""

    def __init__(self, url, state, process=None):
        self.url, self.state, self.process = url, state, process
        self.port = urllib.parse.urlsplit(url).port

    def get(self, path, method='GET', headers=None, body=None, timeout=30):
        """One request on a connection of its own; redirects are not followed. The path goes out as it is."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)
        try:
            connection.request(method, urllib.parse.quote(path, safe="/?&=%:+,;~!*'()[]@$.-_"), body, headers or {})
            reply = connection.getresponse()
            return Answer(reply.status, reply.headers, reply.read())
        finally:
            connection.close()

    def raw(self, data, timeout=10):
        """Bytes out as they are; the first answer that comes back."""
        with socket.create_connection(('127.0.0.1', self.port), timeout=timeout) as s:
            s.sendall(data)
            reply = http.client.HTTPResponse(s)
            reply.begin()
            return Answer(reply.status, reply.headers, reply.read())

    def setting(self, key):
        """A value of portal.conf."""
        with open(os.path.join(self.state, 'portal.conf'), encoding='utf-8') as f:
            for line in f:
                if line.startswith(key + ' '):
                    return line.split('=', 1)[1].strip()
        raise KeyError(key)

    def connect(self, program=None):
        """A connection to the database: as its root, or with the account of a program."""
        import pymysql
        user = 'root' if os.getuid() == 0 else os.environ.get('USER', '')
        password = ''
        if program:
            user, password = self.setting(f'db_user_{program}'), self.setting(f'db_password_{program}')
        return pymysql.connect(unix_socket=os.path.join(self.state, 'run', 'mariadb.sock'), user=user,
                               password=password, database='credit', charset='utf8mb4', autocommit=True)

    def sql(self, text, *values):
        """Rows of one statement, as root of the database."""
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(text, values or None)
            return cursor.fetchall()

    def ctl(self, *words, check=True):
        """creditctl against this instance."""
        return subprocess.run([os.path.join(TOP, 'run'), '--state', self.state, 'ctl', *words], check=check,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def processes(self):
        """The processes of this instance: all hold its lock file open."""
        lock = os.path.join(self.state, 'run', 'instance.lock')
        found = []
        for pid in filter(str.isdigit, os.listdir('/proc')):
            try:
                folder = f'/proc/{pid}/fd'
                if any(os.readlink(os.path.join(folder, fd)) == lock for fd in os.listdir(folder)):
                    found.append(int(pid))
            except OSError:
                continue
        return found

    def service(self, name):
        """The process of a service, from its supervisor; 0 while there is none."""
        with open(os.path.join(self.state, 'service', name, 'supervise', 'pid'), encoding='ascii') as f:
            return int(f.read() or 0)

    def stop(self, how=signal.SIGTERM, seconds=20):
        """Stops ./run; its exit status and how long it took."""
        begun = time.monotonic()
        self.process.send_signal(how)
        return self.process.wait(seconds), time.monotonic() - begun


def launch(state, *options, port=None, env=None, before=None):
    """Starts ./run and waits for its line; the caller stops it. `before` runs in the new process before ./run does."""
    port = port or free_port()
    log = open(os.path.join(os.path.dirname(state) or '.', os.path.basename(state) + '.log'), 'ab')
    process = subprocess.Popen([os.path.join(TOP, 'run'), '--port', str(port), '--state', state, *options],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
                               env=dict(os.environ, **(env or {})), preexec_fn=before)
    line = process.stdout.readline()
    if not re.fullmatch(rf'ready http://127\.0\.0\.1:{port}/\n', line):
        process.kill()
        process.wait()
        raise AssertionError(f'./run said {line!r}; its log is {log.name}')
    return Instance(f'http://127.0.0.1:{port}', state, process)


@pytest.fixture(scope='session')
def instance(tmp_path_factory):
    """The instance that ./check started, else a small one of our own."""
    if 'CREDIT_URL' in os.environ and 'CREDIT_STATE' in os.environ:
        yield Instance(os.environ['CREDIT_URL'].rstrip('/'), os.path.abspath(os.environ['CREDIT_STATE']))
        return
    own = launch(str(tmp_path_factory.mktemp('portal') / 'state'),
                 env={'DEMO_SUBJECTS': '3000', 'DEMO_RECORDS': '12000'})
    yield own
    own.stop()


def pytest_configure():
    sys.dont_write_bytecode = True
