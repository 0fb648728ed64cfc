"""Pledge: a member of staff's signed statement that they keep customers' data secret (001-K4, 002-r5-13)."""
