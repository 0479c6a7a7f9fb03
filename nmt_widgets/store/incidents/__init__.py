"""Incidents and phases of the site: entered, corrected and withdrawn in two logs, and read by phase."""
