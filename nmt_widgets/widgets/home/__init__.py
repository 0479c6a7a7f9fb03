"""Widgets of the screen `home`."""
