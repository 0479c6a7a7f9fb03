"""Rules of records: locks, blinding, and pairs of ratings."""
