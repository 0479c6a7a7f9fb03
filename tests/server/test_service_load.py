"""Many people work on one server, which is killed meanwhile: nothing that was acknowledged is lost."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from nmt_widgets.bench.errands import SCORES, Consultant, HomeReader, Reporter, Scorer, hire
from nmt_widgets.bench.footprints import server_process
from nmt_widgets.bench.service import Load, complaints, kept_and_lost
from nmt_widgets.core.places import notebooks
from nmt_widgets.server.kernels.manager import Kernels
from nmt_widgets.store import verify
from nmt_widgets.store.database.engine import open_engine
from tests.cheap_hashing import hashed_cheaply
from tests.server.running import start, stop

# what most computers allow
_USUAL_LIMIT = "import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (1024, r.getrlimit(r.RLIMIT_NOFILE)[1]))"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there the server is not kept")


def test_the_server_may_have_more_sockets_than_zeromq_usually_allows(tmp_path: Path) -> None:
    kernels = Kernels(tmp_path, tmp_path, 60, None)
    assert kernels.context.max_sockets > 60 * 12


def test_a_server_that_is_killed_has_every_acknowledged_answer_and_people_go_on(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    url = f"sqlite:///{tmp_path / 'data' / 'workbook.db'}"
    with hashed_cheaply():
        crew = hire(url, 12)
    server = start(notebooks(), tmp_path, prelude=_USUAL_LIMIT)
    load = Load(f"{server.url}/?token={server.token}", server.process.pid, crew)
    try:
        soft, _ = server_process(server.process.pid).rlimit(psutil.RLIMIT_NOFILE)
        assert soft > 1024, "a page takes some 25 files"
        load.run(errands=1)
    finally:
        assert stop(server) == 0
    assert load.errors == []
    assert all(person.done for person in crew)
    assert {type(person) for person in crew} == {Consultant, HomeReader, Reporter, Scorer}
    log = server.log.read_text()
    assert log.count("the server is restarted") == 1
    assert complaints(log) == []
    figures, counts = load.figures(), kept_and_lost(engine := open_engine(url), crew)
    assert figures["interrupted"] > 0
    assert (counts["lost"], counts["doubled"]) == (0, 0)
    assert counts["kept"] == counts["acknowledged"] == 6 * SCORES
    assert verify(engine).problems == ()
    engine.dispose()
