"""Callback: the calls owed after a delivery, made or missed (000-4.5)."""
