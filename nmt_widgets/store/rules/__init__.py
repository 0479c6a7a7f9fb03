"""Rules of a record: when it is locked, who is blind to what, which ratings are pairs."""
