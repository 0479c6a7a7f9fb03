"""Widgets of the screen `consult`."""
