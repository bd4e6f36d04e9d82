"""Every account × table × verb: what each program's account may do is written down here, and nothing more works.

The account signs in and tries; nothing is changed (each try is rolled back). A right that db/schema/grants.sql gives or
takes must be given or taken here too: that is the point.
"""
import os

import pymysql
import pytest

ACCOUNTS = ('disclosure', 'filing', 'report', 'console', 'exchange', 'clerk', 'ctl')
VERBS = ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
DENIED = {1142, 1143, 1044, 1227, 1370}  # table, column, database, privilege, routine

# S select, I insert, U update, D delete
REFERENCE = ('catalogue_version source_unit info_set info_field division workday workday_year grade_rule rule_set setting')
PROJECTIONS = ('published published_subject published_name published_gram published_change published_notice published_mark '
               'counter count_delta set_delivery heartbeat')
ALLOWED = {
    # reads the projections and the reference tables; what lies behind them does not exist for it
    'disclosure': {table: 'S' for table in (REFERENCE + ' ' + PROJECTIONS).split()},
    # applicants' side: reference tables; everything else by procedures
    'filing': {table: 'S' for table in (REFERENCE + ' repair_rule set_delivery heartbeat').split()},
    # works by procedures; reads what a notice says and the terms that a case runs by
    'clerk': dict({table: 'S' for table in 'report_stamp letter_to_issue setting source_unit info_set workday workday_year grade_rule rule_set repair_rule'.split()},
                  heartbeat='SIU',
                  # names that an import left to be indexed
                  name_queue='SD', published_subject='S', subject_name='S', published_name='SID', published_gram='SID'),
    # staff: reads cases and records, changes them by procedures; adds to the use log; loads a year's calendar
    'console': dict({table: 'S' for table in (REFERENCE + ' repair_rule measure subject subject_name batch batch_issue record record_event record_hold '
                     'record_correction published published_subject published_name published_change published_notice counter count_delta set_delivery '
                     'heartbeat casefile case_event case_clock case_person attachment letter outbox job report report_record report_subject report_revision report_fault staff staff_session use_digest record_decision person_identity').split()},
                    use_log='SI', workday='SIUD', workday_year='SIUD', catalogue_version='SIU'),
    # imports and loads; takes no record, event or subject away
    'ctl': {
        'setting': 'SIU', 'repair_rule': 'SIU', 'catalogue_version': 'SIU', 'source_unit': 'SIU', 'info_set': 'SIU', 'info_field': 'SIUD',
        'division': 'SIUD', 'workday': 'SIUD', 'workday_year': 'SIUD', 'grade_rule': 'SIUD', 'rule_set': 'SIUD',
        'subject': 'SIU', 'subject_name': 'SIU', 'person_identity': 'SIUD',
        'batch': 'SIU', 'batch_issue': 'SI', 'record_serial': 'SIU', 'record': 'SIU', 'record_event': 'SI',
        'record_hold': 'S', 'publish_due': 'SID', 'publishable': 'S',
        'published': 'SID', 'published_subject': 'SIU', 'published_name': 'SIUD', 'published_gram': 'SID', 'name_queue': 'SID',
        'published_change': 'SI', 'published_notice': 'S', 'counter': 'S', 'count_delta': 'SI', 'set_delivery': 'SIU',
        'heartbeat': 'S', 'staff': 'S', 'casefile': 'S', 'case_event': 'S', 'case_clock': 'S', 'attachment': 'S', 'letter': 'S',
        'record_correction': 'SU', 'use_log': 'S', 'use_digest': 'S',
        # the keys of persons' numbers are rotated
        'case_person': 'SU', 'outbox': 'SU',
    },
    # facts through views by openness; writes what it issues and never changes it
    'report': dict({table: 'S' for table in (REFERENCE + ' repair_rule published published_subject published_name published_notice counter '
                    'set_delivery heartbeat report_record_own report_held report_record_person report_held_person report_letter report_revision').split()},
                   count_delta='SI', report='SI', report_record='SI', report_subject='SI', idempotency='SI', use_log='I'),
    # a room that is kept free has no right yet
    'exchange': {},
}
PROCEDURES = {
    'filing': {'case_file', 'case_supplement', 'case_withdraw', 'case_open', 'case_code_renew', 'case_of_applicant', 'case_record_for_filing',
               'upload_keep', 'upload_of', 'upload_drop'},
    'console': {'case_file_counter', 'case_move', 'case_assign', 'case_record_for_filing', 'upload_keep', 'upload_of', 'upload_drop', 'clock_move',
                'job_add', 'job_retry', 'outbox_retry', 'staff_new', 'staff_failed', 'staff_signed_in', 'staff_session_seen', 'staff_session_end',
                'staff_change', 'staff_password', 'use_digest_compute', 'report_revoke', 'report_tell', 'report_fault_settle', 'decision_propose', 'decision_decide'},
    'report': {'report_open', 'report_case', 'report_fault_tell', 'case_open'},
    'clerk': {'counters_fold', 'report_restamp', 'report_stamp_put_off', 'report_fault_tell', 'letter_put_off', 'letter_issued', 'publications_begin', 'publications_end', 'clocks_warn',
              'clocks_overdue', 'clocks_escalate', 'retention_end', 'rows_sweep', 'cases_to_close', 'files_known', 'recipients_tell', 'case_move_system',
              'case_code_set', 'outbox_take', 'outbox_sent', 'outbox_failed', 'job_add', 'job_take', 'job_done', 'job_failed',
              'use_digest_next', 'use_digest_compute', 'use_digest_put'},
    'ctl': {'counters_fold', 'record_end', 'record_hold_open', 'record_hold_close', 'record_correct', 'set_close', 'staff_new', 'case_file',
            'case_file_counter', 'case_move', 'case_move_system', 'case_supplement', 'case_withdraw', 'case_assign', 'clock_move', 'job_add',
            'use_digest_compute'},
}


@pytest.fixture(scope='module')
def columns(instance):
    """The first column of every table and view that there is."""
    return dict(instance.sql("SELECT table_name, column_name FROM information_schema.columns "
                             "WHERE table_schema = 'credit' AND ordinal_position = 1"))


@pytest.fixture(scope='module')
def signed_in(instance):
    # without a database of its own: an account without any right could not choose one
    connections = {account: pymysql.connect(
        unix_socket=os.path.join(instance.state, 'run', 'mariadb.sock'), user=instance.setting(f'db_user_{account}'),
        password=instance.setting(f'db_password_{account}'), charset='utf8mb4', autocommit=False) for account in ACCOUNTS}
    yield connections
    for connection in connections.values():
        connection.close()


def may(connection, statement):
    """Whether the account may do this; any fault but a denial is the data's, so it may."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        return True
    except pymysql.MySQLError as error:
        return error.args[0] not in DENIED
    finally:
        connection.rollback()


def statement(verb, table, column):
    return {
        'SELECT': f'SELECT `{column}` FROM credit.`{table}` LIMIT 0',
        'INSERT': f'INSERT INTO credit.`{table}` (`{column}`) VALUES (NULL)',
        'UPDATE': f'UPDATE credit.`{table}` SET `{column}` = NULL LIMIT 0',
        'DELETE': f'DELETE FROM credit.`{table}` LIMIT 0',
    }[verb]


@pytest.mark.parametrize('verb', VERBS)
@pytest.mark.parametrize('account', ACCOUNTS)
def test_an_account_may_do_what_is_written_here_and_nothing_else(signed_in, columns, account, verb):
    assert len(columns) > 30
    found = {table for table, column in columns.items() if may(signed_in[account], statement(verb, table, column))}
    expected = {table for table, verbs in ALLOWED[account].items() if verb[0] in verbs}
    assert expected <= set(columns), 'the test names a table that is not there'
    assert found == expected


@pytest.mark.parametrize('account', ACCOUNTS)
def test_an_account_executes_only_its_own_procedures(instance, account):
    found = {row[0] for row in instance.sql("SELECT Routine_name FROM mysql.procs_priv WHERE User = %s AND Db = 'credit'",
                                            f'credit_{account}')}
    assert found == PROCEDURES.get(account, set())


@pytest.mark.parametrize('account', ACCOUNTS)
def test_calling_a_procedure_works_for_its_accounts_alone(instance, signed_in, account):
    """Called without its arguments: who may call it is told how many it wants, who may not is refused before that."""
    names = {row[0] for row in instance.sql("SELECT routine_name FROM information_schema.routines WHERE routine_schema = 'credit'")}
    assert len(names) > 5
    assert {name for name in names if may(signed_in[account], f'CALL credit.`{name}`()')} == PROCEDURES.get(account, set())


@pytest.mark.parametrize('account', ACCOUNTS)
@pytest.mark.parametrize('attempt', [
    'CREATE TABLE credit.intruder (a INT)', 'DROP TABLE credit.published', 'ALTER TABLE credit.published ADD intruder INT', 'TRUNCATE TABLE credit.published',
    'CREATE USER intruder@localhost', "GRANT SELECT ON credit.* TO 'credit_disclosure'@'localhost'", 'SELECT * FROM mysql.user',
    "SELECT 1 INTO OUTFILE '/tmp/intruder'", "LOAD DATA INFILE '/etc/passwd' INTO TABLE credit.published", 'SET GLOBAL local_infile = 1',
    'CREATE PROCEDURE credit.intruder() SELECT 1', 'CALL credit.count_move(1, 1)', 'SHUTDOWN',
])
def test_no_account_reaches_the_schema_the_server_or_files(signed_in, account, attempt):
    error = None
    try:
        with signed_in[account].cursor() as cursor:
            cursor.execute(attempt)
    except pymysql.MySQLError as raised:
        error = raised
    finally:
        signed_in[account].rollback()
    # 1045: no FILE right, 1410: no right to make users, 1290: no files at all, 4166: no LOAD DATA LOCAL
    assert error is not None and error.args[0] in DENIED | {1045, 1410, 1290, 1396}, error


def test_the_definer_of_the_procedures_is_locked(instance):
    with pytest.raises(pymysql.MySQLError):
        pymysql.connect(unix_socket=os.path.join(instance.state, 'run', 'mariadb.sock'), user='credit_definer', password='')
    assert '"account_locked":true' in instance.sql(
        "SELECT REPLACE(Priv, ' ', '') FROM mysql.global_priv WHERE User = 'credit_definer'")[0][0]


def test_there_is_no_other_account(instance):
    users = {row[0] for row in instance.sql('SELECT User FROM mysql.user')}
    assert users - {f'credit_{a}' for a in ACCOUNTS} - {'credit_migrate', 'credit_definer', 'root', 'mariadb.sys', 'mysql', 'PUBLIC',
                                                         os.environ.get('USER', 'root')} == set()
    assert not [row for row in instance.sql("SELECT User FROM mysql.user WHERE Host NOT IN ('localhost', '')")]


def test_a_person_is_not_reached_from_the_public_account(signed_in):
    """The name and number of a person stand in tables that the public program cannot even name."""
    for table in ('person_identity', 'record', 'record_event', 'subject', 'subject_name', 'batch', 'batch_issue', 'staff', 'casefile'):
        assert not may(signed_in['disclosure'], f'SELECT 1 FROM credit.{table} LIMIT 1'), table
