"""Rows put straight into the projections of an empty instance: what the pages show must not depend on how it came there.

Invented throughout. The same rows each time, so that pages can be compared with those kept in tests/golden.
"""
import datetime
import json
import zlib

ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
SUFFIXES = ('股份有限公司', '有限责任公司', '有限公司')

HOSTILE = '"><script>alert(1)</script><img src=x onerror=\'a\'>&amp;\u202e\u2066\u200f\x07\x1b[31m\r\n{{7*7}}=cmd|\'/C\'!A0 𠮷'


def uscc(head, region, number):
    """A valid code (GB 32100): kind, division, organisation code made of a number."""
    body = f'{number:08d}'
    total = sum(int(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2)))
    check = 11 - total % 11
    first = f'{head}{region}{body}' + {10: 'X', 11: '0'}.get(check, str(check))
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first))
    return first + ALPHABET[(31 - total) % 31]


def norm(name):
    """Enough of domain/name for the names here: simplified, no brackets but （）, no digits of full width."""
    text = name.replace('（', '').replace('）', '').replace(' ', '').lower()
    for suffix in SUFFIXES:
        if text.endswith(suffix) and len(text) > len(suffix):
            return text[:-len(suffix)]
    return text


def grams(text):
    def fold(sign):
        code = ord(sign)
        return code if code < 0x10000 else 0xE000 + code % 0x1900
    signs = [fold(sign) for sign in text] + [0, 0]
    return {signs[i] << 48 | signs[i + 1] << 32 | signs[i + 2] << 16 | signs[i + 3] for i in range(1, len(text) - 1)}


def crc(kind):
    return zlib.crc32((kind or '').encode()) & 0xffffffff


class Sample:
    """Fills one database and remembers what it put there."""

    def __init__(self, connection, today):
        self.db, self.today = connection, today
        self.cursor = connection.cursor()
        self.cursor.execute('SELECT code, number, unit_id FROM info_set')
        self.sets = {code: (number, unit) for code, number, unit in self.cursor.fetchall()}
        self.subjects, self.serial = {}, 0

    def subject(self, number, name, region=210102, kind='91', status='存续', established='2015-03-02', former=(), basics=None):
        code = uscc(kind, region, number)
        basics_set = self.sets['samr-registration'][0] if basics is not None else None
        self.cursor.execute(
            'INSERT INTO published_subject VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,"2025-06-01 01:00:00")',
            (number, code, name, norm(name), kind, region, status, established, basics is not None,
             json.dumps(basics, ensure_ascii=False) if basics is not None else None, basics_set, '\n'.join(former) or None))
        for slot, each in enumerate([name, *former]):
            text = norm(each)
            self.cursor.execute('INSERT INTO published_name VALUES (%s,%s,%s,%s,%s,%s)',
                                (number * 16 + slot, number, text, slot > 0, region, kind))
            self.cursor.executemany('INSERT INTO published_gram VALUES (%s,%s,%s,%s)',
                                    [(g, number * 16 + slot, region, kind) for g in grams(text)])
        self.subjects[number] = (code, name)
        return code

    def record(self, set_code, decided, subject=None, name=None, document='', authority='某某市市场监督管理局', region=210100,
               kind=None, grade=None, until=None, fields=None, person=False, flagged=False, amount=None, when=None):
        number, unit = self.sets[set_code]
        self.serial += 1
        day = datetime.date.fromisoformat(decided)
        ident = (day.year - 2000) << 55 | number << 42 | self.serial
        code, own = self.subjects[subject] if subject else (None, name)
        city = 210000 if region == 210000 else region // 100 * 100
        self.cursor.execute(
            'INSERT INTO published (set_number, decided_on, record_id, subject_id, name, uscc, is_person, document_no, authority, region,'
            ' city, source_id, kind, amount, grade, published_on, publish_until, flagged, version, updated_at, fields) VALUES'
            ' (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,1,%s,%s)',
            (number, day, ident, subject, name or own, None if person or flagged else code, person, document, authority, region, city,
             unit, kind, amount, grade, day, until, flagged, when or f'{decided} 02:00:00',
             json.dumps(fields or {}, ensure_ascii=False)))
        self.cursor.executemany('INSERT INTO count_delta (set_number, dim, k, n) VALUES (%s,%s,%s,1)', [
            (number, 0, 0), (number, 1, region), (number, 2, unit), (number, 3, day.toordinal() + 365),
            (number, 4, day.toordinal() + 365), (number, 5, crc(kind))])
        self.cursor.execute('INSERT INTO published_change (at, kind, record_id, set_number, subject_id) VALUES (%s,%s,%s,%s,%s)',
                            (f'{decided} 03:00:00', 'published', ident, number, subject))
        return ident

    def annulled(self, set_code, subject, document, notice, reason, day):
        number, _ = self.sets[set_code]
        self.serial += 1
        ident = 24 << 55 | number << 42 | self.serial
        self.cursor.execute('INSERT INTO published_notice VALUES (%s,%s,%s,%s,%s,%s,%s,%s)',
                            (ident, number, subject, self.subjects[subject][1], document, notice, reason, day))
        for kind, at in (('published', '2025-01-02 00:00:00'), ('annulled', f'{day} 01:00:00')):
            self.cursor.execute('INSERT INTO published_change (at, kind, record_id, set_number, subject_id) VALUES (%s,%s,%s,%s,%s)',
                                (at, kind, ident, number, subject))
        return ident

    def gone(self, set_code, subject):
        """A record that was taken off: published and gone in the log, nowhere else."""
        number, _ = self.sets[set_code]
        self.serial += 1
        ident = 25 << 55 | number << 42 | self.serial
        for kind, at in (('published', '2025-02-02 00:00:00'), ('gone', '2025-06-01 00:00:00')):
            self.cursor.execute('INSERT INTO published_change (at, kind, record_id, set_number, subject_id) VALUES (%s,%s,%s,%s,%s)',
                                (at, kind, ident, number, subject))
        return ident

    def delivery(self, set_code, day, accepted):
        number, unit = self.sets[set_code]
        self.cursor.execute('REPLACE INTO set_delivery VALUES (%s,%s,%s,%s)', (number, unit, f'{day} 01:00:00', accepted))

    def many(self, set_code, rows, subject):
        """`rows` plain records of one subject, a hundred a day backwards: for paging and limits."""
        number, unit = self.sets[set_code]
        code, name = self.subjects[subject]
        self.cursor.execute(
            "INSERT INTO published (set_number, decided_on, record_id, subject_id, name, uscc, is_person, document_no, authority, region,"
            " city, source_id, kind, published_on, flagged, version, updated_at, fields)"
            " SELECT %s, '2024-12-31' - INTERVAL seq DIV 100 DAY, (24 << 55 | %s << 42) + 100000000 + seq, NULL,"
            " CONCAT(%s, seq), NULL, 0, CONCAT('第', seq, '号'), '某某局', IF(seq MOD 10, 210202, 210300), IF(seq MOD 10, 210200, 210300),"
            " %s, IF(seq MOD 100, '普通', '特许'), '2024-12-31' - INTERVAL seq DIV 100 DAY, 0, 1, '2025-01-01', '{}'"
            f" FROM seq_1_to_{rows}", (number, number, name, unit))
        for dim, key in ((0, 'set_number * 0'), (1, 'region'), (2, 'source_id'), (3, 'TO_DAYS(decided_on)'), (4, 'TO_DAYS(published_on)'),
                         (5, "CRC32(COALESCE(kind, ''))")):
            self.cursor.execute(f'INSERT INTO count_delta (set_number, dim, k, n) SELECT set_number, {dim}, {key}, COUNT(*)'
                                ' FROM published WHERE set_number = %s AND record_id >= (24 << 55 | %s << 42) + 100000000'
                                f' GROUP BY set_number, {key}', (number, number))


    def many_names(self, word, names):
        """That many subjects whose names begin with the two signs of `word`."""
        cursor = self.cursor
        cursor.execute(
            "INSERT INTO published_subject SELECT 500000 + seq, CONCAT('91210381', LPAD(seq, 10, '0')), CONCAT(%s, seq, '号店'),"
            " CONCAT(%s, seq, '号店'), '91', 210381, NULL, NULL, FALSE, NULL, NULL, IF(seq %% 7, NULL, CONCAT('老', %s, seq)), '2025-06-01'"
            f" FROM seq_1_to_{names}", (word, word, word))
        cursor.execute('INSERT INTO published_name SELECT subject_id * 16, subject_id, norm, FALSE, region, kind FROM published_subject'
                       ' WHERE subject_id > 500000')
        cursor.execute("INSERT INTO published_name SELECT subject_id * 16 + 1, subject_id, former, TRUE, region, kind FROM published_subject"
                       " WHERE subject_id > 500000 AND former IS NOT NULL")
        for gram in grams(word + '9') - grams('9') - grams(word[1] + '9'):
            cursor.execute('INSERT INTO published_gram SELECT %s, id, region, kind FROM published_name WHERE subject_id > 500000', (gram,))


PENALTY = {
    'CF_WSH': '某市监罚〔2025〕1号', 'CF_WFXW': '经营超过保质期的食品', 'CF_SY': '2025年1月，货架上有3袋超过保质期的面粉。',
    'CF_YJ': '《中华人民共和国食品安全法》第一百二十四条', 'CF_CFLB': '罚款', 'CF_NR': '罚款5000元', 'CF_NR_FK': '0.5',
    'CF_JDRQ': '2025-03-01', 'CF_YXQ': '2099-12-31', 'CF_CFJG': '某某市市场监督管理局',
}


def fill(connection, today):
    """The rows that the tests speak of. Returns a dictionary of their ids and codes."""
    s = Sample(connection, today)
    until = (today + datetime.timedelta(days=100)).isoformat()
    out = {'sample': s}
    out['plain'] = s.subject(1001, '沈阳晨露食品有限公司', former=['沈阳晨曦面粉厂'], basics={})
    out['namesake'] = s.subject(1002, '沈阳晨露食品有限公司', region=210213, established='2019-07-01')
    out['prefix'] = s.subject(1003, '沈阳晨露食品销售有限公司')
    out['inside'] = s.subject(1004, '大连新沈阳晨露食品有限公司', region=210202)
    out['empty'] = s.subject(1005, '鞍山碧水物业管理有限公司', region=210302, kind='91')
    out['village'] = s.subject(1006, '某某镇柳树屯村民委员会', region=210682, kind='Y1', status=None, established=None)
    out['household'] = s.subject(1007, '铁西区小满面馆', region=210106, kind='92')
    out['percent'] = s.subject(1008, '百分之百%_促销有限公司')
    out['rare'] = s.subject(1009, '𠮷䶮㐂商贸有限公司')
    out['provincial'] = s.subject(1012, '辽宁省测绘院', region=210000, kind='12')
    out['hostile'] = s.subject(1010, HOSTILE + '公司', former=[HOSTILE + '旧'], status='存续<b>')
    for n in range(30):
        s.subject(1100 + n, f'营口海风第{n:02d}贸易有限公司', region=210802 if n % 2 else 210881)
    p = 'penalty-decision'
    fields = dict(PENALTY, CF_XDR_MC='沈阳晨露食品有限公司', CF_XDR_SHXYM=out['plain'])
    out['record'] = s.record(p, '2025-03-01', 1001, document='某市监罚〔2025〕1号', kind='罚款', grade='ordinary', until=until, fields=fields,
                             amount='0.5', region=210102)
    out['flagged'] = s.record(p, '2025-03-02', None, name='抚顺代码有误加工厂', document='抚罚〔2025〕7号', kind='警告', flagged=True, region=210402,
                              fields={'CF_XDR_MC': '抚顺代码有误加工厂', 'CF_XDR_SHXYM': '00000000000000000X', 'CF_WSH': '抚罚〔2025〕7号'})
    hostile = {code: HOSTILE for code in (*PENALTY, 'CF_XDR_MC', 'BZ')}
    out['hostile_record'] = s.record(p, '2025-03-03', 1010, name=HOSTILE, document=HOSTILE[:100], authority=HOSTILE, kind='罚款', fields=hostile)
    for n in range(45):
        s.record(p, f'2024-{1 + n % 12:02d}-{1 + n % 27:02d}', 1100 + n % 30, document=f'营罚〔2024〕{n}号', kind=('罚款', '警告', '警告、罚款')[n % 3],
                 region=210802 if n % 2 else 210881, authority='营口市某某局')
    out['annulled'] = s.annulled(p, 1001, '某市监罚〔2024〕9号', '某政复决〔2025〕3号', '行政复议决定撤销原处罚。', '2025-05-06')
    out['gone'] = s.gone(p, 1001)
    out['person'] = s.record('black-dishonest-debtor', '2025-04-01', None, name='段**', document='（2025）辽01执1号', person=True, region=210000,
                             authority='某某中级人民法院', fields={'name': '段**', 'case_no': '（2025）辽01执1号'})
    out['shareholder'] = s.record('samr-corporate-shareholder', '2020-01-02', 1003)
    out['renamed'] = s.subject(1011, '丹东银杏纺织有限公司', region=210602, former=['丹东银杏布厂', '丹东银杏', '安东银杏布厂'])
    s.record('samr-registration', '2015-03-02', 1003)
    s.record('red-tax-a', '2025-05-01', 1001, document='', kind=None, region=210102)
    for code in (p, 'red-tax-a', 'black-dishonest-debtor'):
        s.delivery(code, '2025-06-01', 10)
    s.many('licence-decision', 101000, 1005)
    s.delivery('licence-decision', '2025-06-02', 101000)
    s.many_names('海城', 20000)
    for n in range(25):
        s.record('red-model-enterprise', f'2025-01-{1 + n:02d}', 1001, document=f'辽信〔2025〕{n}号')
    connection.commit()
    s.cursor.execute('ANALYZE TABLE published, published_name, published_gram')
    return out
