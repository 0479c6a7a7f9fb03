"""Ways in and out: backup, restore, export, import."""
