"""The workbook's own server: screens in a browser on this machine, behind an access code."""

from nmt_widgets.server.launch import serve

__all__ = ["serve"]
