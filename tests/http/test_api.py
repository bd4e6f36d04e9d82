"""The open API: JSON, faults as problem+json."""
import json
import re
from urllib.parse import quote

import pytest


def api(portal, path):
    answer = portal.get('/api/v1/' + path)
    return answer, json.loads(answer.text)


def test_subjects(portal):
    answer, body = api(portal, 'subjects?q=' + quote('沈阳晨露食品'))
    assert answer.status == 200 and answer.headers['Content-Type'].startswith('application/json')
    first = body['subjects'][0]
    assert first['uscc'] == portal.ids.plain and first['region'] == {'code': '210102', 'name': '和平区'}
    assert first['established'] == '2015-03-02' and first['former_names'] == ['沈阳晨曦面粉厂'] and body['next'] is None


def test_subjects_pages(portal):
    codes, path = [], 'subjects?q=' + quote('海风')
    while path:
        _, body = api(portal, path.removeprefix('/api/v1/'))
        codes += [s['uscc'] for s in body['subjects']]
        path = body['next']
    assert len(codes) == len(set(codes)) == 30


def test_subject(portal):
    answer, body = api(portal, 'subjects/' + portal.ids.plain)
    assert answer.status == 200 and body['name'] == '沈阳晨露食品有限公司'
    sets = {s['set']: s for s in body['sets']}
    assert sets['penalty-decision']['total'] == 1 and sets['penalty-decision']['newest'][0]['id'] == str(portal.ids.record)
    assert sets['red-model-enterprise']['total'] == 25 and len(sets['red-model-enterprise']['newest']) == 20


def test_list_in_the_contracts_form(portal):
    answer, body = api(portal, 'lists/penalty-decision?region=210102')
    assert answer.status == 200 and body['list'] == 'penalty-decision' and body['total'] == 1 and body['next'] is None
    record = body['records'][0]
    for key in ('id', 'set', 'name', 'uscc', 'region', 'decided_on', 'document_no', 'source', 'fields'):
        assert key in record
    assert record['id'] == str(portal.ids.record) and record['fields']['CF_WSH'] == '某市监罚〔2025〕1号'


def test_list_pages(portal):
    ids, path = [], 'lists/licence-decision?from=2024-12-29&to=2024-12-30'
    while path:
        _, body = api(portal, path.removeprefix('/api/v1/'))
        ids += [r['id'] for r in body['records']]
        path = body['next']
    assert len(ids) == len(set(ids)) == 200


@pytest.mark.parametrize('path,status', [
    ('lists/nosuch', 404), ('subjects/x', 404), ('subjects/91210102000019999X', 404), ('nosuch', 404), ('subjects', 400),
    ('subjects?q=x&region=1', 400), ('subjects?q=x&after=1', 400), ('lists/red?from=x', 400), ('lists/red?after=x', 400),
])
def test_faults_are_problems(portal, path, status):
    answer, body = api(portal, path)
    assert answer.status == status and answer.headers['Content-Type'].startswith('application/problem+json')
    assert body['status'] == status and body['title'] and body['detail'] and body['request_id'] == answer.headers['X-Request-Id']


@pytest.mark.parametrize('method,path,status', [
    ('POST', 'subjects', 405), ('DELETE', 'lists/red', 405), ('PUT', 'reports/20260101000000000A0000', 405), ('POST', 'nosuch', 404),
    ('GET', 'lists/red?q=%ff', 400), ('GET', '%ff', 400), ('GET', 'subjects/%zz', 400), ('GET', 'check/91210102000019999X', 404),
    ('GET', 'subjects/91210102000019999X/records/1', 404), ('GET', '', 404), ('GET', 'reports/1/2', 404), ('GET', 'reports/x-y', 404),
    ('GET', 'reports/20260101000000000A0000?code=1', 404), ('GET', 'subjects?q=' + 'a' * 9000, 414), ('GET', 'reports/1?q=' + 'a' * 9000, 414),
    ('TRACE', 'subjects', 405), ('POST', 'subjects', 413),
])
def test_every_fault_below_api_is_a_problem(portal, method, path, status):
    """Also those that nginx sees before any program does."""
    body = f'Content-Length: {999999 if status == 413 else 0}\r\n' if method in ('POST', 'PUT') else ''
    answer = portal.raw(f'{method} /api/v1/{path} HTTP/1.1\r\nHost: a\r\n{body}Connection: close\r\n\r\n'.encode())
    assert answer.status == status and answer.headers['Content-Type'] == 'application/problem+json'
    problem = json.loads(answer.text)
    assert problem['type'] == 'about:blank' and problem['status'] == status and problem['title'] and re.search('[一-鿿]', problem['detail'])
    assert problem['request_id'] == answer.headers['X-Request-Id'] and answer.headers['Cache-Control'] == 'no-store'
    if status == 405:
        assert answer.headers['Allow'].startswith('GET, HEAD')


def test_a_head_that_is_too_long_is_a_problem_too(portal):
    answer = portal.raw(f'GET /api/v1/subjects HTTP/1.1\r\nHost: a\r\nX-A: {"a" * 9000}\r\n\r\n'.encode())
    assert answer.status == 431 and json.loads(answer.text)['status'] == 431


def test_a_page_with_json_in_its_query_stays_a_page(portal):
    for path in ('/nosuch?a=/api/v1/x', '/lists/nosuch?b=/lists/red.json', '/search?q=' + 'a' * 9000):
        assert portal.get(path).headers['Content-Type'].startswith('text/html')


def test_an_unknown_report_is_a_problem_that_keeps_its_result(portal):
    answer, body = api(portal, 'reports/20260101000000000A0000?code=123456789012')
    assert answer.status == 404 and body['result'] == 'unknown' and body['status'] == 404


METHODS = ('get', 'post', 'put', 'delete')
JSON_TYPES = {'string': str, 'object': dict, 'array': list, 'boolean': bool, 'null': type(None)}


def is_type(value, name):
    if name in ('integer', 'number'):
        return not isinstance(value, bool) and isinstance(value, int if name == 'integer' else (int, float))
    return isinstance(value, JSON_TYPES[name])


def check(value, schema, whole, where):
    """The value is what the schema says, in types, formats, lists of values and members; no member is left undescribed."""
    while '$ref' in schema:
        schema = whole['components']['schemas'][schema['$ref'].rsplit('/', 1)[1]]
    assert schema, f'{where} is not described'
    types = schema.get('type')
    assert types, f'{where} has no type'
    types = [types] if isinstance(types, str) else types
    assert any(is_type(value, t) for t in types), f'{where}: {value!r} is no {types}'
    assert 'enum' not in schema or value in schema['enum'], f'{where}: {value!r}'
    if isinstance(value, str):
        assert schema.get('format') != 'date' or re.fullmatch(r'\d{4}-\d\d-\d\d', value), f'{where}: {value!r}'
        assert schema.get('format') != 'date-time' or re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00', value), f'{where}: {value!r}'
    if isinstance(value, dict) and ('properties' in schema or 'additionalProperties' in schema):
        assert set(schema.get('required', ())) <= set(value), f'{where}: {sorted(value)}'
        for key, each in value.items():
            inner = schema.get('properties', {}).get(key, schema.get('additionalProperties'))
            assert inner is not None, f'{where}.{key} is not described'
            check(each, inner, whole, f'{where}.{key}')
    if isinstance(value, list):
        for each in value:
            check(each, schema['items'], whole, where + '[]')


def described(whole, path, status):
    """The description of an answer of GET path: media type and schema."""
    responses = whole['paths'][path]['get']['responses']
    response = responses.get(str(status)) or responses['default']
    while '$ref' in response:
        response = whole['components']['responses'][response['$ref'].rsplit('/', 1)[1]]
    (kind, content), = response['content'].items()
    return kind, content['schema'], response.get('headers', {})


@pytest.fixture(scope='module')
def description(portal):
    return api(portal, 'openapi.json')[1]


def test_the_description_names_what_there_is(portal, description):
    assert description['openapi'].startswith('3.')
    assert set(description['paths']) == {'/subjects', '/subjects/{uscc}', '/lists/{list}', '/reports/{number}', '/openapi.json'}
    for path, item in description['paths'].items():
        assert {m for m in item if m in METHODS} == {'get'}
        for status in (405, 429, 503, 500):  # 500 by `default`
            kind, _, headers = described(description, path, status)
            assert kind == 'application/problem+json', f'{path} {status}'
            assert {405: 'Allow', 429: 'Retry-After', 503: 'Retry-After'}.get(status) in ({None} | set(headers))
        named = set(re.findall(r'{(\w+)}', path))
        parameters = [p if '$ref' not in p else description['components']['parameters'][p['$ref'].rsplit('/', 1)[1]]
                      for p in item['get'].get('parameters', [])]
        assert {p['name'] for p in parameters if p['in'] == 'path'} == named


def test_answers_fit_their_description(portal, description):
    """Every member of an answer stands in the description's schema, with its type."""
    asked = [('/subjects', 'subjects?q=' + quote('晨露')), ('/subjects', 'subjects?q=' + quote('海风')), ('/subjects', 'subjects'),
             ('/subjects', 'subjects?q=' + 'x' * 120), ('/subjects', 'subjects?q=x&region=1'),
             ('/subjects/{uscc}', 'subjects/' + portal.ids.plain), ('/subjects/{uscc}', 'subjects/' + portal.ids.hostile),
             ('/subjects/{uscc}', 'subjects/91210102000019999X'), ('/lists/{list}', 'lists/penalty-decision'), ('/lists/{list}', 'lists/red'),
             ('/lists/{list}', 'lists/licence-decision?region=210200&from=2023-01-01'), ('/lists/{list}', 'lists/black-dishonest-debtor'),
             ('/lists/{list}', 'lists/nosuch'), ('/lists/{list}', 'lists/red?from=x'), ('/openapi.json', 'openapi.json'),
             ('/reports/{number}', 'reports/20260101000000000A0000?code=1')]
    for path, address in asked:
        answer, body = api(portal, address)
        kind, schema, _ = described(description, path, answer.status)
        assert answer.headers['Content-Type'].split(';')[0] == kind, address
        check(body, schema, description, address)


def test_the_whole_list_as_json_has_the_same_records(portal, description):
    body = json.loads(portal.get('/lists/penalty-decision.json').text)
    assert body['records']
    for record in body['records']:
        check(record, {'$ref': '#/components/schemas/Record'}, description, 'record')


def test_the_check_of_types_can_fail(description):
    good = {'id': '1', 'set': 'a', 'name': 'b', 'uscc': None, 'region': 210102, 'decided_on': '2025-01-01', 'document_no': None,
            'source': 'c', 'fields': {'A': 'b'}}
    check(good, {'$ref': '#/components/schemas/Record'}, description, 'record')
    for wrong in ({'region': '210102'}, {'region': True}, {'fields': {'A': 1}}, {'decided_on': '2025'}, {'more': 1}, {'name': None}):
        with pytest.raises(AssertionError):
            check({**good, **wrong}, {'$ref': '#/components/schemas/Record'}, description, 'record')
