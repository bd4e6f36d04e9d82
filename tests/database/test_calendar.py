"""A year's notice comes out: deadlines that were provisional are counted anew, and the old date stays to be seen."""


def load(db, *lines):
    done = db.ctl('calendar', 'load', db.file('year.csv', 'date,kind,name\n' + '\n'.join(lines) + '\n'))
    assert done.returncode == 0, done.stderr
    return done.stdout


def clock(db, number, due, provisional, started='2026-12-29', days=3, stopped='NULL'):
    db.sql_root(f"INSERT INTO casefile (number, kind, state, rule, code_hash, application, filed_at, next_due, next_step, next_provisional) VALUES "
                f"('{number}', 'objection', 'submitted', 'liaoning-2016', REPEAT('x', 32), '{{}}', '2026-12-29 02:00:00', '{due}', 'check', {provisional})")
    db.sql_root(f"INSERT INTO case_clock (case_number, seq, step, basis, owner, started_on, working_days, due, provisional, stopped_at) VALUES "
                f"('{number}', 1, 'check', 'x', 'centre', '{started}', {days}, '{due}', {provisional}, {stopped})")


def test_a_deadline_in_a_year_that_was_unknown_moves_when_the_year_is_loaded(db):
    clock(db, 'Y20261229000001', '2027-01-01', 1)                                        # counted by the week alone
    clock(db, 'Y20261229000002', '2027-01-01', 1, stopped="'2026-12-30 00:00:00'")       # over: it stays
    clock(db, 'Y20261221000003', '2026-12-24', 0, started='2026-12-21')                  # in a known year
    assert '1 deadlines moved' in load(db, '2027-01-01,off,元旦')
    assert db.sql_root('SELECT case_number, due, provisional, COALESCE(due_before, \'-\') FROM case_clock ORDER BY case_number') == [
        ['Y20261221000003', '2026-12-24', '0', '-'], ['Y20261229000001', '2027-01-04', '0', '2027-01-01'],
        ['Y20261229000002', '2027-01-01', '1', '-']]
    assert db.sql_root("SELECT next_due, next_provisional FROM casefile WHERE number = 'Y20261229000001'") == [['2027-01-04', '0']]
    events = db.sql_root("SELECT case_number, actor, text FROM case_event")
    assert len(events) == 1 and events[0][:2] == ['Y20261229000001', 'creditctl'] and '2027-01-01' in events[0][2]
    assert 'moved' not in load(db, '2027-01-01,off,元旦')


def test_a_corrected_notice_moves_it_again(db):
    clock(db, 'Y20261229000001', '2027-01-01', 1)
    load(db, '2027-01-01,off,元旦')
    assert '1 deadlines moved' in load(db, '2027-01-01,off,元旦', '2027-01-02,work,元旦')
    assert db.value('SELECT due FROM case_clock') == '2027-01-02'
    assert db.value('SELECT COUNT(*) FROM case_event') == '2'
