"""Widgets of the screen `author`."""
