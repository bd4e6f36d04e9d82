"""Somebody with a browser who files, looks and adds: shared by the tests of cases."""
import html
import http.client
import re
import struct
import uuid
import zlib

PDF = b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n'
USCC, PERSON, PHONE, MAIL = '91350100M000100Y43', '11010519491231002X', '13800000000', 'zhang.san@example.com'


def png(width, height):
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    rows = zlib.compress(b'\0' * ((width + 7) // 8 + 1) * min(height, 64), 9)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 1, 0, 0, 0, 0)) + chunk(b'IDAT', rows) + chunk(b'IEND', b'')


def jpeg(width, height):
    return (b'\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xdb\x00\x43\0' + b'\x01' * 64 + b'\xff\xc0\x00\x0b\x08' +
            struct.pack('>HH', height, width) + b'\x01\x01\x11\0\xff\xda\x00\x08\x01\x01\0\0\x3f\0\0\xff\xd9')


def multipart(fields, files=()):
    """Body and media type. fields: (name, value); files: (field, name, bytes)."""
    mark = uuid.uuid4().hex
    body = b''
    for name, value in fields:
        body += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for field, name, data in files:
        name = name.encode() if isinstance(name, str) else name
        body += (f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="'.encode() + name +
                 b'"\r\nContent-Type: application/octet-stream\r\n\r\n' + data + b'\r\n')
    return body + f'--{mark}--\r\n'.encode(), f'multipart/form-data; boundary={mark}'


class Browser:
    """Keeps cookies. Goes through nginx, or with `program` (fcgi.Program) straight to a program; `address` is where it calls from."""

    def __init__(self, instance, program=None, address='127.0.0.1'):
        self.instance, self.program, self.address, self.cookies = instance, program, address, {}

    def ask(self, method, path, body=b'', kind=None, timeout=60):
        headers = {'Cookie': '; '.join(f'{k}={v}' for k, v in self.cookies.items())} if self.cookies else {}
        if kind:
            headers['Content-Type'] = kind
        if self.program:
            reply = self.program.ask(method, path, body, headers)
        else:
            connection = http.client.HTTPConnection('127.0.0.1', self.instance.port, timeout=timeout, source_address=(self.address, 0))
            try:
                connection.request(method, path, body or None, headers)
                answer = connection.getresponse()
                reply = Answer(answer.status, answer.getheaders(), answer.read())
            finally:
                connection.close()
        for key, value in reply.getheaders():
            if key.lower() == 'set-cookie':
                name, _, rest = value.partition('=')
                self.cookies[name] = rest.split(';')[0]
        return reply

    def get(self, path):
        return self.ask('GET', path)

    def post(self, path, fields, files=()):
        body, kind = multipart(fields.items() if isinstance(fields, dict) else fields, files)
        return self.ask('POST', path, body, kind)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def getheaders(self):
        return self.headers

    def header(self, name, default=''):
        return next((value for key, value in self.headers if key.lower() == name.lower()), default)

    @property
    def text(self):
        return self.body.decode('utf-8')


def hidden(text, action=None):
    """Hidden fields of the form that posts to `action` (the first with a token when None)."""
    forms = re.findall(r'<form[^>]*>.*?</form>', text, re.S)
    for form in forms:
        if 'name="token"' in form and (action is None or f'action="{action}"' in form):
            return [(n, html.unescape(v)) for n, v in re.findall(r'<input type="hidden"(?: id="[^"]*")? name="([^"]+)" value="([^"]*)"', form)]
    raise AssertionError(f'no form for {action}')


def faults(text):
    """{field: message} beside the fields."""
    return {f: re.sub(r'<[^>]+>', '', m) for f, m in re.findall(r'<p class="field-msg" id="e-([a-z_]+)">(.*?)</p>', text, re.S)}


def objection(on, **changes):
    """The fields of a good objection; None takes one away."""
    fields = {'record': on, 'applicant_kind': 'organisation', 'applicant_name': '辽宁示例装备有限公司', 'applicant_code': USCC, 'phone': PHONE,
              'email': MAIL, 'reason': 'inaccurate', 'statement': '罚款金额写错了，决定书上是一万元。', 'declaration': 'yes'}
    fields.update(changes)
    return {k: v for k, v in fields.items() if v is not None}


FILES = [('identity', '营业执照.pdf', PDF), ('evidence', '决定书.pdf', PDF + b'%evidence')]


class Applicant(Browser):
    """A browser that goes the whole way."""

    def open(self, page):
        """Opens a form and returns its hidden fields as a dictionary."""
        answer = self.get(page)
        assert answer.status == 200, answer.text
        self.page = answer
        return dict(hidden(answer.text, '/' + page.strip('/').split('/')[0]))

    def object(self, on, files=None, **changes):
        """Files an objection; the answer."""
        fields = self.open(f'/objections/new?record={on}')
        return self.post('/objections', {**fields, **objection(on, **changes)}, FILES if files is None else files)

    def filed(self, on, **changes):
        """Files an objection; number and query code from the receipt."""
        answer = self.object(on, **changes)
        assert answer.status == 303, (answer.status, faults(answer.text))
        return self.receipt(answer.header('Location'))

    def receipt(self, location):
        self.page = self.get(location)
        assert self.page.status == 200
        return tuple(re.search(rf'<output id="{name}">([^<]+)</output>', self.page.text).group(1) for name in ('case-number', 'query-code'))

    def query(self, number, code):
        fields = dict(hidden(self.get('/cases').text, '/cases'))
        return self.post('/cases', {**fields, 'number': number, 'code': code})
