"""Signing in at the console: name, password and a code that works once; sessions that end."""
import re
import statistics
import time

import pytest

from desk import Desk, totp


@pytest.fixture
def account(office):
    account.n = getattr(account, 'n', 0) + 1
    return office.add(f'signer{account.n}', 'clerk')


def refused(answer):
    assert answer.status == 422 and 'staff' not in (answer.headers.get('Set-Cookie') or '')
    return re.sub(r'请求编号 \w+', '', answer.said)


def test_a_right_sign_in_opens_a_session(office, account):
    person = Desk(office)
    answer = person.sign_in(*account)
    assert answer.status == 303 and answer.location == '/console'
    line = next(v for v in answer.headers.get_all('Set-Cookie') if v.startswith('staff='))
    assert re.match(r'staff=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Lax$', line)
    token = person.cookies['staff']
    hashes = [row[0].hex() for row in office.sql('SELECT s.hash FROM staff_session s JOIN staff f ON f.id = s.staff_id WHERE f.name = %s', account[0])]
    assert len(hashes) == 1 and token not in hashes
    page = person.get('/console')
    assert page.status == 200 and account[0] in page.said and page.headers['Cache-Control'] == 'no-store'
    assert office.used('sign_in', actor=account[0])


@pytest.mark.parametrize('role, home', [('clerk', '/console'), ('reviewer', '/console'), ('samr', '/console'), ('publisher', '/console/batches'),
                                        ('admin', '/console/staff'), ('auditor', '/console/log')])
def test_everyone_begins_at_their_own_page(office, role, home):
    person = office.fresh(role)
    assert person.get('/console/login').location == home
    assert person.get(home).status == 200


@pytest.mark.parametrize('wrong', ['password', 'code', 'name'])
def test_whatever_is_wrong_the_answer_is_the_same(office, account, wrong):
    name, password, secret = account
    code = totp(secret)
    given = {'name': name, 'password': password, 'code': code}
    given[wrong] = {'password': password + 'x', 'code': '000000' if code != '000000' else '111111', 'name': 'nobody-at-all'}[wrong]
    answer = refused(Desk(office).post('/console/login', '/console/login', **given))
    other = refused(Desk(office).post('/console/login', '/console/login', name='nobody-else', password='x', code='123456'))
    assert answer == other
    assert office.used('sign_in.refused')


def test_an_unknown_name_takes_the_same_work(office, account):
    def seconds(name):
        taken = []
        for _ in range(5):
            form = Desk(office)
            fields = form.get('/console/login').form('/console/login')
            fields.update(name=name, password='wrong', code='123456')
            begun = time.monotonic()
            form.send('/console/login', fields)
            taken.append(time.monotonic() - begun)
            office.sql('UPDATE staff SET failures = 0, locked_until = NULL')
        return statistics.median(taken)
    known, unknown = seconds(account[0]), seconds('nobody-at-all')
    assert 0.5 < known / unknown < 2, (known, unknown)


def test_a_code_works_once(office, account):
    assert Desk(office).sign_in(*account).status == 303
    refused(Desk(office).sign_in(*account))


def test_a_clock_may_be_wrong_by_half_a_minute(office, account):
    assert Desk(office).sign_in(*account, step=-1).status == 303
    assert Desk(office).sign_in(*account, step=1).status == 303
    refused(Desk(office).sign_in(*account, step=-1))  # older than one that was used
    office.sql('UPDATE staff SET totp_used = 0 WHERE name = %s', account[0])
    refused(Desk(office).sign_in(*account, step=3))


def test_five_failures_lock_and_the_pause_doubles(office, account):
    name, password, secret = account
    for _ in range(5):
        refused(Desk(office).sign_in(name, 'wrong', secret))
    refused(Desk(office).sign_in(*account))  # right, but locked: the same answer

    def pause():
        return office.sql('SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), locked_until) FROM staff WHERE name = %s', name)[0][0]
    assert 800 < pause() <= 900
    first = pause()
    office.sql('UPDATE staff SET locked_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE name = %s', name)
    refused(Desk(office).sign_in(name, 'wrong', secret))
    assert pause() > first * 1.8
    office.sql('UPDATE staff SET locked_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND, totp_used = 0 WHERE name = %s', name)
    person = Desk(office)
    assert person.sign_in(*account).status == 303
    assert '次登录失败' in person.get('/console').said


def test_signing_out_ends_the_session_at_the_server(office, account):
    person = Desk(office)
    person.sign_in(*account)
    stolen = dict(person.cookies)
    answer = person.post('/console', '/console/logout')
    assert answer.status == 303 and 'staff' not in person.cookies
    person.cookies = stolen
    assert person.get('/console').location.startswith('/console/login?next=')


@pytest.mark.parametrize('column, minutes', [('seen_at', 31), ('opened_at', 601)])
def test_a_session_ends_when_idle_and_after_ten_hours(office, account, column, minutes):
    person = Desk(office)
    person.sign_in(*account)
    office.sql(f'UPDATE staff_session SET {column} = {column} - INTERVAL {minutes} MINUTE '
               'WHERE staff_id = (SELECT id FROM staff WHERE name = %s)', account[0])
    assert person.get('/console').status == 303


def test_the_last_sign_in_is_told(office, account):
    first = Desk(office)
    first.sign_in(*account, step=-1)
    assert '您上次登录' not in first.get('/console').said
    second = Desk(office)
    second.sign_in(*account)
    assert '您上次登录' in second.get('/console').said


@pytest.mark.parametrize('next_page, leads', [('/console/cases/new', '/console/cases/new'), ('//evil.example', '/console'), ('https://evil.example/', '/console'),
                                              ('/console.evil', '/console'), ('/console/logout', '/console'), ('/console?queue=all', '/console?queue=all')])
def test_after_signing_in_only_pages_of_the_console_follow(office, account, next_page, leads):
    person = Desk(office)
    answer = person.post('/console/login?next=' + next_page.replace('?', '%3F'), '/console/login', name=account[0], password=account[1],
                         code=totp(account[2]), next=next_page)
    assert answer.status == 303 and answer.location == leads


def test_a_password_of_ones_own(office, account):
    person, other = Desk(office), Desk(office)
    person.sign_in(*account, step=-1)
    other.sign_in(*account)
    page = '/console/account'
    assert person.post(page, page, password='wrong', fresh='a long new password', repeat='a long new password').status == 422
    assert person.post(page, page, password=account[1], fresh='short', repeat='short').status == 422
    assert person.post(page, page, password=account[1], fresh='a long new password', repeat='another one, long').status == 422
    answer = person.post(page, page, password=account[1], fresh='a long new password', repeat='a long new password')
    assert answer.status == 303
    assert person.get('/console').status == 200 and other.get('/console').status == 303
    office.sql('UPDATE staff SET totp_used = 0 WHERE name = %s', account[0])
    refused(Desk(office).sign_in(*account))
    assert Desk(office).sign_in(account[0], 'a long new password', account[2]).status == 303
