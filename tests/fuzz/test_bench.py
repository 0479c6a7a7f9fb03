"""`nmt bench doors` says how many cases held, and names each that did not so that it can be tried again."""

import json
from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from nmt_widgets.bench import doors
from nmt_widgets.bench.fuzz.trials import DidNotHold
from nmt_widgets.cli.benchmarks import bench
from nmt_widgets.core.errors import InputError


class Door:
    name, at_most, by_clock, parts = "files", 5.0, True, ("good", "bad")

    def __init__(self):
        self.attempts = []

    def attempt(self, part, draw):
        self.attempts.append((part, draw.random()))
        if part == "bad":
            raise DidNotHold("it fell over")
        return 2.0


@pytest.fixture
def door(monkeypatch):
    door = Door()
    monkeypatch.setattr(doors, "DOORS", {"files": lambda: nullcontext(door)})
    return door


def test_what_did_not_hold_is_named_and_the_exit_code_is_1(door):
    done = CliRunner().invoke(bench, ["doors", "--seconds", "0", "--seed", "3", "--json"])
    assert done.exit_code == 1
    report = json.loads(done.output)["doors"]
    assert (report["seed"], report["faults"]) == (3, 1)
    assert (report["files"]["tried"], report["files"]["held"], report["files"]["slowest"]) == (2, 1, 2.0)
    assert report["files"]["faults"] == {"files/bad/0": "it fell over"}


def test_a_named_case_is_the_same_again(door):
    CliRunner().invoke(bench, ["doors", "--seconds", "0", "--seed", "3"])
    done = CliRunner().invoke(bench, ["doors", "--seed", "3", "--case", "files/bad/0"])
    assert done.exit_code == 1
    assert door.attempts[-1] == door.attempts[-2]
    done = CliRunner().invoke(bench, ["doors", "--seed", "4", "--case", "files/good/0"])
    assert done.exit_code == 0
    assert door.attempts[-1] != door.attempts[0]


@pytest.mark.parametrize(
    "arguments",
    [
        ["doors", "--case", "files/nobody/0"],
        ["doors", "--case", "windows/bad/0"],
        ["scoring", "--seed", "1"],
        ["--case", "x"],
    ],
)
def test_what_cannot_be_tried_is_bad_input(door, arguments):
    done = CliRunner().invoke(bench, arguments)
    assert isinstance(done.exception, InputError)
    assert door.attempts == []
