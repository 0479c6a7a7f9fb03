"""Presentations of a case: scenes as plain data, which a page can show without a kernel."""
