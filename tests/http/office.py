"""An empty instance with a few imported records and staff of every role: what the tests of the console work on."""
import datetime
import itertools
import os
import re
import subprocess
import sys
import threading

from desk import Desk, totp

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'database'))
import deliveries  # noqa: E402

PEOPLE = {'clerk': ('clerk', None), 'clerk2': ('clerk', None), 'reviewer': ('reviewer', None), 'reviewer2': ('reviewer', None),
          'publisher': ('publisher', None), 'publisher2': ('publisher', None), 'samr': ('source', 'samr'), 'tax': ('source', 'national-tax'),
          'admin': ('admin', None), 'admin2': ('admin', None), 'auditor': ('auditor', None)}
RECORDS = 60
PNG = bytes.fromhex('89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef'
                    '0000000049454e44ae426082')
PDF = b'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'


class Office:
    def __init__(self, instance, folder):
        self.instance, self.port, self.state, self.folder = instance, instance.port, instance.state, folder
        self.sql = instance.sql
        self.today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()
        self.account, self.desks, self.lock = {}, {}, threading.Lock()
        for name, (role, unit) in PEOPLE.items():
            self.add(name, role, unit)
        self.load()

    def add(self, name, role, unit=None):
        """A new account: name, password, authenticator secret."""
        line = self.instance.ctl('staff', 'add', name, '--role', role, *(['--unit', unit] if unit else [])).stdout
        name, _, password, secret = line.rstrip('\n').split('\t')
        self.account[name] = (name, password, secret)
        return self.account[name]

    def load(self):
        """Penalties that the market regulator delivered, and one list of the tax office."""
        day = (self.today - datetime.timedelta(days=200)).isoformat()
        path = os.path.join(self.folder, 'penalties.csv')
        with open(path, 'w', encoding='utf-8') as f:
            f.write(deliveries.csv([deliveries.penalty(n, day) for n in range(1, RECORDS + 1)]))
        self.instance.ctl('import', 'penalty-decision', path, '--source', 'samr')
        ids = [row[0] for row in self.sql("SELECT p.record_id FROM published p JOIN info_set s ON s.number = p.set_number "
                                          "WHERE s.code = 'penalty-decision' ORDER BY p.record_id")]
        assert len(ids) == RECORDS
        self.free = iter(ids)
        self.names = itertools.count(1)

    def record(self):
        """A record that no test used before."""
        with self.lock:
            return next(self.free)

    def desk(self, name):
        """The person, signed in; once for all tests."""
        if name not in self.desks:
            self.desks[name] = self.fresh(name)
        return self.desks[name]

    def fresh(self, name):
        """Another browser of the same person: the code of this half minute may be used again."""
        self.sql('UPDATE staff SET totp_used = 0 WHERE name = %s', name)
        person = Desk(self)
        answer = person.sign_in(*self.account[name])
        assert answer.status == 303, answer.said
        return person

    def file(self, kind='objection', record=None, files=(), who='clerk', **more):
        """A paper application entered at the counter; its number."""
        record = record or (self.record() if kind in ('objection', 'repair') else None)
        page = f'/console/cases/new?kind={kind}' + (f'&record={record}' if record else '')
        fields = {'applicant_kind': 'organisation', 'applicant_name': f'沈阳测试申请{next(self.names)}有限公司', 'applicant_code': deliveries.uscc(70000000 + next(self.names)),
                  'phone': f'1390000{next(self.names):04d}', 'statement': '公示的处罚内容与处罚决定书原件不一致，请核实更正。'}
        if kind == 'objection':
            fields['reason'] = 'inaccurate'
        if kind == 'complaint':
            fields.update(about_kind='paid_repair', about='某信用修复咨询公司')
        if kind == 'report':
            fields.update(report_kind='full', purpose='参加招标', recipient='某招标代理机构')
        fields.update(more)
        answer = self.desk(who).post(page, '/console/cases', files, **fields)
        assert answer.status == 303, answer.said
        return re.fullmatch(r'/console/receipts/([YXTB]\d{14})', answer.location).group(1)

    def state_of(self, number):
        return self.sql('SELECT state FROM casefile WHERE number = %s', number)[0][0]

    def do(self, number, *moves):
        """Moves by whoever makes them: (person, move, fields)."""
        for person, move, fields in moves:
            answer = self.desk(person).move(number, move, **fields)
            assert answer.status == 303, f'{person} {move}: {answer.said}'

    def used(self, action, **like):
        """Rows of the use log."""
        rows = self.sql('SELECT actor, action, object, COALESCE(purpose, "") FROM use_log WHERE action = %s ORDER BY id', action)
        return [row for row in rows if all(row[('actor', 'action', 'object', 'purpose').index(k)] == v for k, v in like.items())]


ACCEPT = ('clerk', 'accept', {})
FORWARD = ('clerk', 'forward', {})
REPLY = ('samr', 'reply', {'reply': '经核对处罚决定书原件，情况属实。'})
KEEP = ('clerk', 'propose', {'outcome': 'maintained', 'grounds': '经核对原件，公示内容与处罚决定书一致。'})
