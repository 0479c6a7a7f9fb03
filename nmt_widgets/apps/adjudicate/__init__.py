"""The adjudication screen: two ratings side by side, each difference settled."""

from nmt_widgets.apps.adjudicate.screen import show

__all__ = ["show"]
