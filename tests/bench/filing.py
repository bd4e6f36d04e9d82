#!/usr/bin/python3
"""Filings without large files at a steady rate: how long an applicant waits for the acknowledgement; and how long after its acceptance
a held record is still shown to somebody, over all pages, feeds, files and the API.

Usage: filing.py [--rate N] [--seconds N] [--held N]
Everything talks to 127.0.0.1 and ends by itself; the instance is made and thrown away."""
import argparse
import http.client
import os
import queue
import sys
import threading
import time
import uuid

import common
from common import Instance, row

for folder in ('', 'http'):
    sys.path.append(os.path.join(common.TOP, 'tests', folder))
from applicant import FILES, Applicant, hidden, multipart, objection  # noqa: E402
from desk import Desk  # noqa: E402
from gone import Watch, addresses  # noqa: E402

CLIENTS = 32


class Site:
    """The instance as the tests' helpers want it."""

    def __init__(self, instance):
        self.instance, self.port, self.state = instance, instance.port, instance.state

    def get(self, path, timeout=20):
        import urllib.parse
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)
        try:
            connection.request('GET', urllib.parse.quote(path, safe='/?&=%:+,;.-_'))
            reply = connection.getresponse()
            return type('Answer', (), {'status': reply.status, 'body': reply.read()})
        finally:
            connection.close()


def filings(site, records, rate, seconds):
    """Sends filings at fixed moments, whatever the answers; seconds from the moment that each was due until its acknowledgement."""
    work, times, faults = queue.Queue(), [], []

    def client():
        browser, connection = Applicant(site), http.client.HTTPConnection('127.0.0.1', site.port, timeout=30)
        carried = None
        while (due := work.get()) is not None:
            at, n = due
            record = records[n % len(records)]
            if carried is None:
                carried = dict(hidden(browser.get(f'/objections/new?record={record}').text, '/objections'))
            # each is somebody else, as in life: the limit of messages to one number is not what is measured
            fields = {**carried, **objection(record, phone=f'138{n:08d}', email=f'applicant{n}@example.cn'), 'idempotency_key': uuid.uuid4().hex}
            body, kind = multipart(fields.items(), FILES)
            time.sleep(max(0.0, at - time.monotonic()))
            connection.request('POST', '/objections', body, {'Content-Type': kind, 'Cookie': '; '.join(f'{k}={v}' for k, v in browser.cookies.items())})
            reply = connection.getresponse()
            reply.read()
            times.append(time.monotonic() - at)
            if reply.status != 303:
                faults.append(reply.status)

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    begin = time.monotonic() + 2
    for n in range(rate * seconds):
        work.put((begin + n / rate, n))
    for _ in threads:
        work.put(None)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times), faults


def sync_p99(folder, n=300):
    """Milliseconds that the disk itself takes for a small write to be safe: no filing can be faster."""
    path, times = os.path.join(folder, 'sync.bench'), []
    fd = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    for i in range(n):
        os.pwrite(fd, b'x' * 4096, i * 4096)
        begun = time.monotonic()
        os.fdatasync(fd)
        times.append(time.monotonic() - begun)
    os.close(fd)
    os.unlink(path)
    return sorted(times)[int(n * 0.99)] * 1000


def held(site, rows):
    """Seconds from the acceptance of an objection until nobody gets the record any more, for each record."""
    name, _, password, secret = site.instance.ctl('staff', 'add', 'bench', '--role', 'clerk').strip().split('\t')
    desk, found = Desk(site), []
    assert desk.sign_in(name, password, secret).status == 303
    for record, uscc, document in rows:
        number, _ = Applicant(site).filed(record)
        with Watch(site, addresses(record, uscc), document) as watch:
            time.sleep(3)
            assert desk.move(number, 'accept').status == 303
            accepted = time.monotonic()
            time.sleep(6)
            found.append(watch.seconds_after(accepted)[1])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--rate', type=int, default=50)
    parser.add_argument('--seconds', type=int, default=60)
    parser.add_argument('--held', type=int, default=5)
    options = parser.parse_args()
    instance = Instance(subjects=2000, records=8000)
    try:
        rows = instance.sql("SELECT record_id, uscc, document_no FROM published WHERE set_number = 2 AND uscc IS NOT NULL AND document_no IS NOT NULL "
                            "ORDER BY decided_on DESC, record_id DESC LIMIT 400")
        site = Site(instance)
        filings(site, [r[0] for r in rows[100:]], options.rate, 3)     # workers, caches and statements warm
        times, faults = filings(site, [r[0] for r in rows[100:]], options.rate, options.seconds)
        p99 = times[int(len(times) * 0.99)] * 1000
        row(f'filing an objection with two small files at {options.rate} a second, p99 of {len(times)}',
            f'{p99:.0f} ms (median {times[len(times) // 2] * 1000:.0f} ms, {len(faults)} not acknowledged; a sync of this disk {sync_p99(instance.state):.0f} ms)', '≤ 100 ms', p99 <= 100 and not faults)
        slowest = max(held(site, rows[:options.held]))
        row(f'from acceptance until a held record is gone everywhere, slowest of {options.held}', f'{slowest:.1f} s', '≤ 5 s', slowest <= 5)
    finally:
        instance.stop()


if __name__ == '__main__':
    main()
