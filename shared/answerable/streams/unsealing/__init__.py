"""Unsealing: a sealed key is asked for, allowed, used before witnesses, sealed again (002-r3-A3 to A5)."""
