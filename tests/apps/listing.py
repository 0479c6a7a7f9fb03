"""Screens with a list of cases, as their page sees and uses them."""

from nmt_widgets.apps.shared.request_context import RequestContext


def request(case=None, **query):
    """Return the request of an address with a query."""
    return RequestContext(query).naming(case=case)


def entries(screen):
    """Return the entries that a screen's list shows, by case."""
    sections = screen._view.state["sections"]
    return {entry["case"]: entry for section in sections for entry in section["entries"]}


def answers_of(screen, message):
    """Send a message of the list's page, and return what the page is sent."""
    replies = []
    screen._view.send = lambda content, buffers=None: replies.append(content)
    screen._view.hear(message)
    return replies


def find(screen, **query):
    """Ask for another part of the list, and return what it shows then."""
    screen._view.hear({"type": "list", "request": "r1", "query": query})
    state = screen._view.state
    assert state["answers"] == "r1"
    return state


def open_listed(screen, case):
    """Open a case of the list."""
    screen._view.hear({"type": "open", "case": case})
    return screen._opened
