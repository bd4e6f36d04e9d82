"""The open API: JSON, faults as problem+json."""
import json
from urllib.parse import quote

import pytest


def api(site, path):
    answer = site.get('/api/v1/' + path)
    return answer, json.loads(answer.text)


def test_subjects(site):
    answer, body = api(site, 'subjects?q=' + quote('沈阳晨露食品'))
    assert answer.status == 200 and answer.headers['Content-Type'].startswith('application/json')
    first = body['subjects'][0]
    assert first['uscc'] == site.ids.plain and first['region'] == {'code': '210102', 'name': '和平区'}
    assert first['established'] == '2015-03-02' and first['former_names'] == ['沈阳晨曦面粉厂'] and body['next'] is None


def test_subjects_pages(site):
    codes, path = [], 'subjects?q=' + quote('海风')
    while path:
        _, body = api(site, path.removeprefix('/api/v1/'))
        codes += [s['uscc'] for s in body['subjects']]
        path = body['next']
    assert len(codes) == len(set(codes)) == 30


def test_subject(site):
    answer, body = api(site, 'subjects/' + site.ids.plain)
    assert answer.status == 200 and body['name'] == '沈阳晨露食品有限公司'
    sets = {s['set']: s for s in body['sets']}
    assert sets['penalty-decision']['total'] == 1 and sets['penalty-decision']['newest'][0]['id'] == str(site.ids.record)
    assert sets['red-model-enterprise']['total'] == 25 and len(sets['red-model-enterprise']['newest']) == 20


def test_list_in_the_contracts_form(site):
    answer, body = api(site, 'lists/penalty-decision?region=210102')
    assert answer.status == 200 and body['list'] == 'penalty-decision' and body['total'] == 1 and body['next'] is None
    record = body['records'][0]
    for key in ('id', 'set', 'name', 'uscc', 'region', 'decided_on', 'document_no', 'source', 'fields'):
        assert key in record
    assert record['id'] == str(site.ids.record) and record['fields']['CF_WSH'] == '某市监罚〔2025〕1号'


def test_list_pages(site):
    ids, path = [], 'lists/licence-decision?from=2024-12-29&to=2024-12-30'
    while path:
        _, body = api(site, path.removeprefix('/api/v1/'))
        ids += [r['id'] for r in body['records']]
        path = body['next']
    assert len(ids) == len(set(ids)) == 200


@pytest.mark.parametrize('path,status', [
    ('lists/nosuch', 404), ('subjects/x', 404), ('subjects/91210102000019999X', 404), ('nosuch', 404), ('subjects', 400),
    ('subjects?q=x&region=1', 400), ('subjects?q=x&after=1', 400), ('lists/red?from=x', 400), ('lists/red?after=x', 400),
])
def test_faults_are_problems(site, path, status):
    answer, body = api(site, path)
    assert answer.status == status and answer.headers['Content-Type'].startswith('application/problem+json')
    assert body['status'] == status and body['title'] and body['detail'] and body['request_id'] == answer.headers['X-Request-Id']


def test_the_description_names_what_there_is(site):
    answer, body = api(site, 'openapi.json')
    assert answer.status == 200 and body['openapi'].startswith('3.')
    assert set(body['paths']) >= {'/subjects', '/subjects/{uscc}', '/lists/{list}', '/openapi.json'}


def test_answers_fit_their_description(site):
    """Every member of an answer stands in the description's schema."""
    _, whole = api(site, 'openapi.json')
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

    for path, schema in (('subjects?q=' + quote('晨露'), 'SubjectPage'), ('subjects/' + site.ids.plain, 'Subject'),
                         ('lists/penalty-decision', 'List'), ('lists/nosuch', 'Problem')):
        _, body = api(site, path)
        check(body, {'$ref': '#/components/schemas/' + schema}, schema)
