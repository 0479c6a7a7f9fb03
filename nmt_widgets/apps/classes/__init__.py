"""The screen of classes: who takes part, and the board of one function."""

from nmt_widgets.apps.classes.screen import show

__all__ = ["show"]
