"""A page that is made ready reads its files ahead; a visit then reads the record and nothing else."""

import os
import subprocess
import sys

import pytest

from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.store import open_store, operator
from nmt_widgets.store.people import sessions
from nmt_widgets.store.people.accounts import add_person
from tests.conftest import ROOT

# Opens a screen, and prints which files it reads and which modules it imports once somebody has asked for it.
PROBE = """
import sys
from dataclasses import replace
from importlib import import_module
import nmt_widgets.apps.shared.screen as shared

screen = import_module("nmt_widgets.apps." + sys.argv[1])
wait, late, loaded = shared.request_context, [], set()

def request_context():
    request = replace(wait(), session=sys.argv[2], served=True)
    loaded.update(sys.modules)
    sys.addaudithook(lambda event, args: late.append(str(args[0])) if event == "open" else None)
    return request

shared.request_context = request_context
screen.show()
kinds = (".yaml", ".css", ".js", ".dat")
print(*[name for name in late if name.endswith(kinds) and "case_templates" not in name], sep="\\n")
print(*[name for name in {*sys.modules} - loaded if name.partition(".")[0] in ("nmt_widgets", "babel")], sep="\\n")
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory, instrument):
    """A folder with one record, how a page opens it, and who is signed in."""
    from nmt_widgets import load_case

    folder = tmp_path_factory.mktemp("ahead")
    store = open_store(operator(), url=f"sqlite:///{folder / 'workbook.db'}")
    own = ("assessments/2/", "story", "notes", "sources", "between", "kind", "summary")
    answers = {
        path: value for path, value in to_answers(load_case("james")).items() if not path.startswith(own)
    }
    case = store.create(None, {**answers, "assessments/1/status": "in-progress"}, kind="clinical").case_id
    token = sessions.start(
        store.access.engine, add_person(store.access.engine, "Ana", "clinician", "many words")
    )
    return folder, case, token


def probe(place, name, query, preheat="True"):
    environment = {**os.environ, "NMT_DATA": str(place[0]), "QUERY_STRING": query, "VOILA_PREHEAT": preheat}
    run = subprocess.run(
        [sys.executable, "-c", PROBE, name, place[2]],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return run.stdout.split()


@pytest.mark.parametrize(
    ("name", "query"),
    [("assess", "case={case}"), ("assess", ""), ("practice", ""), ("consult", "case=james"), ("home", "")],
)
def test_a_screen_made_ready_reads_nothing_of_the_workbook_later(place, name, query):
    assert probe(place, name, query.format(case=place[1])) == []


def test_a_page_that_somebody_waits_for_reads_what_it_needs_only(place):
    late = probe(place, "assess", f"case={place[1]}", preheat="False")
    assert any(name.endswith("planning.yaml") for name in late)
