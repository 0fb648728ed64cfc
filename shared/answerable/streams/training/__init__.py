"""Training: planned, attended by two words, examined, and worth credits that are worked out (000-6)."""
