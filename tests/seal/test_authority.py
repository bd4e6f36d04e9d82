"""Timestamp authorities on the network, good and bad: openssl's own answers behind a small HTTP server."""
import http.server
import os
import subprocess
import threading
import time

import pytest

from world import World

SETTINGS = '''
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/seal/timestamp.pem
signer_key = {folder}/keys/timestamp.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
crypto_device = builtin
{certs}
'''


class Authority(http.server.BaseHTTPRequestHandler):
    """Answers as `mode` says."""
    mode = 'good'
    world = None
    asked = 0

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        Authority.asked += 1
        request = self.rfile.read(int(self.headers['Content-Length']))
        assert self.headers['Content-Type'] == 'application/timestamp-query'
        if self.mode == 'slow':
            time.sleep(3)
        body = b'x' * 20000 if self.mode == 'huge' else b'\x30\x05\x30\x03\x02\x01\x02' if self.mode == 'refused' else self.reply(request)
        if self.mode == 'cut':
            body = body[:200]
        if self.mode == 'flipped':
            body = body[:-20] + bytes([body[-20] ^ 1]) + body[-19:]
        self.send_response(500 if self.mode == 'error' else 302 if self.mode == 'elsewhere' else 200)
        self.send_header('Location', 'http://127.0.0.1:9/')
        self.send_header('Content-Type', 'text/html' if self.mode == 'page' else 'application/timestamp-reply')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def reply(self, request):
        folder = self.world.folder
        if self.mode == 'other':  # the answer to another request
            request = subprocess.run(['openssl', 'ts', '-query', '-digest', '11' * 32, '-sha256', '-cert'], stdout=subprocess.PIPE, check=True).stdout
        with open(folder + '/request', 'wb') as f:
            f.write(request)
        with open(folder + '/tsa.cnf', 'w', encoding='utf-8') as f:
            f.write(SETTINGS.format(folder=folder, certs=f'certs = {folder}/seal/document.pem' if self.mode == 'stranger' else ''))
        if not os.path.exists(folder + '/serial'):
            with open(folder + '/serial', 'w', encoding='utf-8') as f:
                f.write('01\n')
        return subprocess.run(['openssl', 'ts', '-reply', '-config', folder + '/tsa.cnf', '-queryfile', folder + '/request'],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout


@pytest.fixture(scope='module')
def authority(tmp_path_factory):
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Authority)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    world = World(tmp_path_factory.mktemp('world')).start()
    Authority.world = world
    world.configure('http.conf', timestamp_authority=f'http://127.0.0.1:{server.server_address[1]}/', timestamp_seconds=1)
    world.configure('wait.conf', timestamp_authority=f'http://127.0.0.1:{server.server_address[1]}/', timestamp_seconds=1,
                    timestamp_fallback='wait')
    yield world
    world.stop()
    server.shutdown()


def test_an_authority_on_the_network_stamps(authority):
    Authority.mode = 'good'
    path = authority.sealed('a.pdf', conf='http.conf')
    said = authority.tool('verify', path).stdout
    assert said.startswith('genuine ') and 'stamped=1' in said
    authority.tool('restamp', path, authority.path('b.pdf'), conf='http.conf')
    assert authority.verdict(authority.path('b.pdf')) == 'genuine'


def test_bits_of_a_foreign_token_count_too(authority):
    Authority.mode = 'good'
    path = authority.sealed('a.pdf', conf='http.conf')
    assert authority.tool('flips', path, 400, 5).stdout.startswith('400 of 400 ')


@pytest.mark.parametrize('mode', ['error', 'page', 'elsewhere', 'huge', 'cut', 'flipped', 'refused', 'other', 'stranger', 'slow'])
def test_a_bad_authority_is_no_timestamp(authority, mode):
    """It is issued without, and the reason is told; with `wait` nothing is issued."""
    Authority.mode = mode
    plain = authority.path('plain.pdf')
    authority.tool('sample', plain)
    begun = time.monotonic()
    done = authority.tool('seal', plain, authority.path('c.pdf'), conf='http.conf')
    assert done.stdout.startswith('OK unstamped ') and len(done.stdout.split()) > 3
    assert time.monotonic() - begun < 2.5
    said = authority.tool('verify', authority.path('c.pdf')).stdout
    assert said.startswith('genuine ') and 'stamped=0' in said
    done = authority.tool('seal', plain, authority.path('d.pdf'), conf='wait.conf', check=False)
    assert done.stdout.startswith('UNAVAILABLE ') and not os.path.exists(authority.path('d.pdf'))
    # later, when it is back
    Authority.mode = 'good'
    authority.tool('restamp', authority.path('c.pdf'), authority.path('e.pdf'), conf='http.conf')
    assert 'stamped=1' in authority.tool('verify', authority.path('e.pdf')).stdout


def test_one_that_failed_is_left_alone_for_a_while(authority):
    Authority.mode = 'error'
    authority.tool('sample', authority.path('plain.pdf'))
    before = Authority.asked
    said = authority.tool('time', authority.path('plain.pdf'), 20, conf='http.conf').stdout
    assert 'stamped 0 of 20' in said
    assert Authority.asked == before + 1
