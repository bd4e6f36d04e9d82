"""A record to which an objection is accepted is gone from every public page, feed, file and the API within 5 s, caches and all."""
import os
import sys
import time

import pytest

from conftest import TOP
from faults import PENALTY, shared
from gone import Watch, addresses, shows

sys.path.append(os.path.join(TOP, 'tests', 'http'))
from applicant import Applicant  # noqa: E402
from desk import Desk  # noqa: E402

BAR = 5.0


@pytest.fixture(scope='module')
def portal(tmp_path_factory):
    return shared(tmp_path_factory)


def desk_of(portal, name, role):
    """A member of staff, signed in."""
    name, _, password, secret = portal.ctl('staff', 'add', name, '--role', role).stdout.strip().split('\t')
    desk = Desk(portal)
    assert desk.sign_in(name, password, secret).status == 303
    return desk


def test_an_accepted_objection_takes_its_record_off_within_five_seconds(portal):
    clerk = desk_of(portal, 'gone-clerk', 'clerk')
    record, uscc, document = portal.sql(f'SELECT record_id, uscc, document_no FROM published WHERE set_number = {PENALTY} '
                                        'ORDER BY decided_on DESC, record_id DESC LIMIT 1 OFFSET 2')[0]
    number, _ = Applicant(portal).filed(record)
    with Watch(portal, addresses(record, uscc), document) as watch:
        # what a visitor can see before: the record, its subject, list, files, feed and API
        for kind in (f'/records/{record}', f'/subjects/{uscc}', '/lists/penalty-decision', '.csv?', '.json?', '.xlsx?', '.atom', '/api/v1/'):
            assert any(kind in path for path in watch.shown), (kind, watch.shown)
        time.sleep(3)
        assert clerk.move(number, 'accept').status == 303
        accepted = time.monotonic()
        time.sleep(BAR + 4)
        path, seconds = watch.seconds_after(accepted)
    print(f'{len(watch.shown)} addresses; the last answer with it was asked for {seconds:.2f} s after acceptance, at {path}')
    assert seconds < BAR
    assert portal.get(f'/records/{record}').status == 404
    assert [path for path in watch.shown if shows(portal, path, document)] == []
