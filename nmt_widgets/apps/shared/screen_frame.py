"""What stands around every screen: its help with the glossary, and the still picture that its page shows first."""

from __future__ import annotations

from typing import Any

import ipywidgets

from nmt_widgets.core.served import is_served
from nmt_widgets.widgets import Glossary, Heading
from nmt_widgets.widgets.shared.still import STILL, still_of


class ScreenFrame(ipywidgets.VBox):
    """A screen with its help and the glossary beside its heading, whatever the screen shows.

    Parameters
    ----------
    screen : Widget
    help : str
        Names its entry in the texts of the help.

    Attributes
    ----------
    screen : Widget
    glossary : Glossary
    """

    def __init__(self, screen: ipywidgets.Widget, help: str) -> None:
        self.screen, self.glossary = screen, Glossary(help)
        if isinstance(screen, Heading):
            screen.add_class("nmt-screen")  # a notice in the place of a screen
        super().__init__([self.glossary, screen])
        self.add_class("nmt-frame")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Return the live screen, and for the workbook's server the picture of it that stands there at once."""
        bundle = super()._repr_mimebundle_(**kwargs)
        return {**bundle, STILL: still_of(self)} if bundle and is_served() else bundle

    def close(self) -> None:
        """Close the screen and the glossary."""
        self.screen.close()
        self.glossary.close()
        super().close()
