"""The consultation screen: map, plan board and follow-up of one case."""

from nmt_widgets.apps.consult.screen import show

__all__ = ["show"]
