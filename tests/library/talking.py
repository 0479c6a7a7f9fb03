"""The page's side of a form, as far as its messages go."""

import secrets


class Page:
    """Sends what the page of a form sends, and takes what it is sent."""

    def __init__(self, view, monkeypatch):
        self.view, self.replies = view, []
        self.base = view.record["revision"]
        monkeypatch.setattr(view, "send", self.replies.append)

    def edit(self, **changes):
        """Show answers before they are saved."""
        self.view.hear({"type": "edit", "changes": changes})

    def save(self, changes, edit="", **more):
        """Save answers, and return the reply."""
        self.replies.clear()
        edit = edit or secrets.token_hex(4)
        self.view.hear({"type": "save", "edit": edit, "base": self.base, "changes": changes, **more})
        reply = next(reply for reply in self.replies if reply.get("edit") == edit)
        self.base = reply.get("revision", self.base)
        return reply

    def refresh(self):
        """Ask for the answers as they are saved."""
        self.replies.clear()
        self.view.hear({"type": "refresh"})
        reply = self.replies[-1]
        self.base = reply.get("revision", self.base)
        return reply
