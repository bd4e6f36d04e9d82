"""search check finds what differs, search rebuild mends it; what an import did not index waits and is indexed."""
import os
import subprocess

from conftest import build
from deliveries import uscc


def load(db):
    header = '企业名称,统一社会信用代码,曾用名,行政区划代码,登记机关,核准日期\n'
    rows = ''.join('大连测试%s贸易有限公司,%s,大连旧%s厂、大连更旧%s厂,210200,大连市市场监督管理局,2020-01-01\n' % (c, uscc(40000000 + i), c, c)
                   for i, c in enumerate('甲乙丙丁戊己庚辛壬癸𠮷䶮㐂'))
    assert db.load('samr-registration', header + rows)[:3] == (13, 0, 0)


def test_a_fresh_index_is_whole(db):
    load(db)
    done = db.ctl('search', 'check')
    assert done.returncode == 0 and done.stdout == 'names 39, missing 0, surplus 0\n'


def test_damage_is_found_and_mended(db):
    load(db)
    grams = db.sql_root('SELECT gram, name_id, region, kind FROM published_gram ORDER BY 1, 2')
    for damage in ('DELETE FROM published_gram ORDER BY name_id LIMIT 5', 'DELETE FROM published_name WHERE former LIMIT 2',
                   "INSERT INTO published_gram VALUES (1, 999999, 210000, '91')", 'UPDATE published_gram SET region = 210100 LIMIT 1',
                   "INSERT INTO published_name VALUES (999999 * 16, 999999, '没有', 0, 210000, '91')"):
        db.sql_root(damage)
        assert db.ctl('search', 'check').returncode == 1, damage
        assert db.ctl('search', 'rebuild').returncode == 0
        done = db.ctl('search', 'check')
        assert done.returncode == 0, damage + done.stdout
        assert db.sql_root('SELECT gram, name_id, region, kind FROM published_gram ORDER BY 1, 2') == grams


def test_migrate_fills_an_index_that_a_schema_file_emptied(db):
    load(db)
    db.sql_root("TRUNCATE TABLE published_gram; INSERT INTO setting (name, value) VALUES ('names_to_index', 'all')")
    assert db.ctl('search', 'check').stdout == 'names 39, missing 39, surplus 0\n'
    assert 'search index: names 39\n' in db.ctl('migrate').stdout
    assert db.ctl('search', 'check').stdout == 'names 39, missing 0, surplus 0\n'
    assert 'search index' not in db.ctl('migrate').stdout


def test_what_the_index_lacks_is_counted_by_name(db):
    load(db)
    db.sql_root("UPDATE published_gram SET kind = '92' WHERE name_id = (SELECT MIN(name_id) FROM published_gram)")
    db.sql_root('DELETE FROM published_gram WHERE name_id = (SELECT MAX(name_id) FROM published_gram) LIMIT 2')
    assert db.ctl('search', 'check').stdout == 'names 39, missing 2, surplus 0\n'


def many(db, n):
    header = '企业名称,统一社会信用代码,曾用名,行政区划代码,登记机关,核准日期\n'
    rows = ''.join('沈阳第%d号五金厂,%s,沈阳%d号旧厂,210100,沈阳市市场监督管理局,2020-01-01\n' % (i, uscc(50000000 + i), i) for i in range(n))
    assert db.load('samr-registration', header + rows)[:3] == (n, 0, 0)


def test_an_import_of_many_transactions_leaves_no_name_behind(db):
    many(db, 3500)
    assert db.value('SELECT COUNT(*) FROM name_queue') == '0'
    assert db.ctl('search', 'check').stdout == 'names 7000, missing 0, surplus 0\n'


def unindexed(db):
    """As an import that was killed leaves it: the subjects are there, their names wait."""
    many(db, 30)
    whole = db.state()['gram']
    db.sql_root('DELETE FROM published_gram; DELETE FROM published_name; INSERT INTO name_queue (first_subject, last_subject) '
                'SELECT MIN(subject_id), MAX(subject_id) FROM published_subject')
    return whole


def test_what_a_killed_import_left_is_indexed_by_the_background_worker(db):
    whole = unindexed(db)
    config = db.file('clerk.conf', open(db.config, encoding='utf-8').read() + 'templates_dir = %s\n' %
                     os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), 'templates'))
    subprocess.run([os.path.join(build(), 'clerk'), '--config', config, '--once'], stderr=subprocess.PIPE, timeout=120, check=False)
    assert db.value('SELECT COUNT(*) FROM name_queue') == '0'
    assert db.state()['gram'] == whole
    assert db.ctl('search', 'check').returncode == 0


def test_the_next_import_takes_what_waits(db):
    whole = unindexed(db)
    many(db, 30)
    assert db.value('SELECT COUNT(*) FROM name_queue') == '0' and db.state()['gram'] == whole


def test_a_name_that_changed_while_it_waited_is_found_as_it_is_now(db):
    unindexed(db)
    code = uscc(50000007)
    db.load('samr-registration', '企业名称,统一社会信用代码,曾用名,行政区划代码,登记机关,核准日期\n'
                                 '沈阳新名号五金厂,%s,,210100,沈阳市市场监督管理局,2021-01-01\n' % code)
    assert db.sql_root("SELECT n.norm FROM published_name n JOIN published_subject s USING (subject_id) WHERE s.uscc = '%s' AND NOT n.former" % code) \
        == [['沈阳新名号五金厂']]
    assert db.ctl('search', 'check').returncode == 0
