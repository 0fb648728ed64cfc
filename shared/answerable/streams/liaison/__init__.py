"""Liaison: the work contact form that one department sends another, and its answer."""
