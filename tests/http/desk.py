"""A member of staff at the console: signs in, reads pages, sends their forms."""
import base64
import hashlib
import hmac
import html.parser
import http.client
import re
import struct
import time
import urllib.parse
import uuid


def totp(secret, moment=None, step=0):
    """The code of RFC 6238 (SHA-1, 30 s, 6 digits)."""
    key = base64.b32decode(secret)
    counter = struct.pack('>Q', int((time.time() if moment is None else moment) // 30) + step)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f'{(struct.unpack(">I", digest[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}'


class Form(html.parser.HTMLParser):
    """The forms of a page: address and hidden or chosen values of each."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.forms, self.form, self.area, self.select = [], None, None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == 'form':
            self.form = {'action': a.get('action'), 'method': a.get('method', 'get'), 'fields': {}}
            self.forms.append(self.form)
        if self.form is None:
            return
        if tag == 'input' and 'name' in a and a.get('type') not in ('radio', 'checkbox', 'file', 'submit'):
            self.form['fields'][a['name']] = a.get('value', '')
        elif tag == 'input' and 'name' in a and 'checked' in a:
            self.form['fields'][a['name']] = a.get('value', 'on')
        elif tag == 'textarea':
            self.area = a.get('name')
            self.form['fields'][self.area] = ''
        elif tag == 'select':
            self.select = a.get('name')
        elif tag == 'option' and self.select and ('selected' in a or self.select not in self.form['fields']):
            self.form['fields'][self.select] = a.get('value', '')

    def handle_data(self, data):
        if self.area and self.form is not None:
            self.form['fields'][self.area] += data

    def handle_endtag(self, tag):
        if tag == 'form':
            self.form = None
        elif tag == 'textarea':
            self.area = None
        elif tag == 'select':
            self.select = None


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode('utf-8')

    @property
    def location(self):
        return self.headers.get('Location', '')

    @property
    def said(self):
        """The page's text without tags."""
        text = re.sub(r'<(script|style|svg).*?</\1>', '', self.text, flags=re.S)
        return re.sub(r'\s+', ' ', re.sub(r'<[^>]*>', ' ', text))

    def form(self, action):
        for form in Form(self.text).forms:
            if form['action'] == action:
                return dict(form['fields'])
        raise AssertionError(f'no form to {action} on this page')

    def has_form(self, action):
        return any(form['action'] == action for form in Form(self.text).forms)


class Desk:
    """One browser."""

    def __init__(self, portal):
        self.portal, self.cookies, self.name = portal, {}, None

    def request(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if self.cookies:
            headers['Cookie'] = '; '.join(f'{k}={v}' for k, v in self.cookies.items())
        connection = http.client.HTTPConnection('127.0.0.1', self.portal.port, timeout=60)
        try:
            connection.request(method, urllib.parse.quote(path, safe="/?&=%:+,;~!*'()[]@$.-_#"), body, headers)
            reply = connection.getresponse()
            for line in reply.headers.get_all('Set-Cookie') or []:
                name, _, rest = line.partition('=')
                value = rest.split(';', 1)[0]
                if 'Max-Age=0' in line:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = value
            return Reply(reply.status, reply.headers, reply.read())
        finally:
            connection.close()

    def get(self, path):
        return self.request('GET', path)

    def send(self, path, fields, files=()):
        """A form as it is; files: (field, name, type, bytes)."""
        if not files:
            return self.request('POST', path, urllib.parse.urlencode(fields), {'Content-Type': 'application/x-www-form-urlencoded'})
        mark = uuid.uuid4().hex
        body = b''
        for name, value in fields.items():
            body += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, filename, kind, content in files:
            body += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {kind}\r\n\r\n'.encode()
            body += content + b'\r\n'
        body += f'--{mark}--\r\n'.encode()
        return self.request('POST', path, body, {'Content-Type': f'multipart/form-data; boundary={mark}'})

    def post(self, page, action, files=(), **fields):
        """Sends the form to `action` that stands on the page at `page`, with these fields filled in."""
        form = self.get(page).form(action)
        form.update({k: str(v) for k, v in fields.items()})
        return self.send(action, form, files)

    def sign_in(self, name, password, secret, step=0, **more):
        self.name = name
        return self.post('/console/login', '/console/login', name=name, password=password, code=totp(secret, step=step), **more)

    def case(self, number):
        return self.get(f'/console/cases/{number}')

    def move(self, number, move, files=(), **fields):
        page = f'/console/cases/{number}'
        return self.post(page, f'{page}/{move}', files, **fields)


def accounts(portal):
    """The demonstration's accounts by role, the first of each, from staff.txt."""
    found = {}
    with open(f'{portal.state}/staff.txt', encoding='utf-8') as f:
        for line in f:
            name, role, password, secret = line.rstrip('\n').split('\t')
            found.setdefault(role, (name, password, secret))
    return found
