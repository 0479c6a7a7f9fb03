"""What an earlier version of the workbook kept still opens: its database, its backup, its case file.

Each folder in `landed/` holds what the version of that day wrote: a stored client whose team had decided on a plan.
"""

from contextlib import contextmanager

import pytest

from nmt_widgets.case_files import load_case
from nmt_widgets.papers import plan_page
from nmt_widgets.planning import agreed, plan, team_adherence
from nmt_widgets.store import Access, Person, Store, verify
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.learning.feedback import Feedback
from nmt_widgets.store.learning.participation import Participation, counting
from nmt_widgets.store.records.catalogue import Listing
from nmt_widgets.store.transfer.backup import back_up
from nmt_widgets.store.transfer.backup_reading import opened
from nmt_widgets.store.transfer.restoring import restore
from tests.store.landed_versions import LANDED, fill_postgresql, unpacked

# what the client's home was known to be: nobody had been asked yet, a harming person was said to be in contact, or
# was no longer
HOME = {
    "2026-11-28": "not known",
    "2026-11-29": "unsafe",
    "2026-11-29-b": "no sign",
    "2026-11-30": "no sign",
    "2026-11-30-b": "no sign",
    "2026-11-30-c": "no sign",
}
SECOND_FORM = {"2026-11-29-b", "2026-11-30", "2026-11-30-b", "2026-11-30-c"}
"""The folders whose backups are of a later form than the first, and which hold a class, a log and a second rating."""
FILED = {"2026-11-30", "2026-11-30-b", "2026-11-30-c"}
"""The folders in which records are archived, assigned and shared."""
DISPUTED = {"2026-11-30-b", "2026-11-30-c"}
"""The folders in which a trainee disputed a score of a reference, and a trainer changed it."""


@pytest.fixture(params=LANDED, ids=lambda folder: folder.name)
def landed(request):
    return request.param


def check(store, instrument, home):
    """The record reads, is planned for, and what the team decided is still there."""
    case = store.case("client-1")
    team = case.assessment(1).plan
    assert team.agreed == "2026-11-20"
    agreed_plan = agreed(plan(case, 1), team.decisions)
    assert {entry.line.id for entry in agreed_plan.agreed} >= {"client:suspend:tutoring", "own:walk"}
    shown_lines = {entry.line.id for entry in agreed_plan.lines}
    assert set(team.decisions) <= shown_lines | set(
        agreed_plan.dropped
    )  # decided, and shown or told to be gone
    assert team_adherence(agreed_plan, team).lines > 0
    assert "Walk the dog" in plan_page(agreed_plan, team, instrument)
    assert plan(case, 1).safety.home == home


def check_learning(engine, instrument):
    """The class, the log of participation and the second rating are still there."""
    tom = Person("Tom", "trainer")
    (training_class,) = Classes(Access(engine, tom)).classes()
    assert training_class.title == "Monday class"
    assert [member.person for member in training_class.members] == ["Mia"]
    entries = Participation(Access(engine, tom)).entries()
    assert [(entry.kind, entry.minutes) for entry in counting(entries)] == [("enrolled", 0), ("didactic", 90)]
    bo = Adjudications(Access(engine, Person("Bo", "clinician")))
    second_ratings = {summary.case_id: summary.second_of for summary in bo.store.records()}
    assert "client-1/1" in second_ratings.values()
    assert "client-1" not in second_ratings  # the second rater does not see the first rating


def check_filing(engine, *, is_filed):
    """Lists are derived, and a record that was archived, assigned or shared still is."""
    store = Store(Access(engine, Person("Ana", "clinician")))
    summaries = {code: store.summary(code) for code in ("client-1", "client-2")}
    assert (summaries["client-1"].domain, summaries["client-1"].category) == (
        "self_regulation",
        "therapeutic",
    )
    assert [summary.assigned for summary in summaries.values()] == ["Ana" if is_filed else None, None]
    assert [bool(summary.archived) for summary in summaries.values()] == [False, is_filed]
    assert store.readers("client-2") == (["Bo"] if is_filed else [])
    assert store.counts(Listing())["archive"] == is_filed


def check_feedback(engine, *, is_disputed):
    """A dispute and its answer are still there, and the trainee is told of the answer."""
    news = Feedback(Access(engine, Person("Mia", "trainee"))).news()
    assert [(entry.act, entry.function, entry.author) for entry in news] == (
        [("changed", "sleep", "Tom")] if is_disputed else []
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def landed_database(request, landed, tmp_path):
    """The address of a database as that version kept it."""
    file = unpacked(landed / "workbook.db.gz", tmp_path / "workbook.db")
    if request.param == "sqlite":
        yield f"sqlite:///{file}"
        return
    server = request.getfixturevalue("postgres")
    name = server.make_database()
    fill_postgresql(file, server.url(name))
    yield server.url(name)
    server.drop_database(name)


def test_its_database_opens(landed, landed_database, instrument):
    engine = open_engine(landed_database)
    assert verify(engine).problems == ()
    store = Store(Access(engine, Person("Ana", "clinician")))
    check(store, instrument, HOME[landed.name])
    if landed.name in SECOND_FORM:
        check_learning(engine, instrument)
        check_filing(engine, is_filed=landed.name in FILED)
        check_feedback(engine, is_disputed=landed.name in DISPUTED)
    record = store.read("client-1")
    answers = {"assessments/1/sections/safety/answers/self_harm": {"signal": "no", "source": "Ana"}}
    store.save("client-1", answers, base=record.revision, edit="asked", reason="asked today")
    assert store.case("client-1").assessment(1).sections["safety"].answers
    engine.dispose()


def test_an_update_tells_how_many_records_it_lists(tmp_path):
    stages = []

    @contextmanager
    def progress(words, total):
        steps = []
        stages.append((words, total, steps))
        yield lambda: steps.append(1)

    file = unpacked(LANDED[0] / "workbook.db.gz", tmp_path / "workbook.db")
    open_engine(f"sqlite:///{file}", progress).dispose()
    ((words, total, steps),) = stages
    assert (words, len(steps)) == ("records listed", total)
    assert total > 0


def test_its_backup_restores(landed, tmp_path, instrument):
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    restored = restore(landed / "workbook.backup", url=url)
    engine = open_engine(url)
    check(Store(Access(engine, Person("Ana", "clinician"))), instrument, HOME[landed.name])
    if landed.name in SECOND_FORM:
        check_learning(engine, instrument)
        check_filing(engine, is_filed=landed.name in FILED)
        check_feedback(engine, is_disputed=landed.name in DISPUTED)
    with opened(landed / "workbook.backup") as backup:
        assert backup.is_first_form == (landed.name not in SECOND_FORM)
        verdict = restored.verdict
        if backup.is_first_form:  # whose seal said nothing of people
            assert backup.seal == verdict.first_seal != verdict.seal
        else:
            assert backup.seal == verdict.seal
        assert verdict.seal == verify(engine).seal
    # and from there on it is backed up and restored as this version does
    again = tmp_path / "again.backup"
    assert back_up(engine, again).problems == ()
    assert restore(again, url=f"sqlite:///{tmp_path / 'again.db'}").verdict == restored.verdict
    engine.dispose()


def test_its_case_file_reads(landed, tmp_path):
    case = load_case(str(unpacked(landed / "james.yaml.gz", tmp_path / "james.yaml")))
    assert plan(case, 2).line("client:ready:tutoring")
