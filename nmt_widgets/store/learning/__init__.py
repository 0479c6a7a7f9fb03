"""Classes, participation and adjudications."""
