"""A request to a program over FastCGI itself, without nginx: for programs that a test starts with settings of its own."""
import os
import shutil
import signal
import socket
import struct
import subprocess
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6


def record(kind, data):
    return struct.pack('>BBHHBB', 1, kind, 1, len(data), 0, 0) + data


def pairs(params):
    out = b''
    for key, value in params.items():
        for part in (key.encode(), value.encode()):
            out += struct.pack('>B', len(part)) if len(part) < 128 else struct.pack('>I', len(part) | 0x80000000)
        out += key.encode() + value.encode()
    return out


class Reply:
    """Status, headers (a list, names as they came) and body."""

    def __init__(self, data):
        head, _, self.body = data.partition(b'\r\n\r\n')
        self.headers = [tuple(line.split(': ', 1)) for line in head.decode().split('\r\n')]
        self.status = int(self.header('Status').split()[0])

    def header(self, name, default=''):
        return next((value for key, value in self.headers if key.lower() == name.lower()), default)

    def getheaders(self):
        return self.headers

    @property
    def text(self):
        return self.body.decode('utf-8')


def ask(path, method, uri, body=b'', headers=None, timeout=60):
    """One request over the socket at `path`."""
    params = {'REQUEST_METHOD': method, 'REQUEST_URI': uri, 'CONTENT_LENGTH': str(len(body)), 'REMOTE_ADDR': '127.0.0.1', 'HTTP_HOST': 'test'}
    for key, value in (headers or {}).items():
        key = key.upper().replace('-', '_')
        params[key if key in ('CONTENT_TYPE', 'HTTPS') else 'HTTP_' + key] = value
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(timeout)
        s.connect(path)
        data = record(BEGIN, struct.pack('>HB5x', 1, 0))
        packed = pairs(params)
        for at in range(0, len(packed), 65000):
            data += record(PARAMS, packed[at:at + 65000])
        data += record(PARAMS, b'')
        for at in range(0, len(body), 65000):
            data += record(STDIN, body[at:at + 65000])
        s.sendall(data + record(STDIN, b''))
        out, buffer = b'', b''
        while True:
            piece = s.recv(65536)
            if not piece:
                return Reply(out)
            buffer += piece
            while len(buffer) >= 8:
                _, kind, _, length, padding, _ = struct.unpack('>BBHHBB', buffer[:8])
                if len(buffer) < 8 + length + padding:
                    break
                if kind == STDOUT:
                    out += buffer[8:8 + length]
                if kind == END:
                    return Reply(out)
                buffer = buffer[8 + length + padding:]


class Program:
    """A program of an instance once more, with some settings of its own: beside the instance's, on its database."""

    def __init__(self, instance, folder, name='filing', **settings):
        self.folder = str(folder)
        self.socket = os.path.join(self.folder, name + '.sock')
        settings = dict({'socket_' + name: self.socket, name + '_workers': '1'}, **settings)
        with open(os.path.join(instance.state, 'conf', name + '.conf'), encoding='utf-8') as f:
            lines = [line for line in f if line.split('=')[0].strip() not in settings]
        config = os.path.join(self.folder, name + '.conf')
        with open(config, 'w', encoding='utf-8') as f:
            f.writelines(lines + [f'{key} = {value}\n' for key, value in settings.items()])
        build = os.environ.get('CREDIT_BUILD', os.path.join(TOP, '_build'))
        with open(os.path.join(self.folder, 'log'), 'ab') as log:
            self.process = subprocess.Popen([os.path.join(build, name), '--config', config], stderr=log)
        deadline = time.monotonic() + 20
        while True:
            try:
                if self.ask('GET', '/healthz').status == 200:
                    return
            except OSError:
                pass
            assert time.monotonic() < deadline and self.process.poll() is None, self.log()
            time.sleep(0.1)

    def ask(self, *request, **more):
        return ask(self.socket, *request, **more)

    def log(self):
        with open(os.path.join(self.folder, 'log'), encoding='utf-8') as f:
            return f.read()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)
