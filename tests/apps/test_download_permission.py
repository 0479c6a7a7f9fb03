"""Every download of a screen checks the permission again; a refusal is in the words of the store."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from nmt_widgets import load_case
from nmt_widgets.apps.author.case import CaseEditor
from nmt_widgets.apps.certification.screen import CertificationScreen
from nmt_widgets.apps.classes.board import ClassBoardView
from nmt_widgets.apps.consult.consultation import ConsultationView
from nmt_widgets.apps.home.report_button import case_report
from nmt_widgets.apps.present.hand_out_files import HandOutFiles
from nmt_widgets.apps.present.screen import PresentScreen
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.apps.shared.training_references import TrainersReferences
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.core.errors import InputError
from nmt_widgets.presenting.deck import deck
from nmt_widgets.store import (
    Access,
    NoRecord,
    NotPermitted,
    Person,
    SessionEnded,
    Store,
    Unavailable,
    open_store,
    operator,
)
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.learning.participation import Participation
from nmt_widgets.store.people import sessions
from nmt_widgets.store.people.accounts import add_person, retire_person
from nmt_widgets.training.references.attempts import for_trainee
from nmt_widgets.training.references.reading import load_reference
from tests.apps.listing import request

SIGNED_OUT = "you are signed out"


@pytest.fixture
def signed_in():
    """Sign people in: returns their store and a function that ends the session, as another tab would."""
    engine = open_engine()

    def sign_in(name, role):
        add_person(engine, name, role, "four words make one")
        token = sessions.start(engine, Person(name, role))
        return SimpleNamespace(
            store=open_store(session=token),
            end=lambda: sessions.end(engine, token),
            token=token,
            engine=engine,
        )

    return sign_in


@pytest.fixture
def cleo(signed_in, james):
    cleo = signed_in("Cleo", "clinician")
    cleo.store.create("c-1", to_answers(james), kind="clinical")
    return cleo


def sent(widget):
    messages = []
    widget.send = lambda content, buffers=None: messages.append((content, buffers))
    return messages


def test_a_download_is_permitted_by_case_and_role(cleo, signed_in):
    tom = signed_in("Tom", "trainee")
    for store, case in (
        (None, ""),
        (None, "james"),
        (cleo.store, "c-1"),
        (cleo.store, "james"),
        (tom.store, ""),
    ):
        DownloadPermission(store, case).check()
    for store in (None, tom.store):
        with pytest.raises(NoRecord):
            DownloadPermission(store, "c-1").check()
    DownloadPermission(tom.store, "james", "signs_in").check()
    with pytest.raises(NotPermitted, match="your role may not be given this"):
        DownloadPermission(tom.store, "james", "presents").check()
    retire_person(cleo.engine, "Cleo")
    for case in ("c-1", "james", ""):
        with pytest.raises(SessionEnded):
            DownloadPermission(cleo.store, case).check()


def test_the_asker_of_a_download_is_the_token_of_its_session(cleo):
    assert DownloadPermission(None, "james").asker == ""
    assert DownloadPermission(cleo.store, "c-1").asker == cleo.token
    assert DownloadPermission(open_store(operator()), "c-1").asker is None
    assert DownloadPermission(open_store(Person("Ana", "clinician")), "c-1").asker == ""


class Process:
    """Stands in for the process of `nmt report`: records its command, its options and its input."""

    started = ()

    def __init__(self, command, stdin, **options):
        received = SimpleNamespace(text="")
        pipe = io.StringIO()
        pipe.close = lambda: setattr(received, "text", received.text or pipe.getvalue())
        self.stdin, self.stdout, self.received = pipe, iter(()), received
        self.command, self.options = command, options
        Process.started = (*Process.started, self)

    def wait(self):
        return 0


@pytest.fixture
def started(monkeypatch):
    Process.started = ()
    monkeypatch.setattr("threading.Thread.start", lambda thread: thread.run())
    monkeypatch.setattr("subprocess.Popen", Process)
    return lambda: Process.started


def test_the_token_goes_through_a_pipe_only(cleo, instrument, started):
    maker = case_report(1, instrument, DownloadPermission(cleo.store, "c-1")).maker
    maker.hear({"type": "make"})
    (process,) = started()
    assert "--asker" in process.command
    assert process.received.text == f"{cleo.token}\n"
    assert cleo.token not in str((process.command, process.options))
    cleo.end()
    maker.hear({"type": "make"})
    assert len(started()) == 1
    assert (maker.state, SIGNED_OUT in maker.message) == ("failed", True)


def test_a_file_is_fetched_only_by_whoever_may_still_see_the_case(cleo, instrument, monkeypatch, tmp_path):
    monkeypatch.setenv("NMT_OUTPUTS", str(tmp_path))
    maker = case_report(1, instrument, DownloadPermission(cleo.store, "c-1")).maker
    messages = sent(maker)
    folder = tmp_path / "c-1" / "assessment-1"
    folder.mkdir(parents=True)
    (folder / "r.html").write_bytes(b"good")
    maker.offer([{"name": "r.html"}])
    maker.hear({"type": "fetch", "name": "r.html"})
    assert messages.pop() == ({"type": "file", "name": "r.html"}, [b"good"])
    cleo.end()
    maker.hear({"type": "fetch", "name": "r.html"})
    assert messages == [({"type": "refused", "name": "r.html"}, None)]
    assert (maker.state, maker.files, SIGNED_OUT in maker.message) == ("failed", [], True)
    maker.hear({"type": "fetch", "name": "r.html"})
    assert len(messages) == 1, "it is offered no more"


def test_the_message_about_a_missing_file_names_no_folder(instrument, monkeypatch, tmp_path):
    monkeypatch.setenv("NMT_OUTPUTS", str(tmp_path))
    maker = case_report(1, instrument, DownloadPermission(None, "james")).maker
    messages = sent(maker)
    maker.offer([{"name": "r.html"}])
    maker.hear({"type": "fetch", "name": "r.html"})
    assert messages == [({"type": "refused", "name": "r.html"}, None)]
    assert "not there any more" in maker.message
    assert str(tmp_path) not in maker.message


def test_an_unreachable_store_permits_no_download(cleo, instrument, monkeypatch):
    def unreachable(*_arguments):
        raise Unavailable("gone")

    monkeypatch.setattr("nmt_widgets.store.database.transactions.reading", unreachable)
    with pytest.raises(Unavailable):
        DownloadPermission(cleo.store, "c-1").check()


def test_a_paper_is_drawn_printed_and_saved_only_while_signed_in(cleo, instrument):
    store = cleo.store
    screen = ConsultationView(store.case("c-1"), instrument, store, store.read("c-1"))
    screen._view.value = "papers"
    papers = screen._papers
    papers._paper.value = "plan"
    messages = sent(papers._page)
    assert papers._page.html
    for message in ({"type": "print"}, {"type": "save"}, {"type": "everything"}, {"print": 1}, "print"):
        papers._page.hear(message)
    assert [content for content, _ in messages] == [
        {"type": "may", "wish": "print"},
        {"type": "may", "wish": "save"},
    ]
    cleo.end()
    papers._page.hear({"type": "print"})
    assert (papers._page.html, SIGNED_OUT in papers._page.notice) == ("", True)
    papers._draw()
    assert (papers._page.html, SIGNED_OUT in papers._page.notice) == ("", True)
    assert len(messages) == 2
    screen.close()


def test_permission_is_checked_before_and_after_a_hand_out_is_made(james, instrument, monkeypatch):
    checks = []

    def ask():
        checks.append(len(checks))
        if len(checks) == 2:
            raise SessionEnded

    def run(command, **_options):
        Path(command[command.index("--out") + 1]).write_bytes(b"%PDF")
        return SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr("subprocess.run", run)
    files = HandOutFiles(deck(james, instrument), instrument, ask)
    with pytest.raises(SessionEnded):
        files.make("answers", "standard")
    assert files.make("answers", "standard")[1] == b"%PDF"


def test_a_presentation_with_references_is_printed_for_trainers_only(signed_in, instrument, monkeypatch):
    tina = signed_in("Tina", "trainer")
    monkeypatch.setattr("subprocess.run", lambda *_a, **_k: SimpleNamespace(returncode=1, stderr=""))
    references = TrainersReferences(instrument, served=False)
    presenter = PresentScreen(
        instrument, request("practice-boy-8"), store=tina.store, references=references
    ).children[0]
    with pytest.raises(InputError, match="could not be run"):
        presenter._hand_out("answers", "standard")
    tina.store.access.person, tina.store.access.session = Person("Tina", "trainee"), ""
    with pytest.raises(NotPermitted, match="your role may not be given this"):
        presenter._hand_out("answers", "standard")


def test_a_class_is_exported_only_while_its_trainer_is_signed_in(signed_in, instrument):
    tina = signed_in("Tina", "trainer")
    classes = Classes(tina.store.access)
    class_ = classes.open_class("Basel", "practice-boy-8")
    case = for_trainee(load_case("practice-boy-8"))
    board = ClassBoardView(
        classes, class_, case, instrument, lambda _attempt: load_reference("practice-boy-8")
    )
    files = []
    board._widget.hand_out = lambda name, text: files.append(name)
    board.receive({"type": "export", "file": "functions"})
    assert len(files) == 1
    tina.end()
    for file in ("functions", "ratings"):
        board.receive({"type": "export", "file": file})
        assert SIGNED_OUT in board._widget.problem
    assert len(files) == 1
    board.close()


def test_a_statement_is_printed_for_its_owner_and_for_trainers(signed_in, instrument):
    tina = signed_in("Tina", "trainer")
    screen = CertificationScreen(instrument, tina.store, lambda _attempt: load_reference("practice-boy-8"))
    screen._chosen = ("Ben", "nmt_1")
    messages = sent(screen._page)
    screen._page.hear({"type": "print"})
    assert messages == [({"type": "may", "wish": "print"}, None)]
    screen._store = Store(Access(tina.engine, Person("Tom", "trainee")))
    screen._participation = Participation(screen._store.access)
    screen._page.hear({"type": "print"})
    assert "none you may open" in screen._page.notice
    screen._chosen = ("Tom", "nmt_1")
    screen._page.hear({"type": "save"})
    assert messages[1:] == [({"type": "may", "wish": "save"}, None)]
    store = open_store(session=tina.token)
    again = CertificationScreen(instrument, store, lambda _attempt: load_reference("practice-boy-8"))
    tina.end()
    again._page.hear({"type": "print"})
    assert SIGNED_OUT in again._page.notice


def test_a_draft_case_is_exported_only_while_its_author_is_signed_in(signed_in, james, instrument):
    tina = signed_in("Tina", "trainer")
    record = tina.store.create(None, to_answers(james), kind="teaching")
    references = TrainersReferences(instrument, served=False)
    screen = CaseEditor(tina.store, record, instrument, references, lambda _tab: None)
    messages = sent(screen._widget)
    screen.receive({"type": "export"})
    tina.end()
    screen.receive({"type": "export"})
    assert [content["type"] for content, _ in messages] == ["file", "trouble"]
    assert SIGNED_OUT in messages[1][0]["message"]
    screen.close()
