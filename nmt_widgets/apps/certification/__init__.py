"""The certification screen: programmes, participation and fidelity."""

from nmt_widgets.apps.certification.screen import show

__all__ = ["show"]
