"""Saved views: a list as somebody wants it, by a name of their own, above the list and in the navigation."""
