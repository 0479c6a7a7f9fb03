"""Answers on a page: how they are kept and saved, and the history of a record."""
