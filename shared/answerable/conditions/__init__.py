"""Conditions: the one language in which rulebooks and import mappings say when something applies."""
