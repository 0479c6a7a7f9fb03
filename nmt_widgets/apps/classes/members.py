"""Who is in a class, how far they are and who is stuck; where they come in; and what its trainer changes of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from nmt_widgets.apps.classes.door_client import ClassDoor
from nmt_widgets.apps.shared.page_requests import refused
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.learning.class_rows import ClassMember, former_seat
from nmt_widgets.store.learning.classes import Classes, TrainingClass
from nmt_widgets.store.learning.member_progress import MemberProgress
from nmt_widgets.training.class_board import load_board_rules, rater_label
from nmt_widgets.widgets.classes.members import ClassMembers
from nmt_widgets.widgets.classes.messages import (
    ClassDoorway,
    MemberMessage,
    MemberReply,
    MemberRow,
    RemovedRow,
)

_MOST_NAMED = 6
_NO_DOOR: ClassDoorway = {"link": "", "code": "", "picture": "", "secrecy": ""}


class MembersPanel:
    """The members of a class beside its board; letters stand for them until the trainer shows names.

    Parameters
    ----------
    classes : Classes
        Opened for the person in front.
    training_class : TrainingClass
    instrument : Instrument
    door : ClassDoor
    changed : callable
        Called when the trainer has changed who is in the class, or what they are called.

    Attributes
    ----------
    widget : ClassMembers
    """

    def __init__(
        self,
        classes: Classes,
        training_class: TrainingClass,
        instrument: Instrument,
        door: ClassDoor,
        changed: Callable[[], None],
    ) -> None:
        self._classes, self._code, self._door, self._changed = classes, training_class.code, door, changed
        self._words = texts("classes", instrument.language)
        self._shows_names, self._people = False, dict[int, str]()
        self._removed = dict[int, str]()
        self.widget = ClassMembers(
            self.receive,
            doorway=_NO_DOOR,
            may_lead=classes.may_lead(),
            words=self._words["members"],
        )

    @property
    def is_by_door(self) -> bool:
        """Whether members come in by an address of their own."""
        return bool(self.widget.doorway["link"])

    def look(self) -> None:
        """Look at who is in the class now, and how far they are.

        Raises
        ------
        InputError
            When that cannot be read.
        """
        progress = self._classes.members_progress(self._code)
        doorway = self._doorway()
        present = self._door.present() if doorway["link"] else None
        self._people = {row.member.seat: row.member.person for row in progress}
        rows = [self._row(row, present) for row in progress]
        removed = self._classes.removed_members(self._code) if self._classes.may_lead() else []
        self._removed = {member.seat: member.person for member in removed}
        former: list[RemovedRow] = [{"seat": member.seat, "name": self._name(member)} for member in removed]
        self.widget.set(doorway, rows, former, self._summary(rows))

    def show_names(self, is_shown: bool) -> None:
        """Show names in place of letters, or letters again."""
        self._shows_names = self.widget.shows_names = is_shown

    # ---- what is shown ----

    def _doorway(self) -> ClassDoorway:
        link = self._door.link(self._code)
        if not link:
            return _NO_DOOR
        secrecy = "encrypted" if self._door.is_encrypted() else "open_line"
        return {
            "link": link,
            "code": self._code.upper(),
            "picture": self._door.qr_code(self._code),
            "secrecy": self._words["members"][secrecy],
        }

    def _name(self, member: ClassMember) -> str:
        return (
            member.name
            if self._shows_names
            else self._words["rater"].format(label=rater_label(former_seat(member.seat)))
        )

    def _row(self, progress: MemberProgress, present: frozenset[str] | None) -> MemberRow:
        words, member = self._words["members"], progress.member
        state = words["far"].format(n=progress.answered, of=progress.of)
        if progress.submitted:
            state = words["submitted"]
        elif not progress.last:
            state = words["not_begun"]
        stuck = [] if progress.submitted else self._stuck(progress, present)
        return {
            "seat": member.seat,
            "name": self._name(member),
            "state": state,
            "share": 100 if progress.submitted else round(100 * progress.answered / progress.of),
            "stuck": " · ".join(stuck),
            "by_code": member.by_code,
        }

    def _stuck(self, progress: MemberProgress, present: frozenset[str] | None) -> list[str]:
        """Return in words why somebody may be stuck; of a page, only where the server knows."""
        words, reasons = self._words["members"], []
        if progress.last:
            quiet = datetime.now(UTC) - datetime.fromisoformat(progress.last)
            if quiet >= timedelta(minutes=load_board_rules().stuck.minutes):
                reasons.append(plural(words, "quiet", int(quiet / timedelta(minutes=1))))
        if present is not None and progress.member.by_code and progress.member.person not in present:
            reasons.append(words["no_page"])
        return reasons

    def _summary(self, rows: list[MemberRow]) -> str:
        words = self._words["members"]
        stuck = [row["name"] for row in rows if row["stuck"]]
        parts = [plural(words, "count", len(rows))]
        if stuck:
            names = ", ".join(stuck[:_MOST_NAMED]) + (" …" if len(stuck) > _MOST_NAMED else "")
            parts.append(plural(words, "stuck", len(stuck), names=names))
        return " ".join(parts)

    # ---- what the trainer does ----

    def receive(self, message: MemberMessage) -> None:
        """Change a member as the page asks, and tell the page at their row how it went."""
        reply: MemberReply = {
            "type": "changed",
            "seat": message["seat"],
            "code": "",
            "done": "",
            "problem": "",
        }
        try:
            self._act(message, reply)
        except InputError as error:
            reply["problem"] = error.brief
        else:
            self._changed()
        self.widget.send(reply)

    def _act(self, message: MemberMessage, reply: MemberReply) -> None:
        words, seat = self._words["members"], message["seat"]
        if message["type"] == "take_back":
            return self._take_back(seat, reply)
        person = self._people.get(seat)
        if person is None:
            raise refused(self._words, "no_member")
        name = next(row["name"] for row in self.widget.members if row["seat"] == seat)
        match message["type"]:
            case "rename":
                if not self._shows_names:
                    raise refused(self._words, "hidden_names")
                self._classes.rename_member(self._code, person, message["name"])
                reply["done"] = words["renamed"].format(name=name)
            case "remove":
                self._classes.remove_member(self._code, person)
                reply["done"] = words["removed"].format(name=name)
            case "renew":
                reply["code"] = self._classes.new_personal_code(self._code, person)
        return None

    def _take_back(self, number: int, reply: MemberReply) -> None:
        if number not in self._removed:
            raise refused(self._words, "no_member")
        name = next(row["name"] for row in self.widget.removed if row["seat"] == number)
        self._classes.take_back(self._code, self._removed[number])
        reply["done"] = self._words["members"]["taken_back"].format(name=name)
