"""Handover: one shift gives the desk to the next, and both sides sign (002-r4)."""
