"""Sealing with signers of their own; see world.py."""
import pytest

from world import World, build_tool


@pytest.fixture(scope='session', autouse=True)
def tool_built():
    build_tool()


@pytest.fixture(scope='module', params=['p256', 'rsa'])
def world(request, tmp_path_factory):
    """With each kind of key."""
    out = World(tmp_path_factory.mktemp('world'), request.param).start()
    yield out
    out.stop()


@pytest.fixture(scope='module')
def one_world(tmp_path_factory):
    out = World(tmp_path_factory.mktemp('world')).start()
    yield out
    out.stop()
