"""Records and their revisions."""
