"""Requests of any kind against the whole portal: no 5xx, no dead worker. How many: CREDIT_RANDOM_REQUESTS (20,000; 100,000 takes minutes)."""
import os
import random
import re
import socket
import threading
import urllib.parse

from test_serve import RANDOM_REQUESTS, random_request, random_target, read_answer

PATHS = ['/', '/search', '/lists', '/lists/{list}', '/lists/{list}.csv', '/lists/{list}.json', '/lists/{list}.atom', '/records/{id}', '/subjects/{uscc}', '/catalogue',
         '/catalogue/{list}', '/statistics', '/bulletins', '/bulletins/{quarter}', '/news', '/news/{slug}', '/policies', '/policies/{slug}', '/about', '/help', '/help/{slug}',
         '/contact', '/privacy', '/terms', '/accessibility', '/sitemap', '/view', '/api/v1/subjects', '/api/v1/subjects/{uscc}', '/api/v1/lists/{list}', '/api/v1/openapi.json']
PARTS = {'list': ['red', 'black', 'licence', 'penalty-decision', 'licence-decision', 'red-tax-a', 'abnormal', 'no-such-list'],
         'id': ['936748722493063168', '0', '1', '9' * 19, '9223372036854775807', '9223372036854775808'],
         'uscc': ['91210100MA0000000X', '91350100M000100Y43', '0' * 18, 'x', '00000000000000000X'],
         'quarter': ['2017q1', '2026q1', '0q0', '9999q9', '2026q5'], 'slug': ['repair', 'object', 'x', 'a-b-c', '0']}
FIELDS = ['q', 'region', 'type', 'after', 'source', 'kind', 'from', 'to', 'column', 'to', 'back', 'record', 'unknown']
VALUES = ['', '沈阳', '%', '_', 'a', '有限公司', '（', "'", '"', '\\', '𠮷', '沈' * 100, 'x' * 10000, '210000', '210100', '999999', '2026-04-01', '2026-02-30', '0001-01-01', '9999-12-31',
          '-1', '0', '1' * 30, '20260401-1', '<script>', '\u202e', '91210100MA0000000X', 'elder', '//evil.example', '/lists', 'NULL', '; DROP', '../..', '\x01', '\r\nX: y']


def portal_target(chance):
    if chance.random() < 0.15:
        return random_target(chance)
    path = re.sub(r'\{(\w+)\}', lambda m: chance.choice(PARTS[m.group(1)]), chance.choice(PATHS))
    query = '&'.join(chance.choice(FIELDS) + '=' + urllib.parse.quote(chance.choice(VALUES)) for _ in range(chance.choice([0, 0, 1, 1, 2, 5])))
    return path + ('?' + query if query else '')



def ask(instance, seed, count, statuses, faults):
    chance = random.Random(seed)
    s = stream = None
    for _ in range(count):
        method, data = random_request(chance, portal_target)
        if s is None:
            s = socket.create_connection(('127.0.0.1', instance.port), timeout=30)
            stream = s.makefile('rb')
        s.sendall(data)
        status, closes = read_answer(stream, method)
        statuses[status] = statuses.get(status, 0) + 1
        if status is not None and status >= 500:
            faults.append((status, data[:300]))
        if closes:
            stream.close()
            s.close()
            s = None
    if s is not None:
        s.close()


def died(instance):
    text = ''
    for program in ('disclosure', 'downloads'):
        try:
            with open(os.path.join(instance.state, 'log', program, 'current'), encoding='utf-8', errors='replace') as f:
                text += f.read()
        except OSError:
            pass
    return len(re.findall(r'worker \d+ (ended by signal|ended with status|is over its time limit|gives no sign)', text))


def test_random_requests_bring_no_5xx_and_no_dead_worker(instance):
    before, results, faults = died(instance), [{}, {}], []
    threads = [threading.Thread(target=ask, args=(instance, 11 + i, RANDOM_REQUESTS // 2, results[i], faults)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = {}
    for result in results:
        for status, n in result.items():
            total[status] = total.get(status, 0) + n
    assert not faults, (total, faults[:5])
    assert died(instance) == before
    assert total.get(200, 0) > RANDOM_REQUESTS / 20, total
    assert total.get(None, 0) == 0, total
