"""Rules and settings: what the data files bring, what staff changed stays, what is not allowed is refused."""
import csv
import os
import shutil

from conftest import TOP

DATA = os.path.join(TOP, 'db', 'data')


def rows(name):
    with open(os.path.join(DATA, name), encoding='utf-8', newline='') as f:
        return list(csv.DictReader(f))


def shown(value):
    return value or 'NULL'


def test_the_database_holds_what_the_files_say(db):
    assert db.sql_root('SELECT code, law, article, check_days, correct_notice_days, provider_days, result_notice_days, effect, valid_from, '
                       'valid_until FROM rule_set ORDER BY code') == sorted(
        [r['code'], r['law'], r['article'], *(shown(r[k]) for k in (
            'check_days', 'correct_notice_days', 'provider_days', 'result_notice_days', 'effect', 'from', 'until'))]
        for r in rows('rule-sets.csv'))
    assert db.sql_root('SELECT code, law, site_days, department_days, papers, fee, valid_from, valid_until FROM repair_rule ORDER BY code') == sorted(
        [r['rule_set'], r['law'], shown(r['site_days']), shown(r['department_days']), r['papers'], r['fee'], shown(r['from']), shown(r['until'])]
        for r in rows('repair-rules.csv'))
    assert db.sql_root('SELECT name, value, initial, label, unit, allowed FROM setting ORDER BY name') == sorted(
        [r['name'], r['default'], r['default'], r['label'], r['unit'], r['allowed']] for r in rows('settings.csv'))


def test_a_setting_that_staff_changed_stays(db):
    db.sql_root("UPDATE setting SET value = '7', changed_by = 'admin', label = 'x' WHERE name = 'supplement_days'")
    assert db.ctl('catalogue', 'load').returncode == 0
    assert db.sql_root("SELECT value, initial, label FROM setting WHERE name = 'supplement_days'") == [['7', '10', '补正材料期限']]


def test_the_configuration_says_what_a_site_starts_with(db):
    with open(db.config, 'a', encoding='utf-8') as f:
        f.write('hold_from = receipt\ncaps_record = 9\n')
    assert db.ctl('catalogue', 'load').returncode == 0
    assert db.sql_root("SELECT name, value FROM setting WHERE name IN ('hold_from', 'caps_record', 'caps_applicant') ORDER BY name") == [
        ['caps_applicant', '5'], ['caps_record', '9'], ['hold_from', 'receipt']]


def test_a_value_that_is_not_allowed_is_refused(db):
    with open(db.config, 'a', encoding='utf-8') as f:
        f.write('accept_days = 30\n')
    done = db.ctl('catalogue', 'load')
    assert done.returncode == 1 and 'accept_days' in done.stderr
    assert db.value("SELECT value FROM setting WHERE name = 'accept_days'") == '0'


def test_a_term_that_nobody_read_stays_open_and_a_wrong_one_is_refused(db):
    data = os.path.join(db.folder, 'data')
    shutil.copytree(DATA, data, ignore=shutil.ignore_patterns('demo', 'bulletins', 'figures*'))
    with open(db.config, encoding='utf-8') as f:
        config = f.read().replace(f'data_dir = {DATA}\n', f'data_dir = {data}\n')
    with open(db.config, 'w', encoding='utf-8') as f:
        f.write(config)
    with open(os.path.join(data, 'rule-sets.csv'), 'a', encoding='utf-8') as f:
        f.write('elsewhere,某省,《某省条例》,第九条,5,,7,,mark,2030-01-01,\n')
    assert db.ctl('catalogue', 'load').returncode == 0
    assert db.sql_root("SELECT check_days, correct_notice_days, provider_days, valid_from FROM rule_set WHERE code = 'elsewhere'") == [
        ['5', 'NULL', '7', '2030-01-01']]
    with open(os.path.join(data, 'rule-sets.csv'), 'a', encoding='utf-8') as f:
        f.write('nowhere,某省,《某省条例》,第九条,five,,7,,mark,,\n')
    assert db.ctl('catalogue', 'load').returncode == 1
    assert db.value("SELECT COUNT(*) FROM rule_set WHERE code = 'nowhere'") == '0'
