"""The health page speaks for every program: while one of them is away it says so, and it is well again by itself."""
import pytest

from faults import eventually, healthy, shared, status_of, supervise


@pytest.fixture(scope='module')
def portal(tmp_path_factory):
    return shared(tmp_path_factory)


@pytest.mark.parametrize('service', ['disclosure', 'downloads', 'filing', 'console', 'report', 'signer'])
def test_health_is_503_while_a_program_is_away(portal, service):
    assert healthy(portal)
    supervise(portal, 'down', service)
    try:
        assert eventually(lambda: status_of(portal, '/healthz') == 503, 10)
        answer = portal.get('/healthz')
        assert answer.text == service + ' away\n' and answer.headers.get_all('Cache-Control') == ['no-store'] and answer.headers['Retry-After']
    finally:
        supervise(portal, 'up', service)
    assert eventually(lambda: healthy(portal), 10)
