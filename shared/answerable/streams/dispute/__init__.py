"""Dispute: two departments disagree whose matter it is, and the office rules and supervises (000-4.6)."""
