"""What stands around every screen: its help, with the glossary."""

from __future__ import annotations

import ipywidgets

from nmt_widgets.widgets import Glossary, Heading


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

    def close(self) -> None:
        """Close the screen and the glossary."""
        self.screen.close()
        self.glossary.close()
        super().close()
