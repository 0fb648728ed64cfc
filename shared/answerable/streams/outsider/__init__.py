"""Outsider: somebody from outside is let into the office, with their devices, and leaves (001-2.7)."""
