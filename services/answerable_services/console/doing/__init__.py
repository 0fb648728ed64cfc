"""Doing: what can be done with a matter or begun, its forms filled in, and what their fields search."""
