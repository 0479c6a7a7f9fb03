"""Widgets that several screens use, and what every widget is made with."""
