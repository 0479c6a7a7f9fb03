"""The references of practice cases: kept by the server, handed out for what was submitted and for nothing else."""

from __future__ import annotations

from tornado.web import RequestHandler

from nmt_widgets.ground.errors import InputError
from nmt_widgets.server.logs import log, outline
from nmt_widgets.server.pool import Pool
from nmt_widgets.server.sign_ins import SignIns


class ReferenceHandler(RequestHandler):
    """Answers a kernel that asks for the reference of an attempt; `nmt_widgets.apps.practice_reference` does.

    The key in the address stands for signing in, the kernel's id for the page, and the page for whoever opened it.
    Nothing the kernel says beside that is believed: whose attempt it is, of which case, and whether it was submitted
    is looked up in the store, as that person may see it.
    """

    def initialize(self, pool: Pool, sign_ins: SignIns) -> None:
        """Take the open pages and the way to the store."""
        self.pool, self.sign_ins = pool, sign_ins

    async def get(self, kernel_id: str) -> None:
        """Answer with the reference as JSON; 404 for what is not there, not theirs, or not submitted."""
        opening = self.pool.opening(kernel_id)
        attempt = self.get_query_argument("attempt", "")
        self.set_header("Cache-Control", "no-store")
        if opening is None or not opening.session:
            return self.set_status(404)
        session = opening.session
        try:
            found = await self.sign_ins.ask(lambda _engine: submitted_reference(session, attempt))
        except InputError as error:
            log.warning("a reference was not handed out: %s", outline(error))
            return self.set_status(503)
        if found is None:
            return self.set_status(404)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(found)


def submitted_reference(session: str, attempt: str) -> str | None:
    """Return the reference of the case an attempt is of, as JSON; None where it may not be shown.

    Parameters
    ----------
    session : str
        The token of who asks: the store answers as they may see it, so that trainees see their own attempts only.
    attempt : str
        The code of a record.

    Raises
    ------
    InputError
        When the store or the reference cannot be read.
    """
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.store.errors import Refused, SessionEnded
    from nmt_widgets.store.opening import open_store
    from nmt_widgets.training.attempts import is_submitted
    from nmt_widgets.training.references import list_references, load_reference

    instrument = load_instrument()
    try:
        case = open_store(session=session).case(attempt)
    except (Refused, SessionEnded):
        return None
    if not is_submitted(case, instrument) or case.practice_of not in list_references():
        return None
    return load_reference(case.practice_of, instrument).model_dump_json(by_alias=True)
