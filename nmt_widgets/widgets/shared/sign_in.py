"""Who is at the keyboard, where no server asks: a form for name and passphrase, and the way out again."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import SignInMessage
from nmt_widgets.widgets.shared.traits import list_trait, record_trait


class SignIn(MessageWidget[SignInMessage]):
    """Asks for a name and a passphrase. They are sent as a message: no trait and no saved notebook ever has them.

    Parameters
    ----------
    words : dict
        Of the topic `server`.
    roles : list of (str, str, str)
        Id, name and rights of each role the first person may choose.
    is_first : bool
        Whether nobody was ever added: then the first person adds themselves.
    folded : bool
        Whether the form is folded behind its title, where there is something to see without it.

    Attributes
    ----------
    person : str
        Who is signed in; empty for nobody.
    problem : str
        Why the last try was refused.
    """

    bundle = "shared/sign_in"
    styles = ("shared/sign_in",)

    words: dict[str, Any] = record_trait()
    roles: list[tuple[str, str, str]] = list_trait()
    is_first = traitlets.Bool().tag(sync=True)
    folded = traitlets.Bool().tag(sync=True)
    person = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
