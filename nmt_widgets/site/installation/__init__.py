"""What is wrong with this installation: its software, files, database, clock and backups, one check after the other."""
