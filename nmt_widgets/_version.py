"""The version of the workbook; the lowest module there is: it imports nothing."""

__version__ = "0.1.0"
