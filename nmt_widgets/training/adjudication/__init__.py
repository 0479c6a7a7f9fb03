"""Settling the differences of two ratings."""
