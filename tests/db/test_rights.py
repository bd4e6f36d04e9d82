"""Every account × table × verb, against what design.md says: tried, not read from the grants."""
import pytest

PROJECTIONS = {'published', 'published_subject', 'published_name', 'published_gram', 'published_change', 'published_notice', 'counter',
               'count_delta', 'set_delivery'}
REFERENCE = {'setting', 'catalogue_version', 'source_unit', 'info_set', 'info_field', 'division', 'workday', 'workday_year', 'grade_rule',
             'rule_set'}
S, I, U, D = 'SELECT', 'INSERT', 'UPDATE', 'DELETE'
ALL = {S, I, U, D}

# disclosure reads the projections and nothing behind them; rooms kept free have nothing; the clerk works through
# procedures and says that it lives; ctl has batches, records, projections and reference data.
MAY = {
    'disclosure': {**{t: {S} for t in PROJECTIONS | REFERENCE}, 'heartbeat': {S}},
    'filing': {}, 'report': {}, 'console': {}, 'exchange': {},
    'clerk': {'heartbeat': {S, I, U}},
    'ctl': {
        'setting': {S}, 'catalogue_version': {S, I, U}, 'source_unit': {S, I, U}, 'info_set': {S, I, U}, 'info_field': ALL, 'division': ALL,
        'workday': ALL, 'workday_year': ALL, 'grade_rule': ALL, 'rule_set': ALL, 'subject': {S, I, U}, 'subject_name': {S, I, U},
        'person_identity': ALL, 'batch': {S, I, U}, 'batch_issue': {S, I}, 'record_serial': {S, I, U}, 'record': {S, I, U},
        'record_event': {S, I}, 'record_hold': {S}, 'publish_due': {S, I, D}, 'publishable': {S}, 'published': {S, I, D},
        'published_subject': {S, I, U}, 'published_name': ALL, 'published_gram': {S, I, D}, 'published_change': {S, I}, 'published_notice': {S},
        'counter': {S}, 'count_delta': {S, I}, 'set_delivery': {S, I, U}, 'heartbeat': {S}, 'staff': {S, I, U},
    },
}
PROCEDURES = {'clerk': {'counters_fold', 'publications_end', 'publications_begin'},
              'ctl': {'record_end', 'record_hold_open', 'record_hold_close', 'counters_fold'}}
DENIED = ('1142', '1143', '1044', '1045', '1370', '1227')


def statement(verb, table, column):
    # nothing is changed: no row passes, and a right is checked before a row is looked for
    return {S: 'SELECT `%s` FROM `%s` LIMIT 0' % (column, table), I: 'INSERT INTO `%s` (`%s`) SELECT NULL FROM DUAL WHERE 1 = 0' % (table, column),
            U: 'UPDATE `%s` SET `%s` = NULL WHERE 1 = 0' % (table, column), D: 'DELETE FROM `%s` WHERE 1 = 0' % table}[verb]


@pytest.mark.parametrize('program', sorted(MAY))
def test_an_account_may_do_exactly_what_the_design_says(db, program):
    tables = db.sql_root("SELECT c.table_name, c.column_name FROM information_schema.columns c WHERE c.table_schema = 'credit' "
                         "AND c.ordinal_position = 1 ORDER BY 1")
    assert len(tables) > 30 and set(MAY[program]) <= {t for t, _ in tables}
    wrong = []
    for table, column in tables:
        for verb in (S, I, U, D):
            done = db.as_program(program, statement(verb, table, column))
            denied = done.returncode != 0 and any('ERROR %s ' % code in done.stderr for code in DENIED)
            if denied == (verb in MAY[program].get(table, ())):
                wrong.append((table, verb, done.stderr.strip()))
    assert wrong == []


@pytest.mark.parametrize('program', sorted(MAY))
def test_an_account_may_call_exactly_its_procedures(db, program):
    routines = db.sql_root("SELECT r.routine_name, COUNT(p.specific_name) FROM information_schema.routines r LEFT JOIN information_schema.parameters p "
                           "ON p.specific_schema = r.routine_schema AND p.specific_name = r.routine_name AND p.ordinal_position > 0 "
                           "WHERE r.routine_schema = 'credit' GROUP BY 1")
    assert routines
    for name, _ in routines:
        done = db.as_program(program, 'CALL %s()' % name)
        refused = 'ERROR 1370 ' in done.stderr or 'ERROR 1044 ' in done.stderr or 'ERROR 1142 ' in done.stderr
        assert refused != (name in PROCEDURES.get(program, ())), (name, done.stderr)


def test_nobody_signs_in_as_the_definer(db):
    assert db.mariadb('SELECT 1', 'credit_definer').returncode != 0


@pytest.mark.parametrize('program', sorted(MAY))
def test_no_account_changes_the_schema_or_other_rights(db, program):
    for sql in ('CREATE TABLE t (a INT)', 'DROP TABLE record', 'ALTER TABLE record ADD x INT', 'TRUNCATE published',
                "GRANT SELECT ON credit.record TO 'credit_disclosure'@'localhost'", "CREATE USER 'x'@'localhost'", 'SELECT * FROM mysql.global_priv',
                "SELECT LOAD_FILE('/etc/hostname') IS NULL INTO OUTFILE '/tmp/never-written'"):
        assert db.as_program(program, sql).returncode != 0, sql
