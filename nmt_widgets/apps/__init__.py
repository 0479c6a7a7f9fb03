"""One screen a module; notebooks only call these."""

from nmt_widgets.apps.home import home

__all__ = ["home"]
