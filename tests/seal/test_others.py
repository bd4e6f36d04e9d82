"""Other programs agree on what is sealed: poppler's pdfsig, qpdf, openssl, a second implementation of the proof."""
import base64
import hashlib
import os
import re
import subprocess

from world import NUMBER


def output(*command, ok=True):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert not ok or done.returncode == 0, done.stdout
    return done.stdout


def trust_store(world):
    """A folder in which poppler's NSS trusts the root of this world."""
    folder = world.path('nss')
    if not os.path.isdir(folder):
        os.mkdir(folder)
        output('certutil', '-N', '-d', 'sql:' + folder, '--empty-password')
        output('certutil', '-A', '-d', 'sql:' + folder, '-n', 'root', '-t', 'C,C,C', '-i', world.path('seal/document-anchors.pem'))
    return folder


def der_of(path, which=0):
    """The DER in the /Contents of a seal, without the zeros behind it."""
    with open(path, 'rb') as f:
        data = bytes.fromhex(re.findall(rb'/Contents <([0-9a-f]+)>', f.read())[which].decode())
    count = data[1] & 127 if data[1] & 128 else 0
    length = int.from_bytes(data[2:2 + count], 'big') if count else data[1]
    assert not any(data[2 + count + length:])
    return data[:2 + count + length]


def covered(path, which=0):
    with open(path, 'rb') as f:
        data = f.read()
    first, second, rest = map(int, re.findall(rb'/ByteRange \[0 (\d+) (\d+) (\d+) *\]', data)[which])
    return data[:first] + data[second:second + rest]


def write(path, data):
    with open(path, 'wb') as f:
        f.write(data)
    return path


def test_pdfsig_calls_it_valid_trusted_and_total(world):
    said = output('pdfsig', '-nssdir', trust_store(world), world.sealed('a.pdf'))
    assert 'Signature is Valid.' in said and 'Certificate is Trusted.' in said and 'Total document signed' in said
    assert 'Not total' not in said and 'Signature Type: ETSI.CAdES.detached' in said and 'SHA-256' in said


def test_pdfsig_sees_the_seal_and_the_stamp_of_a_renewed_one(world):
    path = world.sealed('a.pdf')
    world.tool('restamp', path, world.path('b.pdf'))
    said = output('pdfsig', '-nssdir', trust_store(world), world.path('b.pdf'))
    assert said.count('Signature #') == 2 and 'Signature is Valid.' in said and said.count('Total document signed') == 1
    assert 'Syntax Error' not in said


def test_qpdf_finds_no_fault(world):
    path = world.sealed('a.pdf')
    world.tool('restamp', path, world.path('b.pdf'))
    for one in (path, world.path('b.pdf')):
        said = output('qpdf', '--check', one)
        assert 'No syntax or stream encoding errors found' in said and 'WARNING' not in said


def test_its_text_and_pages_are_as_before(world):
    path = world.sealed('a.pdf', 5)
    assert output('pdftotext', path, '-') == output('pdftotext', world.path('plain-a.pdf'), '-')
    assert re.search(r'Pages:\s+5', output('pdfinfo', path))


def test_openssl_verifies_signature_and_attributes(world):
    path = world.sealed('a.pdf')
    der, content = write(world.path('cms.der'), der_of(path)), write(world.path('covered'), covered(path))
    output('openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in', der, '-content', content, '-CAfile',
           world.path('seal/document-anchors.pem'), '-purpose', 'any', '-out', '/dev/null')
    said = output('openssl', 'cms', '-cmsout', '-print', '-noout', '-inform', 'DER', '-in', der)
    signed, unsigned = said.split('unsignedAttrs', 1)
    assert 'signingTime' not in signed and 'id-smime-aa-timeStampToken' in unsigned
    for attribute in ('contentType', 'messageDigest', 'id-smime-aa-signingCertificateV2'):
        assert attribute in signed
    write(content, covered(path)[:-1])
    assert 'Verification failure' in output('openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in', der, '-content', content, '-CAfile',
                                            world.path('seal/document-anchors.pem'), '-purpose', 'any', '-out', '/dev/null', ok=False)


def test_openssl_verifies_the_document_timestamp(world):
    path = world.sealed('a.pdf')
    world.tool('restamp', path, world.path('b.pdf'))
    token, content = write(world.path('token.der'), der_of(world.path('b.pdf'), 1)), write(world.path('covered'), covered(world.path('b.pdf'), 1))
    assert 'Verification: OK' in output('openssl', 'ts', '-verify', '-in', token, '-token_in', '-data', content, '-CAfile',
                                        world.path('seal/timestamp-anchors.pem'))


def test_validation_data_is_in_the_document(world):
    """Level LT: every certificate and list, as streams of /DSS."""
    path = world.sealed('a.pdf')
    with open(path, 'rb') as f:
        data = f.read()
    assert b'/Type /DSS' in data
    for name in ('document', 'document-anchors', 'timestamp', 'lists'):
        der = subprocess.run(['openssl', 'crl' if name == 'lists' else 'x509', '-in', world.path('seal', name + '.pem'), '-outform', 'DER'],
                             stdout=subprocess.PIPE, check=True).stdout
        assert data.count(der) >= 1, name


def test_openssl_verifies_the_signature_of_a_digest(world):
    content = write(world.path('log'), b'use log of a day\n')
    world.tool('digest', content, world.path('log.p7s'))
    output('openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in', world.path('log.p7s'), '-content', content, '-CAfile',
           world.path('seal/document-anchors.pem'), '-purpose', 'any', '-out', '/dev/null')


def test_a_proof_is_what_its_description_says(one_world):
    """Bytes, tag and key read by another program, from the description in doc/proof.h alone."""
    text = one_world.tool('proof', NUMBER, '91350100M000100Y43').stdout.strip()
    raw = base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))
    payload, signature = raw[:-64], raw[-64:]
    public = subprocess.run(['openssl', 'pkey', '-pubin', '-in', one_world.path('seal/proof.pem'), '-outform', 'DER'],
                            stdout=subprocess.PIPE, check=True).stdout[-32:]
    assert payload[0] == 0x21 and payload[1] == hashlib.sha256(public).digest()[0]
    assert payload[6:8] == b'\x01\x12' and payload[8:26] == b'91350100M000100Y43' and payload[26:] == b'\x0b\x02\x03\x04' + b'\x01' * 8
    message = b'credit-portal proof 1\0' + hashlib.sha256(NUMBER.encode() + b'\0' + payload).digest()
    write(one_world.path('message'), message)
    write(one_world.path('signature'), signature)
    output('openssl', 'pkeyutl', '-verify', '-pubin', '-inkey', one_world.path('seal/proof.pem'), '-rawin', '-in', one_world.path('message'),
           '-sigfile', one_world.path('signature'))


def test_ctl_verifies_a_file(one_world):
    said = one_world.ctl('verify', one_world.sealed('a.pdf'))
    assert said.returncode == 0 and said.stdout.startswith('genuine: ') and NUMBER in said.stdout
    with open(one_world.path('a.pdf'), 'r+b') as f:
        f.seek(700)
        f.write(b'?')
    said = one_world.ctl('verify', one_world.path('a.pdf'))
    assert said.returncode == 1 and said.stdout.startswith('altered: ')
    assert one_world.ctl('verify', one_world.path('nothing.pdf')).returncode == 1
    assert one_world.ctl('verify').returncode == 2
    assert one_world.ctl('verify', 'a', 'b').returncode == 2
    assert one_world.ctl('verify', 'a', '--proof', 'b').returncode == 2


def test_ctl_verifies_a_proof(one_world):
    text = one_world.tool('proof', NUMBER, '91350100M000100Y43').stdout.strip()
    address = f'http://127.0.0.1:8080/v/{NUMBER}/012345678901#{text}'
    said = one_world.ctl('verify', '--proof', address)
    assert said.returncode == 0 and '91350100M000100Y43' in said.stdout and re.search(r'penalties +2\n', said.stdout)
    assert one_world.ctl('verify', '--proof', address.replace('A7/', 'A8/')).returncode == 1
    assert one_world.ctl('verify', '--proof', address[:-1]).returncode == 1
    assert one_world.ctl('verify', '--proof', 'nonsense').returncode == 1
