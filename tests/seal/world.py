"""A signer with keys of its own, and the tool that seals against it. Needs a build ($CREDIT_BUILD)."""
import os
import subprocess
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
BUILD = os.environ.get('CREDIT_BUILD', os.path.join(TOP, '_build'))
NUMBER = '20261122093000123456A7'


def build_tool(*more):
    """What `make` alone does not build."""
    subprocess.run(['make', '-s', 'signer', 'creditctl', 'tests/seal/seal_tool', *more], cwd=BUILD, check=True, stdout=subprocess.DEVNULL)


class World:
    """Keys, a signer, configurations."""

    def __init__(self, folder, kind='p256', settings=()):
        self.folder = str(folder)
        self.signer = None
        subprocess.run([os.path.join(TOP, 'scripts/make-demo-keys'), self.path('keys'), self.path('seal'), kind], check=True,
                       stderr=subprocess.DEVNULL)
        self.configure(**dict(settings))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def configure(self, name='portal.conf', **changes):
        """Writes a configuration; the first one is the signer's too."""
        keys = {
            'run_dir': self.folder, 'socket_signer': self.path('signer.sock'),
            'signer_key': self.path('keys/document.key'), 'signer_proof_key': self.path('keys/proof.key'),
            'signer_timestamp_key': self.path('keys/timestamp.key'),
            'seal_certificate': self.path('seal/document.pem'), 'seal_anchors': self.path('seal/document-anchors.pem'),
            'seal_lists': self.path('seal/lists.pem'), 'seal_proof_keys': self.path('seal/proof.pem'),
            'timestamp_certificates': self.path('seal/timestamp.pem'), 'timestamp_anchors': self.path('seal/timestamp-anchors.pem'),
        }
        keys.update(changes)
        with open(self.path(name), 'w', encoding='utf-8') as out:
            out.writelines(f'{key} = {value}\n' for key, value in keys.items() if value is not None)
        return self.path(name)

    def start(self, **environment):
        self.signer = subprocess.Popen([os.path.join(BUILD, 'signer'), '--config', self.path('portal.conf')], stderr=subprocess.PIPE,
                                       text=True, env=dict(os.environ, **environment))
        for _ in range(250):
            if self.tool('ping', check=False).returncode == 0:
                return self
            assert self.signer.poll() is None, self.signer.stderr.read()
            time.sleep(0.02)
        raise AssertionError('the signer does not answer')

    def stop(self):
        """Ends the signer; returns its exit status and what it logged."""
        self.signer.terminate()
        log = self.signer.communicate(timeout=10)[1]
        status, self.signer = self.signer.returncode, None
        return status, log

    def tool(self, *arguments, conf='portal.conf', check=True):
        done = subprocess.run([os.path.join(BUILD, 'tests/seal/seal_tool'), self.path(conf), *map(str, arguments)],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def sealed(self, name, *arguments, conf='portal.conf'):
        """A sealed document; its path."""
        plain, out = self.path('plain-' + name), self.path(name)
        self.tool('sample', plain, *arguments)
        self.tool('seal', plain, out, conf=conf)
        return out

    def verdict(self, path, conf='portal.conf'):
        return self.tool('verify', path, conf=conf, check=False).stdout.split()[0]

    def ctl(self, *arguments):
        return subprocess.run([os.path.join(BUILD, 'creditctl'), '--config', self.path('portal.conf'), *arguments],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
