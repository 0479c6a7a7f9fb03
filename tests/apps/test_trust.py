"""Messages of a page are checked: it opens only listed cases and fetches only offered files."""

from types import SimpleNamespace

import pytest

from nmt_widgets.apps import home
from nmt_widgets.apps.home.report_button import case_report
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.widgets import Choice, ReportMaker
from tests.apps.listing import open_listed


def sent(widget, monkeypatch):
    """Collect the messages of a widget."""
    messages = []
    monkeypatch.setattr(widget, "send", lambda content, buffers=None: messages.append((content, buffers)))
    return messages


def test_only_offered_files_are_handed_over(monkeypatch, tmp_path):
    (tmp_path / "report.html").write_bytes(b"good")
    maker = ReportMaker({}, lambda: None, lambda name: (tmp_path / name).read_bytes())
    messages = sent(maker, monkeypatch)
    maker.offer([{"name": "report.html"}])
    maker.set_state({"files": [{"name": "/etc/hostname"}]})
    for name in ("/etc/hostname", "../x", None, ["report.html"], "report.html"):
        if not isinstance(name, list):
            maker.hear({"type": "fetch", "name": name})
    assert messages == [({"type": "file", "name": "report.html"}, [b"good"])]


def test_only_listed_cases_are_opened(write_case, james_data):
    screen = home.show().screen.screen
    for unlisted in (write_case(james_data), "nobody"):
        assert open_listed(screen, str(unlisted)) is None
        assert screen._view in screen.children
    assert open_listed(screen, "james") is not None


def test_a_choice_stays_among_its_options():
    choice = Choice("Colours", {"a": "A", "b": "B"}, "a")
    choice.set_state({"value": "../c"})
    assert choice.value == "a"
    choice.set_state({"value": "b"})
    assert choice.value == "b"


@pytest.fixture
def cases(tmp_path, monkeypatch, james_data, write_case):
    monkeypatch.setenv("NMT_CASES", str(tmp_path))
    monkeypatch.setenv("NMT_OUTPUTS", str(tmp_path / "out"))
    return SimpleNamespace(data=james_data, write=lambda: write_case(james_data, "james.yaml"), path=tmp_path)


def make(instrument, cases):
    report = case_report(1, instrument, DownloadPermission(None, "james"))
    report.run()
    return report.maker


def test_without_a_browser_there_is_still_a_report(cases, instrument, monkeypatch):
    monkeypatch.setenv("NMT_BROWSER", "/nowhere/chromium")
    cases.write()
    maker = make(instrument, cases)
    assert maker.state == "done"
    assert [file["name"] for file in maker.files] == [
        "james-assessment-1-9-years.html",
        "james-assessment-1-9-years.ipynb",
    ]
    assert [file["name"] for file in maker.files if file.get("open")] == ["james-assessment-1-9-years.html"]
    assert "NMT_BROWSER" in maker.message


@pytest.mark.slow
def test_a_failed_run_is_not_shown_as_done(cases, instrument, monkeypatch):
    monkeypatch.setenv("NMT_BROWSER", "/nowhere/chromium")
    cases.write()
    assert make(instrument, cases).state == "done"
    cases.data["assessments"][0]["functions"]["scores"]["arousal"] = 13
    cases.write()
    maker = make(instrument, cases)
    assert maker.state == "failed"
    assert "arousal: 13 is outside 1-12" in maker.message
    assert str(cases.path) not in maker.message
    assert maker.files == []


def test_going_back_frees_what_was_opened():
    from ipywidgets.widgets.widget import _instances

    screen = home.show().screen.screen
    open_listed(screen, "james")
    first = len(_instances)
    for _ in range(3):
        screen._opened.heading.left += 1
        open_listed(screen, "james")
    assert len(_instances) <= first + 3 * 2  # a heading above the cards, and its layout, each time
