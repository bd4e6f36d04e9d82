"""The open API: JSON, faults as problem+json."""
import json
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


def test_the_description_names_what_there_is(portal):
    answer, body = api(portal, 'openapi.json')
    assert answer.status == 200 and body['openapi'].startswith('3.')
    assert set(body['paths']) >= {'/subjects', '/subjects/{uscc}', '/lists/{list}', '/openapi.json'}


def test_answers_fit_their_description(portal):
    """Every member of an answer stands in the description's schema."""
    _, whole = api(portal, 'openapi.json')
    schemas = whole['components']['schemas']

    def check(value, schema, where):
        if '$ref' in schema:
            schema = schemas[schema['$ref'].rsplit('/', 1)[1]]
        if isinstance(value, dict) and 'properties' in schema:
            for key, each in value.items():
                assert key in schema['properties'], f'{where}.{key}'
                check(each, schema['properties'][key], f'{where}.{key}')
            assert set(schema.get('required', ())) <= set(value), where
        if isinstance(value, list):
            for each in value:
                check(each, schema['items'], where + '[]')

    for path, schema in (('subjects?q=' + quote('晨露'), 'SubjectPage'), ('subjects/' + portal.ids.plain, 'Subject'),
                         ('lists/penalty-decision', 'List'), ('lists/nosuch', 'Problem')):
        _, body = api(portal, path)
        check(body, {'$ref': '#/components/schemas/' + schema}, schema)
