"""Every address of the console as every role and as nobody: exactly what is written here, which is not taken from the program."""
import hashlib
import hmac
import os
import struct
import subprocess
import time

import pytest

from desk import Desk

C, R, P, S, A, U = 'clerk', 'reviewer', 'publisher', 'samr', 'admin', 'auditor'
EVERYONE = {C, R, P, S, A, U}
CASES, CENTRE, DATA = {C, R, S}, {C, R}, {C, R, P, S}
BITS = {C: 2, R: 4, P: 8, S: 16, A: 32, U: 64}
PUBLIC = None

EXPECTED = {
    ('GET', '/console/login'): PUBLIC, ('POST', '/console/login'): PUBLIC, ('GET', '/healthz'): PUBLIC,
    ('POST', '/console/logout'): EVERYONE, ('GET', '/console/account'): EVERYONE, ('POST', '/console/account'): EVERYONE, ('GET', '/console'): EVERYONE,
    ('POST', '/console/take'): CENTRE, ('GET', '/console/cases/{number:code}'): CASES,
    ('GET', '/console/cases/{number:code}/files/{id:number}'): CASES, ('POST', '/console/cases/{number:code}/{move}'): CASES,
    ('GET', '/console/cases/new'): CENTRE, ('POST', '/console/cases'): CENTRE, ('GET', '/console/receipts/{number:code}'): CENTRE,
    ('GET', '/console/cases/{number:code}/letters/{seq:number}'): CENTRE, ('POST', '/console/cases/{number:code}/reveal'): CENTRE,
    ('GET', '/console/records'): DATA, ('GET', '/console/records/{id:number}'): DATA,
    ('POST', '/console/records/{id:number}/propose'): {R, P, S}, ('POST', '/console/records/{id:number}/{move}'): {R, P},
    ('GET', '/console/batches'): {P, S}, ('GET', '/console/batches/{id:number}'): {P, S},
    ('GET', '/console/figures'): {C, R, P, A}, ('GET', '/console/notices'): {C, R, A}, ('POST', '/console/notices'): {C, R, A},
    ('GET', '/console/jobs'): {A}, ('POST', '/console/jobs'): {A}, ('GET', '/console/staff'): {A}, ('POST', '/console/staff'): {A},
    ('POST', '/console/staff/change'): {A}, ('GET', '/console/settings'): {A}, ('POST', '/console/settings'): {A},
    ('POST', '/console/settings/holidays'): {A}, ('GET', '/console/log'): {U}, ('POST', '/console/records/{id:number}/tell'): {R, P},
    ('GET', '/console/reports'): {C, R, A}, ('GET', '/console/reports/{number:code}'): {C, R, A}, ('POST', '/console/reports/{number:code}/revoke'): {R, A},
    ('POST', '/console/reports/faults/{id:number}/settle'): {C, R, A},
}
FILLED = {'{number:code}': 'Y20200101000000', '{id:number}': '1', '{seq:number}': '1', '{move}': 'accept'}


def build():
    for place in (os.environ.get('CREDIT_BUILD'), os.path.join(os.path.dirname(__file__), '..', '..', '_build')):
        if place and os.path.exists(os.path.join(place, 'console')):
            return place
    pytest.fail('no console: set CREDIT_BUILD to the build folder')


def table():
    lines = subprocess.run([os.path.join(build(), 'console'), '--routes'], check=True, stdout=subprocess.PIPE, text=True).stdout
    return {(method, pattern): int(bits) for method, pattern, bits in (line.split('\t') for line in lines.splitlines())}


def address(pattern):
    for part, value in FILLED.items():
        pattern = pattern.replace(part, value)
    return pattern


def token(office, person, path):
    """A good token for any address, as the program makes it (web/token.h)."""
    with open(os.path.join(office.state, 'keys', 'form-console'), 'rb') as f:
        key = f.read()
    expiry = str(int(time.time()) + 3600)
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in (person.cookies['form'], path, expiry):
        mac.update(struct.pack('<Q', len(part)) + part.encode())
    return f'{expiry}.{mac.hexdigest()}'


def test_the_table_is_the_one_that_is_expected():
    found = {route: {role for role in BITS if bits & BITS[role]} if bits else PUBLIC for route, bits in table().items()}
    assert found == EXPECTED


@pytest.mark.parametrize('who', [*BITS, 'nobody'])
@pytest.mark.parametrize('method, pattern', sorted(EXPECTED))
def test_route_and_role(office, who, method, pattern):
    path, allowed = address(pattern), EXPECTED[method, pattern]
    if who == 'nobody':
        person = Desk(office)
        person.get('/console/login')
    elif pattern in ('/console/logout', '/console/account'):
        person = office.fresh(who)
    else:
        person = office.desk(who)
    answer = person.send(path, {'token': token(office, person, path)}) if method == 'POST' else person.get(path)
    if allowed is PUBLIC or who in allowed:
        assert answer.status not in (403, 500, 503) and '/console/login?next' not in answer.location, answer.status
    elif who == 'nobody' and method == 'GET':
        assert answer.status == 303 and answer.location.startswith('/console/login?next=%2Fconsole')
    else:
        assert answer.status == 403
    if path != '/healthz':
        assert 'no-store' in answer.headers['Cache-Control']


@pytest.mark.parametrize('method, pattern', sorted(route for route in EXPECTED if route[0] == 'POST'))
def test_no_form_without_its_token(office, method, pattern):
    allowed = EXPECTED[method, pattern] or {C}
    person, path = office.desk(sorted(allowed)[0]), address(pattern)
    assert person.send(path, {}).status == 403
    assert person.send(path, {'token': token(office, person, '/console/elsewhere')}).status == 403


@pytest.mark.parametrize('method', ['PUT', 'DELETE', 'POST'])
def test_other_methods(office, method):
    answer = office.desk(C).request(method, '/console/figures')
    assert answer.status == 405 and answer.headers['Allow'] == 'GET, HEAD, OPTIONS'
