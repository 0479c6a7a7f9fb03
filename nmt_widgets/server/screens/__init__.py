"""The web application: its addresses, and the gate between a page and its kernel."""
