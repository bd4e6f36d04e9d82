"""Figures and words that several pages share: they say the same, and what their source says."""
import csv
import os
import re

TOP = os.path.join(os.path.dirname(__file__), '..', '..')


# ---------------------------------------------------------------------- figures

def figure(page, label):
    lines = [text for _, text in page.lines]
    return int(lines[lines.index(label) + 1].replace(',', ''))


def test_every_page_has_the_same_number_of_sets_and_units(portal):
    home, catalogue, statistics = (portal.page(p) for p in ('/', '/catalogue', '/statistics'))
    public = portal.sql("SELECT COUNT(*) FROM info_set WHERE openness = 'public'")[0][0]
    for page in (home, catalogue, statistics):
        assert figure(page, '信息集') == 127 and figure(page, '负责单位') == 37
        assert '来源单位' not in [text for tag, text in page.lines if tag == 'dt']
    assert figure(catalogue, '其中向社会公开') == public
    for page in (home, statistics):
        assert f'类，公开 {public}' in page.main
    assert re.search(rf'\b{public}\s+类信息', home.main)


# ---------------------------------------------------------------------- a retold bulletin

def test_a_retold_bulletin_has_every_column_of_its_source(portal):
    with open(os.path.join(TOP, 'db/data/figures-2019-05/yingkou-source-units.csv'), encoding='utf-8-sig', newline='') as f:
        source = list(csv.DictReader(f))
    page = portal.page('/bulletins/2019q2')
    heads = [text for tag, text in page.lines if tag == 'th']
    for column in source[0]:
        assert column == '序号' or column in heads or column == '部门名称', column
    # each unit's cells, over both tables, add up to the total that both show
    cells = re.findall(r'<tr><th scope="row" class="c-main">([^<]+)</th>(.*?)</tr>', page.answer.text)
    assert len(cells) == 2 * len(source) == 98
    shown = {}
    for name, row in cells:
        for label, value in re.findall(r'<td data-label="([^"]+)"[^>]*>(.*?)</td>', row):
            shown.setdefault(name, {})[label] = int(value.replace(',', '')) if value[0].isdigit() else 0
    for row in source:
        name = row['部门名称']
        wanted = {k: int(v or 0) for k, v in row.items() if k not in ('序号', '部门名称')}
        assert shown[name] == wanted, name
        total = wanted.pop('数据总量')
        assert sum(wanted.values()) == total, name


# ---------------------------------------------------------------------- words

def test_a_subjects_sections_have_the_reports_numbers(portal):
    main = portal.page('/subjects/' + portal.ids.plain).main
    assert re.search(r'十一\s*公共信用信息地方补充内容', main) and not re.search(r'\b十\s*公共信用信息地方', main)


def test_help_explains_the_words_that_pages_use(portal):
    main = portal.page('/help/read-record').main
    assert '有效期间' in main and '存续期间' not in main
