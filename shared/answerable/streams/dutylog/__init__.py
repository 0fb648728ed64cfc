"""Duty log: what a shift met and checked, item by item, until its keeper signs it off (002-r15-1.3)."""
