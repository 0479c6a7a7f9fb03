"""The home screen: every case as a card, and one opened."""

from nmt_widgets.apps.home.screen import show

__all__ = ["show"]
