"""No room left where nginx keeps answers and where downloads are gathered: pages are still answered."""
import os
import signal
import subprocess
import time

import pytest

from faults import complete, eventually, fill, healthy, long_only, some_records, status_of, supervise, workers
from conftest import launch


def mount(folder, size):
    return subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size},mode=1777', 'tmpfs', folder], check=False,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


@pytest.fixture(scope='module')
def instance(tmp_path_factory):
    """An instance whose cache and scratch folders are small file systems, where that may be made."""
    folder = tmp_path_factory.mktemp('full')
    state = str(folder / 'state')
    launch(state, '--empty').stop()
    small = [os.path.join(state, 'cache'), os.path.join(state, 'tmp'), os.path.join(state, 'log')]
    made = []
    try:
        for path, size in zip(small, ('120m', '1m', '1m')):
            if not mount(path, size):
                pytest.skip('no right to mount a small file system')
            made.append(path)
        own = launch(state)
        fill(own, 3000)
        yield own
        own.stop()
    finally:
        for path in made:
            subprocess.run(['umount', '-l', path], check=False)


def fill_up(folder):
    """Takes what room is left."""
    path = os.path.join(folder, 'ballast')
    with open(path, 'wb', buffering=0) as f:
        try:
            while True:
                f.write(b'x' * 4096)
        except OSError:
            pass
    # the programs look once a second
    time.sleep(1.5)
    return path


@long_only
def test_pages_are_answered_without_room_in_the_cache(instance):
    ballast = fill_up(os.path.join(instance.state, 'cache'))
    try:
        records = [r[0] for r in some_records(instance, 100)]
        for n, record in enumerate(records):
            assert status_of(instance, f'/records/{record}') == 200
            assert status_of(instance, f'/lists/penalty-decision?n={n}') == 200
        # again and again, when the first answer could not be kept
        for _ in range(20):
            reply = instance.get('/lists/penalty-decision')
            assert reply.status == 200 and reply.body.rstrip().endswith(b'</html>')
        # a download says that it cannot be had; never a short file
        for path in ('/lists/penalty-decision.csv', '/lists/red-tax-a.json'):
            reply = instance.get(path)
            assert reply.status == 503 and reply.headers['Retry-After']
        assert healthy(instance)
    finally:
        os.unlink(ballast)
    assert eventually(lambda: status_of(instance, '/lists/red-tax-a.atom') == 200, 5)
    assert status_of(instance, f'/lists/penalty-decision?n={time.time()}') == 200


@long_only
def test_a_download_without_room_is_an_error_page_and_the_next_one_works(instance):
    """The file of 3,000 rows does not fit into 1 MiB; one of some rows does."""
    for _ in range(3):
        reply = instance.get('/lists/penalty-decision.csv')
        assert reply.status == 503
        assert reply.headers['Retry-After'] and 'Content-Disposition' not in reply.headers
        assert 'lang="zh' in reply.text
    day = instance.sql('SELECT MAX(decided_on) FROM published WHERE set_number = 2')[0][0]
    few = instance.get(f'/lists/penalty-decision.csv?from={day}')
    assert few.status == 200 and few.body.count(b'\n') > 1
    assert status_of(instance, '/lists/penalty-decision') == 200


@long_only
def test_a_start_without_room_in_the_cache_works(instance):
    ballast = fill_up(os.path.join(instance.state, 'cache'))
    try:
        supervise(instance, 'restart', 'nginx')
        assert instance.service('nginx')
        assert eventually(lambda: status_of(instance, '/lists/red-tax-a') == 200, 10)
    finally:
        os.unlink(ballast)
    assert healthy(instance)


@long_only
def test_a_log_that_cannot_be_written_holds_nobody_up(instance):
    """Far more is to be logged than a pipe takes, and nobody can write it down."""
    ballast = fill_up(os.path.join(instance.state, 'log'))
    record = some_records(instance, 1)[0][0]
    try:
        # nginx says some 300 bytes about each of these
        supervise(instance, 'down', 'disclosure')
        assert eventually(lambda: status_of(instance, f'/records/{record}?n={time.time()}') == 503, 10)
        for n in range(600):
            begun = time.monotonic()
            assert status_of(instance, f'/records/{record}?n={n}-full') == 503
            assert time.monotonic() - begun < 3
        supervise(instance, 'up', 'disclosure')
        assert eventually(lambda: healthy(instance), 15)
        for _ in range(6):
            pids = workers(instance)
            os.kill(pids[0], signal.SIGKILL)
            assert eventually(lambda: complete(instance) and pids[0] not in workers(instance), 10)
        assert eventually(lambda: status_of(instance, f'/records/{record}?n=full') == 200, 5)
    finally:
        os.unlink(ballast)
    assert healthy(instance)
