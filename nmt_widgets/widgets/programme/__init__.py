"""Widgets of the screen `programme`."""
