"""The workbook's own server: screens in a browser on this machine, behind an access code."""

from nmt_widgets.server.process.launch import serve

__all__ = ["serve"]
