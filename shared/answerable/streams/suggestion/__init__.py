"""Suggestion: made, decided on by a superior, tried, and its effect found by another (000-1.8)."""
