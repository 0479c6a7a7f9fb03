"""Tests give the same result when the run was started in the background, where Ctrl-C and a hang-up are ignored."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are not inherited there")

DISPOSITIONS = "import signal; print(*(signal.getsignal(number) == signal.SIG_IGN for number in (1, 2)))"


def test_what_a_test_starts_obeys_ctrl_c() -> None:
    child = subprocess.run([sys.executable, "-c", DISPOSITIONS], capture_output=True, text=True, check=True)
    assert child.stdout == "False False\n"


def test_what_a_test_starts_obeys_ctrl_c_in_a_run_in_the_background() -> None:
    def ignore() -> None:
        for number in (signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)

    test = f"{__file__}::{test_what_a_test_starts_obeys_ctrl_c.__name__}"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
    outside = "PYTEST_ADDOPTS"  # options for the run that this test is in
    own = {name: value for name, value in os.environ.items() if name != outside}
    run = subprocess.run(command, cwd=ROOT, env=own, preexec_fn=ignore, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
