"""The public program built with AddressSanitizer and UndefinedBehaviorSanitizer answers everything without a finding."""
import glob
import os
import re
import subprocess
import threading

import pytest

from conftest import TOP, launch
from faults import eventually, fill, healthy, long_only, some_records, workers
from test_requests import ask_many

CRAWL = 1500
RANDOM = 3000


@pytest.fixture(scope='module')
def build(tmp_path_factory):
    """A build folder of its own; ./check's, when there is one."""
    folder = os.environ.get('CREDIT_SANITIZE_BUILD') or str(tmp_path_factory.mktemp('sanitize') / 'build')
    os.makedirs(folder, exist_ok=True)
    steps = [] if os.path.exists(os.path.join(TOP, 'configure')) else [(['autoreconf', '-fi'], TOP)]
    if not os.path.exists(os.path.join(folder, 'Makefile')):
        steps.append(([os.path.join(TOP, 'configure'), '-q', '--enable-sanitize', 'CFLAGS=-O1 -g'], folder))
    steps.append((['make', '-j2'], folder))
    for command, where in steps:
        done = subprocess.run(command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:]
    return folder


@pytest.fixture(scope='module')
def instance(build, tmp_path_factory):
    folder = tmp_path_factory.mktemp('sanitized')
    own = launch(str(folder / 'state'), '--empty', env={
        'CREDIT_BUILD': build,
        'ASAN_OPTIONS': f'log_path={folder}/finding:abort_on_error=0:exitcode=99:detect_stack_use_after_return=1',
        'UBSAN_OPTIONS': f'log_path={folder}/finding:print_stacktrace=1:halt_on_error=0'})
    own.findings = lambda: sorted(glob.glob(f'{folder}/finding*'))
    fill(own, 1500)
    yield own
    if own.process.poll() is None:
        own.stop()


def first_words(paths):
    text = []
    for path in paths[:3]:
        with open(path, encoding='utf-8', errors='replace') as f:
            text.append(f.read()[:1500])
    return '\n'.join(text)


@long_only
def test_the_whole_site_without_a_finding(instance):
    program = os.path.realpath(f'/proc/{workers(instance)[0]}/exe')
    assert b'__asan_init' in subprocess.run(['nm', '-D', program], stdout=subprocess.PIPE, check=False).stdout + open(program, 'rb').read()
    # every link from the start page on, in all views
    seen, waiting, statuses = set(), ['/', '/sitemap', '/lists', '/catalogue', '/search?q=%E6%95%85%E9%9A%9C', '/search?q=%25',
                                      '/suggest?q=%E6%95%85', '/api/v1/openapi.json', '/api/v1/subjects?q=%E6%95%85%E9%9A%9C',
                                      '/lists/penalty.xlsx', '/lists/red-tax-a.json', '/nothing'], {}
    while waiting and len(seen) < CRAWL:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        view = ('normal', 'elder', 'contrast')[len(seen) % 3]
        reply = instance.get(path, headers={'Cookie': f'view={view}'}, timeout=60)
        statuses[reply.status] = statuses.get(reply.status, 0) + 1
        assert reply.status < 500, path
        if 'text/html' in (reply.headers['Content-Type'] or ''):
            for link in re.findall(r'href="(/[^"#]*)"', reply.text):
                link = link.replace('&amp;', '&')
                if link not in seen and not link.startswith('/static/'):
                    waiting.append(link)
    assert len(seen) > 300 and statuses[200] > 290, statuses
    records = [r[0] for r in some_records(instance, 50)]
    codes = [r[0] for r in instance.sql('SELECT uscc FROM subject LIMIT 50')]
    out = []
    threads = [threading.Thread(target=ask_many, args=(instance.port, 77 + i, RANDOM // 4, records, codes, out)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [f for o in out for f in o[1]] == []
    assert healthy(instance)
    assert instance.findings() == [], first_words(instance.findings())


@long_only
def test_a_database_that_goes_away_without_a_finding(instance):
    """The ways of errors too, and the end in peace, when leaks are looked for."""
    from faults import supervise
    record = some_records(instance, 1)[0][0]
    supervise(instance, 'down', 'mariadb')
    for n in range(40):
        assert instance.get(f'/records/{record}?n={n}').status in (200, 503)
        assert instance.get(f'/lists/penalty-decision.csv?n={n}').status in (200, 503)
    supervise(instance, 'up', 'mariadb')
    assert eventually(lambda: healthy(instance), 60)
    assert instance.get('/lists/penalty-decision').status == 200
    instance.stop()
    assert instance.findings() == [], first_words(instance.findings())
