"""The presenter: a case told scene by scene."""

from nmt_widgets.apps.present.screen import show

__all__ = ["show"]
