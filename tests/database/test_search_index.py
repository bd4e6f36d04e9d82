"""search check finds what differs, search rebuild mends it."""
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
