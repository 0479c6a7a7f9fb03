"""The server starts with any library of C."""

from __future__ import annotations

import ctypes
import sys

import pytest

from nmt_widgets.server.process.allocator import give_memory_back


@pytest.mark.parametrize("error", [OSError("Dynamic loading not supported"), AttributeError("mallopt")])
def test_another_library_than_glibc_keeps_nobody_from_starting(monkeypatch, error: Exception) -> None:
    names: list[object] = []

    def refuse(name: object) -> None:
        names.append(name)
        raise error

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", refuse)
    give_memory_back()
    assert names == [None]
