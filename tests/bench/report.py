#!/usr/bin/python3
"""Reports as people ask for them: from POST /reports to the last byte of the PDF at a steady rate; a report of very many records; what a
worker's memory does over thousands of reports.

Usage: report.py [--rate N] [--seconds N] [--records N] [--reports N]
Everything talks to 127.0.0.1 and ends by itself; the instance is made and thrown away."""
import argparse
import html
import http.client
import os
import queue
import re
import sys
import tempfile
import threading
import time
import uuid

import common
from common import Instance, row

sys.path.append(os.path.join(common.TOP, 'tests', 'http'))
from applicant import Browser, hidden  # noqa: E402
from fcgi import Program  # noqa: E402

CLIENTS = 16
WARM = 1000          # reports after which the worker's memory is to stay


class Visitor(Browser):
    """One browser with its form; each order has a key of its own."""

    def __init__(self, instance, program=None):
        super().__init__(instance, program)
        self.fields = dict(hidden(self.get('/reports/new').text, '/reports'))

    def order(self, code):
        body = '&'.join(f'{k}={v}' for k, v in dict(self.fields, kind='public', uscc=code, idempotency_key=uuid.uuid4().hex).items())
        return self.ask('POST', '/reports', body.encode(), 'application/x-www-form-urlencoded')

    def fetch(self, code):
        """The bytes of a fresh report: asked for, its page, its file."""
        answer = self.order(code)
        if answer.status != 303:
            return b''
        page = self.get(answer.header('Location')).text
        return self.get(html.unescape(re.search('id="report-file" href="([^"]+)"', page)[1])).body


def steady(instance, codes, rate, seconds):
    """Orders at fixed moments, whatever the answers; seconds from the moment that each was due until its file is whole."""
    work, times, faults = queue.Queue(), [], []

    def client():
        visitor = Visitor(instance)
        while (due := work.get()) is not None:
            at, n = due
            time.sleep(max(0.0, at - time.monotonic()))
            try:
                whole = visitor.fetch(codes[n % len(codes)]).rstrip().endswith(b'%%EOF')
            except (OSError, http.client.HTTPException, TypeError):
                whole = False
            times.append(time.monotonic() - at)
            if not whole:
                faults.append(n)
            visitor.cookies.pop('report', None)  # a list of one's own reports is short

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    begin = time.monotonic() + 3
    for n in range(rate * seconds):
        work.put((begin + n / rate, n))
    for _ in threads:
        work.put(None)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times), faults


def memory(pid, name):
    with open(f'/proc/{pid}/status', encoding='ascii') as f:
        return int(re.search(rf'{name}:\s+(\d+) kB', f.read())[1])


def children(pid):
    with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as f:
        return [int(child) for child in f.read().split()]


def one_large(instance, program, code, small, records):
    """Seconds, pages and KiB above what the worker had before, for a report of very many records."""
    subject = instance.sql(f"SELECT subject_id FROM published_subject WHERE uscc = '{code}'")[0][0]
    instance.sql(f"UPDATE published SET subject_id = {subject} WHERE set_number IN (SELECT number FROM info_set WHERE "
                 f"NOT COALESCE(JSON_VALUE(definition, '$.registers'), 0)) LIMIT {records}")
    visitor = Visitor(instance, program)
    assert visitor.order(small).status == 303
    worker, = children(program.process.pid)
    before = memory(worker, 'VmRSS')
    with open(f'/proc/{worker}/clear_refs', 'w', encoding='ascii') as f:
        f.write('5')  # the high-water mark begins anew
    begun = time.monotonic()
    answer = visitor.order(code)
    seconds = time.monotonic() - begun
    assert answer.status == 303, answer.text[-300:]
    size = instance.sql(f"SELECT file_size FROM report WHERE number = '{answer.header('Location').rsplit('/', 1)[1]}'")[0][0]
    return seconds, int(size), memory(worker, 'VmHWM') - before


def growth(instance, program, codes, reports):
    """KiB that a worker grew after its first thousand reports."""
    visitor, warm = Visitor(instance, program), 0
    worker, = children(program.process.pid)
    for n in range(reports):
        if n == min(WARM, reports // 4):
            warm = memory(worker, 'VmRSS')
        assert visitor.order(codes[n % len(codes)]).status == 303
        visitor.cookies.pop('report', None)
    assert children(program.process.pid) == [worker]
    return memory(worker, 'VmRSS') - warm


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--rate', type=int, default=20)
    parser.add_argument('--seconds', type=int, default=60)
    parser.add_argument('--records', type=int, default=5000)
    parser.add_argument('--reports', type=int, default=10000)
    options = parser.parse_args()
    instance = Instance(subjects=2000, records=12000)
    program = None
    try:
        codes = [r[0] for r in instance.sql('SELECT MAX(s.uscc) FROM published_subject s JOIN published p USING (subject_id) WHERE s.uscc IS NOT NULL '
                                            'GROUP BY s.subject_id HAVING COUNT(*) BETWEEN 3 AND 9 ORDER BY s.subject_id LIMIT 200')]
        steady(instance, codes, options.rate, 3)  # workers, caches and statements warm
        times, faults = steady(instance, codes, options.rate, options.seconds)
        p99 = times[int(len(times) * 0.99)] * 1000
        row(f'from `POST /reports` to the last byte of the PDF, through nginx, at {options.rate} a second, p99 of {len(times)}',
            f'{p99:.0f} ms (median {times[len(times) // 2] * 1000:.0f} ms, {len(faults)} not whole)', '≤ 100 ms', p99 <= 100 and not faults)
        program = Program(instance, tempfile.mkdtemp(prefix='report-bench-'), 'report', report_workers='1', worker_requests='100000000')
        grown = growth(instance, program, codes, options.reports)
        row(f'memory of the report worker after {options.reports:,} reports: growth after the first {min(WARM, options.reports // 4):,}', f'{grown} KiB',
            '≤ 1 MiB', grown <= 1024)
        seconds, size, more = one_large(instance, program, codes[0], codes[1], options.records)
        row(f'a report of {options.records:,} records ({size / 1e6:.1f} MB), signed and stored', f'{seconds:.2f} s, {more / 1024:.0f} MiB more in the worker',
            '≤ 3 s, ≤ 64 MiB', seconds <= 3 and more <= 64 * 1024)
    finally:
        if program:
            program.stop()
        instance.stop()


if __name__ == '__main__':
    main()
