"""Invented deliveries for the tests."""
ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'


def uscc(number, kind='91', division=210100):
    """A valid code: organisation number with its check sign, then the check sign of the whole (GB 11714, GB 32100)."""
    body = '%08d' % number
    check = 11 - sum(int(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    body += {10: 'X', 11: '0'}.get(check, str(check))
    code = '%s%06d%s' % (kind, division, body)
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code))
    return code + ALPHABET[(31 - total % 31) % 31]


LABELS = ['行政相对人名称', '行政相对人类别', '统一社会信用代码', '法定代表人', '行政处罚决定书文号', '违法事实', '处罚类别', '处罚内容',
          '罚款金额（万元）', '处罚决定日期', '公示截止期', '处罚机关']
CODES = ['CF_XDR_MC', 'CF_XDR_LB', 'CF_XDR_SHXYM', 'CF_FRDB', 'CF_WSH', 'CF_SY', 'CF_CFLB', 'CF_NR', 'CF_NR_FK', 'CF_JDRQ', 'CF_GSJZQ',
         'CF_CFJG']


def penalty(number, day, **other):
    """One row of penalty-decision by field code."""
    row = dict(zip(CODES, ['沈阳测试%d商贸有限公司' % number, '法人及非法人组织', uscc(10000000 + number), '某某', '沈测罚〔2026〕%d号' % number,
                           '未明码标价', '罚款', '罚款人民币1万元', '1', day, '', '沈阳市市场监督管理局']))
    row.update(other)
    return row


def csv(rows, header=None, quote=False, end='\n'):
    """Rows (dictionaries by code) as CSV; header: what the first line says for each code."""
    header = header or dict(zip(CODES, CODES))
    def cell(text):
        return '"%s"' % text.replace('"', '""') if quote or any(s in text for s in ',"\n\r') else text
    lines = [','.join(cell(h) for h in header.values())]
    lines += [','.join(cell(row.get(code, '')) for code in header) for row in rows]
    return end.join(lines) + end
