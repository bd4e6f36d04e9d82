"""Mixed requests for some minutes: every answer is right, memory and open files stay where they were."""
import os
import sys
import time

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'faults'))

from faults import Load, complete, healthy, memory, p99, some_records, start, workers  # noqa: E402

MINUTES = float(os.environ.get('SOAK_MINUTES', '10'))
WARM_SECONDS = min(60.0, MINUTES * 60 / 4)
WORKER_KIB = 16 * 1024      # the bar of a worker's memory
GROWTH_KIB = 1024           # of a worker after it is warm
FRONT_GROWTH_KIB = 32 * 1024


@pytest.fixture(scope='module')
def instance(tmp_path_factory):
    folder = tmp_path_factory.mktemp('soak')
    (folder / 'state').mkdir()
    # the workers that are measured must not retire
    (folder / 'state' / 'local.conf').write_text('worker_requests = 100000000\n', encoding='utf-8')
    own = start(folder, records=5000)
    yield own
    own.stop()


def open_files(pid):
    return len(os.listdir(f'/proc/{pid}/fd'))


def test_memory_is_flat_over_mixed_requests(instance):
    records = [r[0] for r in some_records(instance, 1000)]
    codes = [r[0] for r in instance.sql('SELECT uscc FROM subject')]
    fixed = ['/', '/lists', '/catalogue', '/catalogue/penalty-decision', '/statistics', '/bulletins', '/news', '/policies', '/help', '/about',
             '/nothing', '/search?q=%25', '/search?q=' + '%E6%B2%88' * 60, '/api/v1/lists/penalty', '/lists/red-tax-a.atom']

    def path(client, n):
        k = (client * 7 + n) % 10
        if k < 3:
            return f'/records/{records[(client * 131 + n) % len(records)]}?n={n}'
        if k < 5:
            return f'/subjects/{codes[(client * 17 + n) % len(codes)]}?n={n}'
        if k < 7:
            return f'/lists/penalty-decision?region=210100&from=20{10 + n % 16}-01-01&n={n}'
        if k < 8:
            return '/search?q=%E6%95%85%E9%9A%9C' + str(n % 200)
        if k < 9 and n % 40 == 0:
            return f'/lists/penalty-decision.{("csv", "json", "xlsx")[n // 40 % 3]}?n={n}'
        return fixed[n % len(fixed)]

    with Load(instance, path, clients=6) as load:
        time.sleep(WARM_SECONDS)
        warm = {p: memory(p) for p in instance.processes()}
        measured = {p: (service, open_files(p)) for service in ('disclosure', 'downloads') for p in workers(instance, service)}
        end = time.monotonic() + MINUTES * 60 - WARM_SECONDS
        statuses, seconds = {}, []
        while time.monotonic() < end:
            time.sleep(min(5, max(0, end - time.monotonic())))
            batch, load.answers = load.answers, []
            for _, took, status, _ in batch:
                statuses[status] = statuses.get(status, 0) + 1
                seconds.append(took)
        after = {p: memory(p) for p in instance.processes()}
        files = {p: open_files(p) for p in measured if p in after}
    print(f'{len(seconds)} requests, {statuses}, p99 {p99(seconds) * 1000:.0f} ms; workers (KiB): '
          f'{[(measured[p][0], warm.get(p), after[p]) for p in files]}; all {sum(warm.values())} -> {sum(after.values())} KiB')
    assert len(seconds) > 60 * MINUTES
    assert set(statuses) <= {200, 404}
    # nobody died or was replaced
    assert set(files) == set(measured)
    for pid, (service, before) in measured.items():
        assert files[pid] <= before + 4
        if service == 'disclosure':
            assert after[pid] <= WORKER_KIB
            assert after[pid] - warm[pid] <= GROWTH_KIB
    # the whole instance but its database, which fills its buffers
    database = instance.service('mariadb')
    grown = sum(v for p, v in after.items() if p != database) - sum(v for p, v in warm.items() if p != database)
    assert grown <= FRONT_GROWTH_KIB
    assert complete(instance) and healthy(instance)
