"""What a worker of a cluster may answer: whatever it is, only its report fails, and nothing lies beside its folder."""

import queue
from types import SimpleNamespace

import pytest

from nmt_widgets.reporting.cluster import crew
from nmt_widgets.reporting.cluster.crew import ClusterCrew

END = {"key": 5, "code": 0, "timed_out": False, "seconds": 1.0}


def end_of(answer, folder):
    """Return what the batch gets of a worker's answer for the report 3."""
    folder.mkdir(exist_ok=True)
    receiver = object.__new__(ClusterCrew)
    receiver._ended, receiver._running = queue.SimpleQueue(), {"task": (3, folder)}
    receiver._ended.put(SimpleNamespace(key="task", result=lambda: answer))
    return receiver.next()


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {"files": {"..": b""}, "end": END},
        {"files": {"a\0b": b""}, "end": END},
        {"files": {b"name": b""}, "end": END},
        {"files": {}, "end": {}},
        {"files": {}, "end": {**END, "code": None}},
        {"files": {}, "end": {**END, "seconds": "long"}},
    ],
)
def test_an_odd_answer_fails_its_own_report(answer, tmp_path, monkeypatch):
    assert end_of(answer, tmp_path / "report") == {"key": 3, "code": 1, "timed_out": False, "seconds": 0.0}

    def refuse(folder, failure):
        raise OSError("No space left on device")

    monkeypatch.setattr(crew, "write_outcome", refuse)
    assert end_of(answer, tmp_path / "report")["code"] == 1


def test_a_file_outside_of_the_folder_is_not_written(tmp_path):
    files = {"report.html": b"x", "../outside": b"x", f"{tmp_path}/outside": b"x", "below/inside": b"x"}
    assert end_of({"files": files, "end": END}, tmp_path / "report") == {**END, "key": 3}
    assert [path.name for path in tmp_path.rglob("*")] == ["report", "report.html"]
