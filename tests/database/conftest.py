"""A private MariaDB for the database tests: started once, a fresh database for each module.

CREDIT_BUILD names the folder with creditctl (default: _build beside the sources).
"""
import json
import os
import shutil
import subprocess
import tempfile
import time

import pytest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
PROGRAMS = ('disclosure', 'filing', 'report', 'console', 'exchange', 'clerk', 'ctl')


def build():
    for place in (os.environ.get('CREDIT_BUILD'), os.path.join(TOP, '_build'), os.path.join(TOP, '_check')):
        if place and os.path.exists(os.path.join(place, 'creditctl')):
            return place
    pytest.exit('no creditctl: set CREDIT_BUILD to the build folder', 2)


class Server:
    """mariadbd on a socket in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = os.path.join(folder, 's.sock')
        data = os.path.join(folder, 'data')
        subprocess.run(['mariadb-install-db', '--no-defaults', '--datadir=' + data, '--auth-root-authentication-method=socket',
                        '--skip-test-db'] + self.user(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen(
            ['mariadbd', '--no-defaults', '--datadir=' + data, '--socket=' + self.socket, '--pid-file=' + os.path.join(folder, 'pid'),
             '--skip-networking', '--local-infile=0', '--character-set-server=utf8mb4', '--collation-server=utf8mb4_bin',
             '--innodb-buffer-pool-size=256M', '--innodb-flush-log-at-trx-commit=2', '--innodb-flush-method=nosync'] + self.user(),
            stdout=subprocess.DEVNULL, stderr=open(os.path.join(folder, 'log'), 'wb'))
        deadline = time.monotonic() + 60
        while subprocess.run(['mariadb', '-S', self.socket, '-uroot', '-e', 'SELECT 1'], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL).returncode:
            assert time.monotonic() < deadline and self.process.poll() is None, open(os.path.join(folder, 'log')).read()
            time.sleep(0.2)

    @staticmethod
    def user():
        return ['--user=root'] if os.geteuid() == 0 else []

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


class Database:
    """A database with schema and catalogue, and creditctl against it."""

    def __init__(self, server, folder, catalogue=None):
        self.server, self.folder = server, folder
        self.creditctl = os.path.join(build(), 'creditctl')
        self.sql_root("""DROP DATABASE IF EXISTS credit; CREATE DATABASE credit CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
            CREATE OR REPLACE USER 'credit_migrate'@'localhost' IDENTIFIED BY 'password-of-migrate-1';
            GRANT ALL ON credit.* TO 'credit_migrate'@'localhost' WITH GRANT OPTION;
            GRANT CREATE USER, SET USER ON *.* TO 'credit_migrate'@'localhost'""", database=None)
        keys = os.path.join(folder, 'keys')
        os.makedirs(keys, 0o700, exist_ok=True)
        self.config = os.path.join(folder, 'portal.conf')
        with open(self.config, 'w') as f:
            f.write('db_socket = %s\nkeys_dir = %s\nschema_dir = %s/db/schema\ndata_dir = %s/db/data\ncatalogue_dir = %s\n' %
                    (server.socket, keys, TOP, TOP, catalogue or os.path.join(TOP, 'db/catalogue')))
            for program in PROGRAMS + ('migrate',):
                f.write('db_password_%s = password-of-%s-1\n' % (program, program))
        for arguments in (['migrate'], ['catalogue', 'load'], ['calendar', 'load', os.path.join(TOP, 'db/data/workdays.csv')]):
            done = self.ctl(*arguments)
            assert done.returncode == 0, done.stdout + done.stderr

    def ctl(self, *arguments, **options):
        return subprocess.run([self.creditctl, '--config', self.config] + [str(a) for a in arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, encoding='utf-8', timeout=300, **options)

    def mariadb(self, sql, user, password=None, database='credit'):
        environment = dict(os.environ)
        if password:
            environment['MYSQL_PWD'] = password
        return subprocess.run(['mariadb', '-S', self.server.socket, '-u' + user, '--batch', '--raw', '--skip-column-names',
                               '--default-character-set=utf8mb4', '-e', sql] + ([database] if database else []),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8', env=environment)

    def sql_root(self, sql, database='credit'):
        done = self.mariadb(sql, 'root', database=database)
        assert done.returncode == 0, done.stderr
        return [line.split('\t') for line in done.stdout.splitlines()]

    def as_program(self, program, sql):
        return self.mariadb(sql, 'credit_' + program, 'password-of-%s-1' % program)

    def value(self, sql):
        return self.sql_root(sql)[0][0]

    def file(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, 'wb') as f:
            f.write(data if isinstance(data, bytes) else data.encode('utf-8'))
        return path

    def load(self, set_code, data, *options):
        """Imports text or bytes; returns accepted, flagged, rejected and what was printed."""
        done = self.ctl('import', set_code, self.file('delivery.csv', data), *options)
        assert done.returncode == 0, done.stdout + done.stderr
        last = done.stdout.splitlines()[-1].replace(',', '').split()
        return int(last[1]), int(last[3]), int(last[5]), done.stdout

    def state(self):
        """Everything that an import leaves, but for times and the numbers of batches and moves."""
        return {
            'record': self.sql_root("SELECT HEX(identity), state, version, COALESCE(uscc, '-'), name, decided_on, region, publishable, "
                                    "publish_from, COALESCE(publish_until, '-'), facts, COALESCE(face, '-') FROM record ORDER BY 1"),
            'published': self.sql_root("SELECT HEX(r.identity), p.version, p.name, COALESCE(p.uscc, '-'), p.fields FROM published p "
                                       "JOIN record r ON r.id = p.record_id ORDER BY HEX(r.identity)"),
            'subject': self.sql_root("SELECT uscc, name, norm, region, registered FROM published_subject ORDER BY uscc"),
            'gram': self.sql_root("SELECT s.uscc, g.gram, g.name_id & 15 FROM published_gram g "
                                  "JOIN published_subject s ON s.subject_id = g.name_id >> 4 ORDER BY 1, 2, 3"),
            'event': self.sql_root("SELECT HEX(r.identity), e.seq, e.kind, COALESCE(e.before_facts, '-') FROM record_event e "
                                   "JOIN record r ON r.id = e.record_id ORDER BY 1, 2"),
            'count': self.counters(),
        }

    def counters(self):
        return self.sql_root("SELECT set_number, dim, k, SUM(n) AS s FROM (SELECT set_number, dim, k, n FROM counter UNION ALL "
                             "SELECT set_number, dim, k, n FROM count_delta) x GROUP BY 1, 2, 3 HAVING s <> 0 ORDER BY 1, 2, 3")

    def assert_counters(self):
        """The counters equal COUNT(*) in every dimension."""
        counted = self.sql_root(
            "SELECT * FROM (SELECT set_number, 0 AS dim, 0 AS k, COUNT(*) AS s FROM published GROUP BY 1 UNION ALL "
            "SELECT set_number, 1, region, COUNT(*) FROM published GROUP BY 1, 3 UNION ALL "
            "SELECT set_number, 2, source_id, COUNT(*) FROM published GROUP BY 1, 3 UNION ALL "
            "SELECT set_number, 3, TO_DAYS(decided_on), COUNT(*) FROM published GROUP BY 1, 3 UNION ALL "
            "SELECT set_number, 4, TO_DAYS(published_on), COUNT(*) FROM published GROUP BY 1, 3 UNION ALL "
            "SELECT set_number, 5, CRC32(COALESCE(kind, '')), COUNT(*) FROM published GROUP BY 1, 3 UNION ALL "
            "SELECT 0, 0, 0, COUNT(*) FROM published_subject HAVING COUNT(*) > 0 UNION ALL "
            "SELECT 0, 1, region, COUNT(*) FROM published_subject GROUP BY 3 UNION ALL "
            "SELECT 0, 6, ASCII(kind) * 256 + ASCII(SUBSTRING(kind, 2)), COUNT(*) FROM published_subject GROUP BY 3) c ORDER BY 1, 2, 3")
        assert counted == self.counters()

    def assert_rule(self):
        """What is published is exactly what the rule publishes."""
        assert self.sql_root('SELECT record_id FROM publishable ORDER BY 1') == self.sql_root('SELECT record_id FROM published ORDER BY 1')

    def record(self, document_no):
        return self.value("SELECT id FROM record WHERE JSON_SEARCH(facts, 'one', '%s') IS NOT NULL" % document_no)


@pytest.fixture(scope='session')
def server():
    folder = tempfile.mkdtemp(prefix='credit-db-')
    server = Server(folder)
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def db(server, tmp_path):
    return Database(server, str(tmp_path))
