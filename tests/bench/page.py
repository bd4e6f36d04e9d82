#!/usr/bin/python3
"""The list page against PHP-FPM doing the same queries and echoing the same bytes; the page from nginx's cache against a
file of the same bytes; the 5,000th page of a list against its first; memory of a worker over many mixed requests.

Usage: page.py [--state DIR] [--seconds N] [--rounds N] [--requests N] [--only php,cache,depth,memory]
Everything talks to 127.0.0.1 and ends by itself. Without --state an instance is made with 600,000 records
and thrown away; the memory is measured in a small one of its own."""
import argparse
import base64
import http.client
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

import common
from common import Instance, cpu_seconds, median, memory_kib, need, processes, row, wrk

LIST = '/lists/licence-decision'

NGINX = '''
daemon off; pid {dir}/nginx.pid; error_log {dir}/error.log warn; worker_processes 1;
{user}
events {{ worker_connections 1024; }}
http {{
  access_log off; server_tokens off; sendfile on; open_file_cache max=100; open_file_cache_valid 10s;
  client_body_temp_path {dir}/t1; fastcgi_temp_path {dir}/t2; proxy_temp_path {dir}/t3; scgi_temp_path {dir}/t4; uwsgi_temp_path {dir}/t5;
  types {{ text/html html; }}
  fastcgi_buffer_size 16k; fastcgi_buffers 16 16k; fastcgi_keep_conn off;
  server {{ listen 127.0.0.1:{ours};
    location / {{ include /etc/nginx/fastcgi_params; fastcgi_param HTTP_PROXY ""; fastcgi_pass unix:{disclosure}; }} }}
  server {{ listen 127.0.0.1:{php};
    location / {{ include /etc/nginx/fastcgi_params; fastcgi_param HTTP_PROXY "";
      fastcgi_param SCRIPT_FILENAME {dir}/page.php; fastcgi_pass unix:{dir}/php.sock; }} }}
}}
'''

FPM = '''
[global]
error_log = {dir}/fpm.log
daemonize = no
[www]
{user}
listen = {dir}/php.sock
listen.mode = 0666
pm = static
pm.max_children = {workers}
pm.max_requests = 0
catch_workers_output = yes
php_admin_flag[log_errors] = on
'''


def captured_queries(instance, path):
    """What the server executes for one request of the page, by its general log; texts with their values."""
    for _ in range(10):  # a worker prepares its statements at their first use; those are not what is wanted
        for i in range(40):
            fetch(instance.port, f'{path}?_={i}')
        instance.sql("SET GLOBAL log_output='TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log=1")
        fetch(instance.port, f'{path}?_={time.time()}')
        instance.sql('SET GLOBAL general_log=0')
        rows = instance.sql("SELECT command_type, TO_BASE64(argument) FROM mysql.general_log WHERE user_host LIKE 'credit_disclosure%' ORDER BY event_time")
        found = [(kind, base64.b64decode(text.replace('\\n', '')).decode()) for kind, text in rows]
        if any(kind == 'Prepare' for kind, _ in found):
            continue
        queries = [with_values(q, instance) for kind, q in found if kind == 'Execute' and 'catalogue_version' not in q]
        if queries:
            return queries
    sys.exit('no query of the page was seen in the general log')


def with_values(query, instance):
    """The log keeps the ? of a prepared statement: the statement, and the values of the list's first page for it."""
    number = int(instance.sql(f"SELECT number FROM info_set WHERE code = '{LIST.rsplit('/', 1)[1]}'")[0][0])
    known = (('set_number = ', number), ('decided_on >= ', '0001-01-01'), ('decided_on < ', '9999-12-31'), ('decided_on = ', '9999-12-31'),
             ('record_id < ', 9223372036854775807), ('k BETWEEN ', 0), ('BETWEEN ? AND ', 0), ('LIMIT ', 21 if 'published' in query else 200))
    values, text = [], query
    for at in (m.start() for m in re.finditer(r'\?', query)):
        fitting = [value for before, value in known if query[:at].endswith(before)]
        if not fitting:
            sys.exit(f'a value of this query is not known here: {query}')
        values.append(fitting[0])
        text = text.replace('?', repr(fitting[0]), 1)
    rows = len(instance.sql(text))
    if rows == 0 or ('FROM published' in query and rows != 21):
        sys.exit(f'this query of the page gives {rows} rows: {text}')
    return query, values, text


def fetch(port, path):
    c = http.client.HTTPConnection('127.0.0.1', port, timeout=10)
    c.request('GET', path)
    r = c.getresponse()
    body = r.read()
    if r.status != 200:
        sys.exit(f'{path}: {r.status}')
    c.close()
    return body, r.headers


def php_page(instance, queries, body, directory, prepared):
    """The page in PHP: the same statements with the same values, as prepared statements like ours or as plain texts."""
    config = dict(re.findall(r'^\s*(\w+)\s*=\s*(.*?)\s*$', open(os.path.join(instance.state, 'portal.conf')).read(), re.M))
    password = config['db_password_disclosure'].replace("'", "\\'")
    ask = "$s = $db->prepare(<<<'SQL'\n%s\nSQL\n); $s->execute(%s); $r = $s->get_result();" if prepared else "$r = $db->query(<<<'SQL'\n%s\nSQL\n);"
    statements = '\n'.join((ask % (query, values) if prepared else ask % text) + ' while ($row = $r->fetch_row()) {} $r->free();'
                           for query, values, text in queries)
    with open(os.path.join(directory, 'page.php'), 'wb') as f:
        f.write(f'''<?php
$db = new mysqli('p:localhost', 'credit_disclosure', '{password}', 'credit', 0, '{config["db_socket"]}');
if ($db->character_set_name() !== 'utf8mb4') $db->set_charset('utf8mb4');
{statements}
header('Content-Type: text/html; charset=utf-8');
header('X-Request-Id: 0123456789abcdef0123456789abcdef');
?>'''.encode() + body.replace(b'<?', b'&lt;?'))


def php_fpm():
    for name in os.listdir('/usr/sbin'):
        if re.fullmatch(r'php-fpm\d\.\d', name):
            return os.path.join('/usr/sbin', name)
    sys.exit('missing: php-fpm, php-mysql')


def against_php(instance, seconds, rounds, prepared):
    queries = captured_queries(instance, LIST)
    body = fetch(instance.port, LIST)[0]
    directory = tempfile.mkdtemp(prefix='portal-bench-php-')
    os.chmod(directory, 0o755)
    workers = len(pages_pids(instance)) - 1 # as many as ours, the parent not counted
    ours, php = common.free_port(), common.free_port()
    root = os.geteuid() == 0
    with open(f'{directory}/nginx.conf', 'w') as f:
        f.write(NGINX.format(dir=directory, ours=ours, php=php, disclosure=f'{instance.state}/run/disclosure.sock', user='user root;' if root else ''))
    with open(f'{directory}/fpm.conf', 'w') as f:
        f.write(FPM.format(dir=directory, workers=workers, user='user = root\ngroup = root' if root else ''))
    php_page(instance, queries, body, directory, prepared)
    nginx = subprocess.Popen(['nginx', '-c', f'{directory}/nginx.conf', '-p', directory], stderr=subprocess.DEVNULL)
    fpm = subprocess.Popen([php_fpm(), '-y', f'{directory}/fpm.conf'] + (['-R'] if root else []), stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if os.path.exists(f'{directory}/php.sock') and os.path.exists(f'{directory}/nginx.pid'):
                break
            time.sleep(0.1)
        time.sleep(1)
        same = fetch(php, LIST)[0]
        if abs(len(same) - len(fetch(ours, LIST)[0])) > 200:
            sys.exit('PHP does not answer the same bytes')
        result = {'ours': [], 'php': []}
        wrk(f'http://127.0.0.1:{ours}{LIST}', 3)
        wrk(f'http://127.0.0.1:{php}{LIST}', 3)
        for _ in range(rounds):
            for name, port in (('ours', ours), ('php', php)):
                own = pages_pids(instance) if name == 'ours' else children(fpm.pid)
                watched = own + children(nginx.pid)
                before = cpu_seconds(watched)
                r = wrk(f'http://127.0.0.1:{port}{LIST}', seconds)
                r['cpu'] = (cpu_seconds(watched) - before) / r['requests'] * 1e6
                if r['bad'] or r['socket']:
                    sys.exit(f'{name}: errors {r}')
                result[name].append(r)
    finally:
        for p in (nginx, fpm):
            p.terminate()
            p.wait(10)
        shutil.rmtree(directory, ignore_errors=True)
    rate = median([a['rate'] / b['rate'] for a, b in zip(result['ours'], result['php'])])
    p99 = median([a['p99'] / b['p99'] for a, b in zip(result['ours'], result['php'])])
    cpu = median([a['cpu'] / b['cpu'] for a, b in zip(result['ours'], result['php'])])
    one = lambda name, key: median([r[key] for r in result[name]])
    print(f'<!-- {len(queries)} {"prepared statements" if prepared else "plain queries"}, {len(body)} bytes; ours {one("ours", "rate"):.0f}/s p99 {one("ours", "p99")*1e3:.1f} ms {one("ours", "cpu"):.0f} µs outside mariadbd;'
          f' PHP {one("php", "rate"):.0f}/s p99 {one("php", "p99")*1e3:.1f} ms {one("php", "cpu"):.0f} µs -->')
    if not prepared: # told, not judged: ours runs prepared statements, and so does PHP that takes a visitor's values
        print(f'| the same against PHP-FPM with plain query texts: requests, p99, CPU | {rate:.2f} ×, {p99:.2f} ×, {cpu:.2f} × | | |')
        return True
    return all([row('list page, requests a second, against PHP-FPM', f'{rate:.2f} ×', '≥ 1.3 ×', rate >= 1.3),
                row('list page, p99, against PHP-FPM', f'{p99:.2f} ×', '< 1 ×', p99 < 1),
                row('list page, CPU outside mariadbd, against PHP-FPM', f'{cpu:.2f} ×', '≤ 0.5 ×', cpu <= 0.5)])


def from_cache(instance, seconds, rounds):
    """Both through the instance's own nginx: the kept page and a file of the same bytes."""
    body, _ = fetch(instance.port, LIST)
    static = re.search(r'^static_dir\s*=\s*(.*?)\s*$', open(os.path.join(instance.state, 'portal.conf')).read(), re.M).group(1)
    name = f'bench-{os.getpid()}.html'
    with open(os.path.join(static, name), 'wb') as f:
        f.write(body)
    ratios = []
    try:
        file_url = f'{instance.url}/static/{name}'
        if fetch(instance.port, f'/static/{name}')[0] != body:
            sys.exit('the file is not served as it is')
        for url in (instance.url + LIST, file_url):
            wrk(url, 2)
        for _ in range(rounds):
            kept, plain = wrk(instance.url + LIST, seconds), wrk(file_url, seconds)
            if kept['bad'] or plain['bad']:
                sys.exit(f'errors: {kept} {plain}')
            ratios.append(kept['rate'] / plain['rate'])
    finally:
        os.unlink(os.path.join(static, name))
    ratio = median(ratios)
    return row("list page from nginx's cache, against a file", f'{ratio:.2f} ×', '≥ 0.8 ×', ratio >= 0.8)


def deep_page(instance):
    """Walks the list to its 5,000th page by its own `next` links, straight to the program, then times first and last."""
    c = http.client.HTTPConnection('127.0.0.1', instance.port, timeout=10)

    def page(path):
        c.request('GET', path)
        r = c.getresponse()
        text = r.read().decode()
        if r.status != 200:
            sys.exit(f'{path}: {r.status}')
        following = re.search(r'<a[^>]*rel="next"[^>]*href="([^"]*)"|<a[^>]*href="([^"]*)"[^>]*rel="next"', text)
        return (following.group(1) or following.group(2)).replace('&amp;', '&') if following else None

    path, number = LIST, 1
    while number < 5000:
        following = page(path)
        if following is None:
            break
        path, number = following, number + 1
    times = {LIST: [], path: []}
    for i in range(400):  # a comment in the query keeps nginx's cache out
        for p in times:
            url = f'{p}{"&" if "?" in p else "?"}_={i}'
            start = time.perf_counter()
            page(url)
            times[p].append(time.perf_counter() - start)
    ratio = median(times[path]) / median(times[LIST])
    if number < 5000:
        print(f'<!-- the list ended at page {number} -->')
    return row(f'page {number:,} of a list against its first', f'{ratio:.2f} ×', '≤ 1.2 ×', ratio <= 1.2 and number >= 5000)


def memory(requests):
    """Mixed requests to an instance of one worker that never retires, so that it answers all of them; its memory, and the
    growth after the first tenth."""
    instance = Instance(subjects=3000, records=20000, settings='workers = 1\nworker_requests = 100000000\n')
    try:
        usccs = [r[0] for r in instance.sql('SELECT uscc FROM published_subject ORDER BY subject_id DESC LIMIT 200')]
        ids = [r[0] for r in instance.sql('SELECT record_id FROM published ORDER BY record_id DESC LIMIT 200')]
        dice = random.Random(1)
        kinds = [lambda: LIST, lambda: '/', lambda: f'/subjects/{dice.choice(usccs)}', lambda: f'/records/{dice.choice(ids)}',
                 lambda: '/search?q=%E7%A7%91%E6%8A%80', lambda: '/lists/black', lambda: '/catalogue/penalty-decision', lambda: '/statistics',
                 lambda: '/news', lambda: '/help/repair', lambda: '/records/1', lambda: f'/search?q={dice.randrange(10**6)}']
        conn = http.client.HTTPConnection('127.0.0.1', instance.port, timeout=20)
        start, before = time.time(), worker_pids(instance)
        for i in range(requests):
            path = dice.choice(kinds)()
            conn.request('GET', f'{path}{"&" if "?" in path else "?"}_={i}')
            conn.getresponse().read()
            if i == requests // 10:
                early = memory_kib(before[0])
        if len(before) != 1 or worker_pids(instance) != before:
            sys.exit('more than one worker answered')
        late = memory_kib(before[0])
    finally:
        instance.stop()
    grown = (late - early) / 1024
    print(f'<!-- {requests} requests in {time.time() - start:.0f} s -->')
    return all([row(f'memory of a worker after {requests:,} mixed requests', f'{late/1024:.1f} MiB', '≤ 16 MiB', late <= 16 * 1024),
                row('its growth after the first tenth', f'{grown:.2f} MiB', '≤ 1 MiB', grown <= 1)])


def pages_pids(instance):
    """The family of the pages' pool: its parent and its workers."""
    found = processes(rf'/disclosure --config {re.escape(instance.state)}/\S+\s*$')
    if len(found) < 2:
        sys.exit('no worker of the public program is seen')
    return found


def worker_pids(instance):
    family = pages_pids(instance)
    return [p for p in family if parent(p) in family]


def parent(pid):
    try:
        with open(f'/proc/{pid}/stat') as f:
            return int(f.read().rsplit(')', 1)[1].split()[1])
    except OSError:
        return 0


def children(pid):
    return [int(p) for p in os.listdir('/proc') if p.isdigit() and parent(p) == pid]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--state')
    p.add_argument('--seconds', type=int, default=8)
    p.add_argument('--rounds', type=int, default=5)
    p.add_argument('--requests', type=int, default=100000)
    p.add_argument('--only', default='php,cache,depth,memory')
    a = p.parse_args()
    need('wrk', 'nginx', 'mariadb')
    wanted = a.only.split(',')
    good = []
    print('| measure | measured | bar | reached |\n|---|---|---|---|', flush=True)
    if 'memory' in wanted:
        good.append(memory(a.requests))
    if wanted == ['memory']:
        sys.exit(0 if all(good) else 1)
    instance = Instance(a.state, subjects=0 if a.state else 30000, records=0 if a.state else 600000)
    try:
        if 'php' in wanted:
            good.append(against_php(instance, a.seconds, a.rounds, True))
            good.append(against_php(instance, a.seconds, a.rounds, False))
        if 'cache' in wanted:
            good.append(from_cache(instance, a.seconds, a.rounds))
        if 'depth' in wanted:
            good.append(deep_page(instance))
    finally:
        instance.stop()
    sys.exit(0 if all(good) else 1)


if __name__ == '__main__':
    main()
