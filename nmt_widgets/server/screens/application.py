"""The web application of this computer: every screen and page, and the lines of their kernels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nmt_widgets.server.audience.presenter import PresenterHandler
from nmt_widgets.server.audience.room import AudienceRoom
from nmt_widgets.server.kernels.pool import Pool
from nmt_widgets.server.people.access import AccessCode
from nmt_widgets.server.people.file_maker import FileMaker
from nmt_widgets.server.people.file_pages import BackupHandler, FilesHandler, TablesHandler
from nmt_widgets.server.people.hub import ARRIVAL, Hub
from nmt_widgets.server.people.identity import AskHandler, Gate, LoginHandler
from nmt_widgets.server.people.pages import (
    PassphraseHandler,
    PeopleHandler,
    SignInHandler,
    SignOutHandler,
)
from nmt_widgets.server.people.proxy import Proxy
from nmt_widgets.server.people.session_endings import Endings
from nmt_widgets.server.people.sign_ins import SignIns
from nmt_widgets.server.people.visitor_pages import GlossaryHandler, SettingsHandler, WelcomeHandler
from nmt_widgets.server.screens.class_line import ClassLineHandler, LocalDoor
from nmt_widgets.server.screens.lost_pages import LostHandler
from nmt_widgets.server.screens.references import ReferenceHandler, ReferencesHandler
from nmt_widgets.server.screens.routes import KERNEL_ID, jupyter_settings, screen_routes
from nmt_widgets.server.screens.screen_pages import StartHandler
from nmt_widgets.server.screens.visits import VisitHandler


def make_application(
    pool: Pool,
    notebooks: Path,
    app: str,
    place: tuple[str, int],
    access: AccessCode,
    visit_key: str,
    proxy: Proxy,
    sign_ins: SignIns,
    room: AudienceRoom | None,
    class_door: LocalDoor | None = None,
) -> Gate:
    """Return the web application with all its addresses, which are all behind the gate; it listens at `place`."""
    host, port = place
    entrance, ways_in = _ways_in(proxy)
    visit = rf"/visit/{re.escape(visit_key)}"
    maker = FileMaker()
    of_kernels: Mapping[str, Any] = {"pool": pool, "sign_ins": sign_ins}
    handlers: list[Any] = [
        (r"/", StartHandler, {"app": app}),
        (r"/login", LoginHandler),
        *screen_routes(pool, notebooks),
        (rf"{visit}/who/{KERNEL_ID}", VisitHandler, {"pool": pool, "is_voilas": False}),
        (rf"{visit}/voila/query/{KERNEL_ID}", VisitHandler, {"pool": pool, "is_voilas": True}),
        (rf"{visit}/audience/{KERNEL_ID}", PresenterHandler, {**of_kernels, "room": room}),
        (rf"{visit}/reference/{KERNEL_ID}", ReferenceHandler, of_kernels),
        (rf"{visit}/references/{KERNEL_ID}", ReferencesHandler, of_kernels),
        (rf"{visit}/class/{KERNEL_ID}", ClassLineHandler, {**of_kernels, "door": class_door}),
        (r"/sign-in", SignInHandler),
        (r"/sign-out", SignOutHandler),
        (r"/people", PeopleHandler),
        (r"/passphrase", PassphraseHandler),
        (r"/files", FilesHandler),
        (r"/files/tables", TablesHandler, {"maker": maker}),
        (r"/files/backup", BackupHandler, {"maker": maker}),
        (r"/settings", SettingsHandler),
        (r"/welcome", WelcomeHandler),
        (r"/glossary", GlossaryHandler),
        *ways_in,
    ]
    endings = Endings(pool, sign_ins)
    return Gate(
        host=host,
        port=port,
        access=access,
        endings=endings,
        notebooks=notebooks,
        visit_key=visit_key,
        entrance=entrance,
        pool=pool,
        proxy=proxy,
        sign_ins=sign_ins,
        handlers=handlers,
        default_handler_class=LostHandler,
        default_handler_args={"notebooks": notebooks},
        cookie_secret=access.secret,
        **jupyter_settings(pool, notebooks, endings),
    )


def _ways_in(proxy: Proxy) -> tuple[type | None, list[tuple[str, type]]]:
    """Return the handler of a page for somebody who is not known, and the addresses that signing in needs besides."""
    if isinstance(proxy, Hub):
        from nmt_widgets.server.people.hub_pages import HubArrivalHandler, HubEntranceHandler

        return HubEntranceHandler, [(ARRIVAL, HubArrivalHandler)]
    return None if proxy.signs_in else AskHandler, []
