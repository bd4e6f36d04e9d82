"""Import: what departments send, in every form they send it."""
import datetime
import os
import signal
import subprocess
import time

from deliveries import CODES, LABELS, csv, penalty, uscc

TODAY = (datetime.datetime.utcnow() + datetime.timedelta(hours=8)).date()
DAY = (TODAY - datetime.timedelta(days=30)).isoformat()
ROWS = [penalty(n, DAY) for n in range(1, 6)]


def test_the_same_rows_in_every_encoding_and_form_are_the_same_records(db):
    text = csv(ROWS)
    labels = csv(ROWS, dict(zip(CODES, LABELS)), quote=True, end='\r\n')
    assert db.load('penalty-decision', text)[:3] == (5, 0, 0)
    before = db.state()
    assert len(before['published']) == 5
    for data in (('\ufeff' + text).encode('utf-8'), text.encode('gb18030'), labels.encode('utf-8'), labels.encode('gb18030'),
                 csv(ROWS, dict(reversed(list(zip(CODES, LABELS))))).encode('utf-8'), text.replace('\n', '\r\n').encode('gb18030')):
        assert db.load('penalty-decision', data)[:3] == (5, 0, 0)
    assert db.state() == before
    db.assert_counters()
    db.assert_rule()


def test_older_names_of_columns_and_unknown_ones(db):
    header = dict(zip(CODES, CODES))
    header.update(CF_XDR_MC='CF_XDR', CF_WFXW='处罚名称', other='我们自己的列')
    accepted, flagged, rejected, said = db.load('penalty-decision', csv([dict(r, CF_WFXW='某案', other='x') for r in ROWS], header))
    assert (accepted, flagged, rejected) == (5, 0, 0)
    assert said.count('我们自己的列') == 1
    assert db.value("SELECT COUNT(*) FROM record WHERE JSON_VALUE(facts, '$.CF_WFXW') = '某案'") == '5'


def test_full_width_and_hidden_marks(db):
    wide = dict(ROWS[0])
    wide['CF_XDR_SHXYM'] = ''.join(chr(ord(c) + 0xFEE0) for c in wide['CF_XDR_SHXYM'])
    wide['CF_JDRQ'] = ''.join(chr(ord(c) + 0xFEE0) for c in DAY)
    wide['CF_NR_FK'] = '１'
    assert db.load('penalty-decision', csv([wide, dict(ROWS[1], CF_XDR_SHXYM="'" + ROWS[1]['CF_XDR_SHXYM'])]))[:3] == (2, 0, 0)
    assert db.value('SELECT COUNT(*) FROM record WHERE uscc IS NOT NULL') == '2'
    raw = csv([ROWS[2]]).replace(ROWS[2]['CF_XDR_SHXYM'], '="%s"' % ROWS[2]['CF_XDR_SHXYM'])
    assert db.load('penalty-decision', raw)[:3] == (1, 0, 0)
    assert db.value('SELECT COUNT(*) FROM record WHERE uscc IS NOT NULL') == '3'


def test_wrong_codes_are_flagged_and_kept(db):
    wrong = ROWS[0]['CF_XDR_SHXYM'][:-1] + ('0' if ROWS[0]['CF_XDR_SHXYM'][-1] != '0' else '1')
    rows = [dict(ROWS[0], CF_XDR_SHXYM=wrong), dict(ROWS[1], CF_XDR_SHXYM='00000000000000000X'), ROWS[2]]
    accepted, flagged, rejected, said = db.load('penalty-decision', csv(rows))
    assert (accepted, flagged, rejected) == (3, 2, 0)
    assert 'line 2: flagged: CF_XDR_SHXYM' in said and 'line 3: flagged: CF_XDR_SHXYM' in said
    assert db.value('SELECT COUNT(*) FROM published WHERE uscc IS NULL AND flagged') == '2'
    assert db.value("SELECT COUNT(*) FROM published WHERE fields LIKE '%%%s%%'" % wrong) == '0'
    assert db.value("SELECT COUNT(*) FROM record WHERE facts LIKE '%%%s%%'" % wrong) == '1'
    db.assert_counters()


def test_rows_without_identity_are_rejected_with_line_field_and_reason(db):
    rows = [ROWS[0], dict(ROWS[1], CF_WSH=''), dict(ROWS[2], CF_JDRQ='昨天'), dict(ROWS[3], CF_XDR_MC='  ')]
    accepted, flagged, rejected, said = db.load('penalty-decision', csv(rows))
    assert (accepted, flagged, rejected) == (1, 0, 3)
    assert 'line 3: rejected: CF_WSH 行政处罚决定书文号: 缺少必填字段' in said
    assert 'line 4: rejected: CF_JDRQ' in said and 'line 5: rejected: CF_XDR_MC' in said
    assert db.value("SELECT COUNT(*) FROM batch_issue WHERE kind = 'reject'") == '3'


def test_a_file_that_cannot_be_read_leaves_nothing(db):
    good = csv(ROWS)
    for data in (b'', good.encode('utf-8') + b'\xff\xfe\xff', good.encode('utf-16'), good.replace('CF_WSH', 'X').encode(),
                 (good + '"never closed,').encode(), good.encode() + b'\0'):
        done = db.ctl('import', 'penalty-decision', db.file('bad.csv', data))
        assert done.returncode == 1, done.stdout
        assert done.stderr and db.folder not in done.stderr
    assert db.value('SELECT COUNT(*) FROM record') == '0'
    assert db.ctl('import', 'no-such-set', db.file('x.csv', good)).returncode == 1
    assert db.ctl('import', 'penalty-decision').returncode == 2
    assert db.ctl('import', 'penalty-decision', os.path.join(db.folder, 'missing.csv')).returncode == 1


def test_a_dry_run_writes_nothing(db):
    assert db.load('penalty-decision', csv(ROWS), '--dry-run')[:3] == (5, 0, 0)
    assert db.value('SELECT (SELECT COUNT(*) FROM record) + (SELECT COUNT(*) FROM batch)') == '0'


def test_a_corrected_row_updates_its_record_and_keeps_the_history(db):
    db.load('penalty-decision', csv(ROWS))
    record = db.record(ROWS[0]['CF_WSH'])
    assert db.load('penalty-decision', csv([dict(ROWS[0], CF_NR_FK='2', CF_NR='罚款人民币2万元')] + ROWS[1:]))[:3] == (5, 0, 0)
    assert db.sql_root('SELECT id, version, amount FROM record WHERE version > 1') == [[record, '2', '2.000000']]
    assert db.sql_root("SELECT seq, kind, JSON_VALUE(before_facts, '$.CF_NR_FK') FROM record_event") == [['1', 'corrected', '1']]
    assert db.value('SELECT amount FROM published WHERE record_id = %s' % record) == '2.000000'
    assert db.value("SELECT COUNT(*) FROM published_change WHERE kind = 'corrected'") == '1'
    db.assert_counters()
    db.assert_rule()


def test_of_two_rows_for_one_fact_the_first_counts(db):
    rows = [ROWS[0], ROWS[1], dict(ROWS[0], CF_NR_FK='9'), ROWS[1]]
    accepted, _, rejected, said = db.load('penalty-decision', csv(rows))
    assert (accepted, rejected) == (3, 1) and '与第2行是同一条信息' in said
    before = db.state()
    db.load('penalty-decision', csv(rows))
    assert db.state() == before


def test_nothing_that_staff_took_down_comes_back(db):
    db.load('penalty-decision', csv(ROWS))
    verbs = ['withdraw', 'annul', 'repair', 'delete']
    for verb, row in zip(verbs, ROWS):
        done = db.ctl('record', db.record(row['CF_WSH']), verb, '--reason', '测试', '--document', '测〔2026〕1号')
        assert done.returncode == 0, done.stderr
    before = db.state()
    accepted, flagged, _, said = db.load('penalty-decision', csv([dict(r, CF_NR='改了内容') for r in ROWS[:4]] + ROWS[4:]))
    assert (accepted, flagged) == (5, 4)
    assert said.count('未恢复') == 4
    assert db.state() == before
    assert db.value("SELECT COUNT(*) FROM batch_issue WHERE kind = 'decision'") == '4'
    assert db.value('SELECT COUNT(*) FROM published') == '1'
    assert db.sql_root('SELECT notice_no, reason FROM published_notice') == [['测〔2026〕1号', '测试']]
    db.assert_counters()
    db.assert_rule()


def test_an_import_cut_off_half_way_can_be_run_again_and_ends_the_same(db, server, tmp_path):
    rows = [penalty(n, DAY, CF_XDR_SHXYM=uscc(20000000 + n // 3)) for n in range(12000)]
    path = db.file('many.csv', csv(rows))
    running = subprocess.Popen([db.creditctl, '--config', db.config, 'import', 'penalty-decision', path], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    while running.poll() is None and int(db.value('SELECT COUNT(*) FROM record')) < 3000:
        time.sleep(0.05)
    assert running.poll() is None, 'it ended before it could be killed'
    running.send_signal(signal.SIGKILL)
    running.wait()
    reached = int(db.value('SELECT COUNT(*) FROM record'))
    assert 0 < reached < 12000 and reached % 1000 == 0
    db.assert_counters()
    db.assert_rule()
    assert db.ctl('import', 'penalty-decision', path).returncode == 0
    db.assert_counters()
    db.assert_rule()
    after = db.state()
    assert len(after['record']) == 12000 and after['event'] == []
    assert db.ctl('search', 'check').returncode == 0
    assert db.value("SELECT GROUP_CONCAT(state ORDER BY id) FROM batch") == 'failed,done'


def test_natural_persons_are_masked_and_their_numbers_encrypted(db):
    header = '案号,姓名/名称,身份证号码/组织机构代码,执行法院,发布时间,失信被执行人行为具体情形\n'
    db.load('black-dishonest-debtor', header + '（2026）辽01执1号,段正淳,11010519491231002X,沈阳市中级人民法院,%s,有履行能力而段正淳拒不履行\n' % DAY)
    name, fields = db.sql_root('SELECT name, fields FROM published')[0]
    assert name == '段**' and '段正淳' not in fields and '1***************2X' in fields
    assert db.value("SELECT COUNT(*) FROM record WHERE facts LIKE '%19491231%'") == '0'
    assert db.value('SELECT COUNT(*) FROM person_identity WHERE LENGTH(cipher) = 48 + 18 AND key_no = 2') == '1'
    assert db.value('SELECT COUNT(*) FROM subject') == '0'
    db.load('penalty-decision', csv([penalty(1, DAY, CF_XDR_MC='段正淳', CF_XDR_LB='自然人', CF_XDR_SHXYM='')]))
    assert db.value('SELECT COUNT(*) FROM published WHERE set_number = 2') == '0'
    db.assert_rule()


def test_a_decision_dated_later_waits_for_its_day(db):
    later = (TODAY + datetime.timedelta(days=3)).isoformat()
    db.load('penalty-decision', csv([penalty(1, later)]))
    assert db.value('SELECT COUNT(*) FROM published') == '0'
    assert db.sql_root('SELECT day FROM publish_due') == [[later]]


def test_a_period_that_is_over_is_not_published_and_may_be_extended_by_a_correction(db):
    old = (TODAY - datetime.timedelta(days=200)).isoformat()
    over = (TODAY - datetime.timedelta(days=1)).isoformat()
    db.load('penalty-decision', csv([penalty(1, old, CF_GSJZQ=over)]))
    assert db.sql_root('SELECT state, (SELECT COUNT(*) FROM published) FROM record') == [['expired', '0']]
    db.load('penalty-decision', csv([penalty(1, old, CF_GSJZQ=TODAY.isoformat())]))
    assert db.sql_root('SELECT state, (SELECT COUNT(*) FROM published) FROM record') == [['live', '1']]
    assert db.value('SELECT kind FROM record_event') == 'restored'
    db.load('penalty-decision', csv([penalty(1, old, CF_GSJZQ=over)]))
    assert db.sql_root('SELECT state, (SELECT COUNT(*) FROM published) FROM record') == [['expired', '0']]
    assert db.value("SELECT COUNT(*) FROM published_change WHERE kind = 'gone'") == '1'
    db.assert_counters()


def test_a_registration_names_its_subject_and_keeps_former_names(db):
    header = '企业名称,统一社会信用代码,曾用名,行政区划代码,登记状态,登记机关,核准日期,成立日期\n'
    code = uscc(30000001)
    db.load('penalty-decision', csv([penalty(1, DAY, CF_XDR_SHXYM=code)]))
    assert db.value('SELECT registered FROM published_subject') == '0'
    line = '%s,%s,%s,210102,存续,沈阳市市场监督管理局,%s,2015-01-01\n'
    db.load('samr-registration', header + line % ('沈阳新名科技有限公司', code, '沈阳旧名商贸有限公司', DAY))
    name, former, region, registered = db.sql_root("SELECT name, REPLACE(former, CHAR(10), '|'), region, registered FROM published_subject")[0]
    assert (name, region, registered) == ('沈阳新名科技有限公司', '210102', '1') and '沈阳旧名商贸有限公司' in former
    db.load('samr-registration', header + line % ('沈阳更新科技有限公司', code, '', DAY))
    former = db.value("SELECT REPLACE(former, CHAR(10), '|') FROM published_subject").split('|')
    assert sorted(former) == sorted(['沈阳新名科技有限公司', '沈阳旧名商贸有限公司', '沈阳测试1商贸有限公司'])
    assert db.ctl('search', 'check').returncode == 0
    db.assert_counters()


def test_two_imports_into_one_set_do_not_mix(db):
    lock = subprocess.Popen(['mariadb', '-S', db.server.socket, '-uroot', '-e', "SELECT GET_LOCK('credit import 2', 1); SELECT SLEEP(8)"],
                            stdout=subprocess.DEVNULL)
    try:
        time.sleep(1)
        done = db.ctl('import', 'penalty-decision', db.file('x.csv', csv(ROWS)))
        assert done.returncode == 1 and 'under way' in done.stderr
    finally:
        lock.kill()
        lock.wait()


def registrations(numbers):
    header = '企业名称,统一社会信用代码,曾用名,行政区划代码,登记机关,核准日期\n'
    return header + ''.join('大连再试%d号贸易有限公司,%s,,210200,大连市市场监督管理局,2020-01-01\n' % (n, uscc(50000000 + n)) for n in numbers)


def test_a_transaction_that_is_tried_again_uses_no_id_of_another(db):
    # the second thousand rows meet nine deadlocks at their very end: a block of ids holds ten thousand
    db.sql_root("""DELIMITER //
        CREATE TRIGGER deadlocks BEFORE INSERT ON published_change FOR EACH ROW
        IF COALESCE(@met, 0) < 9 AND (SELECT COUNT(*) FROM subject) > 1000 THEN
            SET @met = COALESCE(@met, 0) + 1;
            SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213;
        END IF //""")
    assert db.load('samr-registration', registrations(range(3000)))[:3] == (3000, 0, 0)
    db.sql_root('DROP TRIGGER deadlocks')
    assert db.load('samr-registration', registrations(range(3000, 4500)))[:3] == (1500, 0, 0)
    assert db.value('SELECT COUNT(*) FROM published_subject') == '4500'
    assert db.value('SELECT next > (SELECT MAX(id) FROM subject) FROM record_serial WHERE set_number = 0 AND year = 0') == '1'
    assert db.ctl('search', 'check').returncode == 0
    db.assert_counters()
    db.assert_rule()


def test_a_subject_that_another_import_makes_meanwhile_gets_its_registration(db):
    code = uscc(50000007)
    db.load('samr-registration', registrations([100]))
    other = subprocess.Popen(
        ['mariadb', '-S', db.server.socket, '-uroot', '--default-character-set=utf8mb4', 'credit', '-e',
         "START TRANSACTION; INSERT INTO subject (id, uscc, name, norm, kind, region, registered, updated_at) VALUES "
         f"(900000, '{code}', '旧名贸易行', '旧名贸易行', '91', 210000, 0, UTC_TIMESTAMP()); SELECT SLEEP(3); COMMIT"])
    try:
        time.sleep(1)
        assert db.load('samr-registration', registrations(range(10)))[:3] == (10, 0, 0)
    finally:
        other.wait(20)
    assert db.sql_root(f"SELECT name, former, region, registered FROM published_subject WHERE uscc = '{code}'") == [
        ['大连再试7号贸易有限公司', '旧名贸易行', '210200', '1']]
    assert db.value('SELECT COUNT(*) FROM published_subject') == '11'
    assert db.ctl('search', 'check').returncode == 0
    db.assert_counters()
    db.assert_rule()


def test_a_name_that_is_not_its_code_s_is_flagged_and_kept(db):
    header = '企业名称,统一社会信用代码,曾用名,行政区划代码,登记机关,核准日期\n'
    code = ROWS[0]['CF_XDR_SHXYM']
    db.load('samr-registration', header + '沈阳甲商贸有限公司,%s,沈阳旧商贸有限公司,210100,沈阳市市场监督管理局,2020-01-01\n' % code)
    names = ['沈阳甲商贸有限公司', '瀋陽甲商貿（有限公司）', '沈阳旧商贸有限公司', '大连乙饭店']
    rows = [dict(penalty(n + 1, DAY, CF_XDR_SHXYM=code), CF_XDR_MC=name) for n, name in enumerate(names)]
    accepted, flagged, rejected, said = db.load('penalty-decision', csv(rows + ROWS[4:]))
    assert (accepted, flagged, rejected) == (5, 1, 0)
    assert said.splitlines()[0] == 'line 5: flagged: CF_XDR_MC 行政相对人名称: 与该代码登记的名称“沈阳甲商贸有限公司”不一致，请核对代码与名称'
    assert db.sql_root('SELECT line, kind, field FROM batch_issue') == [['5', 'flag', 'CF_XDR_MC']]
    assert db.value("SELECT COUNT(*) FROM published WHERE uscc = '%s' AND NOT flagged AND set_number <> "
                    "(SELECT number FROM info_set WHERE code = 'samr-registration')" % code) == '4'
    assert db.load('penalty-decision', csv(rows + ROWS[4:]))[:3] == (5, 1, 0)  # the same again says the same
