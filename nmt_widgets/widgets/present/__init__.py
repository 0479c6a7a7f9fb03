"""Widgets of the screen `present`."""
