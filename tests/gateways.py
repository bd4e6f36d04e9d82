"""What stands at the other end of notices in tests: an SMS gateway over HTTP, a sendmail, and sealed recipients."""
import collections
import ctypes
import http.server
import json
import os
import random
import threading
import time


class SmsGateway:
    """Takes POST {"id", "to", "text"} and writes down every one. `mood()` says what it answers: a status, or None to hang up."""

    def __init__(self, mood=lambda: 200):
        self.taken = []                     # (id, to, text) of every message that was answered with 2xx
        self.seen = []                      # (id, to, text, authorization, status) of every request
        self.mood = mood
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                message = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
                status = gateway.mood()
                words = (message['id'], message['to'], message['text'])
                gateway.seen.append(words + (self.headers.get('Authorization', ''), status))
                if status is None:
                    self.connection.close()
                    return
                if 200 <= status < 300:
                    gateway.taken.append(words)
                self.send_response(status)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}/send'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Sendmail:
    """A program that takes mail as sendmail does and keeps each message in a file; `fails` of a hundred are refused for now."""

    def __init__(self, folder, fails=0):
        self.folder = os.path.join(folder, 'mail')
        self.path = os.path.join(folder, 'sendmail')
        os.makedirs(self.folder, exist_ok=True)
        os.chmod(self.folder, 0o777)
        self.set(fails)

    def set(self, fails):
        with open(self.path + '.new', 'w', encoding='ascii') as f:
            f.write(f'#!/bin/bash\n[ $((RANDOM % 100)) -ge {fails} ] || {{ cat >/dev/null; exit 75; }}\n'
                    f'f=$(mktemp {self.folder}/.XXXXXXXX)\n{{ echo "$@"; cat; }} >"$f"\nmv "$f" "{self.folder}/${{f##*/.}}"\n')
        os.chmod(self.path + '.new', 0o755)
        os.rename(self.path + '.new', self.path)

    def messages(self):
        """(Message-ID, arguments, the rest) of everything that was taken whole."""
        found = []
        for name in os.listdir(self.folder):
            if not name.startswith('.'):
                with open(os.path.join(self.folder, name), encoding='ascii') as f:
                    words, rest = f.read().split('\n', 1)
                number = [line for line in rest.splitlines() if line.startswith('Message-ID:')]
                found.append((number[0].split('<')[1].split('@')[0], words, rest))
        return found


def seal(keys, text):
    """(number of the key, sealed text) with the newest public key in keys_dir."""
    folder = os.path.join(keys, 'persons')
    number = max(int(n.split('-')[1].split('.')[0]) for n in os.listdir(folder) if n.endswith('.pub'))
    with open(os.path.join(folder, f'persons-{number}.pub'), 'rb') as f:
        public = f.read()
    sodium = ctypes.CDLL('libsodium.so.23')
    assert sodium.sodium_init() >= 0 and len(public) == 32
    data = text.encode('utf-8')
    out = ctypes.create_string_buffer(len(data) + 48)
    assert sodium.crypto_box_seal(out, data, ctypes.c_ulonglong(len(data)), public) == 0
    return number, out.raw


def one_text_each(messages):
    """{id: (to, text)}; fails when one id came with two."""
    found = collections.defaultdict(set)
    for message in messages:
        found[message[0]].add(tuple(message[1:3]))
    assert all(len(texts) == 1 for texts in found.values()), [t for t in found.values() if len(t) > 1][:3]
    return {number: texts.pop() for number, texts in found.items()}


class Moody:
    """Statuses by chance: mostly 200, some 500, some without any answer, some slow."""

    def __init__(self, seed, fails):
        self.random, self.fails, self.down = random.Random(seed), fails, False

    def __call__(self):
        if self.down:
            return 503
        dice = self.random.random()
        if dice < self.fails / 2:
            return 500
        if dice < self.fails:
            return None
        if dice < self.fails + 0.1:
            time.sleep(0.2)
        return 200
