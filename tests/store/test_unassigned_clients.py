"""A client that is not assigned to somebody, nor shared with them: whatever a programme asks of it, it is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

import nmt_widgets as nmt
from nmt_widgets.apps.assess.screen import AssessScreen
from nmt_widgets.apps.consult.screen import ConsultScreen
from nmt_widgets.apps.home.screen import HomeScreen
from nmt_widgets.apps.present.screen import PresentScreen
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.core.errors import InputError
from nmt_widgets.store import (
    Access,
    NoRecord,
    NotPermitted,
    Person,
    Store,
    ask_again,
    case_revision,
    case_version,
    open_case,
    work_for,
)
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.incidents.site_incidents import SiteIncidents
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.store.learning.feedback import Feedback
from nmt_widgets.store.people import accounts, sessions
from nmt_widgets.store.records.catalogue import Listing
from nmt_widgets.store.transfer.export import export

INSTRUMENT = nmt.load_instrument()
PIA = Person("Pia", "programme")
HERS, TWICE, NOWHERE = "c-4k7m2p", "c-9rtw4h", "c-6bbbb6"
"""A client, the second rating of the client, and a code that nobody has."""

Use = Callable[[Store, str], Any]

READS: dict[str, Use] = {
    "record": lambda pia, code: pia.read(code),
    "form": lambda pia, code: pia.read_shown(code),
    "case": lambda pia, code: pia.case(code),
    "answers as they were": lambda pia, code: pia.state(code, 1),
    "newest change": lambda pia, code: pia.latest(code),
    "history": lambda pia, code: pia.revisions(code),
    "page of history": lambda pia, code: pia.revision_page(code),
    "own changes": lambda pia, code: pia.own_revisions(code),
    "line of a list": lambda pia, code: pia.summary(code),
    "file": lambda pia, code: pia.ask(code),
    "pair": lambda pia, code: Adjudications(pia.access).read_pair(f"{code}/1", f"{TWICE}/1", INSTRUMENT),
    "feedback": lambda pia, code: Feedback(pia.access).of_attempt(code),
}
CHANGES: dict[str, Use] = {
    "save": lambda pia, code: pia.save(code, {"title": "Mine"}, base=1, edit="x"),
    "put back": lambda pia, code: pia.put_back(code, 1, 1, base=1, edit="x", reason="x"),
    "archive": lambda pia, code: pia.archive(code, edit="x"),
    "restore": lambda pia, code: pia.restore_from_archive(code, edit="x"),
    "assign": lambda pia, code: pia.assign(code, "Pia", edit="x"),
    "share": lambda pia, code: pia.share(code, "Pia", edit="x"),
    "unshare": lambda pia, code: pia.unshare(code, "Ana", edit="x"),
    "filings": lambda pia, code: pia.filings(code),
    "readers": lambda pia, code: pia.readers(code),
    "colleagues": lambda pia, code: pia.colleagues(code),
}
LISTS: dict[str, Use] = {
    "codes": lambda pia, _: pia.codes(),
    "records": lambda pia, _: [entry.case_id for entry in pia.records()],
    "cases": lambda pia, code: [*pia.cases([code])],
    "lines": lambda pia, code: [entry.case_id for entry in pia.summaries([code])],
    "search by code": lambda pia, code: pia.page(Listing(words=code)).entries,
    "search by word": lambda pia, _: pia.page(Listing(words="kinship")).entries,
    "pairs": lambda pia, _: pia.records(Listing(ratings="pairs")),
    "counts": lambda pia, _: [count for count in pia.counts(Listing(words="kinship")).values() if count],
    "cohort": lambda pia, _: pia.cohort_rows().columns.get("client", []),
    "nearest": lambda pia, code: pia.nearest(f"{code[:-1]}x"),
    "incidents": lambda pia, _: [entry.client for entry in SiteIncidents(pia.access).everything()[0] if entry.client],
    "incident": lambda pia, _: SiteIncidents(pia.access).history(1),
}  # fmt: skip


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A clinic with one client, rated twice and counted, whom a programme may not see."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('clinic') / 'workbook.db'}")
    accounts.vouched_person(engine, "Pia", "programme", "")
    ana = Store(Access(engine, Person("Ana", "clinician")))
    james = {**to_answers(nmt.load_case("james")), "kind": "clinical", "title": "Boy, kinship care"}
    ana.create(HERS, james, kind="clinical")
    scores = {
        path: value for path, value in james.items() if path.startswith("assessments/1/functions/scores/")
    }
    first = {f"assessments/1/{name}": james[f"assessments/1/{name}"] for name in ("age", "label")}
    begun = {
        **first,
        "assessments/1/status": "in-progress",
        "second_of": f"{HERS}/1",
        "title": james["title"],
    }
    bo = Store(Access(engine, Person("Bo", "clinician")))
    bo.create(TWICE, begun, kind="clinical")
    bo.save(TWICE, {**scores, "assessments/1/status": "completed"}, base=1, edit="rated")
    counting = SiteIncidents(Access(engine, Person("Olga", "operator")))
    counting.enter("restraint", date="2026-03", count=2, days=20, unit="North", client=HERS, edit="i1")
    return engine


@pytest.fixture
def pia(shelf: Engine) -> Store:
    return Store(Access(shelf, PIA))


def refusal(use: Use, pia: Store, code: str) -> str:
    with pytest.raises(NoRecord) as caught:
        use(pia, code)
    return str(caught.value)


@pytest.mark.parametrize("name", [*READS, *CHANGES])
def test_it_is_answered_like_one_that_is_not_there(pia: Store, name: str) -> None:
    use = (READS | CHANGES)[name]
    for code in (HERS, TWICE):
        assert refusal(use, pia, code) == refusal(use, pia, NOWHERE)


@pytest.mark.parametrize("name", LISTS)
def test_no_list_and_no_search_has_it(pia: Store, name: str) -> None:
    everybody = Store(Access(pia.engine, Person("Olga", "operator")))
    assert not LISTS[name](pia, HERS)
    assert LISTS[name](everybody, HERS)


@pytest.mark.parametrize("screen_class", [HomeScreen, AssessScreen, ConsultScreen, PresentScreen])
def test_no_screen_opens_it(pia: Store, screen_class: Any) -> None:
    def opened(store: Store, code: str) -> tuple[bool, str]:
        screen = screen_class(INSTRUMENT, store=store, request=RequestContext({"case": code}))
        return screen._opened is None, screen._view.problem

    assert opened(pia, HERS) == opened(pia, NOWHERE) == (True, str(NoRecord().brief))
    assert opened(Store(Access(pia.engine, Person("Ana", "clinician"))), HERS) == (False, "")


@pytest.fixture
def asks(shelf: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work of a process for her, such as a report."""
    monkeypatch.setenv("NMT_DATABASE_URL", str(shelf.url))
    work_for(sessions.start(shelf, PIA))
    yield
    work_for(None)


@pytest.mark.usefixtures("asks")
@pytest.mark.parametrize("look", [open_case, case_version, case_revision, ask_again, nmt.load_case])
def test_no_report_and_no_notebook_reads_it(look: Callable[[str], Any]) -> None:
    messages = set()
    for code in (HERS, TWICE, NOWHERE):
        with pytest.raises(InputError) as caught:
            look(code)
        messages.add(str(caught.value).replace(code, ""))
    assert len(messages) == 1


def test_it_is_in_no_export_and_no_count_names_it(pia: Store, tmp_path: Path) -> None:
    for codes in ([HERS], []):
        with pytest.raises(InputError, match=r"no cases to export|there is no case"):
            export(pia, tmp_path / "out", cases=codes)
    incidents = SiteIncidents(pia.access)
    (entry,) = incidents.page().entries
    assert (entry.client, entry.unit, entry.incidents, entry.author) == (None, "North", 2, "")
    for act in (
        lambda: incidents.correct(1, count=0, days=1, reason="mistyped", edit="x"),
        lambda: incidents.withdraw(1, reason="mistyped", edit="x"),
        lambda: incidents.enter("restraint", date="2026-05", count=0, days=3, client=HERS, edit="x"),
    ):
        with pytest.raises(InputError, match=r"is not there|no client"):
            act()


def test_it_is_there_while_it_is_assigned_or_shared_and_never_to_change(shelf: Engine) -> None:
    ana, pia = Store(Access(shelf, Person("Ana", "clinician"))), Store(Access(shelf, PIA))
    for give, take in (
        (lambda: ana.share(HERS, "Pia", edit="s1"), lambda: ana.unshare(HERS, "Pia", edit="s2")),
        (lambda: ana.assign(HERS, "Pia", edit="a1"), lambda: ana.assign(HERS, "", edit="a2")),
    ):
        give()
        assert pia.case(HERS).title == "Boy, kinship care"
        assert [entry.case_id for entry in pia.records()] == [HERS]
        assert set(pia.cohort_rows().columns["client"]) == {HERS}
        for name in CHANGES.keys() - {"colleagues"}:
            with pytest.raises(NotPermitted) as caught:
                CHANGES[name](pia, HERS)
            assert not isinstance(caught.value, NoRecord), name
        with pytest.raises(NoRecord):
            pia.read(TWICE)
        take()
        assert refusal(READS["case"], pia, HERS) == refusal(READS["case"], pia, NOWHERE)
