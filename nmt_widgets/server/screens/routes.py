"""What the gate and the door of a class have in common: the addresses of a screen, and what Jupyter's handlers read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.auth.authorizer import AllowAllAuthorizer

from nmt_widgets.core.base_path import base_path
from nmt_widgets.core.page_files import page_data
from nmt_widgets.server.kernels.pool import Pool
from nmt_widgets.server.people.identity import GateIdentity
from nmt_widgets.server.people.session_endings import Endings
from nmt_widgets.server.screens.kernel_gate import GateConnection, KernelConnectionHandler
from nmt_widgets.server.screens.screen_pages import KernelStateHandler, LeaveHandler, ScreenHandler
from nmt_widgets.server.shared.assets import AssetHandler, KeptFileHandler
from nmt_widgets.server.shared.logs import log, log_request
from nmt_widgets.server.shared.page_scripts import labextension_folders, static_folders
from nmt_widgets.server.shared.pages import jupyter_templates
from nmt_widgets.server.shared.screen_names import apps_in

KERNEL_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"

Route = tuple[str, type] | tuple[str, type, dict[str, Any]]


def screen_routes(
    pool: Pool,
    notebooks: Path,
    *,
    screens: str = r"[a-z0-9_-]+",
    opens: type[ScreenHandler] = ScreenHandler,
    connects: type[KernelConnectionHandler] = KernelConnectionHandler,
) -> list[Route]:
    """Return the addresses of screens, of their scripts and of their kernels.

    Parameters
    ----------
    pool, notebooks
        The pages that are open, and the folder of the screens.
    screens : str
        A pattern of the names of the screens that are served.
    opens, connects : type
        The handlers that open a screen, and the connection of its page.
    """
    return [
        (rf"/voila/render/({screens})\.ipynb", opens, {"pool": pool, "notebooks": notebooks}),
        (r"/voila/static/[^/]+/(.*)", AssetHandler, {"paths": static_folders()}),
        (
            r"/kept/([0-9a-f]+)/(.+)",
            KeptFileHandler,
            {"folder": page_data(Path(pool.kernels.connection_dir))},
        ),
        (r"/voila/labextensions/(.*)", AssetHandler, {"paths": labextension_folders()}),
        (rf"/voila/api/shutdown/{KERNEL_ID}", LeaveHandler),
        (rf"/api/kernels/{KERNEL_ID}", KernelStateHandler),
        (rf"/api/kernels/{KERNEL_ID}/channels", connects),
    ]


def jupyter_settings(pool: Pool, notebooks: Path, endings: Endings) -> dict[str, Any]:
    """Return the settings that Jupyter's handlers read, and how a request is logged."""
    identity = GateIdentity(token="", log=log)

    def on_answered(handler: Any) -> None:
        log_request(handler)
        if handler.request.method == "POST":
            endings.check_soon()

    return {
        "log_function": on_answered,
        "screens": frozenset(apps_in(notebooks)),
        "base_url": base_path(),
        "kernel_manager": pool.kernels,
        "kernel_websocket_connection_class": GateConnection,
        "identity_provider": identity,
        "authorizer": AllowAllAuthorizer(identity_provider=identity, log=log),
        "jinja2_env": jupyter_templates,
        # the application checks the origin of every change, so no second cookie is needed
        "disable_check_xsrf": True,
        "allow_remote_access": True,  # the application has checked host and port
    }
