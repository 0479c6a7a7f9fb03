"""The machinery that runs report notebooks fast and apart from each other."""
