"""Lines of a real server with real kernels take hostile frames, by each sub-protocol and by none."""

import pytest

from nmt_widgets.bench.fuzz import frames
from nmt_widgets.bench.fuzz.lines import Lines
from nmt_widgets.bench.fuzz.trials import drawn, try_door
from nmt_widgets.server.screens.kernel_gate import NotForPages, checked
from tests.fuzz.seeds import SEED


def test_every_line_takes_hostile_frames():
    with Lines() as door:
        count = try_door(door, SEED, times=1)
    assert count.faults == []
    assert count.passed == len(Lines.parts)


def test_a_frame_is_passed_on_or_dropped():
    """As a line takes them apart: nothing but messages of widgets passes, whatever counts and places say."""
    passed = 0
    for number in range(1000):
        frame = frames.frame(drawn(SEED, f"frames/{number}"), ["james"], ["a" * 32])
        try:
            parts = checked(frame)
        except NotForPages:
            continue
        passed += 1
        assert b"execute_request" not in parts[0]
        assert all(isinstance(part, bytes) for part in parts)
    assert 0 < passed < 1000


@pytest.mark.parametrize("kind", [["comm_msg"], {}, None, 7, [[]]])
def test_a_kind_that_is_no_word_is_dropped(kind):
    with pytest.raises(NotForPages, match="an unknown kind"):
        checked(frames.v1("shell", frames.parts_of(kind, {})))
