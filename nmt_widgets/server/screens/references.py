"""The references of practice cases: the server keeps them and hands one out after the attempt was submitted."""

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
    from sqlalchemy import Engine

    from nmt_widgets.store.people.roles import Right


class ReferenceHandler(RequestHandler):
    """Sends a kernel the reference of an attempt; the other end is `nmt_widgets.apps.shared.practice_reference`.

    Only kernels know the key in the address. The kernel's id names the page, and the page names the person. Everything
    else is read from the store with that person's rights: whose attempt it is, of which case, whether it is submitted.
    """

    def initialize(self, pool: Pool, sign_ins: SignIns) -> None:
        """Keep the open pages and the store's people."""
        self.pool, self.sign_ins = pool, sign_ins

    async def get(self, kernel_id: str) -> None:
        """Answer with the reference as JSON; 404 if the attempt is missing, somebody else's or not submitted."""
        opening = self.pool.opening(kernel_id)
        attempt = self.get_query_argument("attempt", "")
        if opening is None or not opening.session:
            return self.set_status(404)
        session = opening.session
        try:
            reference = await self.sign_ins.ask(lambda _engine: submitted_reference(session, attempt))
        except InputError as error:
            log.warning("a reference was not handed out: %s", outline(error))
            return self.set_status(503)
        if reference is None:
            return self.set_status(404)
        _answer(self, reference)


class ReferencesHandler(RequestHandler):
    """Sends all references to a trainer's screen, and saves a reference from there.

    The store says who opened the page; without the right the answer is 404. The other end is
    `nmt_widgets.apps.shared.training_references`.
    """

    def initialize(self, pool: Pool, sign_ins: SignIns) -> None:
        """Keep the open pages and the store's people."""
        self.pool, self.sign_ins = pool, sign_ins

    async def get(self, kernel_id: str) -> None:
        """Answer with the references by case, each with its fingerprint; 404 without the right to see them."""
        if not await self._may("presents", kernel_id):
            return
        try:
            references = await self.sign_ins.ask(all_references)
        except InputError as error:
            log.warning("the store does not answer about references: %s", outline(error))
            return self.set_status(503)
        _answer(self, references)

    async def put(self, kernel_id: str) -> None:
        """Save a reference: 204, or 422 with the problem; 404 without the right to write it."""
        if not await self._may("authors", kernel_id):
            return
        body = self.request.body
        try:
            await self.sign_ins.ask(lambda engine: save_reference(engine, body))
        except InputError as error:
            log.warning("a reference was not written: %s", outline(error))
            self.set_status(422)
            _answer(self, json.dumps({"message": error.message, "remedy": error.remedy or ""}))
        else:
            self.set_status(204)

    async def _may(self, right: Right, kernel_id: str) -> bool:
        opening = self.pool.opening(kernel_id)
        try:
            person = await self.sign_ins.person(opening.session) if opening else None
        except InputError as error:
            log.warning("the store does not answer about references: %s", outline(error))
            self.set_status(503)
            return False
        if person is None or not person.may(right):
            self.set_status(404)
            return False
        return True


def all_references(engine: Engine) -> str:
    """Return all readable references as JSON: by case, `reference` as trainers have changed it, and `fingerprint`."""
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.store.database.transactions import reading
    from nmt_widgets.store.learning.feedback_entries import read_changes
    from nmt_widgets.training.references.files import read_references
    from nmt_widgets.training.references.versions import changed_reference

    with reading(engine) as connection:
        changes = read_changes(connection)
    references = {
        id: {
            "reference": changed_reference(entry.reference, changes.get(id, ())).model_dump(
                mode="json", by_alias=True
            ),
            "fingerprint": entry.fingerprint,
        }
        for id, entry in read_references(load_instrument()).items()
    }
    return json.dumps(references)


def save_reference(engine: Engine, body: bytes) -> None:
    """Check the reference from a trainer's screen like any file, and save it.

    Raises
    ------
    InputError
        When it is not a reference, does not fit its case, would take back what was changed after a dispute, or cannot
        be written.
    """
    from nmt_widgets.case_files.writing import write_parts
    from nmt_widgets.core.documents import parse_document
    from nmt_widgets.store.database.transactions import reading
    from nmt_widgets.store.learning.feedback_entries import read_changes
    from nmt_widgets.training.references.files import write_reference
    from nmt_widgets.training.references.model import Reference
    from nmt_widgets.training.references.reading import checked_reference
    from nmt_widgets.training.references.versions import changed_reference

    try:
        data = json.loads(body)
        reference = Reference.model_validate(data["reference"])
        replaces = None if data["replaces"] is None else str(data["replaces"])
    except (ValidationError, ValueError, KeyError, TypeError, RecursionError):
        raise refusal("references", "not_a_reference") from None
    text = write_parts(reference.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    checked_reference(parse_document(text, f"{reference.case}.yaml"))
    with reading(engine) as connection:
        changes = read_changes(connection).get(reference.case, ())
    if changed_reference(reference, changes) != reference:  # it would be read as before
        raise refusal("references", "changed_after_dispute")
    write_reference(reference, replaces)


def _answer(handler: RequestHandler, text: str) -> None:
    handler.set_header("Cache-Control", "no-store")
    handler.set_header("Content-Type", "application/json; charset=utf-8")
    handler.finish(text)


def submitted_reference(session: str, attempt: str) -> str | None:
    """Return the reference for an attempt as JSON; None if it must not be shown.

    Parameters
    ----------
    session : str
        The token of the person: the store applies their rights, so that trainees see their own attempts only.
    attempt : str
        The code of the attempt's record.

    Raises
    ------
    InputError
        When the store or the reference cannot be read.
    """
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.store.errors import NotPermitted, SessionEnded
    from nmt_widgets.store.learning.references import reference_of
    from nmt_widgets.store.opening import open_store

    try:
        reference = reference_of(open_store(session=session).access, attempt, load_instrument())
    except (NotPermitted, SessionEnded):
        return None
    return reference.model_dump_json(by_alias=True) if reference else None
