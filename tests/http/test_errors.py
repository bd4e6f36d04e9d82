"""What bad input gets: its 4xx at once, in Chinese, with the request's number; never a 5xx."""
import random
from urllib.parse import quote

import pytest

PAGES = ['/', '/lists', '/lists/red', '/lists/penalty-decision', '/catalogue', '/catalogue/penalty-decision', '/statistics', '/bulletins',
         '/news', '/policies', '/help', '/help/repair', '/help/glossary', '/about', '/contact', '/privacy', '/terms', '/accessibility',
         '/sitemap', '/search', '/open-data']


@pytest.mark.parametrize('path', PAGES)
def test_every_page_answers(portal, path):
    page = portal.page(path)
    assert page.status == 200 and page.headers['Content-Type'] == 'text/html; charset=utf-8'
    assert page.title and page.id and not page.open
    assert sum(tag == 'h1' for tag, _ in page.tags) == 1
    assert any(tag == 'html' and a.get('lang') == 'zh-Hans-CN' for tag, a in page.tags)


@pytest.mark.parametrize('path', PAGES)
def test_links_of_the_site_lead_somewhere(portal, path):
    for link in sorted(set(portal.page(path).links)):
        if link.startswith('/') and not link.startswith('/view'):
            status = portal.get(link.split('#')[0]).status
            assert status == 200, f'{path} → {link}: {status}'


@pytest.mark.parametrize('path', ['/nosuch', '/lists/', '/News', '/bulletins/2017q9', '/bulletins/x', '/policies/nosuch', '/help/nosuch',
                                  '/news/nosuch', '/catalogue/nosuch', '/index.php', '/.git/config', '/lists/penalty-decision/1'])
def test_unknown_addresses(portal, path):
    page = portal.page(path)
    assert page.status == 404 and page.id == 'error_show' and page.headers['X-Request-Id'] in page.main


@pytest.mark.parametrize('method', ['POST', 'PUT', 'DELETE', 'PATCH'])
@pytest.mark.parametrize('path', ['/', '/lists/red', '/records/1', '/search', '/api/v1/lists/red'])
def test_wrong_methods(portal, method, path):
    answer = portal.get(path, method=method, body=b'a=1', headers={'Content-Type': 'application/x-www-form-urlencoded'})
    assert answer.status == 405 and answer.headers['Allow'].startswith('GET')


def test_head_and_options(portal):
    head, get = portal.get('/lists/red', method='HEAD'), portal.get('/lists/red')
    assert head.status == 200 and head.body == b'' and get.body
    assert portal.get('/lists/red', method='OPTIONS').status == 204


@pytest.mark.parametrize('path', ['/%ff', '/search?q=%ff', '/search?q=%00', '/search?q=%zz', '/lists/red?q=%c0%af', '/a%2f..%2f..%2fetc',
                                  '/lists/red?%00=1'])
def test_malformed_addresses(portal, path):
    assert portal.raw(f'GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'.encode()).status in (400, 404)


def test_oversized_lines_headers_and_bodies(portal):
    def status(text):
        return portal.raw(text.encode()).status
    assert status(f'GET /search?q={"a" * 9000} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n') == 414
    assert status(f'GET /{"a" * 2000} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n') in (404, 414)
    assert status(f'GET / HTTP/1.1\r\nHost: a\r\nX-A: {"a" * 9000}\r\nConnection: close\r\n\r\n') in (400, 431)
    cookies = 'Cookie: ' + 'a=b; ' * 1700
    assert status(f'GET / HTTP/1.1\r\nHost: a\r\n{cookies}\r\nConnection: close\r\n\r\n') in (200, 400, 431)
    assert status('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\nConnection: close\r\n\r\n') in (405, 413)


def test_too_many_query_fields(portal):
    assert portal.get('/lists/red?' + '&'.join(f'a{i}=1' for i in range(200))).status in (400, 413, 414)


def test_the_view_is_switched_by_a_link(portal):
    answer = portal.get('/view?to=elder&back=/lists/red?region=210200')
    assert answer.status == 303 and answer.headers['Location'] == '/lists/red?region=210200'
    cookie = answer.headers['Set-Cookie']
    assert cookie.startswith('view=elder;') and 'HttpOnly' in cookie and 'SameSite=Lax' in cookie
    page = portal.page('/lists/red', headers={'Cookie': 'view=elder'})
    assert any(tag == 'html' and a.get('class') == 'elder' for tag, a in page.tags)
    for cookies in ('__Host-view=elder', 'a=b; view=elder; c=d', 'a=b;view=elder'):
        page = portal.page('/lists/red', headers={'Cookie': cookies})
        assert any(tag == 'html' and a.get('class') == 'elder' for tag, a in page.tags), cookies
    page = portal.page('/lists/red', headers={'Cookie': 'xview=elder; view=elderly'})
    assert any(tag == 'html' and 'class' not in a for tag, a in page.tags)
    page = portal.page('/lists/red', headers={'Cookie': 'view="><script>'})
    assert any(tag == 'html' and 'class' not in a for tag, a in page.tags)


@pytest.mark.parametrize('back', ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '/a\r\nX: y', ''])
def test_the_view_switch_leads_nowhere_else(portal, back):
    answer = portal.get('/view?to=normal&back=' + quote(back, safe=''))
    assert answer.status == 303 and answer.headers['Location'] == '/'


def test_an_unknown_view_is_400(portal):
    assert portal.page('/view?to=blink').status == 400


def test_health(portal):
    answer = portal.get('/healthz')
    assert answer.status == 200 and answer.text == 'ok\n'
    assert answer.headers.get_all('Cache-Control') == ['no-store']


def test_a_search_of_ten_thousand_signs_is_told_what_to_do(portal):
    page = portal.page('/search?q=' + quote('信' * 10000))
    assert page.status == 414 and '最多100个字' in page.main and '/search' in page.links
    assert page.headers['X-Request-Id'] in page.main


def test_a_page_is_revalidated_by_its_tag(portal):
    first = portal.get('/lists/red')
    assert first.headers['ETag'] and first.headers['Cache-Control'] == 'no-cache'
    again = portal.get('/lists/red', headers={'If-None-Match': first.headers['ETag']})
    assert again.status == 304 and again.body == b''


def test_random_requests_bring_no_5xx(portal):
    """A few thousand here; the soak has a hundred thousand."""
    chance = random.Random(20171)
    parts = ['lists', 'records', 'subjects', 'search', 'news', 'policies', 'help', 'catalogue', 'bulletins', 'api', 'v1', 'view', 'red',
             'penalty', 'penalty-decision', '1', '900728721567121409', portal.ids.plain, '..', '%2e', '沈阳', '', '.', 'x' * 70, '2017q1', '%', '"']
    names = ['q', 'region', 'source', 'kind', 'from', 'to', 'after', 'type', 'section', 'column', 'to', 'back', '沈']
    values = ['', '1', '210200', '沈阳', '%', "'", '2025-03-01', '2025-03-01.5', 'e.1', 'p.99', 'g.16016', '9' * 30, '\u202e', 'samr', '罚款',
              'a' * 300, '𠮷', '-1', portal.ids.plain, '[]', '/']
    for _ in range(3000):
        path = '/' + '/'.join(chance.choices(parts, k=chance.randint(0, 3)))
        query = '&'.join(f'{quote(chance.choice(names))}={quote(chance.choice(values))}' for _ in range(chance.randint(0, 4)))
        line = quote(path, safe='/%') + ('?' + query if query else '')
        answer = portal.raw(f'GET {line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'.encode())
        assert answer.status < 500, f'{line}: {answer.status}'
