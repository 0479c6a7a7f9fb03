"""What a kernel may say to a page: anything but what went wrong, which a page cannot mend and which names places.

An error in a widget's callback comes as text on the kernel's stderr or as a message of its own, with paths of this
computer and perhaps words of a record. The log is told its kind and where it arose; the page nothing.
"""

from __future__ import annotations

import json
import re
from logging import INFO, WARNING
from typing import Any

# names the error's kind, and nothing of what it says
_KIND = re.compile(r"^([A-Za-z_][\w.]{0,80})(?=:|$)", re.MULTILINE)
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
_PLACE = re.compile(
    r'(?:File "?(?:[^"\n]*[/\\])?([\w.<>-]{1,80}?\.py)"?(?:, line |:)|Cell In\[\d+\], line )(\d{1,7})'
)
_TEXT_AT_MOST = 200_000
_PARTS_AT_MOST = 1000
_UNREADABLE = "a kernel sent a message that cannot be read: dropped"


class NotOutgoing(Exception):
    """A message that stays on this side; says what the log is to be told, if anything.

    Attributes
    ----------
    level : int
        How much it matters to the log: what a library mutters is none of anybody's business.
    """

    def __init__(self, told: str = "", level: int = WARNING) -> None:
        super().__init__(told)
        self.level = level


def passed_on(parts: list[Any]) -> list[Any]:
    """Return the parts of a kernel's message as the page may have them: header, parent, metadata, content, buffers.

    Raises
    ------
    NotOutgoing
        When the page may not have it.
    """
    if not 4 <= len(parts) <= _PARTS_AT_MOST:
        raise NotOutgoing(_UNREADABLE)
    try:
        header = json.loads(bytes(parts[0]))
        kind = header["msg_type"]
        if kind not in ("execute_input", "stream", "error") and not kind.endswith("_reply"):
            return parts
        content = json.loads(bytes(parts[3]))
        if kind == "execute_input":
            raise NotOutgoing  # code
        if kind == "stream" and content.get("name") != "stdout":
            text = str(content.get("text", ""))
            level = WARNING if "Traceback" in text else INFO
            raise NotOutgoing(f"a kernel wrote to stderr: {told_outline(text)}", level)
        if kind == "error":
            raise NotOutgoing(f"a kernel met an error: {error_outline(content)}")
        if content.get("status") == "error":
            parts = [*parts]
            parts[3] = json.dumps({"status": "error", "ename": "", "evalue": "", "traceback": []}).encode()
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise NotOutgoing(_UNREADABLE) from None
    return parts


def error_outline(content: dict[str, Any]) -> str:
    """Return an error's kind and place, of a message about it."""
    name = str(content.get("ename", ""))
    told = told_outline("\n".join(str(line) for line in content.get("traceback") or [])[-_TEXT_AT_MOST:])
    place = told.rpartition(" at ")[2] if " at " in told else ""
    return " at ".join(word for word in (name if name.isidentifier() else "an error", place) if word)


def told_outline(text: str) -> str:
    r"""Return the kind of error a text tells of and where it arose, and nothing else of the text.

    Examples
    --------
    >>> told_outline('Traceback:\n File "/home/pat/a.py", line 7, in f\nValueError: Jamie said')
    'ValueError at a.py:7'
    >>> told_outline("Jamie said")
    'a text of 1 line'
    """
    text = _COLOURS.sub("", text[-_TEXT_AT_MOST:])
    places = _PLACE.findall(text)
    kinds = [name for name in _KIND.findall(text) if _is_error(name)] if "Traceback" in text else []
    if not places and not kinds:
        lines = max(1, len(text.splitlines()))
        return f"a text of {lines} line{'s' if lines > 1 else ''}"
    named = kinds[-1] if kinds else "an error"
    return f"{named} at {places[-1][0] or 'the notebook'}:{places[-1][1]}" if places else named


def _is_error(name: str) -> bool:
    return name.rpartition(".")[2].endswith(("Error", "Exception", "Warning", "Interrupt", "Exit", "Ended"))
