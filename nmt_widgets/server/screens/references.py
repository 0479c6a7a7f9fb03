"""The references of practice cases: kept by the server, handed out for what was submitted and for nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import ValidationError
from tornado.web import RequestHandler

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.words import refusal
from nmt_widgets.server.kernels.pool import Pool
from nmt_widgets.server.people.sign_ins import SignIns
from nmt_widgets.server.shared.logs import log, outline

if TYPE_CHECKING:
    from nmt_widgets.store.people.roles import Right


class ReferenceHandler(RequestHandler):
    """Answers a kernel that asks for the reference of an attempt; `nmt_widgets.apps.shared.practice_reference` does.

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
        _answer(self, found)


class ReferencesHandler(RequestHandler):
    """Hands all references to a trainer's screen, and writes one that was made there.

    Who opened the page is looked up in the store; to everybody who does not write everybody's practice, there is
    nothing here. `nmt_widgets.apps.shared.training_references` is the other end.
    """

    def initialize(self, pool: Pool, sign_ins: SignIns) -> None:
        """Take the open pages and the way to the store."""
        self.pool, self.sign_ins = pool, sign_ins

    async def get(self, kernel_id: str) -> None:
        """Answer with the references by case, each with its fingerprint; 404 for whoever may not see them."""
        if await self._may("presents", kernel_id):
            _answer(self, await self.sign_ins.ask(lambda _engine: all_references()))

    async def put(self, kernel_id: str) -> None:
        """Write a reference: 204, or 422 with what is wrong; 404 for whoever may not."""
        if not await self._may("authors", kernel_id):
            return
        sent = self.request.body
        try:
            await self.sign_ins.ask(lambda _engine: write_sent(sent))
        except InputError as error:
            log.warning("a reference was not written: %s", outline(error))
            self.set_status(422)
            _answer(self, json.dumps({"message": error.message, "remedy": error.remedy or ""}))
        else:
            self.set_status(204)

    async def _may(self, right: Right, kernel_id: str) -> bool:
        opening = self.pool.opening(kernel_id)
        try:
            person = await self.sign_ins.who(opening.session) if opening else None
        except InputError as error:
            log.warning("nobody could be asked about references: %s", outline(error))
            self.set_status(503)
            return False
        if person is None or not person.may(right):
            self.set_status(404)
            return False
        return True


def all_references() -> str:
    """Return every reference that can be read as JSON: by case, `reference` and `fingerprint`."""
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.training.references.files import read_references

    found = {
        id: {
            "reference": one.reference.model_dump(mode="json", by_alias=True),
            "fingerprint": one.fingerprint,
        }
        for id, one in read_references(load_instrument()).items()
    }
    return json.dumps(found)


def write_sent(sent: bytes) -> None:
    """Write the reference a trainer's screen sent, after it was checked against its case as any file is.

    Raises
    ------
    InputError
        When it is none, does not fit its case, or cannot be written.
    """
    from nmt_widgets.cases.writing import write_parts
    from nmt_widgets.core.documents import parse_document
    from nmt_widgets.training.references.files import write_reference
    from nmt_widgets.training.references.model import Reference
    from nmt_widgets.training.references.reading import checked_reference

    try:
        told = json.loads(sent)
        reference = Reference.model_validate(told["reference"])
        replaces = None if told["replaces"] is None else str(told["replaces"])
    except (ValidationError, ValueError, KeyError, TypeError, RecursionError):
        raise refusal("references", "not_a_reference") from None
    text = write_parts(reference.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    checked_reference(parse_document(text, f"{reference.case}.yaml"))
    write_reference(reference, replaces)


def _answer(handler: RequestHandler, found: str) -> None:
    handler.set_header("Cache-Control", "no-store")
    handler.set_header("Content-Type", "application/json; charset=utf-8")
    handler.finish(found)


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
    from nmt_widgets.store.errors import NotPermitted, SessionEnded
    from nmt_widgets.store.opening import open_store
    from nmt_widgets.training.references.attempts import is_submitted
    from nmt_widgets.training.references.reading import list_references, load_reference

    instrument = load_instrument()
    try:
        case = open_store(session=session).case(attempt)
    except (NotPermitted, SessionEnded):
        return None
    if not is_submitted(case, instrument) or case.practice_of not in list_references():
        return None
    return load_reference(case.practice_of, instrument).model_dump_json(by_alias=True)
