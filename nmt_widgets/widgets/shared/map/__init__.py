"""The parts of the brain map on its page."""
