"""The author screen: teaching and practice cases being written."""

from nmt_widgets.apps.author.screen import show

__all__ = ["show"]
