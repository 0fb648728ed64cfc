"""Disclosure: what somebody outside wants to know of a customer, and whether they are told (002-r7-3)."""
