"""The assessment screen: records, and the form of one."""

from nmt_widgets.apps.assess.screen import show

__all__ = ["show"]
