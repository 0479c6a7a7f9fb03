"""Widgets of the screen `certification`."""
