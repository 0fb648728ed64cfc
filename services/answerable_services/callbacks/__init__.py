"""Callbacks: what is owed to customers after deliveries, and what was missed (000-4.5)."""
