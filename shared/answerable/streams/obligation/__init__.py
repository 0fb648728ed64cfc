"""Obligation: something that had to be done in time and was not, and what is said for it."""
