"""A screen that is opened without the server, as in JupyterLab, asks who somebody is before it shows any client."""

from importlib import import_module

import pytest

from nmt_widgets import apps
from nmt_widgets.apps import assess, home
from nmt_widgets.case_files import list_cases
from nmt_widgets.store import asking, open_store, operator
from nmt_widgets.store.people.accounts import add_person, list_people
from tests.apps.listing import entries

PHRASE = "plenty of words"


@pytest.fixture(autouse=True)
def _nobody_signed_in(monkeypatch):
    monkeypatch.setattr(asking, "_own_session", [])


@pytest.fixture
def people():
    store = open_store(operator())
    for name, role in (("Ana", "clinician"), ("Ada", "trainee")):
        add_person(store.access.engine, name, role, PHRASE)
    store.create(
        "c-0001",
        {"title": "A client", "assessments/1/label": "First", "assessments/1/age": "7 years"},
        kind="clinical",
    )
    return store


def sign_in(frame, name, passphrase=PHRASE):
    frame._sign_in.hear({"type": "sign_in", "name": name, "passphrase": passphrase})


def rows(frame):
    return list(entries(frame.screen))


@pytest.mark.parametrize("name", apps.SCREENS)
@pytest.mark.usefixtures("people")
def test_nobody_sees_a_client_before_signing_in(name):
    frame = import_module(f"nmt_widgets.apps.{name}").show().screen
    assert (frame._sign_in.person, frame._sign_in.is_first) == ("", False)
    if name in ("home", "consult", "present"):
        assert "c-0001" not in entries(frame.screen)
        assert entries(frame.screen).keys() & {*list_cases()}
        assert frame._sign_in.folded
    else:
        assert frame.screen is None


@pytest.mark.usefixtures("people")
def test_a_sign_in_serves_all_screens_of_the_kernel_until_the_sign_out():
    frame = assess.show().screen
    sign_in(frame, "ana")
    assert (frame._sign_in.person, rows(frame)) == ("Ana (Clinician)", ["c-0001"])
    again = home.show().screen
    assert again._sign_in.person == "Ana (Clinician)"
    assert "c-0001" in entries(again.screen)
    frame._sign_in.hear({"type": "sign_out"})
    assert (frame._sign_in.person, frame.screen) == ("", None)
    assert assess.show().screen.screen is None


@pytest.mark.usefixtures("people")
def test_a_role_sees_what_it_may_see():
    frame = assess.show().screen
    sign_in(frame, "Ada")
    assert (frame._sign_in.person, rows(frame)) == ("Ada (Trainee)", [])


@pytest.mark.usefixtures("people")
def test_a_wrong_passphrase_is_answered_beside_it_and_kept_nowhere():
    frame = assess.show().screen
    sign_in(frame, "Ana", "quite another one")
    assert frame.screen is None
    assert frame._sign_in.problem
    assert "quite another one" not in repr(frame._sign_in.get_state())
    sign_in(frame, "Ana")
    assert (frame._sign_in.problem, frame._sign_in.person) == ("", "Ana (Clinician)")


def test_the_first_person_adds_themselves():
    frame = assess.show().screen
    assert frame._sign_in.is_first
    message = {"type": "first", "name": "Tina", "role": "trainer", "passphrase": PHRASE, "again": "another"}
    frame._sign_in.hear(message)
    assert "differ" in frame._sign_in.problem
    frame._sign_in.hear({**message, "again": PHRASE})
    assert (frame._sign_in.person, frame._sign_in.problem) == ("Tina (Trainer)", "")
    assert [member.name for member in list_people(open_store().access.engine)] == ["Tina"]


@pytest.mark.usefixtures("people")
def test_an_ended_sign_in_is_said_and_asked_for_again():
    frame = assess.show().screen
    sign_in(frame, "Ana")
    from nmt_widgets.store.people import sessions

    sessions.end(open_store().access.engine, asking.kernel_session())
    later = assess.show().screen
    assert later.screen is None
    assert later._sign_in.problem
    sign_in(later, "Ana")
    assert rows(later) == ["c-0001"]
