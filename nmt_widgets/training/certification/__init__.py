"""Programmes of certification, and fidelity."""
