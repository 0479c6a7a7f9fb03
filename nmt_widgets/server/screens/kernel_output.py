"""Check the messages of a kernel to a page: everything passes but errors.

An error in a widget's callback is a text on the kernel's stderr or a message of its own. Both hold paths of this
computer and may quote a record. The log gets the kind and place of the error, the page gets nothing.
"""

from __future__ import annotations

import json
import re
from logging import INFO, WARNING
from typing import Any

# the kind of an error, without its message
_KIND = re.compile(r"^([A-Za-z_][\w.]{0,80})(?=:|$)", re.MULTILINE)
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
_PLACE = re.compile(
    r'(?:File "?(?:[^"\n]*[/\\])?([\w.<>-]{1,80}?\.py)"?(?:, line |:)|Cell In\[\d+\], line )(\d{1,7})'
)
_TEXT_AT_MOST = 200_000
_PARTS_AT_MOST = 1000
_UNREADABLE = "a kernel sent a message that cannot be read: dropped"


class NotOutgoing(Exception):
    """A message of a kernel that a page must not get; its text is for the log, empty for no log line.

    Attributes
    ----------
    level : int
        The level of the log line: output of a library is less important than an error.
    """

    def __init__(self, message: str = "", level: int = WARNING) -> None:
        super().__init__(message)
        self.level = level


def checked_output(parts: list[Any]) -> list[Any]:
    """Check a kernel's message, and return its parts for the page: header, parent, metadata, content, buffers.

    Raises
    ------
    NotOutgoing
        When the page must not get the message.
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
            raise NotOutgoing(f"a kernel wrote to stderr: {text_outline(text)}", level)
        if kind == "error":
            raise NotOutgoing(f"a kernel met an error: {error_outline(content)}")
        if content.get("status") == "error":
            parts = [*parts]
            parts[3] = json.dumps({"status": "error", "ename": "", "evalue": "", "traceback": []}).encode()
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise NotOutgoing(_UNREADABLE) from None
    return parts


def error_outline(content: dict[str, Any]) -> str:
    """Return the kind and place of an error from its message."""
    name = str(content.get("ename", ""))
    outline = text_outline("\n".join(str(line) for line in content.get("traceback") or [])[-_TEXT_AT_MOST:])
    place = outline.rpartition(" at ")[2] if " at " in outline else ""
    return " at ".join(word for word in (name if name.isidentifier() else "an error", place) if word)


def text_outline(text: str) -> str:
    r"""Return the kind and place of an error in a text, and nothing else of the text.

    Examples
    --------
    >>> text_outline('Traceback:\n File "/home/pat/a.py", line 7, in f\nValueError: Jamie said')
    'ValueError at a.py:7'
    >>> text_outline("Jamie said")
    'a text of 1 line'
    """
    text = _COLOURS.sub("", text[-_TEXT_AT_MOST:])
    places = _PLACE.findall(text)
    kinds = [name for name in _KIND.findall(text) if _is_error(name)] if "Traceback" in text else []
    if not places and not kinds:
        lines = max(1, len(text.splitlines()))
        return f"a text of {lines} line{'s' if lines > 1 else ''}"
    kind = kinds[-1] if kinds else "an error"
    return f"{kind} at {places[-1][0] or 'the notebook'}:{places[-1][1]}" if places else kind


def _is_error(name: str) -> bool:
    return name.rpartition(".")[2].endswith(("Error", "Exception", "Warning", "Interrupt", "Exit", "Ended"))
