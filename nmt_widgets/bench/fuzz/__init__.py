"""Hostile files, messages and requests, each made from a seed, and what must hold while they are tried."""
