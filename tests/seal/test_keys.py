"""Certificates that are revoked or exchanged, keys in a token, what the signer keeps from others."""
import os
import shutil
import subprocess

import pytest

from world import BUILD, World

OPENSSL = '''
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
authorityKeyIdentifier = keyid
[ca]
default_ca = one
[one]
database = index
crlnumber = number
default_md = sha256
'''


def openssl(folder, *arguments):
    subprocess.run(['openssl', *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Root:
    """A root whose key is kept, between it and the signers one more authority."""

    def __init__(self, folder):
        self.folder = str(folder)
        with open(self.path('openssl.cnf'), 'w', encoding='utf-8') as f:
            f.write(OPENSSL)
        open(self.path('index'), 'w', encoding='utf-8').close()
        with open(self.path('number'), 'w', encoding='utf-8') as f:
            f.write('01\n')
        openssl(folder, 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'root.key')
        openssl(folder, 'req', '-new', '-x509', '-config', 'openssl.cnf', '-extensions', 'root', '-key', 'root.key', '-subj', '/CN=Root', '-days', '3650',
                '-out', 'root.pem')
        self.issue('middle', 'root', 'root', 'Middle')
        self.lists('root')

    def path(self, name):
        return os.path.join(self.folder, name)

    def issue(self, name, issuer, extensions, subject, *more):
        openssl(self.folder, 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', name + '.key')
        openssl(self.folder, 'req', '-new', '-config', 'openssl.cnf', '-key', name + '.key', '-subj', '/CN=' + subject, '-out', 'request')
        openssl(self.folder, 'x509', '-req', '-in', 'request', '-CA', issuer + '.pem', '-CAkey', issuer + '.key', '-CAcreateserial', '-extfile',
                'openssl.cnf', '-extensions', extensions, '-out', name + '.pem', '-days', '365', *more)

    def revoke(self, name, issuer):
        openssl(self.folder, 'ca', '-config', 'openssl.cnf', '-keyfile', issuer + '.key', '-cert', issuer + '.pem', '-revoke', name + '.pem')

    def lists(self, issuer):
        openssl(self.folder, 'ca', '-gencrl', '-config', 'openssl.cnf', '-keyfile', issuer + '.key', '-cert', issuer + '.pem', '-crldays', '30', '-out',
                'list-' + issuer + '.pem')

    def joined(self, out, *names):
        with open(self.path(out), 'w', encoding='utf-8') as f:
            for name in names:
                with open(self.path(name), encoding='utf-8') as part:
                    f.write(part.read())
        return self.path(out)


@pytest.fixture
def site(tmp_path):
    """A world whose document certificate is of such a root."""
    for name in ('world', 'root'):
        (tmp_path / name).mkdir()
    world = World(tmp_path / 'world')
    root = Root(tmp_path / 'root')
    root.issue('signer', 'middle', 'signer', 'Portal seal')
    root.lists('middle')
    settings = {'signer_key': root.path('signer.key'), 'seal_certificate': root.joined('chain.pem', 'signer.pem', 'middle.pem'),
                'seal_anchors': root.path('root.pem'), 'seal_lists': root.joined('lists.pem', 'list-root.pem', 'list-middle.pem')}
    world.configure(**settings)
    world.start()
    yield world, root, settings
    if world.signer:
        world.stop()


def test_a_chain_with_an_authority_between(site):
    world, root, settings = site
    path = world.sealed('a.pdf')
    said = world.tool('verify', path).stdout
    assert said.startswith('genuine ') and 'revocation=1' in said and 'signer=Portal seal' in said
    assert world.tool('flips', path, 300, 9).stdout.startswith('300 of 300 ')


def test_a_revoked_certificate_seals_nothing_that_is_believed(site):
    world, root, settings = site
    before = world.sealed('before.pdf')
    world.tool('sample', world.path('plain.pdf'))
    subprocess.run(['sleep', '1.1'], check=True)  # the revocation's second is not the stamp's
    root.revoke('signer', 'middle')
    root.lists('middle')
    root.joined('lists.pem', 'list-root.pem', 'list-middle.pem')
    world.tool('seal', world.path('plain.pdf'), world.path('after.pdf'))
    assert world.verdict(world.path('after.pdf')) == 'untrusted'
    assert world.verdict(before) == 'genuine'  # its time from before the revocation is proved


def test_a_revoked_authority_between_is_noticed(site):
    world, root, settings = site
    world.tool('sample', world.path('plain.pdf'))
    root.revoke('middle', 'root')
    root.lists('root')
    root.joined('lists.pem', 'list-root.pem', 'list-middle.pem')
    world.tool('seal', world.path('plain.pdf'), world.path('after.pdf'))
    assert world.verdict(world.path('after.pdf')) == 'untrusted'


def test_another_certificate_of_the_same_authority_is_foreign(site):
    """Whoever gets a certificate of the same authority cannot seal for the portal."""
    world, root, settings = site
    root.issue('neighbour', 'middle', 'signer', 'Another customer')
    world.stop()
    theirs = dict(settings, signer_key=root.path('neighbour.key'), seal_certificate=root.joined('chain2.pem', 'neighbour.pem', 'middle.pem'))
    world.configure(**theirs)
    world.start()
    path = world.sealed('a.pdf')
    assert world.verdict(path) == 'genuine'
    world.configure('ours.conf', **settings)
    assert world.verdict(path, conf='ours.conf') == 'foreign'


def test_after_a_renewal_the_former_certificate_still_counts(site):
    world, root, settings = site
    old = world.sealed('old.pdf')
    world.stop()
    root.issue('renewed', 'middle', 'signer', 'Portal seal 2')
    renewed = dict(settings, signer_key=root.path('renewed.key'), seal_certificate=root.joined('chain2.pem', 'renewed.pem', 'middle.pem'))
    world.configure(**renewed)
    world.start()
    assert world.verdict(old) == 'foreign'
    world.configure(**dict(renewed, seal_former=root.path('signer.pem')))
    assert world.verdict(old) == 'genuine'
    assert world.verdict(world.sealed('new.pdf')) == 'genuine'


def test_a_list_that_is_too_long_is_refused(site):
    world, root, settings = site
    with open(root.path('long.pem'), 'w', encoding='utf-8') as f:
        f.write('-----BEGIN X509 CRL-----\n' + 'A' * 60000 + '\n-----END X509 CRL-----\n')
    world.configure('long.conf', **dict(settings, seal_lists=root.path('long.pem')))
    assert world.tool('ping', conf='long.conf', check=False).returncode != 0


def test_a_key_in_a_token_seals(tmp_path):
    """PKCS #11 by SoftHSM and OpenSSL's engine."""
    modules = [p for p in ('/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so') if os.path.exists(p)]
    assert modules and shutil.which('softhsm2-util'), 'softhsm2 is missing'
    world = World(tmp_path)
    (tmp_path / 'tokens').mkdir()
    conf = tmp_path / 'softhsm.conf'
    conf.write_text(f'directories.tokendir = {tmp_path}/tokens\nobjectstore.backend = file\n')
    environment = {'SOFTHSM2_CONF': str(conf)}
    for arguments in (['--init-token', '--free', '--label', 'portal', '--pin', '12345', '--so-pin', '54321'],
                      ['--import', world.path('keys/document.key'), '--token', 'portal', '--label', 'seal', '--id', '01', '--pin', '12345']):
        subprocess.run(['softhsm2-util', *arguments], check=True, env=dict(os.environ, **environment), stdout=subprocess.DEVNULL)
    os.unlink(world.path('keys/document.key'))
    (tmp_path / 'pin').write_text('12345\n')
    os.chmod(tmp_path / 'pin', 0o600)
    world.configure(signer_key='pkcs11:token=portal;object=seal', signer_key_module=modules[0], signer_key_pin_file=tmp_path / 'pin')
    world.start(**environment)
    assert world.verdict(world.sealed('a.pdf')) == 'genuine'
    status, log = world.stop()
    assert status == 0 and "the kernel's calls stay open" in log
    os.chmod(tmp_path / 'pin', 0o644)
    done = subprocess.run([os.path.join(BUILD, 'signer'), '--config', world.path('portal.conf')], stderr=subprocess.PIPE, text=True,
                          env=dict(os.environ, **environment), timeout=10)
    assert done.returncode == 1 and 'pin' in done.stderr


def test_the_signer_is_locked_in(one_world):
    """No core dumps, no new privileges, a filter over the kernel's calls; its folder in /proc belongs to root."""
    with open(f'/proc/{one_world.signer.pid}/status', encoding='ascii') as f:
        status = dict(line.split(':', 1) for line in f if ':' in line)
    assert status['NoNewPrivs'].strip() == '1'
    assert status['Seccomp'].strip() == '2'
    assert int(status['VmLck'].split()[0]) >= 64
    assert os.stat(f'/proc/{one_world.signer.pid}/environ').st_uid == 0
    with open(f'/proc/{one_world.signer.pid}/limits', encoding='ascii') as f:
        core = next(line for line in f if line.startswith('Max core file size'))
    assert core.split()[4:6] == ['0', '0']


def test_the_signer_ends_in_order(tmp_path):
    world = World(tmp_path).start()
    status, log = world.stop()
    assert status == 0 and 'stopped' in log
