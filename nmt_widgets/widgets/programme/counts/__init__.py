"""Incidents and phases of the site: to enter, list, correct, withdraw and bring in."""
