"""The queue and a case as staff meet them, compared with those kept in tests/golden; UPDATE_GOLDEN=1 writes them anew."""
import difflib
import os
import re

import pytest

from office import ACCEPT, FORWARD, REPLY
from test_golden import GOLDEN, Skeleton


@pytest.fixture(scope='module')
def cases(office):
    names = ['沈阳金样一食品有限公司', '沈阳金样二机械有限公司', '沈阳金样三贸易有限公司']
    numbers = [office.file(applicant_name=name, phone='13900008888') for name in names]
    office.do(numbers[1], ACCEPT, FORWARD)
    office.do(numbers[2], ACCEPT, FORWARD, REPLY,
              ('clerk', 'propose', {'outcome': 'corrected', 'grounds': '文号录入有误。', 'set-CF_WSH': '沈测罚〔2026〕777号'}))
    return numbers


def skeleton(text):
    text = ''.join(Skeleton(text).out).strip() + '\n'
    text = text[:text.find('最近的消息')].rsplit('\n', 1)[0] + '\n' if '最近的消息' in text else text
    for pattern, name in ((r'[YXTB]\d{14}', '{case}'), (r'\b91210100\w{10}\b', '{code}'), (r'\b9\d{17}\b', '{record id}'), (r'\d{10}\.[0-9a-f]{64}', '{token}'), (r'\b[0-9a-f]{32}\b', '{once}'),
                          (r'\d{4}-\d\d-\d\d \d\d:\d\d', '{time}'), (r'\d{4}-\d\d-\d\d', '{day}'), (r'(超期|剩) \d+ 个工作日|今天到期(?=<|\{)', '{left}'),
                          (r'(>| )(我的|今天到期|已超期|待来源单位|新收|在办) *\d+', r'\1\2 {n}'), (r'(短信|邮件) · [^·]* ·', r'\1 · {state} ·'), (r'沈阳测试\d+商贸', '沈阳测试{n}商贸'),
                          (r'沈测罚〔2026〕(?!777)\d+号', '沈测罚〔2026〕{n}号'), (r'〔\d{4}〕\d+号', '〔{year}〕{n}号'), (r'files/\d+', 'files/{id}'),
                          (r'9\*{15}\w\w', '{masked code}'), (r'（暂定）|；跨到日历未公布的年份，暂定', '')):
        text = re.sub(pattern, name, text)
    return re.sub(r'[ \t]+\n', '\n', text)


PAGES = {'console-queue': ('clerk', '/console?queue=all&q=沈阳金样'), 'console-case-new': ('clerk', '/console/cases/{0}'),
         'console-case-unit': ('samr', '/console/cases/{1}'), 'console-case-proposed': ('reviewer', '/console/cases/{2}'), 'console-login': (None, '/console/login')}


@pytest.mark.parametrize('name', PAGES)
def test_page(office, cases, name):
    from desk import Desk
    who, path = PAGES[name]
    person = office.desk(who) if who else Desk(office)
    page = person.get(path.format(*cases))
    assert page.status == 200
    got, file = skeleton(page.text), os.path.join(GOLDEN, name + '.txt')
    if os.environ.get('UPDATE_GOLDEN'):
        with open(file, 'w', encoding='utf-8') as f:
            f.write(got)
        return
    with open(file, encoding='utf-8') as f:
        kept = f.read()
    assert got == kept, '\n' + '\n'.join(difflib.unified_diff(kept.splitlines(), got.splitlines(), name + ' kept', name + ' now', lineterm='', n=2))
