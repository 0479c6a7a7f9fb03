"""The way to a JupyterHub and back; the steps of OAuth are JupyterHub's own handlers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.web import HTTPError, RequestHandler

from nmt_widgets.core.base_path import full_path
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.words import refusal
from nmt_widgets.server.people.hub import ANSWERS_WITHIN, Hub
from nmt_widgets.server.shared.logs import log
from nmt_widgets.server.shared.pages import PageHandler

if TYPE_CHECKING:
    from nmt_widgets.server.people.identity import Gate


class HubEntranceHandler(HubOAuthenticated, PageHandler):
    """A page is opened by somebody whom the Hub has not confirmed."""

    application: Gate

    async def get(self) -> None:
        """Ask the Hub who it is, and lead back here; whoever brings nothing from the Hub is sent to it first."""
        hub = self.application.proxy
        assert isinstance(hub, Hub)
        try:
            if await hub.recognise(self.request):
                return self.redirect(self.request.uri or "/")
            await AsyncHTTPClient().fetch(hub.auth.api_url, request_timeout=ANSWERS_WITHIN)
        except (HTTPError, HTTPClientError, OSError):
            log.warning("JupyterHub does not answer")
            return self.show_problem(refusal("server", "hub_away"), 503)
        except InputError as error:
            return self.show_problem(error, 403)
        self.request.uri = full_path(self.request.uri or "/")  # where JupyterHub's handler leads afterwards
        self.redirect(hub.origin + self.get_login_url())


class HubArrivalHandler(HubOAuthCallbackHandler, PageHandler):
    """Where the Hub sends a browser back to; the page that it wanted to open then asks who it is."""

    application: Gate
    redirect = RequestHandler.redirect  # JupyterHub's addresses are complete

    def get_current_user(self) -> str | None:
        """Return who came, if they are known already; JupyterHub's own method would stop the server to ask."""
        return (
            self.application.proxy.identity(self.request)[0]
            if self.application.signed_in(self.request)
            else None
        )

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say that signing in was not completed, and lead back to its beginning."""
        self.set_status(403 if status_code < 500 else 503)
        self.show("problem.html.j2", problem=refusal("server", "hub_not_completed").brief)
