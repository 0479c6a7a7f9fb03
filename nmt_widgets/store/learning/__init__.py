"""Classes, participation, feedback on attempts, and adjudications."""
