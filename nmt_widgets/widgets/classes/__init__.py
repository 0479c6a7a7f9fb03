"""Widgets of the screen `classes`."""
