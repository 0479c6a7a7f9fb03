"""The practice screen: cases to score blind, and the comparison afterwards."""

from nmt_widgets.apps.practice.screen import show

__all__ = ["show"]
