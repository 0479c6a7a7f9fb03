"""Many clients: what happens to all of them. Numbers only, from tables to tables."""
