"""Wrong passphrases: guessing has to wait, the right person gets in; with a simulated clock."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from nmt_widgets.server.people.known_browsers import DAYS, KEY_FILE, KnownBrowsers
from nmt_widgets.server.people.login_throttle import FORGET_AFTER, FREE_TRIES, LoginThrottle, TooSoon

DAY = 24 * 3600.0
FIFTY = tuple(f"eve-{n}" for n in range(50))


class Clock:
    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tries(clock: Clock) -> LoginThrottle:
    return LoginThrottle(clock)


def asks(tries: LoginThrottle, name: object, browser: str = "") -> int:
    """Return how long to wait; 0 if the passphrase is checked."""
    try:
        tries.begin(name, browser)
    except TooSoon as error:
        return error.seconds
    return 0


def guesses(
    tries: LoginThrottle, clock: Clock, seconds: float, browsers: tuple[str, ...], pause: float = 0.1
) -> int:
    """Let each browser try one name again after a pause; return how many passphrases were checked."""
    checked = 0
    for _ in range(round(seconds / pause)):
        checked += sum(asks(tries, "tess", browser) == 0 for browser in browsers)
        clock.now += pause
    return checked


@pytest.mark.parametrize(
    ("seconds", "browsers", "pause"),
    [(3600, ("eve",), 0.1), (3600, ("eve", "mal"), 0.1), (60, FIFTY, 0.1), (3600, FIFTY, 4)],
)
def test_guessing_gets_nowhere(tries, clock, seconds, browsers, pause) -> None:
    checked = guesses(tries, clock, seconds, browsers, pause)
    assert FREE_TRIES < checked <= FREE_TRIES + 6 + seconds / 30


@pytest.mark.parametrize("when", range(0, 30, 3))
def test_who_is_right_gets_in_while_others_guess_at_the_name(tries, clock, when) -> None:
    """Two browsers ask ten times a second; a third one comes back when it may, a few seconds late."""
    guesses(tries, clock, 120 + when, ("eve", "mal"))
    seconds = asks(tries, "tess", "tess's new one")
    assert 0 < seconds <= 30
    guesses(tries, clock, seconds + 8, ("eve", "mal"))
    assert asks(tries, "tess", "tess's new one") == 0
    tries.forget("tess", "tess's new one")


def test_a_slip_under_attack_costs_one_more_turn(tries, clock) -> None:
    guesses(tries, clock, 300, ("eve", "mal"))
    for _ in range(2):
        seconds = asks(tries, "tess", "new")
        guesses(tries, clock, seconds + 8, ("eve", "mal"))
        assert asks(tries, "tess", "new") == 0


def test_places_that_nobody_comes_back_for_lapse_together(tries, clock) -> None:
    guesses(tries, clock, 120, ("eve",))
    assert all(asks(tries, "tess", f"made-up-{n}") for n in range(1000))
    waited = 0
    while seconds := asks(tries, "tess", "tess's new one"):
        waited += seconds
        clock.now += seconds
    assert waited <= 60


def test_a_turn_that_is_not_taken_goes_to_others(tries, clock) -> None:
    guesses(tries, clock, 120, ("eve",))
    assert asks(tries, "tess", "gone home")
    assert guesses(tries, clock, 90, ("eve",)) >= 1


def test_being_right_does_not_give_a_guesser_new_tries(tries, clock) -> None:
    guesses(tries, clock, 300, ("eve",))
    seconds = asks(tries, "tess", "new")
    clock.now += seconds
    assert asks(tries, "tess", "new") == 0
    tries.forget("tess", "new")
    assert guesses(tries, clock, 60, ("eve",)) <= 2


def test_a_known_browser_has_tries_of_its_own(tries, clock) -> None:
    guesses(tries, clock, 300, ("eve", "mal"))
    own = ("browser", "tess")
    assert [asks(tries, own) for _ in range(FREE_TRIES)] == [0] * FREE_TRIES
    assert asks(tries, own) > 0, "and is slowed down, too"
    assert asks(tries, ("another", "tess")) == 0
    tries.forget(own)
    assert asks(tries, own) == 0


def test_tries_are_forgotten_in_the_end(tries, clock) -> None:
    guesses(tries, clock, 60, ("eve",))
    clock.now += FORGET_AFTER + 1
    assert [asks(tries, "tess", "eve") for _ in range(FREE_TRIES)] == [0] * FREE_TRIES


def test_a_wait_is_told_in_words(tries, clock) -> None:
    for _ in range(FREE_TRIES):
        tries.begin("tess")
    with pytest.raises(TooSoon, match=r"too many wrong tries for this name; try again in 1 second;"):
        tries.begin("tess")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NMT_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_browser_is_known_to_those_who_signed_in_there(data, clock) -> None:
    known = KnownBrowsers(clock)
    assert not data.exists(), "nothing is written before somebody signs in"
    cookie = known.remember("", "tess")
    browser = known.browser(cookie, "tess")
    assert browser
    assert known.browser(cookie, "tom") == ""
    assert "tess" not in cookie
    cookie_of_two = known.remember(cookie, "tom")
    assert known.browser(cookie_of_two, "tom") == known.browser(cookie_of_two, "tess") == browser, (
        "signing in as another is no new start"
    )
    many = cookie_of_two
    for number in range(8):
        many = known.remember(many, f"somebody {number}")
    assert known.browser(many, "tess") == ""
    assert len(many) < 1000


def test_it_is_known_after_the_server_started_anew(data, clock) -> None:
    cookie = KnownBrowsers(clock).remember("", "tess")
    file = data / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = KnownBrowsers(clock)
    assert again.browser(cookie, "tess")
    file.chmod(0o644)  # others may have read it
    assert KnownBrowsers(clock).browser(cookie, "tess") == ""
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_bytes(b"short")
    assert KnownBrowsers(clock).browser(cookie, "tess") == ""
    assert len(file.read_bytes()) == 32


def test_nothing_but_our_own_cookie_makes_a_browser_known(data, clock, tmp_path, monkeypatch) -> None:
    known = KnownBrowsers(clock)
    cookie = known.remember("", "tess")
    for forged in (
        "",
        "x",
        cookie[:-1] + ("1" if cookie.endswith("0") else "0"),
        cookie.replace("|", "."),
        cookie * 2,
        "2|1:0|10:1|4:name|4:abcd|ef",
    ):
        assert known.browser(forged, "tess") == ""
    monkeypatch.setenv("NMT_DATA", str(tmp_path / "elsewhere"))
    other = KnownBrowsers(clock)
    assert other.browser(cookie, "tess") == ""
    assert other.cookie != known.cookie
    assert re.fullmatch(r"nmt-known-[0-9a-f]{8}", known.cookie)


@pytest.mark.parametrize(
    ("later", "is_known"), [(0, True), (DAYS - 1, True), (DAYS + 1, False), (-2, False), (-900, False)]
)
def test_a_cookie_lasts_so_long_whichever_way_the_clock_was_wrong(data, clock, later, is_known) -> None:
    known = KnownBrowsers(clock)
    cookie = known.remember("", "tess")
    clock.now += later * DAY
    assert bool(known.browser(cookie, "tess")) is is_known


def test_a_folder_that_cannot_be_written_to_is_no_hindrance(tmp_path, clock, monkeypatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("NMT_DATA", str(tmp_path / "file"))
    known = KnownBrowsers(clock)
    assert known.browser(known.remember("", "tess"), "tess")
