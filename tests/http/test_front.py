"""What nginx in front answers by itself: limits, faults, headers, caching."""
import re
import time

import pytest

SECURITY = ('X-Content-Type-Options', 'Content-Security-Policy', 'Referrer-Policy', 'X-Frame-Options', 'X-Request-Id')


@pytest.mark.parametrize('path', ['/', '/lists', '/no-such-page', '/healthz', '/static/css/site.css', '/static/none.css',
                                  '/lists/penalty-decision.csv'])
def test_every_answer_has_the_security_headers_once(instance, path):
    headers = instance.get(path).headers
    for name in SECURITY:
        assert len(headers.get_all(name, [])) == 1, name


def test_no_answer_tells_a_version(instance):
    for path in ('/', '/no-such-page', '/static/none.css'):
        assert instance.get(path).headers['Server'] == 'nginx'


def test_each_request_has_a_number_of_its_own_even_when_the_page_is_kept(instance):
    numbers = {instance.get('/lists').headers['X-Request-Id'] for _ in range(5)}
    assert len(numbers) == 5
    assert all(re.fullmatch('[0-9a-f]{32}', n) for n in numbers)


def test_the_number_of_a_visitor_is_not_believed(instance):
    assert instance.get('/', headers={'X-Request-Id': 'mine'}).headers['X-Request-Id'] != 'mine'


def test_the_fault_page_is_chinese_and_shows_the_number(instance):
    answer = instance.get('/static/none.css')
    assert answer.status == 404
    assert answer.headers['Content-Type'] == 'text/html; charset=utf-8'
    assert answer.headers['X-Request-Id'] in answer.text
    assert '没有找到' in answer.text and 'nginx' not in answer.text


@pytest.mark.parametrize('line,status', [
    (b'GET /' + b'a' * 9000 + b' HTTP/1.1\r\nHost: x\r\n\r\n', 414),
    (b'GET / HTTP/1.1\r\nHost: x\r\nX-Long: ' + b'a' * 9000 + b'\r\n\r\n', 431),
    (b'GET / HTTP/1.1\r\nHost: x\r\n' + b''.join(b'X-%d: %s\r\n' % (i, b'a' * 4000) for i in range(20)) + b'\r\n', 431),
    (b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n', 413),
    (b'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400),
    (b'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 400),
    (b'GET / HTTP/1.1\r\n\r\n', 400),
    (b'rubbish\r\n\r\n', 400),
    (b'TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 405),
])
def test_malformed_and_oversized_requests_are_refused_at_once(instance, line, status):
    begun = time.monotonic()
    answer = instance.raw(line)
    assert time.monotonic() - begun < 2
    assert answer.status == status
    assert '<center>' not in answer.text and '<h1>' in answer.text


def test_the_browser_asks_again_each_time_and_gets_304(instance):
    first = instance.get('/lists')
    assert first.headers['Cache-Control'] == 'no-cache'
    tag = first.headers['ETag']
    assert tag
    again = instance.get('/lists', headers={'If-None-Match': tag})
    assert (again.status, again.body) == (304, b'')
    assert again.headers['Cache-Control'] == 'no-cache'


def test_compressed_pages_are_the_same_pages(instance):
    import gzip
    plain = instance.get('/lists')
    packed = instance.get('/lists', headers={'Accept-Encoding': 'gzip'})
    assert packed.headers['Content-Encoding'] == 'gzip'
    assert gzip.decompress(packed.body) == plain.body
    assert 'Accept-Encoding' in plain.headers['Vary']
    assert instance.get('/lists', headers={'Accept-Encoding': 'gzip', 'If-None-Match': packed.headers['ETag']}).status == 304


def test_a_head_does_not_spoil_the_kept_page(instance):
    path = f'/lists?from=2021-01-{time.time_ns() % 28 + 1:02d}'
    head = instance.get(path, method='HEAD')
    assert head.body == b''
    assert b'</html>' in instance.get(path).body


def test_the_view_is_part_of_the_key_and_other_cookies_are_not(instance):
    path = '/lists'
    normal = instance.get(path).body
    elder = instance.get(path, headers={'Cookie': 'view=elder'}).body
    assert elder != normal
    assert instance.get(path).body == normal
    assert instance.get(path, headers={'Cookie': 'view=nonsense; other=1'}).body == normal
    assert instance.get(path, headers={'Cookie': 'view=normal; view=elder'}).body == normal


def test_static_files_are_kept_for_long_only_with_a_version(instance):
    plain = instance.get('/static/css/site.css')
    assert plain.status == 200 and plain.headers['Content-Type'] == 'text/css; charset=utf-8'
    assert plain.headers['Cache-Control'] == 'no-cache' and plain.headers['ETag']
    assert 'immutable' in instance.get('/static/css/site.css?v=1').headers['Cache-Control']


@pytest.mark.parametrize('path', ['/static/', '/static/../conf/portal.conf', '/static/%2e%2e/run', '/_fault/503.html',
                                  '/_health/downloads', '/_files/aa/bb/' + 64 * 'a', '/_fault/form-503.html', '/.git/config', '/portal.conf'])
def test_nothing_else_is_served(instance, path):
    assert instance.raw(f'GET {path} HTTP/1.1\r\nHost: x\r\n\r\n'.encode()).status in (404, 400)


def test_the_host_header_reaches_no_link(instance):
    answer = instance.raw(b'GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n\r\n')
    assert 'evil.example' not in answer.text + str(answer.headers)


def test_robots_and_icon_are_there(instance):
    assert instance.get('/robots.txt').status == 200
    assert instance.get('/favicon.ico').status in (200, 204)
