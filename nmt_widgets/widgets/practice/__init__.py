"""Widgets of the screen `practice`."""
