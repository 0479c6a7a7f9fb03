"""Hostile files, messages and requests, each made from a seed, and the checks that must hold."""
