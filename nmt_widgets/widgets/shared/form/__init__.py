"""The form: what it asks, and how a page shows it."""
