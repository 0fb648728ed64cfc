"""Duty: when a person is on duty, one roster for each of their months."""
