"""Audit: who saw what and why, what leaked, what was not handed in, what was reported late."""
