"""Delivery: a project was handed to its customer; callbacks count from here."""
