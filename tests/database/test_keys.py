"""Keys that numbers of people are sealed with: a new one seals everything anew, in the middle of it the operator may be killed, the
old one stays until nothing needs it."""
import ctypes
import hashlib
import os
import subprocess
import time

import pytest

ID = '11010519491231002X'
CASES = 1200
PEOPLE = 6000


class Sodium:
    """The library itself, called from here: another program opens what creditctl sealed."""

    def __init__(self):
        self.lib = ctypes.CDLL('libsodium.so.23')
        assert self.lib.sodium_init() >= 0

    def seal(self, text, public):
        out = ctypes.create_string_buffer(len(text) + 48)
        assert self.lib.crypto_box_seal(out, text, ctypes.c_ulonglong(len(text)), public) == 0
        return out.raw

    def unseal(self, cipher, public, secret):
        out = ctypes.create_string_buffer(max(len(cipher) - 48, 1))
        if self.lib.crypto_box_seal_open(out, cipher, ctypes.c_ulonglong(len(cipher)), public, secret) != 0:
            return None
        return out.raw[:len(cipher) - 48]

    def secretbox(self, text, nonce, key):
        out = ctypes.create_string_buffer(len(text) + 16)
        assert self.lib.crypto_secretbox_easy(out, text, ctypes.c_ulonglong(len(text)), nonce, key) == 0
        return nonce + out.raw


sodium = Sodium()


def keys_dir(db):
    return os.path.join(db.folder, 'keys')


def key(db, name):
    with open(os.path.join(keys_dir(db), name), 'rb') as f:
        return f.read()


def pair(db, no):
    return key(db, f'persons/persons-{no}.pub'), key(db, f'persons/persons-{no}.key')


def digest(db, purpose, text):
    return hashlib.blake2b(purpose.encode() + b'\0' + text.encode(), key=key(db, 'persons/persons-hash'), digest_size=32).hexdigest()


def number(i):
    return f'2101021990{i:08d}'


@pytest.fixture
def sealed(db):
    """Numbers under key 2 in all three places."""
    assert db.ctl('keys', 'init').returncode == 0
    public = pair(db, 2)[0]
    people = [f"({i}, 1, 2, X'{digest(db, 'id', number(i))}', X'{sodium.seal(number(i).encode(), public).hex()}')" for i in range(PEOPLE)]
    for at in range(0, PEOPLE, 3000):
        with open(os.path.join(db.folder, 'people.sql'), 'w') as f:
            f.write('INSERT INTO person_identity (record_id, ordinal, key_no, hash, cipher) VALUES ' + ','.join(people[at:at + 3000]))
        db.sql_root('SOURCE ' + f.name)
    rows = []
    for i in range(CASES):
        code, phone = sodium.seal(number(i).encode(), public).hex(), sodium.seal(f'138{i:08d}'.encode(), public).hex()
        rows.append(f"('Y20261122{i:06d}', 'applicant', 2, X'{code}', X'{phone}', NULL, X'{digest(db, 'id', number(i))}', NULL, NULL)")
    with open(os.path.join(db.folder, 'cases.sql'), 'w') as f:
        f.write('INSERT INTO case_person (case_number, role, key_no, code, phone, mail, code_hash, phone_hash, mail_hash) VALUES ' + ','.join(rows))
    db.sql_root('SOURCE ' + f.name)
    waiting = sodium.seal(b'13800000001', public).hex()
    db.sql_root(f"INSERT INTO outbox (message_id, channel, recipient, key_no, template, values_json, due_at) VALUES "
                f"('{'a' * 32}', 'sms', X'{waiting}', 2, 'accepted', '{{}}', UTC_TIMESTAMP()), ('{'b' * 32}', 'desk', 'clerk', 0, 'desk_filed', '{{}}', UTC_TIMESTAMP())")
    return db


def under(db, no):
    return tuple(int(db.value(f'SELECT COUNT(*) FROM {table} WHERE key_no = {no}')) for table in ('person_identity', 'case_person', 'outbox'))


def assert_all_open(db, no):
    """Every number opens with key `no`, is what it was, and is found by its hash."""
    public, secret = pair(db, no)
    for record, hash_, cipher in db.sql_root('SELECT record_id, HEX(hash), HEX(cipher) FROM person_identity'):
        assert sodium.unseal(bytes.fromhex(cipher), public, secret) == number(int(record)).encode()
        assert hash_.lower() == digest(db, 'id', number(int(record)))
    for case, code, phone, mail in db.sql_root("SELECT case_number, HEX(code), HEX(phone), COALESCE(mail, '-') FROM case_person"):
        i = int(case[9:])
        assert sodium.unseal(bytes.fromhex(code), public, secret) == number(i).encode()
        assert sodium.unseal(bytes.fromhex(phone), public, secret) == f'138{i:08d}'.encode() and mail == '-'
    recipient = db.value("SELECT HEX(recipient) FROM outbox WHERE channel = 'sms'")
    assert sodium.unseal(bytes.fromhex(recipient), public, secret) == b'13800000001'
    assert db.value("SELECT CONCAT(recipient, key_no) FROM outbox WHERE channel = 'desk'") == 'clerk0'
    found = db.value(f"SELECT case_number FROM case_person WHERE code_hash = X'{digest(db, 'id', number(7))}'")
    assert found == 'Y20261122000007'


def test_a_rotation_that_was_killed_goes_on(sealed):
    db = sealed
    process = subprocess.Popen([db.creditctl, '--config', db.config, 'keys', 'rotate'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while under(db, 3)[0] == 0:
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.005)
    process.kill()
    process.communicate()
    done = under(db, 3)
    assert 0 < done[0] < PEOPLE and done[0] % 500 == 0, 'killed in the middle, between two transactions'
    assert under(db, 2) == (PEOPLE - done[0], CASES, 1)
    again = db.ctl('keys', 'rotate')
    assert again.returncode == 0 and 'going on' in again.stdout, again.stdout + again.stderr
    assert not os.path.exists(os.path.join(keys_dir(db), 'persons/persons-4.pub')), 'no other key was made'
    assert under(db, 3) == (PEOPLE, CASES, 1)
    assert_all_open(db, 3)


def test_the_old_key_stays_until_nothing_needs_it(sealed):
    db = sealed
    refused = db.ctl('keys', 'retire', '2')
    assert refused.returncode == 1 and 'current' in refused.stderr
    assert db.ctl('keys', 'rotate').returncode == 0
    assert [line.split('\t')[::3] for line in db.ctl('keys', 'list').stdout.splitlines()] == [['3', str(PEOPLE + CASES + 1)]]
    young = db.ctl('keys', 'retire', '2')
    assert young.returncode == 1 and 'younger' in young.stderr
    current = os.path.join(keys_dir(db), 'persons/persons-3.pub')
    os.utime(current, (time.time() - 7200, time.time() - 7200))
    db.sql_root("UPDATE case_person SET key_no = 2 LIMIT 1")
    used = db.ctl('keys', 'retire', '2')
    assert used.returncode == 1 and 'in use' in used.stderr
    db.sql_root("UPDATE case_person SET key_no = 3")
    assert db.ctl('keys', 'retire', '2').returncode == 0
    assert not os.path.exists(os.path.join(keys_dir(db), 'persons/persons-2.key'))
    assert db.ctl('keys', 'retire', '2').returncode == 1
    assert_all_open(db, 3)


def test_numbers_of_the_first_version_come_under_a_numbered_key(db):
    assert db.ctl('keys', 'init').returncode == 0
    old, nonce = os.urandom(32), os.urandom(24)
    with open(os.path.join(keys_dir(db), 'person-1.key'), 'wb') as f:
        f.write(old)
    db.sql_root(f"INSERT INTO person_identity (record_id, ordinal, key_no, hash, cipher) VALUES "
                f"(5, 1, 1, X'{'00' * 32}', X'{sodium.secretbox(ID.encode(), nonce, old).hex()}')")
    assert db.ctl('keys', 'rotate').returncode == 0
    public, secret = pair(db, 2)
    no, hash_, cipher = db.sql_root('SELECT key_no, HEX(hash), HEX(cipher) FROM person_identity')[0]
    assert no == '2' and hash_.lower() == digest(db, 'id', ID)
    assert sodium.unseal(bytes.fromhex(cipher), public, secret) == ID.encode()
    os.utime(os.path.join(keys_dir(db), 'persons/persons-2.pub'), (0, 0))
    assert db.ctl('keys', 'retire', '1').returncode == 0
    assert not os.path.exists(os.path.join(keys_dir(db), 'person-1.key'))


def test_a_number_that_cannot_be_opened_stops_nothing_and_is_told(sealed):
    db = sealed
    db.sql_root("UPDATE person_identity SET cipher = CONCAT(X'00', SUBSTRING(cipher, 2)) WHERE record_id = 3")
    done = db.ctl('keys', 'rotate')
    assert done.returncode == 1 and '1 could not be opened' in done.stdout
    assert under(db, 3) == (PEOPLE - 1, CASES, 1)
    assert under(db, 2) == (1, 0, 0)


def test_what_is_imported_and_what_an_applicant_says_meet_by_the_hash(db):
    header = '案号,姓名/名称,身份证号码/组织机构代码,执行法院,发布时间,失信被执行人行为具体情形\n'
    db.load('black-dishonest-debtor', header + f'（2026）辽01执1号,段正淳,{ID},沈阳市中级人民法院,2026-05-06,有履行能力而拒不履行\n')
    no, hash_, cipher = db.sql_root('SELECT key_no, HEX(hash), HEX(cipher) FROM person_identity')[0]
    assert hash_.lower() == digest(db, 'id', ID)
    assert sodium.unseal(bytes.fromhex(cipher), *pair(db, int(no))) == ID.encode()
