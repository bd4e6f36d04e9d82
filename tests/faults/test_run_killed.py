"""./run killed under load: nothing of it stays, the next start works, its neighbour notices nothing."""
import os
import signal
import time

import pytest

from faults import Load, eventually, fill, healthy, long_only, some_records, status_of
from conftest import launch

STOP_SECONDS = 10   # the contract's promise
START_SECONDS = 60  # "seconds" on a machine that does other things too


def of_state(state):
    """Every process that names this state folder: in its command line, its environment or its open files."""
    found = []
    needle = os.fsencode(state)
    for pid in filter(str.isdigit, os.listdir('/proc')):
        if int(pid) == os.getpid():
            continue
        try:
            texts = [open(f'/proc/{pid}/{name}', 'rb').read() for name in ('cmdline', 'environ')]
            texts += [os.fsencode(os.readlink(f'/proc/{pid}/fd/{fd}')) for fd in os.listdir(f'/proc/{pid}/fd')]
        except OSError:
            continue
        if any(needle + b'/' in t or t.endswith(needle) for t in texts):
            found.append(int(pid))
    return found


@long_only
def test_a_run_killed_under_load_leaves_nothing_and_starts_again(tmp_path_factory):
    folder = tmp_path_factory.mktemp('killed')
    state, other_state = str(folder / 'state'), str(folder / 'neighbour')
    neighbour = launch(other_state, '--empty')
    instance = launch(state, '--empty')
    try:
        fill(instance, 500)
        rows = instance.sql('SELECT COUNT(*) FROM published')
        record = some_records(instance, 1)[0][0]
        with Load(neighbour, '/lists/penalty-decision', clients=1, pause=0.2) as undisturbed:
            for how in (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM):
                assert len(of_state(state)) > 10
                with Load(instance, lambda client, n: f'/records/{record}?n={client}-{n}', clients=4) as load:
                    time.sleep(1)
                    begun = time.monotonic()
                    instance.process.send_signal(how)
                    instance.process.wait(STOP_SECONDS + 5)
                    assert eventually(lambda: of_state(state) == [], STOP_SECONDS - (time.monotonic() - begun) + 0.1), \
                        [open(f'/proc/{p}/cmdline').read() for p in of_state(state)]
                assert any(a[2] == 200 for a in load.answers)
                begun = time.monotonic()
                instance = launch(state)
                assert time.monotonic() - begun < START_SECONDS
                assert instance.sql('SELECT COUNT(*) FROM published') == rows
                assert status_of(instance, f'/records/{record}') == 200
        assert len(undisturbed.answers) > 10
        assert {a[2] for a in undisturbed.answers} == {200}
        assert healthy(neighbour)
    finally:
        for one in (instance, neighbour):
            if one.process.poll() is None:
                one.stop()
    assert of_state(state) == [] and of_state(other_state) == []


@long_only
@pytest.mark.parametrize('service', ['mariadb', 'disclosure', 'nginx', 'downloads', 'clerk'])
def test_a_stop_is_not_held_up_by_a_part_that_hangs(tmp_path_factory, service):
    """SIGTERM stops everything within 10 s, also when a part no longer listens."""
    state = str(tmp_path_factory.mktemp('hangs') / 'state')
    instance = launch(state, '--empty')
    pid = instance.service(service)
    os.kill(pid, signal.SIGSTOP)
    time.sleep(0.2)
    status, seconds = instance.stop()
    assert (status, of_state(state)) == (0, [])
    assert seconds < STOP_SECONDS
