"""A hand-out as a file: the page's requests, the answers to it, and what the reader's role leaves out."""

import pytest

from nmt_widgets.apps.present.hand_out_files import HandOutFiles
from nmt_widgets.apps.present.screen import PresentScreen
from nmt_widgets.apps.shared.training_references import TrainersReferences
from nmt_widgets.core.errors import InputError
from nmt_widgets.presenting.deck import deck
from nmt_widgets.widgets.present.presenter import Presenter
from tests.apps.listing import request

DECK = {"id": "x", "palettes": {"standard": [], "safe": []}}


@pytest.fixture
def presenter(monkeypatch):
    """A presenter whose threads run at once; it records the requests for files and the messages to the page."""
    monkeypatch.setattr("threading.Thread.start", lambda thread: thread.run())
    requests, messages = [], []

    def make(kind, palette):
        requests.append((kind, palette))
        if kind == "notes":
            raise InputError("no Chromium found", file="/home/tom/x.html", remedy="install one")
        return "x.pdf", b"%PDF"

    presenter = Presenter(DECK, hand_out=make)
    presenter.send = lambda message, buffers=(): messages.append((message, list(buffers)))
    presenter.requests, presenter.messages = requests, messages
    return presenter


def test_the_page_receives_a_hand_out_or_the_reason_against_it(presenter):
    presenter.hear({"type": "hand-out", "kind": "answers", "palette": "safe"})
    presenter.hear({"type": "hand-out", "kind": "notes", "palette": "standard"})
    assert presenter.makes_files
    assert presenter.requests == [("answers", "safe"), ("notes", "standard")]
    assert presenter.messages[0] == ({"type": "hand-out", "kind": "answers", "name": "x.pdf"}, [b"%PDF"])
    assert presenter.messages[1][0]["problem"] == "x.html: no Chromium found; install one"
    presenter.hear({"type": "hand-out", "kind": "notes", "palette": "standard"})
    assert len(presenter.requests) == 3  # it may be asked for again


@pytest.mark.parametrize(
    "nonsense",
    [
        {"kind": "everything", "palette": "safe"},
        {"kind": "answers", "palette": "/etc"},
        {"kind": ["answers"], "palette": "safe"},
        {"kind": "answers"},
        {},
    ],
)
def test_a_malformed_request_is_dropped(presenter, nonsense):
    presenter.hear({"type": "hand-out", **nonsense})
    assert (presenter.requests, presenter.messages) == ([], [])


def test_without_a_maker_there_are_no_files():
    silent = Presenter(DECK)
    assert not silent.makes_files
    silent.hear({"type": "hand-out", "kind": "answers", "palette": "safe"})


def test_the_message_about_a_missing_browser_names_no_folder(james, instrument, monkeypatch, tmp_path):
    monkeypatch.setenv("NMT_BROWSER", "no-such-browser")
    with pytest.raises(InputError) as caught:
        HandOutFiles(deck(james, instrument), instrument, lambda: None).make("questions", "standard")
    assert str(caught.value) == "no-such-browser: there is no such browser; correct or unset NMT_BROWSER"


def test_a_hand_out_is_made_of_the_deck_the_screen_was_given(instrument, monkeypatch):
    inputs = {}

    def run(command, **options):
        inputs[command[command.index("handout") + 1]] = options["input"]
        raise OSError

    monkeypatch.setattr("subprocess.run", run)
    for is_teacher in (False, True):
        references = TrainersReferences(instrument, served=False) if is_teacher else None
        screen = PresentScreen(instrument, request("practice-boy-8"), references=references)
        presenter = screen.children[0]
        presenter.deck = {**presenter.deck, "title": "changed by the page"}
        with pytest.raises(InputError, match="could not be run"):
            presenter._hand_out("answers", "standard")
        assert "changed by the page" not in inputs["practice-boy-8"]
        assert ('"kind": "map"' in inputs["practice-boy-8"]) is is_teacher
