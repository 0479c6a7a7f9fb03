"""Every address of the server takes hostile requests: read from its own table, so that none is forgotten."""

import pytest

from nmt_widgets.bench.fuzz.routes import Routes, form_fields, table
from nmt_widgets.bench.fuzz.trials import DidNotHold, try_door
from nmt_widgets.bench.fuzz.world import TOM
from tests.fuzz.seeds import SEED

TIMES = 8


@pytest.fixture(scope="module")
def door():
    with Routes() as door:
        yield door


def test_every_address_takes_hostile_requests(door):
    count = try_door(door, SEED, times=TIMES)
    assert count.faults == []
    assert count.held == TIMES * len(table())


def test_the_table_is_the_servers_own():
    for part in (r"/sign-in", r"/people", "room /", r"/voila/render/([a-z0-9_-]+)\.ipynb"):
        assert part in table()
    assert sum(part.startswith("/visit/KEY/") for part in table()) >= 5
    assert {"name", "passphrase", "next", "token", "action"} <= set(form_fields())


def test_what_nobody_may_be_sent_is_found(door):
    server = door.server
    server.check(TOM, "an answer")
    for sent in ("mk-second-carl", "Traceback (most recent call last):", str(server.world.folder)):
        with pytest.raises(DidNotHold, match="was sent"):
            server.check(TOM, f"<p>{sent}</p>")
