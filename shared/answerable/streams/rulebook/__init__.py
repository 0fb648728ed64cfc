"""Rulebook: which regulation applies at a site, from when."""
