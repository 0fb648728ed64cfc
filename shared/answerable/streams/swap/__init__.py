"""Swap: a duty goes to somebody else, beforehand, with their consent and the manager's (002-r15-1.8)."""
