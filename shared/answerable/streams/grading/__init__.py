"""Grading: a customer’s grade, proposed with its grounds, confirmed, and lifted at its review."""
