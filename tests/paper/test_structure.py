"""PDF/A-2a and PDF/UA-1 from within: what the structure of a paper must be so that a blind reader can use it."""
import re
import xml.etree.ElementTree

import pytest

from conftest import stream

KINDS = ['report', 'empty', 'full', 'proof', 'letter']
STANDARD = {'Document', 'Sect', 'H1', 'H2', 'H3', 'H4', 'P', 'L', 'LI', 'LBody', 'Table', 'THead', 'TBody', 'TR', 'TH', 'TD', 'Figure', 'Link', 'Form'}
PARENTS = {'TR': {'Table', 'TBody', 'THead'}, 'TH': {'TR'}, 'TD': {'TR'}, 'LI': {'L'}, 'LBody': {'LI'}}
TOKEN = re.compile(rb'\((?:\\.|[^\\)])*\)|<<|>>|<[0-9A-Fa-f]*>|\[|\]|/[^\s/<>\[\]()]+|[^\s/<>\[\]()]+', re.S)


class Document:
    def __init__(self, paper):
        self.objects, self.trailer = paper.objects()
        self.catalog = self.get(self.trailer['/Root'])
        self.pages = []
        self.walk_pages(self.catalog['/Pages'])
        self.root = self.get(self.catalog['/StructTreeRoot'])

    def number(self, reference):
        return int(reference.split()[0])

    def get(self, value):
        """The value behind a reference; a stream's dictionary."""
        if isinstance(value, str) and re.fullmatch(r'\d+ 0 R', value):
            entry = self.objects[self.number(value)]
            return entry['value'] if 'value' in entry else entry['stream']['dict']
        return value

    def data(self, reference):
        return stream(self.objects[self.number(reference)])

    def walk_pages(self, reference):
        node = self.get(reference)
        if node['/Type'] == '/Page':
            self.pages.append((self.number(reference), node))
        for kid in node.get('/Kids', []):
            self.walk_pages(kid)

    def kids(self, node):
        value = node.get('/K', [])
        return value if isinstance(value, list) else [value]

    def elements(self):
        """Each structure element with its number, depth first: the order in which it is read."""
        stack = [self.root['/K']]
        while stack:
            reference = stack.pop()
            node = self.get(reference)
            yield self.number(reference), node
            below = [k for k in self.kids(node) if isinstance(k, str) and self.get(k).get('/Type') != '/OBJR']
            stack.extend(reversed(below))


@pytest.fixture(params=KINDS)
def document(request, make):
    return Document(make(request.param))


def operators(data):
    """The operators of a content stream with their operands."""
    operands = []
    for token in TOKEN.findall(data):
        if re.match(rb"[A-Za-z'\"*]", token) and token not in (b'true', b'false', b'null'):
            yield token, operands
            operands = []
        else:
            operands.append(token)


DRAWS = {b'Tj', b'TJ', b'f', b'F', b'S', b's', b'B', b'b', b'Do', b'sh', b'f*'}


def marks(data):
    """The MCIDs of a page; fails where something is drawn that is neither tagged nor an artifact."""
    found, stack = [], []
    for operator, operands in operators(data):
        if operator == b'BDC':
            assert not stack, 'marked content inside marked content'
            mcid = operands.index(b'/MCID') if b'/MCID' in operands else None
            stack.append(operands[0])
            if mcid is None:
                assert operands[0] == b'/Artifact'
            else:
                found.append((operands[0].decode(), int(operands[mcid + 1])))
        elif operator == b'EMC':
            stack.pop()
        elif operator in DRAWS:
            assert stack, f'{operator} outside of marked content'
    assert not stack
    return found


def test_the_catalogue_says_what_the_document_is(document):
    c = document.catalog
    assert document.get(c['/MarkInfo'])['/Marked'] is True
    assert c['/Lang'] == 'u:zh-CN'
    assert document.get(c['/ViewerPreferences'])['/DisplayDocTitle'] is True
    intent = document.get(c['/OutputIntents'][0])
    assert intent['/S'] == '/GTS_PDFA1'
    assert document.data(intent['/DestOutputProfile'])[36:40] == b'acsp'
    assert '/Encrypt' not in document.trailer
    assert len(document.trailer['/ID']) == 2
    assert document.get(c['/PageLabels'])['/Nums'][0] == 0
    form = document.get(c['/AcroForm'])
    assert form['/SigFlags'] == 3 and len(form['/Fields']) == 1 and '/XFA' not in form and '/NeedAppearances' not in form


def test_metadata_names_2a_and_ua_and_agrees_with_the_information_dictionary(document):
    xmp = document.data(document.catalog['/Metadata']).decode()
    tree = xml.etree.ElementTree.fromstring(re.sub(r'<\?xpacket.*?\?>', '', xmp).strip())

    def one(name):
        found = [e for e in tree.iter() if e.tag == name]
        assert len(found) == 1, name
        return ''.join(found[0].itertext()).strip()

    assert one('{http://www.aiim.org/pdfa/ns/id/}part') == '2'
    assert one('{http://www.aiim.org/pdfa/ns/id/}conformance') == 'A'
    assert one('{http://www.aiim.org/pdfua/ns/id/}part') == '1'
    info = document.get(document.trailer['/Info'])
    assert info['/Title'] == 'u:' + one('{http://purl.org/dc/elements/1.1/}title')
    assert info['/Author'] == 'u:' + one('{http://purl.org/dc/elements/1.1/}creator')
    assert info['/Subject'] == 'u:' + one('{http://purl.org/dc/elements/1.1/}description')
    assert info['/Producer'] == 'u:' + one('{http://ns.adobe.com/pdf/1.3/}Producer')
    assert info['/Creator'] == 'u:' + one('{http://ns.adobe.com/xap/1.0/}CreatorTool')
    assert info['/CreationDate'] == "u:D:20260401080000+08'00'" == info['/ModDate']
    assert one('{http://ns.adobe.com/xap/1.0/}CreateDate') == one('{http://ns.adobe.com/xap/1.0/}ModifyDate') == '2026-04-01T08:00:00+08:00'
    # PDF/A wants a description of every schema that it does not know
    assert 'http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>' in xmp


def test_all_content_is_tagged_or_an_artifact_and_the_parent_tree_leads_back(document):
    nums = document.get(document.root['/ParentTree'])['/Nums']
    tree = dict(zip(nums[::2], nums[1::2]))
    elements = dict(document.elements())
    pages = dict((number, index) for index, (number, _) in enumerate(document.pages))
    claimed = set()
    for number, node in elements.items():
        for kid in document.kids(node):
            if isinstance(kid, int):
                claimed.add((pages[document.number(node['/Pg'])], kid, number))
            elif isinstance(kid, dict) and kid.get('/Type') == '/MCR':
                claimed.add((pages[document.number(kid['/Pg'])], kid['/MCID'], number))
    found = set()
    for index, (_, page) in enumerate(document.pages):
        assert page['/Tabs'] == '/S'
        row = tree[page['/StructParents']]
        seen = marks(document.data(page['/Contents']))
        assert [m for _, m in seen] == list(range(len(row))), 'MCIDs are numbered in their order'
        for name, mcid in seen:
            element = document.number(row[mcid])
            assert document.get(row[mcid])['/S'] == name
            found.add((index, mcid, element))
    assert found == claimed


def test_tags_are_standard_ones_and_know_their_parents(document):
    above = {}
    for number, node in document.elements():
        kind = node['/S'][1:]
        assert kind in STANDARD
        for kid in document.kids(node):
            if isinstance(kid, str):
                above[document.number(kid)] = (number, kind)
                assert document.number(document.get(kid)['/P']) == number
        if kind in PARENTS:
            assert above[number][1] in PARENTS[kind], f'{kind} in {above[number][1]}'
        assert document.kids(node), f'an empty {kind}'
    first = next(iter(document.elements()))[1]
    assert first['/S'] == '/Document' and document.number(first['/P']) == document.number(document.catalog['/StructTreeRoot'])


def test_headings_begin_with_one_and_skip_no_level(document):
    levels = [int(node['/S'][2:]) for _, node in document.elements() if re.fullmatch(r'/H\d', node['/S'])]
    assert levels[0] == 1 and levels.count(1) == 1
    for before, after in zip(levels, levels[1:]):
        assert after <= before + 1 or (before == 1 and after in (2, 3) and 2 not in levels), (before, after)


def attributes(document, node):
    value = document.get(node.get('/A', []))
    return [document.get(v) for v in (value if isinstance(value, list) else [value])]


def test_tables_are_regular_and_their_heads_have_a_scope(document):
    tables = 0
    for _, node in document.elements():
        if node['/S'] == '/TH':
            scopes = [a['/Scope'] for a in attributes(document, node) if '/Scope' in a]
            assert scopes in (['/Row'], ['/Column'])
        if node['/S'] != '/Table':
            continue
        tables += 1
        widths = set()
        for row in document.kids(node):
            cells = [document.get(c) for c in document.kids(document.get(row))]
            widths.add(sum(next((a['/ColSpan'] for a in attributes(document, c) if '/ColSpan' in a), 1) for c in cells))
        assert len(widths) == 1, widths
    assert tables >= 2


def test_figures_links_and_the_seal_speak(document):
    nums = document.get(document.root['/ParentTree'])['/Nums']
    tree = dict(zip(nums[::2], nums[1::2]))
    kinds = {}
    for number, node in document.elements():
        kinds.setdefault(node['/S'], []).append((number, node))
    for _, figure in kinds['/Figure']:
        assert figure['/Alt'].startswith('u:核验二维码')
        assert any(len(a.get('/BBox', [])) == 4 for a in attributes(document, figure))
    annotations = [(document.get(a), document.number(a)) for _, page in document.pages for a in page.get('/Annots', [])]
    subtypes = sorted(a['/Subtype'] for a, _ in annotations)
    assert subtypes == ['/Link', '/Widget']
    for annotation, number in annotations:
        owner, element = document.number(tree[annotation['/StructParent']]), document.get(tree[annotation['/StructParent']])
        assert element['/S'] == ('/Link' if annotation['/Subtype'] == '/Link' else '/Form')
        objects = [document.number(k['/Obj']) for k in document.kids(element) if isinstance(k, dict) and k.get('/Type') == '/OBJR']
        assert objects == [number] and owner in [n for n, _ in kinds[element['/S']]]
        assert annotation['/F'] & 4, 'printed'
        if annotation['/Subtype'] == '/Widget':
            assert annotation['/FT'] == '/Sig' and '/V' not in annotation and annotation['/TU'].startswith('u:示例省公共信用信息中心')
            assert '/N' in annotation['/AP'] and element['/Alt'] == annotation['/TU']
        else:
            assert annotation['/Contents'].startswith('u:') and document.get(annotation['/A'])['/URI'] == 'u:https://credit.example.cn/verify'


def test_every_code_in_the_text_has_its_unicode_and_width(document):
    resources = document.get(document.pages[0][1]['/Resources'])
    fonts = {}
    for name, reference in document.get(resources['/Font']).items():
        font = document.get(reference)
        unicode = {int(a, 16): bytes.fromhex(b.decode()).decode('utf-16-be')
                   for a, b in re.findall(rb'<([0-9A-F]{4})><((?:[0-9A-F]{4}){1,2})>\n', document.data(font['/ToUnicode']))
                   if (a, b) != (b'0000', b'FFFF')}
        fonts[name.encode()] = unicode
        assert len(set(unicode.values())) == len(unicode), 'one code a sign'
        descendant = document.get(font['/DescendantFonts'][0])
        assert descendant['/CIDToGIDMap'] == '/Identity' and '/FontFile2' in document.get(descendant['/FontDescriptor'])
    used = 0
    for _, page in document.pages:
        font = None
        for operator, operands in operators(document.data(page['/Contents'])):
            if operator == b'Tf':
                font = fonts[operands[-2]]
            elif operator == b'Tj':
                text = re.sub(rb'\\(.)', lambda m: {b'r': b'\r', b'n': b'\n'}.get(m.group(1), m.group(1)), operands[-1][1:-1], flags=re.S)
                codes = [int.from_bytes(text[i:i + 2], 'big') for i in range(0, len(text), 2)]
                assert len(text) % 2 == 0 and all(c in font for c in codes) and 0 not in codes
                used += len(codes)
    assert used > 300


def test_bookmarks_lead_to_sections(make):
    document = Document(make('report'))
    outlines, titles = document.get(document.catalog['/Outlines']), []
    node = outlines.get('/First')
    while node:
        entry = document.get(node)
        titles.append(entry['/Title'][2:])
        assert document.number(entry['/Dest'][0]) in dict(document.pages)
        node = entry.get('/Next')
    assert titles[0] == '公共信用信息报告' and '二、行政管理信息' in titles and titles[-1] == '报告说明'
    assert document.catalog['/PageMode'] == '/UseOutlines' and outlines['/Count'] == len(titles)


def test_repeated_heads_are_artifacts(make):
    """A table that continues has its column heads tagged once, in its first row."""
    document, with_heads = Document(make('proof', firms=50)), 0
    for _, node in document.elements():
        if node['/S'] != '/Table':
            continue
        rows = [[document.get(c) for c in document.kids(document.get(r))] for r in document.kids(node)]
        heads = [i for i, row in enumerate(rows) if any(a.get('/Scope') == '/Column' for c in row for a in attributes(document, c))]
        assert heads in ([], [0])
        with_heads += heads == [0]
    assert with_heads >= 50
