"""What stands around every screen: its glossary."""

from __future__ import annotations

import ipywidgets

from nmt_widgets.widgets import Glossary, Heading


class ScreenFrame(ipywidgets.VBox):
    """A screen with the glossary beside its heading, whatever the screen shows.

    Parameters
    ----------
    screen : Widget

    Attributes
    ----------
    screen : Widget
    glossary : Glossary
    """

    def __init__(self, screen: ipywidgets.Widget) -> None:
        self.screen, self.glossary = screen, Glossary()
        if isinstance(screen, Heading):
            screen.add_class("nmt-screen")  # a notice in the place of a screen
        super().__init__([self.glossary, screen])
        self.add_class("nmt-frame")

    def close(self) -> None:
        """Close the screen and the glossary."""
        self.screen.close()
        self.glossary.close()
        super().close()
