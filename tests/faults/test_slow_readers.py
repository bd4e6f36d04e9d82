"""A thousand slow readers of a big file: the pages keep their p99, memory and disk stay bounded."""
import os
import selectors
import socket
import statistics
import threading
import time

import pytest

from faults import LONG, Load, healthy, long_only, memory, p99, start

READERS = 1000
BYTES_A_SECOND = 1024
SECONDS = 30 if LONG else 10
PAGE_RATIO = 3.0          # of the pages' p99 with the readers to that without …
PAGE_SECONDS = 0.5        # … and no more than this
MEMORY_MIB = 300          # all processes together, above what they had
KERNEL_MIB = 600          # what the readers' sockets hold
DISK_MIB = 512


@pytest.fixture(scope='module')
def instance(tmp_path_factory):
    own = start(tmp_path_factory.mktemp('slow'), records=20000)
    yield own
    own.stop()


class SlowReaders(threading.Thread):
    """Readers that each take 1 KiB a second, from one thread."""

    def __init__(self, port, path):
        super().__init__(daemon=True)
        self.port, self.path = port, path
        self.end = threading.Event()
        self.answered, self.closed, self.statuses, self.sockets = 0, 0, set(), []

    def run(self):
        request = f'GET {self.path} HTTP/1.1\r\nHost: x\r\n\r\n'.encode()
        began = set()
        with selectors.DefaultSelector() as selector:
            for _ in range(READERS):
                s = socket.socket()
                s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                s.settimeout(10)
                s.connect(('127.0.0.1', self.port))
                s.sendall(request)
                s.setblocking(False)
                self.sockets.append(s)
                selector.register(s, selectors.EVENT_READ)
            while not self.end.is_set():
                round_began = time.monotonic()
                for key, _ in selector.select(0):
                    try:
                        piece = key.fileobj.recv(BYTES_A_SECOND)
                    except BlockingIOError:
                        continue
                    except OSError:
                        piece = b''
                    if not piece:
                        self.closed += 1
                        selector.unregister(key.fileobj)
                    elif key.fileobj not in began:
                        began.add(key.fileobj)
                        self.statuses.add(piece[9:12])
                        self.answered = len(began)
                self.end.wait(max(0, 1 - (time.monotonic() - round_began)))
        for s in self.sockets:
            s.close()


def sockets_mib():
    """Memory of the kernel's TCP buffers, of the whole machine."""
    with open('/proc/net/sockstat', encoding='ascii') as f:
        for line in f:
            if line.startswith('TCP:'):
                return int(line.split('mem ')[1]) * os.sysconf('SC_PAGE_SIZE') / 2**20
    return 0.0


def disk_mib(*folders):
    total = 0
    for folder in folders:
        for path, _, names in os.walk(folder):
            for name in names:
                try:
                    total += os.stat(os.path.join(path, name)).st_blocks * 512
                except OSError:
                    pass
    return total / 2**20


def measure(instance, seconds):
    with Load(instance, lambda client, n: f'/lists/red-tax-a?n={client}-{n}', clients=2, pause=0.01) as load:
        time.sleep(seconds)
    assert {a[2] for a in load.answers} == {200}
    assert len(load.answers) > 50
    return [a[1] for a in load.answers]


@long_only
def test_a_thousand_slow_readers_leave_the_pages_their_speed(instance):
    path = '/lists/penalty-decision.csv'
    size = len(instance.get(path).body)
    assert size > 10 * 2**20
    before = measure(instance, SECONDS / 2) and measure(instance, SECONDS / 2)
    mib = sum(memory(p) for p in instance.processes()) / 1024
    kernel = sockets_mib()
    readers = SlowReaders(instance.port, path)
    readers.start()
    end = time.monotonic() + 90
    while readers.answered < READERS * 0.98 and time.monotonic() < end:
        time.sleep(0.2)
    try:
        assert readers.answered >= READERS * 0.98, f'{readers.answered} readers have an answer'
        during = measure(instance, SECONDS)
        mib_during = sum(memory(p) for p in instance.processes()) / 1024
        kernel_during = sockets_mib()
        disk = disk_mib(os.path.join(instance.state, 'cache'), os.path.join(instance.state, 'tmp'))
        assert readers.closed == 0 and readers.statuses == {b'200'}
        # another download finds its way too
        assert instance.get('/lists/red-tax-a.atom').status == 200
    finally:
        readers.end.set()
        readers.join(20)
    print(f'p99 {p99(before) * 1000:.1f} ms before, {p99(during) * 1000:.1f} ms during; median {statistics.median(before) * 1000:.1f}, '
          f'{statistics.median(during) * 1000:.1f}; memory {mib:.0f} -> {mib_during:.0f} MiB; sockets {kernel:.0f} -> {kernel_during:.0f} MiB; '
          f'disk {disk:.0f} MiB')
    assert p99(during) <= max(PAGE_RATIO * p99(before), 0.05)
    assert p99(during) <= PAGE_SECONDS
    assert mib_during - mib <= MEMORY_MIB
    assert kernel_during - kernel <= KERNEL_MIB
    assert disk <= DISK_MIB
    assert healthy(instance)


@long_only
def test_a_reader_that_stops_reading_is_let_go(instance):
    """Nobody holds a connection for ever without taking anything."""
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.connect(('127.0.0.1', instance.port))
        s.sendall(b'GET /lists/penalty-decision.csv HTTP/1.1\r\nHost: x\r\n\r\n')
        time.sleep(140)
        s.settimeout(20)
        taken = 0
        try:
            while True:
                piece = s.recv(1 << 20)
                if not piece:
                    break
                taken += len(piece)
        except ConnectionResetError:
            pass
        assert taken < 10 * 2**20
