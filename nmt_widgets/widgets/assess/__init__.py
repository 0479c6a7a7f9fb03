"""Widgets of the screen `assess`."""
