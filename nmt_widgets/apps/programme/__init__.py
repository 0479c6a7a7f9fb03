"""The programme screen."""

from nmt_widgets.apps.programme.screen import show

__all__ = ["show"]
