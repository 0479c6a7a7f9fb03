"""No screen shows a trainer's unfinished case to readers: every screen, every role."""

from importlib import import_module
from pathlib import Path

import ipywidgets
import pytest
from sqlalchemy.engine import make_url

import nmt_widgets.apps
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.store import Person, Store, open_store
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.people import accounts as people
from nmt_widgets.store.people import sessions

ROLES = ("trainee", "clinician", "programme", "trainer")
ASKED = ("case", "attempt", "code", "first", "panel")
MARK = "A girl nobody has finished"


@pytest.fixture(scope="module")
def drafts_of_everybody(tmp_path_factory, james):
    """A database with a draft of each kind, made by a trainer, and somebody of every role signed in."""
    url = f"sqlite:///{tmp_path_factory.mktemp('drafts') / 'cases.db'}"
    engine = open_engine(url)
    answers = {path: value for path, value in to_answers(james).items() if not path.endswith("/status")}
    rhea, drafts = open_store(Person("Rhea", "trainer"), url=url), []
    for kind in ("teaching", "practice"):
        drafts.append(
            rhea.create(f"draft-{kind}", {**answers, "title": f"{MARK}, {kind}"}, kind=kind).case_id
        )
    tokens = {}
    for role in ROLES:
        person = people.vouched_person(engine, f"Somebody, {role}", role, "")
        tokens[role] = sessions.start(engine, person)
    return make_url(url).database, drafts, tokens


def widget_texts(widget):
    """Return all that a screen's widgets send to the page, as one text."""
    visited, waiting, texts = set(), [widget], []
    while waiting:
        child = waiting.pop()
        if id(child) in visited:
            continue
        visited.add(id(child))
        for value in child.get_state().values():
            texts.append(str(value))
        for name in child.trait_names():
            value = getattr(child, name, None)
            parts = value if isinstance(value, list | tuple) else [value]
            waiting += [part for part in parts if isinstance(part, ipywidgets.Widget)]
    return "\n".join(texts)


@pytest.fixture
def open_screen(drafts_of_everybody, monkeypatch):
    """Open a screen as a person of a role, with the query of an address."""
    monkeypatch.setenv("NMT_DATABASE_URL", f"sqlite:///{drafts_of_everybody[0]}")

    def open_it(name, role, **query):
        screen = import_module(f"nmt_widgets.apps.{name}").show
        request = RequestContext(query, drafts_of_everybody[2][role], served=True)
        monkeypatch.setattr("nmt_widgets.apps.shared.screen.request_context", lambda: request)
        return widget_texts(screen())

    return open_it


@pytest.mark.parametrize("name", nmt_widgets.apps.SCREENS)
def test_no_screen_shows_a_draft_to_a_reader(name, drafts_of_everybody, open_screen):
    _, drafts, _ = drafts_of_everybody
    for role in ROLES[:-1]:
        texts = open_screen(name, role)
        assert len(texts) > 200, "a whole screen"
        assert MARK not in texts, role
        assert all(draft not in texts for draft in drafts), role
        for draft in drafts:
            # whoever knows the code gets no further
            assert MARK not in open_screen(name, role, **dict.fromkeys(ASKED, draft)), role


@pytest.mark.parametrize("name", ["assess", "author", "home"])
def test_the_author_sees_a_draft(name, drafts_of_everybody, open_screen):
    assert all(draft in open_screen(name, "trainer") for draft in drafts_of_everybody[1])


def test_screens_take_their_lists_from_the_store():
    """The store alone decides what a list shows: no screen reads all records by itself."""
    folder = Path(nmt_widgets.apps.__file__).parent
    assert hasattr(Store, "records")
    modules = sorted(folder.rglob("*.py"))
    assert any("store.page(" in path.read_text(encoding="utf-8") for path in modules)
    assert [path.name for path in modules if ".records()" in path.read_text(encoding="utf-8")] == []
