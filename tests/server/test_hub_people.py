"""What a JupyterHub says of people, without a Hub: who comes in, as what, and the settings that decide it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest
from tornado.web import HTTPError, create_signed_value

from nmt_widgets.core.base_path import BASE_PATH, full_path, without_base
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.settings import read_settings
from nmt_widgets.server import serve
from nmt_widgets.server.people import hub_watch
from nmt_widgets.server.people.hub import Hub, HubUser, read_hub
from nmt_widgets.server.people.hub_watch import HubWatch
from nmt_widgets.server.people.proxy import Proxy
from nmt_widgets.server.shared.door_limits import door_limits
from tests.patience import LIMIT
from tests.server.running import write_notebook

ENVIRON = {
    "JUPYTERHUB_API_TOKEN": "0123456789abcdef",
    "JUPYTERHUB_API_URL": "http://127.0.0.1:8081/hub/api",
    "JUPYTERHUB_CLIENT_ID": "service-nmt",
    "JUPYTERHUB_SERVICE_PREFIX": "/services/nmt/",
    "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:8866",
    "JUPYTERHUB_PUBLIC_URL": "https://hub.example.org/services/nmt/",
}
ROLES = {"NMT_HUB_ROLES": "leads=programme,staff=clinician"}


def finish(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a thread: a browser of an earlier test leaves its loop running in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def hub_of(owner: str = "", **answer: Any) -> Hub:
    """Return a Hub that says this of every token."""
    hub = read_hub(read_settings(ROLES), {**ENVIRON, "JUPYTERHUB_USER": owner}, b"key")
    model = {"kind": "user", "name": "ada", "groups": ["staff"], "scopes": ["access:services"], **answer}
    hub.__dict__["auth"] = Mock(
        user_for_token=AsyncMock(return_value=model),
        access_scopes={"access:services"},
        check_scopes=lambda needed, model: needed & {*model["scopes"]},
    )
    return hub


def role_of(hub: Hub) -> str | None:
    user = finish(hub.ask("token"))
    return user and user.role


def test_the_first_of_several_groups_counts() -> None:
    assert role_of(hub_of()) == "clinician"
    assert role_of(hub_of(groups=["staff", "leads", "others"])) == "programme"
    assert role_of(hub_of(kind="service")) is None


@pytest.mark.parametrize(
    ("owner", "answer", "message"),
    [
        ("", {"groups": ["others"]}, "'ada' has no role"),
        ("", {"groups": [], "admin": True}, "'ada' has no role"),
        ("", {"scopes": ["self"]}, "does not give 'ada' access"),
        ("bo", {"admin": True, "scopes": ["access:services", "access:servers"]}, "belongs to somebody else"),
    ],
)
def test_whoever_may_not_come_in_is_told_why(owner: str, answer: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        role_of(hub_of(owner, **answer))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"JUPYTERHUB_PUBLIC_URL": ""}, "not set: JUPYTERHUB_PUBLIC_URL"),
        ({"NMT_HUB_ROLES": "staff=king"}, "no role 'king'.*clinician"),
        ({"NMT_HUB_ROLES": "staff"}, "group=role"),
        ({"NMT_HUB_ROLES": "staff=clinician,staff=trainer"}, "each group once"),
        ({"NMT_IDENTITY_HEADER": "X-User"}, "means nothing"),
    ],
)
def test_wrong_settings_are_input_errors(
    settings: dict, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notebook(tmp_path, "home", "1")
    for name, value in {**ENVIRON, **ROLES, **settings}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=message):
        serve(tmp_path, open_browser=False, hub=True)


def watched(
    hub: Hub,
    heard: float = 0.0,
    sessions: Collection[str] = ("session",),
    active: Collection[str] | None = None,
) -> tuple[set[str], dict[str, HubUser]]:
    """Ask once about Ada's token; return the sessions that were ended, and who is still known."""
    ended: set[str] = set()
    hub.known["token"] = HubUser("ada", "clinician", time.monotonic() - heard, set(sessions))
    still = AsyncMock(side_effect=lambda tokens: set(tokens if active is None else active))
    sign_ins = Mock(end=AsyncMock(side_effect=ended.add), active_tokens=still)
    finish(HubWatch(hub, sign_ins, Mock()).check())
    return ended, hub.known


@pytest.mark.parametrize(
    "answer", [{}, {"groups": ["leads"]}, {"groups": []}, {"name": "bo"}, {"scopes": []}]
)
def test_a_session_ends_when_the_hub_says_something_else(answer: dict) -> None:
    ended, known = watched(hub_of(**answer))
    assert (ended, set(known)) == ((set(), {"token"}) if not answer else ({"session"}, set()))


def test_a_token_that_the_hub_no_longer_knows_ends_its_session() -> None:
    hub = hub_of()
    hub.auth.user_for_token.return_value = None
    assert watched(hub) == ({"session"}, {})


@pytest.mark.parametrize("seconds", [0.5 * hub_watch._ARRIVING, 2 * hub_watch._ARRIVING])
def test_whoever_has_no_session_is_not_asked_about_and_forgotten_after_a_while(seconds: float) -> None:
    hub = hub_of()
    assert bool(watched(hub, seconds, sessions=())[1]) == (seconds < hub_watch._ARRIVING)
    hub.auth.user_for_token.assert_not_awaited()


def test_whose_sessions_have_ended_is_forgotten() -> None:
    hub = hub_of()
    assert watched(hub, active=()) == (set(), {})
    watched(hub, sessions=())
    assert hub.auth.user_for_token.await_count == 1


def test_a_copied_token_is_worth_nothing_after_its_owner_signed_out() -> None:
    hub = hub_of()
    hub.auth.cookie_name, hub.auth.hub_host, hub.auth.hub_prefix = "hub", "", "/hub/"
    request = Mock(cookies={"hub": Mock(value=create_signed_value(hub.cookie_key, "hub", "token"))})
    assert finish(hub.recognise(request))
    hub.follow(request, "session")
    assert finish(hub.recognise(request)), "of a second page, which came at the same time"
    assert hub.known["token"].sessions == {"session"}
    hub.sign_out(Mock(request=request))
    assert hub.over == {"session"}
    assert not finish(hub.recognise(request))
    assert not hub.known


@pytest.mark.parametrize(("share", "stays"), [(0.9, True), (1.1, False)])
def test_without_an_answer_people_stay_for_a_while(share: float, stays: bool) -> None:
    hub = hub_of()
    hub.auth.user_for_token.side_effect = HTTPError(500)
    ended, known = watched(hub, share * door_limits().hub.trusted_without_answer_seconds)
    assert (not ended, bool(known)) == (stays, stays)


@pytest.mark.parametrize(
    "garbage",
    [
        ["ada"],
        {"kind": "user"},
        {"kind": "user", "name": "ada", "scopes": ["access:services"], "groups": None},
        ValueError(),
        TimeoutError(),
    ],
)
def test_an_answer_that_nobody_understands_is_none(garbage: Any) -> None:
    """The check goes on with the next answer, and nobody comes in by this one."""
    hub = hub_of()
    hub.auth.user_for_token.side_effect = [garbage]
    with pytest.raises(HTTPError):
        role_of(hub)
    hub.auth.user_for_token.side_effect = [garbage, None]
    assert watched(hub) == (set(), {"token": hub.known["token"]})
    assert watched(hub) == ({"session"}, {})


def test_the_watch_goes_on_after_a_fault_that_nobody_expects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_watch, "door_limits", lambda: Mock(hub=Mock(asked_every_seconds=0)))
    hub = hub_of(groups=[])
    hub.known["token"] = HubUser("ada", "clinician", time.monotonic(), {"session"})

    async def ended_at_last() -> str:
        ended: asyncio.Queue[str] = asyncio.Queue()
        sign_ins = Mock(
            end=AsyncMock(side_effect=[RuntimeError, None]), active_tokens=AsyncMock(side_effect=set)
        )
        endings = Mock(check_soon=lambda: ended.put_nowait("session"))
        watch = asyncio.create_task(HubWatch(hub, sign_ins, endings).run())
        try:
            return await asyncio.wait_for(ended.get(), LIMIT)
        finally:
            watch.cancel()

    assert finish(ended_at_last()) == "session"


def test_a_path_below_a_host_is_taken_away_and_put_before(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Proxy("https://example.org/clinic/nmt")
    assert (proxy.host, proxy.origin, proxy.base_path) == (
        "example.org",
        "https://example.org",
        "/clinic/nmt/",
    )
    monkeypatch.setenv(BASE_PATH, proxy.base_path)
    assert full_path("/people") == "/clinic/nmt/people"
    paths = ("/clinic/nmt/people", "/clinic/nmt", "/people", "/clinic/nmts", "//", "/clinic/nmt//x")
    assert [without_base(path) for path in paths] == ["/people", "/", "/people", "/clinic/nmts", "//", "//x"]
