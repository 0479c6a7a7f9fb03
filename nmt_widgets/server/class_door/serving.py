"""Serve the door beside the workbook's own address, with the same pages, people and kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nmt_widgets.server.class_door.address_watch import AddressWatch
from nmt_widgets.server.class_door.application import ClassApplication
from nmt_widgets.server.class_door.join_page import JoinHandler
from nmt_widgets.server.class_door.limits import class_door_limits
from nmt_widgets.server.class_door.members import MemberLineHandler, MemberScreenHandler, members_only
from nmt_widgets.server.class_door.strict_page import ClosedHandler
from nmt_widgets.server.people.pages import SignOutHandler
from nmt_widgets.server.people.proxy import Proxy
from nmt_widgets.server.people.visitor_pages import GlossaryHandler, SettingsHandler
from nmt_widgets.server.screens.routes import jupyter_settings, screen_routes
from nmt_widgets.server.shared.limited_server import LimitedServer

if TYPE_CHECKING:
    from nmt_widgets.server.class_door.door import MembersDoor
    from nmt_widgets.server.people.application import PeopleApplication


def make_class_application(door: MembersDoor, gate: PeopleApplication) -> ClassApplication:
    """Return the application of the door. It serves these addresses and no others."""
    from nmt_widgets.store.database.codes import CODE_LENGTH, LETTERS

    limits = class_door_limits()
    code = f"/([{LETTERS}{LETTERS.upper()}]{{{CODE_LENGTH}}})"
    shared: dict[str, Any] = {
        "pool": gate.pool,
        "sign_ins": gate.sign_ins,
        "endings": gate.endings,
        "notebooks": gate.notebooks,
    }
    routes = screen_routes(
        gate.pool,
        gate.notebooks,
        screens="|".join(limits.screens),
        opens=MemberScreenHandler,
        connects=MemberLineHandler,
    )
    own = [(r"/settings", SettingsHandler), (r"/glossary", GlossaryHandler), (r"/leave", SignOutHandler)]
    return ClassApplication(
        door,
        proxy=Proxy(),  # nobody signs in for others here, whatever a header says
        handlers=[(r"/", JoinHandler), *members_only([*routes, *own]), (code, JoinHandler)],
        default_handler_class=ClosedHandler,
        websocket_max_message_size=limits.message_at_most,
        **shared,
        **jupyter_settings(gate.pool, gate.notebooks, gate.endings),
    )


def serve_door(door: MembersDoor, gate: PeopleApplication) -> tuple[LimitedServer, AddressWatch]:
    """Serve the door; stop the returned server like any other, and run the watch beside it."""
    limits = class_door_limits()
    application = make_class_application(door, gate)
    server = LimitedServer.of(
        application, limits.connections, limits.form_at_most, limits.message_at_most, door.encryption
    )
    server.add_socket(door.listener)
    gate.sign_ins.read_ahead()
    return server, AddressWatch(door, server)
