"""Kernels, the pages they render, and the pages kept ready."""
