"""References of practice cases, and attempts at them."""
