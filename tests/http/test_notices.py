"""Notices: number and state at every step, never content; a new query code by the registered telephone; nothing of it in the open."""
import json
import os
import time

import pytest

from applicant import Applicant, hidden
from desk import Desk

PHONE, MAIL = '13912345678', 'notice.reader@example.cn'
SECRET = '这一句话只写在异议说明里。'


@pytest.fixture(scope='module')
def told(instance):
    """An objection of somebody with a telephone and an address of their own: number, code, the applicant."""
    record = instance.sql("SELECT p.record_id FROM published p JOIN info_set s ON s.number = p.set_number WHERE s.code = 'penalty-decision' "
                          "ORDER BY p.record_id LIMIT 1")[0][0]
    applicant = Applicant(instance)
    number, code = applicant.filed(record, phone=PHONE, email=MAIL, statement='请核对处罚金额。' + SECRET)
    return type('Told', (), {'number': number, 'code': code, 'applicant': applicant, 'instance': instance})


def messages(instance, number, channel=None):
    """What the demonstration wrote down in place of sending it, about this case."""
    with open(os.path.join(instance.state, 'log', 'messages'), encoding='utf-8') as f:
        lines = [json.loads(line) for line in f if line.endswith('}\n')]
    return [m for m in lines if number in m['text'] and channel in (None, m['channel'])]


def wait_for(instance, number, words, channel='sms', seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for message in messages(instance, number, channel):
            if words in message['text']:
                return message
        time.sleep(0.2)
    raise AssertionError(f'no {channel} about {number} with {words}: {messages(instance, number)}')


def test_filing_is_told_by_telephone_and_mail(told):
    short = wait_for(told.instance, told.number, '已收到')
    mail = wait_for(told.instance, told.number, '已收到', 'mail')
    assert (short['to'], mail['to']) == (PHONE, MAIL)
    assert short['text'].startswith('【') and len(short['text']) <= 70
    assert told.number in mail['subject'] and '/cases' in mail['text']


def test_a_move_is_told_with_its_state_and_without_content(told):
    name, _, password, secret = told.instance.ctl('staff', 'add', f'notice-{os.getpid()}', '--role', 'clerk').stdout.strip().split('\t')
    desk = Desk(told.instance)
    assert desk.sign_in(name, password, secret).status == 303
    assert desk.move(told.number, 'return', list='营业执照副本，须加盖公章').status == 303
    wait_for(told.instance, told.number, '需要补正')
    for message in messages(told.instance, told.number):
        assert SECRET not in message['text'] and '营业执照' not in message['text'] and '处罚金额' not in message['text']


def test_a_lost_code_is_sent_anew_and_the_old_one_opens_nothing(told):
    stranger = Applicant(told.instance, address='127.0.0.7')
    fields = dict(hidden(stranger.get('/cases/code').text, '/cases/code'))
    asked = stranger.post('/cases/code', {**fields, 'number': told.number, 'contact': PHONE})
    assert told.code not in asked.text
    message = wait_for(told.instance, told.number, '新查询码')
    code = message['text'].split('新查询码：')[1][:10]
    assert code != told.code and message['to'] == PHONE
    assert code not in asked.text
    assert stranger.query(told.number, told.code).status != 303
    assert stranger.query(told.number, code).status == 303
    # in the database there is neither the code nor the number it went to
    assert not told.instance.sql("SELECT 1 FROM outbox WHERE case_number = %s AND state = 'sent' AND channel <> 'desk' AND recipient <> ''", told.number)
    assert not told.instance.sql("SELECT 1 FROM outbox WHERE INSTR(values_json, %s)", code)
