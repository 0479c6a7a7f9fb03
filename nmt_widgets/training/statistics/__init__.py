"""Statistics of agreement: coefficients with their intervals, and the standards they are held to."""
