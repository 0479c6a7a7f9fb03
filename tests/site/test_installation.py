"""`nmt check` says what is wrong with an installation, changes nothing, and exits with 1 if anything is."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nmt_widgets import cli
from nmt_widgets.site.installation import backups, database, files, software
from nmt_widgets.site.installation.checkup import check_installation
from nmt_widgets.site.installation.results import CheckResult
from nmt_widgets.store import Access, Store
from nmt_widgets.store.database.engine import close_engine, database_file, open_engine
from nmt_widgets.store.database.migrating import forget
from nmt_widgets.store.people.accounts import add_person
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.transfer.backup import back_up
from tests.store.answers import AROUSAL, begin

EARLIER = Path(__file__).parent.parent / "store" / "landed" / "2026-11-28"


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NMT_OUTPUTS", str(tmp_path / "outputs"))
    forget()


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook with a record and a backup of it; returns the folder of backups."""
    store = Store(Access(open_engine(), Person("Ana", "clinician")))
    begin(store, "c-1")
    folder = tmp_path / "backups"
    folder.mkdir(mode=0o700)
    back_up(open_engine(), folder / "monday.nmt-backup")
    monkeypatch.setenv("NMT_BACKUPS", str(folder))
    return folder


def results(**options: bool) -> dict[str, CheckResult]:
    """Return the worst result of each check."""
    order = ("good", "notice", "fault")
    worst: dict[str, CheckResult] = {}
    for result in check_installation(**options):
        if result.check not in worst or order.index(result.state) > order.index(worst[result.check].state):
            worst[result.check] = result
    return worst


def is_wrong(check: str, word: str, state: str = "fault") -> None:
    result = results()[check]
    assert (result.state, word in f"{result.message} {result.remedy}") == (state, True), result


@pytest.mark.usefixtures("clinic")
def test_a_whole_installation_is_good(capsys: pytest.CaptureFixture[str]) -> None:
    states = {check: result.state for check, result in results().items()}
    assert states.pop("browser") in ("good", "notice")
    assert set(states) == {"software", "rights", "disk", "database", "clock", "backup", "proxy"}
    assert set(states.values()) == {"good"}
    with pytest.raises(SystemExit) as ended:
        cli.main(["check"])
    assert ended.value.code == 0
    assert "every chain is whole" in capsys.readouterr().out


def test_an_empty_one_has_things_to_look_at_and_makes_no_database() -> None:
    is_wrong("database", "NMT_DATA", "notice")
    is_wrong("backup", "--backups", "notice")
    assert not database_file().exists()


def test_an_empty_file_in_place_of_the_database_stays_empty(tmp_path: Path) -> None:
    file = tmp_path / "data" / "workbook.db"
    file.parent.mkdir(mode=0o700)
    file.touch(mode=0o600)
    is_wrong("database", "NMT_DATA", "notice")
    assert [(path.name, path.stat().st_size) for path in file.parent.iterdir()] == [("workbook.db", 0)]


def test_a_database_out_of_reach_is_named_once(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NMT_DATABASE_URL", f"postgresql:///workbook?host={clinic}")
    states = [(result.check, result.state) for result in check_installation() if result.state != "good"]
    assert [check for check, state in states if state == "fault"] == ["database"]
    assert ("backup", "notice") in states, "nobody knows what has happened since"


@pytest.mark.usefixtures("clinic")
def test_a_row_that_was_changed_outside_is_named_and_the_exit_code_is_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with sqlite3.connect(database_file()) as connection:
        connection.execute("UPDATE revision SET author = 'Bo'")
    is_wrong("database", "c-1")
    assert results(is_quick=True)["database"].state == "good"
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", "--json"])
    assert ended.value.code == 1
    assert {row["check"]: row["state"] for row in json.loads(capsys.readouterr().out)}["database"] == "fault"


@pytest.mark.usefixtures("clinic")
def test_a_file_that_is_no_database_any_more_is_named() -> None:
    file = database_file()
    close_engine()
    file.write_bytes(file.read_bytes()[:3000])
    assert results()["database"].state == "fault"


def test_a_database_of_an_earlier_version_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    before = gzip.decompress((EARLIER / "workbook.db.gz").read_bytes())
    file = folder / "workbook.db"
    file.write_bytes(before)
    file.chmod(0o600)
    is_wrong("database", "keeps a copy", "notice")
    assert file.read_bytes() == before


@pytest.mark.usefixtures("clinic")
def test_a_database_of_a_later_version_is_wrong() -> None:
    with sqlite3.connect(database_file()) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    is_wrong("database", "newer")


@pytest.mark.skipif(os.name != "posix", reason="rights of files are told by their mode")
@pytest.mark.parametrize("place", ["data", "data/workbook.db", "backups"])
@pytest.mark.usefixtures("clinic")
def test_what_others_can_read_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / place).chmod(0o755)
    is_wrong("rights", f"{tmp_path / place}")


@pytest.mark.parametrize(("megabytes", "state"), [(5000, "good"), (1000, "notice"), (20, "fault")])
def test_a_disk_that_is_nearly_full_is_named(
    monkeypatch: pytest.MonkeyPatch, megabytes: int, state: str
) -> None:
    usage = namedtuple("usage", "total used free")(0, 0, megabytes * 1_000_000)
    monkeypatch.setattr(files.shutil, "disk_usage", lambda _place: usage)
    assert results()["disk"].state == state


class Clock(datetime):
    """A clock that is wrong."""

    wrong_by = timedelta(hours=-1)

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + cls.wrong_by


@pytest.mark.usefixtures("clinic")
def test_a_clock_that_is_an_hour_slow_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "datetime", Clock)
    is_wrong("clock", "was written at")


def test_a_clock_unlike_that_of_the_database_is_named(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    monkeypatch.setattr(database, "database_time", lambda _engine: later)
    is_wrong("clock", "the database")


@pytest.mark.parametrize(("days", "state"), [(1, "good"), (3, "notice"), (30, "fault")])
def test_a_backup_is_old_once_something_was_changed_since(
    clinic: Path, monkeypatch: pytest.MonkeyPatch, days: int, state: str
) -> None:
    monkeypatch.setattr(Clock, "wrong_by", timedelta(days=days))
    monkeypatch.setattr(backups, "datetime", Clock)
    assert results()["backup"].state == "good"  # nothing has changed
    Store(Access(open_engine(), Person("Ana", "clinician"))).save("c-1", {AROUSAL: 5}, base=1, edit="later")
    assert results()["backup"].state == state


def test_a_backup_of_tomorrow_is_wrong(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "datetime", Clock)
    assert Clock.wrong_by == timedelta(hours=-1)
    is_wrong("backup", "still to come")


def test_a_backup_has_not_everything_once_somebody_was_added(clinic: Path) -> None:
    add_person(open_engine(), "Ben", "clinician", "a passphrase of Ben")
    assert "everything" not in results()["backup"].message


def test_a_backup_without_the_database_it_was_made_of_is_wrong(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NMT_DATA", str(clinic.parent / "elsewhere"))
    forget()
    is_wrong("backup", "there is no database")


def test_a_folder_without_a_backup_and_a_backup_that_cannot_be_read_are_wrong(clinic: Path) -> None:
    file = clinic / "monday.nmt-backup"
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(
        whole[:middle] + bytes(byte ^ 85 for byte in whole[middle : middle + 8]) + whole[middle + 8 :]
    )
    is_wrong("backup", "damaged")
    file.write_bytes(file.read_bytes()[:100])
    is_wrong("backup", "monday")
    file.unlink()
    is_wrong("backup", "no backup")


def test_packages_that_do_not_fit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    present = software.version

    def other(name: str) -> str:
        if name == "alembic":
            raise software.PackageNotFoundError(name)
        return "0.1" if name == "tornado" else present(name)

    monkeypatch.setattr(software, "version", other)
    messages = [result.message for result in check_installation() if result.check == "software"]
    assert [message.split()[0] for message in messages if "tornado" in message] == ["tornado"]
    assert any("alembic" in message for message in messages)


def test_a_site_has_limits_of_its_own_and_a_wrong_order_is_refused(
    site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.data("installation", "notice: 2, fault: 8", "notice: 9, fault: 8")
    with pytest.raises(SystemExit) as ended:
        cli.main(["check"])
    assert ended.value.code == 2
    assert "'notice' is larger than 'fault'" in capsys.readouterr().err


@pytest.mark.usefixtures("clinic")
def test_a_database_of_a_newer_version_is_named_with_the_copy_that_leads_back() -> None:
    file = database_file()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    is_wrong("database", "install that version")
    copy = file.with_name("workbook-before-update-20260102T000000000-0009.db")
    copy.touch(mode=0o600)
    is_wrong("database", str(copy))
