"""./run: starting, stopping, and what is left when parts of it are killed."""
import json
import os
import pwd
import re
import signal
import shutil
import stat
import subprocess
import tempfile
import time

import pytest

from conftest import TOP, free_port, launch

STOP_SECONDS = 10  # the contract's promise


@pytest.fixture(scope='module')
def place():
    """A folder that every user can reach, unlike pytest's own."""
    folder = tempfile.mkdtemp(prefix='portal-run-')
    os.chmod(folder, 0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope='module')
def state(place):
    """A state folder that was started once, so that later starts are quick."""
    folder = os.path.join(place, 'state')
    launch(folder, '--empty').stop()
    return folder


@pytest.fixture(scope='module')
def latest(state):
    """The instance that the test before left running, or None: a list of one."""
    kept = [None]
    yield kept
    if kept[0] and kept[0].process.poll() is None:
        kept[0].stop()


@pytest.fixture
def running(state, latest):
    if latest[0] is None or latest[0].process.poll() is not None:
        latest[0] = launch(state)
    return latest[0]


@pytest.fixture
def stopped(state, latest):
    """The state folder with nothing running on it."""
    if latest[0] and latest[0].process.poll() is None:
        latest[0].stop()
    return state


def eventually(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


def healthy(instance):
    try:
        return instance.get('/healthz', timeout=5).status == 200
    except OSError:
        return False


@pytest.mark.parametrize('how', [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_within_ten_seconds(running, how):
    assert len(running.processes()) > 8
    status, seconds = running.stop(how)
    assert status == 0
    assert seconds < STOP_SECONDS
    assert running.processes() == []


def test_a_signal_that_the_starting_shell_ignored_stops_it_too(stopped):
    """`./run &` in a script: the shell has SIGINT ignored for what it puts into the background."""
    port = free_port()
    instance = launch(stopped, port=port, before=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    status, seconds = instance.stop(signal.SIGINT)
    assert (status, instance.processes()) == (0, [])
    assert seconds < STOP_SECONDS


def test_a_killed_run_takes_everything_with_it(running):
    running.process.kill()
    running.process.wait()
    assert eventually(lambda: running.processes() == [], STOP_SECONDS)


def test_a_later_start_takes_seconds_and_keeps_the_data(stopped):
    first = launch(stopped)
    first.sql("INSERT INTO setting (name, value) VALUES ('kept', '1') ON DUPLICATE KEY UPDATE value = '1'")
    first.stop()
    begun = time.monotonic()
    second = launch(stopped)
    try:
        assert time.monotonic() - begun < 20
        assert second.sql("SELECT value FROM setting WHERE name = 'kept'") == (('1',),)
    finally:
        second.stop()


def test_a_second_run_of_the_same_state_is_refused_and_harms_nothing(running):
    other = subprocess.run([os.path.join(TOP, 'run'), '--port', str(free_port()), '--state', running.state],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert other.returncode == 1
    assert 'running already' in other.stderr
    assert healthy(running)


def test_a_port_in_use_is_said(running, tmp_path):
    other = subprocess.run([os.path.join(TOP, 'run'), '--port', str(running.port), '--state', str(tmp_path / 's')],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert other.returncode == 1
    assert f'port {running.port} is in use' in other.stderr


def test_instances_live_side_by_side(running, tmp_path):
    # its folder lies where only the owner gets: as root, everything of it then runs as root
    other = launch(str(tmp_path / 'other'), '--empty')
    try:
        assert healthy(running) and healthy(other)
    finally:
        other.stop()
    assert healthy(running)


@pytest.mark.parametrize('name', ['nginx', 'disclosure', 'downloads', 'clerk', 'signer', 'mariadb'])
def test_a_killed_part_comes_back_again_and_again(running, name):
    for _ in range(3):
        before = running.service(name)
        os.kill(before, signal.SIGKILL)
        assert eventually(lambda: running.service(name) not in (0, before), 15)
    assert eventually(lambda: healthy(running), 20)


def test_the_killed_supervisor_comes_back(running):
    with open(f'/proc/{running.service("nginx")}/stat', encoding='ascii') as f:
        runsv = int(f.read().rsplit(')', 1)[1].split()[1])
    with open(f'/proc/{runsv}/stat', encoding='ascii') as f:
        runsvdir = int(f.read().rsplit(')', 1)[1].split()[1])
    os.kill(runsvdir, signal.SIGKILL)
    time.sleep(1)
    assert eventually(lambda: healthy(running), 20)
    status, seconds = running.stop()
    assert (status, running.processes()) == (0, [])
    assert seconds < STOP_SECONDS


def test_a_hung_database_does_not_hinder_the_stop(running):
    os.kill(running.service('mariadb'), signal.SIGSTOP)
    status, seconds = running.stop()
    assert (status, running.processes()) == (0, [])
    assert seconds < STOP_SECONDS


@pytest.mark.skipif(os.getuid() != 0, reason='only root can give each program a user')
def reachable(path):
    """Whether every folder down to path lets others through: where not (a clone below /root), all runs as root."""
    return path == '/' or bool(os.stat(path).st_mode & 0o001) and reachable(os.path.dirname(path))


def test_each_program_is_a_user_of_its_own(running, state):
    users = {pwd.getpwuid(os.stat(f'/proc/{running.service(name)}').st_uid).pw_name
             for name in ('nginx', 'disclosure', 'clerk', 'signer', 'mariadb')}
    own = {'credit-nginx', 'credit-disclosure', 'credit-clerk', 'credit-signer', 'credit-db'}
    assert users == (own if reachable(os.path.dirname(state)) and reachable(TOP) else {'root'})


def test_secrets_are_for_the_owner_only(state):
    for name in ('portal.conf', 'keys/signer', 'keys/signer/document.key', 'mysql', 'conf/disclosure.conf', 'conf/clerk.conf', 'conf/signer.conf'):
        mode = stat.S_IMODE(os.stat(os.path.join(state, name)).st_mode)
        assert mode & 0o077 == 0, name


def test_a_program_that_listens_knows_only_its_own_password(state):
    with open(os.path.join(state, 'conf', 'disclosure.conf'), encoding='utf-8') as f:
        keys = re.findall(r'^db_password_\w+', f.read(), re.M)
    assert keys == ['db_password_disclosure']


def test_the_database_listens_on_its_socket_only(running):
    assert running.sql('SELECT @@skip_networking, @@local_infile, @@innodb_flush_log_at_trx_commit') == ((1, 0, 1),)


def test_local_conf_takes_the_place_of_a_key(stopped):
    path = os.path.join(stopped, 'local.conf')
    with open(path, 'w', encoding='utf-8') as f:
        f.write('# ours\norganiser = 测试单位\nworkers=2\ndb_buffer_pool = 160M\ndb_redo_log = 128M\n')
    instance = launch(stopped)
    try:
        assert instance.setting('organiser') == '测试单位'
        assert instance.sql('SELECT @@innodb_buffer_pool_size DIV 1048576, @@innodb_log_file_size DIV 1048576') == ((160, 128),)
        with open(os.path.join(stopped, 'portal.conf'), encoding='utf-8') as f:
            assert not re.search('db_buffer_pool|db_redo_log', f.read())
    finally:
        instance.stop()
        os.unlink(path)


def test_too_many_requests_get_429_and_a_pause(stopped):
    path = os.path.join(stopped, 'local.conf')
    with open(path, 'w', encoding='utf-8') as f:
        f.write('limit_loopback = yes\nlimit_pages = 1\nlimit_pages_burst = 3\n')
    instance = launch(stopped)
    try:
        answers = [instance.get('/lists') for _ in range(12)]
        refused = [a for a in answers if a.status == 429]
        assert {a.status for a in answers} == {200, 429} and len(refused) >= 5
        assert int(refused[0].headers['Retry-After']) > 0
        assert refused[0].headers['X-Request-Id'] in refused[0].text and '频繁' in refused[0].text
        answer = next(a for a in (instance.get('/api/v1/subjects?q=x') for _ in range(12)) if a.status == 429)
        assert answer.headers['Content-Type'] == 'application/problem+json' and int(answer.headers['Retry-After']) > 0
        assert json.loads(answer.text)['request_id'] == answer.headers['X-Request-Id'] and json.loads(answer.text)['status'] == 429
        assert healthy(instance)  # a load balancer is no visitor
    finally:
        instance.stop()
        os.unlink(path)


@pytest.mark.parametrize('words', [['--port', 'x'], ['--nothing'], ['--port'], ['--port', '99999']])
def test_wrong_use_is_said(words):
    done = subprocess.run([os.path.join(TOP, 'run'), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode in (1, 2) and done.stderr


def test_help_names_every_option():
    done = subprocess.run([os.path.join(TOP, 'run'), '--help'], stdout=subprocess.PIPE, text=True, check=True)
    for word in ('--port', '--state', '--empty', 'ctl'):
        assert word in done.stdout
