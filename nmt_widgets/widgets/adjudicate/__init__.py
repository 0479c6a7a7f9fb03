"""Widgets of the screen `adjudicate`."""
