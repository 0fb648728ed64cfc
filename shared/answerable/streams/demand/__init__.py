"""Demand: what a customer will need in a year, what is planned for it, and whether it was met (000-4.3)."""
